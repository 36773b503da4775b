"""Names that share a word in the plural: "the Liability and Registration Conventions", "Protocols I and II"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.treaties.clean import fold
from pipeline.treaties.registry import Registry

_HEADS = {"Conventions": "Convention", "Treaties": "Treaty", "Agreements": "Agreement", "Protocols": "Protocol"}
_SINGULAR = _HEADS | {plural.lower(): singular for plural, singular in _HEADS.items()}
_HEAD = re.compile(rf"(?<![\w-])(?:{'|'.join(_SINGULAR)})(?![\w-])")
_NAME = r"[A-Z][\w.'-]{0,30}(?: [A-Z][\w.'-]{0,30}){0,4}"
_BEFORE = re.compile(rf"(?<![\w-]){_NAME}(?:, (?:the )?{_NAME}){{0,4}},? (?:and|or|&) (?:the )?{_NAME} \Z")
_WORDS_BEFORE = re.compile(r"(?<![\w-])(?:[A-Z][\w.'-]{0,30} ){1,4}\Z")
_NUMERALS_AFTER = re.compile(r" (?:I{1,3}|IV)(?:, (?:I{1,3}|IV)){0,2},? (?:and|or|&) (?:I{1,3}|IV)(?!\w)")
_PART = re.compile(_NAME)
_NUMERAL = re.compile(r"I{1,3}|IV")
_REACH = 160  # characters before the shared word in which the names stand


class Shared(NamedTuple):
    """The place of one of several names, and the instrument that it is of; the last one's takes the shared word."""

    start: int
    end: int
    treaty_id: str


def find_shared(text: str, registry: Registry) -> Iterator[Shared]:
    """Each of the names that share their last word, in order; none where one of them is not known.

    Args:
        text: the cleaned text.
        registry: the instruments that are known by name.
    """
    known = _by_name(registry)
    for head in _HEAD.finditer(text):
        singular = _SINGULAR[head[0]]
        low = max(0, head.start() - _REACH)
        before = _BEFORE.search(text, low, head.start())
        if before is not None:
            parts = list(_PART.finditer(text, before.start(), head.start()))
            yield from _named(parts, singular, head.end(), known)
        words = _WORDS_BEFORE.search(text, low, head.start())
        after = _NUMERALS_AFTER.match(text, head.end())
        if words is not None and after is not None:
            yield from _numbered(text, words, singular, after, known)


def _named(parts: Sequence[re.Match[str]], singular: str, end: int, known: Mapping[str, str]) -> list[Shared]:
    last = parts[-1][0].split()
    found: list[Shared] = []
    for number, part in enumerate(parts):
        words = part[0].split()
        # What stands before the first name may belong to the sentence ("Under the Liability and ...").
        for dropped in range(len(words) if number == 0 else 1):
            own = words[dropped:]
            tails = ([],) if part is parts[-1] else [last[at:] for at in range(1, len(last) + 1)]
            names = (fold(" ".join((*own, *tail, singular))) for tail in tails)
            treaty_id = next((known[name] for name in names if name in known), None)
            if treaty_id is not None:
                start = part.end() - len(" ".join(own))
                found.append(Shared(start, end if part is parts[-1] else part.end(), treaty_id))
                break
        else:
            return []
    return found


def _numbered(
    text: str, words: re.Match[str], singular: str, after: re.Match[str], known: Mapping[str, str]
) -> list[Shared]:
    base = words[0].split()
    for dropped in range(len(base)):
        stem = " ".join((*base[dropped:], singular))
        numerals = list(_NUMERAL.finditer(text, after.start(), after.end()))
        ids = [known.get(fold(f"{stem} {numeral[0]}")) for numeral in numerals]
        if all(ids):
            start = words.end() - 1 - len(" ".join(base[dropped:]))
            starts = [start, *(numeral.start() for numeral in numerals[1:])]
            return [
                Shared(begun, numeral.end(), treaty_id)
                for begun, numeral, treaty_id in zip(starts, numerals, ids, strict=True)
                if treaty_id
            ]
    return []


@lru_cache(maxsize=8)
def _by_name(registry: Registry) -> Mapping[str, str]:
    """Ids by folded name; a name of two instruments is left out."""
    found: dict[str, set[str]] = {}
    for one in registry.instruments.values():
        for name in () if one.is_resolution else one.names:
            found.setdefault(fold(name), set()).add(one.id)
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}
