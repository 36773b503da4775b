"""What a question asks for: its kind, the words that an answer must be about, and the instruments it names."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.answers.words import find_words
from pipeline.index import LexicalIndex, Word
from pipeline.search import NamedInstruments, find_instruments, spell_out
from pipeline.treaties.numerals import value_of
from pipeline.unicode import encodable

Kind = Literal["date", "number", "frequency", "name", "place", "state", "article", "reason", "open"]

# What the person who asked would say was missing, by kind.
WANTED: dict[Kind, str] = {
    "date": "a date",
    "number": "a number",
    "frequency": "how often",
    "name": "a name",
    "place": "a place",
    "state": "a State",
    "article": "the number of an article",
    "reason": "a reason",
}

# What these ask for can be told with certainty, so a sentence without it is no answer.
CERTAIN: frozenset[Kind] = frozenset({"date", "number", "frequency", "article", "reason"})

# Of a question, more than this is never read.
_MOST_CHARACTERS = 4_000

_LEAD = r"^\W*(?:(?:and|but|so|in|on|at|by|to|from|of|for|with|since|until|during|under|about|after|before)\s+)*"
# What is said around a question: it asks when, and not whether one can tell.
_FRAME = re.compile(
    r"^\W*(?:(?:please|so|and|hi|hello),?\s+)*(?:i(?:\s+would|['’]d)?\s+(?:need|want|like)\s+to\s+(?:know|find\s+out|learn)"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|explain|say)(?:\s+(?:to\s+)?me)?|(?:please\s+)?(?:tell|explain\s+to)\s+me"
    r"|do\s+you\s+know|does\s+anyone\s+know|i\s+wonder)[,:]?\s+(?=(?:when|who|whom|whose|where|why|how|what|which|whether|if|in\s+which"
    r"|by\s+when|since\s+when)\b)",
    re.IGNORECASE,
)
# The first rule whose pattern is found decides; what none of them finds is open.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("article", r"\b(?:which|what)\s+(?:articles?|sections?|paragraphs?|provisions?|clauses?|annex|chapters?)\b"),
    ("frequency", r"\bhow\s+(?:often|frequently|many\s+times)\b"),
    (
        "number",
        r"\bhow\s+(?:many|much|long|soon|quickly|old|far|high|tall|large|big|deep|fast|heavy|wide|late|early)\b",
    ),
    ("number", r"\b(?:what|which)\s+(?:percentage|percent|proportion|share|fraction|amount|number|population)\b"),
    (
        "number",
        r"\bwhat\s+(?:(?:is|was|are|were)\s+the\s+)?(?:\w+\s+)?"
        r"(?:length|height|altitude|depth|width|distance|diameter|weight|mass|speed|costs?|price|budget)\b",
    ),
    ("date", rf"{_LEAD}when\b"),
    ("date", r"\b(?:what|which)\s+(?:exact\s+)?(?:date|day|year|month|decade|century|time\s+period)s?\b"),
    # Who may do a thing is told by what they are as well as by name.
    (
        "open",
        rf"{_LEAD}who\s+(?:can|could|may|must|should|(?:is|are)\s+(?:allowed|eligible|entitled|permitted|required))\b",
    ),
    ("name", rf"{_LEAD}(?:who|whom|whose)\b"),
    ("place", rf"{_LEAD}where\b"),
    ("state", r"\b(?:what|which)\s+(?:\w+\s+)?(?:country|countries|nations?|governments?|states?)\b"),
    ("place", r"\b(?:what|which)\s+(?:city|cities|town|island|continent|region|location|place|capital|jurisdiction)\b"),
    ("reason", rf"{_LEAD}why\b"),
    (
        "reason",
        r"\b(?:for\s+(?:what|which)\s+reasons?|on\s+what\s+grounds|what\s+(?:is|was|are|were)\s+the\s+reasons?)\b",
    ),
    # "Which kinds", "which of" and "which is" ask for no name.
    ("name", r"\bwhich\s+(?!(?:kind|sort|type|of|is|are|was|were|do|does|did|has|have|can|may|will)s?\b)\w"),
)
_RULES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)

# Words that say how to answer rather than what about.
_ASKING_WORDS = """
say says said tell tells describe describes explain explains kind kinds sort sorts type types name named called list
mean means please
"""
_ASKING = frozenset(_ASKING_WORDS.split())
# The word after one of these names the sort of thing that is asked for; an answer may give the thing instead.
_DETERMINERS = frozenset(["which", "what"])
# By how much less such a word counts; not at all where the kind of question already says what is wanted.
_SORT_WEIGHT = 0.35
_SORT_KNOWN: frozenset[Kind] = frozenset({"date", "name", "place", "state", "article"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the name of an instrument, that an answer should be about.

    `weight` is its share beside the others before their rarity counts. `treaty_id` is None for a plain word.
    """

    stem: str
    form: str
    weight: float
    treaty_id: str | None = None


