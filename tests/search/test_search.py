"""The search over a small real index: modes, filters, order, the treaty-aware step."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.data import Filters, Hit, Mode
from pipeline.embeddings import Embedder, HashingEmbedder
from pipeline.index import Snapshot
from pipeline.search import search
from tests.search.factories import SPACE, index_of, source

MODES: tuple[Mode, ...] = ("hybrid", "dense", "lexical")


def one(snapshot: Snapshot, embedder: Embedder, query: str, k: int = 10, mode: Mode = "hybrid", **filters: object) -> tuple[Hit, ...]:  # fmt: skip  # noqa: E501
    return search(snapshot, embedder, [query], k=k, mode=mode, filters=Filters(**filters))[0]  # type: ignore[arg-type]


def documents(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.passage.doc_id for hit in hits]


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_finds_what_was_meant(snapshot: Snapshot, embedder: Embedder, mode: Mode) -> None:
    assert documents(one(snapshot, embedder, "rescue of astronauts in distress", mode=mode))[0] == "rescue.txt"


def test_meaning_is_found_without_a_shared_word(snapshot: Snapshot, embedder: Embedder) -> None:
    query = "cosmonauts who need help"
    assert documents(one(snapshot, embedder, query, mode="lexical")) == []
    assert documents(one(snapshot, embedder, query))[0] == "rescue.txt"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("query", "k", "filters"),
    [
        ("", 5, {}),
        ("  \n\t", 5, {}),
        ("?!…", 5, {}),
        ("orbit", 0, {}),
        ("orbit", -2, {}),
        ("orbit", 5, {"documents": ("nowhere.txt",)}),
        ("orbit", 5, {"date_from": "2099"}),
        ("orbit", 5, {"entities": ("nobody",)}),
    ],
)
def test_nothing_to_find_gives_nothing(
    snapshot: Snapshot, embedder: Embedder, mode: Mode, query: str, k: int, filters: dict[str, object]
) -> None:
    assert one(snapshot, embedder, query, k, mode, **filters) == ()


@pytest.mark.parametrize("mode", MODES)
def test_k_beyond_the_index_is_no_error(snapshot: Snapshot, embedder: Embedder, mode: Mode) -> None:
    hits = one(snapshot, embedder, "weapons in orbit", 10_000, mode)
    assert 0 < len(hits) <= 5
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        ({"documents": ("ost.txt", "rescue.txt")}, {"ost.txt", "rescue.txt"}),
        ({"exclude_documents": ("commentary.txt",)}, {"ost.txt", "rescue.txt", "centre.txt"}),
        ({"tier": "unverified"}, {"commentary.txt"}),
        ({"date_from": "2023", "date_to": "2023"}, {"rescue.txt"}),
        ({"entities": ("nato",)}, {"centre.txt"}),
        ({"treaties": ("OST",), "tier": "reference"}, {"ost.txt"}),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_filters_are_exact(
    snapshot: Snapshot, embedder: Embedder, mode: Mode, filters: dict[str, object], allowed: set[str]
) -> None:
    query = "nuclear weapons in orbit, astronauts in distress, the centre in Germany"
    assert set(documents(one(snapshot, embedder, query, mode=mode, **filters))) == allowed


def test_the_text_of_a_named_article_comes_before_what_is_written_about_it(
    snapshot: Snapshot, embedder: Embedder
) -> None:
    hits = one(snapshot, embedder, "What does Article IV of the Outer Space Treaty say about nuclear weapons?")
    assert hits[0].passage.doc_id == "ost.txt"
    assert hits[0].passage.heading == ("Article IV",)
    assert hits[0].parts["provision"] == 1.0
    assert all("provision" not in hit.parts for hit in hits[1:])


def test_an_article_outside_the_filter_is_not_lifted_in(snapshot: Snapshot, embedder: Embedder) -> None:
    hits = one(snapshot, embedder, "Article IV of the Outer Space Treaty", exclude_documents=("ost.txt",))
    assert "ost.txt" not in documents(hits)


def test_another_name_of_a_treaty_is_found_by_words(snapshot: Snapshot, embedder: Embedder) -> None:
    found = documents(one(snapshot, embedder, "OST", mode="lexical"))
    assert "ost.txt" in found
    assert "commentary.txt" in found


def test_parts_tell_what_each_ranker_said(snapshot: Snapshot, embedder: Embedder) -> None:
    top = one(snapshot, embedder, "rescue of astronauts in distress")[0]
    assert top.parts["dense_rank"] == top.parts["lexical_rank"] == 1.0
    assert 0.3 < top.parts["dense"] <= 1.0
    assert top.parts["lexical"] > 0.0
    assert top.parts["fused"] == top.score
    assert 0.3 < top.parts["feedback"] <= 1.0
    assert set(one(snapshot, embedder, "rescue", mode="dense")[0].parts) == {"dense", "dense_rank"}


def test_passages_that_are_alike_are_drawn_together_unless_asked_not_to(snapshot: Snapshot, embedder: Embedder) -> None:
    smoothed = search(snapshot, embedder, ["space"], k=5)[0]
    plain = search(snapshot, embedder, ["space"], k=5, smoothing=False)[0]
    assert all("alike" in hit.parts for hit in smoothed)
    assert not any("alike" in hit.parts for hit in plain)
    assert [hit.score for hit in smoothed] != [hit.score for hit in plain]
    # The order of before is what is kept with the snapshot.
    assert search(snapshot, embedder, ["space"], k=5)[0] == smoothed


def test_a_batch_gives_what_each_query_gives_alone(snapshot: Snapshot, embedder: Embedder) -> None:
    queries = ["rescue of astronauts", "", "nuclear weapons in orbit", "Ramstein"]
    batch = search(snapshot, embedder, queries, k=3)
    for query, hits in zip(queries, batch, strict=True):
        alone = one(snapshot, embedder, query, 3)
        assert [hit.passage.passage_id for hit in alone] == [hit.passage.passage_id for hit in hits]


def test_lexical_search_needs_no_embedder_and_the_others_do(snapshot: Snapshot) -> None:
    assert documents(search(snapshot, None, ["Ramstein"], mode="lexical")[0]) == ["centre.txt"]
    with pytest.raises(ValueError, match="is no mode of search"):
        search(snapshot, None, ["Ramstein"], mode="fuzzy")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs an embedder"):
        search(snapshot, None, ["Ramstein"])


@pytest.mark.parametrize("mode", MODES)
def test_equal_scores_are_ordered_by_passage_id(tmp_path: Path, embedder: Embedder, mode: Mode) -> None:
    twins = [source(name, "Twin", "Weapons in orbit are banned by the treaty.") for name in "dbaec"]
    with index_of(tmp_path, embedder, twins) as snapshot:
        assert documents(one(snapshot, embedder, "weapons in orbit", 3, mode)) == ["a", "b", "c"]


@pytest.mark.parametrize("mode", MODES)
def test_what_was_removed_is_not_found(tmp_path: Path, embedder: Embedder, mode: Mode) -> None:
    with index_of(tmp_path, embedder, SPACE, remove=["rescue.txt"]) as snapshot:
        assert "rescue.txt" not in documents(one(snapshot, embedder, "rescue of astronauts in distress", mode=mode))


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_index_finds_nothing(tmp_path: Path, embedder: Embedder, mode: Mode) -> None:
    with index_of(tmp_path, embedder, []) as snapshot:
        assert one(snapshot, embedder, "weapons", mode=mode) == ()


def test_an_index_of_one_passage_finds_it(tmp_path: Path, embedder: Embedder) -> None:
    with index_of(tmp_path, embedder, SPACE[2:3]) as snapshot:
        assert documents(one(snapshot, embedder, "astronauts")) == ["rescue.txt"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=50), k=st.integers(1, 6))
def test_every_query_gives_ordered_hits_with_exact_text(
    snapshot: Snapshot, embedder: Embedder, query: str, k: int
) -> None:
    hits = one(snapshot, embedder, query, k)
    assert len(hits) <= k
    assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.passage.passage_id))
    for hit in hits:
        document = snapshot.catalog.document(hit.passage.doc_id)
        assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_a_ranking_is_kept_with_its_snapshot_and_only_there(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with index_of(tmp_path, embedder, SPACE) as snapshot:
        first = search(snapshot, embedder, ["rescue of astronauts"], k=5)
        kept = dict(snapshot.remembered)
        assert len(kept) == 1
        assert search(snapshot, embedder, ["rescue of astronauts"], k=5) == first
        assert snapshot.remembered == kept
        search(snapshot, embedder, ["rescue of astronauts"], k=5, filters=Filters(tier="reference"))
        search(snapshot, embedder, ["rescue", "astronauts"], k=5)
        assert snapshot.remembered == kept
        for number in range(100):
            search(snapshot, embedder, [f"rescue {number}"], k=5)
        assert len(snapshot.remembered) == 32
        assert search(snapshot, embedder, ["rescue of astronauts"], k=5) == first
