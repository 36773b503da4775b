"""Three probabilities for a claim, out of the alignment, the entailment model and the retrieval.

A multinomial logistic regression over fourteen signals, whose weights stand in `weights.yaml` and are fitted by
`scripts/fit_claims.py`. The signals of a claim:

- `entailed`, `contradicted`: the most that one of the nearest sentences supports or refutes it by the model, in log
  odds; a sentence counts the less, the further it stands behind the nearest one.
- `entailed_mean`, `contradicted_mean`: the mean over these sentences, weighted alike.
- `entailed_jointly`, `contradicted_jointly`: the same of the sentences read together, in log odds.
- `entailed_by_passage`, `contradicted_by_passage`, and the same with `_next`: of the nearest sentence's passage and of
  the next one's, cut down to what shares most with the claim, in log odds.
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

SENTENCES = 3  # that the model reads of each claim's candidates, each in two forms
PASSAGES = 2
_SHARPNESS = 12.0  # of the weights by nearness: 0.1 less near weighs 0.3
_COVERAGE = 0.3  # what bearing the whole claim adds to a sentence's nearness
_NO_CONTRADICTION = 0.1  # what the model gives to a contradiction where it sees none
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
    ranked = [np.argsort(-np.array(near), kind="stable").tolist() for near in nearness]
    premises = [_premises([pool[place] for place in places]) for pool, places in zip(pools, ranked, strict=True)]
    pairs = [(text, claim) for claim, texts in zip(claims, premises, strict=True) for text in texts]
    scores = entailment.score(pairs)
    found, at = [], 0
    for near, places, texts, one in zip(nearness, ranked, premises, assessed, strict=True):
        of_claim = scores[at : at + len(texts)]
        at += len(texts)
        nearest = places[:SENTENCES]
        alone = of_claim[: 2 * len(nearest)].reshape(len(nearest), 2, 3).mean(axis=1)
        rest = of_claim[2 * len(nearest) :].copy()
        silent = np.array([one[place].assessment.silent for place in nearest], bool)
        alone[silent] = _not_against(alone[silent])
        if silent.size and silent.all():
            rest = _not_against(rest)
        read = np.zeros((len(near), 3), np.float32)
        read[nearest] = alone
        signals = _signals(alone, rest, [near[place] for place in nearest], one)
        found.append(Weighed(signals, tuple(near), read))
    return found


def probabilities(signals: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]) -> NDArray[np.float64]:
    """How likely the claim is supported, refuted and left open; shape (3,), adds up to 1."""
    totals = [
        sum(weight * (1.0 if name == "constant" else signals[name]) for name, weight in weights[label].items())
        for label in ("supported", "refuted", "not_enough_info")
    ]
    raised = np.exp(np.array(totals) - max(totals))
    return np.asarray(raised / raised.sum(), np.float64)


def _not_against(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The scores of texts that cannot speak against a claim: where the model sees that, they leave it open."""
    moved = scores.copy()
    moved[:, 1] = np.minimum(moved[:, 1], _NO_CONTRADICTION)
    moved[:, 2] += scores[:, 1] - moved[:, 1]
    return moved


def _near(item: Assessed) -> float:
    return item.evidence.score + _COVERAGE * item.coverage


def _premises(ranked: Sequence[Candidate]) -> list[str]:
    """What the model reads of a claim's candidates, the nearest first.

    Each of the nearest sentences under its title and headings, alone and after what stands before it; then these
    sentences together; then the nearest passages.
    """
    if not ranked:
        return []
    nearest = ranked[:SENTENCES]
    premises = []
    for candidate in nearest:
        before = [part for part in candidate.background if part not in (candidate.evidence.title, candidate.heading)]
        premises += [_headed(candidate, candidate.read), _headed(candidate, *before, candidate.read)]
    lines: list[str] = []
    last = None
    for candidate in sorted(nearest, key=lambda one: (one.evidence.doc_id, one.evidence.start)):
        text = candidate.read
        lines.append(text if candidate.evidence.doc_id == last else _headed(candidate, text))
        last = candidate.evidence.doc_id
    passages = dict.fromkeys(_headed(one, one.passage) for one in ranked if one.passage)
    return [*premises, " ".join(lines), *list(passages)[:PASSAGES]]


def _headed(candidate: Candidate, *texts: str) -> str:
    title, heading = candidate.evidence.title, candidate.heading
    above = [title, heading if heading not in title else ""]
    return " ".join([*(f"{each}." for each in above if each), *texts])


def _signals(
    alone: NDArray[np.float32], rest: NDArray[np.float32], near: Sequence[float], assessed: Sequence[Assessed]
) -> dict[str, float]:
    """The signals; `rest` are the scores of the sentences together and of up to `PASSAGES` passages."""
    wide = np.zeros((1 + PASSAGES, 3), np.float32)
    wide[: len(rest)] = rest
    share = np.exp(_SHARPNESS * (np.array(near) - max(near))) if near else np.ones(0)
    weighted = alone * share[:, None]
    most = weighted.max(axis=0) if near else np.zeros(3)
    mean = weighted.sum(axis=0) / share.sum() if near else np.zeros(3)
    signals = {
        "entailed": _log_odds(most[0]),
        "contradicted": _log_odds(most[1]),
        "entailed_mean": float(mean[0]),
        "contradicted_mean": float(mean[1]),
    }
    for scores, name in zip(wide, ("jointly", "by_passage", "by_passage_next"), strict=True):
        signals[f"entailed_{name}"] = _log_odds(scores[0])
        signals[f"contradicted_{name}"] = _log_odds(scores[1])
    aligned = [item.assessment.scores for item in assessed]
    return signals | {
        "aligned": max((one.supported for one in aligned), default=0.0),
        "opposed": max((one.refuted for one in aligned), default=0.0),
        "coverage": max((item.coverage for item in assessed), default=0.0),
        "nearness": max(near, default=0.0),
    }


def _log_odds(probability: float) -> float:
    return math.log((float(probability) + _LEAST) / (1.0 - float(probability) + _LEAST))
