"""A chain of hashes over the judgements: whoever changes, removes or inserts one breaks it from there on.

Each link is the SHA-256 of the link before and of what was decided: the judgement with the verdict, claim and evidence
that it stands on (a hash chain as in Haber and Stornetta 1991). Someone who may write the file can compute all links
anew; against that, keep the last one, which every report names, in another place.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator

FIRST = "0" * 64  # what the first link stands on

_CONTENT = (
    "SELECT j.judgement_id, j.claim_id, j.verdict_id, j.decision, j.label, j.note, j.reviewer, j.time,"
    " v.label, v.confidence, v.reasons, v.evidence, v.fingerprint, c.text, c.doc_id, c.start, c.end"
    " FROM judgements j JOIN verdicts v ON v.verdict_id = j.verdict_id JOIN claims c ON c.claim_key = v.claim_key"
)


def append(connection: sqlite3.Connection, judgement_id: int) -> str:
    """Add the link of a judgement that has just been inserted, inside the caller's transaction, and return it."""
    row = connection.execute(f"{_CONTENT} WHERE j.judgement_id = ?", (judgement_id,)).fetchone()
    link = _link(head(connection), row)
    connection.execute("INSERT INTO judgement_chain (judgement_id, link) VALUES (?, ?)", (judgement_id, link))
    return link


def head(connection: sqlite3.Connection) -> str:
    """The last link; `FIRST` where nothing has been decided."""
    row = connection.execute("SELECT link FROM judgement_chain ORDER BY judgement_id DESC LIMIT 1").fetchone()
    return FIRST if row is None else str(row[0])


def breaks(connection: sqlite3.Connection) -> tuple[str, ...]:
    """A sentence for the first place where the history is not what was written; empty when it is whole."""
    return tuple(_breaks(connection))[:1]


def _breaks(connection: sqlite3.Connection) -> Iterator[str]:
    links = dict(connection.execute("SELECT judgement_id, link FROM judgement_chain").fetchall())
    previous = FIRST
    seen = 0
    for row in connection.execute(f"{_CONTENT} ORDER BY j.judgement_id"):
        number, claim_id = int(row[0]), str(row[1])
        seen = number
        if min(links, default=number) < number:
            break
        link = links.pop(number, None)
        if link is None:
            yield f"reviews: decision {number} on claim {claim_id} was inserted beside the program; do not rely on it."
            return
        if link != _link(previous, row):
            yield (
                f"reviews: decision {number} on claim {claim_id}, or one before it, was changed or removed after it"
                " was recorded; compare with an earlier report or copy."
            )
            return
        previous = link
    if links:
        yield f"reviews: decision {min(links)} was removed after it was recorded; compare with an earlier report."
        return
    counted = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'judgements'").fetchone()
    if counted is not None and int(counted[0]) > seen:
        yield f"reviews: the last decisions, from {seen + 1} on, were removed; compare with an earlier report."


def _link(previous: str, row: tuple[object, ...]) -> str:
    content = json.dumps([previous, *row], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
