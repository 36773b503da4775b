import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import IndexMismatch, IndexMissing, NotAnIndex
from pipeline.index.manifest import Manifest, read_manifest, write_manifest
from pipeline.index.schema import SCHEMA_VERSION

MANIFEST = Manifest(
    model_id="a-model",
    model_hash="0" * 64,
    dimension=8,
    language="en 1.0",
    passage_words=(100, 180),
    created="2026-01-01T00:00:00+00:00",
    versions={"travaux": "0.1.0"},
    counts={"documents": 3},
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_a_missing_folder_says_how_to_make_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"nowhere: there is no such index; make it with 'travaux ingest"):
        read_manifest(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "content",
    [None, "", "{", "[]", '{"format": "other"}', "\udcff"],
    ids=["none", "empty", "cut", "list", "other", "bytes"],
)
def test_a_folder_of_something_else_is_no_index(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(NotAnIndex, match="name another folder"):
        read_manifest(tmp_path)


def test_a_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with pytest.raises(NotAnIndex):
        read_manifest(tmp_path / "letter.txt")


def test_a_newer_schema_is_refused_with_the_remedy(tmp_path: Path) -> None:
    write_manifest(tmp_path, replace(MANIFEST, schema=SCHEMA_VERSION + 1))
    # A newer version may have keys that this one does not know.
    table = json.loads((tmp_path / "manifest.json").read_text()) | {"novelty": True}
    (tmp_path / "manifest.json").write_text(json.dumps(table))
    with pytest.raises(IndexMismatch, match=rf"schema {SCHEMA_VERSION + 1}.*upgrade Travaux"):
        read_manifest(tmp_path)
