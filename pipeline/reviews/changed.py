"""Whether what a person decided on still stands where it stood."""

import sqlite3

from pipeline.data import REGISTRY, Verdict


def changed(connection: sqlite3.Connection, verdict: Verdict) -> str:
    """A sentence for the first text that reads otherwise or is gone since the verdict; "" where all is as it was.

    Looked at are the claim's own words and each piece of evidence, in the documents that the index holds now.
    """
    claim = verdict.claim
    places: list[tuple[str | None, int | None, int | None, str, str, str]]
    places = [(claim.doc_id, claim.start, claim.end, claim.quote or claim.text, "document", "")]
    places += [(piece.doc_id, piece.start, piece.end, piece.text, "evidence", piece.tier) for piece in verdict.evidence]
    for doc_id, start, end, text, what, tier in places:
        if not doc_id or start is None or end is None or doc_id.startswith(REGISTRY):
            continue
        row = connection.execute(
            "SELECT substr(t.text, ?, ?), d.tier FROM texts t JOIN documents d USING (document_key)"
            " WHERE d.doc_id = ? AND d.state = 'live'",
            (start + 1, end - start, doc_id),
        ).fetchone()
        if row is None and what == "evidence":
            return f"The evidence '{doc_id}' is no longer held; check the document again."
        if row is not None and tier == "reference" and row[1] != tier:
            return f"The evidence '{doc_id}' is no longer of the tier reference; check the document again."
        if row is not None and row[0] != text:
            return f"The {what} '{doc_id}' has changed since; check the document again."
    return ""
