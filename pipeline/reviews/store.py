"""Verdicts awaiting a person's decision, and every decision ever made on them."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Literal, Protocol, get_args

from pipeline.data import DECISIONS, VERDICTS, Claim, Decision, Judgement, ReviewItem, Verdict, VerdictLabel
from pipeline.errors import NotHeld, ReviewError
from pipeline.reviews.chain import append, breaks, head
from pipeline.reviews.changed import changed
from pipeline.reviews.entries import CURRENT, Entries, QueueEntry
from pipeline.reviews.migrations import STEPS, applied_steps, migrate
from pipeline.reviews.risk import risk
from pipeline.reviews.rows import claim_of, evidence_of, judgements_on, label_of
from pipeline.unicode import encodable

ReviewStatus = Literal["pending", "reviewed"]
MAX_NOTE = 4_000  # characters; a note is a remark, a memorandum belongs in a file of its own
MAX_REVIEWER = 200  # characters

_VERDICT_COLUMNS = (
    "v.verdict_id, v.label, v.confidence, v.reasons, v.evidence, v.fingerprint,"
    " c.claim_id, c.text, c.kind, c.reason, c.doc_id, c.start, c.end, c.context, c.quote, c.parts, c.sentence"
)


class Database(Protocol):
    """What the store needs of the catalogue: a connection to read from and a short write transaction."""

    def connection(self) -> sqlite3.Connection: ...

    def writing(self) -> AbstractContextManager[sqlite3.Connection]: ...


class ReviewStore:
    """Reads and appends claims, verdicts and judgements; the tables are made with the first write.

    Args:
        catalog: holds the database; several processes may use the same one at once.
        signatures: how many people must decide alike before a verdict counts as reviewed.
    """

    def __init__(self, catalog: Database, *, signatures: int = 1) -> None:
        self._catalog, self._signatures = catalog, signatures
        self._entries = Entries()

    def save(self, verdicts: Sequence[Verdict], unchecked: Sequence[Claim] = (), *, doc_id: str | None = None) -> int:
        """Append one run of the verification and return its number.

        The run replaces earlier ones of the same document as the current one; earlier rows stay. Claims that were
        given without a document (`doc_id` None) stay current one by one, each with its latest verdict. Saving a
        document with nothing takes its claims off the queue and keeps the record of what was decided.
        """
        with self._catalog.writing() as connection:
            migrate(connection)
            run_id = _begin_run(connection, doc_id)
            for verdict in verdicts:
                key = _insert_claim(connection, run_id, verdict.claim)
                connection.execute(
                    "INSERT INTO verdicts (run_id, claim_key, claim_id, label, confidence, reasons, evidence,"
                    " fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        run_id,
                        key,
                        verdict.claim.claim_id,
                        verdict.label,
                        verdict.confidence,
                        json.dumps(verdict.reasons, ensure_ascii=False),
                        json.dumps([piece.record() for piece in verdict.evidence], ensure_ascii=False),
                        _fingerprint(verdict),
                    ),
                )
            for claim in unchecked:
                _insert_claim(connection, run_id, claim)
        return run_id

    def withdraw(self, doc_id: str) -> None:
        """Take a document's claims off the queue; those that nobody decided on are deleted, with their verdicts."""
        connection = self._catalog.connection()
        if not _ready(connection):
            return
        if connection.execute("SELECT 1 FROM claims WHERE doc_id = ? LIMIT 1", (doc_id,)).fetchone() is None:
            return  # it never had a claim: nothing is to come off
        with self._catalog.writing() as connection:
            _begin_run(connection, doc_id)  # one without claims
            connection.execute(
                "DELETE FROM verdicts WHERE claim_key IN (SELECT claim_key FROM claims WHERE doc_id = ?)"
                " AND verdict_id NOT IN (SELECT verdict_id FROM judgements)",
                (doc_id,),
            )
            connection.execute(
                "DELETE FROM claims WHERE doc_id = ? AND claim_key NOT IN (SELECT claim_key FROM verdicts)", (doc_id,)
            )

    def claims(self, doc_id: str) -> tuple[Claim, ...]:
        """All claims of the document's latest run in document order, the unchecked ones included."""
        connection = self._catalog.connection()
        if not _ready(connection):
            return ()
        rows = connection.execute(
            "SELECT claim_id, text, kind, reason, doc_id, start, end, context, quote, parts, sentence FROM claims"
            " WHERE run_id = (SELECT MAX(run_id) FROM verification_runs WHERE doc_id = ?) ORDER BY start, claim_key",
            (doc_id,),
        )
        return tuple(claim_of(row) for row in rows)

    def queue(self, doc_id: str | None = None, status: ReviewStatus | None = None) -> tuple[ReviewItem, ...]:
        """Current verdicts with their judgements, the riskiest first.

        Args:
            doc_id: only the claims of this document.
            status: only verdicts that lack decisions ("pending"), or only those that lack none ("reviewed").
        """
        connection = self._catalog.connection()
        if not _ready(connection):
            return ()
        if status is not None and status not in get_args(ReviewStatus):
            raise ReviewError(f"'{status}' is no status of a review; use 'pending' or 'reviewed'.")
        where = CURRENT
        values: tuple[str, ...] = ()
        if doc_id is not None:
            where, values = where + " AND c.doc_id = ?", (doc_id,)
        items = [item for item in self._items(connection, where, values) if status in (None, item.status)]
        return tuple(sorted(items, key=lambda item: risk(item.verdict)))

    def entries(self) -> tuple[QueueEntry, ...]:
        """What the queue holds, the riskiest first, without the evidence and the histories: a line for each verdict.

        Kept from call to call; only what was decided since is read again.
        """
        connection = self._catalog.connection()
        return self._entries.read(connection, self.items) if _ready(connection) else ()

    def items(self, claim_ids: Sequence[str]) -> tuple[ReviewItem, ...]:
        """The current verdicts on these claims with their judgements, in the order given; unknown ids are left out."""
        connection = self._catalog.connection()
        if not _ready(connection) or not claim_ids:
            return ()
        where = (
            "v.verdict_id IN (SELECT MAX(verdict_id) FROM verdicts WHERE claim_id IN (SELECT value FROM json_each(?))"
            " GROUP BY claim_id)"
        )
        found = self._items(connection, where, (json.dumps(list(claim_ids)),))
        by_id = {item.verdict.claim.claim_id: item for item in found}
        return tuple(by_id[claim_id] for claim_id in claim_ids if claim_id in by_id)

    def item(self, claim_id: str) -> ReviewItem:
        """The claim's current verdict with all judgements on it.

        Raises:
            NotHeld: no verdict was ever saved for this claim.
        """
        connection = self._catalog.connection()
        if _ready(connection):
            where = "v.verdict_id = (SELECT MAX(verdict_id) FROM verdicts WHERE claim_id = ?)"
            for item in self._items(connection, where, (claim_id,)):
                return item
        raise NotHeld(f"No verdict is held for claim '{claim_id}'; `travaux review` lists the claims that have one.")

    def history(self, claim_id: str) -> tuple[Judgement, ...]:
        """Every judgement on the claim, oldest first, those on earlier verdicts included.

        Raises:
            NotHeld: no verdict was ever saved for this claim.
        """
        item = self.item(claim_id)
        return tuple(sorted((*item.earlier, *item.history), key=lambda judgement: judgement.judgement_id))

    def decide(
        self,
        claim_id: str,
        decision: Decision,
        *,
        label: VerdictLabel | None = None,
        note: str = "",
        reviewer: str,
        fingerprint: str = "",
    ) -> Judgement:
        """Append a person's decision on the claim's current verdict and return it.

        Args:
            claim_id: a claim that has a verdict.
            decision: "accept" keeps the verdict, "change" sets `label`, "reject" sets the claim or verdict aside.
            label: the verdict that the reviewer puts in its place; with "change" only.
            note: why, up to 4,000 characters.
            reviewer: who decides.
            fingerprint: that of the verdict which the reviewer saw; left out, the current one is decided on unseen.

        Raises:
            ReviewError: the decision is incomplete, contradicts itself or is too long, or the claim has another
                verdict by now than the reviewer saw.
            NotHeld: no verdict is held for the claim.
        """
        claim_id, reviewer, note = encodable(claim_id), encodable(reviewer.strip()), encodable(note.strip())
        _check_decision(decision, label, note, reviewer)
        with self._catalog.writing() as connection:
            migrate(connection)
            row = connection.execute(
                "SELECT verdict_id, fingerprint FROM verdicts WHERE claim_id = ? ORDER BY verdict_id DESC LIMIT 1",
                (claim_id,),
            ).fetchone()
            if row is None:
                raise NotHeld(
                    f"No verdict is held for claim '{claim_id}'; `travaux review` lists the claims that have one."
                )
            if fingerprint and fingerprint != row[1]:
                raise ReviewError("This claim has been checked again and has another verdict now; look at it first.")
            time = _now()
            cursor = connection.execute(
                "INSERT INTO judgements (claim_id, verdict_id, decision, label, note, reviewer, time)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (claim_id, int(row[0]), decision, label, note, reviewer, time),
            )
            judgement_id = int(cursor.lastrowid or 0)
            append(connection, judgement_id)
        return Judgement(judgement_id, claim_id, decision, label, note, reviewer, time)

    def _items(self, connection: sqlite3.Connection, where: str, values: tuple[str, ...]) -> list[ReviewItem]:
        rows = connection.execute(
            f"SELECT {_VERDICT_COLUMNS} FROM verdicts v JOIN claims c ON c.claim_key = v.claim_key"
            f" WHERE {where} ORDER BY v.verdict_id",
            values,
        ).fetchall()
        items = []
        for row in rows:
            claim = claim_of(row[6:])
            verdict = Verdict(claim, label_of(row[1]), float(row[2]), tuple(json.loads(row[3])), evidence_of(row[4]))
            on_this, on_others = judgements_on(connection, claim.claim_id, str(row[5]))
            reopened = changed(connection, verdict) if on_this else ""
            items.append(ReviewItem(verdict, on_this, on_others, reopened, self._signatures, str(row[5])))
        return items

    def problems(self) -> tuple[str, ...]:
        """Where the history of decisions is not what was written, a sentence; empty when it is whole."""
        connection = self._catalog.connection()
        return breaks(connection) if _ready(connection) else ()

    def head(self) -> str:
        """The last link of the chain over all decisions; "" before the first verdict is held."""
        connection = self._catalog.connection()
        return head(connection) if _ready(connection) else ""


