"""Short forms that a text defines for itself: "the Space Development Agency (SDA)".

The initials are matched from the right, a simple form of Schwartz and Hearst, "A Simple Algorithm for Identifying
Abbreviation Definitions in Biomedical Text" (2003).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DEFINED = re.compile(r"(?<=[\w)’'.])\s\(\s?[\"“‘']?(?P<short>[A-Z][A-Za-z&-]{0,8}[A-Z])[\"”’']?\s?\)")
_WORD = re.compile(r"[^\W_]+")
_SKIPPED = frozenset("of the and for in on to de du la le et des a an with".split())


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and where its long form stands."""

    short: str
    start: int
    end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """Each short form that stands in brackets after words with its initials."""
    for match in _DEFINED.finditer(text):
        low = max(0, match.start() - 120)
        start = _long_form(text, low, match.start(), match["short"])
        if start is not None:
            yield Definition(match["short"], start, match.start())


def _long_form(text: str, low: int, high: int, short: str) -> int | None:
    """Where the words begin whose initials are the short form, small words being optional."""
    words = [(word.start(), word[0]) for word in _WORD.finditer(text, low, high)]
    wanted = [char.lower() for char in short if char.isalpha()]
    at = len(words) - 1
    while wanted and at >= 0:
        begun, word = words[at]
        if word[0].lower() == wanted[-1]:
            wanted.pop()
            if not wanted:
                return begun
        elif word.lower() not in _SKIPPED:
            return None
        at -= 1
    return None
