"""Claims of a document as flags beside its text."""

from collections.abc import Sequence

from pipeline.data import ReviewItem, VerdictLabel
from pipeline.ui.marked import Mark
from pipeline.ui.state import ReaderState

_FLAGS: dict[VerdictLabel, str] = {"supported": "supported", "refuted": "refuted", "not_enough_info": "unverified"}


def flag_of(item: ReviewItem) -> str:
    """How a claim is flagged: by what a reviewer made of it, or else by its verdict.

    "conflicting" is a claim that is left open although there is evidence both for it and against it, "aside" one that
    a reviewer set aside.
    """
    stances = {piece.stance for piece in item.verdict.evidence}
    if item.label == "not_enough_info" and {"supports", "refutes"} <= stances:
        return "conflicting"
    return _FLAGS[item.label] if item.label else "aside"


def in_text(items: Sequence[ReviewItem]) -> list[ReviewItem]:
    """The items whose claims have a place in the document, in the order of the text."""
    placed = (item for item in items if item.verdict.claim.end)
    return sorted(placed, key=lambda item: (item.verdict.claim.start or 0, item.verdict.claim.end or 0))


def flag_marks(items: Sequence[ReviewItem], state: ReaderState) -> list[Mark]:
    """A mark for each claim that leads to its reasons."""
    marks = []
    for item in in_text(items):
        claim, flag = item.verdict.claim, flag_of(item)
        marks.append(Mark(claim.start or 0, claim.end or 0, flag, _hint(item, flag), at_claim(item, state).link))
    return marks


def _hint(item: ReviewItem, flag: str) -> str:
    """Why a claim is flagged so: the first of the reasons, or who decided otherwise."""
    if item.label != item.verdict.label and item.current:
        return f"{flag.replace('aside', 'set aside')} by {item.current.reviewer}"
    return f"{flag}: {item.verdict.reasons[0] if item.verdict.reasons else ''}"


def at_claim(item: ReviewItem, state: ReaderState) -> ReaderState:
    """The reader at a claim, drawn as it is."""
    claim = item.verdict.claim
    return ReaderState(state.doc, claim.start or 0, claim.end or 0, claim.claim_id, state.layers)


def neighbours(items: Sequence[ReviewItem], state: ReaderState) -> tuple[ReviewItem | None, ReviewItem | None]:
    """The flags before and after the place that the reader is at."""
    ordered = in_text(items)
    names = [item.verdict.claim.claim_id for item in ordered]
    if state.claim in names:
        at = names.index(state.claim)
        return (ordered[at - 1] if at else None, ordered[at + 1] if at + 1 < len(ordered) else None)
    before = [item for item in ordered if (item.verdict.claim.start or 0) < state.start]
    after = [item for item in ordered if (item.verdict.claim.start or 0) >= state.start]
    return (before[-1] if before else None, after[0] if after else None)
