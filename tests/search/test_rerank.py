"""The third look: what the ranker reads, and what that does to the order."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Collection
from pipeline.data import Filters, Hit
from pipeline.embeddings import Embedder
from pipeline.entailment import Entailment, load_ranker
from pipeline.index import Snapshot
from pipeline.search import search
from pipeline.search.rerank import Ranker, reorder
from pipeline.settings import load_settings
from tests.search.factories import SPACE, index_of

QUERY = "who helps astronauts in distress"


@pytest.fixture(scope="session")
def ranker() -> Entailment:
    return load_ranker(load_settings())


def found(snapshot: Snapshot, embedder: Embedder, model: Entailment, query: str, most: int = 3) -> tuple[Hit, ...]:
    return search(snapshot, embedder, [query], k=20, ranker=Ranker(model, most))[0]


def test_the_ranker_tells_the_passage_that_is_looked_for(snapshot: Snapshot, ranker: Entailment):
    keys = snapshot.vectors.keys().tolist()
    queries = ["spacemen who need rescue", "how many officers work at the centre in Germany"]
    stored = snapshot.catalog.stored_passages(keys)
    odds = Ranker(ranker, 100).read(snapshot.catalog, queries, [keys, keys])
    best = [stored[max(read, key=lambda key: read[key])].passage.doc_id for read in odds]
    assert best == ["rescue.txt", "centre.txt"]
    assert all(sorted(read) == sorted(keys) for read in odds)
    assert all(np.isfinite(list(read.values())).all() for read in odds)


def test_only_the_first_that_are_held_are_read(snapshot: Snapshot, ranker: Entailment):
    key, other = snapshot.vectors.keys().tolist()[:2]
    assert Ranker(ranker, 3).read(snapshot.catalog, [QUERY], [[10**9]]) == [{}]
    assert Ranker(ranker, 3).read(snapshot.catalog, [QUERY], [[]]) == [{}]
    assert list(Ranker(ranker, 2).read(snapshot.catalog, [QUERY], [[10**9, key, other]])[0]) == [key]


def test_a_hit_tells_whether_it_was_read(snapshot: Snapshot, embedder: Embedder, ranker: Entailment):
    hits = found(snapshot, embedder, ranker, QUERY)
    assert sum("rerank" in hit.parts for hit in hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    plain = search(snapshot, embedder, [QUERY], k=20)[0]
    assert {hit.passage.passage_id for hit in hits} == {hit.passage.passage_id for hit in plain}
    assert all("rerank" not in hit.parts for hit in plain)


def test_the_text_of_a_named_article_comes_before_what_is_written_about_it(
    snapshot: Snapshot, embedder: Embedder, ranker: Entailment
):
    hits = found(snapshot, embedder, ranker, "What does Article IV of the Outer Space Treaty say?", most=10)
    assert hits[0].parts["provision"] == 1.0
    assert all("rerank" in hit.parts for hit in hits)


def test_a_batch_is_ranked_as_its_queries_are(snapshot: Snapshot, embedder: Embedder, ranker: Entailment):
    queries = [QUERY, "nuclear weapons in orbit", "", "Germany"]
    looking = Ranker(ranker, 4)
    together = search(snapshot, embedder, queries, k=5, ranker=looking)
    alone = [search(snapshot, embedder, [query], k=5, ranker=looking)[0] for query in queries]
    assert together == alone


def test_equal_passages_are_read_alike(tmp_path: Path, embedder: Embedder, ranker: Entailment):
    twice = [*SPACE, *(type(one)(f"copy-{one.doc_id}", one.title, one.parts, one.tier, one.date) for one in SPACE)]
    with index_of(tmp_path, embedder, twice) as snapshot:
        hits = found(snapshot, embedder, ranker, "forty officers in Germany", most=20)
    read: dict[str, set[float]] = {}
    for hit in hits:
        read.setdefault(hit.passage.text, set()).add(hit.parts["rerank"])
    assert all(len(odds) == 1 for odds in read.values())


@pytest.mark.parametrize("mode", ["dense", "lexical"])
def test_other_modes_are_left_as_they_are(snapshot: Snapshot, embedder: Embedder, ranker: Entailment, mode: str):
    hits = search(snapshot, embedder, [QUERY], mode=mode, ranker=Ranker(ranker, 5))[0]  # type: ignore[arg-type]
    assert hits == search(snapshot, embedder, [QUERY], mode=mode)[0]  # type: ignore[arg-type]


def test_a_filter_holds_for_what_is_read(snapshot: Snapshot, embedder: Embedder, ranker: Entailment):
    filters = Filters(tier="reference")
    looking = Ranker(ranker, 10)
    hits = search(snapshot, embedder, ["nuclear weapons in orbit"], filters=filters, ranker=looking)[0]
    assert hits
    assert {hit.tier for hit in hits} == {"reference"}


def test_the_setting_says_which_searches_read(tmp_path: Path):
    (tmp_path / "notes").mkdir()
    for number, what in enumerate(("treaty", "command", "agency", "budget")):
        (tmp_path / "notes" / f"{number}.txt").write_text(f"The {what} on satellites was agreed in 20{number}0.")
    for setting, alone, in_runs in (("", False, True), ("runs", False, True), ("always", True, True), ("never", False, False)):  # fmt: skip  # noqa: E501
        settings = load_settings(tmp_path, {"TRAVAUX_RERANK": setting})
        with Collection.open(tmp_path / "index", create=True, settings=settings) as collection:
            collection.ingest(tmp_path / "notes")
            assert all(("rerank" in hit.parts) == alone for hit in collection.search("satellite treaty"))
            for hits in collection.search_batch(["satellite treaty", "budget"]):
                assert hits
                assert all(("rerank" in hit.parts) == in_runs for hit in hits)
            assert not any("rerank" in hit.parts for hit in collection.search_batch(["treaty"], mode="lexical")[0])
            assert ("ranker" in vars(collection)) == (alone or in_runs)


scores = st.floats(-5, 5).map(lambda value: round(value, 3))


@given(st.lists(scores, min_size=1, max_size=12), st.lists(scores, min_size=12, max_size=12), st.integers(0, 12))
def test_a_new_order_keeps_to_the_scale_and_to_those_that_were_read(
    fused: Sequence[float], odds: Sequence[float], most: int
):
    before = dict(enumerate(sorted(fused, reverse=True)))
    read = dict(list(zip(before, odds, strict=False))[:most])
    after = reorder(before, read)
    unread = [key for key in before if key not in read]
    assert after.keys() == before.keys()
    assert all(after[key] == before[key] for key in unread)
    assert all(after[key] >= before[other] for key in read for other in unread)


def test_a_new_order_is_between_the_two():
    before = {1: 3.0, 2: 2.0, 3: 1.0}
    read = {1: -1.0, 2: 0.0, 3: 1.0}
    assert reorder(before, read, 0.0) == pytest.approx(before)
    assert reorder(before, read, 1.0) == pytest.approx({1: 1.0, 2: 2.0, 3: 3.0})
    assert reorder(before, read, 0.5) == pytest.approx({1: 2.0, 2: 2.0, 3: 2.0})
    assert reorder(before, {1: 5.0}) == reorder(before, {1: 5.0, 2: 5.0}) == before
    alike = {1: 1.0, 2: 1.0}
    assert reorder(alike, {1: 0.0, 2: 1.0}) == alike
