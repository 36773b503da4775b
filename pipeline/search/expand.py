"""Expanding the query by the words that the best passages share: pseudo-relevance feedback on words.

After the relevance model RM3 of Abdul-Jaleel et al., "UMass at TREC 2004: Novelty and HARD", with each word's share
weighted by its inverse document frequency. Tables: docs/decisions/2026-11-29-feedback-on-words.md.
"""

import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.index import LexicalIndex, content_words, stems

# How many passages speak, how many of their words, and what these count beside the query's own.
SPEAKING = 6
_WORDS = 20
_SHARE = 0.5
# What the expanded query adds, in standard scores, when the passages are as long as this or longer; less in
# proportion where they are shorter: a sentence's words are those of one statement, and no model of a subject.
WORDS_WEIGHT = 0.5
_LONG = 120
# The passages that speak for one query often speak for the next; some 10 KB each.
_REMEMBERED = 512


def expand(query: str, best: Sequence[str], lexical: LexicalIndex) -> tuple[dict[str, float], float]:
    """The expanded query, stems with their weights, together 1; and how far the passages are about a subject, 0 to 1.

    Args:
        query: the user's words.
        best: the passages that speak for the query, each with its title and headings, best first.
        lexical: knows how rare a word is.
    """
    own = Counter(word.stem for word in content_words(query))
    spoken: dict[str, float] = {}
    lengths = 0
    for rank, text in enumerate(best):
        counts, length = _counted(text)
        lengths += length
        share = 1.0 / max(1, length) / math.log2(rank + 2.0)
        for stem, count in counts.items():
            spoken[stem] = spoken.get(stem, 0.0) + share * count
    if not own or not spoken:
        return {}, 0.0
    total = len(lexical)
    telling = {stem: share * math.log1p(total / (lexical.frequency(stem) + 0.5)) for stem, share in spoken.items()}
    kept = sorted(telling, key=lambda stem: (-telling[stem], stem))[:_WORDS]
    asked, said = own.total(), sum(telling[stem] for stem in kept)
    terms = {stem: (1.0 - _SHARE) * count / asked for stem, count in own.items()}
    for stem in kept:
        terms[stem] = terms.get(stem, 0.0) + _SHARE * telling[stem] / said
    return terms, min(1.0, lengths / len(best) / _LONG)


@functools.lru_cache(maxsize=_REMEMBERED)
def _counted(text: str) -> tuple[Mapping[str, int], int]:
    """How often each stem stands in a text, and how many words it has."""
    found = stems(text)
    return Counter(found), len(found)
