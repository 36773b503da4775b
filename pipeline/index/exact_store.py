"""Vectors in memory, compared one by one: the yardstick of the other stores, and the store of an empty index."""

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipeline.index.vector_store import check_query, cosines, ranked
from pipeline.index.whole_file import write_whole


class ExactStore:
    """A vector store that looks at every vector.

    Args:
        keys: shape (n,), all different, in any order.
        vectors: shape (n, dimension), row i under keys[i].
    """

    kind = "exact"

    def __init__(self, keys: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        if keys.ndim != 1 or vectors.ndim != 2 or len(keys) != len(vectors):
            raise ValueError(f"keys {keys.shape} and vectors {vectors.shape} do not belong together")
        order = np.argsort(keys, kind="stable")
        self._keys = np.asarray(keys, np.int64)[order]
        self._vectors = np.asarray(vectors, np.float32)[order]
        self.dimension = vectors.shape[1]

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store that `save` wrote."""
        with np.load(path, allow_pickle=False) as held:
            return cls(held["keys"], held["vectors"])

    def search(
        self, queries: NDArray[np.float32], k: int, *, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        check_query(queries, k, dimension=self.dimension)
        keys, vectors = self._keys, self._vectors
        if allowed is not None:
            wanted = np.isin(keys, allowed)
            keys, vectors = keys[wanted], vectors[wanted]
        scores = np.empty((len(queries), k), np.float32)
        found = np.empty((len(queries), k), np.int64)
        for row, query in enumerate(np.asarray(queries, np.float32)):
            scores[row], found[row] = ranked(cosines(vectors, query), keys, k)
        return scores, found

    def keys(self) -> NDArray[np.int64]:
        return self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def save(self, path: Path) -> None:
        with write_whole(path) as stream:
            np.savez(stream, keys=self._keys, vectors=self._vectors)
