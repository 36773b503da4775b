"""Finds treaty references in a text: tokens of one pass, parsed by a small grammar, resolved in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.data import Form, TreatyReference
from pipeline.treaties.numbers import articles_and_paragraphs
from pipeline.treaties.patterns import Patterns, patterns_of
from pipeline.treaties.registry import Registry, load_registry

# How far back, in characters, a bare pinpoint or "the Treaty" looks for the instrument that it means.
_REACH = 3_000


@dataclass(slots=True)
class _Seen:
    """Instruments named so far, the last one last."""

    places: list[tuple[int, str]]
    registry: Registry

    def add(self, at: int, treaty_id: str) -> None:
        if treaty_id in self.registry.instruments:
            self.places.append((at, treaty_id))

    def last(self, at: int, articles: Sequence[str] = (), kinds: Sequence[str] = ()) -> str | None:
        """The last instrument named within reach that has these articles and is of one of these kinds."""
        for place, treaty_id in reversed(self.places):
            if at - place > _REACH:
                return None
            if self.has(treaty_id, articles) and self.is_a(treaty_id, kinds):
                return treaty_id
        return None

    def has(self, treaty_id: str, articles: Sequence[str]) -> bool:
        most = self.registry.instruments[treaty_id].n_articles
        if not articles:
            return True
        return most is not None and all(not number.isdigit() or 0 < int(number) <= most for number in articles)

    def may_have(self, treaty_id: str, articles: Sequence[str]) -> bool:
        """Whether an instrument named together with these articles can be meant; unknown counts of articles may."""
        return self.registry.instruments[treaty_id].n_articles is None or self.has(treaty_id, articles)

    def is_a(self, treaty_id: str, kinds: Sequence[str]) -> bool:
        one = self.registry.instruments[treaty_id]
        words = f"{one.name} {one.official_title}".lower()
        return not kinds or any(kind in words for kind in kinds)


def find_treaty_references(
    text: str, registry: Registry | None = None, *, own: str | None = None
) -> tuple[TreatyReference, ...]:
    """The references to instruments in a text, in order, without overlap; `text[start:end]` is each one's text.

    Args:
        text: any text.
        registry: the instruments to look for; the shipped ones unless given.
        own: the id of the instrument whose own text this is; "this Treaty" and a bare "Article VI" mean it.
    """
    registry = registry or load_registry()
    patterns = _patterns(registry)
    seen = _Seen([] if own is None else [(0, own)], registry)
    spelled_out = {treaty_id for _, _, treaty_id, risky in patterns.names(text) if not risky}
    found: list[TreatyReference] = []
    for candidate in _candidates(text, patterns, spelled_out):
        if own is not None:
            seen.places.append((candidate.start, own))
        reference = _resolved(text, candidate, seen)
        if own is not None:
            seen.places.remove((candidate.start, own))
        if reference is not None:
            seen.add(reference.start, reference.treaty_id)
            found.append(reference)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    form: Form
    treaty_id: str | None
    pinpoint: str
    noun: str = ""
    year: str = ""


@lru_cache(maxsize=8)
def _patterns(registry: Registry) -> Patterns:
    return patterns_of(registry)


def _candidates(text: str, patterns: Patterns, spelled_out: set[str]) -> Iterator[_Candidate]:
    names = [(start, end, treaty_id, risky) for start, end, treaty_id, risky in patterns.names(text)]
    taken: list[_Candidate] = []
    pinpoints = [(match.start(), match.end()) for match in patterns.pinpoint.finditer(text)]
    used: set[tuple[int, int]] = set()
    starts = {start: (start, end) for start, end in pinpoints}
    ends = {end: (start, end) for start, end in pinpoints}
    for start, end, treaty_id, risky in names:
        before = patterns.joined_before(text, start)
        front = ends.get(before) if before is not None else None
        after = patterns.joined_after(text, end)
        back = starts.get(after) if after is not None else None
        if risky and not (front or back or treaty_id in spelled_out):
            continue
        if front and front not in used:
            used.add(front)
            taken.append(_Candidate(front[0], end, "pinpoint", treaty_id, text[slice(*front)]))
        elif back and back not in used:
            used.add(back)
            taken.append(_Candidate(start, back[1], "pinpoint", treaty_id, text[slice(*back)]))
        else:
            taken.append(_Candidate(start, end, "name", treaty_id, ""))
    for (start, end), form, treaty_id in patterns.citations(text):
        taken.append(_Candidate(start, end, form, treaty_id, ""))
    for match in patterns.backref.finditer(text):
        start, end = match.start("name"), match.end()
        before = patterns.joined_before(text, match.start())
        front = ends.get(before) if before is not None else None
        if front and front not in used:
            used.add(front)
            taken.append(
                _Candidate(front[0], end, "pinpoint", None, text[slice(*front)], match["noun"], match["year"] or "")
            )
        else:
            taken.append(_Candidate(start, end, "backref", None, "", match["noun"], match["year"] or ""))
    for start, end in pinpoints:
        if (start, end) not in used and not patterns.foreign.match(text, end):
            taken.append(_Candidate(start, end, "pinpoint_bare", None, text[start:end]))
    taken.sort(key=lambda one: (one.start, -one.end))
    reached = 0
    for one in taken:
        if one.start >= reached:
            reached = one.end
            yield one


def _resolved(text: str, candidate: _Candidate, seen: _Seen) -> TreatyReference | None:
    articles, paragraphs = articles_and_paragraphs(candidate.pinpoint)
    if candidate.pinpoint and not articles:
        return None
    treaty_id = candidate.treaty_id
    if treaty_id is None and candidate.noun:
        noun = candidate.noun.lower().rstrip("s")
        treaty_id = seen.last(candidate.start, articles, (noun,))
        one = seen.registry.get(treaty_id) if treaty_id else None
        dates = "" if one is None else f"{one.adopted} {one.opened_for_signature} {one.entry_into_force} {one.names}"
        if candidate.year and candidate.year not in dates:
            treaty_id = None
    elif treaty_id is None:
        treaty_id = seen.last(candidate.start, articles)
    elif treaty_id in seen.registry.instruments and not seen.may_have(treaty_id, articles):
        return None
    if treaty_id is None:
        return None
    return TreatyReference(
        candidate.start,
        candidate.end,
        text[candidate.start : candidate.end],
        treaty_id,
        articles,
        paragraphs,
        candidate.form,
    )
