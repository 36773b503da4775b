"""Two small logistic models: which sentence answers best, and how sure one may be that it answers at all.

Their coefficients stand in `weights.yaml`, with the data and the script that they came from.
"""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

import yaml

from pipeline.answers.evidence import FEATURES, Candidate
from pipeline.answers.reading import READINGS, Reader, beside, read
from pipeline.errors import SettingsError

# How many sentences the reader reads, and what its reading counts beside the rating by features. Of SQuAD's
# questions with a right sentence among the first twelve 0.832 get one first, 0.814 without; from 2 on it is less again.
_SHORTLIST = 6
_SAY = 1.5


class Chosen(NamedTuple):
    """The sentence that answers best, its neighbour where it answers only together with that, and their readings."""

    candidate: Candidate
    neighbour: Candidate | None
    readings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted coefficients by feature, their constants, and the confidence below which to abstain."""

    choice: Mapping[str, float]
    confidence: Mapping[str, float]
    confidence_constant: float
    threshold: float

    def choose(
        self, reader: Reader, question: str, fit: Sequence[Candidate], candidates: Sequence[Candidate]
    ) -> Chosen:
        """The sentence that answers best, and what the reader makes of it, or of it and the neighbour that it needs.

        It reads the few that rate best by their features, and has a say among these.

        Args:
            reader: tells whether a text answers a question.
            question: the user's words.
            fit: the candidates to choose from, at least one.
            candidates: all of them, for the neighbours.
        """
        shortlist = sorted(fit, key=self.rate, reverse=True)[:_SHORTLIST]
        readings = read(reader, question, shortlist, candidates)
        one, own = max(
            zip(shortlist, readings, strict=True),
            key=lambda pair: self.rate(pair[0]) + _SAY * pair[1]["read"],
        )
        neighbour, both = beside(reader, question, one, own, candidates)
        return Chosen(one, neighbour, both)

    def rate(self, candidate: Candidate) -> float:
        """How well a sentence answers beside others for the same question, in logits without a constant."""
        return self.rate_by(candidate.features)

    def rate_by(self, features: Mapping[str, float]) -> float:
        """The same by the features alone."""
        return sum(weight * features[name] for name, weight in self.choice.items())

    def sureness(self, candidate: Candidate, readings: Mapping[str, float]) -> float:
        """How likely it is, going by the best sentence found, that the evidence answers the question.

        Fitted on questions of which about half had an answer; docs/decisions/2026-11-23-answers-and-abstention.md says
        how often that came true on articles that it was not fitted on.
        """
        known = {**candidate.features, **readings}
        logit = self.confidence_constant + sum(weight * known[name] for name, weight in self.confidence.items())
        return 1.0 / (1.0 + math.exp(-logit))


@functools.cache
def load_judge() -> Judge:
    """The judge with the weights that are shipped.

    Raises:
        SettingsError: the file names features that this version does not compute, or leaves some out.
    """
    table = yaml.safe_load(resources.files("pipeline.answers").joinpath("weights.yaml").read_text(encoding="utf-8"))
    expected = {"choice": FEATURES, "confidence": (*FEATURES, *READINGS)}
    for part, names in expected.items():
        if set(table[part]["weights"]) != set(names):
            raise SettingsError(f"pipeline/answers/weights.yaml: '{part}' must name exactly {', '.join(names)}.")
    return Judge(
        choice=table["choice"]["weights"],
        confidence=table["confidence"]["weights"],
        confidence_constant=table["confidence"]["constant"],
        threshold=table["confidence"]["threshold"],
    )
