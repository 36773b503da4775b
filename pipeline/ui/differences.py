"""What a claim and a piece of evidence say alike and what otherwise: dates, numbers, names and negation, marked.

This is for the eye of a reviewer, sentence by sentence; the verdict rests on the checks in `pipeline.claims`.
"""

import re
from collections.abc import Sequence

from pipeline.claims.dates import DateMention, compare, find_dates
from pipeline.ui.marked import Mark

_NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-]|[.,]\d)")
_NAME = re.compile(r"[A-Z][\w'’.-]*\w(?:\s+(?:(?:of|the|for|and|on|de)\s+)*[A-Z][\w'’.-]*\w)*")
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|none|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_OPENERS = frozenset(
    "a an the it its this that these those they their he she his her in on at by for from under of to and but or as "
    "if when while after before since until some all any each every both no there here such other many most".split()
)


def differences(claim: str, evidence: str, title: str = "") -> tuple[list[Mark], list[Mark]]:
    """Marks on the claim and on the evidence, by offsets into each.

    The style is "same" for what both say, "differs" for what they say otherwise, and "absent", in the claim alone, for
    what the evidence does not speak of; names in the `title` of its document are taken as spoken of.
    """
    on_claim: list[Mark] = []
    on_evidence: list[Mark] = []
    dates, stated = find_dates(claim), find_dates(evidence)
    for date in dates:
        same = [other for other in stated if compare(date, other) == "same"]
        if same:
            on_claim.append(_mark(date, "same", f"the evidence says {same[0].text} too"))
            on_evidence += [_mark(other, "same", f"the claim says {date.text}") for other in same[:1]]
        elif stated:
            said = ", ".join(other.text for other in stated)
            on_claim.append(_mark(date, "differs", f"the evidence says {said}"))
            on_evidence += [_mark(other, "differs", f"the claim says {date.text}") for other in stated]
        else:
            on_claim.append(_mark(date, "absent", "the evidence gives no date"))
    numbers, counted = _numbers(claim, dates), _numbers(evidence, stated)
    values = {value for _, value in counted}
    for found, value in numbers:
        alike = [other for other, one in counted if one == value]
        if alike:
            on_claim.append(_span(found, "same", "the evidence has this number too"))
            on_evidence.append(_span(alike[0], "same", "the claim has this number too"))
        elif counted:
            on_claim.append(_span(found, "differs", f"numbers of the evidence: {', '.join(sorted(values))}"))
        else:
            on_claim.append(_span(found, "absent", "the evidence gives no number"))
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
        elif words.lower() not in title.lower():
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


def _numbers(text: str, dates: Sequence[DateMention]) -> list[tuple[re.Match[str], str]]:
    return [
        (found, found[0].replace(",", ""))
        for found in _NUMBER.finditer(text)
        if not any(found.start() < date.end and date.start < found.end() for date in dates)
    ]


def _mark(date: DateMention, style: str, title: str) -> Mark:
    return Mark(date.start, date.end, style, title)


def _span(found: re.Match[str], style: str, title: str) -> Mark:
    return Mark(found.start(), found.end(), style, title)
