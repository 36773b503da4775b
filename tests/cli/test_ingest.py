import shutil
from pathlib import Path

from .conftest import ARTICLE, NOTES


def test_ingest_says_what_it_did_and_skips_what_it_knows(run, sources, index):
    again = run("ingest", sources, "--index", index)
    assert again.status == 0
    assert again.err == ""
    assert f"0 added, 0 updated, {len(NOTES) + 1} skipped as unchanged, 0 rejected" in again.out


def test_ingest_adds_updates_and_rejects_in_one_go(run, sources, index, tmp_path):
    folder = Path(shutil.copytree(sources, tmp_path / "copy"))
    article = folder / ARTICLE
    article.write_text(article.read_text() + "\nOne more sentence stands here.\n")
    (folder / "new.txt").write_text("The Antarctic Treaty was signed in Washington on 1 December 1959.")
    (folder / "empty.txt").write_text("")
    done = run("ingest", folder, "--index", index)
    assert done.status == 1
    assert "+ new.txt" in done.out
    assert f"~ {ARTICLE}" in done.out
    assert f"1 added, 1 updated, {len(NOTES)} skipped as unchanged, 1 rejected" in done.out
    assert len(done.err.splitlines()) == 1
    assert "empty.txt" in done.err


def test_ingest_prints_json_and_nothing_else(run, index, tmp_path):
    (tmp_path / "new.txt").write_text("The Antarctic Treaty was signed in Washington on 1 December 1959.")
    (tmp_path / "empty.txt").write_text("")
    done = run("ingest", tmp_path / "new.txt", tmp_path / "empty.txt", "--index", index, "--json")
    (report,) = done.records
    assert report["added"] == ["new.txt"]
    assert report["updated"] == report["skipped"] == []
    (rejection,) = report["rejected"]
    assert "empty.txt" in rejection["source"]
    assert rejection["cause"]
    assert rejection["remedy"]
    assert done.status == 1


def test_a_tier_given_to_ingest_overrides_what_the_document_says(run, sources, tmp_path):
    run("ingest", sources / "notes", "--index", tmp_path / "i", "--tier", "unverified")
    held = run("info", "--documents", "--json", "--index", tmp_path / "i").records
    assert {document["tier"] for document in held} == {"unverified"}


def test_the_index_may_be_named_by_the_environment(run, built):
    assert run("info", "--json", TRAVAUX_INDEX=str(built)).records[0]["index"] == str(built)


def test_what_is_removed_is_gone(run, index):
    done = run("remove", ARTICLE, "--index", index)
    assert (done.status, done.out) == (0, f"removed {ARTICLE}\n")
    held = [document["doc_id"] for document in run("info", "--documents", "--json", "--index", index).records]
    assert len(held) == len(NOTES)
    assert ARTICLE not in held
    for mode in ("hybrid", "dense", "lexical"):
        hits = run("search", "Ground Floor", "--mode", mode, "--json", "--index", index).records
        assert ARTICLE not in {hit["doc_id"] for hit in hits}
    assert run("text", ARTICLE, "--index", index).status == 1
    assert run("check", "--index", index).status == 0


def test_removing_an_unknown_document_removes_nothing(run, index):
    done = run("remove", ARTICLE, "gone.txt", "--index", index)
    assert done.status == 1
    assert "gone.txt" in done.err
    assert run("text", ARTICLE, "--index", index).status == 0


def test_readmes_and_files_with_an_underscore_are_not_documents(run, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("README.md", "_manifest.jsonl", ".hidden.txt", "note.txt"):
        (folder / name).write_text("The Antarctic Treaty was signed in Washington on 1 December 1959.")
    done = run("ingest", folder, "--index", tmp_path / "i", "--json")
    assert done.status == 0
    assert done.records[0]["added"] == ["note.txt"]
