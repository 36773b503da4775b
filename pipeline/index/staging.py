"""How documents get into an index and out of it, in steps that may be cut short anywhere.

    stage      one transaction for each batch: documents, passages, mentions and vectors, marked 'staged'
    publish    1. the lexical index gets the staged passages (readers ignore what the catalogue does not call live)
               2. the vectors of the coming generation are written to a file of their own
               3. one transaction makes staged documents live, drops what they replace, names the vector file
               4. the lexical index forgets the passages that left

A process killed before step 3 leaves the old generation in force and the staged documents stored; the next
publication takes them up. Killed after step 3, the new one is in force and step 4 is done by the next publication.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Document, Entity, Mention, Passage
from pipeline.errors import NotHeld
from pipeline.index.catalog import Catalog
from pipeline.index.faiss_store import build_store, open_store
from pipeline.index.lexical import LexicalIndex, LexicalRow

VECTORS = "vectors"
LEXICAL = "lexical"
_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with all that derives from it, ready to be stored.

    `vectors` has shape (len(passages), dimension); `provisions` holds an article number or None for each passage.
    `pieces` holds the packed piece vectors of each passage, or nothing. `fingerprint` changes when the document would
    come out differently: bytes, tier asked for, settings.
    """

    document: Document
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    vectors: NDArray[np.float32]
    fingerprint: str
    instrument: str | None = None
    provisions: tuple[str | None, ...] = ()
    pieces: tuple[bytes, ...] = ()


def known_fingerprint(catalog: Catalog, doc_id: str) -> tuple[str | None, bool]:
    """The fingerprint under which a document is held, staged before live, and whether it is a staged one."""
    row = (
        catalog.connection()
        .execute("SELECT fingerprint, state FROM documents WHERE doc_id = ? ORDER BY state DESC", (doc_id,))
        .fetchone()
    )
    return (None, False) if row is None else (row["fingerprint"], row["state"] == "staged")


def stage(catalog: Catalog, batch: Sequence[Prepared]) -> None:
    """Store documents for the next publication; an earlier staged version of the same id gives way.

    Raises:
        IndexWriteFailed: nothing of the batch is stored then.
    """
    with catalog.writing() as connection:
        for prepared in batch:
            _stage_one(connection, prepared)


def _stage_one(connection: sqlite3.Connection, prepared: Prepared) -> None:
    document = prepared.document
    _drop(connection, "doc_id = ? AND state = 'staged'", (document.doc_id,))
    notice = document.ai_notice
    key = connection.execute(
        """
        INSERT INTO documents (doc_id, state, fingerprint, content_hash, title, source, media_type, tier, date,
            instrument, ai_start, ai_end, headings, pages, metadata, characters, passages)
        VALUES (?, 'staged', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            document.doc_id,
            prepared.fingerprint,
            document.content_hash,
            document.title,
            document.source,
            document.media_type,
            document.tier,
            document.date,
            prepared.instrument,
            notice.start if notice else None,
            notice.end if notice else None,
            json.dumps([(h.start, h.end, h.level) for h in document.headings]),
            json.dumps([(p.start, p.end, p.number, p.label) for p in document.pages]),
            json.dumps(dict(document.metadata), ensure_ascii=False),
            len(document.text),
            len(prepared.passages),
        ),
    ).lastrowid
    connection.execute("INSERT INTO texts VALUES (?, ?)", (key, document.text))
    passage_keys: dict[str, int] = {}
    halves = prepared.vectors.astype(np.float16)
    packed = prepared.pieces or (b"",) * len(prepared.passages)
    for passage, provision, vector, pieces in zip(prepared.passages, prepared.provisions, halves, packed, strict=True):
        passage_key = connection.execute(
            'INSERT INTO passages (document_key, start, "end", text, heading, page, provision, sentences) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                passage.start,
                passage.end,
                passage.text,
                json.dumps(passage.heading, ensure_ascii=False),
                passage.page,
                provision,
                json.dumps([(s.start, s.end) for s in passage.sentences]),
            ),
        ).lastrowid
        if passage_key is not None:
            passage_keys[passage.passage_id] = passage_key
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (passage_key, vector.tobytes()))
        if pieces:
            connection.execute("INSERT INTO piece_vectors VALUES (?, ?)", (passage_key, pieces))
    connection.executemany(
        """
        INSERT INTO mentions (document_key, passage_key, kind, start, "end", text, label, canonical_id,
            canonical_name, origin, treaty_id, articles, paragraphs, form)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (_mention_row(key, passage_keys, mention) for mention in prepared.mentions),
    )


def _mention_row(key: int | None, passages: Mapping[str, int], mention: Mention) -> tuple[object, ...]:
    found = mention.found
    passage = None if mention.passage_id is None else passages[mention.passage_id]
    if isinstance(found, Entity):
        kind: tuple[object, ...] = (found.label, found.canonical_id, found.canonical_name, found.origin, *[None] * 4)
        return (key, passage, "entity", found.start, found.end, found.text, *kind)
    numbers = (json.dumps(found.articles), json.dumps(found.paragraphs))
    return (
        *(key, passage, "treaty", found.start, found.end, found.text),
        *(None, None, None, None, found.treaty_id, *numbers, found.form),
    )


