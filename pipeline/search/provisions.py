"""The treaty-aware step: what a query names, by which other names it goes, and where its own words stand."""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass

from pipeline.data import TreatyReference
from pipeline.index import Catalog
from pipeline.treaties import find_treaty_references, load_registry
from pipeline.treaties.grammar import GENERIC

# A name of more words than this is an official title; it stands at the head of one document and nowhere else.
_LONGEST_NAME = 12
# A query is short of context, so a bare "NPT" is taken for the treaty, which in running text it need not be.
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")


@dataclass(frozen=True, slots=True)
class NamedInstruments:
    """What a query says of instruments: its references, and further names to look for."""

    references: tuple[TreatyReference, ...]
    synonyms: tuple[str, ...]

    @property
    def pinpointed(self) -> tuple[TreatyReference, ...]:
        """The references that name an article."""
        return tuple(reference for reference in self.references if reference.articles)


def find_instruments(query: str) -> NamedInstruments:
    """The instruments that a query names, bare acronyms included, and the names by which other texts may call them."""
    references = list(find_treaty_references(query))
    for match in _ACRONYM.finditer(query):
        treaty_id = _acronyms().get(match[0])
        apart = all(match.end() <= reference.start or reference.end <= match.start() for reference in references)
        if treaty_id is not None and apart:
            references.append(TreatyReference(match.start(), match.end(), match[0], treaty_id))
    for match in _named_alone().finditer(query):
        if all(match.end() <= reference.start or reference.end <= match.start() for reference in references):
            treaty_id = _full_names()[match[0]]
            references.append(TreatyReference(match.start(), match.end(), match[0], treaty_id))
    references.sort(key=lambda reference: reference.start)
    registry = load_registry()
    names: dict[str, None] = {}
    for treaty_id in dict.fromkeys(reference.treaty_id for reference in references):
        if treaty_id in registry.instruments:
            for name in registry.search_terms(treaty_id):
                if len(name.split()) <= _LONGEST_NAME:
                    names[name] = None
    return NamedInstruments(tuple(references), tuple(names))


@functools.cache
def _acronyms() -> dict[str, str]:
    """Treaty ids by acronym, where one instrument alone goes by it."""
    ids: dict[str, set[str]] = defaultdict(set)
    registry = load_registry()
    for treaty_id in registry.instruments:
        for name in registry.search_terms(treaty_id):
            if _ACRONYM.fullmatch(name):
                ids[name].add(treaty_id)
    return {name: min(named) for name, named in ids.items() if len(named) == 1}


@functools.cache
def _full_names() -> dict[str, str]:
    """Treaty ids by names of several words that may mean something else in running text, one instrument's each."""
    ids: dict[str, set[str]] = defaultdict(set)
    registry = load_registry()
    for one in registry.instruments.values():
        for name in one.needs_context:
            if " " in name and not all(word in GENERIC for word in name.lower().split()):
                ids[name].add(one.id)
    return {name: min(named) for name, named in ids.items() if len(named) == 1}


@functools.cache
def _named_alone() -> re.Pattern[str]:
    names = sorted(_full_names(), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])(?!\s+(?:on|of|for)\s)")


def keys_of_articles(catalog: Catalog, named: NamedInstruments) -> frozenset[int]:
    """Keys of the passages that are the instrument's own text of an article that the query names."""
    keys: set[int] = set()
    for reference in named.pinpointed:
        keys.update(catalog.keys_of_provision(reference.treaty_id, reference.articles).tolist())
    return frozenset(keys)
