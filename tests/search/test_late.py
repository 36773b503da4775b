"""The second stage: what a query's pieces weigh, what they find, and what that does to the order."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from pipeline.embeddings import Embedder, HashingEmbedder, QueryPieces, load_embedder
from pipeline.index import Catalog, SnapshotSource
from pipeline.search import search
from pipeline.search.fuse import reread
from pipeline.search.late import late, weigh
from pipeline.settings import load_settings
from tests.search.factories import SPACE, index_of


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(load_settings())


def pieces_of(embedder: Embedder, query: str) -> QueryPieces:
    pieces = embedder.encode_queries([query]).pieces[0]
    assert pieces is not None
    return pieces


def test_rare_words_weigh_more_and_question_words_nothing(tmp_path: Path, embedder: Embedder):
    query = "What orbit is the Ramstein centre in?"
    pieces = pieces_of(embedder, query)
    with index_of(tmp_path, embedder, SPACE) as snapshot:
        weights = weigh(query, pieces, snapshot.lexical)
    of = {query[start:end]: weight for (start, end), weight in zip(pieces.spans, weights.tolist(), strict=True)}
    assert weights.sum() == pytest.approx(1, abs=1e-5)
    assert of["What"] == of["?"] == 0
    assert of["orbit"] > of["the"]


def test_pieces_without_words_weigh_alike(tmp_path: Path, embedder: Embedder):
    pieces = pieces_of(embedder, "?!")
    with index_of(tmp_path, embedder, SPACE) as snapshot:
        assert weigh("?!", pieces, snapshot.lexical).tolist() == [0.5, 0.5]


def test_a_passage_is_read_piece_by_piece(tmp_path: Path, embedder: Embedder):
    query = "sending help to spacemen in danger"
    pieces = pieces_of(embedder, query)
    with index_of(tmp_path, embedder, SPACE) as snapshot:
        hits = search(snapshot, embedder, [query], k=10)[0]
        keys = sorted(snapshot.vectors.keys().tolist())
        scores = late(snapshot.catalog, pieces, weigh(query, pieces, snapshot.lexical), keys)
        assert sorted(scores) == keys
        assert all(-1 < score < 1.1 for score in scores.values())
        stored = snapshot.catalog.stored_passages(keys)
        best = max(scores, key=lambda key: scores[key])
    assert stored[best].passage.doc_id == hits[0].passage.doc_id == "rescue.txt"
    assert all("late" in hit.parts for hit in hits)


def test_equal_passages_are_read_alike(tmp_path: Path, embedder: Embedder):
    twice = [*SPACE, *(type(one)(f"copy-{one.doc_id}", one.title, one.parts, one.tier, one.date) for one in SPACE)]
    query = "forty officers in Germany"
    with index_of(tmp_path, embedder, twice) as snapshot:
        hits = search(snapshot, embedder, [query], k=20)[0]
    scores: dict[str, set[float]] = {}
    for hit in hits:
        scores.setdefault(hit.passage.text, set()).add(hit.parts["late"])
    assert all(len(some) == 1 for some in scores.values())


def test_an_encoder_without_pieces_is_searched_without_the_stage(tmp_path: Path):
    embedder = HashingEmbedder()
    with index_of(tmp_path, embedder, SPACE) as snapshot:
        hits = search(snapshot, embedder, ["nuclear weapons in orbit"], k=5)[0]
    assert hits
    assert all("late" not in hit.parts for hit in hits)


def test_an_index_from_before_the_stage_is_searched_without_it(tmp_path: Path, embedder: Embedder):
    with index_of(tmp_path, embedder, SPACE):
        pass
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as connection:
        connection.execute("DROP TABLE piece_vectors")
    connection.close()
    catalog = Catalog(tmp_path)
    with SnapshotSource(tmp_path, catalog, dimension=embedder.dimension).reading() as snapshot:
        hits = search(snapshot, embedder, ["nuclear weapons in orbit"], k=5)[0]
    catalog.close()
    assert hits
    assert all("late" not in hit.parts for hit in hits)


def test_what_was_not_read_does_not_come_up():
    fused = {1: 2.0, 2: 1.0, 3: 0.5, 4: 0.4}
    scores = reread(fused, {1: 0.1, 2: 0.9}, [1, 2, 3], 0.5)
    assert scores == {1: pytest.approx(0.5), 2: pytest.approx(1.0), 3: pytest.approx(0.25), 4: pytest.approx(-0.3)}
    assert reread(fused, {}, [1, 2], 0.5) == fused
    assert reread(fused, {1: 0.5, 2: 0.5}, [1, 2], 0.5) == fused


def test_weights_of_nothing_are_no_weights(tmp_path: Path, embedder: Embedder):
    nothing = QueryPieces(np.empty((0, 128), np.float32), ())
    with index_of(tmp_path, embedder, SPACE) as snapshot:
        assert weigh("", nothing, snapshot.lexical).shape == (0,)
