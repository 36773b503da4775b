"""Whether the parts of an index agree with each other."""

import sqlite3
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Filters
from pipeline.index.manifest import Manifest
from pipeline.index.snapshot import Snapshot


def problems(snapshot: Snapshot, manifest: Manifest) -> tuple[str, ...]:
    """A sentence for each disagreement between catalogue, vectors, lexical index and manifest; empty when sound."""
    found: list[str] = []
    try:
        found.extend(_problems(snapshot, manifest))
    except sqlite3.DatabaseError as error:
        found.append(f"catalogue: {error}; restore the folder from a copy, or ingest the sources anew.")
    return tuple(found)


def _problems(snapshot: Snapshot, manifest: Manifest) -> Iterator[str]:
    connection = snapshot.catalog.connection()
    for (verdict,) in connection.execute("PRAGMA quick_check"):
        if verdict != "ok":
            yield f"catalogue: {verdict}; restore the folder from a copy, or ingest the sources anew."
    live = snapshot.catalog.keys_matching(Filters())
    counts = snapshot.catalog.counts()
    if counts["waiting"]:
        yield f"{counts['waiting']} documents of an interrupted ingest wait; the next ingest or removal completes it."
    wrong = connection.execute(
        "SELECT count(*) FROM passages p JOIN texts t USING (document_key) "
        'WHERE substr(t.text, p.start + 1, p."end" - p.start) <> p.text'
    ).fetchone()[0]
    if wrong:
        yield f"catalogue: {wrong} passages do not say what their document says at their offsets; ingest anew."
    orphans = connection.execute(
        "SELECT count(*) FROM passages LEFT JOIN vectors USING (passage_key) WHERE vector IS NULL"
    ).fetchone()[0]
    if orphans:
        yield f"catalogue: {orphans} passages have no vector; remove their documents and ingest them anew."
    yield from _differences("vectors", snapshot.vectors.keys(), live)
    departed = {row[0] for row in connection.execute("SELECT passage_key FROM departed")}
    staged = {
        row[0]
        for row in connection.execute(
            "SELECT passage_key FROM passages JOIN documents USING (document_key) WHERE state = 'staged'"
        )
    }
    extra = np.fromiter(departed | staged, dtype=np.int64)
    lexical = snapshot.lexical.keys()
    yield from _differences("lexical index", lexical[~np.isin(lexical, extra)], live)
    if manifest.counts and not counts["waiting"] and manifest.generation == snapshot.generation:
        for name, count in manifest.counts.items():
            if counts[name] != count:
                yield f"manifest: says {count} {name}, the catalogue holds {counts[name]}; the next ingest mends it."
    if manifest.generation > snapshot.generation:
        yield (
            f"catalogue: is of generation {snapshot.generation}, the manifest of {manifest.generation}; restore both "
            "from one copy, or ingest the sources anew."
        )
    if manifest.dimension != snapshot.vectors.dimension:
        yield f"vectors: have {snapshot.vectors.dimension} dimensions, the manifest says {manifest.dimension}."


def _differences(part: str, held: NDArray[np.int64], live: NDArray[np.int64]) -> Iterator[str]:
    lacking = len(np.setdiff1d(live, held))
    extra = len(np.setdiff1d(held, live))
    if lacking or extra or len(held) != len(live):
        yield f"{part}: lacks {lacking} passages and has {extra} too many; ingest the sources into a new folder."
