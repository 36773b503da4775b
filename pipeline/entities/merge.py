"""Entities from several finders made into one list without overlap: the longest name wins."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.data import Entity
from pipeline.entities.rules import Rules

# "Exercise Talisman Sabre", "Operation Olympic Defender": the head belongs to the known name behind it.
_INTRODUCED = frozenset({"EVENT", "PROGRAM"})
_INTRODUCTION = re.compile(r"(?:Exercise|Operation|Project)\s")
_RANK = {"gazetteer": 0, "rule": 1, "model": 2}


class Taken:
    """Stretches that are taken, by cells of 256 characters, so that asking costs the same in any text."""

    def __init__(self) -> None:
        self._cells: dict[int, list[tuple[int, int]]] = {}

    def holds(self, start: int, end: int) -> bool:
        """Whether some of the stretch is taken."""
        cells = range(start >> 8, ((end - 1) >> 8) + 1)
        return any(a < end and start < b for cell in cells for a, b in self._cells.get(cell, ()))

    def add(self, start: int, end: int) -> bool:
        """Takes a stretch; False, and nothing taken, where some of it is taken already."""
        if self.holds(start, end):
            return False
        for cell in range(start >> 8, ((end - 1) >> 8) + 1):
            self._cells.setdefault(cell, []).append((start, end))
        return True


def longest(entities: Iterable[Entity], rules: Rules) -> list[Entity]:
    """Entities that do not overlap, the longest first; of equals a known name before a rule.

    A rule that only adds words before a known name of the same kind, or a known body before it ("NASA Johnson Space
    Center"), gives way to it; one that adds the legal form of a company takes the known name's id.
    """
    entities = list(entities)
    known_ends = {one.end: one for one in entities if one.origin == "gazetteer" and " " in one.text}
    known_starts = {one.start: one for one in entities if one.origin == "gazetteer" and one.label == "ORG"}
    laws = {one.start: one for one in entities if one.origin == "gazetteer" and one.label == "LAW"}
    events = sorted((e for e in entities if e.label == "EVENT" and e.canonical_id), key=lambda event: event.start)
    event_starts = [event.start for event in events]
    candidates = []
    for one in entities:
        if one.origin == "rule":
            tail, front = known_ends.get(one.end), known_starts.get(one.start)
            if tail is not None and tail.start > one.start and (tail.label == one.label or front is not None):
                if one.label not in _INTRODUCED or not _INTRODUCTION.fullmatch(one.text, 0, tail.start - one.start):
                    continue
                one = replace(one, canonical_id=tail.canonical_id, canonical_name=tail.canonical_name)
            law = laws.get(one.start)
            if law is not None and one.label == "LAW" and one.text[len(law.text) :].startswith((" of ", " for ")):
                # The year belongs to the title of an Act ("Export Control Reform Act of 2018"), and of nothing else.
                if not law.text.endswith(" Act"):
                    continue  # "Basic Space Law of 2008"
                one = replace(one, canonical_id=law.canonical_id, canonical_name=law.canonical_name)
            if one.label == "EVENT" and one.canonical_id is None:  # "Exercise Global Sentinel 2024" is Global Sentinel
                near = events[bisect_left(event_starts, one.start) : bisect_left(event_starts, one.end)]
                held = {(event.canonical_id, event.canonical_name) for event in near if event.end <= one.end}
                if len(held) == 1:
                    ((canonical_id, name),) = held
                    one = replace(one, canonical_id=canonical_id, canonical_name=name)
            if front is not None and front.end < one.end and one.text[len(front.text) :].strip(" .,") in rules.suffixes:
                one = replace(one, canonical_id=front.canonical_id, canonical_name=front.canonical_name)
        candidates.append(one)
    candidates.sort(key=lambda one: (one.start - one.end, _RANK[one.origin], one.start, one.canonical_id is None))
    taken = Taken()
    return sorted((one for one in candidates if taken.add(one.start, one.end)), key=lambda one: one.start)


def merged(firm: Sequence[Entity], guessed: Iterable[Entity]) -> list[Entity]:
    """Firm entities and the model's where they say nothing; a longer guess around a mere place wins over it."""
    kept = {entity.start: entity for entity in firm}
    starts = sorted(kept)
    for guess in guessed:
        low = max(0, bisect_left(starts, guess.start) - 1)
        inside = []
        for start in starts[low:]:
            if start >= guess.end:
                break
            if kept[start].end > guess.start:
                inside.append(kept[start])
        if not inside:
            kept[guess.start] = guess
            starts.insert(bisect_left(starts, guess.start), guess.start)
        elif all(_gives_way(one, guess) for one in inside):
            for one in inside:
                del kept[one.start]
                starts.remove(one.start)
            kept[guess.start] = guess
            starts.insert(bisect_left(starts, guess.start), guess.start)
    return [kept[start] for start in starts]


def _gives_way(one: Entity, guess: Entity) -> bool:
    """Whether a firm entity is only a part of the longer name that the model sees: its place, or its unlisted end."""
    longer = guess.start <= one.start and one.end <= guess.end and one.end - one.start < guess.end - guess.start
    if not longer or "," in guess.text or guess.label in ("LOC", "MONEY"):
        return False
    if guess.text.startswith(f"{one.text} and ") or guess.text.endswith(f" and {one.text}"):  # two things
        return False
    if guess.label == "PERSON" and one.label == "SYSTEM" and one.end == guess.end:  # "Selçuk Bayraktar"
        return " " not in one.text
    return one.label in ("GPE", "LOC") or (one.origin == "rule" and one.label == guess.label and one.end == guess.end)
