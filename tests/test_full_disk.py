"""A full disk ends an ingest with one sentence; what was held before stands."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.collection import Collection
from pipeline.errors import IndexWriteFailed


def test_a_full_disk_costs_nothing_that_was_held(small_disk: Callable[[int], Path], root: Path, tmp_path: Path) -> None:
    notes = sorted((root / "corpus" / "notes").glob("*.md"))
    index = small_disk(6_000_000) / "index"
    with Collection.open(index, create=True) as collection:
        collection.ingest(*notes[:3])
        held = collection.documents()
        before = [hit.record() for hit in collection.search("treaty", k=50)]
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in notes)
    for number in range(60):
        (tmp_path / f"long-{number:02d}.txt").write_text(f"Number {number}.\n\n{text}", encoding="utf-8")
    with Collection.open(index) as collection:
        with pytest.raises(IndexWriteFailed, match="free some space and run the same command again"):
            collection.ingest(*sorted(tmp_path.glob("long-*.txt")))
        assert collection.documents() == held
        assert [hit.record() for hit in collection.search("treaty", k=50)] == before
    # With room again, the same command goes on where it stopped.
    shutil.copytree(index, tmp_path / "roomier")
    with Collection.open(tmp_path / "roomier") as collection:
        collection.ingest(tmp_path / "long-00.txt")
        assert len(collection.documents()) >= len(held) + 1
        assert collection.check() == ()
