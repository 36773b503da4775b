"""Short forms that a text defines for itself: "the Space Development Agency (SDA)", "SDA (Space Data Association)".

The letters are matched from the right: first as initials, small words being optional, and where that fails as letters
of capitalised words. After Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
Biomedical Text" (2003).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORT = r"[\"“‘']?(?P<short>[A-Z](?=[A-Za-z&-]{0,9}[A-Z])[A-Za-z&-]{1,10})[\"”’']?"
_AFTER = re.compile(
    r"(?<=[\w)’'.])\s\(\s?(?:(?:hereinafter|hereafter|henceforth|abbreviated|also|or|the|as|short)[\s:]\s?){0,3}"
    rf"{_SHORT}(?:[;,]\s[^()\n]{{1,60}})?\s?\)"
)
_BEFORE = re.compile(rf"(?<![\w-]){_SHORT}\s\((?P<long>[A-Z][^()\n;:]{{4,90}})\)")
_WORD = re.compile(r"[^\W_]+")
_SKIPPED = frozenset("of the and for in on to de du la le et des a an with".split())
_REACH = 120  # characters before the bracket in which the long form stands


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and where its long form stands."""

    short: str
    start: int
    end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """Each short form that stands in brackets after the words that it abbreviates, or before them in brackets."""
    for match in _AFTER.finditer(text):
        low, high = max(0, match.start() - _REACH), match.start()
        start = _by_initials(text, low, high, match["short"])
        if start is None:
            start = _by_letters(text, low, high, match["short"])
        if start is not None:
            yield Definition(match["short"], start, high)
    for match in _BEFORE.finditer(text):
        if _by_initials(text, match.start("long"), match.end("long"), match["short"]) == match.start("long"):
            yield Definition(match["short"], match.start("long"), match.end("long"))


def _by_initials(text: str, low: int, high: int, short: str) -> int | None:
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


def _by_letters(text: str, low: int, high: int, short: str) -> int | None:
    """Where capitalised words begin that hold the letters of the short form in order, each word giving its first."""
    wanted = [char.lower() for char in short if char.isalpha()]
    end = len(wanted)
    for word in reversed(list(_WORD.finditer(text, low, high))):
        if not word[0][0].isupper():
            if word[0] in _SKIPPED:
                continue
            return None
        # The longest end of what is wanted that this word can give, its first letter coming first.
        given = next((at for at in range(end) if _holds(word[0].lower(), wanted[at:end])), None)
        if given is None:
            return None
        if given == 0:
            return word.start()
        end = given
    return None


def _holds(word: str, letters: list[str]) -> bool:
    """Whether a word begins with the first letter and has the others after it, in order."""
    rest = iter(word[1:])
    return word[0] == letters[0] and all(letter in rest for letter in letters[1:])
