"""What readers hold: catalogue, vectors and lexical index of one and the same generation."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import NotAnIndex, PipelineError
from pipeline.index.catalog import Catalog
from pipeline.index.exact_store import ExactStore
from pipeline.index.faiss_store import open_store
from pipeline.index.lexical import LexicalIndex
from pipeline.index.staging import LEXICAL, VECTORS
from pipeline.index.vector_store import VectorStore


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One consistent state of an index. Use it inside the `with` block that gave it.

    `remembered` is for what was worked out from it and may be asked for again; it goes when the state does.
    """

    catalog: Catalog
    vectors: VectorStore
    lexical: LexicalIndex
    generation: int
    remembered: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)


class SnapshotSource:
    """Gives snapshots of an index folder and keeps the newest one open; safe to share between threads."""

    def __init__(self, folder: Path, catalog: Catalog, *, dimension: int) -> None:
        self._folder, self._catalog, self._dimension = folder, catalog, dimension
        self._guard = threading.Lock()
        self._newest: Snapshot | None = None

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The newest published state, unchanged for as long as the block runs.

        Raises:
            NotAnIndex: its vector file is missing or damaged, or the lexical index or the catalogue is.
        """
        missed: tuple[int, str | None] | None = None
        while True:
            with self._catalog.reading():
                published = self._catalog.published()
                snapshot = self._opened(*published)
                if snapshot is not None:
                    yield snapshot
                    return
            # Either the generation was replaced between our look at the catalogue and the opening of its vector file,
            # and the next look finds another one, or the file is gone.
            if published == missed:
                raise NotAnIndex(
                    f"{self._folder / VECTORS / str(published[1])}: the vector file is missing; restore the index from "
                    "a copy, or ingest the sources into a new folder."
                )
            missed = published

    def _opened(self, generation: int, name: str | None) -> Snapshot | None:
        with self._guard:
            if self._newest is None or self._newest.generation != generation:
                vectors: VectorStore
                if name is None:
                    vectors = ExactStore(np.empty(0, np.int64), np.empty((0, self._dimension), np.float32))
                    lexical = LexicalIndex.empty()
                else:
                    path = self._folder / VECTORS / name
                    try:
                        vectors = open_store(path, self._catalog.vectors_of)
                    except PipelineError:
                        if path.is_file():
                            raise
                        return None
                    lexical = LexicalIndex.open(self._folder / LEXICAL)
                    if not path.is_file():
                        return None
                self._newest = Snapshot(self._catalog, vectors, lexical, generation)
            return self._newest
