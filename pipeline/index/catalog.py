"""The catalogue: what the index holds, in one SQLite file. FAISS and tantivy are derived from it.

Readers see live documents only, and each read happens inside one transaction (`reading`), so that a publication in
another process never shows by halves. Connections belong to threads; every thread that asks gets its own.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.data import (
    ORIGIN,
    Document,
    Filters,
    Heading,
    Mention,
    Page,
    Passage,
    Span,
    Tier,
)
from pipeline.errors import IndexWriteFailed, NotAnIndex, NotHeld
from pipeline.index.rows import DocumentInfo, StoredPassage, conditions, info_of, mention_of, stored_of
from pipeline.index.schema import CATALOGUE
from pipeline.unicode import encodable

NAME = "catalogue.sqlite"
# SQLite binds at most 32,766 values in a statement; half of that leaves room for the rest of it.
_MOST_VALUES = 16_000

_PASSAGE = """
    SELECT p.passage_key, p.start, p."end", p.text, p.heading, p.page, p.provision, p.sentences,
           d.doc_id, d.title, d.tier, d.date, d.instrument
    FROM passages p JOIN documents d USING (document_key)
    WHERE d.state = 'live'
"""


class _Held:
    """A thread's connection: closed when the thread ends, and with it the megabytes that SQLite keeps of the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Catalog:
    """Read access to the catalogue of one index folder, from any thread; `writing` for short transactions."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._local = threading.local()
        self._opened: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._guard = threading.Lock()
        if not self._has_tables():
            with self.writing() as connection:
                for statement in CATALOGUE.split(";\n"):
                    connection.execute(statement)

    def _has_tables(self) -> bool:
        # Readers must not wait for a writer, so a transaction is opened for a new catalogue only.
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'piece_vectors'"
        try:
            return bool(self.connection().execute(query).fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise _explained(self.path, error) from error

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode; do not close it. It ends with the thread."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            try:
                # check_same_thread is off for `close` alone, which ends the connections of all threads.
                connection = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
                held = _Held(connection)
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.DatabaseError as error:
                raise _explained(self.path, error) from error
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.row_factory = sqlite3.Row
            self._local.held = held
            with self._guard:
                self._opened.add(held)
        return held.connection

    def close(self) -> None:
        """Close the connections of every thread."""
        with self._guard:
            for held in self._opened:
                held.connection.close()
            self._opened.clear()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view for all reads inside; nested uses share the outer one."""
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            # A deferred transaction takes its view at its first read, not at BEGIN.
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            yield connection
        except sqlite3.DatabaseError as error:
            raise _explained(self.path, error) from error
        finally:
            _roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A short transaction that is wholly done or not at all.

        Raises:
            IndexWriteFailed: the disk is full, or the file cannot be written.
        """
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            _roll_back(connection)
            raise _explained(self.path, error) from error
        except BaseException:
            _roll_back(connection)
            raise

    # --- what is published -------------------------------------------------------------------------------------

    def published(self) -> tuple[int, str | None]:
        """The generation in force and the name of its vector file (None while nothing is published)."""
        rows = dict(self.connection().execute("SELECT name, value FROM meta").fetchall())
        return int(rows.get("generation", 0)), rows.get("vectors")

    def counts(self) -> dict[str, int]:
        """Live documents, passages and mentions, and documents that wait to be published."""
        live = "document_key IN (SELECT document_key FROM documents WHERE state = 'live')"
        one = self.connection().execute
        return {
            "documents": one("SELECT count(*) FROM documents WHERE state = 'live'").fetchone()[0],
            "passages": one(f"SELECT count(*) FROM passages WHERE {live}").fetchone()[0],
            "mentions": one(f"SELECT count(*) FROM mentions WHERE {live}").fetchone()[0],
            "waiting": one("SELECT count(*) FROM documents WHERE state = 'staged'").fetchone()[0],
        }

    # --- documents ---------------------------------------------------------------------------------------------

    def documents(
        self, *, matching: str = "", tier: str = "", limit: int | None = None, offset: int = 0
    ) -> tuple[DocumentInfo, ...]:
        """Live documents by id: those whose id or title has `matching` in it, of a tier; at most `limit`."""
        where, values = _of_documents(matching, tier)
        query = f"SELECT * FROM documents WHERE {where} ORDER BY doc_id LIMIT ? OFFSET ?"
        rows = self.connection().execute(query, (*values, -1 if limit is None else limit, offset))
        return tuple(info_of(row) for row in rows)

    def document_count(self, *, matching: str = "", tier: str = "") -> int:
        """How many live documents `documents` would give."""
        where, values = _of_documents(matching, tier)
        return int(self.connection().execute(f"SELECT count(*) FROM documents WHERE {where}", values).fetchone()[0])

    def set_tier(self, doc_ids: Sequence[str], tier: Tier) -> None:
        """Make live documents `reference` or `unverified`; the caller holds the writer's lock."""
        with self.writing() as connection:
            connection.executemany(
                "UPDATE documents SET tier = ? WHERE doc_id = ? AND state = 'live'", [(tier, one) for one in doc_ids]
            )

    def origins(self) -> tuple[str, ...]:
        """The files, or files and lines, that the documents were read from, those of waiting ones included."""
        query = "SELECT DISTINCT json_extract(metadata, ?) FROM documents"
        return tuple(row[0] for row in self.connection().execute(query, (f"$.{ORIGIN}",)) if row[0])

    def __contains__(self, doc_id: object) -> bool:
        """Whether a live document has this id."""
        query = "SELECT 1 FROM documents WHERE doc_id = ? AND state = 'live'"
        return self.connection().execute(query, (encodable(str(doc_id)),)).fetchone() is not None

    def info(self, doc_id: str) -> DocumentInfo:
        """What the list of documents says of one.

        Raises:
            NotHeld: there is no live document of that id.
        """
        return info_of(self._live(doc_id))

    def document(self, doc_id: str) -> Document:
        """The document as it was ingested.

        Raises:
            NotHeld: there is no live document of that id.
        """
        with self.reading() as connection:
            row = self._live(doc_id)
            text = connection.execute("SELECT text FROM texts WHERE document_key = ?", (row["document_key"],))
            return Document(
                doc_id=doc_id,
                text=text.fetchone()[0],
                title=row["title"],
                source=row["source"],
                media_type=row["media_type"],
                content_hash=row["content_hash"],
                tier=row["tier"],
                date=row["date"],
                headings=tuple(Heading(*values) for values in json.loads(row["headings"])),
                pages=tuple(Page(*values) for values in json.loads(row["pages"])),
                ai_notice=None if row["ai_start"] is None else Span(row["ai_start"], row["ai_end"]),
                metadata=json.loads(row["metadata"]),
            )

    def same_text(self, text: str) -> tuple[str, ...]:
        """Ids of live documents whose text is exactly this one."""
        rows = self.connection().execute(
            "SELECT doc_id FROM documents JOIN texts USING (document_key) "
            "WHERE state = 'live' AND characters = ? AND text = ? ORDER BY doc_id",
            (len(text), text),
        )
        return tuple(row[0] for row in rows)

    def _live(self, doc_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = (
            self.connection()
            .execute("SELECT * FROM documents WHERE doc_id = ? AND state = 'live'", (encodable(doc_id),))
            .fetchone()
        )
        if row is None:
            raise NotHeld(
                f"'{doc_id}': the index holds no such document; the library, or 'travaux info --documents', lists what "
                "it holds."
            )
        return row

    # --- passages ----------------------------------------------------------------------------------------------

    def stored_passages(self, keys: Sequence[int]) -> dict[int, StoredPassage]:
        """The live passages among `keys`, by key; those no longer live are absent."""
        found: dict[int, StoredPassage] = {}
        for some in _slices([int(key) for key in keys]):
            marks = ",".join("?" * len(some))
            for row in self.connection().execute(f"{_PASSAGE} AND p.passage_key IN ({marks})", some):
                found[row["passage_key"]] = stored_of(row)
        return found

    def texts_of(self, keys: Sequence[int]) -> dict[int, str]:
        """Title, headings and text, as one, of the live passages among `keys`, by key."""
        found: dict[int, str] = {}
        for some in _slices([int(key) for key in keys]):
            marks = ",".join("?" * len(some))
            rows = self.connection().execute(f"{_PASSAGE} AND p.passage_key IN ({marks})", some)
            found |= {
                row["passage_key"]: " ".join((row["title"], *json.loads(row["heading"]), row["text"])) for row in rows
            }
        return found

    def vectors_of(self, keys: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The keys among `keys` that have a vector, ascending, and their vectors to half precision, row by row."""
        found: dict[int, bytes] = {}
        for some in _slices([int(key) for key in keys]):
            query = f"SELECT passage_key, vector FROM vectors WHERE passage_key IN ({','.join('?' * len(some))})"
            found.update(self.connection().execute(query, some))
        held = sorted(found)
        halves = np.frombuffer(b"".join(found[key] for key in held), np.float16)
        return np.array(held, np.int64), halves.astype(np.float32).reshape(len(held), -1 if held else 0)

    def pieces_of(self, keys: Sequence[int]) -> dict[int, bytes]:
        """The packed piece vectors of those among `keys` that have any."""
        found: dict[int, bytes] = {}
        for some in _slices([int(key) for key in keys]):
            query = f"SELECT passage_key, packed FROM piece_vectors WHERE passage_key IN ({','.join('?' * len(some))})"
            found.update(self.connection().execute(query, some))
        return found

    def passages_of(self, doc_id: str) -> tuple[Passage, ...]:
        """The passages of a document in reading order; empty for a document without any or not held."""
        rows = self.connection().execute(f"{_PASSAGE} AND d.doc_id = ? ORDER BY p.start", (doc_id,))
        return tuple(stored_of(row).passage for row in rows)

    def passage(self, passage_id: str) -> StoredPassage:
        """The passage of that id.

        Raises:
            NotHeld: there is no live passage of that id.
        """
        doc_id, _, place = passage_id.rpartition("#")
        start, _, end = place.partition("-")
        row = None
        if start.isdecimal() and end.isdecimal() and len(place) < 30:
            query = f'{_PASSAGE} AND d.doc_id = ? AND p.start = ? AND p."end" = ?'
            row = self.connection().execute(query, (doc_id, int(start), int(end))).fetchone()
        if row is None:
            raise NotHeld(f"'{passage_id}': the index holds no such passage; its document may have changed.")
        return stored_of(row)

    def keys_matching(self, filters: Filters) -> NDArray[np.int64]:
        """Keys of the live passages that pass every filter, ascending."""
        where, values = conditions(filters)
        query = f"""
            SELECT p.passage_key FROM passages p JOIN documents d USING (document_key)
            WHERE d.state = 'live' {"".join(f" AND {condition}" for condition in where)} ORDER BY p.passage_key
        """
        return np.fromiter((row[0] for row in self.connection().execute(query, values)), dtype=np.int64)

    def keys_of_provision(self, treaty_id: str, articles: Sequence[str]) -> NDArray[np.int64]:
        """Keys of the passages that are the instrument's own words for these articles (all of it for none)."""
        query = """
            SELECT p.passage_key FROM passages p JOIN documents d USING (document_key)
            WHERE d.state = 'live' AND d.instrument = ?
        """
        if articles:
            query += f" AND p.provision IN ({','.join('?' * len(articles))})"
        rows = self.connection().execute(f"{query} ORDER BY p.passage_key", (treaty_id, *articles))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    # --- mentions ----------------------------------------------------------------------------------------------

    def mentions_of(self, doc_id: str) -> tuple[Mention, ...]:
        """Entities and treaty references of a document, by offset."""
        rows = self.connection().execute(
            """
            SELECT m.*, p.start AS passage_start, p."end" AS passage_end
            FROM mentions m JOIN documents d USING (document_key) LEFT JOIN passages p USING (passage_key)
            WHERE d.state = 'live' AND d.doc_id = ? ORDER BY m.start, m."end", m.kind
            """,
            (doc_id,),
        )
        return tuple(mention_of(doc_id, row) for row in rows)


def _of_documents(matching: str, tier: str) -> tuple[str, list[str]]:
    """A condition on live documents, and the values to bind."""
    where, values = "state = 'live'", []
    if matching:
        # instr takes the words as they are; LIKE would read % and _ in them.
        where += " AND (instr(lower(doc_id), lower(?)) OR instr(lower(title), lower(?)))"
        values += [matching, matching]
    if tier:
        where += " AND tier = ?"
        values.append(tier)
    return where, values


def _slices(keys: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(keys), _MOST_VALUES):
        yield keys[at : at + _MOST_VALUES]


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite rolls back by itself on some errors (a full disk among them); a second ROLLBACK would be an error.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _explained(path: Path, error: sqlite3.DatabaseError) -> Exception:
    """The error that tells a user what is wrong with a catalogue; one of ours comes back as it is."""
    if isinstance(error, sqlite3.OperationalError):
        what = str(error)
        remedy = "free some space and run the same command again"
        if "locked" in what:
            remedy = "another process is writing; run the same command again when it is done"
        elif "readonly" in what or "unable to open" in what:
            remedy = "make the folder writable for this user"
        return IndexWriteFailed(f"{path}: cannot be written ({what}); {remedy}. What it held before is untouched.")
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
        return error
    return NotAnIndex(
        f"{path}: is damaged or no catalogue ({error}); restore it from a copy, or ingest the sources into a new "
        "folder."
    )
