"""What the address bar says: every state of a page is a link that somebody else can open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

from pipeline.data import DATE_PREFIX, MODES, TIERS, VERDICTS, Filters, Mode
from pipeline.reviews import QueueEntry

SEARCH = "./"  # the page that the bare address shows
READER = "reader"
REVIEW = "review"
LAYERS = ("entities", "treaties", "claims", "page image")  # the last beside the text, where it has pages
LAYERS_DRAWN = ("treaties", "claims", "page image")
DOCUMENTS_OFFERED = 300  # by name in a list; of a larger library the others are to be typed
PASSAGES, PASSAGES_MOST = 10, 50  # of a search, at first and at most
QUERY_MOST = 2_000  # characters; it stands in the address
SEVERAL = ("document", "treaty", "entity")  # the filters that take several values


@dataclass(frozen=True, slots=True)
class SearchState:
    """The question and the filters of the search page; empty fields are left out of the address.

    A filter of several values stands in the address once for each: `treaty=OST&treaty=LIABILITY`. `source` is the place
    that is shown beside the answer, as document, start and end ("notes/a.md#10-25"), `k` how many passages are shown.
    """

    q: str = ""
    mode: str = "hybrid"
    tier: str = ""
    document: tuple[str, ...] = ()
    treaty: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    source: str = ""
    k: int = PASSAGES

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Self:
        """Whatever of the address (all values of each name) is understood; the rest is as if it were not there."""
        several = {name: tuple(dict.fromkeys(filter(None, params.get(name, ())))) for name in SEVERAL}
        last = {name: values[-1] for name, values in params.items() if values}
        mode, tier = last.get("mode", ""), last.get("tier", "")
        return cls(
            q=last.get("q", ""),
            mode=mode if mode in MODES else "hybrid",
            tier=tier if tier in TIERS else "",
            since=last.get("since", ""),
            until=last.get("until", ""),
            source=last.get("source", ""),
            k=min(max(PASSAGES, _number(last.get("k", ""))), PASSAGES_MOST),
            document=several["document"],
            treaty=several["treaty"],
            entity=several["entity"],
        )

    def params(self) -> dict[str, list[str]]:
        default = type(self)()
        values = {spec.name: getattr(self, spec.name) for spec in fields(self)}
        return {
            name: list(value) if name in SEVERAL else [str(value)]
            for name, value in values.items()
            if value and value != getattr(default, name)
        }

    @property
    def shown(self) -> "ReaderState":
        """The place beside the answer; its `doc` is empty where there is none."""
        doc, _, place = self.source.rpartition("#")
        start, _, end = place.partition("-")
        return ReaderState.from_params({"doc": doc, "start": start, "end": end})

    def beside(self, doc_id: str, start: int, end: int) -> Self:
        """The same search with that place beside it."""
        return replace(self, source=f"{doc_id}#{start}-{end}")

    def closed(self) -> Self:
        """The same search with nothing beside it."""
        return replace(self, source="")

    def begun(self) -> Self:
        """The same search with its first passages and nothing beside them."""
        return replace(self, source="", k=PASSAGES)

    def longer(self) -> Self:
        """The same search with more of its passages."""
        return replace(self, k=min(self.k + PASSAGES, PASSAGES_MOST))

    @property
    def link(self) -> str:
        """The address of this search, relative to the application."""
        return f"{SEARCH}?{urlencode(self.params(), doseq=True)}"

    @property
    def search_mode(self) -> Mode:
        return next(mode for mode in MODES if mode == self.mode)

    @property
    def filters(self) -> Filters:
        return Filters(
            documents=self.document,
            tier=next((tier for tier in TIERS if tier == self.tier), None),
            date_from=_day(self.since),
            date_to=_day(self.until),
            entities=self.entity,
            treaties=self.treaty,
        )


STATUSES = ("pending", "unsigned", "reviewed", "disputed", "reopened")


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Which verdicts the review goes through, and the one that is open; `claim` is empty for the first of them.

    "unsigned" are the pending ones that whoever reviews has not signed.
    """

    status: str = "pending"
    verdict: str = ""
    doc: str = ""
    claim: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        status, verdict = params.get("status", "pending"), params.get("verdict", "")
        return cls(
            status if status in ("all", *STATUSES) else "pending",
            verdict if verdict in (*VERDICTS, "aside") else "",
            params.get("doc", ""),
            params.get("claim", ""),
        )

    def params(self) -> dict[str, str]:
        default = type(self)()
        values = {spec.name: getattr(self, spec.name) for spec in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(default, name)}

    @property
    def link(self) -> str:
        """The address of this state, relative to the application."""
        return f"{REVIEW}?{urlencode(self.params())}"

    def matching(self, entries: Sequence[QueueEntry], reviewer: str = "") -> list[QueueEntry]:
        """The entries that this state goes through for a reviewer, in their order."""
        return [
            entry
            for entry in entries
            if _has_status(entry, self.status, reviewer)
            and (not self.verdict or (entry.label or "aside") == self.verdict)
            and (not self.doc or entry.doc_id == self.doc)
        ]


