"""Articles, sections and resolution numbers that a sentence names."""

import re
from dataclasses import dataclass

_NUMBER = r"(?:[IVXLC]+|\d+(?:bis)?)(?![\w/])"
_LIST = rf"{_NUMBER}(?:\s*(?:,|and|or|to|–|-)\s*{_NUMBER})*"
_PROVISION = re.compile(
    rf"\b(?P<kind>articles?|sections?|chapters?|annex(?:es)?|paragraphs?|art\.)\s+(?P<list>{_LIST})", re.I
)
_RESOLUTION = re.compile(r"\bresolutions?\s+(?P<list>\d+(?:/\d+)?(?:\s?[A-Z]\b)?(?:\s?\([A-Z\-]+\))?)", re.I)
_ONE = re.compile(_NUMBER, re.I)
_KINDS = {"art": "article", "articl": "article", "annexe": "annex"}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Provision:
    """A named part of an instrument, or a numbered resolution; `number` in arabic figures ("4", "75/36")."""

    start: int
    end: int
    text: str
    kind: str
    number: str


def find_provisions(text: str) -> tuple[Provision, ...]:
    """Provisions in the order of the text; "Articles 2 and 51" gives two with the same offsets.

    >>> [(part.kind, part.number) for part in find_provisions("Articles II and VI, and resolution 75/36")]
    [('article', '2'), ('article', '6'), ('resolution', '75/36')]
    """
    found = []
    for match in _PROVISION.finditer(text):
        kind = match["kind"].lower().rstrip(".s")
        kind = _KINDS.get(kind, kind)
        for one in _ONE.finditer(match["list"]):
            number = one.group() if one.group()[0].isdigit() else str(_arabic(one.group().upper()))
            found.append(Provision(match.start(), match.end(), match.group(), kind, number))
    for match in _RESOLUTION.finditer(text):
        number = re.sub(r"\s*\(.*", "", match["list"]).replace(" ", "").upper()
        found.append(Provision(match.start(), match.end(), match.group(), "resolution", number))
    return tuple(sorted(found, key=lambda part: (part.start, part.number)))


def _arabic(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    after = [*values[1:], 0]
    return sum(-value if value < follower else value for value, follower in zip(values, after, strict=True))
