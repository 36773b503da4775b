"""An index that lost a part: one sentence that says which, from every command, and never a wait without end."""

import shutil

import pytest


@pytest.fixture
def copy(built, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    return folder


@pytest.mark.parametrize("command", [("check",), ("search", "weapons"), ("ask", "What is banned?")])
def test_a_missing_vector_file_is_named(run, copy, command):
    for path in (copy / "vectors").iterdir():
        path.unlink()
    done = run(*command, "--index", copy)
    assert done.status == 1
    assert "the vector file is missing" in done.err


@pytest.mark.parametrize("command", [("check",), ("search", "weapons"), ("info",)])
def test_a_missing_catalogue_is_not_taken_for_an_empty_index(run, copy, command):
    for path in copy.glob("catalogue.sqlite*"):
        path.unlink()
    done = run(*command, "--index", copy)
    assert done.status == 1
    assert "catalogue.sqlite, is missing" in done.err
    assert not (copy / "catalogue.sqlite").exists()


def test_a_damaged_catalogue_is_found_by_check_and_explained_elsewhere(run, copy):
    path = copy / "catalogue.sqlite"
    content = bytearray(path.read_bytes())
    middle = len(content) // 4096 // 2 * 4096
    content[4096 * 4 : middle] = bytes(range(256)) * ((middle - 4096 * 4) // 256)
    path.write_bytes(content)
    for command in (("check",), ("search", "weapons"), ("text", "notes/n01-outer-space-treaty-adoption-and-status.md")):
        done = run(*command, "--index", copy)
        assert done.status == 1
        assert "catalogue" in done.err
        assert "internal error" not in done.err


def test_names_that_no_file_can_have_are_no_defect(run, built, tmp_path, sources):
    pasted = "The treaty entered into force in 1967. " * 30
    assert "neither a document of this index nor a file" in run("verify", pasted, "--index", built).err
    assert run("text", "\udcff", "--index", built).status == 1
    done = run("ingest", pasted, sources / "notes", "--index", tmp_path / "new")
    assert done.status == 1
    assert "1 rejected" in done.err + done.out
    assert run("info", "--index", pasted).status == 1


def test_half_a_character_costs_no_line(run, built, tmp_path):
    claims = tmp_path / "claims.jsonl"
    claims.write_text(
        '{"id": "a", "claim": "The Outer Space Treaty \\udc00 entered into force in 1967."}\n'
        '{"id": "b", "claim": "The Outer Space Treaty entered into force in 1967."}\n'
    )
    done = run("verify", "--claims", claims, "--index", built, "--json")
    assert done.status == 0, done.err
    assert [record["claim_id"] for record in done.records] == ["a", "b"]
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text('{"id": "p", "evidence": "NATO was founded in 1949.", "claim": "NATO \\udc00 was founded."}\n')
    assert run("verify", "--pairs", pairs, "--json").status == 0
