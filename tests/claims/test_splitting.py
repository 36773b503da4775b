"""Sentences cut into claims: what is cut, what stays whole, and what pointing words are replaced by."""

import pytest

from pipeline.claims import extract_claims
from pipeline.data import Document
from pipeline.language import Language


def _claims(text: str, language: Language) -> list[str]:
    document = Document("d", text, "D", "d", "text/plain", "0", "unverified")
    claims = extract_claims(document, language)
    for claim in claims:
        assert claim.start is not None
        assert claim.end is not None
        assert claim.sentence is not None
        assert document.text[claim.start : claim.end] == claim.quote
        assert claim.sentence.start <= claim.start < claim.end <= claim.sentence.end
    return [claim.text for claim in claims if claim.checkable]


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (
            "Chile signed the Antarctic Treaty in 1959 and ratified the protocol in 1995.",
            ["Chile signed the Antarctic Treaty in 1959.", "Chile ratified the protocol in 1995."],
        ),
        (
            "Norway joined in 1994, and Sweden left the programme in 1998.",
            ["Norway joined in 1994.", "Sweden left the programme in 1998."],
        ),
        (
            "The Rescue Agreement, which was signed in 1968, has ten articles.",
            ["The Rescue Agreement was signed in 1968.", "The Rescue Agreement has ten articles."],
        ),
        (
            "The Bergen Space Agency, founded in 1962, employs 300 people.",
            ["The Bergen Space Agency was founded in 1962.", "The Bergen Space Agency employs 300 people."],
        ),
        (
            "Denmark has no launch site, whereas Norway opened one at Andøya in 2023.",
            ["Denmark has no launch site.", "Norway opened one at Andøya in 2023."],
        ),
        (
            "Poland joined in 2012, Estonia in 2015 and Slovenia in 2025.",
            ["Poland joined in 2012.", "Estonia joined in 2015.", "Slovenia joined in 2025."],
        ),
    ],
)
def test_cuts_what_says_two_things(language: Language, sentence: str, claims: list[str]) -> None:
    assert _claims(sentence, language) == claims


@pytest.mark.parametrize(
    "sentence",
    [
        "Because Norway left in 1998, the programme ended in 1999.",
        "If Norway withdraws, the Bergen Accord ends and its members meet in Oslo within 30 days.",
        "The Kourou Launch Centre does not own or operate satellites.",
        "No State has signed the Antarctic Treaty and left it within 10 years.",
        "Norway signed and ratified the Rescue Agreement in 1970.",
        "Chile joined in 2011, which made 48 members.",
        "France, Italy and Spain founded the Arianespace company in 1980.",
    ],
)
def test_leaves_whole_what_would_turn_false(language: Language, sentence: str) -> None:
    assert _claims(sentence, language) == [sentence]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "The Rescue Agreement was signed in 1968. It has ten articles.",
            "The Rescue Agreement has ten articles.",
        ),
        (
            "The Liability Convention was signed in 1972. The convention has 28 articles.",
            "The Liability Convention has 28 articles.",
        ),
        (
            "The Artemis Accords were signed in 2020. India joined them in June 2023.",
            "India joined the Artemis Accords in June 2023.",
        ),
        (
            "The Kourou Launch Centre was opened in 1968. The centre employs 1,600 people.",
            "The Kourou Launch Centre employs 1,600 people.",
        ),
        (
            "The Antarctic Treaty was signed in 1959. Chile and France never left it in 1961.",
            "Chile and France never left the Antarctic Treaty in 1961.",
        ),
        (
            "The Bergen Space Agency was founded in 1962. Its Data Centre opened in 1971. It has left it in 1984.",
            "It has left it in 1984.",
        ),
        # Nothing certain to put in the place of the word: it stays.
        ("Norway and Chile met in Oslo in 1998. It ended in 1999.", "It ended in 1999."),
        (
            "The Kourou Launch Centre met the Bremen Space Centre in 2001. The centre employs 1,600 people.",
            "The centre employs 1,600 people.",
        ),
        (
            "Norway founded the Bergen Agency in 1962 and expanded its fleet in 1963.",
            "Norway expanded its fleet in 1963.",
        ),
    ],
)
def test_resolves_only_what_is_certain(language: Language, text: str, last: str) -> None:
    assert _claims(text, language)[-1] == last


def test_a_subject_in_common_is_a_part_of_both_claims(language: Language) -> None:
    text = "Chile signed the Antarctic Treaty in 1959 and ratified the protocol in 1995."
    document = Document("d", text, "D", "d", "text/plain", "0", "unverified")
    first, second = extract_claims(document, language)
    assert first.quote == "Chile signed the Antarctic Treaty in 1959"
    assert second.quote == "ratified the protocol in 1995"
    subject = second.parts[0]
    assert text[subject.start : subject.end] == "Chile"
