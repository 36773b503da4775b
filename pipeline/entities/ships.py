"""Ships that no list holds: by the prefix of their navy, and by their class."""

import re
from collections.abc import Iterator, Mapping

from pipeline.data import Entity
from pipeline.entities.rules import Rules

_WORD = r"[A-Z](?:[^\W\d_]|['’](?!s\b)(?=\w))+(?:-[A-Z]\w+)?"
_SMALL = r"(?:the|de|du|la)\s"
_CLASS = re.compile(
    rf"(?<![\w./@’'-])(?:(?P<first>{_WORD}(?:\s{_WORD}(?=\s{_SMALL}))?)\s(?:{_SMALL})?)?(?P<last>{_WORD})[-‑–]class\b"
)
_REACH = 40  # characters before it at which the other name begins that a word may belong to


def find_ships(text: str, rules: Rules, known: Mapping[int, Entity]) -> Iterator[tuple[int, int]]:
    """Start and end of names of ships and of classes of ships.

    Args:
        text: any text.
        rules: the prefixes of navies, and words that begin no name.
        known: other names by where they start; of a class they are no part where they end before its last word.
    """
    for match in rules.ships.finditer(text):
        yield match.span()
    for match in _CLASS.finditer(text):
        if match["last"] not in rules.no_classes:
            yield _class_start(match, rules, known), match.end()


def _class_start(match: re.Match[str], rules: Rules, known: Mapping[int, Entity]) -> int:
    """Where the name of a class begins: its last word, or the one before unless that is not its own ("Navy Astute")."""
    first = match["first"]
    if first is None or first in rules.before or first in rules.adjectives or (first,) in rules.ends:
        return match.start("last")
    low, high = match.span("first")
    near = (known[at] for at in range(max(0, low - _REACH), low + 1) if at in known)
    another = any(high <= one.end <= match.start("last") for one in near)
    return match.start("last") if another else low
