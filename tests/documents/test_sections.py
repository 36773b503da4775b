"""Headings without markup: in articles, in reports, in legal texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import parse
from pipeline.documents.provisions import find_provisions, parse_number
from pipeline.documents.sections import find_headings
from tests.documents.reading import LIMITS, outline, row_source

PARAGRAPH = (
    "States have long argued about the rules for orbits, and about who may set them. "
    "This paragraph goes on for a while, so that nobody takes it for anything else."
)
OTHER = "A second paragraph stands here with as many words as such a thing needs to be one. It ends with a stop."


def headings(text: str) -> list[str]:
    return [text[heading.start : heading.end] for heading in find_headings(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Importance of Strategic Partnerships",
        "Commercial space involvement",
        "The U.S.-Japanese Alliance",
        "NATO",
        "Lessons Learned",
        "Who decides, and how?",
        "“Peaceful Purposes” in Practice",
        "1. Background",
        "2.3 Scope of the study",
        "IV. Conclusions and Recommendations",
        "A. Purposes and objectives",
        "EXECUTIVE SUMMARY",
        "Élargissement de l'alliance",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_short_line_before_a_paragraph_is_a_heading(line, gap):
    text = f"{PARAGRAPH}{gap}{line}{gap}{OTHER}"
    if line.endswith("?"):
        assert headings(text) == [line]
    else:
        assert headings(text) == [line]
        assert find_headings(text)[0].level == 1


@pytest.mark.parametrize(
    "line",
    [
        "Key objectives include:",
        "- Enhancing shared intelligence",
        "• Enhancing shared intelligence",
        "(a) Enhancing shared intelligence",
        "a) first of all",
        "The parties agreed.",
        "The General Assembly,",
        "and this goes on",
        "12 345 67.8 90",
        "By Jane Doe",
        "Credit: NASA",
        "May 22, 2024",
        "22 May 2024",
        "Contents ........ 12",
        "Jones is its director. She came in May",
        PARAGRAPH,
        "One of the many lines that are so long and so full of words that they cannot be the heading of anything",
    ],
)
def test_other_lines_are_no_headings(line):
    assert headings(f"{PARAGRAPH}\n{line}\n{OTHER}") == []


def test_a_run_of_short_lines_is_a_list_and_no_heading():
    names = "Anna Smith, chief technologist\nBob Brown, chief scientist\nCarla White, chief counsel"
    assert headings(f"{PARAGRAPH}\n{names}\n{OTHER}") == []
    assert headings(f"{PARAGRAPH}\n1. Apples\n2. Pears\n{OTHER}") == []


def test_the_last_line_is_no_heading():
    assert headings(f"{PARAGRAPH}\nThe End") == []


def test_a_heading_right_under_another_is_a_part_of_it():
    text = f"{PARAGRAPH}\nClubs of the Willing\nShared operations\n{OTHER}\nShared principles\n{OTHER}"
    text += f"\nWhat Comes Next\n{OTHER}"
    found = [(heading.level, text[heading.start : heading.end]) for heading in find_headings(text)]
    assert found == [
        (1, "Clubs of the Willing"),
        (2, "Shared operations"),
        (2, "Shared principles"),
        (1, "What Comes Next"),
    ]


def test_numbered_headings_nest_by_their_numbers():
    text = "\n\n".join(
        [PARAGRAPH, "1. Background", OTHER, "1.1 History", OTHER, "1.2 Law", OTHER, "2. Outlook", PARAGRAPH]
    )
    levels = [(heading.level, text[heading.start : heading.end]) for heading in find_headings(text)]
    assert levels == [(1, "1. Background"), (2, "1.1 History"), (2, "1.2 Law"), (1, "2. Outlook")]


def test_hard_wrapped_lines_are_read_as_paragraphs():
    wrapped = "\n".join(
        [
            "States have long argued about the rules for orbits, and about who may",
            "set them. This paragraph goes on for a while, so that nobody takes it",
            "Outer Space Treaty",
            "for anything else, and it is broken at a column as old files are, with",
            "lines of about the same length and no regard for the sentences in them",
        ]
    )
    text = f"{wrapped}\n\nThe Next Part\n\n{wrapped}"
    assert headings(text) == ["The Next Part"]


def test_the_title_line_is_the_title_and_no_heading():
    document = parse(row_source(f"The Law of Orbits\n\n{PARAGRAPH}\n\nFirst Part\n\n{OTHER}"), limits=LIMITS)
    assert document.title == "The Law of Orbits"
    assert outline(document) == [(1, "First Part")]


# --- legal texts -----------------------------------------------------------------------------------------------

TERMS = "The parties shall consult each other in good faith, as Article VI of the Treaty says, and report thereon."


@pytest.mark.parametrize(
    "labels",
    [
        ["Article I", "Article II", "Article III", "Article IV"],
        ["ARTICLE 1", "ARTICLE 2", "ARTICLE 3"],
        ["Article 1.", "Article 2.", "Article 3."],
        ["Article 1 - Purpose", "Article 2 - Scope", "Article 3 - Entry into force"],
        ["Article 1: Purpose", "Article 2: Scope"],
        ["§ 1. Purpose", "§ 2. Scope", "§ 3. Definitions"],
        ["§51301. Definitions", "§51302. Commercial exploration", "§51303. Resource rights"],
        ["Principle I", "Principle II", "Principle III"],
        ["Guideline A.1 Adopt national rules", "Guideline A.2 Consider elements", "Guideline B.1 Share contacts"],
        ["Guideline 1: Limit debris", "Guideline 2: Limit break-ups"],
        ["Section 1. Purpose", "Section 2. Scope", "Section 3. Terms"],
        ["SEC. 101. SHORT TITLE", "SEC. 102. FINDINGS"],
        ["Article One", "Article Two", "Article Three"],
        ["Rule 1", "Rule 2", "Rule 3"],
        ["Article 4", "Article 4 bis", "Article 5"],
    ],
    ids=lambda labels: labels[0],
)
def test_labels_on_lines_of_their_own_are_headings(labels):
    text = "\n\n".join(f"{label}\n\n{TERMS}" for label in labels)
    assert [found.rstrip(".") for found in headings(text)] == [label.rstrip(".") for label in labels]
    assert {heading.level for heading in find_headings(text)} == {1}


@pytest.mark.parametrize(
    ("joint", "label"),
    [
        (" ", "ARTICLE {}"),
        (" ", "ARTICLE {}."),
        (" ", "Article {}"),
        (" ", "Article {}."),
        ("\n", "Article {}"),
        ("", "ARTICLE {}"),
    ],
)
def test_articles_within_one_long_line_are_headings(joint, label):
    text = "The parties have agreed as follows: " + joint.join(f"{label.format(n)} {TERMS}" for n in range(1, 8))
    assert [found.rstrip(".") for found in headings(text)] == [label.format(n).rstrip(".") for n in range(1, 8)]


def test_articles_of_a_text_in_lower_case_are_found_by_their_capitals_and_order():
    terms = "the parties shall consult each other as provided for in article 2 of this protocol and report thereon."
    text = "protocol between two states " + " ".join(f"ARTICLE {n} {terms}" for n in range(1, 6))
    text += " subject to what is said in. ARTICLE 1 and adjust it."
    assert headings(text) == [f"ARTICLE {n}" for n in range(1, 6)]


def test_titles_of_inline_articles_belong_to_them_where_that_is_certain():
    text = (
        f"ARTICLE 1 Objectives 1. {TERMS} 2. {TERMS} ARTICLE 2 EXPORT DRAWBACK Each party may refuse. "
        f"ARTICLE 3 {TERMS} ARTICLE 4 Scope This treaty applies to goods."
    )
    assert headings(text) == ["ARTICLE 1 Objectives", "ARTICLE 2 EXPORT DRAWBACK", "ARTICLE 3", "ARTICLE 4"]


def test_titles_and_chapters_within_a_long_line_contain_their_articles():
    text = (
        f"ARTICLE 1 {TERMS} TITLE I POLITICAL DIALOGUE ARTICLE 2 {TERMS} TITLE II FREE MOVEMENT OF GOODS "
        f"CHAPTER I Industrial products ARTICLE 3 {TERMS} ARTICLE 4 The provisions of Title II shall apply. {TERMS}"
    )
    found = [(heading.level, text[heading.start : heading.end]) for heading in find_headings(text)]
    assert found == [
        (1, "ARTICLE 1"),
        (1, "TITLE I POLITICAL DIALOGUE"),
        (2, "ARTICLE 2"),
        (1, "TITLE II FREE MOVEMENT OF GOODS"),
        (2, "CHAPTER I Industrial products"),
        (3, "ARTICLE 3"),
        (3, "ARTICLE 4"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Article VI of the Treaty says that states bear responsibility. Article VII adds liability for damage.",
        "Article 5 applies. Article 6 does not apply to this case, and Article 7 of the Charter was never used.",
        "The states acted in accordance with Article 1. They stopped. See Article 2(3) and Article 3, paragraph 4.",
        "Under Article I, Article II and Article III the parties consult.\nArticle IV of the pact is silent on this.",
        "He read Section 5 of the act. Chapter 3 tells more, and Part II is about orbits. Annex I lists them.",
        "Article 19 was invoked by the court, and the article was a subject of much debate among lawyers.",
        "Part of the problem is the title of the chapter. Section by section they rewrote the article in part.",
    ],
)
def test_references_in_running_text_are_no_headings(text):
    assert find_provisions(text) == ()


def test_a_table_of_contents_is_not_taken_for_the_articles():
    labels = [f"Article {n}" for n in range(1, 9)]
    contents = "\n".join(f"{label} ........ {page}" for page, label in enumerate(labels, 3))
    text = "Contents\n" + contents + "\n\n" + "\n\n".join(f"{label}\n\n{TERMS}" for label in labels)
    found = find_headings(text)
    assert [text[heading.start : heading.end] for heading in found][-8:] == labels
    assert all(heading.start > len(contents) for heading in found[-8:])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("IV", (4,)),
        ("xxviii", (28,)),
        ("12", (12,)),
        ("Twelve", (12,)),
        ("A.1", (1, 1)),
        ("9.1", (9, 1)),
        ("4 bis", (4, 2)),
        ("12a", (12, 1)),
        ("IIX", None),
        ("vx", None),
        ("mix", None),
    ],
)
def test_numbers_of_labels(written, number):
    assert parse_number(written) == number


TOKENS = st.sampled_from(
    ["Article 1", "ARTICLE 2", "Article III", "Title I", "CHAPTER 2", "Annex", "\n", "\n\n", ". ", " ", "of the Treaty",
     "The parties shall agree on all that is needed for this purpose.", "Scope", "1.", "(2)", "§ 3.", "- item", "\t"]
)  # fmt: skip


@given(st.lists(TOKENS, max_size=40).map("".join))
def test_headings_are_ordered_and_lie_apart_within_the_text(text):
    found = find_headings(text)
    at = 0
    for heading in found:
        assert at <= heading.start < heading.end <= len(text)
        assert text[heading.start : heading.end].strip() == text[heading.start : heading.end]
        assert heading.level >= 1
        at = heading.end


@pytest.mark.parametrize(
    "text",
    [
        "Article 1 " * 30_000,
        "A\n" * 100_000,
        "ARTICLE 1. " * 20_000,
        "Title I " * 20_000,
        ". " * 100_000,
        "Word " * 50_000,
    ],
    ids=["articles", "lines", "caps", "titles", "dots", "words"],
)
def test_hostile_repetition_is_read_in_reasonable_time(text):
    find_headings(text)
