"""Reads citations by number: treaty series, resolutions of United Nations bodies, document symbols."""

import re
from collections.abc import Iterator, Mapping, Sequence
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

_BY_NUMBER = frozenset({"TIAS", "ETS", "TS", "SDOC", "UKTS"})
"""Series that give each instrument a number, without volume and page."""

_FIGURE = r"[0-9OolISB]{1,5}"
_VOLUME_BEFORE = re.compile(rf"(?<![\w/-])(?:[Vv]ol(?:ume|s?\.|s)? ?)?(?P<volume>{_FIGURE}) ?,? ?\Z")
_PAGE_AFTER = re.compile(rf"\.?,? ?(?:pp?\.? ?|at )?(?P<page>{_FIGURE}|[IVXLCl]{{1,6}})(?![\w/])")
_VOLUME_PAGE_AFTER = re.compile(
    rf"\.?,? ?[Vv]ol(?:ume|\.)? ?(?P<volume>{_FIGURE}),? ?(?:[Nn][o0]\.? ?(?:I-)?[0-9]{{1,6}},? ?)?"
    rf"(?:pp?\.?|at|page) ?(?P<page>{_FIGURE}|[IVXLC]{{1,6}})(?![\w/])"
)
_VOLUME_AFTER = re.compile(r"\.?,? ?[Vv]ol(?:ume|\.)? ?[0-9]")
"""Behind a series: its volume, so that a figure before it is none ("18 December 1979, Treaty Series, vol. 1363")."""
_REGISTRATION_AFTER = re.compile(
    r"\.?,? ?(?:[Vv]ol(?:ume|\.)? ?[0-9]{1,4},? ?)?(?:[Rr]eg(?:istration|\.)? )?(?:[Nn][o0]\.?|[Nn]umber|#) ?(?:I-)?(?P<number>[0-9]{2,6})(?![\w/])"
)
_NUMBER_AFTER = re.compile(r"\.?,? ?(?:[Nn][o0]s?\.? ?)?(?P<number>[0-9OolIS]{1,5}(?:-[0-9]{1,4})?)(?![\w/])")
_NUMBER_OF_YEAR = re.compile(
    r"\.?,? ?(?:(?:19|20)[0-9]{2},? )?(?:[Nn][o0]s?\.? ?)?(?P<number>[0-9]{1,3})(?: ?\((?:19|20)[0-9]{2}\))?(?![\w/])"
)
"""Behind a series that begins anew each year ("UKTS No. 10 (1968)")."""
_BODY_BEFORE = re.compile(
    r"(?<![\w/])(?:(?:UN|U\. ?N\.|United Nations) )?"
    r"(?:(?P<assembly>General Asse(?:m|rn)b[l1]y(?:'s)?|UN ?GA|GA|G\. ?A\.)|(?P<council>Security Council(?:'s)?|UN ?SC|SC|S\. ?C\.)) ?\Z"
)
_LONGEST_BODY = 44
_ADOPTED_BY = re.compile(
    r"(?<!\w)(?:(?P<assembly>General Assembly)|Security Council) (?:has |had |unanimously |then |later ){0,2}"
    r"(?:adopted|passed|approved|vetoed|recalled) (?:its |the |a )?\Z"
)
_BODY_AFTER = re.compile(r",? of the (?:UN |United Nations )?(?:(?P<assembly>General Assembly)|Security Council)(?!\w)")
"""Beside a resolution, apart from it: whose it is."""
_SYMBOL_BEFORE = re.compile(
    r"(?<![\w/])(?:(?:UN|U\. ?N\.|United Nations|GA|SC)[ -]?(?:[Dd]ocs?\.?|[Dd]ocuments?|GAOR|SCOR) (?:[Nn][o0]\.? )?|"
    r"(?:(?:UN|U\. ?N\.|United Nations) )?(?:(?:General Assembly|Security Council|GA|SC|UNGA|UNSC) )?(?:[Rr]esolution|[Rr]es\.?) )\Z"
)
_RESOLUTION_NUMBER = re.compile(
    r"\.? ?(?:[Nn][o0]s?\.? )?(?P<number>(?=[OolIS]*[0-9])[0-9OolIS]{1,4})(?!/RES)"
    r"(?:/(?P<item>[0-9OolIS]{1,3})(?![0-9/]))?"
    r"(?: ?[A-E](?:(?:,? and |-)[A-E])?(?= ?\())?(?: ?\((?P<session>[IVXLl]{1,7}|S-[IVX]{1,5}|ES-[IVX]{1,5}|(?:[1l]9|2[0O])[0-9OolI]{2})\))?"
    r"(?: ?[A-E](?![\w']))?(?!\w)"
)
_RESOLUTION_SEPARATOR = re.compile(
    r"(?: of [0-9]{1,2} [A-Z][a-z]{2,8} [0-9]{4})?,? ?(?:and|or|&|as well as)? ?(?=[0-9]|[lIOS][0-9OolIS]{0,3}(?:/[0-9OolIS]| ?\())"
)
_OTHER_BODY_BEFORE = re.compile(
    r"(?:(?:Rights|Social|Trusteeship|Governing|Executive|European|Municipal|City|Town|Atlantic) Council|Commission|Conference|Committee|Board|Parliament|Congress|Senate|House|Agency)(?:'s)? \Z"
    r"|(?<![\w.])(?:H\.|S\.|H\. ?R\.)(?: ?(?:J|Con)\.)? ?\Z"
)
"""Before "resolution": it is one of a body other than the two."""
_NOT_A_RESOLUTION = re.compile(
    r" ?(?:dpi|ppi|px|pixels?|mm|cm|[mk]m|nm|inch(?:es)?|degrees?|arc|m\b|x ?[0-9]|[x:×] ?[0-9]|%|scan|bits?)"
)
_BARE_NUMBER = re.compile(r"(?<![\w/.-])[0-9]{2}/[0-9]{1,3}(?![\w/-])")
_FURTHER_WITHIN = 200
"""How many characters behind a resolution its sentence is looked through for others that stand without the word."""
_SYMBOL = re.compile(
    r"(?:A|S|E|ST|CD|NPT|CCW|BWC|TD|UNEP|CCPR|HRI|ISBA)"
    r"(?:/(?: (?=(?:C|AC|L|WG|CRP|WP|INF|Add|Corr|Rev)\.[0-9]))?(?:(?:Add|Corr|Rev|Amend|Annex|Summary)\.[0-9l]{1,3}"
    r"|[A-Z0-9l][A-Z0-9l-]{0,11}(?![a-z])(?:\.[0-9A-Zl][0-9A-Zl-]{0,11}){0,3})){1,9}"
)
_SYMBOL_BODY = re.compile(
    r"(?:A|S|E)/(?:(?:AC|C|CN|CONF|BUR|SPC|PV|INF|HRC|ES|SC|DC|WG|NGO|ICEF|ECE|ESCWA|ESCAP|DEC|SR|Agenda|PRST)\b|[0-9l][0-9OlIS]{1,4}/|[0-9l][0-9OlIS]{3,4}(?![\w/]))"
    r"|(?:ST/[A-Z]{2,6}|CD/[0-9l][0-9OlIS]{1,4}|CD/PV|CD/WP|NPT/|CCW/|BWC/|TD/|UNEP/|CCPR/|HRI/|ISBA/)"
)
"""How a symbol begins that is one beyond doubt; the others count after "UN Doc" only."""


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
    before = None if _VOLUME_AFTER.match(text, end) else _VOLUME_BEFORE.search(text[max(0, start - 18) : start])
    if series in _BY_NUMBER:
        number = (_NUMBER_OF_YEAR if series == "UKTS" else _NUMBER_AFTER).match(text, end)
        if number is None:
            return None
        return _series(start, number.end(), series, "", number["number"], table)
    registration = _registration(text, end) if before is None and series == "UNTS" else None
    if registration is not None:
        return _series(start, registration.end(), series, "no", registration["number"], table)
    after = _VOLUME_PAGE_AFTER.match(text, end) if before is None else None
    if after is not None:
        return _series(start, after.end(), series, after["volume"], after["page"], table)
    page = _PAGE_AFTER.match(text, end)
    if before is None or page is None:
        return None
    return _series(start - len(before[0]), page.end(), series, before["volume"], page["page"], table)


