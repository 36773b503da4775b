import subprocess
import sys

import pytest

from .conftest import ARTICLE, NOTES, ROOT


def test_info_says_what_is_held_and_what_made_it(run, built):
    (record,) = run("info", "--index", built, "--json").records
    assert record["counts"]["documents"] == len(NOTES) + 1
    assert record["model"]["dimension"] == 384
    shown = run("info", "--index", built)
    assert shown.status == 0
    assert record["model"]["id"] in shown.out


def test_info_lists_documents(run, built):
    records = run("info", "--documents", "--json", "--index", built).records
    shown = run("info", "--documents", "--index", built).out.splitlines()
    assert len(records) == len(shown) == len(NOTES) + 1
    (article,) = [record for record in records if record["doc_id"] == ARTICLE]
    assert article["ai_notice"] is True
    assert article["tier"] == "unverified"
    (line,) = [line for line in shown if line.startswith(ARTICLE)]
    assert "AI notice" in line


def test_check_finds_a_sound_index_sound(run, built):
    assert run("check", "--index", built).out == f"{built} is sound.\n"
    assert run("check", "--index", built, "--json").records == [{"index": str(built), "sound": True, "problems": []}]


def test_check_names_what_disagrees(run, index):
    vectors = sorted((index / "vectors").iterdir())
    for path in vectors:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    done = run("check", "--index", index)
    assert done.status == 1
    assert all(line.startswith("travaux: ") for line in done.err.splitlines())
    assert done.err


def test_text_is_printed_exactly_as_held(built):
    code = "from pipeline.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "text", ARTICLE, "--index", built], capture_output=True, cwd=ROOT, check=True
    )
    from pipeline import Collection

    with Collection.open(built) as collection:
        assert done.stdout == collection.text(ARTICLE).encode("utf-8")


@pytest.mark.parametrize("name", ["gone.txt", "../secret", "a\x1b[2Jb"])
def test_a_document_that_is_not_held_is_named(run, built, name):
    done = run("text", name, "--index", built)
    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "\x1b" not in done.err
