"""Headings of a text and their levels: those that markup names, labels of legal texts, and unmarked short lines."""

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.data import Heading
from pipeline.documents.provisions import ARTICLE_RANK, find_provisions, parse_roman


@dataclass(frozen=True, slots=True)
class Marked:
    """A heading that the source's own markup names; `depth` counts as there (h1 is 1), 0 for the title."""

    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Ranked:
    start: int
    end: int
    rank: float
    style: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    blank_before: bool


_TERMINAL = (".", "!", "?", ":", ";", "…", '"', "”", "’", ")", "]")
_LIST_MARK = re.compile(r"(?:[-–—•*·▪◦‣+]|\(?[a-z]\)|\(?[ivx]{1,5}\)|\(\d{1,3}\)|\d{1,3}\))\s")
_NUMBERED = re.compile(r"(?P<digits>\d{1,2}(?:\.\d{1,2}){0,4})(?P<dot>\.)?\s+(?=\S)")
_LETTERED = re.compile(r"(?P<letter>[A-Z])\.\s+(?=\S)")
_ROMAN = re.compile(r"(?P<roman>[IVXL]{1,6})\.?\s+(?=[A-Z“\"])")
_INNER_STOP = re.compile(r"[a-z0-9)]{2}[.!?]\s+[A-Z]")
_LEADERS = re.compile(r"(?:\.\s?){4,}|\s{3,}\d{1,4}$|\t\d{1,4}$|…\s*\d")
_CREDIT = re.compile(
    r"(?:by|credits?|photos?|images?|source|sources|caption|written by|published|updated|posted|date|tel|phone|fax|"
    r"e-?mail|copyright|©|figure|fig\.|table|https?:|www\.|note)\b[\s:.©]",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:\w+,?\s+)?(?:\w+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}(?:st|nd|rd|th)?\s+\w+,?)\s+\d{4}\W*$"
)
_LONGEST, _MOST_WORDS = 120, 14
_PARAGRAPH = 80
_SMALL_WORDS = frozenset("a an and as at by for from in into of on or the to with its their via vs per nor but".split())
_UNMARKED_RANK = 5.5


def find_headings(text: str, *, title_end: int = 0) -> tuple[Heading, ...]:
    """The headings of a text without markup; lines before `title_end` are the title's and count as none."""
    labelled = [
        _Ranked(found.start, found.end, float(found.rank), "label" if found.rank >= ARTICLE_RANK else "container")
        for found in find_provisions(text)
        if found.start >= title_end
    ]
    unmarked = _unmarked(text, labelled, title_end)
    return _levels(_merged(labelled, unmarked))


def combine_headings(text: str, marked: Sequence[Marked], *, title_end: int = 0) -> tuple[Heading, ...]:
    """The headings that markup names, and beside them the labels of legal texts that it left unmarked."""
    named = [_Ranked(each.start, each.end, each.depth) for each in marked if each.start >= title_end]
    labelled = [
        _Ranked(found.start, found.end, 20.0 + found.rank)
        for found in find_provisions(text)
        if found.start >= title_end
    ]
    return _levels(_merged(named, labelled))


def title_line(text: str) -> tuple[int, int] | None:
    """The offsets of a first line that is a title: short, without a full stop, with more text after it."""
    lines = _lines(text[:4000])
    if len(lines) < 2:
        return None
    first, after = lines[0], lines[1]
    if len(first.text) > 250 or len(first.text.split()) > 35 or first.text.endswith((".", ":", ";", ",")):
        return None
    if not _starts_like_heading(first.text) or _CREDIT.match(first.text) or _INNER_STOP.search(first.text):
        return None
    if any(found.start <= first.start < found.end for found in find_provisions(text[:4000])):
        return None
    if after.text[0].islower() and not after.blank_before:
        return None
    return first.start, first.end


# --- unmarked headings -----------------------------------------------------------------------------------------


def _unmarked(text: str, labelled: Sequence[_Ranked], title_end: int) -> list[_Ranked]:
    lines = [line for line in _lines(text) if line.end > title_end]
    if _hard_wrapped(lines):
        lines = _blocks(text, lines)
    taken = {each.start for each in labelled}
    styles = [_style(line.text) for line in lines]
    letters = {line.text[0] for line, style in zip(lines, styles, strict=True) if style == "lettered"}
    for at, line in enumerate(lines):
        if styles[at] == "roman" and line.text[1:2] == "." and chr(ord(line.text[0]) - 1) in letters:
            styles[at] = "lettered"  # "I." after "H."
    short = [_could_be(line.text) and line.start not in taken for line in lines]
    is_label = [line.start in taken for line in lines]
    found: list[tuple[int, str]] = []
    run_start = run_end = -1
    for at, line in enumerate(lines):
        if not short[at]:
            continue
        if at > run_end:
            run_start = run_end = at
            while run_end + 1 < len(lines) and short[run_end + 1]:
                run_end += 1
        if run_end - run_start > 1 or run_end + 1 >= len(lines):
            continue  # three short lines in a row are a list, an address, a table
        if run_end != run_start and styles[run_start] == styles[run_end] != "words":
            continue  # two numbered lines in a row are a list
        if is_label[run_end + 1]:
            found.append((at, styles[at]))
            continue
        if not _is_paragraph(lines[run_end + 1].text, line.text):
            continue
        before = lines[run_start - 1] if run_start else None
        ended = before is None or line.blank_before or before.text.endswith(_TERMINAL) or is_label[run_start - 1]
        if ended or (before is not None and len(before.text) > 2 * _PARAGRAPH):
            found.append((at, styles[at]))
    return _ranked(lines, found, is_label, labelled)