def _registration(text: str, end: int) -> re.Match[str] | None:
    """The registration number behind the name of the series, in a volume or not, unless the page follows."""
    number = _REGISTRATION_AFTER.match(text, end)
    return None if number is None or _VOLUME_PAGE_AFTER.match(text, end) else number


def _series(start: int, end: int, series: str, volume: str, page: str, table: CitationTable) -> Citation:
    volume = volume if volume in ("", "no") else figures_of(volume)
    page = page if roman_value(page) is not None and page.isupper() else figures_of(page)
    return Citation(start, end, "series", table.series.get((series, volume, page), ()), series, volume)


def read_resolutions(text: str, start: int, end: int, head: str, table: CitationTable) -> Iterator[Citation]:
    """The resolutions whose head word stands at `text[start:end]`, one citation each; the first holds the head."""
    lead = text[max(0, start - _LONGEST_BODY) : start]
    body = _body_of(head)
    before = _SYMBOL_BEFORE.search(lead) if "/" in head else _BODY_BEFORE.search(lead)
    if before is not None and "/" not in head:
        body = "GA" if before["assembly"] else "SC"
        possessive = before[0].rstrip().endswith("'s")
        before = None if possessive else before
    if not body and _OTHER_BODY_BEFORE.search(lead):
        return
    first = _RESOLUTION_NUMBER.match(text, end)
    beside = _ADOPTED_BY.search(lead) or (first and _BODY_AFTER.match(text, first.end()))
    if not body and beside:  # "The Security Council adopted resolution 2803", "resolution 2803 of the Security Council"
        body = "GA" if beside["assembly"] else "SC"
    opening = start - (len(before[0]) if before else 0)
    explicit = bool(body)
    body = "SC" if head == "SCR" else body  # three letters say too little to do without the United Nations beside them
    at = end
    for _ in range(_MOST_ITEMS):
        number = _RESOLUTION_NUMBER.match(text, at)
        if number is None or _NOT_A_RESOLUTION.match(text, number.end()):
            return
        citation = _resolution(opening if at == end else number.start("number"), number, body, explicit, table)
        if citation is None:
            return
        yield citation
        separator = _RESOLUTION_SEPARATOR.match(text, number.end())
        if separator is None or separator.end() == number.end():
            return
        at = separator.end()
        if "/" in head and not _is_known(text, at, body, table):
            return  # behind a symbol, a number alone is a resolution's where one is known to have it


