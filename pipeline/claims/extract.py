"""From a document to its statements: which can be checked, and what the others are."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.claims.checkable import Sorting, sort_statement
from pipeline.claims.clauses import ON_A_NOUN, Clause, can_stand, whole
from pipeline.claims.context import REACH, SECTION, antecedent
from pipeline.claims.cues import Cues, load_cues
from pipeline.claims.discourse import Discourse, Resolved
from pipeline.claims.facts import Setting
from pipeline.claims.inside import facts_inside
from pipeline.claims.names import Name
from pipeline.claims.reading import MAX_CHARACTERS, Reader, Reading
from pipeline.claims.splitting import split
from pipeline.claims.wording import quoted, runs, worded
from pipeline.data import Claim, Document, Heading, Span
from pipeline.language import Language
from pipeline.treaties import find_treaty_references

# A capital with a full stop is an initial ("J. Robert Oppenheimer"), a longer word an abbreviation ("Gen.").
_BULLET = re.compile(
    r"[-*•–—·▪◦]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[IVX]{2,5})[.)]\s+|\(?[A-Z]\)\s+|(?:\d{1,2}\.){2,4}\s+"
)
_OPENING, _CLOSING = "([{“", ")]}”"
_WORD = re.compile(r"\w+")
_MIN_WORDS = 3
_MOST_PARTS = 6  # between semicolons; more of them are a list
_BLOCK = 256  # sentences


@dataclass(frozen=True, slots=True)
class _Statement:
    """A clause with its kind and its place in the sentence."""

    clause: Clause
    sorting: Sorting
    place: Span


def extract_claims(document: Document, language: Language) -> tuple[Claim, ...]:
    """Every statement outside headings as a claim, in document order; `quote == document.text[start:end]`.

    Kind "claim" states one fact that can be checked (a date, number, provision, attribution or act of something
    named) in words that can be read alone; any other kind says with its reason why there is nothing to check. A
    sentence without any fact is one statement. The id is made of document, place and words: the same statement keeps
    it, an edited one gets another.
    """
    cues = load_cues()
    discourse = Discourse(find_treaty_references(document.text), find_treaty_references(document.title))
    places = tuple(_places(document, language))
    claims: list[Claim] = []
    section: list[Reading] = []
    above: tuple[Heading, ...] = ()
    itself = False  # whether the sentence before speaks about the document
    for number, place in enumerate(places):
        if number % _BLOCK == 0:  # parsed together; forgotten together, so that a long document takes no more memory
            reader = Reader(language)
            reader.prepare(document.text[one.start : one.end] for one in places[number : number + _BLOCK])
        start = place.start
        path = _headings_above(document, start)
        if path != above:
            section, above = [], path
            discourse.begin_section()
        reading = reader.read(document.text[start : place.end])
        titles = [reader.read(document.text[heading.start : heading.end]) for heading in reversed(path)]
        meant = antecedent(reading, section, titles, cues)
        about = f"{SECTION}{document.text[path[-1].start : path[-1].end]}" if path else ""
        resolved = discourse.read(reading.doc, start)
        setting = _setting(
            reading, resolved, reader.read(meant) if meant else None, document.text, discourse.instrument
        )
        statements = _statements(document, start, reading, setting, cues)
        if itself and reading.doc[0].lower_ == "it":
            statements = [_whole(reading, Sorting("self", "It goes on about the document itself."))]
        itself = statements[-1].sorting.kind == "self" and not _is_notice(document, start)
        claims += [_claim(document, start, reading, one, resolved, meant or about) for one in statements]
        if _is_notice(document, start):
            discourse.begin_section()  # "it" never stands for the tool that helped to write
        else:
            section.insert(0, reading)
            del section[REACH:]
    return tuple(claims)


def _places(document: Document, language: Language) -> Iterator[Span]:
    """The sentences outside headings that have words enough to state anything; at semicolons, two that are one each."""
    for span in language.analyse(document.text, headings=document.headings).sentences:
        if any(heading.start < span.end and span.start < heading.end for heading in document.headings):
            continue
        start, end = _trimmed(document.text, span)
        for part in _parted(document.text, start, end, language):
            if len(_WORD.findall(document.text, part.start, part.end)) >= _MIN_WORDS:
                yield part


def _parted(text: str, start: int, end: int, language: Language) -> list[Span]:
    """The parts of a sentence between semicolons where each could stand alone; else the sentence."""
    depth, at, parts = 0, start, []
    for place in range(start, min(end, start + MAX_CHARACTERS) if ";" in text[start:end] else start):
        depth += (text[place] in _OPENING) - (text[place] in _CLOSING)
        if text[place] == ";" and depth == 0:
            parts.append(Span(at, place))
            at = place + 1
    parts = [Span(*_trimmed(text, part)) for part in (*parts, Span(at, end))]
    whole = [Span(start, end)]
    if not 1 < len(parts) <= _MOST_PARTS or any(text[part.start : part.end].count('"') % 2 for part in parts):
        return whole
    docs = language.parse_all([text[part.start : part.end] for part in parts])
    return parts if all(can_stand(doc) for doc in docs) else whole


def claim_id(doc_id: str, start: int, end: int, text: str) -> str:
    """The stable id of the statement at this place: 16 hex digits."""
    return hashlib.sha256(f"{doc_id}\x1f{start}\x1f{end}\x1f{text}".encode()).hexdigest()[:16]


def _statements(document: Document, base: int, reading: Reading, setting: Setting, cues: Cues) -> list[_Statement]:
    """The statements of a sentence by place: each of its facts and what stands beside them, or the whole sentence."""
    notice = document.ai_notice
    if notice is not None and _belongs(notice, document, base, reading):
        return [_whole(reading, Sorting("self", "It is a notice about how this document was made."))]
    sorted_ones = [(clause, sort_statement(reading, clause, setting, cues)) for clause in split(reading.doc)]
    idle = {clause.head for clause, sorting in sorted_ones if clause.kind in ON_A_NOUN and sorting.kind != "claim"}
    if idle:  # they say nothing by themselves, and perhaps something of the noun that matters
        clauses = split(reading.doc, leave=frozenset(idle))
        sorted_ones = [(clause, sort_statement(reading, clause, setting, cues)) for clause in clauses]
    inside = [
        (clause, found)
        for clause, sorting in sorted_ones
        if clause.kind == "main"
        and (found := facts_inside(reading, clause, setting, cues, reports=sorting.kind == "claim"))
    ]
    for main, found in inside:
        sorted_ones = [pair for pair in sorted_ones if pair[0] is not main] + found
    if not any(sorting.kind == "claim" for _, sorting in sorted_ones):
        return [_whole(reading, _overall(sorted_ones))]
    out: list[_Statement] = []
    if len(sorted_ones) == 1 and len(sorted_ones[0][0].own) == len(reading.doc):
        return [_whole(reading, sorted_ones[0][1])]
    for clause, sorting in sorted(sorted_ones, key=lambda pair: (bool(pair[0].subject), pair[0].head)):
        out.append(_Statement(clause, sorting, quoted(reading.doc, clause, [one.place for one in out])))
    return sorted(out, key=lambda statement: statement.place.start)


def _belongs(notice: Span, document: Document, base: int, reading: Reading) -> bool:
    """Whether a sentence is the notice that AI helped, or what that notice goes on to ask of the reader."""
    if notice.start < base + len(reading.doc.text) and base < notice.end:
        return True
    root = next((token for token in reading.doc if token.dep_ == "ROOT"), None)
    asks = root is not None and root.tag_ in ("VB", "VBP") and not any("subj" in child.dep_ for child in root.children)
    return asks and notice.end <= base and "\n" not in document.text[notice.end : base]


def _whole(reading: Reading, sorting: Sorting) -> _Statement:
    return _Statement(whole(reading.doc), sorting, Span(0, len(reading.doc.text)))


def _is_notice(document: Document, base: int) -> bool:
    return document.ai_notice is not None and base <= document.ai_notice.end


def _overall(sorted_ones: Sequence[tuple[Clause, Sorting]]) -> Sorting:
    """The kind of a sentence none of whose clauses can be checked: the first that says more than "vague"."""
    kinds = [sorting for clause, sorting in sorted_ones if clause.kind in ("main", "coordinated", "contrasted")]
    return next((sorting for sorting in kinds if sorting.kind != "vague"), kinds[0])


def _claim(
    document: Document, base: int, reading: Reading, statement: _Statement, resolved: Resolved, context: str
) -> Claim:
    place = Span(base + statement.place.start, base + statement.place.end)
    quote = document.text[place.start : place.end]
    text = quote
    parts: tuple[Span, ...] = (place,)
    if statement.sorting.kind == "claim":
        text = worded(reading.doc, statement.clause, resolved)
        parts = tuple(Span(base + span.start, base + span.end) for span in runs(reading.doc, statement.clause.tokens))
    return Claim(
        claim_id=claim_id(document.doc_id, place.start, place.end, text),
        text=text,
        kind=statement.sorting.kind,
        reason=statement.sorting.reason,
        doc_id=document.doc_id,
        start=place.start,
        end=place.end,
        context=context,
        quote=quote,
        parts=parts,
        sentence=Span(base, base + len(reading.doc.text)),
    )


def _setting(reading: Reading, resolved: Resolved, meant: Reading | None, text: str, around: str) -> Setting:
    """What the sentence leans on: what its pointing words surely stand for, else what they most likely do."""
    subject = resolved.subject
    instrument = subject.words if subject is not None and subject.treaty_id else ""
    named = subject.words if subject is not None and subject.named else ""
    if meant is not None:
        instrument = instrument or next((ref.text for ref in meant.treaties), "")
        named = named or (meant.text if meant.names else "")
    doc = reading.doc
    pointed = tuple(
        Name(doc[first].idx, doc[stop - 1].idx + len(doc[stop - 1]), name, (), frozenset())
        for first, (stop, name) in resolved.replaced.items()
    )
    return Setting(instrument.removeprefix("the "), named, around.removeprefix("the "), pointed, text)


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """The sentence without white space around it and without the sign of a list item before it."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    bullet = _BULLET.match(text, start, end)
    return (bullet.end(), end) if bullet else (start, end)


def _headings_above(document: Document, start: int) -> tuple[Heading, ...]:
    """The headings under which the offset stands, outermost first."""
    path: list[Heading] = []
    for heading in document.headings:
        if heading.start >= start:
            break
        path = [*(above for above in path if above.level < heading.level), heading]
    return tuple(path)
