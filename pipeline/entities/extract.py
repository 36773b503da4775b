"""Entities of a text: what the model says, in our labels."""

from pipeline.data import Entity
from pipeline.language import Analysis, Language

LABELS = ("ORG", "GPE", "PERSON", "FACILITY", "SYSTEM", "PROGRAM", "EVENT", "TREATY", "LAW", "DATE", "MONEY")
_OURS = {"FAC": "FACILITY", "PRODUCT": "SYSTEM"}


def extract_entities(text: str, analysis: Analysis) -> tuple[Entity, ...]:
    """The entities of an analysed text, by offset, without overlap."""
    return tuple(
        Entity(raw.start, raw.end, text[raw.start : raw.end], _OURS.get(raw.label, raw.label))
        for raw in analysis.entities
    )


def find_entities(text: str, language: Language | None = None) -> tuple[Entity, ...]:
    """The entities of a plain text."""
    return extract_entities(text, (language or Language()).analyse(text))
