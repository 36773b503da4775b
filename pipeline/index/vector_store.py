"""The seam between vectors and whoever searches them."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class VectorStore(Protocol):
    """Unit vectors under int64 keys, searched by inner product, which is the cosine. Read-only once built."""

    @property
    def kind(self) -> str:
        """What searches: "exact", "flat", or the name of an approximate index such as "IVF1024,PQ64"."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def search(
        self, queries: NDArray[np.float32], k: int, *, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and keys of the k nearest vectors, each of shape (len(queries), k).

        Scores are cosines, highest first, and equal ones in the order of their keys. With `allowed` only these keys
        are found (those not held do not matter); none are found with an empty one. Where fewer than k vectors can be
        found, a row ends in scores of -inf and keys of -1: an approximate store never gives fewer than there are.

        Raises:
            ValueError: k is below 1, or the queries are not of shape (n, dimension).
        """

    def keys(self) -> NDArray[np.int64]:
        """All keys, ascending."""

    def __len__(self) -> int:
        """The number of vectors."""

    def save(self, path: Path) -> None:
        """Write the store to one file, which is either whole or not there.

        Raises:
            IndexWriteFailed: the disk is full or cannot be written.
        """


def check_query(queries: NDArray[np.float32], k: int, *, dimension: int) -> None:
    """Refuse what no store can search.

    Raises:
        ValueError: k is below 1, or the queries are not of shape (n, dimension).
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    if queries.ndim != 2 or queries.shape[1] != dimension:
        raise ValueError(f"queries must have shape (n, {dimension}), not {queries.shape}")


def ranked(
    scores: NDArray[np.float32], keys: NDArray[np.int64], k: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The k best of one query's candidates, highest score first and then by key, padded with -inf and -1."""
    order = np.lexsort((keys, -scores))[:k]
    best_scores = np.full(k, -np.inf, np.float32)
    best_keys = np.full(k, -1, np.int64)
    best_scores[: len(order)] = scores[order]
    best_keys[: len(order)] = keys[order]
    return best_scores, best_keys


def cosines(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Inner products of rows of shape (n, d) with a query (d,).

    Not a matrix product: the routines behind that round a row according to its place, so that equal vectors would
    not get equal scores.
    """
    products: NDArray[np.float32] = np.einsum("nd,d->n", vectors, query)
    return products
