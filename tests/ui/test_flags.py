"""Claims as flags: their kind, their place, and the way from one to the next."""

from dataclasses import replace

import pytest

from pipeline.data import Claim, Evidence, Judgement, ReviewItem, Stance, Verdict, VerdictLabel
from pipeline.ui.flags import at_claim, flag_marks, flag_of, in_text, neighbours
from pipeline.ui.state import ReaderState


def item(name: str, start: int, label: VerdictLabel = "supported", *stances: Stance) -> ReviewItem:
    claim = Claim(name, "The pact ended.", doc_id="a.md", start=start, end=start + 10)
    evidence = tuple(Evidence("b.md", "b.md#0-9", 0, 9, "It ended.", 1.0, stance, "reference") for stance in stances)
    return ReviewItem(Verdict(claim, label, 0.9, ("It is said there.",), evidence))


def test_evidence_on_both_sides_of_an_open_claim_is_a_conflict() -> None:
    assert flag_of(item("x", 0, "not_enough_info", "supports", "refutes")) == "conflicting"
    assert flag_of(item("x", 0, "not_enough_info", "supports")) == "unverified"
    assert flag_of(item("x", 0, "refuted", "supports", "refutes")) == "refuted"


def test_a_reviewers_word_counts_for_more_than_the_verdict() -> None:
    said = Judgement(1, "x", "change", "refuted", "", "R. Viewer", "2026-01-01T00:00:00+00:00")
    decided = replace(item("x", 0), history=(said,))
    assert flag_of(decided) == "refuted"
    assert flag_marks([decided], ReaderState("a.md"))[0].title == "refuted by R. Viewer"
    assert flag_of(replace(decided, reopened="The document has changed.")) == "supported", "it no longer holds"
    accepted = replace(said, decision="accept", label=None)
    assert flag_marks([replace(decided, history=(accepted,))], ReaderState("a.md"))[0].title.endswith("is said there.")


def test_a_claim_that_was_set_aside_is_flagged_as_no_verdict() -> None:
    said = Judgement(1, "x", "reject", None, "", "R. Viewer", "2026-01-01T00:00:00+00:00")
    aside = replace(item("x", 0, "refuted"), history=(said,))
    assert (aside.label, flag_of(aside)) == (None, "aside")
    assert flag_marks([aside], ReaderState("a.md"))[0].title == "set aside by R. Viewer"


def test_flags_stand_in_the_order_of_the_text_and_lead_to_their_claims() -> None:
    state = ReaderState("a.md", layers=("claims",))
    marks = flag_marks([item("two", 40, "refuted"), item("one", 5)], state)
    assert [(mark.start, mark.style, mark.title) for mark in marks] == [
        (5, "supported", "supported: It is said there."),
        (40, "refuted", "refuted: It is said there."),
    ]
    assert marks[1].link == "reader?doc=a.md&start=40&end=50&claim=two&layers=claims"


@pytest.mark.parametrize(
    ("state", "before", "after"),
    [
        (ReaderState("a.md"), None, "one"),
        (ReaderState("a.md", 20), "one", "two"),
        (ReaderState("a.md", 5, 15, "one"), None, "two"),
        (ReaderState("a.md", 40, 50, "two"), "one", None),
        (ReaderState("a.md", 90, 95, "gone"), "two", None),
    ],
)
def test_the_next_flag_is_the_next_in_the_text(state: ReaderState, before: str | None, after: str | None) -> None:
    items = in_text([item("two", 40), item("one", 5)])
    found = [one and one.verdict.claim.claim_id for one in neighbours(items, state)]
    assert found == [before, after]
    if after:
        assert at_claim(next(one for one in items if one.verdict.claim.claim_id == after), state).claim == after
