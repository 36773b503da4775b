"""Vectors in FAISS: an exact scan while there are few, an inverted file of codes when there are many.

The codes are product quantised (Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search", 2011):
they take a twenty-fourth of the vectors' space, and are too coarse for scores, so that candidates are scored by their
vectors.
"""

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import NotAnIndex
from pipeline.index.vector_store import check_query, cosines, ranked
from pipeline.index.whole_file import write_whole

# FAISS brings an OpenMP runtime whose threads spin between searches unless told otherwise before it loads.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# Loaded by name: what its stubs say of constructors and views is not what the module takes and gives.
faiss: Any = importlib.import_module("faiss")

Rows = Callable[[], Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]]
# The keys among the given ones that have a vector, and these vectors, row by row.
VectorsOf = Callable[[Sequence[int]], tuple[NDArray[np.int64], NDArray[np.float32]]]

# One byte of a code stands for so many dimensions, or for a few more where they cannot be divided so.
_DIMENSIONS_PER_BYTE = 6


@dataclass(frozen=True, slots=True)
class Kind:
    """How vectors are stored from a number of them on: without lists they are scanned one by one."""

    at_least: int
    lists: int = 0
    probes: int = 0

    def name(self, dimension: int) -> str:
        """What FAISS calls it for vectors of that length, of which the parts must be alike."""
        if not self.lists:
            return "flat"
        most = max(1, dimension // _DIMENSIONS_PER_BYTE)
        return f"IVF{self.lists},PQ{next(parts for parts in range(most, 0, -1) if dimension % parts == 0)}"


# Measured: docs/decisions/2026-11-23-vector-index-by-size.md.
KINDS = (
    Kind(0),
    Kind(200_000, lists=1024, probes=16),
    Kind(500_000, lists=2048, probes=16),
    Kind(1_000_000, lists=4096, probes=16),
)

# Training looks at this many vectors for each list; FAISS asks for 39 or more and uses no more than 256.
_TRAINING_PER_LIST = 64
# Of an inverted file so many candidates for each wanted one, and so many at least, are scored by their vectors.
_RESCORED, _RESCORED_LEAST = 4, 100
# A filter that leaves at most this part of the vectors is answered by looking at all that it leaves.
_SCAN_SHARE = 0.25
# Scores nearer than this may change places when they are computed in another order.
_TOLERANCE = 2e-6
# A bitmap over keys up to this one takes 25 MB; beyond, a hashed set.
_BITMAP_KEYS = 200_000_000
# FAISS's score of a place for which it found nothing.
_NOTHING = np.finfo(np.float32).min


class FaissStore:
    """A vector store over a FAISS index, made by `build_store` or `open_store`.

    A flat store is exact. An inverted file looks at the lists nearest to the query, takes what its codes hold for the
    best, and scores that by the vectors that `vectors_of` gives.
    """

    def __init__(self, index: Any, vectors_of: VectorsOf | None = None) -> None:  # noqa: ANN401 - FAISS is not typed
        self._index = index
        self._vectors_of = vectors_of
        self._lists = 0 if isinstance(index, faiss.IndexIDMap) else int(index.nlist)
        self._probes = int(index.nprobe) if self._lists else 0
        self.dimension = int(index.d)
        self._keys = self._read_keys()

    @property
    def kind(self) -> str:
        if not self._lists:
            return "flat"
        # Earlier versions made codes of a byte for each dimension, which are searched like the others.
        return f"IVF{self._lists}," + (f"PQ{self._index.pq.M}" if isinstance(self._index, faiss.IndexIVFPQ) else "SQ8")

    def search(
        self, queries: NDArray[np.float32], k: int, *, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        check_query(queries, k, dimension=self.dimension)
        if self._lists and self._vectors_of is None:
            raise ValueError(f"{self.kind}: cannot be searched without the vectors that its codes stand for")
        queries = np.ascontiguousarray(queries, np.float32)
        if allowed is not None:
            allowed = self._held(allowed)
        reachable = len(self._keys) if allowed is None else len(allowed)
        scores = np.full((len(queries), k), -np.inf, np.float32)
        found = np.full((len(queries), k), -1, np.int64)
        if not reachable or not len(queries):
            return scores, found
        selector = None if allowed is None else _selector(allowed)
        probes = self._probes_for(reachable)
        wanted = min(k, reachable)
        pending = np.arange(len(queries))
        depth = min(max(_RESCORED * wanted, _RESCORED_LEAST) if self._lists else wanted + 8, reachable)
        while len(pending):
            with _threads_for(len(pending)):
                near, keys = self._index.search(
                    queries[pending], depth, params=_parameters(selector, probes, lists=self._lists)
                )
            complete = self._complete(near, wanted, depth, reachable, probes)
            for row, candidates, values in zip(pending[complete], keys[complete], near[complete], strict=True):
                held = candidates >= 0
                scores[row], found[row] = self._rank(queries[row], candidates[held], values[held], k)
            pending = pending[~complete]
            # What is left had too few candidates in the lists looked at, or equal scores across the last place.
            if probes < self._lists and (near[~complete, wanted - 1] == _NOTHING).any():
                probes = self._lists
            else:
                depth = min(depth * 4, reachable)
        return scores, found

    def keys(self) -> NDArray[np.int64]:
        return self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def save(self, path: Path) -> None:
        with write_whole(path) as stream:
            faults: list[OSError] = []

            def write(piece: bytes) -> int:
                try:
                    return stream.write(piece)
                except OSError as error:
                    faults.append(error)
                    raise

            try:
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(write, 1 << 22))
            except RuntimeError as error:
                # FAISS wraps whatever the writer raised; the system's own words are the useful ones.
                raise faults[0] if faults else OSError(str(error)) from error

    def _held(self, allowed: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those keys that the store holds, ascending."""
        if not len(self._keys):
            return self._keys
        allowed = np.asarray(allowed, np.int64)
        if not (allowed[1:] > allowed[:-1]).all():
            allowed = np.unique(allowed)
        places = np.minimum(np.searchsorted(self._keys, allowed), len(self._keys) - 1)
        return np.ascontiguousarray(allowed[self._keys[places] == allowed])

    def _complete(
        self, near: NDArray[np.float32], wanted: int, depth: int, reachable: int, probes: int
    ) -> NDArray[np.bool_]:
        """Which rows hold `wanted` candidates and all that may share the last one's score."""
        if depth >= reachable and probes >= self._lists:
            return np.ones(len(near), np.bool_)
        last = near[:, wanted - 1]
        full: NDArray[np.bool_] = last > _NOTHING
        beyond = near[:, -1]
        settled: NDArray[np.bool_] = full & ((last - beyond > _TOLERANCE) | (beyond == _NOTHING) | (depth >= reachable))
        return settled

    def _rank(
        self, query: NDArray[np.float32], keys: NDArray[np.int64], near: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if self._vectors_of is not None and self._lists:
            keys, vectors = self._vectors_of(keys.tolist())
            near = cosines(vectors.reshape(len(keys), self.dimension), query)
        else:
            near = cosines(self._flat_vectors()[np.searchsorted(self._keys, keys)], query)
        return ranked(near, keys, k)

    def _probes_for(self, reachable: int) -> int:
        """The number of lists to look at, so that a filter leaves as many candidates as no filter would."""
        share = reachable / len(self._keys)
        if share <= _SCAN_SHARE:
            return self._lists
        return min(self._lists, round(self._probes / share))

    def _flat_vectors(self) -> NDArray[np.float32]:
        flat = faiss.downcast_index(self._index.index)
        held = faiss.rev_swig_ptr(flat.get_xb(), int(flat.ntotal) * self.dimension)
        vectors: NDArray[np.float32] = held.reshape(-1, self.dimension)
        return vectors

    def _read_keys(self) -> NDArray[np.int64]:
        if not self._lists:
            return np.array(faiss.vector_to_array(self._index.id_map), np.int64)
        parts = [ids for _, ids, _ in _list_entries(self._index)]
        return np.sort(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def build_store(
    rows: Rows,
    *,
    count: int,
    dimension: int,
    previous: FaissStore | None = None,
    kinds: tuple[Kind, ...] = KINDS,
    vectors_of: VectorsOf | None = None,
) -> FaissStore:
    """A store of the vectors that `rows` gives.

    Args:
        rows: iterates over all vectors anew at each call, in blocks of keys (n,), ascending, and vectors (n, d).
        count: how many there are.
        dimension: the length of a vector.
        previous: the store that the new one follows. A key means the same vector in both. An inverted file with as
            many lists is not trained again, and what both hold is taken over as it is.
        kinds: which kind is for which number of vectors, ascending.
        vectors_of: what an inverted file needs to be searched; it may be saved without.
    """
    kind = [kind for kind in kinds if kind.at_least <= count][-1]
    if not kind.lists:
        index = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
        for keys, vectors in rows():
            index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(keys, np.int64))
        store = FaissStore(index)
        if not (store.keys()[1:] > store.keys()[:-1]).all():
            raise ValueError("the keys do not ascend")
        return store
    name = kind.name(dimension)
    if previous is not None and previous.kind == name and previous.dimension == dimension:
        index = _continued(rows, previous)
    else:
        index = _trained(rows, _empty(name, dimension), step=max(1, count // (kind.lists * _TRAINING_PER_LIST)))
        for keys, vectors in rows():
            index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(keys, np.int64))
    index.nprobe = kind.probes
    return FaissStore(index, vectors_of)


def open_store(path: Path, vectors_of: VectorsOf | None = None) -> FaissStore:
    """The store that `save` wrote, mapped into memory rather than read: it opens at once at any size.

    An inverted file can be searched only with `vectors_of`, which gives the vectors under the keys that it holds.

    Raises:
        NotAnIndex: the file is missing, damaged or something else.
    """
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise NotAnIndex(
            f"{path}: is missing or no vector file of this version; ingest the sources again into a new folder."
        ) from error
    return FaissStore(index, vectors_of)


def _empty(name: str, dimension: int) -> Any:  # noqa: ANN401 - FAISS is not typed
    # "np" leaves out a step of the training that takes minutes, for a search that is not done here.
    return faiss.index_factory(dimension, f"{name}np", faiss.METRIC_INNER_PRODUCT)


def _trained(rows: Rows, index: Any, *, step: int) -> Any:  # noqa: ANN401 - FAISS is not typed
    """The empty inverted file, trained on each `step`-th vector."""
    sample, seen = [], 0
    for _, vectors in rows():
        # A copy: a view would keep its whole block in memory, and so all vectors in the end.
        sample.append(vectors[(-seen) % step :: step].copy())
        seen += len(vectors)
    index.train(np.ascontiguousarray(np.concatenate(sample), np.float32))
    return index


def _continued(rows: Rows, previous: FaissStore) -> Any:  # noqa: ANN401 - FAISS is not typed
    """A copy of the previous inverted file without the keys that are gone and with the new ones added."""
    held = previous._index
    index = _empty(previous.kind, previous.dimension)
    index.quantizer.add(held.quantizer.reconstruct_n(0, int(held.nlist)))
    index.pq = held.pq
    index.is_trained = True
    wanted = np.concatenate([keys for keys, _ in rows()])
    kept = 0
    for number, keys, codes in _list_entries(held):
        stays = np.isin(keys, wanted, assume_unique=True)
        if stays.any():
            ids, kept_codes = np.ascontiguousarray(keys[stays]), np.ascontiguousarray(codes[stays])
            index.invlists.add_entries(number, len(ids), faiss.swig_ptr(ids), faiss.swig_ptr(kept_codes))
            kept += len(ids)
    index.ntotal = kept
    for keys, vectors in rows():
        new = ~np.isin(keys, previous.keys(), assume_unique=True)
        if new.any():
            index.add_with_ids(np.ascontiguousarray(vectors[new], np.float32), np.ascontiguousarray(keys[new]))
    return index


def _list_entries(index: Any) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.uint8]]]:  # noqa: ANN401
    """Number, keys and codes of each list that holds anything; views into the index."""
    lists, code = index.invlists, int(index.code_size)
    for number in range(int(index.nlist)):
        size = int(lists.list_size(number))
        if size:
            keys = faiss.rev_swig_ptr(lists.get_ids(number), size)
            yield number, keys, faiss.rev_swig_ptr(lists.get_codes(number), size * code).reshape(size, code)


@contextmanager
def _threads_for(queries: int) -> Iterator[None]:
    """One thread for a single query: FAISS does not divide one, and yet waits for the threads that it wakes for it."""
    before = faiss.omp_get_max_threads()
    if queries == 1:
        faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _selector(allowed: NDArray[np.int64]) -> Any:  # noqa: ANN401 - FAISS is not typed
    if int(allowed[0]) >= 0 and int(allowed[-1]) < _BITMAP_KEYS:
        marks = np.zeros(int(allowed[-1]) + 1, np.bool_)
        marks[allowed] = True
        return faiss.IDSelectorBitmap(np.packbits(marks, bitorder="little"))
    return faiss.IDSelectorBatch(allowed)


def _parameters(selector: Any, probes: int, *, lists: int) -> Any:  # noqa: ANN401 - FAISS is not typed
    if not lists:
        return None if selector is None else faiss.SearchParameters(sel=selector)
    if selector is None:
        return faiss.SearchParametersIVF(nprobe=probes)
    return faiss.SearchParametersIVF(nprobe=probes, sel=selector)
