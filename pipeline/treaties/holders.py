"""Says to which instrument a provision belongs that stands alone ("Article VI"): one named before it, or after it."""

from collections.abc import Callable, Sequence
from itertools import islice

from pipeline.treaties import grammar
from pipeline.treaties.foreign import is_about_paper, is_in_clause_of_paper, is_subject
from pipeline.treaties.pinpoints import Pinpoint, has_provision
from pipeline.treaties.reader import Named, Reader, style_of, styles_of
from pipeline.treaties.units import Evoker

# How far back, in characters, a provision looks for its instrument.
_REACH = 3_000
# How far before a provision the body may begin whose it is.
_POSSESSED_WITHIN = 40
# How many of the instruments named last are looked at for the way in which they are numbered.
_NUMBERED_MOST = 12


def holder_of(pinpoint: Pinpoint, reader: Reader) -> str | None:
    """The instrument to which a provision belongs that stands alone."""
    instruments = reader.registry.instruments

    def has(treaty_id: str | None) -> bool:
        return treaty_id is not None and has_provision(instruments[treaty_id], pinpoint, known=True)

    if pinpoint.common:
        families = [one.id for one in instruments.values() if one.type == "treaty family" and has(one.id)]
        return families[0] if len(families) == 1 else None
    if grammar.THEREOF.match(reader.cleaned.text, pinpoint.end):
        return _last_named(reader, has)
    if has(reader.own):
        return reader.own
    if reader.own is not None or reader.is_instrument:
        return None
    if pinpoint.idem:
        return _last_named(reader, has)
    start, end = reader.paragraph(pinpoint.start)
    ranked, which = _ranked(reader, pinpoint)
    if ranked:
        return which if has(which) else None
    if (possessor := _possessor(reader, pinpoint, has)) is not None:
        return possessor
    before = _last_holder(reader, pinpoint, has)
    if before is not None and _is_numbered_as_another(reader, pinpoint, before, start):
        return None
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
    if before is None and is_in_clause_of_paper(reader.cleaned.text, pinpoint.start):
        return None
    for named in reader.coming(pinpoint.end, end):
        if has(named.treaty_id):
            return named.treaty_id
    return before.treaty_id if before is not None and pinpoint.start - before.at <= _REACH else None


def is_of_another(pinpoint: Pinpoint, reader: Reader) -> bool:
    """Whether a provision that stands alone is one of what the sentence before was about, which is none of ours.

    "The Kyoto Protocol sets targets. Article 3 caps emissions." Roman numerals, as most treaties of ours have, tell
    that the text comes back to one of them; so does one that the provision's own sentence names or brings to mind.
    """
    if reader.own is not None or reader.is_instrument or pinpoint.idem or pinpoint.common:
        return False
    text = reader.cleaned.text
    sentence = reader.sentence_before(pinpoint.start)
    last = next((named for named in reader.backwards() if named.treaty_id is not None), None)
    if sentence is None or (last is not None and last.at >= sentence[0]):
        return False
    styles = styles_of(reader.registry)
    if style_of(text, pinpoint) == "roman" and (last is None or styles.get(last.treaty_id or "") == "roman"):
        return False
    evoked = [evoker.start for evoker in reader.evoked(pinpoint.start, sentence[1], len(text))]
    coming = [named.at for named in islice(reader.coming(pinpoint.end, len(text)), 1)]
    if any(reader.same_sentence(*sorted((at, pinpoint.start))) for at in (*evoked, *coming)):
        return False
    others = [named.at for named in reader.backwards() if named.at >= sentence[0] and named.kinds]
    return is_about_paper(text, *sentence) or any(is_subject(text, sentence[0], at) for at in others)


def _ranked(reader: Reader, pinpoint: Pinpoint) -> tuple[bool, str | None]:
    """Whether "the former" or the like before a provision says which of the last two instruments it is of; which."""
    text = reader.cleaned.text
    lead = text[max(0, pinpoint.start - grammar.RANK_LEAD) : pinpoint.start]
    rank = (
        grammar.RANK_AFTER.match(text, pinpoint.end)
        or grammar.RANK_BEFORE.search(lead)
        or grammar.RANK_OF_CLAUSE.search(lead)
    )
    last = reader.last_two() if rank is not None else []
    if rank is None or len(last) < 2:
        return False, None
    which = rank["rank"] or rank.groupdict().get("subject")
    return True, last[1 if which in ("former", "first") else 0]


def _last_named(reader: Reader, has: Callable[[str | None], bool]) -> str | None:
    """The instrument named last, where it has the provision."""
    last = reader.named[-1].treaty_id if reader.named else None
    return last if has(last) else None


