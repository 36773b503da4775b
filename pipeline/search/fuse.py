"""Merging what several rankers say of the same query. Each function names its source.

A ranking maps keys to scores, best first. Fused scores come back as a mapping of every key that any ranker named.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ranking = Mapping[int, float]

# How much of the fused score the dense ranker has. Tables: docs/decisions/2026-11-23-retrieval-fusion.md.
DENSE_WEIGHT = 0.6
# How many of the best rows speak for the query, and what nearness to them adds, in standard scores.
FEEDBACK_ROWS = 3
FEEDBACK_WEIGHT = 0.5
# So many of the best rows are smoothed, what that adds, in standard scores, and over how many of the nearest rows.
SMOOTHED = 100
SMOOTH_WEIGHT = 0.2
_NEIGHBOURS = 15
# Cosines that differ by less are equal but for rounding.
_ALIKE = 1e-6


def reciprocal_ranks(rankings: Sequence[Ranking], *, k: float = 60.0) -> dict[int, float]:
    """Sums of 1 / (k + rank), ranks from 1.

    Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
    Methods" (SIGIR 2009). Scores are thrown away, which harms when one ranker is much better than the other.
    """
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            fused[key] = fused.get(key, 0.0) + 1.0 / (k + rank)
    return fused


def convex(rankings: Sequence[Ranking], weights: Sequence[float], *, sizes: Sequence[int]) -> dict[int, float]:
    """Weighted sums of standard scores: each ranker's scores less their mean, over their standard deviation.

    A convex combination of normalised scores after Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval" (ACM TOIS 2023); the standard score, the minimum and maximum, and theoretical bounds came out within
    0.002 nDCG@10 of each other on Cranfield, and which led differed between sets. The standard score needs no bounds
    of the scores, and a hit that stands out in its ranking weighs more than one among equals.

    Args:
        rankings: the top of each ranker.
        weights: one for each ranking.
        sizes: how many rows each ranker would have named had all of them matched. A shorter ranking is filled up
            with zeros, which is what a row without any of the words scores. In a full one, a key that it does not
            name gets its lowest score, which the true one cannot exceed.
    """
    keys = list(dict.fromkeys(key for ranking in rankings for key in ranking))
    fused = np.zeros(len(keys))
    for ranking, weight, size in zip(rankings, weights, sizes, strict=True):
        scores = np.zeros(max(size, len(ranking)))
        scores[: len(ranking)] = list(ranking.values())
        spread = float(scores.std()) if len(scores) else 0.0
        if spread == 0.0:
            continue  # one row, or all alike: this ranker has no say
        middle, lowest = float(scores.mean()), float(scores.min())
        fused += weight * (np.array([ranking.get(key, lowest) for key in keys]) - middle) / spread
    return dict(zip(keys, fused.tolist(), strict=True))


def feedback(
    scores: Mapping[int, float], keys: NDArray[np.int64], vectors: NDArray[np.float32], *, rows: int = FEEDBACK_ROWS
) -> dict[int, float]:
    """Cosines of each key with what the best rows have in common: the mean of their vectors, the first weighing most.

    Rocchio, "Relevance Feedback in Information Retrieval" (1971), with the first hits taken for relevant; the weights
    fall as the discounts of nDCG do.

    Args:
        scores: fused scores; the best of them speak for the query, equal ones in the order of their keys.
        keys: rows whose vectors are known, ascending; the others neither speak nor get a cosine.
        vectors: one unit vector for each of `keys`.
        rows: how many speak.
    """
    if not len(keys):
        return {}
    order = np.lexsort((keys, np.array([-scores[key] for key in keys.tolist()])))[:rows]
    shares = 1.0 / np.log2(np.arange(len(order)) + 2.0)
    middle = np.einsum("n,nd->d", shares / shares.sum(), vectors[order])
    middle /= float(np.sqrt(middle @ middle)) or 1.0
    return dict(zip(keys.tolist(), np.einsum("nd,d->n", vectors, middle).tolist(), strict=True))


def smooth(
    scores: Mapping[int, float], keys: NDArray[np.int64], vectors: NDArray[np.float32], *, rows: int = _NEIGHBOURS
) -> dict[int, float]:
    """For each key the mean score of the others that are nearest to it, each weighing as its squared cosine.

    Diaz, "Regularizing Ad Hoc Retrieval Scores" (CIKM 2005): passages that are alike should score alike.

    Args:
        scores: fused scores.
        keys: rows whose vectors are known, ascending; the others neither count nor get a mean.
        vectors: one unit vector for each of `keys`.
        rows: how many of the nearest count, and all that are as near as the last of them.
    """
    if not len(keys):
        return {}
    # In double precision and rounded, so that equal rows get equal means wherever they stand.
    exact = vectors.astype(np.float64)
    near = np.round(exact @ exact.T, 6)
    np.fill_diagonal(near, -1.0)
    last = max(0, len(keys) - rows)
    near[near < np.partition(near, last, axis=1)[:, last, None]] = 0.0
    weights = np.maximum(near, 0.0) ** 2
    known = np.array([scores[key] for key in keys.tolist()])
    means = (weights @ known) / np.maximum(weights.sum(axis=1), 1e-9)
    return dict(zip(keys.tolist(), np.round(means, 9).tolist(), strict=True))


def nudge(fused: Mapping[int, float], scores: Mapping[int, float], weight: float) -> dict[int, float]:
    """Means of the fused scores and `weight` times the standard scores of `scores`; a key without one gets theirs.

    A mean and not a sum, so that scores stay on the scale of `convex`, which the answers read.
    """
    standard = _standard(scores)
    if not standard:
        return dict(fused)
    share, whole = weight / (1.0 + weight), 1.0 + weight
    return {key: score / whole + share * standard.get(key, 0.0) for key, score in fused.items()}


def reread(
    fused: Mapping[int, float], late: Mapping[int, float], top: Sequence[int], weight: float
) -> dict[int, float]:
    """Weighted means of the fused scores and the standard scores of `late`, a second look at the `top`.

    One of the top without a second score gets their mean, one below the top their least, so that nothing comes up
    because it was not looked at.
    """
    standard = _standard(late)
    if not standard:
        return dict(fused)
    looked_at = {key: standard.get(key, 0.0) for key in top}
    least = min(looked_at.values())
    return {key: (1.0 - weight) * score + weight * looked_at.get(key, least) for key, score in fused.items()}


def _standard(scores: Mapping[int, float]) -> dict[int, float]:
    """The scores less their mean, over their standard deviation; none where all are alike."""
    values = np.array(list(scores.values()))
    spread = float(values.std()) if len(values) else 0.0
    if spread < _ALIKE:
        return {}
    return dict(zip(scores, ((values - values.mean()) / spread).tolist(), strict=True))