# "Article IV(1)", "Articles 4, 5 and 6", "Arts. 4-6"; what one text calls an article another calls a section.
_ONE = r"(?:[IVXLC]+|\d+)\b(?:\s?\([^)]{1,9}\))*"
_NUMBERED = re.compile(
    rf"\b((?i:articles?|arts?\.?|sections?|principles?)\s*)"
    rf"({_ONE}(?:(?:\s*,\s*|[-–]|\s*&\s*|\s*,?\s+(?:and|or|to|through)\s+){_ONE})*)"
)
_PARENTHESES = re.compile(r"\([^)]*\)")
_NUMBER_OR_RANGE = re.compile(r"[IVXLC]+|\d+|to|through|[-–]")


def numbered_articles(text: str) -> frozenset[int]:
    """The numbers of the articles that a text names, whatever they are of; a range names those within it, too.

    "The article I read" names none.
    """
    numbers: set[int] = set()
    for match in _NUMBERED.finditer(text):
        first: int | None = None  # of a range
        last: int | None = None
        if match[2] == "I" and match[1][0].islower():
            continue
        for part in _NUMBER_OR_RANGE.findall(_PARENTHESES.sub("", match[2])):
            if part in ("to", "through", "-", "–"):
                first = last
                continue
            last = value_of(part)
            if last is not None:
                numbers.update(range(first or last, last + 1))
            first = None
    return frozenset(numbers)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart. `counted` is the stem of the thing whose number is asked for.

    `articles` are the numbers of the articles that it names.
    """

    text: str
    kind: Kind
    terms: tuple[Term, ...]
    stems: frozenset[str]
    counted: str | None
    named: NamedInstruments
    articles: frozenset[int]


def read_question(text: str, lexical: LexicalIndex | None = None) -> Question:
    """The question taken apart; of a very long one the first 4,000 characters are read.

    Acronyms that `lexical` hardly has are spelled out.
    """
    text = _FRAME.sub("", encodable(text[:_MOST_CHARACTERS]))
    named = find_instruments(text)
    wording = text if lexical is None else spell_out(text, named, lexical)
    if wording != text:
        text, named = wording, find_instruments(wording)
    kind: Kind = next((kind for kind, pattern in _RULES if pattern.search(text)), "open")
    found = find_words(text)
    terms: dict[str, Term] = {}
    for reference in named.references:
        key = f"treaty {reference.treaty_id}"
        terms.setdefault(key, Term(key, reference.text, 1.0, reference.treaty_id))
    counted: str | None = None
    before = ""
    for place, word in enumerate(found):
        form = text[word.start : word.end].lower()
        last, before = before, form
        if last == "many" and kind == "number":
            counted = _counted(text, found[place:])
        inside = any(ref.start <= word.start < ref.end for ref in named.references)
        if not word.content or inside or form in _ASKING:
            continue
        weight = 1.0
        if last == "how":
            continue  # "how long" names a measure, which the answer gives in figures
        if last in _DETERMINERS:
            if kind in _SORT_KNOWN:
                continue
            weight = _SORT_WEIGHT
        terms.setdefault(word.stem, Term(word.stem, text[word.start : word.end], weight))
    return Question(
        text,
        kind,
        tuple(terms.values()),
        frozenset(word.stem for word in found),
        counted,
        named,
        numbered_articles(text),
    )


_PLURAL = re.compile(r"(?<!s)s\Z|(?:men|people|personnel|staff|children)\Z", re.IGNORECASE)
_LONGEST_COUNTED = 5  # words


def _counted(text: str, words: Sequence[Word]) -> str:
    """The stem of what is counted: the last plural of "Galileo satellites are", or else the first word."""
    run = list(itertools.takewhile(lambda word: word.content, words))[:_LONGEST_COUNTED] or list(words[:1])
    plural = (word for word in reversed(run) if _PLURAL.search(text[word.start : word.end]))
    return next(plural, run[0]).stem
