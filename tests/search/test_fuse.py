"""Fusion: what it keeps of each ranking and what it does with gaps."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.fuse import convex, feedback, nudge, reciprocal_ranks, smooth

rankings = st.dictionaries(st.integers(0, 30), st.floats(-1, 50, allow_nan=False), max_size=12).map(
    lambda scores: dict(sorted(scores.items(), key=lambda pair: -pair[1]))
)


def best(fused: dict[int, float]) -> int:
    return max(fused, key=lambda key: fused[key])


def test_reciprocal_ranks_add_up() -> None:
    fused = reciprocal_ranks([{7: 0.9, 8: 0.1}, {8: 12.0}])
    assert fused == pytest.approx({7: 1 / 61, 8: 1 / 62 + 1 / 61})


def test_a_clear_winner_of_one_ranker_beats_a_lukewarm_agreement() -> None:
    dense = {1: 0.9, 2: 0.31, 3: 0.3, 4: 0.3, 5: 0.3}
    lexical = {2: 4.1, 3: 4.0, 4: 4.0, 5: 4.0}
    assert best(convex((dense, lexical), (0.5, 0.5), sizes=(5, 4))) == 1


def test_no_match_at_all_is_a_zero_where_a_ranking_is_short() -> None:
    fused = convex(({1: 0.5, 2: 0.5, 3: 0.4}, {2: 6.0}), (0.5, 0.5), sizes=(3, 3))
    assert best(fused) == 2


def test_rankings_without_differences_have_no_say() -> None:
    assert convex(({1: 0.4}, {1: 3.0}), (0.5, 0.5), sizes=(1, 1)) == {1: 0.0}
    assert convex(({}, {}), (0.5, 0.5), sizes=(0, 0)) == {}


@given(first=rankings, second=rankings)
def test_every_key_is_kept_and_order_within_one_ranking_alone_survives(
    first: dict[int, float], second: dict[int, float]
) -> None:
    fused = convex((first, second), (0.6, 0.4), sizes=(12, 12))
    assert set(fused) == set(first) | set(second)
    only = [key for key in first if key not in second]
    for better, worse in itertools.pairwise(only):
        assert fused[better] >= fused[worse] - 1e-9


@given(scores=rankings, factor=st.floats(0.5, 20), shift=st.floats(-3, 3))
def test_scale_and_origin_of_a_full_ranking_do_not_matter(
    scores: dict[int, float], factor: float, shift: float
) -> None:
    moved = {key: value * factor + shift for key, value in scores.items()}
    plain = convex((scores,), (1.0,), sizes=(len(scores),))
    if max(scores.values(), default=0.0) - min(scores.values(), default=0.0) > 1e-3:
        assert convex((moved,), (1.0,), sizes=(len(moved),)) == pytest.approx(plain, abs=1e-6)


@given(ranking=rankings)
def test_an_empty_ranking_leaves_the_other_in_its_order(ranking: dict[int, float]) -> None:
    fused = convex((ranking, {}), (0.6, 0.4), sizes=(len(ranking), 12))
    assert set(fused) == set(ranking)
    for better, worse in itertools.pairwise(ranking):
        assert fused[better] >= fused[worse] - 1e-9


def test_what_lies_beside_the_best_rows_is_nearer_to_them() -> None:
    vectors = np.array([[1.0, 0.0], [0.9, 0.436], [0.0, 1.0], [0.95, 0.312]], np.float32)
    near = feedback({1: 3.0, 2: 2.5, 3: 0.1, 4: 0.0}, np.array([1, 2, 3, 4]), vectors, rows=2)
    assert near[4] > near[3]
    moved = nudge({3: 0.1, 4: 0.0}, near, 0.5)
    assert moved[4] > moved[3]


def test_feedback_without_vectors_or_differences_changes_nothing() -> None:
    assert feedback({1: 1.0}, np.empty(0, np.int64), np.empty((0, 0), np.float32)) == {}
    assert nudge({1: 1.0, 2: 0.5}, {}, 0.5) == {1: 1.0, 2: 0.5}
    same = np.ones((2, 4), np.float32) / 2
    assert nudge({1: 1.0, 2: 0.5}, feedback({1: 1.0, 2: 0.5}, np.array([1, 2]), same), 0.5) == {1: 1.0, 2: 0.5}


def test_equal_rows_stay_equal_and_a_row_without_a_vector_gets_the_mean() -> None:
    vectors = np.array([[1.0, 0.0], [0.6, 0.8], [0.6, 0.8]], np.float32)
    fused = {1: 2.0, 2: 1.0, 3: 1.0, 9: 1.0}
    moved = nudge(fused, feedback(fused, np.array([1, 2, 3]), vectors, rows=1), 0.5)
    assert moved[2] == moved[3]
    assert moved[9] == pytest.approx(1.0 / 1.5)


def test_a_row_among_good_ones_is_smoothed_upwards() -> None:
    vectors = np.array([[1.0, 0.0], [0.96, 0.28], [0.936, 0.352], [0.0, 1.0], [0.28, 0.96]], np.float32)
    means = smooth({1: 3.0, 2: 2.0, 3: 0.0, 4: 0.0, 5: -1.0}, np.arange(1, 6), vectors, rows=2)
    assert means[3] == pytest.approx(2.5, abs=0.1)  # beside 1 and 2
    assert means[3] > means[4]


def test_rows_as_near_as_the_last_one_count_with_it() -> None:
    vectors = np.array([[1.0, 0.0], [0.6, 0.8], [0.6, -0.8]], np.float32)
    assert smooth({1: 0.0, 2: 1.0, 3: 3.0}, np.arange(1, 4), vectors, rows=1)[1] == pytest.approx(2.0)


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.integers(0, 3)), min_size=1, max_size=40),
    st.integers(1, 20),
)
def test_equal_rows_are_smoothed_alike_and_means_lie_among_the_scores(
    rows: list[tuple[float, int]], neighbours: int
) -> None:
    held = np.random.default_rng(0).normal(size=(4, 384))
    held /= np.linalg.norm(held, axis=1, keepdims=True)
    # Rows of one vector score alike, as passages of the same words do.
    score_of = {kind: score for score, kind in rows}
    scores = {key: score_of[kind] for key, (_, kind) in enumerate(rows)}
    vectors = held[[kind for _, kind in rows]].astype(np.float32)
    means = smooth(scores, np.arange(len(rows)), vectors, rows=neighbours)
    for kind in score_of:
        assert len({means[key] for key, (_, other) in enumerate(rows) if other == kind}) == 1
    low, high = min(0.0, *scores.values(), 0.0), max(0.0, *scores.values(), 0.0)
    assert all(low - 1e-6 <= mean <= high + 1e-6 for mean in means.values())
