"""Feedback on words: which words the first passages lend to a query, and what that does to the order."""

from pathlib import Path

import pytest

from pipeline.embeddings import HashingEmbedder
from pipeline.index import Snapshot
from pipeline.search import search
from pipeline.search.expand import expand
from tests.search.factories import index_of, source

LONG = "Debris is tracked by radar. Catalogues of debris grow. " * 20
NOTES = (
    source("short.txt", "", "Debris is tracked by radar."),
    source("long.txt", "", LONG),
    source("far.txt", "", "A fisherman sold his boat in spring."),
    source("shared.txt", "", "Radar catalogues grow each year."),
)


def text_of(snapshot: Snapshot, doc_id: str) -> str:
    rows = snapshot.catalog.stored_passages(sorted(snapshot.vectors.keys().tolist()))
    return snapshot.catalog.texts_of([key for key, row in rows.items() if row.passage.doc_id == doc_id]).popitem()[1]


def test_a_query_takes_on_words_of_the_first_passages_and_keeps_half_for_its_own(tmp_path: Path):
    with index_of(tmp_path, HashingEmbedder(), NOTES) as snapshot:
        terms, _ = expand("who tracks debris", [text_of(snapshot, "short.txt")], snapshot.lexical)
    assert sum(terms.values()) == pytest.approx(1)
    assert terms["radar"] > 0
    assert terms["debri"] > terms["radar"]
    assert "fisherman" not in terms
    assert "who" not in terms


def test_short_passages_have_less_of_a_say(tmp_path: Path):
    with index_of(tmp_path, HashingEmbedder(), NOTES) as snapshot:
        short = expand("debris", [text_of(snapshot, "short.txt")], snapshot.lexical)[1]
        long = expand("debris", [text_of(snapshot, "long.txt")], snapshot.lexical)[1]
    assert 0 < short < long / 4


def test_nothing_to_go_by_expands_nothing(tmp_path: Path):
    with index_of(tmp_path, HashingEmbedder(), NOTES) as snapshot:
        assert expand("debris", [], snapshot.lexical) == ({}, 0.0)
        assert expand("?!", [text_of(snapshot, "short.txt")], snapshot.lexical) == ({}, 0.0)


def test_a_passage_in_the_words_of_the_first_ones_comes_before_one_that_shares_none(tmp_path: Path):
    with index_of(tmp_path, HashingEmbedder(), NOTES) as snapshot:
        hits = search(snapshot, HashingEmbedder(), ["debris tracked"], k=4)[0]
    order = [hit.passage.doc_id for hit in hits]
    assert order.index("shared.txt") < order.index("far.txt")
    parts = {hit.passage.doc_id: hit.parts["words"] for hit in hits}
    assert parts["shared.txt"] > parts["far.txt"]
