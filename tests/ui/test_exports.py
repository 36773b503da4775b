"""What a reader takes along and gives: exports that no program runs, uploads that stay in their folder."""

import csv
import io
import json
from pathlib import Path

import pytest

from pipeline import Collection
from pipeline.ui.exports import as_csv, as_json, as_markdown, plain
from pipeline.ui.uploads import bare_name, ingest_uploads

HOSTILE = "=HYPERLINK(1) <script>alert(1)</script> [link](javascript:alert) The pact entered into force in 1921."


@pytest.fixture
def library(tmp_path: Path) -> Collection:
    return Collection.open(tmp_path / "index", create=True)


def test_uploads_are_ingested_by_their_bare_names_and_refusals_have_causes(library: Collection) -> None:
    report = ingest_uploads(
        library,
        [("../../pact.txt", HOSTILE.encode()), ("C:\\x\\note.md", b"# Note\n\nA note."), ("broken.pdf", b"no pdf")],
        "reference",
    )
    assert set(report.added) == {"pact.txt", "note.md"}
    (refused,) = report.rejected
    assert refused.origin == "broken.pdf"
    assert refused.cause
    assert refused.remedy
    assert {info.tier for info in library.documents()} == {"reference"}


@pytest.mark.parametrize("name", ["", "..", ".", "a/../..", "\\\\", "x" * 400, "条" * 120 + ".txt", ".notes.txt"])
def test_any_name_becomes_a_plain_file_name(name: str, tmp_path: Path) -> None:
    bare = bare_name(name)
    assert Path(bare).name == bare
    assert not bare.startswith(".")
    assert Path(name).suffix in ("", Path(bare).suffix)
    (tmp_path / bare).write_text("a name that the file system takes")


def test_results_are_the_same_in_every_form_and_none_runs(library: Collection) -> None:
    ingest_uploads(library, [("pact.txt", HOSTILE.encode())], "reference")
    hits, answer = library.search("pact"), library.ask("When did the pact enter into force?")
    (row,) = csv.DictReader(io.StringIO(as_csv(hits)))
    assert row["text"].startswith("'=")
    assert row["doc_id"] == "pact.txt"
    content = json.loads(as_json("pact", answer, hits))
    assert content["hits"][0]["text"] == HOSTILE
    markdown = as_markdown("pact", answer, hits)
    assert "<script>" not in markdown.replace("\\<", "")
    assert "](" not in markdown.replace("\\](", "")
    assert f"pact.txt {hits[0].passage.start}-{hits[0].passage.end}" in markdown


def test_markup_is_escaped() -> None:
    assert plain("<b>*x*") == "\\<b\\>\\*x\\*"