def further_resolutions(text: str, units: Sequence[Citation], table: CitationTable) -> list[Citation]:
    """The resolutions of the Assembly that a sentence cites by their numbers alone, once it has cited one in full.

    "Resolution 75/36 was followed by 76/231." A number that none of the registry's has is none.
    """
    found: list[Citation] = []
    ends = [one.end for one in units if one.form == "resolution" and "/" in text[one.start : one.end]]
    for at in ends:
        sentence = grammar.SENTENCE_END.search(text, at, at + _FURTHER_WITHIN)
        for number in _BARE_NUMBER.finditer(text, at, sentence.start() if sentence else at + _FURTHER_WITHIN):
            treaty_id = table.resolutions.get(("GA", number[0]))
            if treaty_id is not None and (not found or found[-1].end <= number.start()):
                found.append(Citation(number.start(), number.end(), "resolution", (treaty_id,)))
    return found


def _is_known(text: str, at: int, body: str, table: CitationTable) -> bool:
    """Whether the number at a place, with its item or session, is that of a resolution of the registry."""
    number = _RESOLUTION_NUMBER.match(text, at)
    if number is None or not (number["item"] or number["session"]):
        return False
    citation = _resolution(at, number, body, True, table)
    return citation is not None and not citation.treaty_ids[0].startswith("OTHER:")


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
    if body == "SC" and number["item"]:
        body = "GA"  # the Council counts its resolutions through
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
    symbol = _SYMBOL.match(text, start)
    if symbol is None or not any(character.isdigit() for character in symbol[0]):
        return None
    before = _SYMBOL_BEFORE.search(text[max(0, start - grammar.LEAD) : start])
    if before is None and not _SYMBOL_BODY.match(text, start):
        return None
    named = _FIGURES.sub(lambda part: figures_of(part[0]), symbol[0].replace(" ", ""))
    return Citation(start - (len(before[0]) if before else 0), symbol.end(), "doc", (f"DOC:{named}",))
