"""Running headers, footers and page numbers of PDFs: found by what repeats at the same edge of several pages."""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Sequence

from pipeline.documents.layout import Line
from pipeline.documents.provisions import parse_roman

# Rows at each edge of a page that may be furniture, and how far in points they may move from page to page.
_ROWS = 4
_TOLERANCE = 6.0
_PROVISION = re.compile(
    r"(?:article|principle|guideline|rule|regulation|section|chapter|annex|part|§)\s?[\divxlc]", re.I
)
_FIGURES = re.compile(r"\d{1,6}")
_NUMBER_ONLY = re.compile(
    r"(?:page\s*|p\.\s*|[-–—(\[|]\s*)?[\divxlc]{1,9}(?:\s*(?:of|/|\|)\s*\d{1,6})?(?:\s*[-–—)\]|])?"
)

Key = tuple[bool, int, str]


def without_furniture(pages: Sequence[Sequence[Line]], labels: Sequence[str]) -> list[list[Line]]:
    """The pages' lines without running headers, footers and page numbers; the others keep their order.

    A row is furniture when it stands at the very edge of its page, or only furniture is further out, and when the
    same words stand at the same height of at least three pages (two, where there are no more). Figures in it may
    differ if one of them counts the pages, except after "Article" and the like. A row that is nothing but its page's
    label needs no repetition.
    """
    edges = [(_edge(lines, top=True), _edge(lines, top=False)) for lines in pages]
    seen: Counter[Key] = Counter()
    for number, sides in enumerate(edges):
        seen.update({key for side in (0, 1) for row in sides[side] for key in _keys(row, side == 0, number)})
    wanted = max(2, min(3, len(pages)))
    step = _line_step(pages)
    kept = []
    for number, (lines, sides) in enumerate(zip(pages, edges, strict=True)):
        dropped: set[int] = set()
        for side in (0, 1):
            rows = sides[side]
            repeating = 0
            while repeating < min(len(rows), _ROWS) and (
                any(seen[key] >= wanted for key in _keys(rows[repeating], side == 0, number))
                or _is_label(rows[repeating], labels[number])
            ):
                repeating += 1
            # Text may repeat as well: furniture ends where a gap or another size of print begins.
            while repeating and repeating < len(rows) and not _apart(rows[repeating - 1], rows[repeating], step):
                repeating -= 1
            dropped |= {id(line) for row in rows[:repeating] for line in row}
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _edge(lines: Sequence[Line], *, top: bool) -> list[list[Line]]:
    """The outermost rows of a page, from the edge inwards; lines at one height are one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: -each.baseline if top else each.baseline):
        if rows and abs(rows[-1][0].baseline - line.baseline) < 2.0:
            rows[-1].append(line)
        elif len(rows) > _ROWS:  # one more, to see where the last one ends
            break
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _line_step(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance between two lines, in points."""
    steps = [
        one.baseline - two.baseline
        for lines in pages
        for one, two in itertools.pairwise(lines)
        if 2.0 < one.baseline - two.baseline < 60.0
    ]
    return statistics.median(steps) if steps else 0.0


def _apart(outer: Sequence[Line], inner: Sequence[Line], step: float) -> bool:
    gap = abs(outer[0].baseline - inner[0].baseline)
    return gap > 1.2 * step or abs(outer[0].size - inner[0].size) > 0.4


def _keys(row: Sequence[Line], top: bool, number: int) -> set[Key]:
    """What a row is counted under: its words, and its words with each figure told by its distance to the page."""
    words = _words(row)
    place = row[0].baseline / _TOLERANCE
    # Heights are cut into steps; a row counts for its own and for the next nearest one.
    steps = (int(place), int(place) + (1 if place - int(place) > 0.5 else -1))
    forms = {words}
    if _PROVISION.match(words):
        return {(top, step, words) for step in steps}
    plain = _FIGURES.sub("#", words)
    forms |= {f"{plain} {at} {int(figure[0]) - number}" for at, figure in enumerate(_FIGURES.finditer(words))}
    tokens = words.split(" ")
    for at in {0, len(tokens) - 1}:
        if (value := parse_roman(tokens[at])) is not None:
            forms.add(" ".join([*tokens[:at], "#", *tokens[at + 1 :], f"{at} {value - number}"]))
    return {(top, step, form) for step in steps for form in forms}


def _words(row: Sequence[Line]) -> str:
    texts = dict.fromkeys(line.text for line in row)  # some PDFs print their page numbers twice
    return " ".join(" ".join(texts).lower().split())


def _is_label(row: Sequence[Line], label: str) -> bool:
    words = _words(row)
    return bool(_NUMBER_ONLY.fullmatch(words)) and label.lower() in re.findall(r"\w+", words)
