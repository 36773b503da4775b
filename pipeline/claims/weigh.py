"""Three probabilities for a claim, out of the alignment, the entailment model and the retrieval.

A multinomial logistic regression over ten signals, whose weights stand in `weights.yaml` and are fitted by
`scripts/fit_claims.py`. The signals of a claim:

- `entailed`, `contradicted`: the most that one of the nearest sentences supports or refutes it by the model, in log
  odds; a sentence counts the less, the further it stands behind the nearest one.
- `entailed_mean`, `contradicted_mean`: the mean over these sentences, weighted alike.
- `entailed_jointly`, `contradicted_jointly`: the same of the sentences read together, in log odds.
- `aligned`, `opposed`: the highest scores of the alignment.
- `coverage`: the largest share of the claim that a sentence bears.
- `nearness`: how near the nearest sentence is.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.combine import Assessed
from pipeline.claims.evidence import Candidate
from pipeline.entailment import Entailment

SENTENCES = 3  # that the model reads of each claim's candidates
_SHARPNESS = 12.0  # of the weights by nearness: 0.1 less near weighs 0.3
_COVERAGE = 0.3  # what bearing the whole claim adds to a sentence's nearness
_LEAST = 1e-3  # of a probability, so that its odds stay finite


@dataclass(frozen=True, slots=True)
class Weighed:
    """The signals of a claim, and of each candidate: its nearness and what the model makes of it, shape (n, 3).

    A candidate that the model has not read holds zeros.
    """

    signals: Mapping[str, float]
    nearness: tuple[float, ...]
    read: NDArray[np.float32]


def weigh(
    claims: Sequence[str],
    pools: Sequence[Sequence[Candidate]],
    assessed: Sequence[Sequence[Assessed]],
    entailment: Entailment,
) -> list[Weighed]:
    """The signals of each claim; the model reads all claims' sentences in one batch.

    Args:
        claims: their texts, with what their pronouns stand for.
        pools: the candidates of each.
        assessed: the same candidates as the alignment has assessed them.
        entailment: the model.
    """
    nearness = [[_near(item) for item in one] for one in assessed]
    nearest = [np.argsort(-np.array(near), kind="stable")[:SENTENCES].tolist() for near in nearness]
    pairs = [
        (premise, claim)
        for claim, pool, places in zip(claims, pools, nearest, strict=True)
        for premise in _premises([pool[place] for place in places])
    ]
    scores = entailment.score(pairs)
    found, at = [], 0
    for near, places, one in zip(nearness, nearest, assessed, strict=True):
        count = len(places)
        alone = scores[at : at + 3 * count].reshape(count, 3, 3).mean(axis=1) if count else np.zeros((0, 3), np.float32)
        together = scores[at + 3 * count] if count else np.zeros(3, np.float32)
        at += 3 * count + bool(count)
        read = np.zeros((len(near), 3), np.float32)
        read[places] = alone
        found.append(Weighed(_signals(alone, together, [near[place] for place in places], one), tuple(near), read))
    return found


def probabilities(signals: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]) -> NDArray[np.float64]:
    """How likely the claim is supported, refuted and left open; shape (3,), adds up to 1."""
    totals = [
        sum(weight * (1.0 if name == "constant" else signals[name]) for name, weight in weights[label].items())
        for label in ("supported", "refuted", "not_enough_info")
    ]
    raised = np.exp(np.array(totals) - max(totals))
    return np.asarray(raised / raised.sum(), np.float64)


def _near(item: Assessed) -> float:
    return item.evidence.score + _COVERAGE * item.coverage


def _premises(nearest: Sequence[Candidate]) -> list[str]:
    """What the model reads: each sentence under its title, with what stands before it, and bare; then all together."""
    premises = []
    for candidate in nearest:
        title, text = candidate.evidence.title, candidate.evidence.text
        before = [part for part in candidate.background if part != title]
        headed = f"{title}. " if title else ""
        premises += [headed + text, headed + " ".join([*before, text]), text]
    if nearest:
        lines: list[str] = []
        last = ""
        for candidate in sorted(nearest, key=lambda one: (one.evidence.doc_id, one.evidence.start)):
            if candidate.evidence.title and candidate.evidence.doc_id != last:
                lines.append(f"{candidate.evidence.title}.")
            last = candidate.evidence.doc_id
            lines.append(candidate.evidence.text)
        premises.append(" ".join(lines))
    return premises


def _signals(
    alone: NDArray[np.float32], together: NDArray[np.float32], near: Sequence[float], assessed: Sequence[Assessed]
) -> dict[str, float]:
    share = np.exp(_SHARPNESS * (np.array(near) - max(near))) if near else np.ones(0)
    weighted = alone * share[:, None]
    most = weighted.max(axis=0) if near else np.zeros(3)
    mean = weighted.sum(axis=0) / share.sum() if near else np.zeros(3)
    aligned = [item.assessment for item in assessed]
    return {
        "entailed": _log_odds(most[0]),
        "contradicted": _log_odds(most[1]),
        "entailed_mean": float(mean[0]),
        "contradicted_mean": float(mean[1]),
        "entailed_jointly": _log_odds(together[0]),
        "contradicted_jointly": _log_odds(together[1]),
        "aligned": max((one.scores.supported for one in aligned), default=0.0),
        "opposed": max((one.scores.refuted for one in aligned), default=0.0),
        "coverage": max((item.coverage for item in assessed), default=0.0),
        "nearness": max(near, default=0.0),
    }


def _log_odds(probability: float) -> float:
    return math.log((float(probability) + _LEAST) / (1.0 - float(probability) + _LEAST))
