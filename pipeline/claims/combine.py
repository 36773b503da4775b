"""One verdict out of all assessments of a claim; every number stands in `weights.yaml`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.claims.alignment import Assessment, Scores
from pipeline.claims.weights import Weights
from pipeline.data import Claim, Evidence, Stance, Verdict, VerdictLabel

EVIDENCE_SHOWN = 3
REASONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Assessed:
    """A piece of evidence with what the alignment makes of it."""

    evidence: Evidence
    assessment: Assessment

    @property
    def coverage(self) -> float:
        """The share of the claim that the sentence and its background bear."""
        return self.assessment.features["coverage"]


def decide(claim: Claim, assessed: Sequence[Assessed], weights: Weights) -> Verdict:
    """The verdict of the alignment alone. `assessed` is `settled`, in the order of the retrieval.

    The best supporting and the best contrary sentence decide. When both reach their mark and neither is clearly the
    stronger one, the evidence is in conflict, which is said and left to a person.
    """
    if not assessed:
        reason = "No sentence of the permitted documents speaks of this."
        return Verdict(claim, "not_enough_info", weights.open["none"], (reason,), ())
    support = max(assessed, key=lambda item: item.assessment.scores.supported)
    contrary = max(assessed, key=lambda item: item.assessment.scores.refuted)
    for_it, against = support.assessment.scores.supported, contrary.assessment.scores.refuted
    marks = weights.decision
    held, denied = for_it >= marks["supported"], against >= marks["refuted"]
    label: VerdictLabel = "not_enough_info"
    if held and denied and abs(for_it - against) < marks["margin"]:
        reasons: tuple[str, ...] = ("The sources contradict each other on this claim; a person must weigh them.",)
        reasons += _conflicts(contrary)
        return Verdict(claim, label, weights.open["conflict"], reasons, _shown(assessed, (support, contrary), weights))
    if held and (not denied or for_it > against):
        return Verdict(claim, "supported", for_it, _support_reasons(support), _shown(assessed, (support,), weights))
    if denied:
        return Verdict(claim, "refuted", against, _conflicts(contrary), _shown(assessed, (contrary,), weights))
    nearest = max(assessed, key=lambda item: item.coverage)
    confidence = weights.open["none"] + (weights.open["full"] - weights.open["none"]) * nearest.coverage
    return Verdict(claim, label, confidence, _open_points(nearest), _shown(assessed, (nearest,), weights))


def settled(assessed: Sequence[Assessed]) -> list[Assessed]:
    """The pieces, without the conflicts in which others outvote them."""
    return [_outvoted(item, assessed) for item in assessed]


def _outvoted(item: Assessed, others: Sequence[Assessed]) -> Assessed:
    """The piece without its conflict where another sentence that bears more of the claim agrees on that very point.

    Many sentences of one document give a date or an article; those that speak of something else are no conflict.
    """
    disputed = {finding.check for finding in item.assessment.findings if finding.outcome == "conflicts"}
    if not disputed:
        return item
    if any(_bears_it_out(other) and other.coverage > item.coverage for other in others):
        return _calmed(item)
    if not disputed <= {"dates", "numbers", "provisions"}:
        return item
    for other in others:
        outcomes = {(finding.check, finding.outcome) for finding in other.assessment.findings}
        agrees = all((check, "agrees") in outcomes and (check, "conflicts") not in outcomes for check in disputed)
        if agrees and other.coverage >= item.coverage and _says_it(other) >= _says_it(item):
            return _calmed(item)
    return item


def _calmed(item: Assessed) -> Assessed:
    scores = item.assessment.scores
    calm = Scores(scores.supported, 0.0, scores.not_enough_info + scores.refuted)
    return replace(item, assessment=replace(item.assessment, scores=calm))


def _bears_it_out(item: Assessed) -> bool:
    """Whether the sentence bears all of the claim: nothing is missing and nothing is contrary."""
    return item.assessment.features["predicate"] > 0 and all(
        finding.outcome == "agrees" for finding in item.assessment.findings
    )


def _says_it(item: Assessed) -> bool:
    """Whether the sentence has what the claim says of its subject, and not only the subject and the date."""
    return any(finding.check == "polarity" and finding.outcome == "agrees" for finding in item.assessment.findings)


def _shown(assessed: Sequence[Assessed], deciding: Sequence[Assessed], weights: Weights) -> tuple[Evidence, ...]:
    """The deciding sentences, then the others in the order of the retrieval."""
    first = [item for number, item in enumerate(deciding) if item not in deciding[:number]]
    ordered = (*first, *(item for item in assessed if item not in first))[:EVIDENCE_SHOWN]
    return tuple(replace(item.evidence, stance=_stance(item, weights)) for item in ordered)


def _stance(item: Assessed, weights: Weights) -> Stance:
    scores = item.assessment.scores
    if scores.supported >= weights.decision["supported"]:
        return "supports"
    if scores.refuted >= weights.decision["refuted"]:
        return "refutes"
    return "neutral"


def _support_reasons(item: Assessed) -> tuple[str, ...]:
    source = item.evidence.title or item.evidence.doc_id
    agreed = [f.reason for f in item.assessment.findings if f.outcome == "agrees" and f.reason]
    head = f"A sentence of '{source}' says what the claim says." if source else "The evidence says what the claim says."
    return (head, *dict.fromkeys(agreed))[:REASONS_SHOWN]


def _conflicts(item: Assessed) -> tuple[str, ...]:
    found = [finding.reason for finding in item.assessment.findings if finding.outcome == "conflicts"]
    return tuple(dict.fromkeys(found))[:REASONS_SHOWN] or ("The evidence speaks against the claim.",)


def _open_points(item: Assessed) -> tuple[str, ...]:
    head = f"The nearest sentence bears {item.coverage:.0%} of the claim's content, which does not settle it."
    found = [finding.reason for finding in item.assessment.findings if finding.outcome != "agrees"]
    return (head, *dict.fromkeys(reason for reason in found if reason))[:REASONS_SHOWN]
