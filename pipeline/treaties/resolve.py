"""Says which instrument each expression means, as a careful reader would who has read the text up to there."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.data import Form, TreatyReference
from pipeline.treaties import grammar
from pipeline.treaties.citations import Citation, CitationTable
from pipeline.treaties.clean import Cleaned, fold
from pipeline.treaties.parse import Evoker, Mention, Name, Noun, Other
from pipeline.treaties.pinpoints import Pinpoint
from pipeline.treaties.registry import Instrument, Registry

# How far back, in characters, a provision and a noun in small letters look for what they mean.
_REACH = 3_000
# How far away words may stand that bring an instrument to mind, and how many of them are looked at.
_EVOKED_WITHIN = 600
_EVOKED_MOST = 40
# How far behind a name a citation may follow that belongs to it.
_CLAIMED_WITHIN = 200
# How many instruments back one looks; bounds the cost of a text that names nothing but others.
_DEPTH = 200


@dataclass(frozen=True, slots=True)
class _Named:
    """An instrument that the text has named: where, which (None: one outside the registry), and its kinds."""

    at: int
    treaty_id: str | None
    kinds: frozenset[str]
    pinned: bool
    by_name: bool = False


@dataclass(slots=True)
class _Reader:
    """What a reader knows at a place: the text, the instruments named so far, and those still to come."""

    cleaned: Cleaned
    registry: Registry
    table: CitationTable
    own: str | None
    is_instrument: bool
    evokers: Sequence[Evoker]
    ahead: Sequence[_Named]
    own_kinds: frozenset[str]  # what the text calls itself, where it is an instrument
    named: list[_Named] = field(default_factory=list)
    domains: set[str | None] = field(default_factory=set)
    evoker_starts: list[int] = field(default_factory=list)
    ahead_starts: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    sentence_ends: list[int] | None = None  # made when first asked for

    def __post_init__(self) -> None:
        self.evoker_starts = [evoker.start for evoker in self.evokers]
        self.ahead_starts = [one.at for one in self.ahead]
        self.domains = {self.registry.instruments[one.treaty_id].domain for one in self.ahead if one.treaty_id}
        self.paragraphs = [match.start() for match in re.finditer("\n", self.cleaned.text)]

    def paragraph(self, at: int) -> tuple[int, int]:
        """Start and end of the paragraph around an offset."""
        index = bisect_left(self.paragraphs, at)
        start = self.paragraphs[index - 1] + 1 if index else 0
        return start, self.paragraphs[index] if index < len(self.paragraphs) else len(self.cleaned.text)

    def same_sentence(self, first: int, second: int) -> bool:
        """Whether no sentence ends between two offsets."""
        if self.sentence_ends is None:
            self.sentence_ends = [match.start() for match in grammar.SENTENCE_END.finditer(self.cleaned.text)]
        index = bisect_left(self.sentence_ends, first)
        return index == len(self.sentence_ends) or self.sentence_ends[index] >= second

    def evoked(self, at: int, start: int, end: int) -> Iterator[Evoker]:
        """The evoking words around an offset, between two others, in order."""
        middle = bisect_left(self.evoker_starts, at)
        first = bisect_left(self.evoker_starts, max(start, at - _EVOKED_WITHIN), max(0, middle - _EVOKED_MOST), middle)
        last = bisect_right(self.evoker_starts, min(end, at + _EVOKED_WITHIN), middle)
        yield from self.evokers[first : min(last, middle + _EVOKED_MOST)]


def resolve(
    mentions: Sequence[Mention | Citation],
    evokers: Sequence[Evoker],
    cleaned: Cleaned,
    registry: Registry,
    table: CitationTable,
    *,
    own: str | None,
    is_instrument: bool,
) -> Iterator[TreatyReference]:
    """The references among the expressions, in order, with cleaned offsets and the cleaned text.

    Args:
        mentions: the expressions, in order.
        evokers: the words that bring instruments to mind, in order.
        cleaned: the text.
        registry: the instruments.
        table: their citations.
        own: the instrument whose text this is, if it is one of the registry.
        is_instrument: whether the text is an instrument of its own, be it known or not.
    """
    accepted = _accepted_names(mentions, cleaned, registry, own)
    ahead = [_named(mention, accepted[at], registry) for at, mention in enumerate(mentions) if at in accepted]
    nouns = [mention.base for mention in mentions if isinstance(mention, Mention) and isinstance(mention.base, Noun)]
    own_kinds = frozenset(noun.kind for noun in nouns if noun.near)
    reader = _Reader(cleaned, registry, table, own, is_instrument, evokers, ahead, own_kinds)
    for at, mention in enumerate(mentions):
        if isinstance(mention, Citation):
            found = _citation(mention, reader)
        elif isinstance(mention.base, Name):
            found = _name(mention, accepted.get(at), reader)
        elif isinstance(mention.base, Noun):
            found = _noun(mention, mention.base, reader)
        elif isinstance(mention.base, Other):
            found = None
            reader.named.append(
                _Named(mention.start, None, frozenset({mention.base.kind}), mention.pinpoint is not None)
            )
        else:
            found = _pinpoint(mention, reader)
        if found is not None:
            yield found


# --- names -------------------------------------------------------------------------------------------------------


def _accepted_names(
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
    accepted: dict[int, str] = {}
    for names in _lists(mentions, cleaned.text):
        own_right: dict[int, str] = {}
        for at, mention, name in names:
            treaty_id = _accepted(mention, name, sure, company, cleaned, registry)
            if treaty_id is not None:
                own_right[at] = treaty_id
        accepted |= own_right
        if own_right or len(names) >= grammar.LISTED:
            accepted |= {at: name.treaty_ids[0] for at, _, name in names if at not in own_right}
    return accepted


def _lists(mentions: Sequence[Mention | Citation], text: str) -> Iterator[list[tuple[int, Mention, Name]]]:
    """The names of a text, those of one list together ("the OST, the NPT and New START")."""
    names: list[tuple[int, Mention, Name]] = []
    for at, mention in enumerate(mentions):
        if isinstance(mention, Citation) or not isinstance(mention.base, Name):
            continue
        gap = text[names[-1][1].end : mention.start][: grammar.LONGEST_JOIN] if names else ""
        if not gap.strip() or not grammar.LIST_GAP.fullmatch(gap):
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
    if name.acronym and _is_shouted(name, cleaned.text):
        return None
    if surely:
        return surely[0]
    for treaty_id in name.treaty_ids:
        if mention.pinpoint is not None and has_provision(registry.instruments[treaty_id], mention.pinpoint):
            return treaty_id
    low, high = max(0, name.start - grammar.CONTEXT), name.end + grammar.CONTEXT
    before, after = cleaned.folded[low : name.start], cleaned.folded[name.end : high]
    context = _any_of(name.needs)
    near = company[bisect_left(company, (low, "")) : bisect_left(company, (high, ""))]
    fields = {registry.instruments[treaty_id].domain or ("?" if name.acronym else "") for treaty_id in name.treaty_ids}
    if context.search(before) or context.search(after):
        return name.treaty_ids[0]
    words = cleaned.folded[name.start : name.end].split()
    if name.acronym or all(word in grammar.GENERIC or word.isdigit() for word in words):
        return None
    told = (
        any(field in fields for _, field in near)
        or any(grammar.TREATY_LAW.search(part) for part in (before, after))
        or grammar.CITED_AFTER.match(cleaned.text, name.end)
    )
    return name.treaty_ids[0] if told else None


@lru_cache(maxsize=1024)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(word)) for word in words) + r")(?!\w)")


def _is_shouted(name: Name, text: str) -> bool:
    """Whether the words around a name are in capitals too, so that its own say nothing."""
    around = text[max(0, name.start - grammar.SHOUTED) : name.start] + text[name.end : name.end + grammar.SHOUTED]
    words = list(re.findall(r"[A-Za-z]{2,}", around))
    return len(words) > 2 and sum(word.isupper() for word in words) > 0.7 * len(words)


def _named(mention: Mention | Citation, treaty_id: str, registry: Registry) -> _Named:
    pinned = isinstance(mention, Mention) and mention.pinpoint is not None
    return _Named(mention.start, treaty_id, _kinds(registry)[treaty_id], pinned, by_name=True)


def _name(mention: Mention, treaty_id: str | None, reader: _Reader) -> TreatyReference | None:
    base, pinpoint = mention.base, mention.pinpoint
    if treaty_id is None or not isinstance(base, Name):
        return None
    one = reader.registry.instruments[treaty_id]
    reader.named.append(_named(mention, treaty_id, reader.registry))
    if pinpoint is None:
        return _reference(reader, mention.start, mention.end, treaty_id, "name")
    if not has_provision(one, pinpoint):
        return _reference(reader, base.start, base.end, treaty_id, "name")
    return _reference(reader, mention.start, mention.end, treaty_id, "pinpoint", pinpoint)


# --- nouns -------------------------------------------------------------------------------------------------------


def _noun(mention: Mention, noun: Noun, reader: _Reader) -> TreatyReference | None:
    pinpoint = mention.pinpoint
    if not noun.determined and not noun.year and pinpoint is None:
        return None
    treaty_id = _meant_by(noun, pinpoint, reader)
    if treaty_id is None:
        if pinpoint is not None:
            reader.named.append(_Named(mention.start, None, frozenset({noun.kind}), pinned=True))
        return None
    one = reader.registry.instruments[treaty_id]
    reader.named.append(_Named(mention.start, treaty_id, _kinds(reader.registry)[one.id], pinpoint is not None))
    if pinpoint is None:
        return _reference(reader, mention.start, mention.end, treaty_id, "backref")
    if not has_provision(one, pinpoint):
        return _reference(reader, noun.start, noun.end, treaty_id, "backref")
    return _reference(reader, mention.start, mention.end, treaty_id, "pinpoint", pinpoint)


def _meant_by(noun: Noun, pinpoint: Pinpoint | None, reader: _Reader) -> str | None:
    """The instrument that a noun stands for."""
    instruments, kinds = reader.registry.instruments, _kinds(reader.registry)

    def fits(treaty_id: str) -> bool:
        one = instruments[treaty_id]
        if noun.kind not in kinds[treaty_id] or (noun.year and noun.year not in one.years):
            return False
        return pinpoint is None or has_provision(one, pinpoint)

    if reader.own is not None and fits(reader.own):
        return reader.own
    of_this_text = reader.own is None and reader.is_instrument and noun.kind in reader.own_kinds
    _, end = reader.paragraph(noun.start)
    passed: set[str] = set()
    for named in _backwards(reader.named):
        if noun.kind not in named.kinds:
            continue
        if of_this_text and (noun.near or not reader.same_sentence(named.at, noun.start)):
            return None
        if not noun.capital and noun.start - named.at > _REACH:
            return None
        if named.treaty_id is None and not noun.year:
            return None
        if named.treaty_id is not None and fits(named.treaty_id) and (named.by_name or not noun.rank):
            passed.add(named.treaty_id)
            if len(passed) >= noun.rank:
                return named.treaty_id
    if of_this_text:
        return None
    if noun.year and noun.capital:
        return _of_year(noun, reader.registry, fits)
    if noun.year:
        return None
    for named in _ahead(reader, noun.end, end):
        if named.treaty_id is not None and fits(named.treaty_id):
            return named.treaty_id
    if noun.capital:
        alone = [one for one in instruments.values() if noun.kind in _kinds(reader.registry)[one.id]]
        domains = {
            instruments[named.treaty_id].domain
            for named in (*_backwards(reader.named), *reader.ahead[:_DEPTH])
            if named.treaty_id
        }
        if len(alone) == 1 and alone[0].domain in domains and fits(alone[0].id):
            return alone[0].id
    if noun.capital or noun.kind == "accord":
        for evoker in reader.evoked(noun.start, 0, len(reader.cleaned.text)):
            for entry in evoker.entries:
                if fits(entry.value):
                    return entry.value
    return None


def _of_year(noun: Noun, registry: Registry, fits: Callable[[str], bool]) -> str | None:
    """The one instrument of space law of a year that a noun can mean; a year alone says too little of others."""
    space = [one.id for one in registry.instruments.values() if one.domain == "space law" and fits(one.id)]
    return space[0] if len(space) == 1 else None


# --- provisions --------------------------------------------------------------------------------------------------


def _pinpoint(mention: Mention, reader: _Reader) -> TreatyReference | None:
    pinpoint = mention.pinpoint
    if pinpoint is None or pinpoint.weak:
        return None
    if mention.foreign:
        reader.named.append(_Named(mention.start, None, frozenset(), pinned=True))
        return None
    treaty_id = _holder_of(pinpoint, reader)
    if treaty_id is None:
        return None
    return _reference(reader, mention.start, mention.end, treaty_id, "pinpoint_bare", pinpoint)


def _holder_of(pinpoint: Pinpoint, reader: _Reader) -> str | None:
    """The instrument to which a provision belongs that stands alone."""
    instruments = reader.registry.instruments

    def has(treaty_id: str | None) -> bool:
        return treaty_id is not None and has_provision(instruments[treaty_id], pinpoint, known=True)

    if pinpoint.common:
        families = [one.id for one in instruments.values() if one.type == "treaty family" and has(one.id)]
        return families[0] if len(families) == 1 else None
    if has(reader.own):
        return reader.own
    if reader.own is not None or reader.is_instrument:
        return None
    if pinpoint.idem:
        last = reader.named[-1].treaty_id if reader.named else None
        return last if has(last) else None
    start, end = reader.paragraph(pinpoint.start)
    ranked, which = _ranked(reader, pinpoint)
    if ranked:
        return which if has(which) else None
    before = _last_holder(reader, pinpoint, has)
    if before is not None and (other := _better_numbered(reader, pinpoint, before, start, end, has)) is not None:
        return other
    evoked = [
        evoker for evoker in reader.evoked(pinpoint.start, start, end) if _evokes(evoker, pinpoint, has) is not None
    ]
    here = [evoker for evoker in evoked if reader.same_sentence(*_between(evoker, pinpoint))]
    if here and (before is None or not reader.same_sentence(before.at, pinpoint.start)) and not _blocked(reader, start):
        return _evokes(here[-1], pinpoint, has)
    if before is not None and before.at >= start:
        return before.treaty_id
    if _blocked(reader, start):
        return None
    if evoked:
        return _evokes(evoked[0], pinpoint, has)
    for named in _ahead(reader, pinpoint.end, end):
        if has(named.treaty_id):
            return named.treaty_id
    return before.treaty_id if before is not None and pinpoint.start - before.at <= _REACH else None


def _ranked(reader: _Reader, pinpoint: Pinpoint) -> tuple[bool, str | None]:
    """Whether "the former" or the like before a provision says which of the last two instruments it is of; which."""
    lead = reader.cleaned.text[max(0, pinpoint.start - grammar.RANK_LEAD) : pinpoint.start]
    rank = grammar.RANK_BEFORE.search(lead)
    if rank is None:
        return False, None
    last: list[str | None] = []
    for named in _backwards(reader.named):
        if named.by_name and named.treaty_id not in last:
            last.append(named.treaty_id)
        if len(last) == 2:
            return True, last[1 if rank["rank"] in ("former", "first") else 0]
    return False, None


def _better_numbered(
    reader: _Reader, pinpoint: Pinpoint, before: _Named, start: int, end: int, has: Callable[[str | None], bool]
) -> str | None:
    """Another instrument of the paragraph, one that numbers its articles as they are written here; `before` does not.

    "The Chicago Convention gives sovereignty in Article 1. Above, Article II of those parties to the OST governs."
    """
    written = reader.cleaned.text[pinpoint.start : pinpoint.end]
    style = "roman" if grammar.ROMAN.search(written) else "arabic" if grammar.ARABIC.search(written) else None
    styles = _styles(reader.registry)
    if style is None or before.treaty_id is None or styles.get(before.treaty_id, style) == style:
        return None
    for named in _ahead(reader, pinpoint.end, end):
        if reader.same_sentence(pinpoint.end, named.at) and has(named.treaty_id):
            return named.treaty_id if named.treaty_id and styles.get(named.treaty_id) == style else None
    for named in _backwards(reader.named):
        if named.at < start or named.treaty_id is None:
            return None
        if has(named.treaty_id) and styles.get(named.treaty_id) == style:
            return named.treaty_id
    return None


@lru_cache(maxsize=8)
def _styles(registry: Registry) -> Mapping[str, str]:
    """How instruments number their articles, as far as the registry tells: with roman or arabic numerals."""
    out = {}
    for one in registry.instruments.values():
        articles = [key for key in one.provisions if grammar.ROMAN.fullmatch(key) or grammar.ARABIC.fullmatch(key)]
        if articles:
            out[one.id] = "roman" if grammar.ROMAN.fullmatch(articles[0]) else "arabic"
    return out


def _last_holder(reader: _Reader, pinpoint: Pinpoint, has: Callable[[str | None], bool]) -> _Named | None:
    without: set[str | None] = set()
    for named in _backwards(reader.named):
        if named.treaty_id is None and named.pinned:
            return None
        if named.treaty_id not in without:
            if has(named.treaty_id):
                return named
            without.add(named.treaty_id)
    return None


def _blocked(reader: _Reader, start: int) -> bool:
    """Whether the last instrument of this paragraph is one of which nothing is known."""
    return bool(reader.named) and reader.named[-1].at >= start and reader.named[-1].treaty_id is None


def _between(evoker: Evoker, pinpoint: Pinpoint) -> tuple[int, int]:
    return (evoker.end, pinpoint.start) if evoker.start < pinpoint.start else (pinpoint.end, evoker.start)


def _evokes(evoker: Evoker, pinpoint: Pinpoint, has: Callable[[str | None], bool]) -> str | None:
    for entry in evoker.entries:
        if has(entry.value) and (not entry.articles or set(pinpoint.articles) <= set(entry.articles)):
            return entry.value
    return None


# --- citations ---------------------------------------------------------------------------------------------------


def _citation(citation: Citation, reader: _Reader) -> TreatyReference | None:
    if citation.form == "series":
        treaty_id = _cited(citation, reader)
        if treaty_id is None:
            return None
        reader.named.append(_Named(citation.start, treaty_id, _kinds(reader.registry)[treaty_id], pinned=False))
        return _reference(reader, citation.start, citation.end, treaty_id, "series")
    if not citation.sure:
        text = reader.cleaned.text
        around = (
            text[max(0, citation.start - grammar.CONTEXT) : citation.start],
            text[citation.end : citation.end + grammar.CONTEXT],
        )
        known = citation.treaty_ids[0] in reader.registry.instruments
        of_the_assembly = known and "/" in text[citation.start : citation.end]
        of_the_body = any(grammar.UNITED_NATIONS.search(part) for part in around)
        if not of_the_body and not of_the_assembly:
            return None
        if not (of_the_body and known) and any(grammar.PICTURES.search(part) for part in around):
            return None
    return _reference(reader, citation.start, citation.end, citation.treaty_ids[0], citation.form)


def _cited(citation: Citation, reader: _Reader) -> str | None:
    """The instrument printed there; a place that the registry does not know belongs to the name before it."""
    last = next((named for named in _backwards(reader.named)), None)
    if citation.treaty_ids:
        if len(citation.treaty_ids) == 1:
            return citation.treaty_ids[0]
        recent = (named.treaty_id for named in _backwards(reader.named) if named.treaty_id in citation.treaty_ids)
        return next(recent, citation.treaty_ids[0])
    if last is None or last.treaty_id is None or citation.start - last.at > _CLAIMED_WITHIN:
        return None
    if not reader.same_sentence(last.at, citation.start):
        return None
    printed = reader.table.series_of.get(last.treaty_id, frozenset())
    known = {series for series, _ in printed}
    return last.treaty_id if citation.series not in known or (citation.series, citation.volume) in printed else None


# --- shared ------------------------------------------------------------------------------------------------------


def has_provision(one: Instrument, pinpoint: Pinpoint, *, known: bool = False) -> bool:
    """Whether an instrument has all the provisions of an expression.

    Where the registry does not say how many there are, the answer is yes, or with `known` no.
    """
    most = one.count(pinpoint.division)
    if most is None and not known and pinpoint.division == "article":
        most = one.count("section")
    if most is None:
        return not known
    return pinpoint.highest <= most


@lru_cache(maxsize=8)
def _kinds(registry: Registry) -> Mapping[str, frozenset[str]]:
    """The nouns that can stand for each instrument: those at the head of its names."""
    return {one.id: frozenset(_head_nouns(one)) for one in registry.instruments.values()}


def _head_nouns(one: Instrument) -> Iterator[str]:
    for name in one.names:
        head = grammar.HEAD_NOUN_ENDS.split(name, maxsplit=1)[0].lower()
        words = {word.strip("(),") for word in head.split()}
        yield from (kind for noun, kind in grammar.NOUNS.items() if noun in words)


@lru_cache(maxsize=8)
def _ended(registry: Registry) -> Mapping[str, str]:
    """What is to be said of the instruments that are not in force."""
    return {one: status for one in registry.instruments if (status := registry.status_of(one)) is not None}


def _backwards(named: Sequence[_Named]) -> Iterable[_Named]:
    return (named[at] for at in range(len(named) - 1, max(-1, len(named) - 1 - _DEPTH), -1))


def _ahead(reader: _Reader, start: int, end: int) -> Iterator[_Named]:
    first = bisect_left(reader.ahead_starts, start)
    for index in range(first, min(first + _DEPTH, bisect_left(reader.ahead_starts, end))):
        yield reader.ahead[index]


def _reference(
    reader: _Reader, start: int, end: int, treaty_id: str, form: Form, pinpoint: Pinpoint | None = None
) -> TreatyReference:
    articles, paragraphs = (pinpoint.articles, pinpoint.paragraphs) if pinpoint is not None else ((), ())
    status = _ended(reader.registry).get(treaty_id)
    return TreatyReference(start, end, reader.cleaned.text[start:end], treaty_id, articles, paragraphs, form, status)
