"""Reads citations by number: treaty series, resolutions of United Nations bodies, document symbols."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.data import Form
from pipeline.treaties import grammar
from pipeline.treaties.numerals import figures_of, roman_value
from pipeline.treaties.registry import Registry

_MOST_ITEMS = 40
_FIGURES = re.compile(r"(?<=[./])(?=[OolIS]*[0-9])[0-9OolIS]+(?![^./])")  # a part of a symbol that is a number, misread
_RESOLUTION_ID = re.compile(r"UN(?P<body>GA|SC)-(?P<number>\d+(?:-\d+)?)\Z")
_SERIES_KEY = tuple[str, str, str]


_PRINTED = re.compile(
    r"\b\d{1,4}\s(?:U\.?\s?N\.?\s?T\.?\s?S\.?|U\.?\s?S\.?\s?T\.?|I\.?\s?L\.?\s?M\.?|L\.?N\.?T\.?S\.?|C\.?T\.?S\.?)\s\d{1,5}\b"
    r"|\b(?:T\.?I\.?A\.?S\.?|C?ETS)\s(?:No\.\s)?\d{1,6}\b|\((?:above |supra )?(?:nn?|note|fn)\.?\s?\d{1,4}\)"
)


def find_citations(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text says that something is printed elsewhere ("610 UNTS 205", "(n 14)"): no figures of its own.

    Any volume and page, in the registry or not.
    """
    return tuple(match.span() for match in _PRINTED.finditer(text))


class Citation(NamedTuple):
    """A citation by number: cleaned offsets, its form, and the ids that it can stand for, most likely first.

    `series` and `volume` are kept of a citation that is not in the registry, so that the instrument named before it
    can claim it. `sure` tells that the expression can be nothing else.
    """

    start: int
    end: int
    form: Form
    treaty_ids: tuple[str, ...]
    series: str = ""
    volume: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class CitationTable:
    """Ids by what texts cite: (series, volume, page or number), (body, number) of a resolution.

    `series_of` gives the series and volumes in which each instrument is known to be printed.
    """

    series: Mapping[_SERIES_KEY, tuple[str, ...]]
    resolutions: Mapping[tuple[str, str], str]
    series_of: Mapping[str, frozenset[tuple[str, str]]]


@lru_cache(maxsize=8)
def citation_table(registry: Registry) -> CitationTable:
    """The citations of all instruments of a registry; built once for each registry."""
    series: dict[_SERIES_KEY, tuple[str, ...]] = {}
    resolutions: dict[tuple[str, str], str] = {}
    series_of: dict[str, frozenset[tuple[str, str]]] = {}
    for one in registry.instruments.values():
        named = _RESOLUTION_ID.fullmatch(one.id)
        if named is not None:
            resolutions[named["body"], named["number"].replace("-", "/")] = one.id
            continue
        keys = [key for citation in one.citations if (key := _registry_key(citation)) is not None]
        if one.unts_registration:
            keys.append(("UNTS", "no", one.unts_registration))
        series_of[one.id] = frozenset((key[0], key[1]) for key in keys)
        for key in keys:
            series[key] = (*series.get(key, ()), one.id)
    return CitationTable(series, resolutions, series_of)


def _registry_key(citation: str) -> _SERIES_KEY | None:
    for word, series in grammar.SERIES.items():
        match = re.search(rf"(?:(\d+)\s)?{re.escape(word)}\.?\s(\d[\d-]*|[IVX]+)", citation)
        if match is not None and (match.start() == 0):
            return (series, match[1] or "", match[2])
    return None


def read_series(text: str, start: int, end: int, series: str, table: CitationTable) -> Citation | None:
    """The citation of a treaty series whose name stands at `text[start:end]`; None where no number belongs to it."""
    before = grammar.VOLUME_BEFORE.search(text[max(0, start - 18) : start])
    if series in grammar.BY_NUMBER:
        number = grammar.NUMBER_AFTER.match(text, end)
        if number is None:
            return None
        return _series(start, number.end(), series, "", number["number"], table)
    registration = grammar.REGISTRATION_AFTER.match(text, end) if before is None and series == "UNTS" else None
    if registration is not None:
        return _series(start, registration.end(), series, "no", registration["number"], table)
    after = grammar.VOLUME_PAGE_AFTER.match(text, end) if before is None else None
    if after is not None:
        return _series(start, after.end(), series, after["volume"], after["page"], table)
    page = grammar.PAGE_AFTER.match(text, end)
    if before is None or page is None:
        return None
    return _series(start - len(before[0]), page.end(), series, before["volume"], page["page"], table)


