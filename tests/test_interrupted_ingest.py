"""Killed at any moment, the index opens, and the next ingest completes it."""

import random
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.collection import Collection
from pipeline.data import Filters
from pipeline.embeddings import Embedder, load_embedder
from pipeline.settings import load_settings

# Small batches and frequent publications put many steps, and so many places to be killed in, into a short run.
INGEST = """
import sys
from pipeline import ingest
from pipeline.collection import Collection
ingest.BATCH_PASSAGES, ingest.LEAST_PASSAGES, ingest.WAITING_PASSAGES, ingest.PUBLISH_PASSAGES = 4, 4, 8, 10
with Collection.open(sys.argv[1], create=True) as collection:
    collection.language.analyse("Loaded.")
    collection.embedder.embed_passages(["Loaded."])
    print("ready", flush=True)
    sys.stdin.readline()
    collection.ingest(*sys.argv[2:])
"""
KILLS = 25
ROUNDS = 5  # folders, taken by turns
AHEAD = 1  # process that loads its models while another one works; never on the same folder, as these take turns
QUERIES = ("nuclear weapons in orbit", "Who leads Operation Olympic Defender?", "Article IV OST")


def ingests(folders: Sequence[Path], sources: Sequence[str]) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """For each folder an ingest that has loaded its models and sets to work."""
    with ExitStack() as stack:
        loading: deque[subprocess.Popen[str]] = deque()
        for number, folder in enumerate(folders):
            for ahead in folders[number + len(loading) : number + 1 + AHEAD]:
                command = [sys.executable, "-c", INGEST, str(ahead), *sources]
                process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                stack.callback(process.__exit__, None, None, None)
                stack.callback(process.kill)
                loading.append(process)
            process = loading.popleft()
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            print("go", file=process.stdin, flush=True)
            yield folder, process


@contextmanager
def looked_at(folder: Path, embedder: Embedder) -> Iterator[Collection]:
    """The index, opened anew with an encoder that is loaded already."""
    with Collection.open(folder) as collection:
        collection.embedder = embedder
        yield collection


def content(folder: Path, embedder: Embedder) -> tuple[Any, ...]:
    """Documents, passages with mentions, vectors and hits; nothing of how they came to be."""
    with looked_at(folder, embedder) as collection:
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
    embedder = load_embedder(load_settings())
    sources = [str(path) for path in sorted((root / "corpus" / "notes").glob("*.md"))[:14]]
    folders = [tmp_path / f"rough-{round_}" for round_ in range(ROUNDS)]
    work = ingests([tmp_path / "calm", *folders * (KILLS // ROUNDS + 1)], sources)
    # The undisturbed one has neighbours that load their models too, as those that are killed have.
    calm, process = next(work)
    started = time.monotonic()
    assert process.wait() == 0
    duration = time.monotonic() - started
    wanted = content(calm, embedder)
    assert len(wanted[0]) == len(sources)

    moments = random.Random(2026)
    for turn, (folder, process) in enumerate(work):
        if turn < KILLS:
            time.sleep(moments.uniform(0, duration / 2))
            process.send_signal(signal.SIGKILL)
            process.wait()
            with looked_at(folder, embedder) as collection:
                collection.search("orbit")
        else:
            assert process.wait() == 0
            assert content(folder, embedder) == wanted
