"""The patterns of references, generated from the registry: names, pinpoints, back-references, citations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.data import Form
from pipeline.treaties.registry import Instrument, Registry

_NUMBER = r"(?:\d{1,3}|[IVXLC]{1,8}|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en)\b"
_ITEM = rf"{_NUMBER}(?:\s?\((?:\d{{1,2}}|[a-z]{{1,4}})\))*"
_LIST = rf"{_ITEM}(?:(?:\s?,\s(?:and\s|&\s)?|\s(?:and|or|&|to|through)\s|\s?[-–—]\s?){_ITEM})*"
_PARAGRAPH = r"(?:,?\s(?:[Pp]aragraphs?|[Pp]aras?\.?)\s\(?\w{1,4}\)?)?"
_LEADING = r"(?:[Pp]aragraph\s\w{1,4}\sof\s)?(?:Common\s|[Ii]d\.\s|[Ii]bid\.,?\s)?"
_HEADS = r"(?:[Aa]rticles?|[Aa]rts?\.?|ARTICLES?|ART\.?|§§?|[Ss]ections?|[Ss]ecs?\.|[Cc]hapters?|[Cc]hs?\.|[Pp]arts?)"
_PINPOINT = rf"{_LEADING}(?<!\w){_HEADS}\s?{_LIST}{_PARAGRAPH}"
_NOUNS = r"Treaty|Convention|Agreement|Accords|Charter|Protocol|Pact|Covenant|treaty|convention|accords|charter"
_BACKREF = (
    r"\b(?:[Tt]he|[Tt]his|[Tt]hese|[Tt]hat|[Ss]aid)\s"
    rf"(?P<name>(?:(?P<year>1[89]\d\d|20\d\d)\s)?(?P<noun>{_NOUNS}))\b(?!\s[A-Z])"
)
_FOREIGN = re.compile(r"\s(?:of|to)\s(?:its|their|his|her|our|a|an|the|this|that)\b|,?\s(?:of|to)\s[A-Z]")
_RESOLUTION = re.compile(
    r"\b(?:UN\s?(?:GA|SC)\s?Res(?:olution|\.)?|UNSCR|(?:(?:UN\s)?(?:General\sAssembly|Security\sCouncil)\s)?[Rr]esolutions?|"
    r"GA\sRes\.?|A/RES/|S/RES/)\s?(?P<number>\d{1,4}(?:/\d{1,3})?)(?:\s?\((?P<session>[IVXLC]{1,7}|(?:19|20)\d\d)\))?"
)
_SYMBOL = re.compile(r"\b(?:UN\sDoc\.?\s)?(?P<symbol>(?:A|S|ST|E)/(?!RES)[A-Z0-9]+(?:[./][A-Z0-9.]+)+\d)")
_SERIES = re.compile(
    r"\b(?P<volume>\d{1,4})\s?(?P<series>U\.?N\.?T\.?S\.?|U\.?S\.?T\.?|I\.?L\.?M\.?|L\.?N\.?T\.?S\.?)\s?(?P<page>\d{1,5})\b|\bT\.?I\.?A\.?S\.?\s(?:No\.\s)?(?P<tias>\d{3,5})\b"
)
# Aliases that are back-references when they stand alone.
_GENERIC = ("Charter", "Accords")
# An acronym is risky where it also is a word or stands for other things.
_ACRONYM = re.compile(r"[A-Z]{2,6}")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled patterns of one registry."""

    pinpoint: re.Pattern[str]
    backref: re.Pattern[str]
    foreign: re.Pattern[str]
    name: re.Pattern[str]
    ids: dict[str, tuple[str, bool]]
    citation_ids: dict[str, str]

    def names(self, text: str) -> Iterator[tuple[int, int, str, bool]]:
        """Start, end and instrument of each name, and whether it is too short to count by itself."""
        for match in self.name.finditer(text):
            treaty_id, risky = self.ids[" ".join(match["core"].split())]
            yield match.start(), match.end(), treaty_id, risky

    def joined_before(self, text: str, start: int) -> int | None:
        """Where an expression ends that is joined to a name starting here by 'of', 'of the', 'to' or a space."""
        match = _JOINED.search(text, max(0, start - 12), start)
        return match.start() if match else None

    def joined_after(self, text: str, end: int) -> int | None:
        match = re.compile(r",?\s").match(text, end)
        return match.end() if match else None

    def citations(self, text: str) -> Iterator[tuple[tuple[int, int], Form, str]]:
        """Series citations, resolutions and document symbols with the id that they stand for."""
        for match in _SERIES.finditer(text):
            key = _citation_key(match[0])
            if key in self.citation_ids:
                yield match.span(), "series", self.citation_ids[key]
        for match in _RESOLUTION.finditer(text):
            number, session = match["number"], match["session"]
            body = "UNSC" if "S/RES" in match[0] or "Security" in match[0] or "UNSC" in match[0] else "UNGA"
            named = f"{body}-{number.replace('/', '-')}"
            if named in self.citation_ids.values() or "/" in number or session:
                yield match.span(), "resolution", named
        for match in _SYMBOL.finditer(text):
            yield match.span(), "doc", f"DOC:{match['symbol']}"


_JOINED = re.compile(r"(?:,?\s(?:of|to)\s(?:the\s)?|,?\s(?:the\s)?)\Z")


def patterns_of(registry: Registry) -> Patterns:
    """Compile the patterns for the names that a registry knows."""
    ids: dict[str, tuple[str, bool]] = {}
    citations: dict[str, str] = {}
    for one in registry.instruments.values():
        if one.id.startswith(("UNGA", "UNSC")):
            citations[one.id] = one.id
            continue
        for name in one.names:
            plain = name.removeprefix("the ")
            telling = " " in plain or _ACRONYM.fullmatch(plain) or len(plain) > 4
            if telling and plain not in _GENERIC:
                ids.setdefault(plain, (one.id, _risky(plain, one)))
        for citation in (one.unts, *one.other_citations):
            if citation:
                citations[_citation_key(citation)] = one.id
    alternatives = "|".join(
        r"\s".join(re.escape(word) for word in name.split()) for name in sorted(ids, key=len, reverse=True)
    )
    year = r"(?:1[89]\d\d|20\d\d)"
    name = rf"(?<!\w)(?:{year}\s)?(?P<core>{alternatives})(?!\w)(?:\sof\s{year}\b|\s\({year}\))?"
    return Patterns(re.compile(_PINPOINT), re.compile(_BACKREF), _FOREIGN, re.compile(name), ids, citations)


def _risky(name: str, one: Instrument) -> bool:
    return bool(_ACRONYM.fullmatch(name)) and len(name) <= 5 and name not in one.official_title


def _citation_key(citation: str) -> str:
    return re.sub(r"[.\s]|No", "", citation)
