"""Sources and loaders: files, folders and JSON Lines rows become documents with final text, headings and pages."""

from pipeline.documents.apart import draw_page_apart
from pipeline.documents.formats import PDF, ROW
from pipeline.documents.load import parse
from pipeline.documents.page_images import PageImage
from pipeline.documents.sources import Limits, NamedFile, Source, Tally, find_sources, measure

__all__ = [
    "PDF",
    "ROW",
    "Limits",
    "NamedFile",
    "PageImage",
    "Source",
    "Tally",
    "draw_page_apart",
    "find_sources",
    "measure",
    "parse",
]
