"""What the address bar says: every state of a page is a link that somebody else can open."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlencode

from pipeline.data import MODES, TIERS, Filters, Mode

READER = "reader"


@dataclass(frozen=True, slots=True)
class SearchState:
    """The question and the filters of the search page; empty fields are left out of the address."""

    q: str = ""
    mode: str = "hybrid"
    tier: str = ""
    document: str = ""
    treaty: str = ""
    entity: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Whatever of the address is understood; the rest is as if it were not there."""
        known = {spec.name: params[spec.name] for spec in fields(cls) if spec.name in params}
        state = cls(**known)
        mode = state.mode if state.mode in MODES else "hybrid"
        return cls(**{**known, "mode": mode, "tier": state.tier if state.tier in TIERS else ""})

    def params(self) -> dict[str, str]:
        default = type(self)()
        values = {spec.name: getattr(self, spec.name) for spec in fields(self)}
        return {name: value for name, value in values.items() if value and value != getattr(default, name)}

    @property
    def search_mode(self) -> Mode:
        return next(mode for mode in MODES if mode == self.mode)

    @property
    def filters(self) -> Filters:
        return Filters(
            documents=(self.document,) if self.document else (),
            tier=next((tier for tier in TIERS if tier == self.tier), None),
            date_from=self.since or None,
            date_to=self.until or None,
            entities=(self.entity,) if self.entity else (),
            treaties=(self.treaty,) if self.treaty else (),
        )


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A document and the span in it that is pointed at; `end` 0 where none is."""

    doc: str = ""
    start: int = 0
    end: int = 0

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        start, end = (_number(params.get(name, "")) for name in ("start", "end"))
        return cls(params.get("doc", ""), start, end if end > start else 0)

    def params(self) -> dict[str, str]:
        values = {"doc": self.doc, "start": str(self.start)}
        return values | {"end": str(self.end)} if self.end else values


def reader_link(doc_id: str, start: int = 0, end: int = 0) -> str:
    """The address of a span in the reader, relative to the application."""
    return f"{READER}?{urlencode(ReaderState(doc_id, start, end).params())}"


def _number(value: str) -> int:
    # Offsets beyond any document would be valid integers too; a dozen digits are enough.
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 12 else 0
