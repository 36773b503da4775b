"""Articles, sections and resolution numbers that a sentence names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.treaties.numerals import value_of

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_NUMBER = rf"(?:[IVXLC]+|\d+(?:\s?(?:bis|ter)|[A-E])?|(?:{_WORDS}))(?:\s?\((?:\d{{1,2}}|[a-z]{{1,4}})\))*(?![\w/])"
_BETWEEN = r"(?:\s*[,&–-]\s*|\s*,?\s*(?:and|or|to|through)\s+)"
_PROVISION = re.compile(
    rf"(?:\b(?P<kind>(?-i:Pillars?|Protocols?|Phases?|Parts?|Tiers?|Schedules?|Appendix|Tracks?|Baskets?)|articles?|sections?|chapters?|annex(?:es)?|paragraphs?|arts?\.?|secs?\.|paras?\.)\s+|(?P<sign>§§?)\s*)"
    rf"(?P<list>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*)",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"(?P<before>{_BETWEEN})?(?P<number>{_NUMBER})", re.IGNORECASE)
_RANGE = re.compile(r"\s*[–-]\s*|\s*(?:to|through)\s+", re.IGNORECASE)
_SYMBOL = r"(?:(?:ES|S)-)?\d+(?:/\d+)?(?:\s?[A-Z]\b)?(?:\s?\([A-Z\-]+\))?(?:\s?\(\d{4}\))?"
_RESOLUTION = re.compile(
    rf"\b(?:(?:resolutions?|res\.|UNSCR)\s+|[AS]/RES/)(?P<list>{_SYMBOL}(?:(?:,\s*|,?\s+and\s+){_SYMBOL})*)",
    re.IGNORECASE,
)
_ONE_SYMBOL = re.compile(_SYMBOL, re.IGNORECASE)
_KINDS = {"art": "article", "articl": "article", "annexe": "annex", "sec": "section", "para": "paragraph"}
_LONGEST_RANGE = 60
_LEVELS = re.compile(r"\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Provision:
    """A named part of an instrument, or a numbered resolution; `number` in arabic figures ("4", "75/36").

    `paragraph` is its paragraph with what is below it ("2", "5(b)"), empty where none is named.
    """

    start: int
    end: int
    text: str
    kind: str
    number: str
    paragraph: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind.capitalize()} {self.number}" + (f", paragraph {self.paragraph}" if self.paragraph else "")

    def same(self, other: "Provision") -> bool:
        """Whether both are one provision, as far as both say; a paragraph is of the article that it is said of."""
        if (self.kind, self.number) != (other.kind, other.number):
            return False
        first, second = sorted((self.paragraph, other.paragraph), key=len)
        return second.startswith(first)


def find_provisions(text: str) -> tuple[Provision, ...]:
    """Provisions in the order of the text; "Articles 2 and 51" gives two with the same offsets.

    >>> [(part.kind, part.number) for part in find_provisions("Articles II and VI, and resolution 75/36")]
    [('article', '2'), ('article', '6'), ('resolution', '75/36')]
    """
    found = []
    for match in _PROVISION.finditer(text):
        kind = "section" if match["sign"] else match["kind"].lower().rstrip(".s")
        for number, paragraph in _numbers(match["list"]):
            found.append(Provision(*match.span(), match.group(), _KINDS.get(kind, kind), number, paragraph))
    for match in _RESOLUTION.finditer(text):
        for one in _ONE_SYMBOL.finditer(match["list"]):
            number = re.sub(r"\s*\(.*", "", one.group()).replace(" ", "").upper()
            found.append(Provision(*match.span(), match.group(), "resolution", number))
    return tuple(sorted(found, key=lambda part: part.start))


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """The numbers of a list in figures, each with its paragraph; a range names those within it, too."""
    last: int | None = None
    for one in _ITEM.finditer(text):
        written = _LEVELS.sub("", one["number"]).strip()
        levels = _LEVELS.findall(one["number"])
        value = value_of(written)
        if one["before"] and _RANGE.fullmatch(one["before"]) and last is not None and value is not None:
            yield from ((str(number), "") for number in range(last + 1, min(value, last + _LONGEST_RANGE)))
        last = value
        number = str(value) if value is not None else re.sub(r"\s", "", written).upper()
        yield number, "".join((levels[0], *(f"({level})" for level in levels[1:]))) if levels else ""