def _ranked(
    lines: Sequence[_Line], found: Sequence[tuple[int, str]], is_label: Sequence[bool], labelled: Sequence[_Ranked]
) -> list[_Ranked]:
    """Ranks by style. Numbered lines that come before the first article contain it; later ones are inside articles."""
    first_label = min((each.start for each in labelled if each.style == "label"), default=None)
    numbered = next((lines[at].start for at, style in found if style.startswith("numbered")), None)
    outside = numbered is not None and (first_label is None or numbered < first_label)
    pairs = {
        after
        for (at, style), (after, other) in itertools.pairwise(found)
        if after == at + 1 and style == other == "words"
    }
    # A heading right under another one is a part of it; where their cases differ, so are the later ones in its case.
    cases = [(_case(lines[at - 1].text), _case(lines[at].text)) for at in pairs]
    lower = {below for above, below in cases if above != below and "either" not in (above, below)}
    lower -= {above for above, _ in cases}
    ranked = []
    for at, style in found:
        rank = _UNMARKED_RANK
        if at and is_label[at - 1] and style == "words" and not lines[at].blank_before:
            rank = ARTICLE_RANK + 2.0  # the title of the article whose number stands above it
        elif style.startswith("numbered"):
            rank = (6.0 if outside else ARTICLE_RANK + 1.0) + 0.1 * int(style.removeprefix("numbered"))
        elif style == "lettered":
            rank = 6.8
        elif style == "words" and (at in pairs or _case(lines[at].text) in lower):
            rank = _UNMARKED_RANK + 0.2
        ranked.append(_Ranked(lines[at].start, lines[at].end, rank, style))
    return ranked


def _could_be(line: str) -> bool:
    if len(line) > _LONGEST or len(line) < 3 or line.endswith((".", ",", ";", ":", "!", "…", "-", "–", "—")):
        return False
    words = line.split()
    if len(words) > _MOST_WORDS or not _starts_like_heading(line):
        return False
    if (
        "@" in line
        or "://" in line
        or _LIST_MARK.match(line)
        or _LEADERS.search(line)
        or _INNER_STOP.search(line)
        or _CREDIT.match(line)
    ):
        return False
    number = _NUMBERED.match(line)
    words_only = line[number.end() :] if number else line
    letters = sum(character.isalpha() for character in words_only)
    return letters >= max(3, 0.55 * len(words_only.replace(" ", ""))) and not _DATE_LINE.match(line)


def _starts_like_heading(line: str) -> bool:
    return (
        line[0].isupper() or line[0].isdigit() or line[0] in "“\"'‘§¿" or (not line[0].isascii() and line[0].isalpha())
    )


def _is_paragraph(after: str, heading: str) -> bool:
    if _LIST_MARK.match(after):
        return True
    if len(after) >= max(_PARAGRAPH, 1.2 * len(heading)):
        return True
    return len(after) >= 40 and len(after) > len(heading) and after.endswith((".", "!", "?", ":", ".”", '."'))


def _style(line: str) -> str:
    if match := _NUMBERED.match(line):
        return f"numbered{match['digits'].count('.')}"
    if (match := _ROMAN.match(line)) and parse_roman(match["roman"].lower()) is not None:
        return "roman" if len(match["roman"]) > 1 or match[0].rstrip().endswith(".") else "words"
    return "lettered" if _LETTERED.match(line) else "words"


def _case(line: str) -> str:
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", line)[1:] if word.lower() not in _SMALL_WORDS]
    if line.isupper():
        return "capitals"
    if not words:
        return "either"
    return "title" if sum(word[0].isupper() for word in words) >= 0.6 * len(words) else "sentence"


# --- lines -----------------------------------------------------------------------------------------------------


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank, stripped."""
    lines: list[_Line] = []
    blank, at = False, 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped[0])
            lines.append(_Line(start, start + len(stripped), stripped, blank))
        blank = not stripped
        at += len(raw) + 1
    return lines


def _hard_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether lines were broken at a column: most are about as long as the longest and end within a sentence."""
    full = [line for line in lines if 50 <= len(line.text) <= 110 and not line.text.endswith(_TERMINAL)]
    if len(lines) < 8 or len(full) < 0.4 * len(lines):
        return False
    return statistics.pstdev([len(line.text) for line in full]) < 12


def _blocks(text: str, lines: Sequence[_Line]) -> list[_Line]:
    """Lines up to the next blank one as one."""
    blocks: list[list[_Line]] = []
    for line in lines:
        if line.blank_before or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return [_Line(block[0].start, block[-1].end, text[block[0].start : block[-1].end], True) for block in blocks]


# --- levels ----------------------------------------------------------------------------------------------------


def _merged(first: Sequence[_Ranked], second: Sequence[_Ranked]) -> list[_Ranked]:
    """Both in order; where two overlap the one of `first` stands."""
    kept = sorted(first, key=lambda each: each.start)
    out, at = [], 0
    for each in sorted(second, key=lambda each: each.start):
        while at < len(kept) and kept[at].end <= each.start:
            at += 1
        if at == len(kept) or each.end <= kept[at].start:
            out.append(each)
    return sorted([*kept, *out], key=lambda each: each.start)


def _levels(ranked: Sequence[_Ranked]) -> tuple[Heading, ...]:
    """Levels by nesting: a heading is one below the last heading before it that ranks higher."""
    open_ranks: list[float] = []
    headings = []
    for each in ranked:
        while open_ranks and open_ranks[-1] >= each.rank:
            open_ranks.pop()
        open_ranks.append(each.rank)
        headings.append(Heading(each.start, each.end, len(open_ranks)))
    return tuple(headings)
