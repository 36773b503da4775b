"""Finds treaty references in a text: clean, tokenise, parse, resolve."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice, pairwise

from pipeline.data import TreatyReference
from pipeline.treaties import grammar
from pipeline.treaties.citations import citation_table
from pipeline.treaties.clean import clean
from pipeline.treaties.lexicon import lexicon_of
from pipeline.treaties.parse import parse
from pipeline.treaties.registry import Registry, load_registry
from pipeline.treaties.resolve import resolve
from pipeline.treaties.tokenise import tokenise


def find_treaty_references(
    text: str, registry: Registry | None = None, *, own: str | None = None
) -> tuple[TreatyReference, ...]:
    """The references to instruments in a text, in order, without overlap; `text[start:end]` is each one's text.

    A provision without a name ("Article VI") and a noun ("the Treaty") mean what was named before them, or after
    them in the same paragraph; where that is not plain, or is an instrument that the registry does not know, they are
    left out. The time taken grows linearly with the text.

    Args:
        text: any text.
        registry: the instruments to look for; the shipped ones unless given.
        own: the id of the instrument whose own text this is; "this Treaty" and a bare "Article VI" then mean it.
            An id that the registry does not have is an instrument of which nothing is known.

    >>> [(found.text, found.treaty_id, found.articles) for found in find_treaty_references("Art. IV(1) OST applies.")]
    [('Art. IV(1) OST', 'OST', ('4',))]
    """
    registry = registry or load_registry()
    parts = _parts(text, registry) if own is None else []
    if not parts:
        return _find(text, 0, registry, own)
    return tuple(one for start, end, held in parts for one in _find(text[start:end], start, registry, held))


def _parts(text: str, registry: Registry) -> list[tuple[int, int, str | None]]:
    """The parts of a collection of instruments: start, end, and the id of the one whose own text each is.

    An instrument's text begins with its full title on a line of its own and has articles under headings; none for a
    text that holds no such thing.
    """
    begun: list[tuple[int, str | None]] = [(0, None)]
    for match in grammar.TITLE_LINE.finditer(text):
        title = match["title"]
        one = registry.by_title(" ".join(title.split())) if title else None
        held = one.id if one is not None and not one.is_resolution else None
        if held is not None or match[0].lstrip()[:1] != (title or "")[:1]:  # a title, or a heading with its letter
            begun.append((match.start(), held))
    parts: list[tuple[int, int, str | None]] = []
    for (start, one_id), (end, _) in pairwise([*begun, (len(text), None)]):
        headings = islice(grammar.HEADINGS[0].finditer(text, start, end), grammar.HEADINGS_OF_AN_INSTRUMENT)
        held = one_id if len(list(headings)) == grammar.HEADINGS_OF_AN_INSTRUMENT else None
        if parts and parts[-1][2] is None and held is None:
            parts[-1] = (parts[-1][0], end, None)
        elif end > start:
            parts.append((start, end, held))
    return parts if any(held for _, _, held in parts) else []


def _find(text: str, shift: int, registry: Registry, own: str | None) -> tuple[TreatyReference, ...]:
    """The references in a part of a text that begins at `shift`; their offsets are those of the whole."""
    table = citation_table(registry)
    cleaned = clean(text)
    mentions, evokers = parse(cleaned, tokenise(cleaned, lexicon_of(registry)), registry, table)
    if not mentions:
        return ()
    references = resolve(
        mentions,
        evokers,
        cleaned,
        registry,
        table,
        own=own if own in registry.instruments else None,
        is_instrument=own is not None or _is_instrument(text),
    )
    ended = _ended(registry)
    found: list[TreatyReference] = []
    for first, last, treaty_id, articles, paragraphs, form in references:
        start, end = cleaned.offsets.span(first, last)
        found.append(
            TreatyReference(
                shift + start,
                shift + end,
                text[start:end],
                treaty_id,
                articles,
                paragraphs,
                form,
                ended.get(treaty_id),
            )
        )
    return tuple(found)


@lru_cache(maxsize=8)
def _ended(registry: Registry) -> Mapping[str, str]:
    """What is to be said of the instruments that are not in force."""
    return {one: status for one in registry.instruments if (status := registry.status_of(one)) is not None}


def _is_instrument(text: str) -> bool:
    """Whether a text is an instrument itself: provisions are opened in it, or it speaks in the set phrases of one."""
    lines = "\n" + text
    headings = {
        match.end()
        for pattern in grammar.HEADINGS
        for match in islice(pattern.finditer(lines), grammar.HEADINGS_OF_AN_INSTRUMENT)
    }
    if len(headings) >= grammar.HEADINGS_OF_AN_INSTRUMENT:
        return True
    small = text.lower()
    formulas = {
        " ".join(match[0].split())
        for word, pattern in grammar.FORMULAS.items()
        if word in small
        for match in pattern.finditer(small)
    }
    return len(formulas) >= grammar.FORMULAS_OF_AN_INSTRUMENT
