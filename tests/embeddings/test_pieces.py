"""Vectors of word pieces: what packing keeps of them, and which pieces are kept."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.embeddings import Embedder, load_embedder, unpack
from pipeline.embeddings.pieces import own_pieces, shipped_projection, telling_pieces, worth_keeping
from pipeline.settings import load_settings

TEXTS = ["No State may claim sovereignty over the Moon.", "The price of bread rose again in March.", "the of and", ""]


@pytest.fixture(scope="module", params=["openvino", "torch"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(load_settings(), backend=request.param)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_four_bits_keep_what_is_alike(seed: int, pieces: int):
    projection = shipped_projection()
    drawn = np.random.default_rng(seed).normal(size=(pieces, len(projection.middle))).astype(np.float32)
    packed = projection.pack(drawn)
    query = projection.query(drawn, [(0, 1)] * pieces)
    dimensions = projection.axes.shape[1]
    assert len(packed) == pieces * dimensions // 2
    cosines = unpack(packed, dimensions) @ query.vectors.T
    assert cosines.shape == (pieces, pieces)
    assert np.array_equal(cosines.argmax(axis=0), np.arange(pieces))


def test_a_piece_is_most_like_itself_in_whatever_text(embedder: Embedder):
    query = embedder.encode_queries(["sovereignty"]).pieces[0]
    assert query is not None
    assert {"sovereignty"[start:end] for start, end in query.spans} >= {"sovereignty"}
    moon, bread = embedder.encode_passages(TEXTS[:2]).pieces
    best = [float((unpack(packed, query.vectors.shape[1]) @ query.vectors.T).max()) for packed in (moon, bread)]
    assert best[0] > best[1]


def test_what_is_kept_does_not_depend_on_the_batch(embedder: Embedder):
    together = embedder.encode_passages(TEXTS * 20).pieces
    apart = tuple(embedder.encode_passages([text]).pieces[0] for text in TEXTS)
    if embedder.backend == "openvino":
        assert together == apart * 20
        busy = itertools.chain([1, 1], itertools.repeat(0))  # the caller has the other core at first
        assert embedder.encode_passages(TEXTS * 20, spare=lambda: next(busy)).pieces == together
    assert [len(packed) for packed in together] == [len(packed) for packed in apart * 20]
    assert np.array_equal(embedder.encode_passages(TEXTS).vectors, embedder.embed_passages(TEXTS))


def test_both_runtimes_give_the_same_pieces():
    ours, theirs = (load_embedder(load_settings(), backend=backend) for backend in ("openvino", "torch"))
    for one, other in zip(ours.encode_passages(TEXTS).pieces, theirs.encode_passages(TEXTS).pieces, strict=True):
        assert len(one) == len(other)
        halves = [np.frombuffer(packed, np.uint8).astype(int) for packed in (one, other)]
        steps = np.abs(
            np.concatenate([halves[0] >> 4, halves[0] & 15]) - np.concatenate([halves[1] >> 4, halves[1] & 15])
        )
        # Half precision, where the processor has it, moves a value by less than a step; a rare one by two.
        assert steps.size == 0 or (steps.max() <= 2 and (steps <= 1).mean() > 0.99)
    for one, other in zip(ours.encode_queries(TEXTS).pieces, theirs.encode_queries(TEXTS).pieces, strict=True):
        assert one is not None
        assert other is not None
        assert one.spans == other.spans
        assert np.allclose(one.vectors, other.vectors, atol=0.03)


def test_common_words_and_punctuation_go_unless_there_is_nothing_else():
    telling = telling_pieces({"[CLS]": 0, "[SEP]": 1, "the": 2, "moon": 3, ".": 4})
    assert worth_keeping([0, 2, 3, 4, 1], [1, 0, 0, 0, 1], telling).tolist() == [2]
    assert worth_keeping([0, 2, 4, 1], [1, 0, 0, 1], telling).tolist() == [1, 2]
    assert worth_keeping([0, 1], [1, 1], telling).tolist() == []


def test_a_prompt_is_no_part_of_the_query():
    vectors, spans = own_pieces(np.eye(4, dtype=np.float32), [(0, 0), (0, 5), (7, 11), (0, 0)], 7)
    assert spans == [(0, 4)]
    assert vectors.tolist() == [[0, 0, 1, 0]]
