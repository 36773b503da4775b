"""Finds treaty references in a text: clean, tokenise, parse, resolve."""

from itertools import islice

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
    found: list[TreatyReference] = []
    for reference in references:
        start, end = cleaned.offsets.span(reference.start, reference.end)
        # Not `replace`: of a frozen class it costs as much as all that goes before it.
        found.append(
            TreatyReference(
                start,
                end,
                text[start:end],
                reference.treaty_id,
                reference.articles,
                reference.paragraphs,
                reference.form,
                reference.status,
            )
        )
    return tuple(found)


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
