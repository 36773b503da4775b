"""Entities: labelled spans of a text, linked where that is certain."""

from pipeline.entities.dates import find_dates
from pipeline.entities.extract import LABELS, extract_entities, find_entities
from pipeline.entities.gazetteer import find_geopolitical, known_names
from pipeline.entities.rules import load_rules

__all__ = [
    "LABELS",
    "extract_entities",
    "find_dates",
    "find_entities",
    "find_geopolitical",
    "known_names",
    "load_rules",
]
