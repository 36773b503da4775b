"""Sources and loaders: files, folders and JSON Lines rows become documents with final text, headings and pages."""

from pipeline.documents.load import parse
from pipeline.documents.sources import Limits, Source, Tally, find_sources, measure

__all__ = ["Limits", "Source", "Tally", "find_sources", "measure", "parse"]
