"""What a question asks for: its kind, the words that an answer must be about, and the instruments it names."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.answers.words import find_words
from pipeline.data import Span
from pipeline.entities import find_geopolitical
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

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b|(?:{_MONTHS})\.?\s+\d{{1,4}}\b"
    r"|\d{4}-\d{2}(?:-\d{2})?\b|(?:1\d|20)\d{2}(?:s\b|\b)|\d{1,2}(?:st|nd|rd|th)\s+(?:century|millennium)"
    r"|\d{1,4}\s?(?:BCE?|CE|AD)\b)",
    re.IGNORECASE,
)
# What a question for an end may be answered by instead of a date.
_FOR_AN_END = re.compile(
    r"\b(?:(?:until|till|by)\s+when|deadlines?|expires?|lapses?|run\s+out|time[\s-]limits?)\b", re.IGNORECASE
)
_ENDLESS = re.compile(
    r"\b(?:(?:no|without(?:\s+an?)?)\s+(?:\w+\s+)?(?:date|deadline|time[\s-]limit|expiry)|indefinite(?:ly)?"
    r"|unlimited\s+duration|in\s+perpetuity|as\s+soon\s+as\s+(?:practicable|possible))\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    "|trillions?|dozens?|half|third|quarter|one|single|no|none|zero"
)
_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
# What "how long" and "how soon" may be answered by without a figure.
_FOR_A_TIME = re.compile(r"\bhow\s+(?:long|soon|quickly)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:an?|several|(?:a\s+)?few|many|half\s+an?)\s+(?:\w+\s+)?(?:seconds?|minutes?|hours?|days?|weeks?|fortnight|months?|years?|decades?"
    r"|century|centuries)\b|\b(?:overnight|immediate(?:ly)?|at\s+once|indefinite(?:ly)?|permanent(?:ly)?|unlimited)\b",
    re.IGNORECASE,
)
# A question for money, and what an answer to it must have.
_FOR_MONEY = re.compile(
    r"\b(?:how\s+much\s+(?:money|funding|compensation|did\s+(?:\w+\s+){1,3}(?:pay|cost|spend|collect|earn|receive|raise|invest)|(?:does|do|did|will)\s+"
    r"(?:\w+\s+){1,4}cost)|what\s+(?:(?:is|was|are|were)\s+the\s+)?(?:\w+\s+)?(?:costs?|price|budget))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pounds?|yen|francs?|kron(?:er|or|e)|r(?:o?)ubles?|yuan|renminbi|rupees?|won|crowns?|bitcoins?|USD|EUR|GBP|JPY|CHF)\b"
)
_FREQUENCY = re.compile(
    rf"\b(?:(?:only|first)\b[^.;]{{0,40}}\bever|(?:{_NUMBER_WORDS}|\d+)\s+(?:sessions|occasions|times)|once|twice|thrice|never"
    r"|always|annually|yearly|monthly|weekly|daily|hourly|(?:every|each|per|(?<!for )(?<!within )a)\s+(?:\w+\s+)?"
    r"(?:years?|months?|weeks?|days?|hours?|decades?|session)|(?:bi|semi)-?annual\w*)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:\b(?:articles?|art\.|sections?|paragraphs?|clauses?|annex|chapters?|rules?|principles?)|§)\s*(?:[IVXLC]+\b|\d+)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due\s+to|owing\s+to|thanks\s+to|since|given\s+(?:the|that|its|their)|in\s+(?:order\s+to|response|reaction|protest|return"
    r"|view\s+of|light\s+of|the\s+wake)|so\s+(?:that|as\s+to)|as\s+(?:a\s+(?:result|consequence|response)|it|they|the|its|their|neither|no)\b"
    r"|after|following|over|amid|reasons?|grounds?|caus(?:e[ds]?|ing)|motiv\w+|prompt(?:ed|s|ing)|therefore|thus|hence|citing|cit(?:es|ed)|accus\w+|blam\w+"
    r"|argu(?:es?|ed|ing)|(?:says?|said|holds?|held|claim(?:s|ed)|consider(?:s|ed))\s+(?:that|it|they|the|its)|aim(?:s|ed|ing)?|goal|purpose|meant|intended"
    r"|designed|fear(?:s|ed|ing)?|concern(?:s|ed)?|worr(?:y|ies|ied)|lack(?:s|ed|ing)?|for\s+(?:fear|lack|want|violating|breaching|failing)|led\s+to|leading\s+to"
    r"|to\s+(?:avoid|prevent|ensure|allow|make|protect|keep|reduce|help|deter|counter|strengthen|limit|stop|build|improve|support|respond|meet"
    r"|show|test|force|gain|give|get|raise|share|save|secure|enable|address|fund|promote|facilitate|preserve|defend|maintain|monitor|track|end|ease))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|on|to|from|off|into|over|across|between|of|around|outside|within)\s+(?:the\s+)?"
    r"(?:\w+\s+)?[A-ZÀ-Þ][\w'’-]*"
)
# A number that is a name: of a resolution, a page, a satellite.
_LABELLED = re.compile(
    r"\b(?:[Rr]esolutions?|[Nn]o\.|[Pp]ages?|[Vv]ol(?:ume|\.)|[Aa]nnex|[Pp]rotocol|[Pp]hase|[Tt]ranche)\s+\d[\d/]*|\b\d+/\d+\b"
    rf"|\b(?:first|last|next|other|another|further)\s+(?:\d+|{_NUMBER_WORDS})\b|\bone\s+(?:by\s+one|of|another)\b"
    r"|\b[A-Z][a-z]+[ -]\d+\b(?!\s+(?!(?:was|is|has|does|its|as|this)\b)[A-Za-z]+s\b)"
)
_PLURAL = re.compile(r"(?<!s)s\Z|(?:men|people|personnel|staff|children)\Z", re.IGNORECASE)
_LONGEST_COUNTED = 5  # words
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)  # "as the 56th country"
_MEASURE = re.compile(
    r"(?:[.,]\d+)*\s*(?:%|(?:million|billion|thousand|trillion)?\s*(?:percent|per\s+cent|euros?|dollars?|pounds?|yen|francs?|km|kilomet(?:re|er)s?"
    r"|met(?:re|er)s?|kg|kilograms?|tonn?es?|tons?|years?|months?|weeks?|days?|hours?|minutes?)\b)"
)
# What States are called where they are counted, by stem.
STATES = frozenset("state countri nation parti member signatori government".split())
# "Japanese", "Polish", "Canadian", "German", "Iraqi".
_NATIONAL = re.compile(r"\b[A-ZÀ-Þ][a-zß-ÿ]+(?:ese|ish|an|[^aeiouh]i)\b")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w'’-]*")


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
    if lexical is not None:
        text = spell_out(text, find_instruments(text), lexical)
    kind: Kind = next((kind for kind, pattern in _RULES if pattern.search(text)), "open")
    found = find_words(text)
    named = find_instruments(text)
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


def _counted(text: str, words: Sequence[Word]) -> str:
    """The stem of what is counted: the last plural of "Galileo satellites are", or else the first word."""
    run = list(itertools.takewhile(lambda word: word.content, words))[:_LONGEST_COUNTED] or list(words[:1])
    plural = (word for word in reversed(run) if _PLURAL.search(text[word.start : word.end]))
    return next(plural, run[0]).stem


def gives(question: Question, sentence: str, words: list[Word]) -> float:
    """How plainly a sentence holds the sort of thing that the question asks for, beyond what the question itself has.

    From 0, not at all, to 1; always 1 for an open question. `words` are the words of the sentence.
    """
    check = _CHECKS.get(question.kind)
    return 1.0 if check is None else float(check(question, sentence, words))


def _new(pattern: re.Pattern[str]) -> Callable[[Question, str, list[Word]], bool]:
    """A check that the pattern is found with at least one word that the question does not have."""

    def check(question: Question, sentence: str, words: list[Word]) -> bool:
        for match in pattern.finditer(sentence):
            inside = [word for word in words if match.start() <= word.start < match.end()]
            if any(word.stem not in question.stems for word in inside):
                return True
        return False

    return check


def _outside(sentence: str, words: list[Word], *patterns: re.Pattern[str]) -> list[int]:
    """Places in `words` of those that belong to no match of the patterns."""
    taken = [match.span() for pattern in patterns for match in pattern.finditer(sentence)]
    return [at for at, word in enumerate(words) if not any(start <= word.start < end for start, end in taken)]


def _numbers(question: Question, sentence: str, words: list[Word]) -> tuple[list[int], set[int]]:
    """Places in `words` of numbers that the question does not have, and of what it counts.

    No dates, no "Article 5", no "resolution 77/41", no "Iridium 33".
    """
    counted = {at for at, word in enumerate(words) if _counts_as(word.stem, question.counted)}
    numbers = [
        at
        for at in _outside(sentence, words, _DATE, _ARTICLE, _LABELLED)
        if words[at].stem not in question.stems
        and (
            _NUMBER.fullmatch(sentence[words[at].start : words[at].end])
            or (at + 1 in counted and _ORDINAL.fullmatch(sentence[words[at].start : words[at].end]))
        )
        and at - 1 not in counted
        # Where things are counted, "16.5 million euros" counts none of them.
        and not (question.counted and _MEASURE.match(sentence, words[at].end))
    ]
    return numbers, counted


def _counts_as(stem: str, counted: str | None) -> bool:
    """Whether a word names what is counted; States are counted under many names."""
    return stem == counted or (counted in STATES and stem in STATES)


def _before(number: int, counted: set[int]) -> bool:
    return any(0 < noun - number <= 5 for noun in counted)


def _number(question: Question, sentence: str, words: list[Word]) -> float:
    """1 for a number right before what is counted, or for a time where one is asked for; less for any other number."""
    if _FOR_MONEY.search(question.text) and not _MONEY.search(sentence):
        return 0.0
    if _FOR_A_TIME.search(question.text) and _new(_TIME)(question, sentence, words):
        return 1.0
    numbers, counted = _numbers(question, sentence, words)
    if not numbers:
        return 0.0
    if question.counted is None or any(_before(number, counted) for number in numbers):
        return 1.0
    return 0.3 if counted else 0.6


def counted_numbers(question: Question, sentence: str) -> list[Span]:
    """The numbers of a sentence that stand right before what the question counts; none where it counts nothing."""
    words = find_words(sentence)
    numbers, counted = _numbers(question, sentence, words)
    starts = {words[at].start for at in numbers if _before(at, counted)}
    return [Span(*match.span()) for match in _NUMBER.finditer(sentence) if match.start() in starts]


def _date(question: Question, sentence: str, words: list[Word]) -> bool:
    """A date that is new, or that there is none where an end is asked for."""
    return _new(_DATE)(question, sentence, words) or bool(
        _FOR_AN_END.search(question.text) and _ENDLESS.search(sentence)
    )


def _place(question: Question, sentence: str, words: list[Word]) -> bool:
    """A place that is new, and no date ("on 7 December")."""
    undated = _DATE.sub(lambda match: " " * len(match[0]), sentence)
    return _new(_PLACE)(question, undated, words)


def _state(question: Question, sentence: str, words: list[Word]) -> float:
    """1 for a State, or a place that stands for one, that is new; less for what may be the adjective of one."""
    named = find_geopolitical(sentence)
    new = [word.start for word in words if word.stem not in question.stems]
    if any(state.start <= start < state.end for state in named for start in new):
        return 1.0
    return 0.5 * _new(_NATIONAL)(question, sentence, words)


def _name(question: Question, sentence: str, words: list[Word]) -> bool:
    """A capitalised word that is new, no "Article 5", and the first of the sentence only if more of its kind follow."""
    capitals = [
        at
        for at in _outside(sentence, words, _DATE, _ARTICLE)
        if words[at].content and _CAPITALISED.match(sentence[words[at].start : words[at].end])
    ]
    return any(at > 0 or 1 in capitals for at in capitals if words[at].stem not in question.stems)


_CHECKS: dict[Kind, Callable[[Question, str, list[Word]], float]] = {
    "date": _date,
    "number": _number,
    "frequency": _new(_FREQUENCY),
    "name": _name,
    "place": _place,
    "state": _state,
    "article": _new(_ARTICLE),
    "reason": _new(_REASON),
}
