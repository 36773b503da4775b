"""From the lines of PDF pages to paragraphs: joined text, pages and headings with exact offsets."""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.data import Page
from pipeline.documents.sections import Marked


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of a page as the PDF has it; lengths in points from the page's lower left corner.

    `broken` says that a hyphen at its end broke a word; the hyphen is not in `text`.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    broken: bool = False


_HYPHENS = "\u00ad\u2010-"
_TERMINAL = re.compile(r"[.!?:;][\"'”’)\]]*(?:\s?\d{1,3})?$")
_LIST_MARK = re.compile(r"(?:[-–—•*·▪◦‣●■□☐☒]|\(?[a-z]\)|\(?[ivx]{1,5}\)|\(\d{1,3}\)|\d{1,3}[.)]|[A-Z]\.)\s")
_LABEL = re.compile(r"(?:article|principle|guideline|section|chapter|annex|part|rule)\s+[\divxlca-c]", re.IGNORECASE)
_FIGURES_AT_END = re.compile(r"(?<!\S)[($€£]{0,2}\d[\d.,]*[%)]{0,2}\s+(?:[($€£]{0,2}\d[\d.,]*[%)]{0,2}|[—–-])$")


def read_line(raw: str, left: float, right: float, baseline: float, size: float, bold: bool, broken: bool) -> Line:
    """A line with the hyphen at its end told apart; `broken` where the PDF itself says that it breaks a word."""
    text = raw.strip()
    if len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha():
        return Line(text[:-1], left, right, baseline, size, bold, True)
    return Line(text, left, right, baseline, size, bold, broken)


def compose(
    pages: Sequence[Sequence[Line]], labels: Sequence[str], mend: Callable[[str, str], str]
) -> tuple[str, tuple[Page, ...], list[Marked]]:
    """(text, its pages, headings by size and weight). Lines of one paragraph are joined, also across pages."""
    body = _body_size(pages)
    step = _line_step(pages)
    edges = _right_edges(pages)
    depths = _heading_depths(pages, body)
    pieces: list[str] = []
    marked: list[Marked] = []
    found: list[Page] = []
    at = 0
    before: Line | None = None
    before_page = -1
    for number, lines in enumerate(pages):
        start: int | None = None
        for line in lines:
            if not line.text:
                continue
            same_page = before_page == number
            joint = "" if before is None else _joint(before, line, same_page, step, edges[before_page], depths)
            text = line.text
            mended_from: int | None = None
            if before is not None and before.broken:
                mended_from = at
                last = pieces.pop()
                at -= len(last)
                if joint == " ":
                    head, _, left = last.rpartition(" ")
                    right, gap, rest = text.partition(" ")
                    right, marks = _split_marks(right)
                    mended = (head + " " if head else "") + mend(left, right)
                    joint, text = "", marks + gap + rest
                    pieces.append(mended)
                    at += len(mended)
                else:
                    pieces.append(last + "-")
                    at += len(last) + 1
            pieces.append(joint)
            at += len(joint)
            if start is None:
                start = at
            depth = depths.get(_kind(line))
            if depth and marked and joint != "\n\n" and marked[-1].end in (at - 1, mended_from):
                marked[-1] = Marked(marked[-1].start, at + len(text), depth)
            elif depth and text:
                marked.append(Marked(at, at + len(text), depth))
            pieces.append(text)
            at += len(text)
            before, before_page = line, number
        begin = at if start is None else start
        found.append(Page(begin, at, number + 1, labels[number] or str(number + 1)))
    if before is not None and before.broken:
        pieces.append("-")
        at += 1
    return "".join(pieces), _contiguous(found, at), marked


def _split_marks(word: str) -> tuple[str, str]:
    match = re.match(r"[\w'’-]*", word)
    end = match.end() if match else 0
    return word[:end], word[end:]


def _contiguous(pages: Sequence[Page], end: int) -> tuple[Page, ...]:
    """The same pages where each one ends where the next begins, so that every character has a page."""
    ends = [page.start for page in pages[1:]] + [end]
    return tuple(
        Page(0 if at == 0 else page.start, stop, page.number, page.label)
        for at, (page, stop) in enumerate(zip(pages, ends, strict=True))
    )


# --- what the pages look like ----------------------------------------------------------------------------------


def _kind(line: Line) -> tuple[int, bool]:
    """Size in half points, and weight: what tells headings from text."""
    return round(line.size * 2), line.bold


