"""A query in the names that the index uses: an encoder knows the "European Space Agency", and not "ESA"."""

import functools
import re
from collections.abc import Sequence

from pipeline.entities import known_names
from pipeline.index import LexicalIndex
from pipeline.search.provisions import NamedInstruments
from pipeline.treaties import load_registry

_ACRONYM = re.compile(r"(?<![\w.-])(?:[A-Z]{2,}|(?:[A-Z]\.){2,})(?![\w-])")
# An acronym is spelled out if fewer passages have it than this share of those that have the name.
_HARDLY = 0.5
# A name of more words is an official title, which stands at the head of one document and nowhere else.
_LONGEST_NAME = 12
# A longer query is no question, and its other words say enough.
_LONGEST_QUERY = 4_000


def spell_out(query: str, named: NamedInstruments, lexical: LexicalIndex) -> str:
    """The query with the full name for each acronym that the passages of the index hardly use.

    Where the texts say "ENMOD", so does the query. Of several things that go by the same letters, the one counts whose
    name the texts have. A query of more than 4,000 characters stays as it is.
    """
    if len(query) > _LONGEST_QUERY:
        return query
    passages = functools.cache(lexical.naming)

    def replaced(match: re.Match[str]) -> str:
        full = [name for name in _names(query, match, named) if _is_full(name)]
        best = max(full, key=passages, default="")
        return best if best and passages(match[0]) < _HARDLY * passages(best) else match[0]

    return _ACRONYM.sub(replaced, query)


def _names(query: str, acronym: re.Match[str], named: NamedInstruments) -> Sequence[str]:
    """The names of what goes by an acronym, which may be part of a reference to an instrument."""
    around = next((one for one in named.references if one.start <= acronym.start() < one.end), None)
    if around is None:
        return known_names(acronym[0])
    instrument = load_registry().instruments.get(around.treaty_id)
    names = instrument.names if instrument else ()
    # The "INF Treaty" is a name as a whole.
    longer = any(name.startswith(f"{acronym[0]} ") and query.startswith(name, acronym.start()) for name in names)
    return names if acronym[0] in names and not longer else ()


def _is_full(name: str) -> bool:
    return " " in name and len(name.split()) <= _LONGEST_NAME and not _ACRONYM.search(name)
