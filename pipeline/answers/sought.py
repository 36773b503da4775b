"""Whether a sentence holds the sort of thing that a question asks for: a date, a number, a State, a reason."""

import re
from collections.abc import Callable

from pipeline.answers.questions import Kind, Question
from pipeline.answers.words import find_words
from pipeline.data import Span
from pipeline.entities import find_geopolitical
from pipeline.index import Word

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
# "When may a party withdraw?" asks for a rule, which may give a term or a condition instead of a date.
_FOR_A_RULE = re.compile(
    r"(?<!by )(?<!until )(?<!since )\bwhen\s+(?:do|does|may|must|can|shall|should)\b", re.IGNORECASE
)
_TERM = re.compile(
    rf"\b(?:(?:{_NUMBER_WORDS}|\d+)\s+(?:hours?|days?|weeks?|months?|years?)\s+(?:after|before|from|of|following|prior)"
    r"|(?:not|no)\s+later\s+than|immediate(?:ly)?|promptly|forthwith|without\s+(?:undue\s+)?delay|as\s+soon\s+as|upon|once"
    r"|on\s+(?:the\s+)?(?:deposit|receipt|request|signature|expiry)|at\s+(?:the\s+)?(?:request|end|expiry)|after|if|whenever)\b",
    re.IGNORECASE,
)
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
    """A date that is new; that there is none, where an end is asked for; a term or a condition, where a rule is."""
    return (
        _new(_DATE)(question, sentence, words)
        or bool(_FOR_AN_END.search(question.text) and _ENDLESS.search(sentence))
        or bool(_FOR_A_RULE.search(question.text) and _new(_TERM)(question, sentence, words))
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
