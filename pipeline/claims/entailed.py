"""What the entailment model makes of a verdict on given evidence."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Evidence, Stance, Verdict, VerdictLabel

_STANCES: dict[VerdictLabel, Stance] = {"supported": "supports", "refuted": "refutes", "not_enough_info": "neutral"}
_SAID: dict[VerdictLabel, str] = {
    "supported": "The evidence, read as a whole, says what the claim says",
    "refuted": "The evidence, read as a whole, speaks against the claim",
    "not_enough_info": "The evidence, read as a whole, does not settle the claim",
}
_LABELS: tuple[VerdictLabel, ...] = ("supported", "refuted", "not_enough_info")


def read_as(verdict: Verdict, scores: NDArray[np.float32]) -> Verdict:
    """The verdict with the label that the model holds likeliest, and its probability as the confidence.

    Args:
        verdict: what the alignment found; its reasons follow the model's where the labels agree.
        scores: the model's probabilities, shape (3,), in the order of `pipeline.entailment.CLASSES`.
    """
    label = _LABELS[int(scores.argmax())]
    sure = float(scores.max())
    reason = f"{_SAID[label]} (entailment model, {sure:.0%})."
    if verdict.label == label:
        return replace(verdict, confidence=sure, reasons=(reason, *verdict.reasons))
    noted = f"Compared word by word it would be {verdict.label.replace('_', ' ')}."
    evidence: tuple[Evidence, ...] = verdict.evidence[:1] and (
        replace(verdict.evidence[0], stance=_STANCES[label]),
        *verdict.evidence[1:],
    )
    return replace(verdict, label=label, confidence=sure, reasons=(reason, noted, *verdict.reasons), evidence=evidence)
