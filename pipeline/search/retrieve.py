"""Candidates from the two rankers, dense and lexical, for a batch of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Mode
from pipeline.embeddings import Embedder, QueryPieces
from pipeline.index import Snapshot
from pipeline.search.provisions import NamedInstruments


@dataclass(frozen=True, slots=True)
class Candidates:
    """What each ranker found for one query: keys with their scores, best first; None where it was not asked.

    `pieces` are the query's word pieces, where the encoder gives any.
    """

    dense: dict[int, float] | None
    lexical: dict[int, float] | None
    pieces: QueryPieces | None = None


def retrieve(
    snapshot: Snapshot,
    embedder: Embedder | None,
    queries: Sequence[str],
    named: Sequence[NamedInstruments],
    *,
    depth: int,
    mode: Mode,
    allowed: NDArray[np.int64] | None,
) -> list[Candidates]:
    """The top `depth` of the rankers that `mode` asks for, in the order of the queries."""
    dense: list[dict[int, float] | None] = [None] * len(queries)
    pieces: Sequence[QueryPieces | None] = [None] * len(queries)
    if embedder is not None and mode != "lexical":
        encoded = embedder.encode_queries(queries)
        pieces = encoded.pieces
        scores, keys = snapshot.vectors.search(encoded.vectors, depth, allowed=allowed)
        dense = [
            {key: score for key, score in zip(row_keys, row_scores, strict=True) if key >= 0}
            for row_keys, row_scores in zip(keys.tolist(), scores.tolist(), strict=True)
        ]
    lexical: list[dict[int, float] | None] = [None] * len(queries)
    if mode != "dense":
        lexical = [
            dict(snapshot.lexical.search(query, depth, allowed=allowed, synonyms=names.synonyms))
            for query, names in zip(queries, named, strict=True)
        ]
    return [Candidates(*found) for found in zip(dense, lexical, pieces, strict=True)]
