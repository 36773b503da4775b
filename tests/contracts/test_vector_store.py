"""What every vector store promises."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.index.exact_store import ExactStore
from pipeline.index.faiss_store import Kind, VectorsOf, build_store, open_store
from pipeline.index.vector_store import VectorStore

DIMENSION = 16
Build = Callable[..., VectorStore]
FLAT = (Kind(0),)
# Every list is looked at, so that what is promised of ranks and padding can be compared with the exact scan.
INVERTED = (Kind(0), Kind(200, lists=4, probes=4))


def vectors(count: int, *, seed: int = 0) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def exact(keys: np.ndarray, rows: np.ndarray) -> VectorStore:
    return ExactStore(keys, rows)


def faiss_of(kinds: tuple[Kind, ...]) -> Build:
    def build(keys: np.ndarray, rows: np.ndarray) -> VectorStore:
        return build_store(
            lambda: iter([(keys, rows)]),
            count=len(keys),
            dimension=DIMENSION,
            kinds=kinds,
            vectors_of=vectors_of(keys, rows),
        )

    return build


def vectors_of(keys: np.ndarray, rows: np.ndarray) -> VectorsOf:
    """Gives the rows under some keys as the catalogue does: ascending by key, however they were asked for."""

    def those(wanted: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        places = np.sort(np.searchsorted(keys, np.array(wanted, np.int64)))
        return keys[places], rows[places]

    return those


BUILDS = {"exact": exact, "flat": faiss_of(FLAT), "inverted": faiss_of(INVERTED)}


@pytest.fixture(params=BUILDS)
def build(request: pytest.FixtureRequest) -> Build:
    return BUILDS[request.param]


@pytest.fixture
def held() -> tuple[np.ndarray, np.ndarray]:
    return np.arange(300, dtype=np.int64) * 7 + 3, vectors(300)


def test_finds_what_the_definition_says(build: Build, held):
    keys, rows = held
    queries = vectors(9, seed=1)
    scores, found = build(keys, rows).search(queries, 5)
    products = queries @ rows.T
    expected = keys[np.argsort(-products, axis=1)[:, :5]]
    assert scores.shape == found.shape == (9, 5)
    assert (scores.dtype, found.dtype) == (np.float32, np.int64)
    assert np.allclose(scores, -np.sort(-products, axis=1)[:, :5], atol=0.02)
    # Codes may hide a neighbour, but not more than a few.
    assert (found == expected).mean() > 0.8
    assert (np.diff(scores, axis=1) <= 0).all()


def test_a_vector_finds_itself_first_whether_alone_or_in_a_batch(build: Build, held):
    keys, rows = held
    store = build(keys, rows)
    together = store.search(rows[:60], 3)
    assert (together[1][:, 0] == keys[:60]).all()
    for i in range(0, 60, 7):
        alone = store.search(rows[i : i + 1], 3)
        assert np.array_equal(alone[1][0], together[1][i])
        assert np.allclose(alone[0][0], together[0][i], atol=1e-6)


def test_more_than_there_are_is_padded(build: Build, held):
    keys, rows = held
    for count in (0, 1, 4):
        scores, found = build(keys[:count], rows[:count]).search(rows[:2], 6)
        assert (found[:, count:] == -1).all()
        assert (scores[:, count:] == -np.inf).all()
        assert all(set(row[:count]) == set(keys[:count]) for row in found)


def test_everything_can_be_asked_for(build: Build, held):
    keys, rows = held
    _, found = build(keys, rows).search(rows[:2], 400)
    assert all(sorted(row[:300]) == list(keys) for row in found)
    assert (found[:, 300:] == -1).all()


def test_equal_scores_come_in_the_order_of_their_keys(build: Build, held):
    keys, rows = held
    rows = rows.copy()
    rows[20:280:3] = rows[20]
    for queries in (rows[20:21], np.repeat(rows[20:21], 30, axis=0)):
        _, found = build(keys, rows).search(queries, 12)
        assert (found == keys[20:280:3][:12]).all()


def test_only_allowed_keys_are_found(build: Build, held):
    keys, rows = held
    store = build(keys, rows)
    for allowed in (keys[::2], keys[:3], keys[-1:], keys):
        _, found = store.search(rows[:5], 10, allowed=allowed)
        expected = min(10, len(allowed))
        assert (found[:, :expected] >= 0).all()
        assert np.isin(found[:, :expected], allowed).all()
        assert (found[:, expected:] == -1).all()


@pytest.mark.parametrize("allowed", [[], [1, 2, 4], [-5], [10**12]])
def test_keys_that_are_not_held_find_nothing(build: Build, held, allowed):
    scores, found = build(*held).search(held[1][:2], 3, allowed=np.array(allowed, np.int64))
    assert (found == -1).all()
    assert (scores == -np.inf).all()


def test_allowed_keys_may_come_in_any_order_and_twice(build: Build, held):
    keys, rows = held
    store = build(keys, rows)
    plain = store.search(rows[:3], 5, allowed=keys[:40])
    mixed = store.search(rows[:3], 5, allowed=np.concatenate([keys[:40][::-1], keys[5:9], [1, 2]]))
    assert np.array_equal(plain[1], mixed[1])


def test_keys_of_any_size_are_kept(build: Build):
    keys = np.array([5, 2**31 + 1, 2**40, 2**62], np.int64)
    rows = vectors(4)
    _, found = build(keys, rows).search(rows, 1, allowed=keys)
    assert (found[:, 0] == keys).all()


def test_keys_are_given_ascending_and_counted(build: Build, held):
    keys, rows = held
    store = build(keys, rows)
    assert np.array_equal(store.keys(), keys)
    assert len(store) == 300
    assert store.dimension == DIMENSION


def test_no_queries_give_no_rows(build: Build, held):
    scores, found = build(*held).search(np.empty((0, DIMENSION), np.float32), 4)
    assert scores.shape == found.shape == (0, 4)


@pytest.mark.parametrize(("shape", "k"), [((2, DIMENSION), 0), ((2, DIMENSION), -1), ((DIMENSION,), 3), ((2, 5), 3)])
def test_what_cannot_be_searched_is_refused(build: Build, held, shape, k):
    with pytest.raises(ValueError, match=r"k must be|queries must"):
        build(*held).search(np.zeros(shape, np.float32), k)


def test_queries_that_are_no_numbers_do_not_hang(build: Build, held):
    scores, found = build(*held).search(np.full((1, DIMENSION), np.nan, np.float32), 3)
    assert scores.shape == found.shape == (1, 3)


def test_what_is_saved_is_what_is_opened(build: Build, held, tmp_path: Path):
    keys, rows = held
    store = build(keys, rows)
    path = tmp_path / "store"
    store.save(path)
    again = ExactStore.open(path) if isinstance(store, ExactStore) else open_store(path, vectors_of(keys, rows))
    assert (again.kind, again.dimension, len(again)) == (store.kind, store.dimension, len(store))
    assert np.array_equal(again.keys(), store.keys())
    for allowed in (None, keys[::3]):
        before, after = (one.search(rows[:10], 7, allowed=allowed) for one in (store, again))
        assert np.array_equal(before[0], after[0])
        assert np.array_equal(before[1], after[1])
    assert [file.name for file in tmp_path.iterdir()] == ["store"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    count=st.integers(0, 60),
    k=st.integers(1, 70),
    copies=st.integers(1, 9),
    share=st.none() | st.floats(0, 1),
    seed=st.integers(0, 1000),
)
def test_a_flat_store_gives_just_what_the_exact_one_gives(count, k, copies, share, seed):
    rng = np.random.default_rng(seed)
    rows = np.repeat(vectors(count, seed=seed), copies, axis=0)
    keys = np.sort(rng.choice(10_000, len(rows), replace=False)).astype(np.int64)
    allowed = None if share is None else keys[rng.random(len(keys)) < share]
    queries = np.vstack([vectors(3, seed=seed + 1), rows[:2]])
    expected = exact(keys, rows).search(queries, k, allowed=allowed)
    actual = BUILDS["flat"](keys, rows).search(queries, k, allowed=allowed)
    assert np.array_equal(actual[0], expected[0])
    assert np.array_equal(actual[1], expected[1])
