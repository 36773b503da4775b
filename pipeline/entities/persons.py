"""Persons: the rank or office before the name, and the id of a known one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.data import Entity
from pipeline.entities.gazetteer import Gazetteer
from pipeline.entities.rules import PARTICLE, Rules, load_rules

_LEFT_OFF = re.compile(rf"\s{PARTICLE}\Z")
_REST = re.compile(rf"(?:\s{PARTICLE})?\s[A-Z][\w’'-]+")


def with_titles(text: str, found: Sequence[Entity], rules: Rules) -> list[Entity]:
    """Persons with the rank or office that stands directly before the name."""
    out: list[Entity] = []
    for entity in found:
        rest = _REST.match(text, entity.end) if entity.label == "PERSON" and _LEFT_OFF.search(entity.text) else None
        if rest:  # the model leaves off within "Frans von der Dunk"
            entity = replace(entity, end=rest.end(), text=text[entity.start : rest.end()])
        match = rules.titles.search(text, max(0, entity.start - 60), entity.start) if entity.label == "PERSON" else None
        if match:
            while out and out[-1].end > match.start() and (out[-1].origin == "model" or out[-1].start > match.start()):
                out.pop()  # a piece of the office taken for a name of its own ("Secretary of the Air Force Kendall")
            if not out or out[-1].end <= match.start():
                entity = replace(entity, start=match.start(), text=text[match.start() : entity.end])
        out.append(entity)
    return out


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
