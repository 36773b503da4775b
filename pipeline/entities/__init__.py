"""Entities: labelled spans of a text, linked where that is certain."""

from pipeline.entities.extract import LABELS, extract_entities, find_entities

__all__ = ["LABELS", "extract_entities", "find_entities"]