VIEWS = ("entities", "treaties", "articles", "timeline", "together")


@dataclass(frozen=True, slots=True)
class NamesState:
    """What the page of entities and treaties shows: its view, words in the names, labels, and the page from 1."""

    view: str = "entities"
    q: str = ""
    label: tuple[str, ...] = ()
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Self:
        last = {name: values[-1] for name, values in params.items() if values}
        view = last.get("view", "")
        return cls(
            view if view in VIEWS else "entities",
            last.get("q", ""),
            tuple(dict.fromkeys(filter(None, params.get("label", ())))),
            max(1, _number(last.get("page", ""))),
        )

    def params(self) -> dict[str, list[str]]:
        values = {"q": [self.q] if self.q else [], "label": list(self.label)}
        values["view"] = [] if self.view == "entities" else [self.view]
        values["page"] = [str(self.page)] if self.page > 1 else []
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class LibraryState:
    """Which documents the library lists: those of a tier, with words in their id or title; `page` starts at 1."""

    q: str = ""
    tier: str = ""
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        tier = params.get("tier", "")
        return cls(params.get("q", ""), tier if tier in TIERS else "", max(1, _number(params.get("page", ""))))

    def params(self) -> dict[str, str]:
        values = {"q": self.q, "tier": self.tier, "page": str(self.page) if self.page > 1 else ""}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A document and the span in it that is pointed at (`end` 0 where none is), or one of its claims.

    `layers` are what is drawn into the text; the address names them where they are others than `LAYERS_DRAWN`.
    """

    doc: str = ""
    start: int = 0
    end: int = 0
    claim: str = ""
    layers: tuple[str, ...] = LAYERS_DRAWN

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        start, end = (_number(params.get(name, "")) for name in ("start", "end"))
        named = params["layers"].split(",") if "layers" in params else LAYERS_DRAWN
        layers = tuple(layer for layer in LAYERS if layer in named)
        return cls(params.get("doc", ""), start, end if end > start else 0, params.get("claim", ""), layers)

    def params(self) -> dict[str, str]:
        values = {"doc": self.doc, "start": str(self.start or ""), "end": str(self.end or ""), "claim": self.claim}
        layers = {} if self.layers == LAYERS_DRAWN else {"layers": ",".join(self.layers)}
        return {name: value for name, value in values.items() if value} | layers

    @property
    def link(self) -> str:
        """The address of this place, relative to the application."""
        return f"{READER}?{urlencode(self.params())}"


def reader_link(doc_id: str, start: int = 0, end: int = 0) -> str:
    """The address of a span in the reader, relative to the application."""
    return ReaderState(doc_id, start, end).link


def _has_status(entry: QueueEntry, status: str, reviewer: str) -> bool:
    if status in ("pending", "unsigned"):
        return not entry.reviewed and (status == "pending" or reviewer not in entry.signed_by)
    has = {"reviewed": entry.reviewed, "disputed": entry.disputed, "reopened": entry.reopened}
    return has.get(status, True)


def _day(value: str) -> str | None:
    return value if re.fullmatch(DATE_PREFIX, value) else None


def _number(value: str) -> int:
    # Offsets beyond any document would be valid integers too; a dozen digits are enough.
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 12 else 0
