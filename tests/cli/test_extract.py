import csv
import io
import json

import pytest

from .conftest import ARTICLE

SENTENCE = "Article IV of the Outer Space Treaty was discussed by NATO in Brussels on 14 June 2021."


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "docs.jsonl"
    path.write_text(json.dumps({"id": "a", "text": SENTENCE}))
    return path


def test_mentions_are_slices_of_the_text_in_order(run, document):
    done = run("extract", document)
    assert done.status == 0
    assert [mention["start"] for mention in done.records] == sorted(mention["start"] for mention in done.records)
    for mention in done.records:
        assert mention["doc_id"] == "a"
        assert SENTENCE[mention["start"] : mention["end"]] == mention["text"]
    assert "1 documents" in done.err


def test_a_treaty_reference_has_all_that_is_promised(run, document):
    (reference,) = run("extract", document, "--kind", "treaties").records
    assert reference["text"] == "Article IV of the Outer Space Treaty"
    assert (reference["treaty_id"], reference["articles"], reference["paragraphs"]) == ("OST", ["4"], [])
    assert (reference["kind"], reference["form"]) == ("treaty", "pinpoint")


def test_an_entity_has_all_that_is_promised(run, document):
    found = {mention["text"]: mention for mention in run("extract", document, "--kind", "entities").records}
    assert found["NATO"]["label"] == "ORG"
    assert found["Brussels"]["label"] == "GPE"
    assert {mention["kind"] for mention in found.values()} == {"entity"}
    assert {"canonical_id", "canonical_name"} <= set(found["NATO"])


def test_offsets_are_those_of_the_text_that_an_index_holds(run, sources, built):
    from pipeline import Collection

    mentions = run("extract", sources).records
    with Collection.open(built) as collection:
        texts = {document.doc_id: collection.text(document.doc_id) for document in collection.documents()}
    assert {mention["doc_id"] for mention in mentions} == set(texts)
    assert ARTICLE in texts
    for mention in mentions:
        assert texts[mention["doc_id"]][mention["start"] : mention["end"]] == mention["text"]


def test_csv_and_parquet_hold_the_same_as_json_lines(run, document, tmp_path):
    import pyarrow.parquet as pq

    lines = run("extract", document).records
    rows = list(csv.DictReader(io.StringIO(run("extract", document, "--format", "csv").out, newline="")))
    out = tmp_path / "mentions.parquet"
    assert run("extract", document, "--out", out).status == 0
    table = pq.read_table(out).to_pylist()
    assert len(lines) == len(rows) == len(table)
    for line, row, stored in zip(lines, rows, table, strict=True):
        assert stored == {column: line.get(column) for column in stored}
        assert row["text"] == line["text"]
        assert row["articles"] == " ".join(line.get("articles", []))
        assert int(row["start"]) == line["start"]


def test_formula_cells_are_made_harmless_in_csv(run, tmp_path):
    path = tmp_path / "docs.jsonl"
    path.write_text(json.dumps({"id": "=cmd|' /C calc'!A0", "text": SENTENCE}))
    rows = list(csv.DictReader(io.StringIO(run("extract", path, "--format", "csv").out, newline="")))
    assert {row["doc_id"] for row in rows} == {"'=cmd|' /C calc'!A0"}


def test_a_rejected_source_is_named_and_the_rest_goes_on(run, document, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    done = run("extract", tmp_path, "--out", tmp_path / "out" / ".." / "mentions.jsonl")
    assert done.status == 1
    done = run("extract", document, tmp_path / "empty.txt", tmp_path / "gone.txt")
    assert done.status == 1
    assert {record["doc_id"] for record in done.records} == {"a"}
    failures = [line for line in done.err.splitlines() if line.startswith("travaux: ")]
    assert len(failures) == 2
    assert "empty.txt" in failures[0] + failures[1]
    assert "gone.txt" in failures[0] + failures[1]


def test_sources_without_mentions_give_an_empty_table_with_its_columns(run, tmp_path):
    import pyarrow.parquet as pq

    path = tmp_path / "plain.txt"
    path.write_text("Nothing of note stands in here, only words.")
    run("extract", path, "--kind", "treaties", "--out", tmp_path / "m.parquet")
    assert pq.read_table(tmp_path / "m.parquet").num_rows == 0
    assert run("extract", path, "--kind", "treaties", "--format", "csv").out.startswith("doc_id,kind,start,end,text")


def test_several_processes_find_the_same_in_the_same_order(run, sources):
    assert run("extract", sources, "--workers", 2).out == run("extract", sources).out
