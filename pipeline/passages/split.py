"""Passages: whole sentences of one section, of even length, within what the encoder reads."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.data import Document, Passage, Span

# What of title and headings goes before a passage when it is embedded, in characters after canonical decomposition:
# each may be a word piece of its own in some scripts, and even then most of the encoder's room is left for the text.
TITLE_CHARACTERS = 90
HEADING_CHARACTERS = 110

_WORD = re.compile(r"\S+")
# A sentence over the limit is cut into pieces of about so many words, which are then put together evenly.
_PIECE_WORDS = 40


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one that is too long, with its words and its word pieces.

    `sentence` is where the whole sentence starts: pieces that come together again are one sentence.
    """

    start: int
    end: int
    words: int
    pieces: int
    sentence: int


def embedding_text(title: str, passage: Passage) -> str:
    """What is embedded for a passage: the title, the path of headings (both shortened), and the exact text."""
    return _prefix(title, passage.heading) + passage.text


def _prefix(title: str, heading: Sequence[str]) -> str:
    parts = [_shortened(title, TITLE_CHARACTERS), _shortened(" > ".join(heading), HEADING_CHARACTERS, from_end=True)]
    return ". ".join(part for part in parts if part) + "\n" if any(parts) else ""


def _shortened(words: str, limit: int, *, from_end: bool = False) -> str:
    """At most `limit` characters, cut between words where there are any: the beginning, or the end."""
    words = " ".join(words.split())
    step, room = 0, limit
    for char in reversed(words) if from_end else words:
        room -= 1 if char.isascii() else len(unicodedata.normalize("NFD", char))
        if room < 0:
            break
        step += 1
    if step == len(words):
        return words
    kept = words[-step:] if from_end else words[:step]
    if from_end:
        return kept.partition(" ")[2] or kept
    return kept.rpartition(" ")[0] or kept


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
    headings stands in exactly one passage; where a document is nothing but headings, they are its passages.

    Args:
        document: the text with its headings and pages.
        sentences: offsets into the text; what they leave out is taken as sentences of its own.
        count_tokens: word pieces of each text, the two marks at its ends included.
        min_words: the least words to aim at.
        max_words: the most words.
        max_tokens: what the encoder reads, in word pieces.
    """
    sections = [section for section in _sections(document) if _visible(document.text, *section[:2])]
    if not sections and document.headings:
        sections = [(0, len(document.text), ())]
    prefixes = count_tokens([_prefix(document.title, path) for _, _, path in sections])
    passages: list[Passage] = []
    page_starts = [page.start for page in document.pages]
    sentences = sorted(sentences)
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
                    sentences=_sentences(run),
                )
            )
    return tuple(passages)


def _sections(document: Document) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Stretches between headings, each with the path of headings above it."""
    at = 0
    stack: list[tuple[int, str]] = []
    for heading in sorted(document.headings, key=lambda heading: heading.start):
        yield at, max(at, heading.start), tuple(words for _, words in stack)
        words = " ".join(document.text[heading.start : heading.end].split())
        stack = [*((level, above) for level, above in stack if level < heading.level), (heading.level, words)]
        at = max(at, heading.end)
    yield at, len(document.text), tuple(words for _, words in stack)


def _covering(text: str, start: int, end: int, sentences: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    """The sentences inside a section, and whatever visible text lies between them."""
    at = start
    for number in range(max(0, bisect_right(starts, start) - 1), len(sentences)):
        sentence = sentences[number]
        if sentence.start >= end:
            break
        low, high = max(sentence.start, at), min(sentence.end, end)
        if high > low:
            yield from _visible(text, at, low)
            yield from _visible(text, low, high)
            at = high
    yield from _visible(text, at, end)


def _visible(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The stretch without the space around it; nothing where it is all space."""
    part = text[start:end]
    begun = start + len(part) - len(part.lstrip())
    stripped = part.strip()
    return (Span(begun, begun + len(stripped)),) if stripped else ()


def _units(
    text: str, spans: Sequence[Span], count_tokens: Callable[[Sequence[str]], list[int]], max_words: int, room: int
) -> list[_Unit]:
    units: list[_Unit] = []
    counts = count_tokens([text[span.start : span.end] for span in spans])
    for span, count in zip(spans, counts, strict=True):
        words = len(_WORD.findall(text, span.start, span.end))
        if count - 2 <= room and words <= max_words:
            units.append(_Unit(span.start, span.end, words, count - 2, span.start))
        else:
            units += _cut(text, span, count_tokens, max_words, room)
    return units


def _cut(
    text: str, span: Span, count_tokens: Callable[[Sequence[str]], list[int]], max_words: int, room: int
) -> Iterator[_Unit]:
    """Pieces of a sentence that is too long: runs of clauses, of words, and at worst of characters."""
    whole = [Span(match.start(), match.end()) for match in _WORD.finditer(text, span.start, span.end)]
    pieces, counts = _fitting(text, whole, count_tokens, room)
    most = max(1, min(_PIECE_WORDS, max_words // 2))
    at = 0
    while at < len(pieces):
        end, total, clause = at, 0, at
        while end < len(pieces) and total + counts[end] <= room and end - at < most:
            total += counts[end]
            end += 1
            if text[pieces[end - 1].end - 1] in ";:,.":
                clause = end
        # The last clause that ends in the second half; a cut between words where there is none.
        if end < len(pieces) and clause - at > (end - at) // 2:
            end = clause
        end = max(end, at + 1)
        yield _Unit(pieces[at].start, pieces[end - 1].end, end - at, sum(counts[at:end]), span.start)
        at = end


def _fitting(
    text: str, words: Sequence[Span], count_tokens: Callable[[Sequence[str]], list[int]], room: int
) -> tuple[list[Span], list[int]]:
    """Words with their word pieces; one that is too long by itself is cut, and cut again until its parts fit."""
    pieces: list[Span] = []
    counts: list[int] = []
    parts = [Span(at, min(at + room, word.end)) for word in words for at in range(word.start, word.end, room)]
    found = [count - 2 for count in count_tokens([text[part.start : part.end] for part in parts])]
    for part, count in zip(parts, found, strict=True):
        if count > room and part.end - part.start > 1:
            middle = (part.start + part.end) // 2
            halves = (Span(part.start, middle), Span(middle, part.end))
            inner, inner_counts = _fitting(text, halves, count_tokens, room)
            pieces += inner
            counts += inner_counts
        else:
            pieces.append(part)
            counts.append(count)
    return pieces, counts


def _sentences(run: Sequence[_Unit]) -> tuple[Span, ...]:
    """The sentences of a passage, pieces of the same one put together."""
    spans: list[Span] = []
    last = None
    for unit in run:
        spans.append(Span(spans.pop().start if unit.sentence == last else unit.start, unit.end))
        last = unit.sentence
    return tuple(spans)


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
