"""Every name and word that opens an expression, and the automaton that finds them all in a single pass.

The names come from the registry, the words from the grammar. They are laid out as a trie and written as a regular
expression without repetition, so that a pass costs the same for one name as for a thousand.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.treaties.clean import clean, fold
from pipeline.treaties.grammar import HEADS, NOUNS, RESOLUTION_HEADS, SERIES, SYMBOL_PREFIXES, LexemeKind
from pipeline.treaties.registry import Instrument, Registry

# Between two words of a name: a space or a hyphen or nothing, after a comma or none.
_GAP = r",?[ -]?"
# What may not follow. Long names and heads leave room for a footnote's mark or a number that is glued to them, and
# folding has turned some figures into letters; whoever reads the lexeme looks at the original again.
_EDGE, _EDGE_BEFORE_FIGURES, _NO_EDGE = r"(?![^\W\d_])", r"(?![^\W\d_ios])", ""
_END = "end"
# Strings that share their first characters, so many, are compiled together for texts that are shorter than the last.
_BEGINNING, _BEGINNINGS_KEPT, _LONG_TEXT = 4, 4096, 2_000
_LONG_WORD = 5
# How long a name may be that carries its acronym before its last word.
_LEAST_WORDS, _MOST_WORDS = 3, 7
# From how many words on a title may have an article more or less, and behind which of them.
_LEAST_ARTICLED = 5
_BEFORE_ARTICLE = frozenset({"on", "of", "Governing", "concerning", "and"})
_VARIES = re.compile(r"[\s,.'\-]+")
_WORD_BREAK = re.compile(r"[\s,-]+")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z]|[A-Z]{2,}(?:[ -](?:[IVX]{1,3}|[0-9]))?")
_SMALL = frozenset(
    "of on the and for in to or from by with against into at their between its an a thereof under".split()
)

# What recognition makes of two letters and of one; folding cannot hold them, the length would change.
_RUN_TOGETHER = (("rn", "m"), ("m", "rn"), ("cl", "d"))
_LEAST_RUN_TOGETHER = 8

# Nouns that a title may end in with a small letter, and how many words with capitals it then needs before them: one may
# be the place of a meeting ("the Geneva convention of watch dealers"), an acronym or two words are not.
_SMALL_AT_END = {"treaty": 1, "accord": 1, "accords": 1, "pact": 1, "conventions": 1} | dict.fromkeys(
    ("convention", "agreement", "protocol", "charter", "statute", "constitution", "regulations", "arrangement"), 2
)

_MISREAD_CAPITAL = re.compile(r"l(?:[A-Z]*\Z|n)")  # "lTU", "l", "lnternational"; no English word begins with ln

_Trie = dict[str, "_Trie"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a string in a text can stand for.

    `value` is a treaty id, or the kind of a head, noun, series or resolution word. `surface` is how it is properly
    written. `needs` are words beside which an ambiguous name counts; None where it needs none.
    """

    kind: LexemeKind
    value: str
    surface: str
    needs: tuple[str, ...] | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The automaton and what its strings stand for, by skeleton (`skeleton_of`)."""

    automaton: "Automaton"
    entries: Mapping[str, tuple[Entry, ...]]


class Automaton:
    """Finds the strings of a trie.

    One pattern of all of them is fastest, but takes half a second to compile: it is made for the first long text. Until
    then short ones, such as queries, are read with patterns of the strings that begin alike, each made when a text
    first has that beginning.
    """

    def __init__(self, root: _Trie) -> None:
        self._root = root
        self._parts = dict(_by_beginning(root))
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._part = lru_cache(maxsize=_BEGINNINGS_KEPT)(self._look_up)
        first = "".join(map(re.escape, root))
        # Begun by what stands before a word, not by a look back from every character: the engine runs over letters.
        self._starts = re.compile(rf"[^0-9A-Za-z_](?=[{first}])(?<!\w)")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of the longest string at each beginning of a word, by start; they may overlap."""
        padded = "\n" + text
        if len(text) >= _LONG_TEXT or "_whole" in self.__dict__:
            for found in self._whole.finditer(padded):
                yield found.start(1) - 1, found.end(1) - 1
            return
        for start in self._starts.finditer(padded):
            at = start.end()
            part = self._part(padded[at : at + _BEGINNING])
            if part is not None and (match := part.match(padded, at)):
                yield at - 1, match.end() - 1

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(r"[^0-9A-Za-z_](?=((?:" + "|".join(_patterns(self._root)) + r")))(?<!\w)")

    def _look_up(self, beginning: str) -> re.Pattern[str] | None:
        while beginning and beginning not in self._parts:
            beginning = beginning[:-1]
        if not beginning:
            return None
        if beginning not in self._compiled:
            self._compiled[beginning] = re.compile("|".join(_patterns(self._parts[beginning])))
        return self._compiled[beginning]


