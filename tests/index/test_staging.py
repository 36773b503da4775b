"""Publication by steps: what is in force, what readers see, what is left when a step does not happen."""

import threading
from pathlib import Path

import pytest

from pipeline.data import Filters
from pipeline.errors import NotHeld
from pipeline.index import staging
from pipeline.index.lexical import LexicalIndex
from pipeline.index.staging import Prepared, known_fingerprint, publish, stage
from tests.index.factories import DIMENSION, opened, prepared, vector


class Stop(Exception):
    """Stands for a process that ends here."""


def put(folder: Path, *documents: Prepared, remove: tuple[str, ...] = ()) -> None:
    catalog, _ = opened(folder)
    stage(catalog, documents)
    publish(folder, catalog, dimension=DIMENSION, remove=remove)
    catalog.close()


def state(folder: Path) -> tuple[dict[str, str], set[str], set[str]]:
    """Passage ids and texts of the catalogue, and the passage ids in the vectors and in the lexical index."""
    catalog, snapshots = opened(folder)
    with snapshots.reading() as snapshot:
        live = catalog.stored_passages(catalog.keys_matching(Filters()).tolist())
        names = {key: stored.passage.passage_id for key, stored in live.items()}
        dense = {names.get(key, f"gone {key}") for key in snapshot.vectors.keys().tolist()}
        lexical = {names.get(key, f"gone {key}") for key in snapshot.lexical.keys().tolist()}
        texts = {stored.passage.passage_id: stored.passage.text for stored in live.values()}
    catalog.close()
    return texts, dense, lexical


def test_staged_documents_are_not_seen_before_publication(tmp_path: Path) -> None:
    catalog, snapshots = opened(tmp_path)
    stage(catalog, [prepared("a", "Orbit is crowded.")])
    with snapshots.reading() as snapshot:
        assert len(snapshot.vectors) == len(snapshot.lexical) == 0
    assert catalog.documents() == ()
    assert known_fingerprint(catalog, "a")[1]
    assert publish(tmp_path, catalog, dimension=DIMENSION)
    with snapshots.reading() as snapshot:
        assert len(snapshot.vectors) == len(snapshot.lexical) == 1
        _, keys = snapshot.vectors.search(vector("Orbit is crowded.")[None], 1)
        assert catalog.stored_passages(keys[0].tolist()).popitem()[1].passage.text == "Orbit is crowded."
    assert not publish(tmp_path, catalog, dimension=DIMENSION), "nothing new, no new generation"
    catalog.close()


def test_update_replaces_all_of_a_document_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, prepared("a", "Old words here.", "More old words."), prepared("b", "Other text."))
    put(tmp_path, prepared("a", "New words here."))
    texts, dense, lexical = state(tmp_path)
    assert texts == {"a#0-15": "New words here.", "b#0-11": "Other text."}
    assert dense == lexical == set(texts)


def test_removal_leaves_nothing_in_any_part(tmp_path: Path) -> None:
    put(tmp_path, prepared("a", "Some words."), prepared("b", "Other text."))
    put(tmp_path, remove=("a",))
    texts, dense, lexical = state(tmp_path)
    assert set(texts) == dense == lexical == {"b#0-11"}


def test_removing_what_is_not_held_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, prepared("a", "Some words."))
    with pytest.raises(NotHeld, match="'z': the index holds no such document, so nothing was removed"):
        put(tmp_path, remove=("a", "z"))
    assert set(state(tmp_path)[0]) == {"a#0-11"}


def test_removing_everything_leaves_an_index_that_works(tmp_path: Path) -> None:
    put(tmp_path, prepared("a", "Some words."))
    put(tmp_path, remove=("a",))
    assert state(tmp_path) == ({}, set(), set())
    put(tmp_path, prepared("a", "Some words."))
    assert set(state(tmp_path)[0]) == {"a#0-11"}


def test_a_document_without_passages_is_held(tmp_path: Path) -> None:
    put(tmp_path, prepared("empty"))
    catalog, _ = opened(tmp_path)
    assert [info.doc_id for info in catalog.documents()] == ["empty"]
    catalog.close()


@pytest.mark.parametrize("step", ["build_store", "_add_staged", "_clear_away"])
def test_what_one_run_leaves_undone_the_next_one_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    put(tmp_path, prepared("a", "First words."), prepared("b", "Other text."))

    def stop(*_: object, **__: object) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(staging, step, stop)
        with pytest.raises(Stop):
            put(tmp_path, prepared("a", "Second words."), remove=("b",))
    texts, _, _ = state(tmp_path)
    assert set(texts) in ({"a#0-12", "b#0-11"}, {"a#0-13"}), "one generation or the other, never a mixture"
    put(tmp_path, prepared("c", "Third words."), remove=("b",) if "b#0-11" in texts else ())
    texts, dense, lexical = state(tmp_path)
    assert dense == lexical == set(texts) == {"a#0-13", "c#0-12"}
    assert len(list((tmp_path / "vectors").iterdir())) == 1


def test_a_reader_keeps_its_state_while_a_writer_publishes(tmp_path: Path) -> None:
    put(tmp_path, prepared("a", "Before it all."))
    catalog, snapshots = opened(tmp_path)
    with snapshots.reading() as snapshot:
        writer = threading.Thread(target=put, args=(tmp_path, prepared("a", "After it all, more.")))
        writer.start()
        writer.join()
        keys = snapshot.vectors.keys().tolist()
        assert [stored.passage.text for stored in catalog.stored_passages(keys).values()] == ["Before it all."]
        assert [key for key, _ in snapshot.lexical.search("before", 5)] == keys
    with snapshots.reading() as snapshot:
        keys = snapshot.vectors.keys().tolist()
        assert [stored.passage.text for stored in catalog.stored_passages(keys).values()] == ["After it all, more."]
    catalog.close()


def test_readers_of_many_generations_never_see_halves(tmp_path: Path) -> None:
    put(tmp_path, prepared("a", "Version 0 of this."))
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        catalog, snapshots = opened(tmp_path)
        while not done.is_set():
            with snapshots.reading() as snapshot:
                keys = snapshot.vectors.keys().tolist()
                dense = {stored.passage.text for stored in catalog.stored_passages(keys).values()}
                found = [key for key, _ in snapshot.lexical.search("version", 5)]
                lexical = {stored.passage.text for stored in catalog.stored_passages(found).values()}
                if len(dense) != 1 or dense != lexical:
                    wrong.append(f"{dense} {lexical}")
        catalog.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 16):
        put(tmp_path, prepared("a", f"Version {number} of this."))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_lexical_scores_after_an_interrupted_publication_are_those_of_an_undisturbed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [prepared(name, f"Orbit and debris {name}.", "Treaties bind states.") for name in "abcd"]
    (tmp_path / "calm").mkdir()
    (tmp_path / "rough").mkdir()
    put(tmp_path / "calm", *documents)

    def stop(*_: object, **__: object) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(staging, "build_store", stop)
        with pytest.raises(Stop):
            put(tmp_path / "rough", *documents[:2])
    put(tmp_path / "rough", *documents[2:])
    found = []
    for name in ("calm", "rough"):
        lexical = LexicalIndex.open(tmp_path / name / "lexical")
        found.append([round(score, 6) for _, score in lexical.search("orbit treaties", 10)])
    assert found[0] == found[1]
