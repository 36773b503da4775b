"""The second stage: the best candidates read word piece by word piece.

Late interaction after Khattab and Zaharia, "ColBERT" (SIGIR 2020): each piece of the query takes its most like piece of
the passage, and these cosines are averaged. Here with the encoder's own piece vectors, untrained, and with each piece
weighing as its word does in the collection. Tables: docs/decisions/2026-11-28-late-interaction.md.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.embeddings import QueryPieces, unpack
from pipeline.index import Catalog, LexicalIndex, find_words

# How many of the candidates are read, and what that counts beside the rankers.
DEPTH = 50
LATE_WEIGHT = 0.55
# A piece weighs as the inverse document frequency of its word, dampened.
_DAMPED = 0.75


def weigh(query: str, pieces: QueryPieces, lexical: LexicalIndex) -> NDArray[np.float32]:
    """What each piece of the query counts, shape (pieces,), together 1; all alike where no word tells more."""
    words = find_words(query)
    asked = [word for word in words if word.kind != "question"] or words
    total = len(lexical)
    rarity = {word.stem: math.log((total + 1) / (lexical.frequency(word.stem) + 0.5)) for word in asked}
    weights = np.zeros(len(pieces.spans), np.float32)
    at = 0
    for place, (start, _) in enumerate(pieces.spans):
        while at < len(asked) and asked[at].end <= start:
            at += 1
        if at < len(asked) and asked[at].start <= start:
            weights[place] = max(0.0, rarity[asked[at].stem]) ** _DAMPED
    whole = float(weights.sum())
    return weights / whole if whole > 0 else np.full(len(weights), 1 / max(len(weights), 1), np.float32)


def late(catalog: Catalog, pieces: QueryPieces, weights: NDArray[np.float32], keys: Sequence[int]) -> dict[int, float]:
    """The weighted mean cosine of the query's pieces with their likest in each passage; the others are left out.

    Args:
        catalog: holds the packed piece vectors.
        pieces: the query's.
        weights: what each of them counts.
        keys: passages to be read; one without piece vectors gets no score.
    """
    dimensions = pieces.vectors.shape[1]
    columns = np.ascontiguousarray(pieces.vectors.T)
    # One product for each passage: in a common one equal passages would differ in their last digits by their places.
    held = catalog.pieces_of(keys)
    likest = [np.maximum.reduce(unpack(packed, dimensions) @ columns) for packed in held.values()]
    return {key: float(each @ weights) for key, each in zip(held, likest, strict=True)}
