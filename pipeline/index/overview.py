"""What the mentions of all live documents come to: how often what is named, where, when, and together with what."""

import json
import re
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Literal, TypeVar, cast

from pipeline.data import Mention
from pipeline.index.catalog import Catalog
from pipeline.index.rows import mention_of
from pipeline.treaties import load_registry

T = TypeVar("T")
Kind = Literal["entity", "treaty"]

_NAME = {"entity": "coalesce(m.canonical_id, m.text)", "treaty": "m.treaty_id"}
_SHOWN = {"entity": "coalesce(max(m.canonical_name), max(m.text))", "treaty": "m.treaty_id"}
_LIVE = "FROM mentions m JOIN documents d USING (document_key) WHERE d.state = 'live'"
_YEAR = re.compile(r"(?<![\d.,/])(1[5-9]\d\d|20\d\d)(?![\d/]|[.,]\d)")
# Figures and dates are mentioned all the time and say nothing by standing beside each other.
TOGETHER = 24  # entities that are looked at for what stands together
SPREAD, OFFERED = 50_000, 300  # mentions that are counted to find names worth offering, and how many names are
FIGURES = ("DATE", "MONEY", "TIME", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL")


@dataclass(frozen=True, slots=True)
class Named:
    """An entity or instrument with how often it is mentioned and in how many documents; `key` is what filters take."""

    key: str
    name: str
    label: str
    mentions: int
    documents: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mentions are wanted: of a kind, or of both for None; of the names with these keys, or of all for None."""

    kind: Kind | None = None
    keys: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """All entities, or all instruments, the most frequent first."""

    kind: Kind
    rows: tuple[Named, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that occur."""
        return tuple(sorted({row.label for row in self.rows}))

    def matching(self, words: str = "", labels: Sequence[str] = ()) -> tuple[Named, ...]:
        """Those with the words in their name, of these labels; all of them for none."""
        wanted = words.strip().casefold()
        return tuple(
            row
            for row in self.rows
            if (not labels or row.label in labels) and (wanted in row.name.casefold() or wanted in row.key.casefold())
        )


class Overview:
    """The counts over one catalogue, each taken once for every published state; usable from several threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._guard = threading.Lock()
        self._counting: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._generation = -1
        self._kept: dict[str, object] = {}

    def names(self, kind: Kind) -> Names:
        """Every entity or instrument that a live document mentions; an instrument has its name in the registry."""
        label = "max(m.label)" if kind == "entity" else "'TREATY'"
        query = (
            f"SELECT {_NAME[kind]} AS key, {_SHOWN[kind]}, {label}, count(*), count(DISTINCT m.document_key)"
            f" {_LIVE} AND m.kind = ? GROUP BY key ORDER BY 4 DESC, 1"
        )

        def counted() -> Names:
            rows = (Named(*row) for row in self._rows(query, kind))
            if kind == "treaty":
                registry = load_registry()
                rows = (replace(row, name=known.name) if (known := registry.get(row.key)) else row for row in rows)
            return Names(kind, tuple(rows))

        return self._once(kind, counted)

    def frequent(self) -> dict[str, str]:
        """Names of the entities mentioned most often by their keys, counted over a spread of the mentions."""
        query = (
            f"SELECT {_NAME['entity']}, {_SHOWN['entity']} {_LIVE} AND m.kind = 'entity'"
            " AND m.label NOT IN (SELECT value FROM json_each(?))"
            " AND m.mention_key % (SELECT 1 | (count(*) / ?) FROM mentions) = 0"
            " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?"
        )
        rows = partial(self._rows, query, json.dumps(FIGURES), SPREAD, OFFERED)
        return self._once("frequent", lambda: {row[0]: row[1] for row in rows()})

    def articles(self) -> dict[tuple[str, str], int]:
        """How often each article is referred to, by (treaty id, article in arabic figures), the most often first."""
        query = (
            "SELECT m.treaty_id, a.value, count(*) FROM mentions m JOIN documents d USING (document_key),"
            " json_each(m.articles) a WHERE d.state = 'live' AND m.kind = 'treaty' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        )
        return self._once("articles", lambda: {(row[0], str(row[1])): row[2] for row in self._rows(query)})

    def years(self) -> dict[int, int]:
        """How often each year is mentioned, in order."""
        query = f"SELECT m.text, count(*) {_LIVE} AND m.kind = 'entity' AND m.label = 'DATE' GROUP BY 1"

        def counted() -> dict[int, int]:
            found: Counter[int] = Counter()
            for text, count in self._rows(query):
                found.update(dict.fromkeys(map(int, _YEAR.findall(text)), count))
            return dict(sorted(found.items()))

        return self._once("years", counted)

    def together(self) -> dict[tuple[str, str], int]:
        """In how many passages two of the most frequent entities stand, by their keys; the most often first."""

        def counted() -> dict[tuple[str, str], int]:
            chosen = [row.key for row in self.names("entity").rows if row.label not in FIGURES][:TOGETHER]
            query = (
                f"SELECT DISTINCT m.passage_key, {_NAME['entity']} {_LIVE} AND m.kind = 'entity'"
                f" AND m.passage_key IS NOT NULL AND {_NAME['entity']} IN (SELECT value FROM json_each(?))"
            )
            passages: defaultdict[int, list[str]] = defaultdict(list)
            for passage, key in self._rows(query, json.dumps(chosen)):
                passages[passage].append(key)
            pairs: Counter[tuple[str, str]] = Counter()
            for found in passages.values():
                pairs.update(combinations(sorted(found), 2))
            return dict(pairs.most_common())

        return self._once("together", counted)

    def mentions(self, most: int, wanted: Wanted = Wanted()) -> Iterator[tuple[str, Mention]]:
        """Mentions of live documents in the order of their documents, at most so many, with their document's title."""
        kinds = (wanted.kind,) if wanted.kind else tuple(_NAME)
        limits = [json.dumps(kinds)]
        named = ""
        if wanted.kind and wanted.keys is not None:
            named = f" AND {_NAME[wanted.kind]} IN (SELECT value FROM json_each(?))"
            limits.append(json.dumps(wanted.keys))
        query = (
            'SELECT m.*, p.start AS passage_start, p."end" AS passage_end, d.doc_id, d.title FROM mentions m'
            " JOIN documents d USING (document_key) LEFT JOIN passages p USING (passage_key)"
            f" WHERE d.state = 'live' AND m.kind IN (SELECT value FROM json_each(?)){named}"
            ' ORDER BY d.doc_id, m.start, m."end", m.kind LIMIT ?'
        )
        for row in self._rows(query, *limits, most):
            yield row["title"], mention_of(row["doc_id"], row)

    def _rows(self, query: str, *values: str | int) -> Iterator[sqlite3.Row]:
        yield from self._catalog.connection().execute(query, values)

    def _once(self, name: str, made: Callable[[], T]) -> T:
        with self._guard:
            counting = self._counting[name]
        with counting:  # who comes meanwhile waits for the count instead of taking it as well
            return self._counted(name, made)

    def _counted(self, name: str, made: Callable[[], T]) -> T:
        with self._guard:
            generation = self._catalog.published()[0]
            if generation != self._generation:
                self._kept, self._generation = {}, generation
            held = self._kept.get(name)
        if held is None:
            held = made()
            with self._guard:
                if generation == self._generation:
                    self._kept[name] = held
        return cast("T", held)
