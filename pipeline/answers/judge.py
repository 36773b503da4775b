"""Two small logistic models: which sentence answers best, and how sure one may be that it answers at all.

Their coefficients stand in `weights.yaml`, with the data and the script that they came from.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml

from pipeline.answers.evidence import FEATURES, Candidate
from pipeline.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted coefficients by feature, their constants, and the confidence below which to abstain."""

    choice: Mapping[str, float]
    confidence: Mapping[str, float]
    confidence_constant: float
    threshold: float

    def rate(self, candidate: Candidate) -> float:
        """How well a sentence answers beside others for the same question, in logits without a constant."""
        return sum(weight * candidate.features[name] for name, weight in self.choice.items())

    def sureness(self, candidate: Candidate) -> float:
        """How sure one may be, from 0 to 1, that the best sentence found answers the question.

        Fitted with right and wrong sentences weighted alike, so it ranks but is no frequency: on the held-out half of
        the fitting data, two thirds of it without an answer, 63 of 100 sentences rated above 0.8 were right.
        """
        logit = self.confidence_constant
        logit += sum(weight * candidate.features[name] for name, weight in self.confidence.items())
        return 1.0 / (1.0 + math.exp(-logit))


@functools.cache
def load_judge() -> Judge:
    """The judge with the weights that are shipped.

    Raises:
        SettingsError: the file names features that this version does not compute, or leaves some out.
    """
    table = yaml.safe_load(resources.files("pipeline.answers").joinpath("weights.yaml").read_text(encoding="utf-8"))
    for part in ("choice", "confidence"):
        if set(table[part]["weights"]) != set(FEATURES):
            raise SettingsError(f"pipeline/answers/weights.yaml: '{part}' must name exactly {', '.join(FEATURES)}.")
    return Judge(
        choice=table["choice"]["weights"],
        confidence=table["confidence"]["weights"],
        confidence_constant=table["confidence"]["constant"],
        threshold=table["confidence"]["threshold"],
    )
