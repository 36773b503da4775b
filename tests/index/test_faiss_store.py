from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import faiss
import numpy as np
import pytest

from pipeline.errors import IndexWriteFailed, NotAnIndex
from pipeline.index.exact_store import ExactStore
from pipeline.index.faiss_store import KINDS, FaissStore, Kind, build_store, open_store

DIMENSION = 48
KIND = Kind(0, lists=64, probes=8)


def clustered(count: int, *, seed: int = 2) -> np.ndarray:
    """Unit vectors in clouds that overlap."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(count // 40, DIMENSION))
    made = centres[rng.integers(0, len(centres), count)] + 0.6 * rng.normal(size=(count, DIMENSION))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


VECTORS = clustered(8_000)
KEYS = np.arange(len(VECTORS), dtype=np.int64) + 100


def blocks(keys: np.ndarray, size: int = 700) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, len(keys), size):
        block = keys[start : start + size]
        yield block, VECTORS[block - 100]


def vectors_of(keys: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    wanted = np.sort(np.array(keys, np.int64))
    return wanted, VECTORS[wanted - 100]


def build(keys: np.ndarray, kind: Kind = KIND, previous: FaissStore | None = None) -> FaissStore:
    return build_store(
        lambda: blocks(keys),
        count=len(keys),
        dimension=DIMENSION,
        previous=previous,
        kinds=(kind,),
        vectors_of=vectors_of,
    )


@pytest.fixture(scope="module")
def store() -> FaissStore:
    return build(KEYS)


def recall(store: FaissStore, *, allowed: np.ndarray | None = None, k: int = 10) -> float:
    queries = VECTORS[::97] + 0.02 * np.random.default_rng(4).normal(size=VECTORS[::97].shape).astype(np.float32)
    keys = store.keys()
    truth = ExactStore(keys, VECTORS[keys - 100]).search(queries, k, allowed=allowed)[1]
    found = store.search(queries, k, allowed=allowed)[1]
    assert (truth >= 0).all()
    return float(np.mean([len(set(a) & set(b)) / k for a, b in zip(found, truth, strict=True)]))


def test_the_table_of_kinds_starts_at_nothing_and_ascends():
    assert KINDS[0] == Kind(0)
    sizes = [kind.at_least for kind in KINDS]
    assert sizes == sorted(set(sizes))
    # FAISS wants 39 vectors to train each list.
    assert all(kind.at_least >= 39 * kind.lists for kind in KINDS)


@pytest.mark.parametrize(("count", "name"), [(99, "flat"), (500, "IVF4,PQ8"), (900, "IVF8,PQ8")])
def test_the_number_of_vectors_chooses_the_kind(count: int, name: str):
    kinds = (Kind(0), Kind(500, lists=4, probes=1), Kind(900, lists=8, probes=2))
    made = build_store(lambda: blocks(KEYS[:count]), count=count, dimension=DIMENSION, kinds=kinds)
    assert made.kind == name


@pytest.mark.parametrize(
    ("dimension", "name"),
    [
        (384, "IVF64,PQ64"),
        # The parts have the same length, so the next number that divides the dimension.
        (1024, "IVF64,PQ128"),
        (5, "IVF64,PQ1"),
    ],
)
def test_codes_are_as_long_as_the_dimension_wants(dimension: int, name: str):
    assert KIND.name(dimension) == name


def test_an_inverted_file_finds_nearly_all(store: FaissStore):
    assert store.kind == "IVF64,PQ8"
    assert recall(store) >= 0.95


def test_its_scores_are_those_of_the_vectors(store: FaissStore):
    scores, found = store.search(VECTORS[:20], 5)
    expected = np.einsum("nkd,nd->nk", VECTORS[found - 100], VECTORS[:20])
    assert np.allclose(scores, expected, atol=1e-6)


def test_what_has_no_vector_any_more_is_not_found(store: FaissStore, tmp_path: Path):
    gone = set(KEYS[::2].tolist())
    store.save(tmp_path / "store")
    opened = open_store(tmp_path / "store", lambda keys: vectors_of([key for key in keys if key not in gone]))
    _, found = opened.search(VECTORS[:5], 8)
    assert (found >= 0).all()
    assert gone.isdisjoint(found.ravel().tolist())


def test_codes_alone_are_not_searched(store: FaissStore, tmp_path: Path):
    store.save(tmp_path / "store")
    with pytest.raises(ValueError, match="IVF64,PQ8: cannot be searched without the vectors"):
        open_store(tmp_path / "store").search(VECTORS[:1], 3)


def test_a_file_of_8_bit_codes_is_searched_and_followed_by_a_new_one(tmp_path: Path):
    former = faiss.index_factory(DIMENSION, "IVF64,SQ8", faiss.METRIC_INNER_PRODUCT)
    former.train(VECTORS)
    former.add_with_ids(VECTORS, KEYS)
    former.nprobe = 8
    faiss.write_index(former, str(tmp_path / "store"))
    opened = open_store(tmp_path / "store", vectors_of)
    assert opened.kind == "IVF64,SQ8"
    assert recall(opened) >= 0.95
    assert build(KEYS, previous=opened).kind == "IVF64,PQ8"


@pytest.mark.parametrize("share", [0.9, 0.3, 0.05, 0.004])
def test_a_filter_does_not_cost_recall(store: FaissStore, share: float):
    rng = np.random.default_rng(8)
    assert recall(store, allowed=KEYS[rng.random(len(KEYS)) < share]) >= 0.93


def test_a_single_query_leaves_the_threads_as_they_were(store: FaissStore):
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    try:
        store.search(np.ones((1, store.dimension), np.float32) / np.float32(store.dimension**0.5), 3)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)


def test_a_filter_far_from_the_query_is_still_answered(store: FaissStore):
    far = KEYS[np.argsort(VECTORS @ VECTORS[0])[:15]]
    _, found = store.search(VECTORS[:1], 15, allowed=far)
    assert set(found[0]) == set(far)


def test_as_many_as_asked_for_are_found_however_few_lists_are_near():
    store = build(KEYS, Kind(0, lists=64, probes=1))
    scores, found = store.search(VECTORS[:4], 3_000)
    assert (found >= 0).all()
    assert all(len(set(row)) == 3_000 for row in found)
    assert (np.diff(scores, axis=1) <= 0).all()


def test_a_following_store_drops_and_adds_without_training(tmp_path: Path):
    start = build(KEYS[:6_000])
    start.save(tmp_path / "start")
    wanted = np.concatenate([KEYS[500:3_000], KEYS[3_100:]])
    opened = open_store(tmp_path / "start", vectors_of)
    followed = build(wanted, previous=opened)
    assert np.array_equal(followed.keys(), wanted)
    assert recall(followed) >= 0.94
    followed.save(tmp_path / "next")
    assert np.array_equal(open_store(tmp_path / "next").keys(), wanted)
    # The former one still stands, for those who read it.
    assert np.array_equal(opened.keys(), KEYS[:6_000])
    kept = np.intersect1d(wanted, KEYS[:6_000])
    one, two = (each.search(VECTORS[:30], 10, allowed=kept) for each in (opened, followed))
    assert np.array_equal(one[0], two[0])


def test_a_store_of_another_kind_is_built_afresh(store: FaissStore):
    flat = build(KEYS[:50], Kind(0), previous=store)
    assert (flat.kind, len(flat)) == ("flat", 50)
    assert build(KEYS, Kind(0, lists=16, probes=4), previous=flat).kind == "IVF16,PQ8"


def test_the_same_vectors_give_the_same_store():
    for kind in (KIND, Kind(0)):
        one, two = build(KEYS[:3_000], kind), build(KEYS[:3_000], kind)
        assert np.array_equal(one.search(VECTORS[:20], 10)[0], two.search(VECTORS[:20], 10)[0])


def test_keys_out_of_order_are_refused():
    with pytest.raises(ValueError, match="ascend"):
        build(KEYS[:10][::-1], Kind(0))


@pytest.mark.parametrize("kind", [Kind(0), KIND])
def test_a_damaged_or_missing_file_is_refused(kind: Kind, tmp_path: Path):
    path = tmp_path / "vectors"
    build(KEYS[:3_000], kind).save(path)
    whole = path.read_bytes()
    for content in (b"", b"IxMp", whole[: len(whole) // 2], b"\x00" * 4_000):
        path.write_bytes(content)
        with pytest.raises(NotAnIndex, match=r"vectors: is missing or no vector file"):
            open_store(path)
    with pytest.raises(NotAnIndex, match="is missing"):
        open_store(tmp_path / "gone")


@pytest.mark.parametrize("kind", [Kind(0), KIND])
def test_a_full_disk_leaves_the_former_file_as_it_was(kind: Kind, small_disk: Callable[[int], Path]):
    disk = small_disk(300_000)
    path = disk / "vectors"
    build(KEYS[:900], Kind(0)).save(path)
    before = path.read_bytes()
    with pytest.raises(IndexWriteFailed, match=r"cannot be written \(No space left on device\); make room"):
        build(KEYS, kind).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in disk.iterdir()] == ["vectors"]


def test_a_folder_that_is_not_there_is_a_failure_in_words(tmp_path: Path):
    with pytest.raises(IndexWriteFailed, match="No such file or directory"):
        build(KEYS[:5], Kind(0)).save(tmp_path / "gone" / "vectors")
