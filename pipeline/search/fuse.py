"""Merging what several rankers say of the same query. Each function names its source.

A ranking maps keys to scores, best first. Fused scores come back as a mapping of every key that any ranker named.
"""

from collections.abc import Mapping, Sequence

import numpy as np

Ranking = Mapping[int, float]

# How much of the fused score the dense ranker has: the best of 0.4, 0.5 ... 0.9 on Cranfield. nDCG@10 there is 0.443
# (dense alone 0.401, lexical 0.399, reciprocal ranks 0.438), on NPL 0.490 (0.431, 0.444, 0.488), on Fool Me Twice 0.594
# (0.612, 0.426, 0.543 on a third of its queries): below its dense half, and no weight tried gets above it. The field
# weights of the lexical ranker were settled with all three sets in view, so none of them is untouched.
DENSE_WEIGHT = 0.6


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
    fused: dict[int, float] = dict.fromkeys((key for ranking in rankings for key in ranking), 0.0)
    for ranking, weight, size in zip(rankings, weights, sizes, strict=True):
        scores = np.zeros(max(size, len(ranking)))
        scores[: len(ranking)] = list(ranking.values())
        spread = float(scores.std()) if len(scores) else 0.0
        if spread == 0.0:
            continue  # one row, or all alike: this ranker has no say
        middle, lowest = float(scores.mean()), float(scores.min())
        for key in fused:
            fused[key] += weight * (ranking.get(key, lowest) - middle) / spread
    return fused
