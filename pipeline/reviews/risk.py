"""The order in which verdicts are worth a reviewer's time."""

import re

from pipeline.data import Verdict, VerdictLabel

# A figure, or a capital letter that does not begin the sentence: what makes an unverified claim dangerous to repeat.
_SPECIFIC = re.compile(r"\d|(?<=[^.!?:]\s)[A-Z]")


def risk(verdict: Verdict) -> tuple[int, float, str, int, str]:
    """A key that sorts the riskiest verdict first.

    Refuted claims come first, the surest one at the top; then claims without enough evidence that name names,
    numbers or dates; then those that do not; then supported ones, the least sure first. Those that are equal in
    hundredths, which is what a reviewer sees, stand in the order of their document.
    """
    claim = verdict.claim
    place = (claim.doc_id or "", claim.start or 0, claim.claim_id)
    return risk_of(verdict.label, verdict.confidence, claim.text, place)


def risk_of(
    label: VerdictLabel, confidence: float, text: str, place: tuple[str, int, str]
) -> tuple[int, float, str, int, str]:
    """The same key from its parts; `place` is document, start and id of the claim."""
    confidence = round(confidence, 2)
    if label == "refuted":
        return (0, -confidence, *place)
    if label == "not_enough_info":
        return (1 if _SPECIFIC.search(text) else 2, 0.0, *place)
    return (3, confidence, *place)
