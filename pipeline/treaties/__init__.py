"""The registry of instruments and the finder of references to them."""

from pipeline.treaties.citations import find_citations
from pipeline.treaties.facts import date_in_words, facts_of
from pipeline.treaties.find import find_treaty_references
from pipeline.treaties.registry import Instrument, Registry, load_registry

__all__ = [
    "Instrument",
    "Registry",
    "date_in_words",
    "facts_of",
    "find_citations",
    "find_treaty_references",
    "load_registry",
]
