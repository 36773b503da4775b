"""Entities and treaty references of any number of documents, without an index: found, counted, written, resumed."""

from pipeline.extraction.batch import Batch, Changed, Done
from pipeline.extraction.counts import Counts
from pipeline.extraction.find import Extracted, Finder, Kind
from pipeline.extraction.results import Results, Streamed
from pipeline.extraction.rows import FORMATS, Format
from pipeline.extraction.unfinished import Unfinished

__all__ = [
    "FORMATS",
    "Batch",
    "Changed",
    "Counts",
    "Done",
    "Extracted",
    "Finder",
    "Format",
    "Kind",
    "Results",
    "Streamed",
    "Unfinished",
]
