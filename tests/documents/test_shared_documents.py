"""Real documents: the article, space law, old treaties, news articles, PDFs."""

import re

import pytest

from pipeline.documents import Limits
from pipeline.documents.provisions import find_provisions
from tests.documents.reading import outline, read

ARTICLE_HEADINGS = [
    "Importance of Strategic Partnerships for Space Defense",
    "Evolution of Military Space Forces",
    "Key Stakeholders in Space Defense Partnerships",
    "Strategic Objectives of Space Defense Partnerships",
    "Case Studies of Successful Partnerships",
    "NATO Space Coordination",
    "U.S.-Japanese Space Collaboration",
    "Challenges in Developing Strategic Partnerships",
    "The Role of International Treaties in Space Defense",
    "Outer Space Treaty",
    "The Artemis Accords",
    "Future Trends in Space Defense Partnerships",
    "Commercial space involvement",
    "Cybersecurity and space defense",
    "Lessons Learned from Past Collaborations",
    "The Path Forward for Strategic Partnerships in Space Defense",
]


def test_every_heading_of_the_article_is_found_and_its_notice_sets_the_tier(shared):
    documents, rejections = read(shared / "article")
    document = documents["strategic-partnerships-for-space-defense.txt"]
    assert rejections == []
    assert [words for _, words in outline(document)] == ARTICLE_HEADINGS
    assert document.ai_notice is not None
    assert document.text[: document.ai_notice.end] == "Heads up: AI contributed to this article's creation."
    assert document.tier == "unverified"


@pytest.fixture(scope="module")
def space_law(shared):
    documents, rejections = read(shared / "documents" / "space-law.jsonl")
    assert rejections == []
    return documents


@pytest.mark.parametrize(
    ("doc_id", "kind", "count"),
    [
        ("un/treaty/ost-1967", "article", 17),
        ("un/treaty/rescue-1968", "article", 10),
        ("un/treaty/liability-1972", "article", 28),
        ("un/treaty/registration-1975", "article", 12),
        ("un/treaty/moon-1979", "article", 21),
        ("un/ga/res-41-65", "principle", 15),
        ("un/ga/res-47-68", "principle", 11),
        ("un/softlaw/lts-guidelines-2019", "guideline", 21),
        ("un/softlaw/copuos-debris-mitigation-2007", "guideline", 7),
        ("nat/usa/space-resources-2015", "paragraph", 3),
    ],
)
def test_every_provision_of_space_law_is_a_heading(space_law, doc_id, kind, count):
    document = space_law[doc_id]
    found = [each for each in find_provisions(document.text) if each.kind == kind]
    assert len(found) == count
    assert {each.start for each in found} <= {heading.start for heading in document.headings}
    assert (document.tier, len(document.date or "")) == ("reference", 10)


def test_articles_of_old_treaties_are_headings_of_their_own(shared):
    limits = Limits(10**7, 10, 10**9, 10**7)
    documents, rejections = read(shared / "documents" / "bilateral-treaties.jsonl.gz", limits=limits)
    assert rejections == []
    assert len(documents) == 100
    printed = found = 0
    for document in documents.values():
        starts = {heading.start for heading in document.headings}
        # Capitals after a full stop or colon mark an article's beginning in these texts.
        for match in re.finditer(r"(?<=[.:;] )ARTICLE \d{1,3}(?=[ .:] ?\S)", document.text):
            printed += 1
            found += match.start() in starts
    assert printed > 2000
    assert found / printed > 0.98


def test_news_articles_are_read_whole(shared):
    documents, rejections = read(shared / "documents" / "nasa-articles.jsonl.gz")
    assert rejections == []
    assert len(documents) == 500
    assert sum(document.ai_notice is not None for document in documents.values()) == 0


def test_real_pdfs(shared):
    documents, rejections = read(shared / "documents" / "pdf")
    assert [rejection.origin.rpartition("/")[2] for rejection in rejections] == ["llama__dr_a_order.pdf"]
    assert "OCR" in rejections[0].remedy
    book = documents["un__ga__res-1962-XVIII__1963-12-13.pdf"]
    assert len(book.pages) == 138
    assert [page.label for page in book.pages[:9]] == ["Front Cover 1", "i", "ii", "iii", "iv", "v", "vi", "1", "2"]
    words = [words for _, words in outline(book)]
    first = words.index("Article I")
    assert words[first : first + 17] == [
        f"Article {n}" for n in "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII".split()
    ]
    assert "in the exploration and use of outer space" in book.text
    assert not re.search("[\x02\ufffe]", book.text)
    guidelines = documents["un__softlaw__copuos-debris-mitigation-2007__2007-06-15.pdf"]
    assert "thirty-second session" in guidelines.text
    assert {words for _, words in outline(guidelines)} >= {"1. Background", "6. Reference"}
