"""Passages: whole sentences of one section, of even length, within what the encoder reads."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.data import Document, Passage, Span

# What of title and headings goes before a passage when it is embedded, in characters.
TITLE_CHARACTERS = 100
HEADING_CHARACTERS = 140

_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(r"(?<=[;:,.])\s+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one that is too long, with its words and its word pieces."""

    start: int
    end: int
    words: int
    pieces: int


def embedding_text(title: str, passage: Passage) -> str:
    """What is embedded for a passage: the title, the path of headings (both shortened), and the exact text."""
    return _prefix(title, passage.heading) + passage.text


def _prefix(title: str, heading: Sequence[str]) -> str:
    path = " > ".join(heading)
    parts = [part for part in (title[:TITLE_CHARACTERS].strip(), path[-HEADING_CHARACTERS:].strip()) if part]
    return ". ".join(parts) + "\n" if parts else ""


def split_passages(
    document: Document,
    sentences: Sequence[Span],
    *,
    count_tokens: Callable[[Sequence[str]], list[int]],
    min_words: int = 100,
    max_words: int = 180,
    max_tokens: int = 256,
) -> tuple[Passage, ...]:
    """The passages of a document, in reading order.

    No passage crosses a heading. Each is a run of whole sentences with `min_words` to `max_words` words where the
    section allows, and never takes more than `max_tokens` word pieces together with its title and headings; a
    sentence that is too long by itself is cut at a clause, else between words. Every visible character outside
    headings stands in exactly one passage.

    Args:
        document: the text with its headings and pages.
        sentences: offsets into the text; what they leave out is taken as sentences of its own.
        count_tokens: word pieces of each text, the two marks at its ends included.
        min_words: the least words to aim at.
        max_words: the most words.
        max_tokens: what the encoder reads, in word pieces.
    """
    sections = [section for section in _sections(document) if document.text[section[0] : section[1]].strip()]
    prefixes = count_tokens([_prefix(document.title, path) for _, _, path in sections])
    passages: list[Passage] = []
    page_starts = [page.start for page in document.pages]
    starts = [sentence.start for sentence in sentences]
    for (start, end, path), prefix in zip(sections, prefixes, strict=True):
        room = max(16, max_tokens - prefix)
        spans = list(_covering(document.text, start, end, sentences, starts))
        units = _units(document.text, spans, count_tokens, max_words, room)
        for run in _runs(units, min_words, max_words, room):
            first, last = run[0].start, run[-1].end
            at = bisect_right(page_starts, first) - 1
            passages.append(
                Passage(
                    passage_id=f"{document.doc_id}#{first}-{last}",
                    doc_id=document.doc_id,
                    start=first,
                    end=last,
                    text=document.text[first:last],
                    heading=path,
                    page=document.pages[at].label if at >= 0 else None,
                    sentences=tuple(Span(unit.start, unit.end) for unit in run),
                )
            )
    return tuple(passages)


def _sections(document: Document) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Stretches between headings, each with the path of headings above it."""
    at = 0
    stack: list[tuple[int, str]] = []
    for heading in sorted(document.headings, key=lambda heading: heading.start):
        yield at, heading.start, tuple(words for _, words in stack)
        words = " ".join(document.text[heading.start : heading.end].split())
        stack = [*((level, above) for level, above in stack if level < heading.level), (heading.level, words)]
        at = heading.end
    yield at, len(document.text), tuple(words for _, words in stack)


def _covering(text: str, start: int, end: int, sentences: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    """The sentences inside a section, and whatever visible text lies between them."""
    at = start
    first = max(0, bisect_right(starts, start) - 1)
    for sentence in sentences[first:]:
        if sentence.start >= end:
            break
        low, high = max(sentence.start, at), min(sentence.end, end)
        if high <= low:
            continue
        yield from _visible(text, at, low)
        yield from _visible(text, low, high)
        at = high
    yield from _visible(text, at, end)


def _visible(text: str, start: int, end: int) -> Iterator[Span]:
    part = text[start:end]
    if stripped := part.strip():
        begun = start + part.index(stripped[0])
        yield Span(begun, begun + len(stripped))


def _units(
    text: str, spans: Sequence[Span], count_tokens: Callable[[Sequence[str]], list[int]], max_words: int, room: int
) -> list[_Unit]:
    units: list[_Unit] = []
    counts = count_tokens([text[span.start : span.end] for span in spans])
    for span, count in zip(spans, counts, strict=True):
        words = len(_WORD.findall(text, span.start, span.end))
        if count - 2 <= room and words <= max_words:
            units.append(_Unit(span.start, span.end, words, count - 2))
        else:
            units += _cut(text, span, count_tokens, max_words, room)
    return units


def _cut(
    text: str, span: Span, count_tokens: Callable[[Sequence[str]], list[int]], max_words: int, room: int
) -> Iterator[_Unit]:
    """Pieces of a sentence that is too long: runs of clauses, of words, and at worst of characters."""
    pieces = [Span(match.start(), match.end()) for match in _WORD.finditer(text, span.start, span.end)]
    # A word piece holds at least one character, so a word of `room` characters always fits.
    pieces = [Span(at, min(at + room, piece.end)) for piece in pieces for at in range(piece.start, piece.end, room)]
    counts = [count - 2 for count in count_tokens([text[piece.start : piece.end] for piece in pieces])]
    at = 0
    while at < len(pieces):
        end, total, clause = at, 0, at
        while end < len(pieces) and total + counts[end] <= room and end - at < max_words:
            total += counts[end]
            end += 1
            if text[pieces[end - 1].end - 1] in ";:,.":
                clause = end
        # The last clause that ends in the second half; a cut between words where there is none.
        if end < len(pieces) and clause - at > (end - at) // 2:
            end = clause
        end = max(end, at + 1)
        yield _Unit(pieces[at].start, pieces[end - 1].end, end - at, sum(counts[at:end]))
        at = end


def _runs(units: Sequence[_Unit], min_words: int, max_words: int, room: int) -> list[Sequence[_Unit]]:
    """The division of a section into runs that costs least: too few words cost most, uneven lengths a little."""
    middle = (min_words + max_words) / 2
    best = [0.0] + [float("inf")] * len(units)
    cut = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        words = pieces = 0
        for start in range(end - 1, -1, -1):
            words += units[start].words
            pieces += units[start].pieces
            if start < end - 1 and (words > max_words or pieces > room):
                break
            short = max(0, min_words - words) / min_words
            cost = best[start] + short**2 * 10 + ((words - middle) / middle) ** 2
            if cost < best[end]:
                best[end], cut[end] = cost, start
    runs: list[Sequence[_Unit]] = []
    end = len(units)
    while end:
        runs.append(units[cut[end] : end])
        end = cut[end]
    return runs[::-1]
