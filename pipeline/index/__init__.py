"""The index folder: a catalogue (SQLite), vectors (FAISS), a lexical index (tantivy) and a manifest."""

from pipeline.index.catalog import Catalog
from pipeline.index.lexical import LexicalIndex, LexicalRow
from pipeline.index.rows import DocumentInfo, StoredPassage
from pipeline.index.snapshot import Snapshot, SnapshotSource
from pipeline.index.vector_store import VectorStore
from pipeline.index.words import Word, content_words, find_words, stems

__all__ = [
    "Catalog",
    "DocumentInfo",
    "LexicalIndex",
    "LexicalRow",
    "Snapshot",
    "SnapshotSource",
    "StoredPassage",
    "VectorStore",
    "Word",
    "content_words",
    "find_words",
    "stems",
]
