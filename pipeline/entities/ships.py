"""Ships that no list holds: by the prefix of their navy, by their class, and by the noun before their name."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.data import Entity
from pipeline.entities.rules import Rules

_WORD = r"[A-Z](?:[^\W\d_]|['’](?!s?\b))+(?:-[A-Z]\w+)?"
_SMALL = r"(?:the|de|du|la)\s"
_CLASS = re.compile(
    rf"(?<![\w./@’'-])(?:(?P<first>{_WORD}(?:\s{_WORD}(?=\s{_SMALL}))?)\s(?:{_SMALL})?)?(?P<last>{_WORD})[-‑–]class\b"
)
_NAME = re.compile(rf"{_WORD}(?:\s{_WORD}){{0,2}}(?:\s(?:\d{{1,3}}|[A-Z]))?(?![\w-])")
_COUNTRY_ID = 2  # letters
_REACH = 40  # characters before it at which the other name begins that a word may belong to


def find_ships(text: str, rules: Rules, known: Sequence[Entity]) -> Iterator[tuple[int, int]]:
    """Start and end of names of ships and of classes of ships.

    Args:
        text: any text.
        rules: the prefixes of navies, and words that begin no name.
        known: other names in the text; of a class they are no part where they end before its last word.
    """
    starts = {one.start: one for one in known}
    for match in rules.ships.finditer(text):
        yield match.span()
    for match in _CLASS.finditer(text):
        if match["last"] not in rules.no_classes:
            yield _class_start(match, rules, starts), match.end()
    for noun in rules.ship_nouns.finditer(text):
        name = _NAME.match(text, noun.end())
        if name and _is_ship(name[0].split(), rules) and _may_be_ship(starts.get(name.start())):
            yield name.span()


def _class_start(match: re.Match[str], rules: Rules, known: Mapping[int, Entity]) -> int:
    """Where the name of a class begins: its last word, or the one before unless that is not its own ("Navy Astute")."""
    first = match["first"]
    if first is None or first in rules.before or first in rules.adjectives or (first,) in rules.ends:
        return match.start("last")
    low, high = match.span("first")
    near = (known[at] for at in range(max(0, low - _REACH), low + 1) if at in known)
    another = any(high <= one.end <= match.start("last") for one in near)
    return match.start("last") if another else low


def _is_ship(words: Sequence[str], rules: Rules) -> bool:
    """Whether words behind "frigate" can name it, as those of "submarine Force" or "cutter Captain Smith" cannot."""
    if words[0] in rules.before or words[0] in rules.adjectives or words[0] in rules.no_ships:
        return False
    return not any((word,) in rules.ends for word in words)


def _may_be_ship(one: Entity | None) -> bool:
    """Whether what stands there is unknown or a town, as in "the frigate Norway ordered" it is not."""
    return one is None or (one.label == "GPE" and len(one.canonical_id or "") > _COUNTRY_ID)