def _drop(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> None:
    """Delete documents and all that hangs on them; remember their passages for the lexical index to forget."""
    keys = [row[0] for row in connection.execute(f"SELECT document_key FROM documents WHERE {where}", values)]
    for key in keys:
        connection.execute(
            "INSERT OR IGNORE INTO departed SELECT passage_key FROM passages WHERE document_key = ?", (key,)
        )
        connection.execute("DELETE FROM documents WHERE document_key = ?", (key,))


def publish(folder: Path, catalog: Catalog, *, dimension: int, remove: Sequence[str] = ()) -> bool:
    """Make staged documents live and take `remove` out; True if a new generation came into force.

    The caller holds the writer's lock.

    Raises:
        NotHeld: an id in `remove` is not held; nothing is changed then.
        IndexWriteFailed: the old generation stays in force, the staged documents stay stored.
    """
    connection = catalog.connection()
    for doc_id in remove:
        if connection.execute("SELECT 1 FROM documents WHERE doc_id = ?", (doc_id,)).fetchone() is None:
            raise NotHeld(f"'{doc_id}': the index holds no such document, so nothing was removed.")
    generation, current = catalog.published()
    lexical_folder = folder / LEXICAL
    waiting = connection.execute("SELECT count(*) FROM documents WHERE state = 'staged'").fetchone()[0]
    if not waiting and not remove and current is not None:
        _clear_away(folder, catalog, current)
        return False

    lexical = LexicalIndex.open(lexical_folder) if current else LexicalIndex.create(lexical_folder)
    _add_staged(connection, lexical)

    # What the coming generation holds: staged documents, and live ones that are neither replaced nor removed.
    coming = """
        document_key IN (
            SELECT document_key FROM documents d WHERE doc_id NOT IN (SELECT value FROM json_each(?)) AND (
                state = 'staged' OR NOT EXISTS (
                    SELECT 1 FROM documents s WHERE s.doc_id = d.doc_id AND s.state = 'staged')))
    """
    removed = json.dumps(list(remove))
    count = connection.execute(f"SELECT count(*) FROM passages WHERE {coming}", (removed,)).fetchone()[0]

    def rows() -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        cursor = connection.execute(
            f"SELECT v.passage_key, v.vector FROM vectors v JOIN passages p USING (passage_key) "
            f"WHERE {coming} ORDER BY v.passage_key",
            (removed,),
        )
        while some := cursor.fetchmany(_ROWS):
            keys = np.fromiter((row[0] for row in some), dtype=np.int64, count=len(some))
            halves = np.frombuffer(b"".join(row[1] for row in some), dtype=np.float16)
            yield keys, halves.reshape(len(some), dimension).astype(np.float32)

    vectors = folder / VECTORS
    vectors.mkdir(exist_ok=True)
    previous = open_store(vectors / current) if current else None
    name = f"{generation + 1:08d}.faiss"
    build_store(rows, count=count, dimension=dimension, previous=previous).save(vectors / name)

    with catalog.writing() as transaction:
        for doc_id in remove:
            _drop(transaction, "doc_id = ?", (doc_id,))
        replaced = "SELECT doc_id FROM documents WHERE state = 'staged'"
        _drop(transaction, f"state = 'live' AND doc_id IN ({replaced})", ())
        transaction.execute("UPDATE documents SET state = 'live' WHERE state = 'staged'")
        transaction.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", [("generation", str(generation + 1)), ("vectors", name)]
        )
    _clear_away(folder, catalog, name)
    return True


def _add_staged(connection: sqlite3.Connection, lexical: LexicalIndex) -> None:
    """Add the staged passages that an interrupted publication has not added already."""
    cursor = connection.execute(
        "SELECT p.passage_key, d.title, p.heading, p.text FROM passages p JOIN documents d USING (document_key) "
        "WHERE d.state = 'staged' ORDER BY p.passage_key"
    )
    while some := cursor.fetchmany(_ROWS):
        missing = set(lexical.missing([row["passage_key"] for row in some]))
        lexical.add(
            LexicalRow(row["passage_key"], row["title"], " > ".join(json.loads(row["heading"])), row["text"])
            for row in some
            if row["passage_key"] in missing
        )
    lexical.commit()


def _clear_away(folder: Path, catalog: Catalog, current: str) -> None:
    """Remove what only earlier generations needed.

    Vector files go first: a reader that finds its vector file gone after it opened the lexical index knows that the
    latter may already lack passages of its generation, and starts over.
    """
    for old in (folder / VECTORS).iterdir():
        if old.name != current:
            old.unlink()
    departed = [row[0] for row in catalog.connection().execute("SELECT passage_key FROM departed")]
    if not departed:
        return
    lexical = LexicalIndex.open(folder / LEXICAL)
    lexical.remove(departed)
    lexical.commit()
    with catalog.writing() as transaction:
        transaction.executemany("DELETE FROM departed WHERE passage_key = ?", [(key,) for key in departed])
