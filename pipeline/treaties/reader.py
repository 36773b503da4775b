"""What a reader knows at a place of a text: the instruments named before it and after it, and where sentences end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipeline.treaties import grammar
from pipeline.treaties.citations import Citation, CitationTable
from pipeline.treaties.clean import Cleaned
from pipeline.treaties.pinpoints import Pinpoint
from pipeline.treaties.registry import Registry
from pipeline.treaties.units import Evoker, Mention

# How far away words may stand that bring an instrument to mind, and how many of them are looked at.
_EVOKED_WITHIN = 600
_EVOKED_MOST = 40
# How many instruments one looks back or ahead; bounds the cost of a text that names nothing but others.
DEPTH = 200


class Named(NamedTuple):
    """An instrument that the text has named: where, which (None: one outside the registry), and its kinds.

    `style` is how its provision is numbered, of one that is plainly no instrument of ours.
    """

    at: int
    end: int
    treaty_id: str | None
    kinds: frozenset[str]
    pinned: bool
    by_name: bool = False
    style: str | None = None


@dataclass(slots=True)
class Reader:
    """What a reader knows at a place: the text, the instruments named so far, and those still to come."""

    cleaned: Cleaned
    registry: Registry
    table: CitationTable
    own: str | None
    is_instrument: bool
    evokers: Sequence[Evoker]
    ahead: Sequence[Named]
    own_kinds: frozenset[str]  # what the text calls itself, where it is an instrument
    named: list[Named] = field(default_factory=list)
    domains: set[str | None] = field(default_factory=set)
    evoker_starts: list[int] = field(default_factory=list)
    ahead_starts: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    sentence_ends: list[int] | None = None  # made when first asked for
    defined: dict[str, str | None] = field(default_factory=dict)  # nouns given one meaning (None: not ours)
    called: dict[str, int] = field(default_factory=dict)  # where the text called itself by a noun ("this Agreement")
    cited: dict[str, int] = field(default_factory=dict)  # where a provision of an instrument was read last

    def __post_init__(self) -> None:
        self.evoker_starts = [evoker.start for evoker in self.evokers]
        self.ahead_starts = [one.at for one in self.ahead]
        self.domains = {self.registry.instruments[one.treaty_id].domain for one in self.ahead if one.treaty_id}
        self.paragraphs = [match.start() for match in re.finditer("\n", self.cleaned.text)]

    def paragraph(self, at: int) -> tuple[int, int]:
        """Start and end of the paragraph around an offset."""
        index = bisect_left(self.paragraphs, at)
        start = self.paragraphs[index - 1] + 1 if index else 0
        return start, self.paragraphs[index] if index < len(self.paragraphs) else len(self.cleaned.text)

    def ends(self) -> list[int]:
        """Where sentences end."""
        if self.sentence_ends is None:
            self.sentence_ends = [match.start() for match in grammar.SENTENCE_END.finditer(self.cleaned.text)]
        return self.sentence_ends

    def same_sentence(self, first: int, second: int) -> bool:
        """Whether no sentence ends between two offsets."""
        ends = self.ends()
        index = bisect_left(ends, first)
        return index == len(ends) or ends[index] >= second

    def sentence_before(self, at: int) -> tuple[int, int] | None:
        """Start and end of the sentence before the one around an offset, in its paragraph; None where there is none."""
        ends = self.ends()
        index = bisect_left(ends, at) - 1
        start, _ = self.paragraph(at)
        if index < 0 or ends[index] <= start:
            return None
        return max(start, ends[index - 1] + 1 if index else 0), ends[index]

    def same_clause(self, first: int, second: int) -> bool:
        """Whether neither a sentence nor an item of a preamble ends between two offsets."""
        return self.same_sentence(first, second) and self.cleaned.text.find(";", first, second) < 0

    def evoked(self, at: int, start: int, end: int) -> Iterator[Evoker]:
        """The evoking words around an offset, between two others, in order."""
        middle = bisect_left(self.evoker_starts, at)
        first = bisect_left(self.evoker_starts, max(start, at - _EVOKED_WITHIN), max(0, middle - _EVOKED_MOST), middle)
        last = bisect_right(self.evoker_starts, min(end, at + _EVOKED_WITHIN), middle)
        yield from self.evokers[first : min(last, middle + _EVOKED_MOST)]

    def backwards(self) -> Iterator[Named]:
        """The instruments named so far, the last one first, as many as one looks back."""
        named = self.named
        return (named[at] for at in range(len(named) - 1, max(-1, len(named) - 1 - DEPTH), -1))

    def last_two(self) -> list[str | None]:
        """The two instruments that names of their own named last, the last one first; fewer if there are not two."""
        last: list[str | None] = []
        for named in self.backwards():
            if named.by_name and named.treaty_id not in last:
                last.append(named.treaty_id)
            if len(last) == 2:
                break
        return last

    def coming(self, start: int, end: int) -> Iterator[Named]:
        """The instruments that will be named between two offsets, in order, as many as one looks ahead."""
        first = bisect_left(self.ahead_starts, start)
        yield from self.ahead[first : min(first + DEPTH, bisect_left(self.ahead_starts, end))]


def named_of(mention: Mention | Citation, treaty_id: str, registry: Registry) -> Named:
    """What a reader keeps of an instrument that is named."""
    pinned = isinstance(mention, Mention) and mention.pinpoint is not None
    return Named(mention.start, mention.end, treaty_id, kinds_of(registry)[treaty_id], pinned, by_name=True)


@lru_cache(maxsize=8)
def kinds_of(registry: Registry) -> Mapping[str, frozenset[str]]:
    """The nouns that can stand for each instrument: those at the head of its names."""
    return {one.id: frozenset(_head_nouns(one.names)) for one in registry.instruments.values()}


@lru_cache(maxsize=8)
def title_kinds_of(registry: Registry) -> Mapping[str, frozenset[str]]:
    """The nouns at the head of each instrument's usual name and title; all of `kinds_of` where there are none."""
    kinds = kinds_of(registry)
    return {
        one.id: frozenset(_head_nouns((one.name, one.official_title))) or kinds[one.id]
        for one in registry.instruments.values()
    }


def _head_nouns(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        head = grammar.HEAD_NOUN_ENDS.split(name, maxsplit=1)[0].lower()
        words = [word.strip("(),") for word in head.split()]
        for word, following in zip(words, [*words[1:], ""], strict=True):
            # Before another one, a noun says what that is about ("Vienna Treaty Convention").
            if word in grammar.NOUNS and (word == "draft" or following not in grammar.NOUNS):
                yield grammar.NOUNS[word]


@lru_cache(maxsize=8)
def styles_of(registry: Registry) -> Mapping[str, str]:
    """How instruments number their articles, as far as the registry tells: with roman or arabic numerals."""
    out = {}
    for one in registry.instruments.values():
        articles = [key for key in one.provisions if grammar.ROMAN.fullmatch(key) or grammar.ARABIC.fullmatch(key)]
        if articles:
            out[one.id] = "roman" if grammar.ROMAN.fullmatch(articles[0]) else "arabic"
    return out


def style_of(text: str, pinpoint: Pinpoint) -> str | None:
    """How a provision is numbered where it stands: "roman" or "arabic"; None for words."""
    written = text[pinpoint.start : pinpoint.end]
    return "roman" if grammar.ROMAN.search(written) else "arabic" if grammar.ARABIC.search(written) else None
