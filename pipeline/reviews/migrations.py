"""The tables of claims, verdicts and judgements: small named steps, each applied once and written to a ledger.

Nothing that was decided on is ever updated or deleted. A run of the verification appends its claims and verdicts; the
latest run of a document is the current one. With a document go its claims and verdicts that nobody decided on. Triggers
refuse any change to a judgement, so that not even a mistake in our own code can rewrite what a person decided.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from pipeline.reviews.chain import append

LEDGER = "review_migrations"


def create_runs(connection: sqlite3.Connection) -> None:
    """Add the table of verification runs; `doc_id` is null for claims that were given without a document."""
    connection.execute("CREATE TABLE verification_runs (run_id INTEGER PRIMARY KEY, doc_id TEXT, time TEXT NOT NULL)")
    connection.execute("CREATE INDEX verification_runs_doc ON verification_runs (doc_id, run_id)")


def create_claims(connection: sqlite3.Connection) -> None:
    """Add the table of claims as each run found them, the unchecked ones with their kind and reason."""
    connection.execute(
        "CREATE TABLE claims (claim_key INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES verification_runs,"
        " claim_id TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, context TEXT NOT NULL,"
        " doc_id TEXT, start INTEGER, end INTEGER)"
    )
    connection.execute("CREATE INDEX claims_run ON claims (run_id)")


def create_verdicts(connection: sqlite3.Connection) -> None:
    """Add the table of verdicts. `fingerprint` is equal where two runs say the same on the same evidence."""
    connection.execute(
        "CREATE TABLE verdicts (verdict_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES verification_runs,"
        " claim_key INTEGER NOT NULL REFERENCES claims, claim_id TEXT NOT NULL, label TEXT NOT NULL"
        " CHECK (label IN ('supported', 'refuted', 'not_enough_info')), confidence REAL NOT NULL,"
        " reasons TEXT NOT NULL, evidence TEXT NOT NULL, fingerprint TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX verdicts_run ON verdicts (run_id)")
    connection.execute("CREATE INDEX verdicts_claim ON verdicts (claim_id, verdict_id)")


def create_judgements(connection: sqlite3.Connection) -> None:
    """Add the append-only table of judgements; each stands on one verdict row."""
    connection.execute(
        "CREATE TABLE judgements (judgement_id INTEGER PRIMARY KEY AUTOINCREMENT, claim_id TEXT NOT NULL,"
        " verdict_id INTEGER NOT NULL REFERENCES verdicts,"
        " decision TEXT NOT NULL CHECK (decision IN ('accept', 'change', 'reject')),"
        " label TEXT CHECK (label IN ('supported', 'refuted', 'not_enough_info')),"
        " note TEXT NOT NULL, reviewer TEXT NOT NULL CHECK (reviewer <> ''), time TEXT NOT NULL,"
        " CHECK ((decision = 'change') = (label IS NOT NULL)))"
    )
    connection.execute("CREATE INDEX judgements_claim ON judgements (claim_id, judgement_id)")


def forbid_changes(connection: sqlite3.Connection) -> None:
    """Add triggers that refuse to change or delete a judgement, or to change the verdict that it stands on."""
    for table, action in (
        ("judgements", "UPDATE"),
        ("judgements", "DELETE"),
        ("verdicts", "UPDATE"),
        ("verdicts", "DELETE"),
    ):
        connection.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} are appended, never changed or deleted'); END"
        )


def add_places(connection: sqlite3.Connection) -> None:
    """Add to claims the document's own words, all places that the claim is made of, and its sentence."""
    connection.execute("ALTER TABLE claims ADD COLUMN quote TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE claims ADD COLUMN parts TEXT NOT NULL DEFAULT '[]'")
    connection.execute("ALTER TABLE claims ADD COLUMN sentence TEXT NOT NULL DEFAULT 'null'")


def chain_judgements(connection: sqlite3.Connection) -> None:
    """Add the chain of hashes over the judgements, with a link for each that is held already."""
    connection.execute(
        "CREATE TABLE judgement_chain (judgement_id INTEGER PRIMARY KEY REFERENCES judgements, link TEXT NOT NULL)"
    )
    for (number,) in connection.execute("SELECT judgement_id FROM judgements ORDER BY judgement_id").fetchall():
        append(connection, int(number))
    for action in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER judgement_chain_no_{action.lower()} BEFORE {action} ON judgement_chain"
            " BEGIN SELECT RAISE(ABORT, 'judgement_chain is appended, never changed or deleted'); END"
        )


def allow_withdrawal(connection: sqlite3.Connection) -> None:
    """Let a verdict be deleted that nobody decided on: whoever removes a document wants its words gone."""
    connection.execute("DROP TRIGGER verdicts_no_delete")
    connection.execute(
        "CREATE TRIGGER verdicts_no_delete BEFORE DELETE ON verdicts"
        " WHEN EXISTS (SELECT 1 FROM judgements WHERE verdict_id = OLD.verdict_id)"
        " BEGIN SELECT RAISE(ABORT, 'verdicts that were decided on are appended, never changed or deleted'); END"
    )


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    create_runs,
    create_claims,
    create_verdicts,
    create_judgements,
    forbid_changes,
    add_places,
    chain_judgements,
    allow_withdrawal,
)


def applied_steps(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the steps that this database has, in the order in which they were applied; empty before the first."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (LEDGER,)).fetchone()
    if known is None:
        return ()
    return tuple(str(row[0]) for row in connection.execute(f"SELECT name FROM {LEDGER} ORDER BY rowid"))


def migrate(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Apply the steps that are missing, inside the caller's transaction, and return their names."""
    done = applied_steps(connection)
    missing = tuple(step for step in STEPS if step.__name__ not in done)
    if missing and not done:
        connection.execute(f"CREATE TABLE {LEDGER} (name TEXT PRIMARY KEY, applied TEXT NOT NULL)")
    for step in missing:
        step(connection)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(f"INSERT INTO {LEDGER} VALUES (?, ?)", (step.__name__, now))
    return tuple(step.__name__ for step in missing)
