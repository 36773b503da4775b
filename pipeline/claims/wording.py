"""A clause in words that can be read alone, and the places in the document that they come from."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.claims.clauses import Clause
from pipeline.claims.discourse import Resolved
from pipeline.data import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SPACE_BEFORE_SIGN = re.compile(r"\s+([,.;:!?])")
_ENDS = (".", "!", "?", '."', ".”", ".)", "!”", "?”")


def worded(doc: "Doc", clause: Clause, resolved: Resolved) -> str:
    """The clause as a sentence: pointing words replaced by what they stand for, capital and full stop as needed."""
    words: list[str] = []
    items = clause.wording
    skip_to = -1
    for number, item in enumerate(items):
        if isinstance(item, str):
            words.append(f"{item} ")
            continue
        if item < skip_to:
            continue
        token = doc[item]
        follows = items[number + 1] if number + 1 < len(items) else None
        space = token.whitespace_ if follows == item + 1 else " "
        if item in resolved.replaced and resolved.inside.get(item, -1) not in items[:number]:
            skip_to, name = resolved.replaced[item]
            after = doc[skip_to - 1].whitespace_ if skip_to in items[number:] else " "
            words.append(f"{name}{after}")
            continue
        if item in resolved.added:
            words.append(f"{token.text.rstrip('.')} {resolved.added[item]}{space}")
            continue
        words.append(token.text + space)
    text = _SPACE_BEFORE_SIGN.sub(r"\1", "".join(words)).strip(" ,;")
    return text[:1].upper() + text[1:] + ("" if text.endswith(_ENDS) else ".")


def runs(doc: "Doc", tokens: Iterable[int]) -> tuple[Span, ...]:
    """The stretches of the sentence that the tokens cover, in order, each without signs at its ends."""
    spans: list[list[int]] = []
    for index in sorted(tokens):
        if spans and spans[-1][-1] == index - 1:
            spans[-1].append(index)
        else:
            spans.append([index])
    out = []
    for run in spans:
        while run and doc[run[-1]].text in (",", ";", "–", "—"):
            run.pop()
        while run and doc[run[0]].text in (",", ";", "–", "—"):
            run.pop(0)
        if run:
            out.append(Span(doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])))
    return tuple(out)


def quoted(doc: "Doc", clause: Clause, taken: Iterable[Span]) -> Span:
    """The stretch that holds the clause's verb, with what it is said of where that stands right before it.

    No two clauses of a sentence have a letter in common here: `taken` are the stretches of the others.
    """
    head = doc[clause.head].idx
    own = runs(doc, clause.own)
    place = next((span for span in own if span.start <= head < span.end), own[0])
    for span in runs(doc, clause.subject):
        gap = doc.text[span.end : place.start]
        free = all(span.end <= other.start or other.end <= span.start for other in taken)
        if span.end <= place.start and free and not gap.strip(" ,"):
            return Span(span.start, place.end)
    return place
