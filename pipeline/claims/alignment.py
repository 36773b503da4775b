"""Lays the claim beside a sentence and checks words, names, dates, numbers, provisions, negation and scope."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.claims.checks import (
    check_dates,
    check_names,
    check_numbers,
    check_provisions,
    check_words,
    other_instrument,
)
from pipeline.claims.coverage import Coverage, cover
from pipeline.claims.findings import Finding
from pipeline.claims.holders import check_holders
from pipeline.claims.lexicon import Lexicon, load_lexicon
from pipeline.claims.polarity import check_company, check_modifiers, check_negation, check_polarity
from pipeline.claims.reading import Reading, Source
from pipeline.claims.roles import check_roles
from pipeline.claims.scope import check_scope
from pipeline.claims.silence import CHECK as SILENCE
from pipeline.claims.silence import check_silence
from pipeline.claims.weights import Weights, load_weights

_EMPTY = ("be", "have", "do", "make", "take")  # verbs that say nothing without what stands beside them


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and one sentence of evidence with its background; `similarity` is their cosine, None when not known."""

    claim: Reading
    source: Source
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """How well each of the three verdicts agrees with the words; they add up to 1."""

    supported: float
    refuted: float
    not_enough_info: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """The scores of one pair, with the findings and features that led to them."""

    scores: Scores
    findings: tuple[Finding, ...]
    features: Mapping[str, float]

    @property
    def silent(self) -> bool:
        """Whether the source is of a kind that cannot speak against the claim."""
        return any(finding.check == SILENCE for finding in self.findings)


class Alignment:
    """Supports only what a sentence covers in full; refutes only on a stated conflict about the same thing."""

    def __init__(self, lexicon: Lexicon | None = None, weights: Weights | None = None) -> None:
        self._lexicon = lexicon or load_lexicon()
        self._weights = weights or load_weights()

    def assess(self, pair: Pair) -> Assessment:
        """What the alignment makes of one pair."""
        coverage = cover(pair.claim, pair.source, self._lexicon)
        findings = _findings(pair, coverage, self._lexicon)
        features = {
            "coverage": coverage.share,
            "own": coverage.own,
            "predicate": float(coverage.predicate),
            "agreements": float(min(3, sum(finding.outcome == "agrees" for finding in findings))),
            "similarity": 0.5 if pair.similarity is None else pair.similarity,
        }
        supported = self._support(features, findings, coverage)
        refuted = 0.0 if other_instrument(pair.claim, pair.source) else self._refute(features, findings)
        return Assessment(_scores(supported, refuted), findings, features)

    def _support(self, features: Mapping[str, float], findings: Sequence[Finding], coverage: Coverage) -> float:
        score = _logistic(self._weights.support, features)
        open_points = not coverage.predicate or any(finding.outcome != "agrees" for finding in findings)
        return min(score, self._weights.support_ceiling) if open_points else score

    def _refute(self, features: Mapping[str, float], findings: Sequence[Finding]) -> float:
        conflicts = {
            finding.check
            for finding in findings
            if finding.outcome == "conflicts" and features["coverage"] >= self._weights.refute_coverage[finding.check]
        }
        if not conflicts:
            return 0.0
        return _logistic(self._weights.refute, dict(features) | dict.fromkeys(conflicts, 1.0))


def _findings(pair: Pair, coverage: Coverage, lexicon: Lexicon) -> tuple[Finding, ...]:
    claim, source = pair.claim, pair.source
    findings = check_dates(claim, source, lexicon)
    findings += check_numbers(claim, source, lexicon)
    findings += check_provisions(claim, source)
    findings += check_names(coverage)
    findings += check_words(coverage, lexicon)
    findings += check_polarity(claim, source, lexicon)
    findings += check_negation(claim, source, lexicon)
    findings += check_company(claim, source, lexicon)
    findings += check_modifiers(claim, source, lexicon)
    findings += check_holders(claim, source, lexicon)
    findings += check_roles(claim, source, lexicon)
    findings += check_scope(claim, source, lexicon)
    if not any(finding.outcome == "conflicts" for finding in findings):
        findings += check_silence(claim, source, lexicon)
    main = claim.main
    said = any(finding.check == "polarity" for finding in findings)
    if main is not None and main.predicate not in _EMPTY and not said:
        word = claim.doc[main.index].text
        findings.append(Finding("polarity", "missing", f"The source does not say '{word}' of the same subject."))
    if other_instrument(claim, source):
        findings.append(Finding("instruments", "missing", "The source speaks of another instrument."))
    return tuple(dict.fromkeys(findings))


def _logistic(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(
        weight * features.get(name, 0.0) for name, weight in weights.items() if name != "bias"
    )
    return 1.0 / (1.0 + math.exp(-total))


def _scores(supported: float, refuted: float) -> Scores:
    parts = (supported * (1 - refuted), refuted * (1 - supported), (1 - supported) * (1 - refuted))
    total = sum(parts)
    return Scores(parts[0] / total, parts[1] / total, parts[2] / total)
