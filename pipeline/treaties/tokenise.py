"""One pass over a cleaned text that finds every name and every word that opens an expression."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.treaties.clean import Cleaned
from pipeline.treaties.lexicon import Entry, Lexicon, skeleton_of


class Lexeme(NamedTuple):
    """A string of the lexicon in a cleaned text, and what it can stand for."""

    start: int
    end: int
    entries: tuple[Entry, ...]


def tokenise(cleaned: Cleaned, lexicon: Lexicon) -> Iterator[Lexeme]:
    """The lexemes of a text in order, the longest one where several begin; they do not overlap."""
    entries = lexicon.entries
    reached = 0
    for start, end in lexicon.automaton.find(cleaned.folded):
        if start >= reached:
            yield Lexeme(start, end, entries[skeleton_of(cleaned.folded[start:end])])
            reached = end
