"""Batches as a whole: registries of one's own, failures, counts, documents that take for ever, streams."""

import json
import os
import subprocess
import sys

import pytest

from .conftest import ROOT

TRAVAUX = (sys.executable, "-c", "from pipeline.cli import main; main()")
INSTRUMENT = """
id: SADC-MDP
name: SADC Mutual Defence Pact
official_title: Southern African Development Community Mutual Defence Pact
type: multilateral treaty
confidence: medium
source: SADC Secretariat
"""
TEXT = "Article 6 of the SADC Mutual Defence Pact is cited beside Article IV of the Outer Space Treaty by NATO."


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "docs.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT}))
    return path


@pytest.fixture
def registry(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(INSTRUMENT)
    return path


def test_instruments_of_ones_own_are_found_beside_the_shipped_ones(run, document, registry):
    assert {one.get("treaty_id") for one in run("extract", document, "--kind", "treaties").records} == {"OST"}
    found = run("extract", document, "--registry", registry).records
    assert [one["treaty_id"] for one in found if one["kind"] == "treaty"] == ["SADC-MDP", "OST"]
    assert {"SADC-MDP", "OST"} <= {one["canonical_id"] for one in found if one["kind"] == "entity"}
    entities = run("extract", document, "--registry", registry, "--kind", "entities").records
    assert [one for one in found if one["kind"] == "entity"] == entities


def test_registries_may_be_repeated_and_be_folders(run, document, registry, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.jsonl").write_text(
        '{"id": "NEW", "name": "SADC Mutual Defence Pact", "official_title": "Pact", "type": "treaty",'
        ' "confidence": "low", "source": "a test"}\n'
    )
    (folder / "note.txt").write_text("no registry")
    call = ("extract", document, "--kind", "treaties", "--registry", folder)
    assert run(*call).records[0]["treaty_id"] == "NEW"
    assert {one["treaty_id"] for one in run(*call, "--registry", registry).records} >= {"OST"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.yaml", "", "holds no instrument"),
        ("r.yaml", "- 1", "instrument 1: an instrument is a mapping"),
        ("r.yaml", "id: [", "is malformed"),
        ("r.yaml", "id: X", "the key 'name' is missing"),
        ("r.yaml", INSTRUMENT + "colour: red", "'colour' is no key"),
        ("r.yaml", INSTRUMENT + "aliases: ['']", "is no name"),
        ("r.yaml", INSTRUMENT + "entry_into_force: 2003-08-26", "put a date or number in quotes"),
        ("r.yaml", INSTRUMENT + "adopted: {date: 2003-08-26}", "put a date or number in quotes"),
        ("r.yaml", INSTRUMENT.replace("SADC-MDP", "SADC MDP"), "without spaces"),
        ("r.yaml", "date: 2003-99-99", "is malformed"),
        ("r.jsonl", '\n{"id": ', "line 2: is malformed"),
        ("r.jsonl", "[" * 100_000, "line 1: is malformed"),
        ("r.jsonl", "1" * 5_000, "line 1: is malformed"),
        ("r.yaml", "\udcff", "it is not UTF-8"),
    ],
)
def test_a_bad_registry_is_one_sentence_and_nothing_is_begun(name, content, said, run, document, tmp_path):
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    done = run("extract", document, "--registry", path, "--out", tmp_path / "m.jsonl")
    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"travaux: {path}")
    assert said in line
    assert sorted(os.listdir(tmp_path)) == sorted(["docs.jsonl", name])


def test_a_registry_that_is_not_there_is_wrong_usage(run, document, tmp_path):
    assert run("extract", document, "--registry", tmp_path / "gone.yaml").status == 2


@pytest.mark.parametrize("where", [[], ["--out", "m.csv"]], ids=["printed", "to a file"])
def test_counts_and_failures_as_files(where, run, document, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("")
    done = run("extract", "docs.jsonl", "empty.txt", *where, "--summary", "s.json", "--failures", "f.jsonl")
    assert done.status == 1
    failure = json.loads((tmp_path / "f.jsonl").read_text())
    assert failure == {"source": "empty.txt", "cause": "is empty", "remedy": "give a file with text in it"}
    summary = json.loads((tmp_path / "s.json").read_text())
    assert (summary["documents"], summary["failures"], summary["characters"]) == (1, 1, len(TEXT))
    assert summary["by_kind"]["treaty"] == 1
    assert summary["by_instrument"] == [{"treaty_id": "OST", "name": "Outer Space Treaty", "mentions": 1}]
    assert sum(summary["by_label"].values()) == sum(summary["by_origin"].values()) == summary["by_kind"]["entity"]
    assert summary["mentions"] == sum(summary["by_kind"].values())
    assert summary["seconds"] >= 0
    assert "documents_per_second" in summary
    assert "by instrument: Outer Space Treaty 1" in done.err


@pytest.mark.parametrize(
    "arguments",
    [["--resume"], ["--resume", "--out", "/dev/null"], ["--timeout", "0"], ["--summary", "no/s.json"]],
    ids=" ".join,
)
def test_what_cannot_be_done_is_wrong_usage(arguments, run, document):
    assert run("extract", document, *arguments).status == 2


def test_a_document_that_takes_for_ever_is_one_failure(run, tmp_path):
    path = tmp_path / "docs.jsonl"
    rows = [("a", TEXT), ("long", TEXT * 15_000), ("b", TEXT)]
    path.write_text("\n".join(json.dumps({"id": name, "text": text}) for name, text in rows))
    done = run("extract", path, "--timeout", "3", "--workers", "2")
    assert done.status == 1
    assert {one["doc_id"] for one in done.records} == {"a", "b"}
    (line,) = [line for line in done.err.splitlines() if line.startswith("travaux: ")]
    assert "docs.jsonl line 2: took longer than 3 seconds" in line


def test_a_reader_that_goes_away_ends_a_batch_quietly(document):
    rows = [json.dumps({"id": str(number), "text": TEXT * 20}) for number in range(200)]
    document.write_text("\n".join(rows))
    with subprocess.Popen(
        [*TRAVAUX, "extract", document, "--kind", "treaties"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout.readline().startswith(b'{"doc_id": "0"')
        process.stdout.close()
        assert process.stderr.read() == b""


MANY = """
import resource, sys
from pipeline.cli import main
try:
    main()
finally:
    peak = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(*peak, file=sys.stderr)
"""


def peak_of_batch(path, documents, out):
    words = ["treaty", "orbit", "satellite", "agreement", "weapon"]
    with path.open("w") as stream:
        for number in range(documents):
            text = f"Article {number % 9 + 1} of the Outer Space Treaty. " + " ".join(
                f"{words[at % 5]}{number * 40 + at}" for at in range(40)
            )
            stream.write(json.dumps({"id": str(number), "text": text}) + "\n")
    done = subprocess.run(
        [sys.executable, "-c", MANY, "extract", path, "--kind", "treaties", "--out", out],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return max(int(part) for part in done.stderr.split()[-2:])


@pytest.mark.skipif(sys.platform != "linux", reason="reads kilobytes as Linux counts them")
def test_memory_does_not_grow_with_the_documents(tmp_path):
    few = peak_of_batch(tmp_path / "few.jsonl", 300, tmp_path / "few.out")
    many = peak_of_batch(tmp_path / "many.jsonl", 3_000, tmp_path / "many.out")
    assert many - few < 10_000, f"{few} KB for 300 documents, {many} KB for 3,000"
