"""A catalogue on disk and a few verdicts for the tests of reviews."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.data import Claim, Evidence, Verdict
from pipeline.index.catalog import Catalog
from pipeline.reviews import ReviewStore

EVIDENCE, EVIDENCE_START = "The treaty entered into force on 10 October 1967.", 20


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path)
    with opened.writing() as connection:  # the document that the evidence of `make_verdict` stands in
        key = connection.execute(
            "INSERT INTO documents (doc_id, state, fingerprint, content_hash, title, source, media_type, tier,"
            " headings, pages, metadata, characters, passages)"
            " VALUES ('notes.md', 'live', '', '', 'Notes', '', 'text/markdown', 'reference', '[]', '[]', '{}', 0, 0)"
        ).lastrowid
        connection.execute("INSERT INTO texts VALUES (?, ?)", (key, " " * EVIDENCE_START + EVIDENCE))
    yield opened
    opened.close()


@pytest.fixture
def store(catalog: Catalog) -> ReviewStore:
    return ReviewStore(catalog)


def make_verdict(claim_id: str = "c1", label: str = "refuted", **changes: object) -> Verdict:
    text = str(changes.get("text", "The Outer Space Treaty entered into force in 1966."))
    doc_id = changes.get("doc_id", "article.txt")
    claim = Claim(
        claim_id=claim_id,
        text=text,
        doc_id=doc_id if isinstance(doc_id, str) else None,
        start=int(str(changes.get("start", 10))),
        end=int(str(changes.get("start", 10))) + len(text),
        context="Outer Space Treaty",
    )
    evidence = Evidence(
        doc_id="notes.md",
        passage_id="notes.md#0-90",
        start=EVIDENCE_START,
        end=EVIDENCE_START + len(EVIDENCE),
        text=str(changes.get("evidence", EVIDENCE)),
        score=0.8,
        stance="refutes",
        tier="reference",
        title="Notes",
        page="3",
        date="2024-03",
    )
    reason = "The claim says 1966; the source says 10 October 1967."
    return Verdict(claim, label, float(str(changes.get("confidence", 0.8))), (reason,), (evidence,))  # type: ignore[arg-type]
