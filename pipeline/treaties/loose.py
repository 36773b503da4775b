"""Nouns in small letters for an instrument whose title calls it otherwise ("Moscow left New START. The pact ...")."""

import re
from collections.abc import Callable, Mapping
from itertools import islice

from pipeline.treaties import grammar
from pipeline.treaties.pinpoints import Pinpoint, has_provision
from pipeline.treaties.reader import Reader
from pipeline.treaties.units import Noun

# How many of the instruments named last are looked at.
_MOST = 12

_ON_TREATIES = re.compile(r"\bTreaties\b")
_NOUNS: Mapping[str, tuple[str, ...]] = {
    "treaty": ("treaty",),
    "pact": ("treaty", "agreement", "commitment"),
    "accord": ("treaty", "agreement", "commitment"),
    "agreement": ("treaty", "agreement", "commitment"),
}
"""Kinds that are said of any instrument of a type with such a word, whatever its title calls it."""
_SOMETHING_ELSE = re.compile(
    rf"(?<!\w)(?:(?!{grammar.NO_INSTRUMENTS}(?!\w))[A-Z]{{4,8}}|"
    r"(?i:treat(?:y|ies)|conventions?|agreements?|accords?|pacts?|deals?|memorand(?:um|a)|arrangements?|contracts?|"
    r"partnerships?|protocols?|charters?|understandings?|talks|negotiat\w+|alliances?))(?!\w)"
)
"""Between an instrument and such a noun: something else that the noun may stand for."""


def loosely_called(noun: Noun, pinpoint: Pinpoint | None, reader: Reader, fits: Callable[[str], bool]) -> str | None:
    """The instrument that a noun in small letters stands for where none of its own kind is named; None if in doubt."""
    if noun.capital or noun.rank or reader.is_instrument:
        return None
    if pinpoint is not None and (known := _known_for(noun, pinpoint, reader, fits)) is not None:
        return known
    return _of_another_kind(noun, pinpoint, reader)


def _known_for(noun: Noun, pinpoint: Pinpoint, reader: Reader, fits: Callable[[str], bool]) -> str | None:
    """The instrument of a body in the same sentence, known for that provision ("NATO and Article 5 of the treaty")."""
    for evoker in reader.evoked(noun.start, *reader.paragraph(noun.start)):
        if not reader.same_sentence(*sorted((evoker.start, noun.start))):
            continue
        for entry in evoker.entries:
            articles = entry.articles or tuple(reader.registry.instruments[entry.value].provisions)
            if set(pinpoint.articles) <= set(articles) and fits(entry.value):
                return entry.value
    return None


def _of_another_kind(noun: Noun, pinpoint: Pinpoint | None, reader: Reader) -> str | None:
    """The one instrument named in this sentence and the one before it, where the noun can mean nothing else there."""
    before = reader.sentence_before(noun.start)
    start = before[0] if before is not None else reader.paragraph(noun.start)[0]
    near = [named for named in islice(reader.backwards(), _MOST) if named.at >= start][::-1]
    meant = {named.treaty_id for named in near if named.kinds}
    if noun.kind not in _NOUNS or len(meant) != 1 or near[-1].treaty_id is None:
        return None
    one = reader.registry.instruments[near[-1].treaty_id]
    if _ON_TREATIES.search(one.official_title):  # beside the law of treaties, "the treaty" is any
        return None
    if not any(word in one.type for word in _NOUNS[noun.kind]) or (noun.year and noun.year not in one.years):
        return None
    if pinpoint is not None and not has_provision(one, pinpoint):
        return None
    ends, starts = [start, *(named.end for named in near)], [*(named.at for named in near), noun.start]
    between = " ".join(reader.cleaned.text[end:begun] for end, begun in zip(ends, starts, strict=True))
    return None if _SOMETHING_ELSE.search(between) else one.id