def _series(start: int, end: int, series: str, volume: str, page: str, table: CitationTable) -> Citation:
    volume = volume if volume in ("", "no") else figures_of(volume)
    page = page if roman_value(page) is not None and page.isupper() else figures_of(page)
    return Citation(start, end, "series", table.series.get((series, volume, page), ()), series, volume)


def read_resolutions(text: str, start: int, end: int, head: str, table: CitationTable) -> Iterator[Citation]:
    """The resolutions whose head word stands at `text[start:end]`, one citation each; the first holds the head."""
    lead = text[max(0, start - grammar.LONGEST_BODY) : start]
    body = _body_of(head)
    before = grammar.SYMBOL_BEFORE.search(lead) if "/" in head else grammar.BODY_BEFORE.search(lead)
    if before is not None and "/" not in head:
        body = "GA" if before["assembly"] else "SC"
        possessive = before[0].rstrip().endswith("'s")
        before = None if possessive else before
    if not body and grammar.OTHER_BODY_BEFORE.search(lead):
        return
    first = grammar.RESOLUTION_NUMBER.match(text, end)
    beside = grammar.ADOPTED_BY.search(lead) or (first and grammar.BODY_AFTER.match(text, first.end()))
    if not body and beside:  # "The Security Council adopted resolution 2803", "resolution 2803 of the Security Council"
        body = "GA" if beside["assembly"] else "SC"
    opening = start - (len(before[0]) if before else 0)
    explicit = bool(body)
    at = end
    for _ in range(_MOST_ITEMS):
        number = grammar.RESOLUTION_NUMBER.match(text, at)
        if number is None or grammar.NOT_A_RESOLUTION.match(text, number.end()):
            return
        citation = _resolution(opening if at == end else number.start("number"), number, body, explicit, table)
        if citation is None:
            return
        yield citation
        separator = grammar.RESOLUTION_SEPARATOR.match(text, number.end())
        if separator is None or separator.end() == number.end() or head.lower().strip(".") in ("a/res/", "s/res/"):
            return
        at = separator.end()


def _body_of(head: str) -> str:
    upper = head.upper()
    if upper.startswith(("A/", "GA", "UNGA")):
        return "GA"
    return "SC" if upper.startswith(("S/", "UNSC")) else ""


def _resolution(
    opening: int, number: re.Match[str], body: str, explicit: bool, table: CitationTable
) -> Citation | None:
    session = number["session"] or ""
    cited = figures_of(number["number"]) + (f"/{figures_of(number['item'])}" if number["item"] else "")
    if not body:
        body = "GA" if number["item"] or (session and not any(map(str.isdigit, session))) else "SC" if session else ""
    bodies = (body,) if body else ("SC", "GA")
    known = [table.resolutions[name, cited] for name in bodies if (name, cited) in table.resolutions]
    if known:
        return Citation(opening, number.end(), "resolution", (known[0],), sure=explicit or bool(session))
    if not explicit and not session and not number["item"]:
        return None
    other = f"OTHER:UN{body}-{cited.replace('/', '-')}"
    dated = grammar.DATE_AFTER.match(number.string, number.end()) is not None
    return Citation(opening, number.end(), "resolution", (other,), sure=explicit or bool(session) or dated)


def read_symbol(text: str, start: int) -> Citation | None:
    """The document symbol that begins at a place; None where the letters are something else."""
    symbol = grammar.SYMBOL.match(text, start)
    if symbol is None or not any(character.isdigit() for character in symbol[0]):
        return None
    before = grammar.SYMBOL_BEFORE.search(text[max(0, start - grammar.LEAD) : start])
    if before is None and not grammar.SYMBOL_BODY.match(text, start):
        return None
    named = _FIGURES.sub(lambda part: figures_of(part[0]), symbol[0].replace(" ", ""))
    return Citation(start - (len(before[0]) if before else 0), symbol.end(), "doc", (f"DOC:{named}",))
