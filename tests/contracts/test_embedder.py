"""What every embedder promises."""

import numpy as np
import pytest

from pipeline.embeddings import Embedder, HashingEmbedder, load_embedder
from pipeline.settings import load_settings

TEXTS = [
    "No State may claim sovereignty over the Moon.",
    "The price of bread rose again in March.",
    "Celestial bodies are not subject to national appropriation.",
    "",
    "Ω≈ç√∫ 条約 \u200b\x00 ",
    "word " * 600,
]


@pytest.fixture(scope="module", params=["hashing", "openvino", "torch"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "hashing":
        return HashingEmbedder()
    return load_embedder(load_settings(), backend=request.param)


def test_vectors_are_unit_rows_in_the_order_of_the_texts(embedder: Embedder):
    for embed in (embedder.embed_passages, embedder.embed_queries):
        vectors = embed(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert np.allclose(embed(TEXTS[::-1])[::-1], vectors, atol=1e-5)
        assert np.allclose(np.vstack([embed([text]) for text in TEXTS]), vectors, atol=1e-5)


def test_vectors_come_with_pieces_or_with_none_at_all(embedder: Embedder):
    passages, queries = embedder.encode_passages(TEXTS), embedder.encode_queries(TEXTS)
    assert np.allclose(passages.vectors, embedder.embed_passages(TEXTS), atol=1e-6)
    assert np.allclose(queries.vectors, embedder.embed_queries(TEXTS), atol=1e-6)
    assert len(passages.pieces) == len(queries.pieces) == len(TEXTS)
    words = [any(map(str.isalpha, text)) for text in TEXTS]
    if embedder.backend == "hashing":
        assert set(passages.pieces) == {b""}
        assert set(queries.pieces) == {None}
    else:
        assert [bool(packed) for packed in passages.pieces] == words
        assert all(
            pieces is not None and bool(pieces.spans) == some
            for pieces, some in zip(queries.pieces, words, strict=True)
        )
    assert embedder.encode_passages([]).pieces == embedder.encode_queries([]).pieces == ()


def test_no_texts_give_no_vectors(embedder: Embedder):
    assert embedder.embed_passages([]).shape == embedder.embed_queries([]).shape == (0, embedder.dimension)
    assert embedder.count_tokens([]) == []


def test_the_same_text_gives_the_same_vector(embedder: Embedder):
    assert np.array_equal(embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS))


def test_tokens_are_counted_uncut_and_with_the_special_ones(embedder: Embedder):
    counts = embedder.count_tokens(["word", "two words", "word " * 600])
    assert counts[:2] == [3, 4]
    assert counts[2] == 602 > embedder.max_tokens


def test_a_text_beyond_the_limit_is_cut(embedder: Embedder):
    long = "word " * embedder.max_tokens
    assert np.array_equal(embedder.embed_passages([long]), embedder.embed_passages([long + "banana"]))


def test_likeness_of_words_shows(embedder: Embedder):
    moon, bread = embedder.embed_passages(["national appropriation of the Moon", "the price of bread"])
    query = embedder.embed_queries(["who owns the Moon: appropriation"])[0]
    assert query @ moon > query @ bread


def test_identity_is_stated(embedder: Embedder):
    assert embedder.model_id
    assert len(embedder.model_hash) == 64
    assert embedder.backend in {"hashing", "openvino", "torch"}


def test_both_runtimes_of_the_shipped_model_agree():
    settings = load_settings()
    ours, theirs = (load_embedder(settings, backend=backend) for backend in ("openvino", "torch"))
    assert (ours.model_id, ours.model_hash, ours.dimension, ours.max_tokens) == (
        *(theirs.model_id, theirs.model_hash, theirs.dimension, theirs.max_tokens),
    )
    rng = np.random.default_rng(0)
    words = " ".join(TEXTS[:3]).split()
    texts = [*TEXTS, *(" ".join(rng.choice(words, size)) for size in (2, 9, 40, 90, 180, 250))]
    for name in ("embed_passages", "embed_queries"):
        cosines = (getattr(ours, name)(texts) * getattr(theirs, name)(texts)).sum(axis=1)
        assert cosines.min() >= 0.999
    assert ours.count_tokens(texts) == theirs.count_tokens(texts)
