"""Persons: the rank or office before the name, and the id of a known one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.data import Entity
from pipeline.entities.gazetteer import Gazetteer
from pipeline.entities.rules import PARTICLE, Rules, load_rules

_LEFT_OFF = re.compile(rf"\s{PARTICLE}\Z")
# "Chief of the Navy", "Minister of Public Security": an office with what it is the office of.
_OFFICE_OF = re.compile(
    r"(?<!\w)(?:(?:Deputy|Vice|First|Assistant|State|Federal)\s)?(?:Minister|Secretary|Chief)\s(?:of|for)\s(?:the\s)?"
    r"[A-Z][\w-]+(?:\s(?:and\s)?[A-Z][\w-]+){0,3}\s\Z"
)
_MINISTER = re.compile(r"(?<!\w)Minister\s\Z")
_WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[A-Za-z][\w-]*)\s\Z")
_REACH = 70  # characters before a name in which its bearer's office stands
_REST = re.compile(rf"(?:\s{PARTICLE})?\s[A-Z][\w’'-]+")


def with_titles(text: str, found: Sequence[Entity], rules: Rules) -> list[Entity]:
    """Persons with the rank or office that stands directly before the name."""
    out: list[Entity] = []
    for entity in found:
        rest = _REST.match(text, entity.end) if entity.label == "PERSON" and _LEFT_OFF.search(entity.text) else None
        if rest:  # the model leaves off within "Frans von der Dunk"
            entity = replace(entity, end=rest.end(), text=text[entity.start : rest.end()])
        start = _office(text, entity.start, out, rules) if entity.label == "PERSON" else entity.start
        if start < entity.start:
            while out and out[-1].end > start and (out[-1].origin == "model" or out[-1].start >= start):
                out.pop()  # a piece of the office taken for a name of its own ("Secretary of the Air Force Kendall")
            if not out or out[-1].end <= start:
                entity = replace(entity, start=start, text=text[start : entity.end])
        out.append(entity)
    return out


def _office(text: str, end: int, before: Sequence[Entity], rules: Rules) -> int:
    """Where the office begins that ends right before a person's name; `end` where there is none."""
    low = max(0, end - _REACH)
    listed = rules.titles.search(text, low, end)
    start = listed.start() if listed else end
    if _MINISTER.search(text, low, end):
        start = min(start, _portfolio(text, end - len("Minister "), rules))
    whole = _OFFICE_OF.search(text, low, end)
    if whole and not any(one.label == "GPE" and one.end > whole.start() for one in before[-3:]):
        start = min(start, whole.start())
    return start


def _portfolio(text: str, end: int, rules: Rules) -> int:
    """Where the words before "Minister" begin that say of what ("Trade and Industry Minister")."""
    first = start = end
    while word := _WORD_BEFORE.search(text, max(0, end - 24), end):
        if word["word"] in rules.portfolios:
            start = word.start()
        elif word["word"] != "and" or start != end or start == first:
            break
        end = word.start()
    return start


def linked_persons(found: Sequence[Entity], gazetteer: Gazetteer) -> Iterator[Entity]:
    """Persons with the id of the known name inside the span, or of the one bearer of that surname in this text."""
    full: dict[str, set[str]] = {}
    linked: list[Entity] = []
    for entity in found:
        if entity.label == "PERSON" and entity.canonical_id is None:
            known = next((one for one in gazetteer.find(entity.text) if one.thing.label == "PERSON"), None)
            if known is not None and known.end == len(entity.text):
                entity = replace(entity, canonical_id=known.canonical_id, canonical_name=known.thing.names[0])
        if entity.label == "PERSON" and entity.canonical_id:
            full.setdefault(entity.text.split()[-1], set()).add(entity.canonical_id)
        linked.append(entity)
    for entity in linked:
        if entity.label == "PERSON" and entity.canonical_id is None:
            bearers = full.get(entity.text.split()[-1], set())
            if len(bearers) == 1 and len(entity.text.split()) <= 3 and _surname_only(entity.text):
                one = next(iter(bearers))
                entity = replace(entity, canonical_id=one, canonical_name=gazetteer.name_of("PERSON", one))
        yield entity


def _surname_only(name: str) -> bool:
    """Whether nothing but a rank or office stands before the last word ("Gen. Whiting", "Whiting")."""
    return (
        load_rules().titles.fullmatch(name[: len(name) - len(name.split()[-1])]) is not None or len(name.split()) == 1
    )