def _better_numbered(
    reader: Reader, pinpoint: Pinpoint, before: Named, start: int, end: int, has: Callable[[str | None], bool]
) -> str | None:
    """Another instrument of the paragraph, one that numbers its articles as they are written here; `before` does not.

    "The Chicago Convention gives sovereignty in Article 1. Above, Article II of those parties to the OST governs."
    """
    style = style_of(reader.cleaned.text, pinpoint)
    styles = styles_of(reader.registry)
    if style is None or before.treaty_id is None or styles.get(before.treaty_id, style) == style:
        return None
    for named in reader.coming(pinpoint.end, end):
        if reader.same_sentence(pinpoint.end, named.at) and has(named.treaty_id):
            return named.treaty_id if named.treaty_id and styles.get(named.treaty_id) == style else None
    for named in reader.backwards():
        if named.treaty_id is None:
            return None
        if named.at < start:
            break
        if has(named.treaty_id) and styles.get(named.treaty_id) == style:
            return named.treaty_id
    evoked = [_evokes(one, pinpoint, has) for one in reader.evoked(pinpoint.start, start, pinpoint.start)]
    return next((one for one in reversed(evoked) if one is not None and styles.get(one) == style), None)


def _is_numbered_as_another(reader: Reader, pinpoint: Pinpoint, before: Named, start: int) -> bool:
    """Whether the paragraph has cited something else that is numbered as the provision is, and `before` is not so.

    "Article 26 of the law refers to the Outer Space Treaty. Article 1 says that resources may be owned."
    """
    style = style_of(reader.cleaned.text, pinpoint)
    if style is None or styles_of(reader.registry).get(before.treaty_id or "", style) == style:
        return False
    if reader.cited.get(before.treaty_id or "", -1) >= start:
        return False
    for named in islice(reader.backwards(), _NUMBERED_MOST):
        if named.at < start:
            return False
        if named.pinned and named.treaty_id == before.treaty_id:
            written = reader.cleaned.text[named.at : named.end]
            if style == "roman" or not grammar.ROMAN.search(written):
                return False  # the text has numbered the instrument in this way itself
        if named.treaty_id is None and named.style == style:
            return True
    return False


def _last_holder(reader: Reader, pinpoint: Pinpoint, has: Callable[[str | None], bool]) -> Named | None:
    without: set[str | None] = set()
    start, _ = reader.paragraph(pinpoint.start)
    passed: list[Named] = []  # provisions of something else that stand between
    for named in reader.backwards():
        if named.treaty_id is None and named.pinned:
            passed.append(named)
            if named.kinds:
                return None
        if passed and not (has(named.treaty_id) and _goes_on(reader, named, passed, pinpoint, start)):
            continue
        if named.treaty_id not in without:
            if has(named.treaty_id):
                return named
            without.add(named.treaty_id)
    return None


def _goes_on(reader: Reader, named: Named, passed: Sequence[Named], pinpoint: Pinpoint, start: int) -> bool:
    """Whether a text comes back to an instrument of its paragraph after a provision of something else.

    It does where the instrument's own provisions were the subject, and in another sentence; sooner where the numerals
    are those of the instrument and not of the other thing.
    """
    if named.at < start or reader.same_sentence(passed[0].at, pinpoint.start):
        return False
    style = style_of(reader.cleaned.text, pinpoint)
    own = styles_of(reader.registry).get(named.treaty_id or "", style)
    if own == style and all(one.style != style for one in passed):
        return True
    return reader.cited.get(named.treaty_id or "", -1) >= start and own == style


def _blocked(reader: Reader, start: int) -> bool:
    """Whether the last instrument of this paragraph is one of which nothing is known."""
    return bool(reader.named) and reader.named[-1].at >= start and reader.named[-1].treaty_id is None


def _possessor(reader: Reader, pinpoint: Pinpoint, has: Callable[[str | None], bool]) -> str | None:
    """The instrument of a body whose provision it is called ("NATO's Article 5")."""
    evoker = next(reader.evoked(pinpoint.start, pinpoint.start - _POSSESSED_WITHIN, pinpoint.start), None)
    gap = reader.cleaned.text[evoker.end : pinpoint.start] if evoker is not None else ""
    return _evokes(evoker, pinpoint, has) if evoker is not None and gap in ("'s ", "' ", " ") else None


def _between(evoker: Evoker, pinpoint: Pinpoint) -> tuple[int, int]:
    return (evoker.end, pinpoint.start) if evoker.start < pinpoint.start else (pinpoint.end, evoker.start)


def _evokes(evoker: Evoker, pinpoint: Pinpoint, has: Callable[[str | None], bool]) -> str | None:
    for entry in evoker.entries:
        if has(entry.value) and (not entry.articles or set(pinpoint.articles) <= set(entry.articles)):
            return entry.value
    return None
