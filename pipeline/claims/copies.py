"""Documents that are versions of the one under review: what they say is no evidence for it."""

import re
from collections import Counter

from pipeline.embeddings import Embedder
from pipeline.index import Snapshot
from pipeline.search import search

RESEMBLANCE = 0.5  # of word sequences that two versions have in common
SHINGLE = 4  # words in a sequence
FEWEST = 60  # words of a text that may have versions: a sentence or two may well be said by a source of their own
WINDOWS, WORDS = 12, 12  # stretches by which versions are sought, and words in each
LOOKED_AT = 20  # documents that are read

_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[int]:
    """The hashes of a text's sequences of four words; they are the same within one process."""
    words = _words(text)
    return {hash(tuple(words[at : at + SHINGLE])) for at in range(len(words) - SHINGLE + 1)}


def resemblance(one: set[int], other: set[int]) -> float:
    """The share of their shingles that two texts have in common, from 0 to 1 (Broder 1997).

    A text and a short excerpt of it, or a text and a longer one that quotes it, do not resemble each other.
    """
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def near_duplicates(text: str, snapshot: Snapshot, embedder: Embedder) -> tuple[str, ...]:
    """Ids of live documents that resemble the text, of the twenty that share most stretches of words with it.

    None for a text of fewer than 60 words.
    """
    words = _words(text)
    if len(words) < FEWEST:
        return ()
    step = max(1, len(words) // WINDOWS)
    windows = [" ".join(words[at : at + WORDS]) for at in range(0, len(words), step)][:WINDOWS]
    found: Counter[str] = Counter()
    for hits in search(snapshot, embedder, windows, k=LOOKED_AT, mode="lexical"):
        found.update(dict.fromkeys((hit.passage.doc_id for hit in hits), 1))
    likely = sorted(found, key=lambda doc_id: (-found[doc_id], doc_id))[:LOOKED_AT]
    own = shingles(text)
    return tuple(doc_id for doc_id in likely if _resembles(own, len(text), snapshot, doc_id))


def _resembles(own: set[int], length: int, snapshot: Snapshot, doc_id: str) -> bool:
    # Texts of which one is over twice as long cannot have half of their sequences in common, but for repetitions.
    if not 0.4 <= snapshot.catalog.info(doc_id).characters / length <= 2.5:
        return False
    return resemblance(own, shingles(snapshot.catalog.document(doc_id).text)) >= RESEMBLANCE


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
