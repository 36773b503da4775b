import gzip
import json

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.batch import Row, in_batches, read_rows
from pipeline.cli.output import Failures
from pipeline.errors import DocumentError


def read(path, **options):
    """The rows of a file and what was said of the lines left out."""
    found = []

    @click.command()
    def command():
        with Failures() as failures:
            found.extend(read_rows(path, failures, fields=[("text", "query")], **options))

    outcome = CliRunner().invoke(command)
    if outcome.exception and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return found, outcome.stderr, outcome.exit_code


@pytest.fixture
def file(tmp_path):
    def write(*lines, name="rows.jsonl"):
        path = tmp_path / name
        raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return write


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_come_in_order_plain_and_gzipped(file, name):
    path = file({"id": "a", "text": "one"}, b"\n", {"id": 7, "text": "two"}, name=name)
    rows, said, status = read(path)
    assert rows == [Row("a", ("one",)), Row("7", ("two",))]
    assert (said, status) == ("", 0)


def test_other_names_of_fields_are_understood_and_the_first_one_wins(file):
    rows, _, _ = read(file({"_id": "a", "id": "b", "query": "q"}), ids=("_id", "id"))
    assert rows == [Row("a", ("q",))]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (b'{"id": "x", "text": \n', "is no JSON"),
        (b'{"id": "x", "text": "\xff"}\n', "is no JSON"),
        (b"[" * 100_000 + b"\n", "is no JSON"),
        (b"[1, 2]\n", "is no JSON object"),
        (b"null\n", "is no JSON object"),
        ({"text": "no id"}, "has no 'id'"),
        ({"id": " ", "text": "blank id"}, "has no 'id'"),
        ({"id": True, "text": "no id either"}, "has no 'id'"),
        ({"id": "x"}, "has no text in 'text'"),
        ({"id": "x", "text": ["a"]}, "has no text in 'text'"),
        ({"id": "x", "text": "  "}, "has no text in 'text'"),
        ({"id": "first", "text": "again"}, "repeats the id 'first' of line 1"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_rest_is_read(file, line, cause):
    rows, said, status = read(file({"id": "first", "text": "one"}, line, {"id": "last", "text": "two"}))
    assert [row.row_id for row in rows] == ["first", "last"]
    assert "rows.jsonl, line 2: " in said
    assert cause in said
    assert len(said.splitlines()) == 1
    assert status == 1


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DocumentError, match=r"gone\.jsonl: cannot be read \(No such file"):
        read(tmp_path / "gone.jsonl")


@pytest.mark.parametrize("cut", [b"no gzip at all", gzip.compress(b'{"id": "a", "text": "b"}\n' * 99, mtime=0)[:-20]])
def test_a_broken_gzip_file_is_an_error_that_names_it(tmp_path, cut):
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(cut)
    with pytest.raises(DocumentError, match=r"rows\.jsonl\.gz"):
        read(path)


def test_batches_hold_all_items_in_order():
    assert list(in_batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(in_batches([], 2)) == []