def _check_decision(decision: str, label: str | None, note: str, reviewer: str) -> None:
    if decision not in DECISIONS:
        raise ReviewError(f"'{decision}' is no decision; use one of {', '.join(DECISIONS)}.")
    if decision == "change" and label is None:
        raise ReviewError(f"A changed verdict needs a label; give one of {', '.join(VERDICTS)}.")
    if decision != "change" and label is not None:
        raise ReviewError(f"A label goes with 'change' only, not with '{decision}'; leave the label out.")
    if label is not None and label not in VERDICTS:
        raise ReviewError(f"'{label}' is no verdict; use one of {', '.join(VERDICTS)}.")
    if not reviewer:
        raise ReviewError("A decision needs the name of its reviewer; give a name.")
    if len(reviewer) > MAX_REVIEWER:
        raise ReviewError(f"The reviewer's name has {len(reviewer):,} characters; use at most {MAX_REVIEWER}.")
    if len(note) > MAX_NOTE:
        raise ReviewError(f"The note has {len(note):,} characters; shorten it to {MAX_NOTE:,}.")


def _ready(connection: sqlite3.Connection) -> bool:
    return len(applied_steps(connection)) >= len(STEPS)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _fingerprint(verdict: Verdict) -> str:
    """Equal for two verdicts that say the same of the same words on the same evidence, whatever their scores."""
    said = [verdict.claim.text, verdict.label]
    said += [f"{piece.doc_id}#{piece.start}-{piece.end}:{piece.stance}:{piece.text}" for piece in verdict.evidence]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _begin_run(connection: sqlite3.Connection, doc_id: str | None) -> int:
    run = connection.execute("INSERT INTO verification_runs (doc_id, time) VALUES (?, ?)", (doc_id, _now()))
    return int(run.lastrowid or 0)


def _insert_claim(connection: sqlite3.Connection, run_id: int, claim: Claim) -> int:
    cursor = connection.execute(
        "INSERT INTO claims (run_id, claim_id, text, kind, reason, context, doc_id, start, end, quote, parts,"
        " sentence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id,
            claim.claim_id,
            claim.text,
            claim.kind,
            claim.reason,
            claim.context,
            claim.doc_id,
            claim.start,
            claim.end,
            claim.quote,
            json.dumps([[part.start, part.end] for part in claim.parts]),
            json.dumps(None if claim.sentence is None else [claim.sentence.start, claim.sentence.end]),
        ),
    )
    return int(cursor.lastrowid or 0)
