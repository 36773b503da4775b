"""Which sentences are claims: an article of our own in the manner of machine-written policy prose, and the real one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims import extract_claims
from pipeline.data import Claim, Document, Heading, Span
from pipeline.language import Language

NOTICE = "Please note that an AI tool helped to write this text. Check it before you use it."
SENTENCES = [
    # (sentence, kinds that are right)
    ("Harbour security is vital for every coastal nation.", {"opinion"}),
    ("The Rescue Agreement was opened for signature on 22 April 1968.", {"claim"}),
    ("It entered into force in December 1968.", {"claim"}),
    ("This agreement fosters trust among seafarers and enhances resilience.", {"opinion", "vague"}),
    ("It obliges parties to return astronauts who land in their territory.", {"claim"}),
    ("Partnerships bolster readiness and pave the way for seamless cooperation.", {"opinion", "vague"}),
    ("The European Space Agency operates a ground station in Kourou.", {"claim"}),
    ("Norway and Chile did not ratify the convention.", {"claim"}),
    ("Three ships collided off the coast of Denmark in 1978.", {"claim"}),
    ("In the coming years, cooperation will continue to expand.", {"forecast"}),
    ("Cooperation among nations will play a pivotal role.", {"forecast", "opinion"}),
    ("Nations must prioritise the sharing of information.", {"opinion"}),
    ("Various factors can influence outcomes.", {"vague", "opinion"}),
    ("This article explains why it matters.", {"self"}),
    ("Key objectives include:", {"vague"}),
    ("Why does this matter for small States?", {"vague"}),
    ("A prime example is the Japanese-led Ocean Data Network.", {"claim"}),
    ("The establishment of the NATO Space Centre improved coordination.", {"claim"}),
]


def _document(sentences: list[str], headings: list[str] = ()) -> Document:  # type: ignore[assignment]
    text, spans, heads = "", [], []
    for heading in headings:
        heads.append(Heading(len(text), len(text) + len(heading), 1))
        text += heading + "\n"
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    return Document("own.txt", text, "Own", "own.txt", "text/plain", "0" * 64, "unverified", headings=tuple(heads))


def _claims(text: str, language: Language) -> tuple[Claim, ...]:
    return extract_claims(_document([text]), language)


@pytest.mark.parametrize(("sentence", "kinds"), SENTENCES)
def test_sorts_sentences(language: Language, sentence: str, kinds: set[str]) -> None:
    document = _document(["The Rescue Agreement protects astronauts.", sentence])
    claim = extract_claims(document, language)[-1]
    assert claim.kind in kinds, claim.reason
    assert claim.reason.endswith(".")


def test_offsets_are_exact_and_headings_are_no_claims(language: Language) -> None:
    document = _document([sentence for sentence, _ in SENTENCES], ["Harbour Security In Our Time"])
    claims = extract_claims(document, language)
    assert claims
    for claim in claims:
        assert claim.start is not None
        assert document.text[claim.start : claim.end] == claim.quote
        assert "Harbour Security In Our Time" not in claim.text


def test_an_ai_notice_is_about_the_document_itself(language: Language) -> None:
    text = NOTICE + "\nThe treaty was signed in 1967."
    document = Document("n", text, "N", "n", "text/plain", "0", "unverified", ai_notice=Span(0, len(NOTICE)))
    claims = extract_claims(document, language)
    assert {claim.kind for claim in claims if claim.start is not None and claim.start < len(NOTICE)} == {"self"}
    assert claims[-1].checkable


def test_ids_stay_and_change_with_the_words(language: Language) -> None:
    once = _claims("Norway signed the pact in 2003.", language)
    again = _claims("Norway signed the pact in 2003.", language)
    edited = _claims("Norway signed the pact in 2004.", language)
    assert [claim.claim_id for claim in once] == [claim.claim_id for claim in again]
    assert once[0].claim_id != edited[0].claim_id


@pytest.mark.parametrize(
    ("before", "sentence", "context"),
    [
        (
            "The Outer Space Treaty was signed in 1967.",
            "This treaty bans nuclear weapons in orbit.",
            "Outer Space Treaty",
        ),
        ("The Outer Space Treaty was signed in 1967.", "It bans nuclear weapons in orbit.", "Outer Space Treaty"),
        ("The Artemis Accords were signed in 2020.", "These accords are not binding.", "Artemis Accords"),
    ],
)
def test_context_says_what_a_sentence_leans_on(language: Language, before: str, sentence: str, context: str) -> None:
    claim = extract_claims(_document([before, sentence]), language)[-1]
    assert context in claim.context


def test_a_heading_gives_context_where_no_sentence_does(language: Language) -> None:
    document = _document(["This treaty came into force in 1967."], ["Outer Space Treaty"])
    assert extract_claims(document, language)[0].context == "Outer Space Treaty"


def test_a_list_item_is_cut_without_its_sign(language: Language) -> None:
    claim = _claims("- Norway signed the pact in 2003.", language)[0]
    assert claim.text == "Norway signed the pact in 2003."


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_sorted_with_exact_offsets(language: Language, text: str) -> None:
    document = Document("x", text, "X", "x", "text/plain", "0", "unverified")
    for claim in extract_claims(document, language):
        assert claim.start is not None
        assert text[claim.start : claim.end] == claim.quote
        assert all(0 <= part.start < part.end <= len(text) for part in claim.parts)


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (
            "The treaty was signed in 1967; it entered into force the same year.",
            ["The treaty was signed in 1967.", "It entered into force the same year."],
        ),
        ("The plan lists (a) radars built in 1990; (b) satellites launched in 2001.", 1),
        ("It has 3 parts; 4 annexes; and 12 articles.", 1),
        ("Gen. Stephen Whiting took command in 2024.", ["Gen. Stephen Whiting took command in 2024."]),
        ("Art. 36 of Protocol I requires a review.", ["Art. 36 of Protocol I requires a review."]),
        (
            "J. Robert Oppenheimer led the laboratory from 1943.",
            ["J. Robert Oppenheimer led the laboratory from 1943."],
        ),
        ("(iv) Norway signed it in 2003.", ["Norway signed it in 2003."]),
        ("b) Norway signed it in 2003.", ["Norway signed it in 2003."]),
        (
            "The Treaty on the Prohibition of Nuclear Weapons has 73 parties.",
            ["The Treaty on the Prohibition of Nuclear Weapons has 73 parties."],
        ),
    ],
)
def test_semicolons_and_marks_of_lists(language: Language, sentence: str, claims: list[str] | int) -> None:
    found = [claim.text for claim in _claims(sentence, language)]
    assert found == claims if isinstance(claims, list) else len(found) == claims


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Source: UNOOSA, 2024.", "vague"),
        ("The 1972 Convention is a cornerstone of space law.", "opinion"),
        ("In our view, the 2022 moratorium was the most significant step.", "opinion"),
        ("The Outer Space Treaty entered into force in 1967.", "claim"),
    ],
)
def test_citations_and_praise_with_a_year_are_no_claims(language: Language, sentence: str, kind: str) -> None:
    assert [claim.kind for claim in _claims(sentence, language)] == [kind]
