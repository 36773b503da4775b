"""How the sentences of a document divide: what was supported, refuted, left open, and what could not be checked."""

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.data import Claim, Profile, Span, Verdict, VerdictLabel


def profile(verdicts: Iterable[Verdict], unchecked: Iterable[Claim]) -> Profile:
    """The profile of a document from the verdicts on its claims and the statements that got none.

    A sentence that holds claims counts as checkable, whatever else it says. Claims of no document are left out.
    """
    judged: dict[Span, list[VerdictLabel]] = {}
    for verdict in verdicts:
        if verdict.claim.sentence is not None:
            judged.setdefault(verdict.claim.sentence, []).append(verdict.label)
    kinds = {claim.sentence: claim.kind for claim in unchecked if claim.sentence not in judged}
    kinds.pop(None, None)
    outcomes = Counter(_outcome(labels) for labels in judged.values())
    counts = Counter(kinds.values())
    return Profile(
        sentences=len(judged) + len(kinds),
        checkable=len(judged),
        supported=outcomes["supported"],
        refuted=outcomes["refuted"],
        unsupported=outcomes["not_enough_info"],
        opinion=counts["opinion"],
        vague=counts["vague"],
        forecast=counts["forecast"],
        self=counts["self"],
    )


def _outcome(labels: Sequence[VerdictLabel]) -> VerdictLabel:
    """One refuted claim refutes a sentence; support it needs for every claim."""
    if "refuted" in labels:
        return "refuted"
    return "supported" if all(label == "supported" for label in labels) else "not_enough_info"
