"""Which names count: those that mean an instrument here, of the ones that may mean something else elsewhere."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.treaties import grammar
from pipeline.treaties.citations import Citation
from pipeline.treaties.clean import Cleaned, fold
from pipeline.treaties.definitions import given_away
from pipeline.treaties.numerals import value_of
from pipeline.treaties.pinpoints import has_provision
from pipeline.treaties.registry import Registry
from pipeline.treaties.units import Mention, Name

# From how many letters on an acronym says enough for what stands beside it to decide.
_TELLING = 3


def accept_names(
    mentions: Sequence[Mention | Citation], cleaned: Cleaned, registry: Registry, own: str | None
) -> dict[int, str]:
    """The instrument of each name that is one, by the index of its mention."""
    sure = {own} if own else set()
    company: list[tuple[int, str]] = []  # where names stand that are beyond doubt, and of which field
    for mention in mentions:
        if isinstance(mention, Citation):
            sure.update(mention.treaty_ids if mention.form == "series" else ())
        elif isinstance(mention.base, Name) and not mention.base.needs:
            sure.update(mention.base.treaty_ids)
            company += ((mention.start, registry.instruments[one].domain or "") for one in mention.base.treaty_ids[:1])
    bases = {at: one.base for at, one in enumerate(mentions) if isinstance(one, Mention) and isinstance(one.base, Name)}
    acronyms = {at: cleaned.text[one.start : one.end] for at, one in bases.items() if one.needs and one.acronym}
    away = given_away(cleaned.text, acronyms.values(), [one.end for one in bases.values()])
    accepted: dict[int, str] = {}
    for names in _lists(mentions, cleaned.text):
        own_right: dict[int, str] = {}
        for at, mention, name in names:
            treaty_id = _accepted(mention, name, sure, company, cleaned, registry)
            if treaty_id is not None:
                own_right[at] = treaty_id
        accepted |= own_right
        if own_right or _vouch(names, cleaned.text):
            accepted |= {at: name.treaty_ids[0] for at, _, name in names if at not in own_right}
    return {at: treaty_id for at, treaty_id in accepted.items() if acronyms.get(at) not in away}


def _vouch(names: Sequence[tuple[int, Mention, Name]], text: str) -> bool:
    """Whether the ambiguous names of a list leave no doubt together ("the BWC and the NPT")."""
    articled = {
        name.treaty_ids
        for _, mention, name in names
        if name.acronym
        and name.end - name.start >= _TELLING
        and text[max(0, mention.start - 4) : mention.start].lower() == "the "
    }
    return len(names) >= grammar.LISTED or len(articled) >= grammar.LISTED_ACRONYMS


def _lists(mentions: Sequence[Mention | Citation], text: str) -> Iterator[list[tuple[int, Mention, Name]]]:
    """The names of a text, those of one list together ("the OST, the NPT and New START")."""
    names: list[tuple[int, Mention, Name]] = []
    for at, mention in enumerate(mentions):
        if isinstance(mention, Citation) or not isinstance(mention.base, Name):
            continue
        gap = text[names[-1][1].end : mention.start][: grammar.LONGEST_ROW_GAP] if names else ""
        listed = len(gap) <= grammar.LONGEST_JOIN and grammar.LIST_GAP.fullmatch(gap)
        if not gap.strip() or not (listed or grammar.ROW_GAP.fullmatch(gap)):
            if names:
                yield names
            names = []
        names.append((at, mention, mention.base))
    if names:
        yield names


def _accepted(
    mention: Mention,
    name: Name,
    sure: set[str],
    company: Sequence[tuple[int, str]],
    cleaned: Cleaned,
    registry: Registry,
) -> str | None:
    """The instrument that a name means here, which may mean something else elsewhere; None where it does."""
    surely = [treaty_id for treaty_id in name.treaty_ids if treaty_id in sure]
    if not name.needs:
        return surely[0]
    if name.acronym and _is_shouted(name, cleaned.text, registry):
        return None
    if surely:
        return surely[0]
    words = cleaned.text[name.start : name.end].lower().split()
    bare = all(word in grammar.GENERIC and word not in grammar.GENERIC_NUMBERS for word in words)
    for treaty_id in name.treaty_ids:
        if (
            mention.pinpoint is not None
            and not bare
            and has_provision(registry.instruments[treaty_id], mention.pinpoint, known=True)
        ):
            return treaty_id
    low, high = max(0, name.start - grammar.CONTEXT), name.end + grammar.CONTEXT
    context = _any_of(name.needs)
    near = company[bisect_left(company, (low, "")) : bisect_left(company, (high, ""))]
    fields = {registry.instruments[treaty_id].domain or ("?" if name.acronym else "") for treaty_id in name.treaty_ids}
    if context.search(cleaned.folded, low, name.start) or context.search(cleaned.folded, name.end, high):
        return name.treaty_ids[0]
    if name.acronym:
        told = name.end - name.start >= _TELLING and (
            any(field in fields for _, field in near)
            or grammar.NOTED_AFTER.match(cleaned.text, name.end)
            or grammar.CITED_AFTER.match(cleaned.text, name.end)
        )
        return name.treaty_ids[0] if told else None
    if all(word in grammar.GENERIC or word.isdigit() for word in words):
        return name.treaty_ids[0] if not bare and grammar.CITED_AFTER.match(cleaned.text, name.end) else None
    around = (cleaned.text[low : name.start], cleaned.text[name.end : high])
    told = (
        any(field in fields for _, field in near)
        or any(grammar.TREATY_LAW.search(part) or grammar.DIPLOMACY.search(part) for part in around)
        or grammar.CITED_AFTER.match(cleaned.text, name.end)
        or grammar.PROVISION_NEAR.match(cleaned.text, name.end)
    )
    return name.treaty_ids[0] if told else None


@lru_cache(maxsize=1024)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(word)) for word in words) + r")(?!\w)")


def _is_shouted(name: Name, text: str, registry: Registry) -> bool:
    """Whether the words around a name are in capitals too, so that its own say nothing.

    Numerals, series and other acronyms are written so anywhere.
    """
    around = text[max(0, name.start - grammar.SHOUTED) : name.start] + text[name.end : name.end + grammar.SHOUTED]
    words = [
        word
        for word in re.findall(r"[A-Za-z]{2,}", around)
        if word not in grammar.SERIES and word not in _acronyms(registry) and value_of(word) is None
    ]
    return len(words) > 2 and sum(word.isupper() for word in words) > 0.7 * len(words)


@lru_cache(maxsize=8)
def _acronyms(registry: Registry) -> frozenset[str]:
    """What instruments are called in capitals alone."""
    return frozenset(
        name for treaty_id in registry.instruments for name in registry.search_terms(treaty_id) if name.isupper()
    )
