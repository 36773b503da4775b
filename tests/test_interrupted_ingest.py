"""Killed at any moment, the index opens, and the next ingest completes it."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.collection import Collection
from pipeline.data import Filters

# Small batches and frequent publications put many steps, and so many places to be killed in, into a short run.
INGEST = """
import sys
from pipeline import ingest
from pipeline.collection import Collection
ingest.BATCH_PASSAGES, ingest.PUBLISH_PASSAGES = 4, 10
with Collection.open(sys.argv[1], create=True) as collection:
    collection.language.analyse("Loaded.")
    collection.embedder.embed_passages(["Loaded."])
    print("ready", flush=True)
    collection.ingest(*sys.argv[2:])
"""
KILLS = 25
ROUNDS = 5
QUERIES = ("nuclear weapons in orbit", "Who leads Operation Olympic Defender?", "Article IV OST")


@contextmanager
def at_work(folder: Path, sources: list[str]) -> Iterator[subprocess.Popen[str]]:
    """An ingest that has loaded its models and is at work."""
    command = [sys.executable, "-c", INGEST, str(folder), *sources]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def content(folder: Path) -> tuple[Any, ...]:
    """Documents, passages with mentions, vectors and hits; nothing of how they came to be."""
    with Collection.open(folder) as collection:
        assert collection.check() == ()
        documents = [(info, collection.document(info.doc_id)) for info in collection.documents()]
        passages = [passage for info, _ in documents for passage in collection.passages(info.doc_id)]
        mentions = [mention for info, _ in documents for mention in collection.mentions(info.doc_id)]
        with collection.snapshot() as snapshot:
            stored = snapshot.catalog.stored_passages(snapshot.catalog.keys_matching(Filters()).tolist())
            rows = snapshot.catalog.connection().execute("SELECT passage_key, vector FROM vectors")
            vectors = {stored[row[0]].passage.passage_id: bytes(row[1]) for row in rows}
        hits = [
            [(hit.passage.passage_id, round(hit.score, 9)) for hit in collection.search(query, k=20, mode=mode)]
            for query in QUERIES
            for mode in ("hybrid", "dense", "lexical")
        ]
    return documents, passages, mentions, vectors, hits


@pytest.mark.slow
def test_killed_ingests_end_in_the_undisturbed_index(root: Path, tmp_path: Path) -> None:
    sources = [str(path) for path in sorted((root / "corpus" / "notes").glob("*.md"))[:14]]
    with at_work(tmp_path / "calm", sources) as calm:
        started = time.monotonic()
        assert calm.wait() == 0
        duration = time.monotonic() - started
    wanted = content(tmp_path / "calm")
    assert len(wanted[0]) == len(sources)

    moments = random.Random(2026)
    for round_ in range(ROUNDS):
        folder = tmp_path / f"rough-{round_}"
        for _ in range(KILLS // ROUNDS):
            with at_work(folder, sources) as process:
                time.sleep(moments.uniform(0, duration / 2))
                process.send_signal(signal.SIGKILL)
            with Collection.open(folder) as collection:
                collection.search("orbit")
        with at_work(folder, sources) as last:
            assert last.wait() == 0
        assert content(folder) == wanted