def _by_beginning(node: _Trie, beginning: str = "", ends: tuple[_Trie, ...] = ()) -> Iterator[tuple[str, _Trie]]:
    """The parts of a trie by the beginning that its strings share, each with the shorter strings on the way to it.

    `ends` are those, depth by depth. A beginning is shorter where strings may end or vary after it.
    """
    own = {key: following for key, following in node.items() if key.startswith(_END)}
    part = node if len(beginning) == _BEGINNING or " " in node else own
    if part:
        whole = part
        for character, shorter in zip(reversed(beginning), reversed(ends), strict=True):
            whole = {character: whole, **shorter}
        yield beginning, whole
    if part is not node:
        for character, following in node.items():
            if character not in own:
                yield from _by_beginning(following, beginning + character, (*ends, own))


@lru_cache(maxsize=4096)  # a text writes the few names that it speaks of again and again; so for the next ones
def skeleton_of(folded: str) -> str:
    """A folded string without anything that may vary between two ways of writing the same name."""
    return _VARIES.sub("", folded)


@lru_cache(maxsize=8)
def lexicon_of(registry: Registry) -> Lexicon:
    """The lexicon of a registry; built once for each registry."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    root: _Trie = {}
    for surface, entry in _entries(registry):
        folded = fold(surface)
        known = entries[skeleton_of(folded)]
        if all((one.kind, one.value, one.surface) != (entry.kind, entry.value, entry.surface) for one in known):
            known.append(entry)
        _insert(root, folded, _edge_of(folded, entry.kind))
    return Lexicon(Automaton(root), {skeleton: tuple(known) for skeleton, known in entries.items()})


def _entries(registry: Registry) -> Iterator[tuple[str, Entry]]:
    for one in sorted(registry.instruments.values(), key=lambda one: one.is_resolution):
        closed_up = {skeleton_of(fold(name)): needs for name, needs in one.needs_context.items() if is_acronym(name)}
        for name in _names(one):
            needs = one.needs_context.get(name)
            if needs is None and is_acronym(name):  # "GC II" needs what "GCII" does
                needs = closed_up.get(skeleton_of(fold(name)))
            for spelling in (*_spellings(name), *_misread(name)):
                yield spelling, Entry("name", one.id, name, needs)
            for spelling in _articled(name):
                yield spelling, Entry("name", one.id, spelling, needs)
        for spelling in _with_acronym(one):
            yield spelling, Entry("name", one.id, spelling)
        for words, articles in one.evoked_by.items():
            yield words, Entry("evoker", one.id, words, None, articles)
    for word, division in HEADS.items():
        yield word, Entry("head", division, word)
    for word, kind in NOUNS.items():
        for spelling in (word, *_misread(word)):
            yield spelling, Entry("noun", kind, word)
    for word, series in SERIES.items():
        for spelling in _spellings(word):
            yield spelling, Entry("series", series, word)
    for word in RESOLUTION_HEADS:
        yield word, Entry("resolution", word, word)
    for word in SYMBOL_PREFIXES:
        yield word, Entry("symbol", word, word)


def _names(one: Instrument) -> Iterator[str]:
    """The names that texts use; resolutions are known by number alone, their titles are those of the treaties."""
    if not one.is_resolution:
        yield from (clean(name).text.removeprefix("The ").removeprefix("the ") for name in one.names)


def _spellings(name: str) -> Iterator[str]:
    yield name
    if name.isupper() and name.isalpha() and len(name) <= 5:
        yield ".".join(name)
        yield ". ".join(name)
    if "Non-" in name or "non-" in name:
        yield name.replace("Non-", "Non").replace("non-", "non")
    for there, here in (("Defense", "Defence"), ("Defence", "Defense"), ("Organization", "Organisation")):
        if there in name:
            yield name.replace(there, here)
    for there, here in (("U.S.", "US"), ("US-", "U.S.-"), ("UN ", "U.N. "), (" and ", " & ")):
        if there in name:
            yield name.replace(there, here)


def _articled(name: str) -> Iterator[str]:
    """A title with one "the" more or less, where people forget it or put it in ("Convention on the Registration of").

    None is put before a number, and none is taken from a short name.
    """
    words = name.split()
    if len(words) < _LEAST_ARTICLED:
        return
    for at, word in enumerate(words[1:], 1):
        if word == "the":
            yield " ".join((*words[:at], *words[at + 1 :]))
        elif words[at - 1] in _BEFORE_ARTICLE and word[0].isupper():
            yield " ".join((*words[:at], "the", *words[at:]))


def _misread(name: str) -> Iterator[str]:
    """A longer name with one pair of letters run together, or one letter taken for two: "Agreernent", "Nudear"."""
    if len(name) >= _LEAST_RUN_TOGETHER and not is_acronym(name):
        for there, here in _RUN_TOGETHER:
            for match in re.finditer(there, name):
                yield name[: match.start()] + here + name[match.end() :]


def _edge_of(folded: str, kind: LexemeKind) -> str:
    if not folded[-1].isalnum():
        return _NO_EDGE
    if len(_WORD_BREAK.split(folded)[-1]) < _LONG_WORD:
        return _EDGE
    return _NO_EDGE if kind == "head" else _EDGE_BEFORE_FIGURES


def _with_acronym(one: Instrument) -> Iterator[str]:
    """Names with the acronym inside: "Intermediate-Range Nuclear Forces (INF) Treaty"."""
    acronyms = [name for name in one.names if name.isupper() and name.isalpha()]
    for name in one.names:
        stem, _, noun = name.rpartition(" ")
        if noun.lower() in NOUNS and _LEAST_WORDS <= len(name.split()) <= _MOST_WORDS and not one.is_resolution:
            yield from (f"{stem} ({acronym}) {noun}" for acronym in acronyms if acronym not in stem)


def _insert(root: _Trie, folded: str, edge: str) -> None:
    node = root
    for at, word in enumerate(_WORD_BREAK.split(folded)):
        for character in ([" "] if at else []) + list(word):
            node = node.setdefault(character, {})
    node.setdefault(_END + edge, {})


def _patterns(node: _Trie) -> list[str]:
    """The alternatives that go on from a node, longer ones before the end of a name."""
    longer, ends = [], []
    for character, following in node.items():
        if character.startswith(_END):
            ends.append(character.removeprefix(_END))
            continue
        literal = _literal(character)
        while len(following) == 1 and not next(iter(following)).startswith(_END):
            ((character, following),) = following.items()
            literal += _literal(character)
        alternatives = _patterns(following)
        longer.append(literal + (alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"))
    return longer + ends


def _literal(character: str) -> str:
    return _GAP if character == " " else re.escape(character)


@lru_cache(maxsize=4096)
def is_acronym(surface: str) -> bool:
    """Whether a name is written in capitals, alone or before a number ("OST", "HCoC", "GC IV")."""
    return _ACRONYM.fullmatch(surface) is not None


@lru_cache(maxsize=4096)
def written_like(surface: str, found: str) -> bool:
    """Whether the capitals in a text fit a name: an acronym has all of its own, a title those of its main words.

    A title of three main words or more may be written small throughout, as old prints and people in a hurry do; and
    the noun at the end of a title alone, as newspapers do ("the Antarctic treaty").
    """
    if is_acronym(surface):
        wanted = [character for character in surface if character.isalpha()]
        got = [character for character in found if character.isalnum()]
        return len(wanted) <= len(got) and all(
            have == want or (have.isupper() == want.isupper() and have != "L") or not have.isalpha() or have == "l"
            for want, have in zip(wanted, got, strict=False)
        )
    paired = zip(surface.split(), found.split(), strict=False)
    if any(want.isupper() and have == want.title() != want for want, have in paired):
        return False  # "a bakery called New Start"
    small = _SMALL.union(word for word in re.split(r"[\s-]+", surface) if word.islower())
    words = [word for word in re.split(r"[\s-]+", found) if word.lower() not in small and word[:1].isalpha()]
    if all(word[0].isupper() or _MISREAD_CAPITAL.match(word) for word in words):
        return True
    shouted = words[:1] and words[0].isupper() and not surface.startswith(words[0])
    return (len(words) > 2 and not shouted) or _ends_small(words)


def _ends_small(words: Sequence[str]) -> bool:
    """Whether the main words of a title have capitals up to the noun at its end, and enough of them to be a title."""
    *stem, noun = words
    if not stem or noun not in _SMALL_AT_END or not all(word[0].isupper() for word in stem):
        return False
    return len(stem) >= _SMALL_AT_END[noun] or (len(stem[0]) > 1 and stem[0].isupper() and noun != "convention")
