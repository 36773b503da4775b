"""Whose an instrument is that is only called somebody's own ("Article 38 of its Statute"), as the registry tells."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from pipeline.treaties.clean import clean
from pipeline.treaties.pinpoints import Pinpoint
from pipeline.treaties.reader import kinds_of
from pipeline.treaties.registry import Registry
from pipeline.treaties.units import Name, Noun, Other

Owners = Mapping[str, re.Pattern[str]]
"""For a noun, the names of those who have an instrument of ours that is called so."""

_OF_ITS_JOIN = re.compile(r",? of its ")
"""Before a noun that somebody has: its statute."""
_OTHER_OWNER = re.compile(r"(?<!\w)[A-Z]{3,}(?!\w)")
_OWNER_WITHIN = 160
# How far before a noun somebody may be named whose it is, and not that of the one who was brought to mind.
_RIVAL_WITHIN = 120


class _Rivals(NamedTuple):
    """Who may have what a noun means: the owners of an instrument, others that make it doubtful, and anyone at all."""

    own: frozenset[str]
    others: frozenset[str]
    anyone: re.Pattern[str]


@lru_cache(maxsize=8)
def owners_of(registry: Registry) -> Owners:
    """Whose the instruments of a registry are, by the nouns for them."""
    return {kind: _any_of(frozenset[str]().union(*names.values())) for kind, names in _owners(registry).items()}


def is_of_its(text: str, first: Pinpoint, second: Name | Noun | Other, owners: Owners) -> bool:
    """Whether a provision is one "of its Statute", and somebody is named before who has one of ours."""
    owner = owners.get(second.kind) if isinstance(second, Noun) else None
    if owner is None or not _OF_ITS_JOIN.fullmatch(text, first.end, second.start):
        return False
    named = [match.end() for match in owner.finditer(text, max(0, first.start - _OWNER_WITHIN), first.start)]
    return bool(named) and _OTHER_OWNER.search(text, named[-1], first.start) is None


def is_of_a_rival(text: str, noun: Noun, evoked: int, treaty_id: str, registry: Registry) -> bool:
    """Whether a noun may mean somebody else's than the instrument that was brought to mind up to `evoked`.

    Others that the registry names beside the instrument make it doubtful wherever they stand, the owners of other
    instruments of the registry where they are named last.
    """
    rivals = _rivals(registry, treaty_id, noun.kind)
    if rivals is None:
        return False
    start = min(evoked, max(0, noun.start - _RIVAL_WITHIN))
    last_is_own = True
    for match in rivals.anyone.finditer(text, start, noun.start):
        if match[0] in rivals.others:
            return True
        last_is_own = match[0] in rivals.own
    return not last_is_own


@lru_cache(maxsize=256)
def _rivals(registry: Registry, treaty_id: str, kind: str) -> _Rivals | None:
    """Who may have what a noun means that fits an instrument; None where the registry does not say whose that is."""
    names = _owners(registry).get(kind, {})
    own = names.get(treaty_id)
    if own is None:
        return None
    others = _cleaned(registry.instruments[treaty_id].not_owned_by) - own
    return _Rivals(own, others, _any_of(others.union(*names.values())))


@lru_cache(maxsize=8)
def _owners(registry: Registry) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """For a noun, the instruments that are called so and are somebody's, each with the names of whose it is."""
    out: dict[str, dict[str, frozenset[str]]] = {}
    for one in registry.instruments.values():
        for kind in kinds_of(registry)[one.id] if one.owned_by else ():
            out.setdefault(kind, {})[one.id] = _cleaned(one.owned_by)
    return out


def _cleaned(names: Iterable[str]) -> frozenset[str]:
    """Names as a cleaned text writes them."""
    return frozenset(clean(name).text.strip() for name in names)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these names as a whole, of those that begin at a place the longest."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
