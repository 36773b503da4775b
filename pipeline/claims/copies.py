"""Documents that are versions of the one under review: what they say is no evidence for it."""

import re
from collections import Counter

from pipeline.embeddings import Embedder
from pipeline.index import Snapshot
from pipeline.search import search

RESEMBLANCE = 0.5  # of word sequences that two versions have in common
SHINGLE = 4  # words in a sequence
WINDOWS, WORDS = 12, 12  # stretches by which versions are sought, and words in each
LOOKED_AT = 10  # documents that are read in full

_WORD = re.compile(r"\w+")


def resemblance(one: str, other: str) -> float:
    """The share of their sequences of four words that two texts have in common, from 0 to 1 (Broder 1997).

    A text and a short excerpt of it, or a text and a longer one that quotes it, do not resemble each other.
    """
    first, second = _shingles(one), _shingles(other)
    together = len(first | second)
    return len(first & second) / together if together else float(one == other)


def near_duplicates(text: str, snapshot: Snapshot, embedder: Embedder) -> tuple[str, ...]:
    """Ids of live documents that resemble the text; they are sought by stretches of its words."""
    words = _words(text)
    step = max(1, len(words) // WINDOWS)
    windows = [" ".join(words[at : at + WORDS]) for at in range(0, len(words), step)][:WINDOWS]
    found: Counter[str] = Counter()
    for hits in search(snapshot, embedder, windows, k=LOOKED_AT, mode="lexical"):
        found.update({hit.passage.doc_id for hit in hits})
    likely = [doc_id for doc_id, _ in found.most_common(LOOKED_AT)]
    return tuple(
        doc_id for doc_id in likely if resemblance(text, snapshot.catalog.document(doc_id).text) >= RESEMBLANCE
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
