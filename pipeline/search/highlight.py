"""Which words of a hit are words of the query."""

from pipeline.data import Span
from pipeline.index import find_words

# Words so close to each other are marked as one: "nuclear weapons", "Article IV".
_GAP = 1


def highlight(query: str, text: str, *, offset: int = 0) -> tuple[Span, ...]:
    """Spans of the words in `text` that share a stem with a content word of `query`, in order, without overlap.

    Matches with one character between them become one span. Function words are marked only where they stand inside
    such a stretch. Time grows with the length of both texts only.

    Args:
        query: what was asked.
        text: a hit's text.
        offset: where `text` begins in its document; it is added to the spans, which are document offsets then.
    """
    asked = find_words(query)
    wanted = {word.stem for word in asked if word.content} or {word.stem for word in asked}
    spans: list[Span] = []
    for word in find_words(text):
        if word.stem not in wanted:
            continue
        start, end = word.start + offset, word.end + offset
        if spans and start - spans[-1].end <= _GAP:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(spans)
