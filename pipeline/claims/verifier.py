"""The seam at which a judge of (claim, evidence) pairs joins: our alignment of words and facts, or a trained model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.claims.findings import Finding
from pipeline.claims.reading import Reading, Source


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and one sentence of evidence with its background; `similarity` is their cosine, None when not known."""

    claim: Reading
    source: Source
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """How likely a verifier holds each of the three verdicts to be; they add up to 1."""

    supported: float
    refuted: float
    not_enough_info: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verifier's scores for one pair, with the findings and features that led to them; both may be empty."""

    scores: Scores
    findings: tuple[Finding, ...] = ()
    features: Mapping[str, float] | None = None


class Verifier(Protocol):
    """Judges pairs in batches; the answer has one assessment for each pair, in the same order."""

    name: str

    def assess(self, pairs: Sequence[Pair]) -> list[Assessment]: ...
