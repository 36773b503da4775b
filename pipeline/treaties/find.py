"""Finds treaty references in a text: clean, tokenise, parse, resolve."""

from collections.abc import Mapping
from functools import lru_cache

from pipeline.data import TreatyReference
from pipeline.treaties.citations import citation_table
from pipeline.treaties.clean import clean
from pipeline.treaties.lexicon import lexicon_of
from pipeline.treaties.own_text import is_instrument, parts_of
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
    parts = parts_of(text, registry) if own is None else []
    if not parts:
        return _find(text, 0, registry, own)
    return tuple(one for start, end, held in parts for one in _find(text[start:end], start, registry, held))


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
        is_instrument=own is not None or is_instrument(text),
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
