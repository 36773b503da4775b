"""Texts that are instruments themselves, and the parts of a collection that are."""

import re
from collections.abc import Mapping
from itertools import islice, pairwise

from pipeline.treaties.registry import Registry

_HEADINGS = (
    re.compile(
        r"\n[^\S\n]{0,40}(?i:article|section|clause|art\.)\s{1,3}(?:[0-9]{1,3}|[ivxlcIVXLC]{1,7}|(?i:one|first))\b"
    ),
    re.compile(r"ARTICLE(?<!\wARTICLE)\s{1,3}(?:[0-9]{1,3}|[IVXLC]{1,7})\b"),
)
"""What opens a provision, behind a line break or in capitals; a text with several is itself an instrument."""
_HEADINGS_OF_AN_INSTRUMENT = 3
_TITLE_LINE = re.compile(
    r"(?m)^[^\S\n]{0,12}(?:[A-Z]\.[^\S\n]|[Pp](?:art|ART)[^\S\n](?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[IVX]{1,4})\b[^\n]{0,3}|"
    r"(?=Treaty|Agreement|Convention|Protocol|Charter))"
    r"(?P<title>[A-Z][^\n]{8,300}?)?[0-9]{0,2}[^\S\n]*$"
)
"""A line that may open a part of a collection: a lettered heading, "Part two", or the title of an instrument."""
_FORMULAS: Mapping[str, re.Pattern[str]] = {
    "agree": re.compile(r"agree(?<!\wagree)d?\s(?:as\sfollows|upon\sthe\sfollowing|on\sthe\sfollowing)"),
    "whereof": re.compile(r"in(?<!\win)\switness\swhereof"),
    "contracting": re.compile(r"contracting(?<!\wcontracting)\s(?:parties|states|governments)"),
    "plenipotentiar": re.compile(r"plenipotentiar(?<!\wplenipotentiar)(?:y|ies)"),
    "duplicate": re.compile(r"done(?<!\wdone)\s(?:at|in)\s[\w ,.]{3,40}\sduplicate"),
    "exchange": re.compile(r"exchange(?<!\wexchange)\sof\s(?:the\s)?(?:instruments\sof\s)?ratifications?"),
    "present": re.compile(r"present(?<=\bthe\spresent)\s(?:agreement|treaty|convention|protocol)\sshall"),
    "this": re.compile(r"this(?<!\wthis)\s(?:agreement|treaty|convention|protocol)\sshall"),
}
"""Set phrases of instruments, in small letters, by a word that each has; a text with several is itself one."""
_FORMULAS_OF_AN_INSTRUMENT = 2


def parts_of(text: str, registry: Registry) -> list[tuple[int, int, str | None]]:
    """The parts of a collection of instruments: start, end, and the id of the one whose own text each is.

    An instrument's text begins with its full title on a line of its own and has articles under headings; none for a
    text that holds no such thing.
    """
    begun: list[tuple[int, str | None]] = [(0, None)]
    for match in _TITLE_LINE.finditer(text):
        title = match["title"]
        one = registry.by_title(" ".join(title.split())) if title else None
        held = one.id if one is not None and not one.is_resolution else None
        if held is not None or match[0].lstrip()[:1] != (title or "")[:1]:  # a title, or a heading with its letter
            begun.append((match.start(), held))
    parts: list[tuple[int, int, str | None]] = []
    for (start, one_id), (end, _) in pairwise([*begun, (len(text), None)]):
        headings = islice(_HEADINGS[0].finditer(text, start, end), _HEADINGS_OF_AN_INSTRUMENT)
        held = one_id if len(list(headings)) == _HEADINGS_OF_AN_INSTRUMENT else None
        if parts and parts[-1][2] is None and held is None:
            parts[-1] = (parts[-1][0], end, None)
        elif end > start:
            parts.append((start, end, held))
    return parts if any(held for _, _, held in parts) else []


def is_instrument(text: str) -> bool:
    """Whether a text is an instrument itself: provisions are opened in it, or it speaks in the set phrases of one."""
    lines = "\n" + text
    headings = {
        match.end() for pattern in _HEADINGS for match in islice(pattern.finditer(lines), _HEADINGS_OF_AN_INSTRUMENT)
    }
    if len(headings) >= _HEADINGS_OF_AN_INSTRUMENT:
        return True
    small = text.lower()
    formulas = {
        " ".join(match[0].split())
        for word, pattern in _FORMULAS.items()
        if word in small
        for match in pattern.finditer(small)
    }
    return len(formulas) >= _FORMULAS_OF_AN_INSTRUMENT
