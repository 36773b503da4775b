"""Says which instrument each expression means, as a careful reader would who has read the text up to there."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipeline.data import Form
from pipeline.treaties import grammar
from pipeline.treaties.citations import Citation, CitationTable
from pipeline.treaties.clean import Cleaned
from pipeline.treaties.holders import holder_of, is_of_another
from pipeline.treaties.loose import loosely_called
from pipeline.treaties.names import accept_names
from pipeline.treaties.owners import is_of_a_rival
from pipeline.treaties.pinpoints import Pinpoint, has_provision, read_pinpoint
from pipeline.treaties.reader import DEPTH, Named, Reader, kinds_of, named_of, style_of, title_kinds_of
from pipeline.treaties.registry import Instrument, Registry
from pipeline.treaties.units import Evoker, Mention, Name, Noun, Other

# How far, in characters and within its paragraph, a noun looks for a provision by which its instrument is known.
_AROUND = 2_000
# How far back, in characters, a noun in small letters looks for what it means.
_REACH = 3_000
# How far behind a name a citation may follow that belongs to it.
_CLAIMED_WITHIN = 200
# How far behind a name the bracket may begin that makes a noun its short form.
_DEFINED_WITHIN = 200


class Resolved(NamedTuple):
    """A reference by its offsets in the cleaned text."""

    start: int
    end: int
    treaty_id: str
    articles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    form: Form


def resolve(
    mentions: Sequence[Mention | Citation],
    evokers: Sequence[Evoker],
    cleaned: Cleaned,
    registry: Registry,
    table: CitationTable,
    *,
    own: str | None,
    is_instrument: bool,
) -> Iterator[Resolved]:
    """The references among the expressions, in order, by their offsets in the cleaned text.

    Args:
        mentions: the expressions, in order.
        evokers: the words that bring instruments to mind, in order.
        cleaned: the text.
        registry: the instruments.
        table: their citations.
        own: the instrument whose text this is, if it is one of the registry.
        is_instrument: whether the text is an instrument of its own, be it known or not.
    """
    mentions = [part for mention in mentions for part in _told_apart(mention, cleaned.text, registry)]
    accepted = accept_names(mentions, cleaned, registry, own)
    ahead = [named_of(mention, accepted[at], registry) for at, mention in enumerate(mentions) if at in accepted]
    nouns = [mention.base for mention in mentions if isinstance(mention, Mention) and isinstance(mention.base, Noun)]
    own_kinds = frozenset(noun.kind for noun in nouns if noun.near)
    reader = Reader(cleaned, registry, table, own, is_instrument, evokers, ahead, own_kinds)
    for at, mention in enumerate(mentions):
        if isinstance(mention, Citation):
            found = _citation(mention, reader)
        elif isinstance(mention.base, Name):
            found = _name(mention, accepted.get(at), reader)
        elif isinstance(mention.base, Noun):
            found = _noun(mention, mention.base, reader)
        elif isinstance(mention.base, Other):
            found = None
            kinds, pinned = frozenset({mention.base.kind}), mention.pinpoint is not None
            reader.named.append(Named(mention.start, mention.end, None, kinds, pinned, by_name=True))
        else:
            found = _pinpoint(mention, reader)
        if found is not None:
            yield found


def _told_apart(mention: Mention | Citation, text: str, registry: Registry) -> Iterator[Mention | Citation]:
    """A mention, or its two parts where the first is of another instrument ("Article 51, or Article 5 of the NAT").

    It is where the instrument has the provisions behind the last head word alone.
    """
    base, whole = (None, None) if isinstance(mention, Citation) else (mention.base, mention.pinpoint)
    if isinstance(base, Name) and whole is not None and len(base.treaty_ids) == 1 and whole.start < base.start:
        one = registry.instruments[base.treaty_ids[0]]
        heads = list(grammar.HEAD_AGAIN.finditer(text, whole.start, whole.end))
        if len(heads) > 1 and not has_provision(one, whole):
            cut = heads[-1]
            before = read_pinpoint(text[: cut.start()].rstrip(" ,"), whole.start, heads[0].end(), whole.division)
            after = read_pinpoint(text, cut.start("head"), cut.end(), whole.division)
            if before and after and after.end == whole.end and has_provision(one, after):
                yield Mention(whole.start, before.end, None, before)
                yield Mention(after.start, mention.end, base, after)
                return
    yield mention


# --- names -------------------------------------------------------------------------------------------------------


def _name(mention: Mention, treaty_id: str | None, reader: Reader) -> Resolved | None:
    base, pinpoint = mention.base, mention.pinpoint
    if treaty_id is None or not isinstance(base, Name):
        return None
    one = reader.registry.instruments[treaty_id]
    reader.named.append(named_of(mention, treaty_id, reader.registry))
    if pinpoint is None:
        return _reference(mention.start, mention.end, treaty_id, "name")
    if not has_provision(one, pinpoint):
        return _reference(base.start, base.end, treaty_id, "name")
    return _reference(mention.start, mention.end, treaty_id, "pinpoint", pinpoint)


# --- nouns -------------------------------------------------------------------------------------------------------


def _noun(mention: Mention, noun: Noun, reader: Reader) -> Resolved | None:
    pinpoint = mention.pinpoint
    if not noun.determined and not noun.year and pinpoint is None:
        return None
    if noun.kind == "draft" and pinpoint is None:
        return None  # it describes more than it names; "Article III of the draft" says whose the article is
    treaty_id = _meant_by(noun, pinpoint, reader) if noun.bracket is None else _define(noun, noun.bracket, reader)
    if treaty_id is None:
        if noun.near and noun.capital:
            reader.called[noun.kind] = noun.start
        if pinpoint is not None or noun.bracket is not None:
            kinds = frozenset({noun.kind})
            reader.named.append(Named(mention.start, mention.end, None, kinds, pinpoint is not None))
        return None
    one = reader.registry.instruments[treaty_id]
    kinds = kinds_of(reader.registry)[one.id]
    reader.named.append(Named(mention.start, mention.end, treaty_id, kinds, pinpoint is not None))
    if pinpoint is None:
        return _reference(mention.start, mention.end, treaty_id, "backref")
    if not has_provision(one, pinpoint):
        return _reference(noun.start, noun.end, treaty_id, "backref")
    return _reference(mention.start, mention.end, treaty_id, "pinpoint", pinpoint)


def _define(noun: Noun, bracket: int, reader: Reader) -> str | None:
    """The instrument for which a text makes a noun its short form: the one named right before the bracket, or none.

    A noun that is made to stand for two things stands for none from there on.
    """
    last = reader.named[-1] if reader.named else None
    treaty_id = None
    near = last is not None and 0 <= bracket - last.end <= _DEFINED_WITHIN
    if near and last is not None and grammar.BEFORE_DEFINED.fullmatch(reader.cleaned.text, last.end, bracket):
        treaty_id = last.treaty_id
    if reader.defined.setdefault(noun.kind, treaty_id) != treaty_id:
        reader.defined[noun.kind] = None
    return treaty_id


def _meant_by(noun: Noun, pinpoint: Pinpoint | None, reader: Reader) -> str | None:
    """The instrument that a noun stands for."""
    instruments, kinds = reader.registry.instruments, kinds_of(reader.registry)
    titles = title_kinds_of(reader.registry)

    def fits(treaty_id: str) -> bool:
        one = instruments[treaty_id]
        if noun.kind not in kinds[treaty_id] or (noun.year and noun.year not in one.years):
            return False
        return pinpoint is None or has_provision(one, pinpoint)

    if reader.own is not None and fits(reader.own):
        return reader.own
    if noun.near and noun.start - reader.called.get(noun.kind, -_REACH) < _REACH:
        return None
    if noun.capital and not noun.near and not noun.rank and not noun.year and noun.kind in reader.defined:
        return reader.defined[noun.kind]
    if noun.rank and (of_two := _of_two(noun, reader, fits)) is not None:
        return of_two
    of_this_text = reader.own is None and reader.is_instrument and noun.kind in reader.own_kinds
    start, end = reader.paragraph(noun.start)
    loosely: str | None = None  # an instrument of which the noun is said now and then, but not in its own title
    passed: set[str] = set()
    for named in reader.backwards():
        if noun.kind not in named.kinds:
            continue
        if of_this_text and (noun.near or not reader.same_clause(named.at, noun.start)):
            return None
        if not noun.capital and noun.start - named.at > _REACH:
            return None
        if named.treaty_id is None and not noun.year:
            return None
        if named.treaty_id is not None and fits(named.treaty_id) and (named.by_name or not noun.rank):
            passed.add(named.treaty_id)
            if len(passed) < noun.rank:
                continue
            if noun.rank or noun.kind in titles[named.treaty_id]:
                return named.treaty_id if loosely is None or named.at >= start else loosely
            loosely = loosely or named.treaty_id
    if loosely is not None:
        return loosely
    if of_this_text:
        return None
    if noun.year:
        text, near = reader.cleaned.text, grammar.CONTEXT
        known = noun.capital or grammar.SPACE.search(text, max(0, noun.start - near), noun.end + near)
        of_year = _of_year(noun, reader.registry, fits) if known else None
        return of_year or loosely_called(noun, pinpoint, reader, fits)
    for named in () if noun.near else reader.coming(noun.end, end):
        if named.treaty_id is not None and fits(named.treaty_id) and noun.kind in titles[named.treaty_id]:
            return named.treaty_id
    if noun.capital and not reader.is_instrument:
        alone = [one for one in instruments.values() if noun.kind in kinds_of(reader.registry)[one.id]]
        domains = {
            instruments[named.treaty_id].domain
            for named in (*reader.backwards(), *reader.ahead[:DEPTH])
            if named.treaty_id
        }
        if noun.kind in grammar.DOMESTIC_NOUNS:
            domains.discard(None)
        if (
            len(alone) == 1
            and fits(alone[0].id)
            and (
                alone[0].domain in domains
                or _is_told(alone[0], pinpoint)
                or _is_told_beside(
                    alone[0], reader.cleaned.text[max(start, noun.start - _AROUND) : min(end, noun.end + _AROUND)]
                )
            )
        ):
            return alone[0].id
    domestic = noun.kind in grammar.DOMESTIC_NOUNS and noun.determined
    if (noun.capital and not domestic) or noun.kind == "accord":
        within = (start, end) if reader.is_instrument else (0, len(reader.cleaned.text))
        for evoker in reader.evoked(noun.start, *within):
            for entry in evoker.entries:
                told = pinpoint is not None and set(pinpoint.articles) <= set(entry.articles)
                if (
                    fits(entry.value)
                    and (told or noun.kind not in grammar.DOMESTIC_NOUNS)
                    and not is_of_a_rival(reader.cleaned.text, noun, evoker.end, entry.value, reader.registry)
                ):
                    return entry.value
    return loosely_called(noun, pinpoint, reader, fits)


def _is_told(one: Instrument, pinpoint: Pinpoint | None) -> bool:
    """Whether a provision is one by which an instrument is known."""
    if pinpoint is None:
        return False
    deeper = (f"{pinpoint.articles[0]}({paragraph})" for paragraph in pinpoint.paragraphs)
    return not set(one.told_by).isdisjoint((*pinpoint.articles, *deeper, ", ".join(pinpoint.articles)))


def _is_told_beside(one: Instrument, around: str) -> bool:
    """Whether words on the United Nations cite a provision by which an instrument is known ("Article 2(4)")."""
    return any(
        "(" in told and re.search(rf"(?i:art)[a-z.]* {re.escape(told)}", around) for told in one.told_by
    ) and bool(grammar.UNITED_NATIONS.search(around))


def _of_two(noun: Noun, reader: Reader, fits: Callable[[str], bool]) -> str | None:
    """The one of the two instruments named last that a noun with "former" or "latter" fits; None where both do."""
    last = reader.last_two()
    fitting = [treaty_id for treaty_id in last if treaty_id is not None and fits(treaty_id)]
    return fitting[0] if len(last) == 2 and None not in last and len(fitting) == 1 else None


def _of_year(noun: Noun, registry: Registry, fits: Callable[[str], bool]) -> str | None:
    """The one instrument of space law of a year that a noun can mean; a year alone says too little of others."""
    space = [one.id for one in registry.instruments.values() if one.domain == "space law" and fits(one.id)]
    return space[0] if len(space) == 1 else None


# --- provisions --------------------------------------------------------------------------------------------------


def _pinpoint(mention: Mention, reader: Reader) -> Resolved | None:
    pinpoint = mention.pinpoint
    if pinpoint is None or pinpoint.weak:
        return None
    if mention.foreign or is_of_another(pinpoint, reader):
        style = style_of(reader.cleaned.text, pinpoint)
        reader.named.append(Named(mention.start, mention.end, None, frozenset(), pinned=True, style=style))
        return None
    treaty_id = holder_of(pinpoint, reader)
    if treaty_id is None:
        return None
    reader.cited[treaty_id] = mention.start
    return _reference(mention.start, mention.end, treaty_id, "pinpoint_bare", pinpoint)


# --- citations ---------------------------------------------------------------------------------------------------


def _citation(citation: Citation, reader: Reader) -> Resolved | None:
    if citation.form == "series":
        treaty_id = _cited(citation, reader)
        if treaty_id is None:
            return None
        kinds = kinds_of(reader.registry)[treaty_id]
        reader.named.append(Named(citation.start, citation.end, treaty_id, kinds, pinned=False))
        return _reference(citation.start, citation.end, treaty_id, "series")
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
    if citation.form == "doc":
        _take_up(citation, reader)
    return _reference(citation.start, citation.end, citation.treaty_ids[0], citation.form)


def _take_up(citation: Citation, reader: Reader) -> None:
    """A paper of the meetings on an instrument brings it to mind: "the Treaty" beside NPT/CONF.2020/WP.9."""
    treaty_id = citation.treaty_ids[0].removeprefix("DOC:").partition("/")[0]
    if treaty_id in reader.registry.instruments:
        kinds = kinds_of(reader.registry)[treaty_id]
        reader.named.append(Named(citation.start, citation.end, treaty_id, kinds, pinned=False))


def _cited(citation: Citation, reader: Reader) -> str | None:
    """The instrument printed there; a place that the registry does not know belongs to the name before it."""
    last = next((named for named in reader.backwards()), None)
    if citation.treaty_ids:
        if len(citation.treaty_ids) == 1:
            return citation.treaty_ids[0]
        recent = (named.treaty_id for named in reader.backwards() if named.treaty_id in citation.treaty_ids)
        return next(recent, citation.treaty_ids[0])
    if last is None or last.treaty_id is None or citation.start - last.at > _CLAIMED_WITHIN:
        return None
    if not reader.same_sentence(last.at, citation.start):
        return None
    printed = reader.table.series_of.get(last.treaty_id, frozenset())
    known = {series for series, _ in printed}
    return last.treaty_id if citation.series not in known or (citation.series, citation.volume) in printed else None


# --- shared ------------------------------------------------------------------------------------------------------


def _reference(start: int, end: int, treaty_id: str, form: Form, pinpoint: Pinpoint | None = None) -> Resolved:
    articles, paragraphs = (pinpoint.articles, pinpoint.paragraphs) if pinpoint is not None else ((), ())
    return Resolved(start, end, treaty_id, articles, paragraphs, form)
