"""What a claim and a piece of evidence say alike and what otherwise: dates, numbers, names and negation, marked.

This is for the eye of a reviewer, sentence by sentence; the verdict rests on the checks in `pipeline.claims`.
"""

import re
from collections.abc import Iterable, Sequence

from pipeline.claims.dates import DateMention, compare, find_dates
from pipeline.claims.numbers import CARDINALS, SCALES
from pipeline.ui.marked import Mark

_FIGURES = r"\d+(?:,\d+)*(?:\.\d+)?"
_SCALE, _WORD = "|".join(SCALES), "|".join(CARDINALS)
# Of a number in words, "and" is a part where it follows on a scale: "two hundred and fifty".
_PART = rf"(?:(?:{_SCALE})\s+and(?=\s+(?:{_WORD})\b)|{_SCALE}|{_WORD})"
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?:{_FIGURES}(?:\s+(?:{_SCALE}))*|{_PART}(?:[\s-]+{_PART})*)(?![\w/-]|[.,]\d)", re.IGNORECASE
)
_NAME = re.compile(r"[A-Z][\w'’.-]*\w(?:\s+(?:(?:of|the|for|and|on|de)\s+)*[A-Z][\w'’.-]*\w)*")
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|none|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_LIKENESS = ("same", "differs", "absent")
_OPENERS = frozenset(
    "a an the it its this that these those they their he she his her in on at by for from under of to and but or as "
    "if when while after before since until some all any each every both no there here such other many most".split()
)


def differences_from_all(claim: str, pieces: Iterable[tuple[str, str]]) -> list[Mark]:
    """Marks on the claim for several pieces of evidence, each with its title: what one of them says is spoken of."""
    each = [
        {(mark.start, mark.end): mark for mark in differences(claim, evidence, title)[0]} for evidence, title in pieces
    ]
    best: list[Mark] = []
    for place in dict.fromkeys(place for marks in each for place in marks):
        found = [marks[place] for marks in each if place in marks]
        likest = min(found, key=lambda mark: _LIKENESS.index(mark.style))
        if likest.style == "same" or len(found) == len(each):
            best.append(likest)
    return best


def differences(claim: str, evidence: str, title: str = "") -> tuple[list[Mark], list[Mark]]:
    """Marks on the claim and on the evidence, by offsets into each.

    The style is "same" for what both say, "differs" for what they say otherwise, and "absent", in the claim alone, for
    what the evidence does not speak of; a name whose words stand in it or in the `title` of its document is spoken of.
    """
    on_claim: list[Mark] = []
    on_evidence: list[Mark] = []
    dates, stated = find_dates(claim), find_dates(evidence)
    alike = {other for date in dates for other in stated if compare(date, other) == "same"}
    for date in dates:
        same = [other for other in stated if compare(date, other) == "same"]
        if same:
            on_claim.append(_mark(date, "same", f"the evidence says {same[0].text} too"))
            on_evidence += [_mark(other, "same", f"the claim says {date.text}") for other in same[:1]]
        elif stated:
            said = ", ".join(other.text for other in stated)
            on_claim.append(_mark(date, "differs", f"the evidence says {said}"))
            on_evidence += [_mark(one, "differs", f"the claim says {date.text}") for one in stated if one not in alike]
        else:
            on_claim.append(_mark(date, "absent", "the evidence gives no date"))
    numbers, counted = _numbers(claim, dates), _numbers(evidence, stated)
    claimed, values = {value for _, value in numbers}, {value for _, value in counted}
    for found, value in numbers:
        if value in values:
            on_claim.append(_span(found, "same", "the evidence has this number too"))
        elif counted:
            said = ", ".join(dict.fromkeys(other[0] for other, _ in counted))
            on_claim.append(_span(found, "differs", f"numbers of the evidence: {said}"))
        else:
            on_claim.append(_span(found, "absent", "the evidence gives no number"))
    unlike = ", ".join(dict.fromkeys(found[0] for found, value in numbers if value not in values))
    for found, value in counted:
        if value in claimed:
            on_evidence.append(_span(found, "same", "the claim has this number too"))
        elif unlike:
            on_evidence.append(_span(found, "differs", f"the claim says {unlike}"))
    taken = [(mark.start, mark.end) for mark in on_claim]
    for name in _NAME.finditer(claim):
        begin = name.start() + len(_opener(name[0], at_start=name.start() == 0))
        words = claim[begin : name.end()]
        if not words or any(begin < end and start < name.end() for start, end in taken):
            continue
        named = re.search(re.escape(words), evidence, re.IGNORECASE)
        if named:
            on_claim.append(Mark(begin, name.end(), "same", "the evidence names it too"))
            on_evidence.append(_span(named, "same", "the claim names it too"))
        elif not _words(words) <= _words(f"{title} {evidence}"):
            on_claim.append(Mark(begin, name.end(), "absent", "the evidence does not name it"))
    denied, denies = list(_NEGATION.finditer(claim)), list(_NEGATION.finditer(evidence))
    if bool(denied) != bool(denies):
        on_claim += [_span(found, "differs", "the evidence does not deny") for found in denied]
        on_evidence += [_span(found, "differs", "the claim does not deny") for found in denies]
    return on_claim, on_evidence


def _opener(words: str, *, at_start: bool) -> str:
    """The word that begins a sentence, with its space, where it is no part of the name that follows."""
    first, space, _ = words.partition(" ")
    return first + space if at_start and first.lower() in _OPENERS else ""


def _words(text: str) -> set[str]:
    """The words of a text that are more than links between names."""
    return set(re.findall(r"\w+", text.lower())) - _OPENERS


def _numbers(text: str, dates: Sequence[DateMention]) -> list[tuple[re.Match[str], float]]:
    return [
        (found, _value(found[0]))
        for found in _NUMBER.finditer(text)
        # "One" alone is seldom a number, and where it is one its noun says as much.
        if found[0].lower() != "one"
        and not any(found.start() < date.end and date.start < found.end() for date in dates)
    ]


def _value(number: str) -> float:
    """The value of a number in figures or words: 1.5 million, two hundred and fifty."""
    total = part = 0.0
    for word in re.split(r"[\s-]+", number.lower()):
        if word in SCALES:
            part = (part or 1.0) * SCALES[word]
            if SCALES[word] >= SCALES["thousand"]:
                total, part = total + part, 0.0
        elif word != "and":
            part += CARDINALS[word] if word in CARDINALS else float(word.replace(",", ""))
    return total + part


def _mark(date: DateMention, style: str, title: str) -> Mark:
    return Mark(date.start, date.end, style, title)


def _span(found: re.Match[str], style: str, title: str) -> Mark:
    return Mark(found.start(), found.end(), style, title)
