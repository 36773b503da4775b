"""The third look: a model reads the query together with each of the very best passages.

A cross-encoder after Nogueira and Cho, "Passage Re-ranking with BERT" (2019), but small; training/README.md tells how
it was trained, docs/decisions/2026-12-01-a-trained-ranker.md what it brings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.entailment import Entailment, log_odds
from pipeline.index import Catalog
from pipeline.passages import embedding_text

# How many passages of a query are read, and what that counts beside all that was known before.
READ = 10
RERANK_WEIGHT = 0.35
_LEAST = 1e-6  # of a probability, so that its odds stay finite


@dataclass(frozen=True, slots=True)
class Ranker:
    """A model that tells whether a passage is what a query looks for, and how many passages of a query it reads."""

    model: Entailment
    most: int = READ

    def get_ready(self) -> None:
        """Load the model in the background."""
        self.model.get_ready()

    def read(self, catalog: Catalog, queries: Sequence[str], orders: Sequence[Sequence[int]]) -> list[dict[int, float]]:
        """The log odds that the first passages for each query are what it looks for; those not held are left out.

        Args:
            catalog: holds the passages, which are read under their titles and headings.
            queries: the users' words.
            orders: for each query, the keys of passages, best first.
        """
        tops = [order[: self.most] for order in orders]
        stored = catalog.stored_passages(sorted({key for top in tops for key in top}))
        texts = {key: embedding_text(one.title, one.passage) for key, one in stored.items()}
        places = [(number, key) for number, top in enumerate(tops) for key in top if key in texts]
        likely = self.model.score([(texts[key], queries[number]) for number, key in places])[:, 0]
        odds = log_odds(likely, least=_LEAST)
        found: list[dict[int, float]] = [{} for _ in queries]
        for (number, key), value in zip(places, odds.tolist(), strict=True):
            found[number][key] = value
        return found


def reorder(scores: Mapping[int, float], read: Mapping[int, float], weight: float = RERANK_WEIGHT) -> dict[int, float]:
    """The scores with those of the passages that were read changed by what was read in them.

    Both are standardised among these passages; the means of the two, weighted, take the place of the scores, with their
    mean and on their scale. None falls below the best of those that were not read and stood below all of them.

    Args:
        scores: by key, higher is better.
        read: log odds for some of these keys.
        weight: what `read` counts, from 0 to 1.
    """
    keys = list(read)
    before, said = np.array([scores[key] for key in keys]), np.array([read[key] for key in keys])
    if len(keys) < 2 or before.std() == 0.0 or said.std() == 0.0:
        return dict(scores)
    mixed = (1.0 - weight) * (before - before.mean()) + weight * (said - said.mean()) / said.std() * before.std()
    least = float(before.min())
    floor = max((score for key, score in scores.items() if key not in read and score <= least), default=-np.inf)
    return dict(scores) | dict(zip(keys, np.maximum(before.mean() + mixed, floor).tolist(), strict=True))
