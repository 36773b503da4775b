"""The article on space defence against a reading by hand: the Outer Space Treaty, the Artemis Accords, NATO's bodies.

`data/strategic_partnerships_mentions.jsonl` says what a careful reader marks, with "the treaty" and "these accords"
resolved. `REWRITE_GOLDEN=1 pytest tests/test_golden.py` writes the program's reading into the file; read the difference
before it is committed.
"""

import json
import os
from pathlib import Path

import pytest

from pipeline.data import Document, Entity, TreatyReference
from pipeline.ingest import find_mentions
from pipeline.language import Language
from pipeline.treaties import load_registry
from tests.documents.reading import read

GOLDEN = Path(__file__).parent / "data" / "strategic_partnerships_mentions.jsonl"
REWRITE = bool(os.environ.get("REWRITE_GOLDEN"))
ROWS = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def article(shared: Path) -> Document:
    documents, _ = read(shared / "article")
    return documents["strategic-partnerships-for-space-defense.txt"]


@pytest.fixture(scope="module")
def found(article: Document) -> list[dict]:
    """All treaty references of the article, and its entities that have to do with NATO, in the golden file's shape."""
    analysis = Language().analyse(article.text, headings=article.headings)
    mentions = find_mentions(article, analysis=analysis, registry=load_registry())
    rows = [row(one) for one in mentions if isinstance(one, TreatyReference) or "NATO" in one.text]
    if REWRITE:
        lines = sorted(rows, key=lambda one: (one["start"], one["kind"]))
        GOLDEN.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    return rows


def row(one: Entity | TreatyReference) -> dict:
    place = {"start": one.start, "end": one.end, "surface": one.text}
    if isinstance(one, Entity):
        return {"kind": "entity", **place, "label": one.label, "canonical_id": one.canonical_id}
    numbers = {"articles": list(one.articles), "paragraphs": list(one.paragraphs)}
    return {"kind": "treaty", **place, "treaty_id": one.treaty_id, "form": one.form, **numbers}


def test_the_flag_is_off() -> None:
    assert not REWRITE, "the golden file was rewritten; look at the difference and run again without REWRITE_GOLDEN"


def test_golden_offsets_hold(article: Document) -> None:
    assert [article.text[one["start"] : one["end"]] for one in ROWS] == [one["surface"] for one in ROWS]


def test_treaty_references_of_the_article_are_those_of_a_careful_reader(found: list[dict]) -> None:
    assert [one for one in found if one["kind"] == "treaty"] == [one for one in ROWS if one["kind"] == "treaty"]


def test_bodies_of_nato_in_the_article_are_those_of_a_careful_reader(found: list[dict]) -> None:
    assert [one for one in found if one["kind"] == "entity"] == [one for one in ROWS if one["kind"] == "entity"]
