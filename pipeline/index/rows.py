"""Rows of the catalogue as the types that travel, and filters as conditions on rows."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.data import TOGETHER, Entity, Filters, Mention, Passage, Record, Span, Tier, TreatyReference
from pipeline.treaties import load_registry
from pipeline.treaties.numerals import value_of

NAMES, ALTERNATIVES = 10, 50  # entities in one value that joins several, and values of that kind
_NAMES = (
    "p.passage_key IN (SELECT passage_key FROM mentions WHERE kind = 'entity' AND "
    "(canonical_id IN (SELECT value FROM json_each(?)) OR lower(text) IN (SELECT value FROM json_each(?))))"
)
# What holds for passages that refer to an instrument, or to an article of it, or are its own words.
_REFERS = (
    "p.passage_key IN (SELECT passage_key FROM mentions WHERE treaty_id IN (SELECT value FROM json_each(?)))"
    " OR d.instrument IN (SELECT value FROM json_each(?))"
)
_REFERS_TO_ARTICLE = (
    "p.passage_key IN (SELECT m.passage_key FROM mentions m, json_each(m.articles) a"
    " WHERE m.treaty_id IN (SELECT value FROM json_each(?))"
    " AND m.treaty_id || ':' || a.value IN (SELECT value FROM json_each(?)))"
    " OR d.instrument || ':' || p.provision IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A live passage with what its document says of itself.

    `instrument` is the treaty id whose own text the document is; `provision` the number (arabic) of the article
    under whose heading the passage stands; both None elsewhere.
    """

    key: int
    passage: Passage
    title: str
    tier: Tier
    date: str | None
    instrument: str | None
    provision: str | None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a list of documents shows."""

    doc_id: str
    title: str
    tier: Tier
    date: str | None
    source: str
    media_type: str
    content_hash: str
    passages: int
    characters: int
    ai_notice: bool
    instrument: str | None

    def record(self) -> Record:
        return {name: getattr(self, name) for name in self.__slots__}


def conditions(filters: Filters) -> tuple[list[str], list[str]]:
    """SQL conditions on documents (d) and passages (p) that hold for what passes, and the values to bind."""
    where: list[str] = []
    values: list[str] = []

    def among(column: str, wanted: Sequence[str], *, negate: bool = False) -> None:
        if wanted:
            # One JSON array is one bound value, however many ids it carries.
            where.append(f"{column} {'NOT ' if negate else ''}IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(wanted)))

    among("d.doc_id", filters.documents)
    among("d.doc_id", filters.exclude_documents, negate=True)
    if filters.tier:
        where.append("d.tier = ?")
        values.append(filters.tier)
    if filters.date_from:
        # A document as of '2024' may well be of '2024-06' or later, and '2024' as the last date takes in '2024-12-31':
        # compare at the precision of the less precise.
        where.append("d.date >= substr(?, 1, length(d.date))")
        values.append(filters.date_from)
    if filters.date_to:
        where.append("substr(d.date, 1, ?) <= ?")
        values += [str(len(filters.date_to)), filters.date_to]
    if filters.entities:
        # One condition for all single names, however many; those that must stand together need one each, and SQL has
        # its bounds.
        together = [value.split(TOGETHER, NAMES - 1) for value in filters.entities if TOGETHER in value][:ALTERNATIVES]
        sought = [list(filters.entities), *([name] for names in together for name in names)]
        named = [_NAMES, *(" AND ".join([_NAMES] * len(names)) for names in together)]
        where.append(f"({' OR '.join(named)})")
        values += [json.dumps(form) for names in sought for form in (names, [name.lower() for name in names])]
    if filters.treaties:
        parted = [
            (_treaty_id(treaty), article) for treaty, _, article in (one.partition(":") for one in filters.treaties)
        ]
        whole = [treaty_id for treaty_id, article in parted if not article]
        pinned = [(treaty_id, article) for treaty_id, article in parted if article]
        where.append(f"({_REFERS} OR {_REFERS_TO_ARTICLE})")
        articles = json.dumps([f"{treaty_id}:{_number(article)}" for treaty_id, article in pinned])
        values += [json.dumps(whole)] * 2 + [json.dumps([treaty_id for treaty_id, _ in pinned]), articles, articles]
    return where, values


def _treaty_id(named: str) -> str:
    """The id of the instrument with that id or name; what the registry does not know is taken for an id of its own."""
    registry = load_registry()
    known = registry.get(named) or registry.by_title(named)
    return known.id if known else named


def _number(article: str) -> str:
    """An article as the catalogue holds it: "4" of "IV"."""
    return str(value_of(article) or article) if article.isascii() else article


def stored_of(row: sqlite3.Row) -> StoredPassage:
    """A row of passage and document columns as a stored passage."""
    doc_id, start, end = row["doc_id"], row["start"], row["end"]
    passage = Passage(
        passage_id=f"{doc_id}#{start}-{end}",
        doc_id=doc_id,
        start=start,
        end=end,
        text=row["text"],
        heading=tuple(json.loads(row["heading"])),
        page=row["page"],
        sentences=tuple(Span(*values) for values in json.loads(row["sentences"])),
    )
    return StoredPassage(
        row["passage_key"], passage, row["title"], row["tier"], row["date"], row["instrument"], row["provision"]
    )


def info_of(row: sqlite3.Row) -> DocumentInfo:
    """A row of the table of documents as what a list shows."""
    same: dict[str, Any] = {name: row[name] for name in DocumentInfo.__slots__ if name != "ai_notice"}
    return DocumentInfo(ai_notice=row["ai_start"] is not None, **same)


def mention_of(doc_id: str, row: sqlite3.Row) -> Mention:
    """A row of the table of mentions with the offsets of its passage as a mention."""
    found: Entity | TreatyReference
    if row["kind"] == "entity":
        found = Entity(
            row["start"],
            row["end"],
            row["text"],
            row["label"],
            row["canonical_id"],
            row["canonical_name"],
            row["origin"],
        )
    else:
        found = TreatyReference(
            row["start"],
            row["end"],
            row["text"],
            row["treaty_id"],
            tuple(json.loads(row["articles"])),
            tuple(json.loads(row["paragraphs"])),
            row["form"],
            load_registry().status_of(row["treaty_id"]),
        )
    passage = None if row["passage_key"] is None else f"{doc_id}#{row['passage_start']}-{row['passage_end']}"
    return Mention(doc_id, found, passage)
