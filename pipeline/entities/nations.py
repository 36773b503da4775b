"""Bodies and laws of one State among the many that have one of that name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.data import Entity
from pipeline.entities.gazetteer import Gazetteer
from pipeline.entities.rules import FRONTS, Rules

_OWNS = re.compile(r"['’]s?\s")
_OF = re.compile(r"\sof\s(?:the\s)?")
_FRONTS = re.compile(rf"(?:(?:{FRONTS})\s)*")


def with_adjectives(entities: Sequence[Entity], rules: Rules, gazetteer: Gazetteer) -> list[Entity]:
    """The entities, a known body with the adjective of a State before it being that State's body, and one name.

    The "Marine Corps" in "Philippine Marine Corps" is not that of the United States. A body of which there is but
    one stays as it is ("British Royal Navy").
    """
    known: dict[int, list[Entity]] = {}
    for one in entities:
        if one.origin == "gazetteer" and one.label == "ORG":
            known.setdefault(one.end, []).append(one)
    swallowed: set[tuple[int, int]] = set()
    out: list[Entity] = []
    for one in entities:
        nation = rules.nation.match(one.text) if one.origin == "rule" and one.label == "ORG" else None
        part = _known_part(one, nation.end(), known) if nation else None
        if nation and part and _shared(part, gazetteer):
            swallowed.add((part.start, part.end))
            part = _of_state(part, rules.adjectives[nation["adjective"]], gazetteer)
            one = replace(part, start=one.start, text=one.text)
        out.append(one)
    return [one for one in out if one.origin != "gazetteer" or (one.start, one.end) not in swallowed]


def _known_part(one: Entity, adjective: int, known: Mapping[int, Sequence[Entity]]) -> Entity | None:
    """The known body that a name ends in, nothing but "Federal" and the like standing between it and the adjective."""
    for part in known.get(one.end, ()):
        if part.start > one.start and _FRONTS.fullmatch(one.text, adjective, part.start - one.start):
            return part
    return None


def _shared(part: Entity, gazetteer: Gazetteer) -> bool:
    """Whether bodies of several States may have the name."""
    return part.canonical_id is None or all(
        thing.state for thing in gazetteer.named(part.text) if thing.label == part.label
    )


def of_their_states(text: str, found: Sequence[Entity], gazetteer: Gazetteer) -> list[Entity]:
    """Bodies and laws with the id that they have in the State whose they are said to be, if it is known, or none.

    "Japan's National Security Council" is not that of the United States.
    """
    out: list[Entity] = []
    for at, one in enumerate(found):
        before, after = (found[at - 1] if at else None), (found[at + 1] if at + 1 < len(found) else None)
        owner = None
        if before is not None and before.label == "GPE" and _OWNS.fullmatch(text, before.end, one.start):
            owner = before
        elif after is not None and after.label == "GPE" and _OF.fullmatch(text, one.end, after.start):
            owner = after
        if owner is not None and one.origin == "gazetteer" and one.label in ("ORG", "LAW") and owner.canonical_id:
            one = _of_state(one, owner.canonical_id, gazetteer)
        out.append(one)
    return out


def _of_state(entity: Entity, state: str, gazetteer: Gazetteer) -> Entity:
    things = [thing for thing in gazetteer.named(entity.text) if thing.label == entity.label]
    own = [thing for thing in things if thing.state == state]
    if len({thing.id for thing in own}) == 1:
        return replace(entity, canonical_id=own[0].id, canonical_name=gazetteer.name_of(own[0].label, own[0].id))
    meant = next((thing for thing in things if thing.id == entity.canonical_id), None)
    if meant is not None and meant.state and len(state) == len(meant.state):
        return replace(entity, canonical_id=None, canonical_name=None)
    return entity
