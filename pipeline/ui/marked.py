"""Document text with marks on it, as HTML in which every character of the document is escaped.

This is the only place where words of a document become HTML. Tags, attributes and entities in a document come out
as the characters that they are.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.data import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the document (its offsets) drawn in a style; `title` shows when the pointer rests on it.

    With `link`, an address of ours, the stretch is a link. A link of the class `t-first` stands where it begins, one
    without words where a link inside it, or over the same words, takes them.
    """

    start: int
    end: int
    style: str
    title: str = ""
    link: str = ""


def render_marked(text: str, window: Span, marks: Iterable[Mark]) -> str:
    """The window of a text as HTML; marks may overlap and stick out of the window.

    Where marks overlap, the text is cut into pieces, and each piece carries the styles of all marks over it, so that
    the markup nests properly whatever the offsets. The text content of the result is `text[window.start:window.end]`.
    """
    inside = sorted(
        (mark for mark in marks if mark.start < window.end and window.start < mark.end and mark.start < mark.end),
        key=lambda mark: (mark.start, -mark.end, mark.style),
    )
    edges = {window.start, window.end}
    for mark in inside:
        edges.update((max(mark.start, window.start), min(mark.end, window.end)))
    cuts = sorted(edges)
    pieces = []
    active: list[Mark] = []
    waiting = iter(inside)
    upcoming = next(waiting, None)
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark.end > start]
        while upcoming is not None and upcoming.start <= start:
            if upcoming.end > start:
                active.append(upcoming)
            upcoming = next(waiting, None)
        pieces.append(_piece(text[start:end], active, start))
    return "".join(pieces)


def _piece(text: str, active: Sequence[Mark], start: int) -> str:
    escaped = html.escape(text)
    if not active:
        return escaped
    styles = " ".join(dict.fromkeys(f"t-{mark.style}" for mark in active))
    titles = " · ".join(dict.fromkeys(mark.title for mark in active if mark.title))
    tag = "mark" if any(mark.style in ("cited", "match") for mark in active) else "span"
    hint = f' title="{html.escape(titles)}"' if titles else ""
    links = [mark for mark in active if mark.link]
    if links:
        inner = max(links, key=lambda mark: (mark.start, -mark.end))
        first = " t-first" if inner.start == start else ""
        escaped = f'<mark class="t-cited">{escaped}</mark>' if tag == "mark" else escaped
        # Of several claims over the same words, the one that they lead to has its colour and its sign.
        drawn = [mark.style for mark in active if mark is inner or not (mark.link or mark.style == "cited")]
        styles = " ".join(dict.fromkeys(f"t-{style}" for style in drawn))
        others = "".join(_sign(mark) for mark in links if mark.start == start and mark is not inner)
        onward = "" if first else ' tabindex="-1"'  # one stop on the way through the page for each link
        return f'{others}<a href="{html.escape(inner.link)}" class="{styles}{first}"{hint}{onward}>{escaped}</a>'
    return f'<{tag} class="{styles}"{hint}>{escaped}</{tag}>'


def _sign(mark: Mark) -> str:
    """A link without words, for the sign of a stretch whose words belong to another link."""
    said = html.escape(mark.title)
    return f'<a href="{html.escape(mark.link)}" class="t-{mark.style} t-first" title="{said}" aria-label="{said}"></a>'


def window_around(text: str, at: int, *, size: int = 8_000, before: int = 160) -> Span:
    """At most `size` characters that begin at a line or sentence shortly before `at`; whole words at the end."""
    at = max(0, min(at, len(text)))
    start = max(0, at - before)
    if start:
        line = text.find("\n", start, at)
        stop = text.find(". ", start, at)
        start = line + 1 if line >= 0 else stop + 2 if stop >= 0 else start
    end = min(len(text), start + size)
    if end < len(text):
        cut = max(text.rfind("\n", start, end), text.rfind(" ", start, end))
        end = cut if cut > max(start, at) else end
    return Span(start, end)
