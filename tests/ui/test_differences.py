"""What a reviewer's eye is led to in a claim and its evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ui.differences import differences, differences_from_all


def marked(claim: str, evidence: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    on_claim, on_evidence = differences(claim, evidence)
    return (
        {(claim[mark.start : mark.end], mark.style) for mark in on_claim},
        {(evidence[mark.start : mark.end], mark.style) for mark in on_evidence},
    )


@pytest.mark.parametrize(
    ("claim", "evidence", "on_claim", "on_evidence"),
    [
        (
            "The Harbour Pact was signed in 1972.",
            "The Harbour Pact was signed on 3 May 1974.",
            {("Harbour Pact", "same"), ("1972", "differs")},
            {("Harbour Pact", "same"), ("3 May 1974", "differs")},
        ),
        (
            "It entered into force in 1967.",
            "It entered into force on 10 October 1967.",
            {("1967", "same")},
            {("10 October 1967", "same")},
        ),
        (
            "Norway sent 1,500 tons.",
            "Sweden sent 1,200 tons.",
            {("Norway", "absent"), ("1,500", "differs")},
            {("1,200", "differs")},
        ),
        ("Norway sent 1,500.", "It sent 1,500.", {("Norway", "absent"), ("1,500", "same")}, {("1,500", "same")}),
        (
            "It sets a limit of thirty days.",
            "It sets a limit of 60 days, or two million hours.",
            {("thirty", "differs")},
            {("60", "differs"), ("two million", "differs")},
        ),
        ("Of the 1,500, most left.", "1,500 people left.", {("1,500", "same")}, {("1,500", "same")}),
        ("It has 0 ships.", "It has 1 ship.", {("0", "differs")}, {("1", "differs")}),
        ("It had two hundred and fifty.", "It had 250.", {("two hundred and fifty", "same")}, {("250", "same")}),
        ("It had twenty-five.", "It had 25.", {("twenty-five", "same")}, {("25", "same")}),
        ("It had two and three.", "It had 5.", {("two", "differs"), ("three", "differs")}, {("5", "differs")}),
        (
            "It began in 1972 and had 5 members.",
            "It began in 1972, met in 1974, and had 5 members of 9.",
            {("1972", "same"), ("5", "same")},
            {("1972", "same"), ("5", "same")},
        ),
        ("It cost 1.5 million euros.", "It cost 1,500,000.", {("1.5 million", "same")}, {("1,500,000", "same")}),
        ("The Pact is new.", "The Pact is not new.", {("Pact", "same")}, {("Pact", "same"), ("not", "differs")}),
        ("It began in March 2020.", "It began at once.", {("March 2020", "absent")}, set()),
        ("In Geneva they met.", "They met in Geneva.", {("Geneva", "same")}, {("Geneva", "same")}),
        ("it is so", "it is so", set(), set()),
    ],
)  # fmt: skip
def test_dates_numbers_names_and_denials_are_marked(
    claim: str, evidence: str, on_claim: set[tuple[str, str]], on_evidence: set[tuple[str, str]]
) -> None:
    assert marked(claim, evidence) == (on_claim, on_evidence)


def test_what_the_title_of_the_source_names_is_not_missing_in_it() -> None:
    on_claim, _ = differences("The Harbour Pact is led by Norway.", "It is led by nobody.", "The Harbour Pact")
    assert [(mark.start, mark.style) for mark in on_claim] == [(27, "absent")]
    on_claim, _ = differences(
        "Article IV of the Harbour Pact bans it.", "It is led by nobody.", "Harbour Pact, Article IV"
    )
    assert on_claim == []


def test_of_several_pieces_of_evidence_what_one_says_is_spoken_of() -> None:
    claim = "Norway signed it in 1974 and has not left."
    pieces = [("It was signed in 1972 by Sweden.", ""), ("It was signed in 1974.", "Norway"), ("None left.", "")]
    marks = differences_from_all(claim, pieces)
    assert {(claim[mark.start : mark.end], mark.style) for mark in marks} == {("1974", "same")}
    marks = differences_from_all(claim, pieces[:1])
    assert {(claim[mark.start : mark.end], mark.style) for mark in marks} == {
        ("Norway", "absent"),
        ("1974", "differs"),
        ("not", "differs"),
    }
    assert differences_from_all(claim, []) == []


@given(st.text(max_size=120), st.text(max_size=120))
def test_marks_lie_within_what_they_mark(claim: str, evidence: str) -> None:
    on_claim, on_evidence = differences(claim, evidence)
    assert all(0 <= mark.start < mark.end <= len(claim) for mark in on_claim)
    assert all(0 <= mark.start < mark.end <= len(evidence) for mark in on_evidence)