def _body_size(pages: Sequence[Sequence[Line]]) -> tuple[int, bool]:
    counts: Counter[tuple[int, bool]] = Counter()
    for lines in pages:
        for line in lines:
            counts[_kind(line)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else (20, False)


def _line_step(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance between the baselines of two lines, in parts of their size."""
    steps = [
        (upper.baseline - lower.baseline) / lower.size
        for lines in pages
        for upper, lower in itertools.pairwise(lines)
        if lower.size > 0 and 0.8 < (upper.baseline - lower.baseline) / lower.size < 2.5
    ]
    return statistics.median(steps) if steps else 1.2


def _right_edges(pages: Sequence[Sequence[Line]]) -> list[float]:
    """For each page where full lines end."""
    edges = []
    for lines in pages:
        ends = sorted(line.right for line in lines if len(line.text) > 30)
        edges.append(ends[int(0.8 * (len(ends) - 1))] if ends else 0.0)
    return edges


def _heading_depths(pages: Sequence[Sequence[Line]], body: tuple[int, bool]) -> dict[tuple[int, bool], int]:
    """Depths for the kinds of line that are larger than the text, or as large and bold; the largest is 1.

    A kind counts where its lines are few, mostly words, and stand alone: what goes on for more than three full lines
    is text in another size.
    """
    lines_of: dict[tuple[int, bool], list[Line]] = {}
    running: Counter[tuple[int, bool]] = Counter()
    for lines in pages:
        run: list[Line] = []
        for line in [*lines, None]:
            if line is not None:
                lines_of.setdefault(_kind(line), []).append(line)
            if run and (line is None or _kind(line) != _kind(run[-1])):
                flows = len(run) > 3 and sum(len(each.text) for each in run) > 50 * len(run)
                running[_kind(run[-1])] += len(run) if flows else 0
                run = []
            if line is not None:
                run.append(line)
    total = sum(len(line.text) for lines in lines_of.values() for line in lines)
    kinds = []
    for kind, lines in lines_of.items():
        size, bold = kind
        larger = size >= 1.12 * body[0]
        heavier = bold and not body[1] and size >= 0.97 * body[0]
        length = sum(len(line.text) for line in lines)
        letters = sum(character.isalpha() for line in lines for character in line.text)
        alone = running[kind] < 0.3 * len(lines)
        if (larger or heavier) and alone and length < 0.25 * total and letters > 0.5 * length:
            kinds.append(kind)
    return {kind: depth for depth, kind in enumerate(sorted(kinds, reverse=True), 1)}


def _joint(
    before: Line, line: Line, same_page: bool, step: float, edge: float, depths: dict[tuple[int, bool], int]
) -> str:
    """What stands between two lines: a space inside a paragraph, an empty line between two, a line end in a table."""
    heading, was_heading = depths.get(_kind(line)), depths.get(_kind(before))
    if heading != was_heading:
        return "\n\n"
    if not same_page:
        goes_on = not _TERMINAL.search(before.text) and line.text[:1].islower() and not heading
        return " " if goes_on or (before.broken and line.text[:1].isalpha()) else "\n\n"
    if abs(before.baseline - line.baseline) < 0.3 * line.size:
        return " "  # one row, told apart by the PDF
    drop = (before.baseline - line.baseline) / max(line.size, 1.0)
    if abs(before.size - line.size) > 0.12 * max(before.size, line.size):
        return "\n\n"
    if drop < 0 or drop > 1.35 * step:
        goes_on = drop < 0 and not _TERMINAL.search(before.text) and line.text[:1].islower()
        return " " if goes_on or (before.broken and drop < 0) else "\n\n"
    if heading:
        return "\n\n" if _LABEL.match(line.text) or _LABEL.match(before.text) else " "
    if _LIST_MARK.match(line.text) or (
        _LABEL.match(line.text) and line.text[:1].isupper() and _TERMINAL.search(before.text)
    ):
        return "\n"
    if before.broken:
        return " "
    if _FIGURES_AT_END.search(before.text) and not line.text[:1].islower():
        return "\n"  # rows of a table
    full = before.right >= edge - 0.12 * max(edge - before.left, 1.0)
    if full:
        indented = line.left - before.left > 0.8 * line.size and _TERMINAL.search(before.text)
        return "\n" if indented else " "
    if line.text[:1].islower() and not _TERMINAL.search(before.text):
        return " "
    return "\n"
