"""The queue of reviews as lines: enough to count, filter and page through thousands of verdicts."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.data import ReviewItem, VerdictLabel
from pipeline.reviews.risk import risk_of
from pipeline.reviews.rows import label_of

_CURRENT_RUNS = (
    "SELECT MAX(run_id) FROM verification_runs WHERE doc_id IS NOT NULL GROUP BY doc_id"  # one run per document
)
CURRENT = (
    "v.verdict_id IN (SELECT MAX(verdict_id) FROM verdicts GROUP BY claim_id)"
    f" AND (c.doc_id IS NULL OR v.run_id IN ({_CURRENT_RUNS}))"
)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One verdict of the queue: whether it is reviewed, whether reviewers differ, and whether a text has changed.

    `label` is the verdict that stands, None where a reviewer set the claim aside; `signed_by` is who decided so.
    """

    claim_id: str
    doc_id: str | None
    label: VerdictLabel | None
    text: str
    signed_by: tuple[str, ...] = ()
    reviewed: bool = False
    disputed: bool = False
    reopened: bool = False


class Entries:
    """The entries of one index as they were last read; usable from several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._verdicts: tuple[int, int] | None = None
        self._judgement = 0
        self._entries: dict[str, QueueEntry] = {}

    def read(
        self, connection: sqlite3.Connection, items: Callable[[Sequence[str]], tuple[ReviewItem, ...]]
    ) -> tuple[QueueEntry, ...]:
        """The entries in order; `items` gives the verdicts on some claims with the decisions on them."""
        with self._guard:
            last, judged, generation = connection.execute(
                "SELECT (SELECT coalesce(MAX(run_id), 0) FROM verification_runs),"
                " (SELECT coalesce(MAX(judgement_id), 0) FROM judgements),"
                " (SELECT coalesce(MAX(value), 0) FROM meta WHERE name = 'generation')"
            ).fetchone()
            if self._verdicts != (last, int(generation)):
                self._entries = _unjudged(connection)
                self._verdicts, self._judgement = (last, int(generation)), 0
            if judged != self._judgement:
                rows = connection.execute(
                    "SELECT DISTINCT claim_id FROM judgements WHERE judgement_id > ?", (self._judgement,)
                )
                for item in items([row[0] for row in rows if row[0] in self._entries]):
                    name = item.verdict.claim.claim_id
                    self._entries[name] = replace(
                        self._entries[name],
                        label=item.label,
                        signed_by=item.signed_by,
                        reviewed=item.status == "reviewed",
                        disputed=item.disputed,
                        reopened=bool(item.reopened),
                    )
                self._judgement = judged
            return tuple(self._entries.values())


def _unjudged(connection: sqlite3.Connection) -> dict[str, QueueEntry]:
    rows = connection.execute(
        "SELECT c.claim_id, c.doc_id, v.label, c.text, v.confidence, c.start"
        f" FROM verdicts v JOIN claims c ON c.claim_key = v.claim_key WHERE {CURRENT}"
    ).fetchall()
    keyed = [
        (
            risk_of(label_of(label), confidence, text, (doc_id or "", start or 0, claim_id)),
            claim_id,
            doc_id,
            label,
            text,
        )
        for claim_id, doc_id, label, text, confidence, start in rows
    ]
    return {name: QueueEntry(name, doc_id, label, text) for _, name, doc_id, label, text in sorted(keyed)}
