"""Sources that differ on what a question asks for: another number, another date, each with the date it speaks as of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.answers.evidence import Candidate, of_another
from pipeline.answers.questions import Question
from pipeline.answers.sought import STATES, counted_numbers
from pipeline.answers.words import find_words
from pipeline.entities import find_dates, load_rules
from pipeline.treaties import date_in_words
from pipeline.treaties.grammar import NUMBER_WORDS

# "More than 50" and 56 may both be right.
_INEXACT = re.compile(
    r"\b(?:about|above|almost|approximately|around|at\s+(?:least|most)|circa|exceed(?:s|ed|ing)?|(?:fewer|less|more)\s+than"
    r"|nearly|over|roughly|some|under|up\s+to)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_WORDS = {word: str(value) for value, word in enumerate(NUMBER_WORDS, start=1)}
# A sentence may be rated so much lower than the best one and still be taken for an answer of its own, in logits; mostly
# its passage is a little further from the question. Set by hand.
_FURTHEST = 5.0
# Content words that it may have besides those of the question, of its title and of dates; the figure is one of them.
_BESIDES = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """What a sentence gives for what is asked: its words, a form to compare, and the ISO date it speaks as of."""

    candidate: Candidate
    words: str
    value: str
    as_of: str | None

    def told(self, number: int) -> str:
        """The figure, its date and its citation, as in "56 as of July 2025 [1]"."""
        dated = f" as of {date_in_words(self.as_of)}" if self.as_of else ""
        return f"{self.words}{dated} [{number}]"


def find_differing(question: Question, best: Candidate, rated: Sequence[tuple[float, Candidate]]) -> list[Figure]:
    """The figure of the best sentence, if it gives one, and those of others that give another; none where all agree.

    The newest as-of date comes first, undated ones last. Only questions for a date or for the number of something are
    looked at, and only sentences that give one such figure, exactly, that speak of all that the question asks about,
    and, but for the best one, of hardly anything else. A question that names a date itself asks for the state at that
    date, not for all there are.

    Args:
        question: what is asked.
        best: the sentence that answers.
        rated: sentences that can be an answer, with their ratings, of documents that are trusted as the best one's is.
    """
    # A State is counted under many names, so the word for it need not be the question's.
    about = {term.stem for term in question.terms if not (term.stem == question.counted and term.stem in STATES)}
    if _dates(question.text) or not about <= best.around:
        return []
    floor = max(rating for rating, _ in rated) - _FURTHEST
    own = _figure(question, best)
    figures = [own] if own else []
    for rating, candidate in sorted(rated, key=lambda each: -each[0]):
        if rating < floor or not about <= candidate.around or of_another(question, candidate):
            continue
        if not _to_the_point(question, candidate):
            continue
        figure = _figure(question, candidate)
        if figure is not None and not any(_agree(figure.value, held.value) for held in figures):
            figures.append(figure)
    if len(figures) < 2:
        return []
    return sorted(figures, key=lambda figure: figure.as_of or "", reverse=True)


def _to_the_point(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence says little besides what is asked; its own document's title and headings may say more."""
    dates = _dates(candidate.text)
    context = {word.stem for word in find_words(". ".join((candidate.hit.title, *candidate.hit.passage.heading)))}
    named = {word.stem for reference in question.named.references for word in find_words(reference.text)}
    left = {
        word.stem
        for word in find_words(candidate.text)
        if word.content and not any(start <= word.start < end for start, end, _ in dates)
    }
    return len(left - question.stems - context - named) <= _BESIDES


def _figure(question: Question, candidate: Candidate) -> Figure | None:
    """What the sentence gives, if it gives one such thing and gives it exactly."""
    text = candidate.text
    dates = _dates(text)
    if question.kind == "date" and len(dates) == 1:
        start, end, value = dates[0]
        return Figure(candidate, text[start:end], value, candidate.hit.date)
    numbers = counted_numbers(question, text)
    if len(numbers) != 1 or _INEXACT.search(text[: numbers[0].start]):
        return None
    words = text[numbers[0].start : numbers[0].end]
    value = _WORDS.get(words.lower(), words.replace(",", ""))
    as_of = dates[0][2] if len(dates) == 1 else candidate.hit.date
    return Figure(candidate, words, value, as_of) if value.isdecimal() else None


def _dates(text: str) -> list[tuple[int, int, str]]:
    """Start, end and ISO value of each date with a year; of several days the first."""
    found = find_dates(text, load_rules())
    return [(date.start, date.end, date.value.partition("/")[0]) for date in found if date.value]


def _agree(one: str, other: str) -> bool:
    """Whether two values can both be right: the same number, or dates of which one is a part of the other."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")
