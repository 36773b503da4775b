"""Puts lexemes together: names with their years, nouns with their determiners, and provisions with either of them."""

import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.treaties import grammar
from pipeline.treaties.citations import (
    Citation,
    CitationTable,
    further_resolutions,
    read_resolutions,
    read_series,
    read_symbol,
)
from pipeline.treaties.clean import Cleaned
from pipeline.treaties.definitions import find_short_forms
from pipeline.treaties.foreign import divisions_of_paper, in_clause_of_another, is_foreign, is_in_title_of_another
from pipeline.treaties.lexicon import Entry, is_acronym, written_like
from pipeline.treaties.numerals import figures_of, value_of
from pipeline.treaties.owners import Owners, is_of_its, owners_of
from pipeline.treaties.pinpoints import Paragraphs, Pinpoint, read_paragraphs, read_pinpoint
from pipeline.treaties.registry import Registry
from pipeline.treaties.shared import find_shared
from pipeline.treaties.tokenise import Lexeme
from pipeline.treaties.units import Evoker, Joinable, Mention, Name, Noun, Other, Unit
from pipeline.treaties.years import years_beside

_RANKS = {"latter": 1, "former": 2}


def parse(
    cleaned: Cleaned, lexemes: Iterator[Lexeme], registry: Registry, table: CitationTable
) -> tuple[list[Mention | Citation], list[Evoker]]:
    """The expressions of a text in order, without overlap, and the words that bring instruments to mind."""
    units: list[Joinable] = []
    evokers: list[Evoker] = []
    shared = [
        Name(one.start, one.end, (one.treaty_id,), None, acronym=False) for one in find_shared(cleaned.text, registry)
    ]
    ends = [one.end for one in shared]
    for unit in _units(cleaned.text, lexemes, registry, table):
        at = bisect_right(ends, unit.start)
        if isinstance(unit, Evoker):
            evokers.append(unit)
        elif (not units or units[-1].end <= unit.start) and (at == len(shared) or shared[at].start >= unit.end):
            units.append(unit)
    if shared:
        units = sorted([*units, *shared], key=lambda unit: unit.start)
    citations = [unit for unit in units if isinstance(unit, Citation)]
    further: list[Joinable] = [
        *further_resolutions(cleaned.text, citations, table),
        *_without_head(cleaned.text, units),
    ]
    if further:
        free = _free_beside(units)
        units = sorted([*units, *(one for one in further if free(one.start, one.end))], key=lambda unit: unit.start)
    return list(_mentions(cleaned.text, _with_short_forms(cleaned.text, units), owners_of(registry))), evokers


def _with_short_forms(text: str, units: list[Joinable]) -> list[Joinable]:
    """The units with the names that the text gives to instruments itself; they win over nouns inside them."""
    named = [one for one in units if isinstance(one, Name) and len(one.treaty_ids) == 1]
    own = find_short_forms(text, [(one.start, one.end, one.treaty_ids[0]) for one in named])
    if not own:
        return units
    needs: dict[str, tuple[str, ...] | None] = {}  # a form of a name that may mean something else may do so too
    for one in named:
        if needs.get(one.treaty_ids[0], ()) is not None:
            needs[one.treaty_ids[0]] = one.needs
    free = _free_beside([one for one in units if isinstance(one, Name | Pinpoint | Citation)])
    new = [
        Name(form.start, form.end, (form.treaty_id,), needs[form.treaty_id], text[form.start : form.end].isupper())
        for form in own
        if free(form.start, form.end)
    ]
    begun = [one.start for one in new]

    def covered(one: Joinable) -> bool:
        at = bisect_right(begun, one.start) - 1
        return (at >= 0 and new[at].end > one.start) or (at + 1 < len(new) and new[at + 1].start < one.end)

    kept = [one for one in units if isinstance(one, Name | Pinpoint | Citation) or not covered(one)]
    return sorted([*kept, *new], key=lambda one: one.start)


def _free_beside(units: Sequence[Joinable]) -> Callable[[int, int], bool]:
    """Tells whether none of these units covers anything between two offsets."""
    starts = [one.start for one in units]

    def free(start: int, end: int) -> bool:
        at = bisect_right(starts, start)
        return (at == 0 or units[at - 1].end <= start) and (at == len(units) or units[at].start >= end)

    return free


def _without_head(text: str, units: Sequence[Joinable]) -> Iterator[Pinpoint]:
    """Provisions whose head word stands before those of another instrument ("articles VI of the OST and II of ...")."""
    for first, base, second in zip(units, units[1:], units[2:], strict=False):
        if not (isinstance(first, Pinpoint) and isinstance(base, Name | Noun) and isinstance(second, Name)):
            continue
        head = grammar.PLURAL_ARTICLES.match(text, first.start)
        gap = grammar.GOES_ON_WITHOUT_HEAD.match(text, base.end, second.start)
        if head is None or gap is None or not grammar.OF_JOIN.fullmatch(text, first.end, base.start):
            continue
        provision = read_pinpoint(text, gap.end(), gap.end(), first.division)
        if provision is not None and grammar.OF_JOIN.fullmatch(text, provision.end, second.start):
            yield provision


# --- lexemes to units --------------------------------------------------------------------------------------------


def _units(text: str, lexemes: Iterator[Lexeme], registry: Registry, table: CitationTable) -> Iterator[Unit]:
    reached = 0
    before: Paragraphs | None = None  # the last paragraphs that stood before a possible article
    for lexeme in lexemes:
        if lexeme.start < reached:
            continue
        entry = lexeme.entries[0]
        if entry.kind == "head" and entry.value == "paragraph":
            before = read_paragraphs(text, lexeme.start, lexeme.end)
            reached = before.end if before else reached
            continue
        for unit in _read(text, lexeme, entry, before, registry, table):
            yield unit
            reached = max(reached, unit.end)


def _read(
    text: str, lexeme: Lexeme, entry: Entry, before: Paragraphs | None, registry: Registry, table: CitationTable
) -> Iterator[Unit]:
    unit: Unit | None = None
    start, end = lexeme.start, lexeme.end
    if entry.kind == "name":
        unit = _name(text, lexeme, registry)
    elif entry.kind == "evoker":
        evokers = [one for one in lexeme.entries if one.kind == "evoker"]
        if any(one.surface.islower() or written_like(one.surface, text[start:end]) for one in evokers):
            unit = Evoker(start, end, tuple(evokers))
    elif entry.kind == "head":
        unit = read_pinpoint(text, start, end, entry.value, before)
    elif entry.kind == "noun":
        unit = _noun(text, lexeme, entry.value)
    elif entry.kind == "series" and written_like(entry.surface, text[start:end]):
        unit = read_series(text, start, end, entry.value, table)
    elif entry.kind == "resolution":
        yield from read_resolutions(text, start, end, entry.value, table)
    elif entry.kind == "symbol":
        unit = read_symbol(text, start)
    if unit is not None:
        yield unit


def _name(text: str, lexeme: Lexeme, registry: Registry) -> Name | Other | Evoker | None:
    start, end = lexeme.start, lexeme.end
    found = text[start:end]
    small = found.islower() and _is_cited_small(text, start, end)
    entries = [
        one
        for one in lexeme.entries
        if one.kind == "name" and (written_like(one.surface, found) or (small and not one.needs))
    ]
    if not entries:
        return None
    entries.sort(key=lambda one: one.surface != found)  # as the text writes it, where names differ in little
    acronym = is_acronym(entries[0].surface)
    if text[end : end + 1].isalnum() and (acronym or not grammar.GLUED_MARK.match(text, end)):
        return None
    if grammar.NOT_A_NAME_AFTER.match(text, end) or grammar.COMPANY_AFTER.match(text, end):
        return None
    if grammar.ORGANISATION_AFTER.match(text, end):
        return Evoker(start, end, tuple(entries))
    needs = entries[0].needs
    if acronym and needs is not None and _is_another_acronym(text, start, end):
        return None
    if needs is not None and found[-2:] == " 1" and not entries[0].surface[-1].isdigit():
        return None  # "Protocol 1" is no "Protocol I"
    if needs is not None and _goes_on_as_another(text, start, end, acronym=acronym):
        return Other(start, end, found.split()[-1].lower())
    known = _years(registry)
    years = years_beside(text, start, end)

    def of_year(year: str) -> list[Entry]:
        return [one for one in entries if year in known[one.value]]

    # "the Vienna Convention of 1961", where that of 1969 is known; not "the 2015 NPT Review Conference"
    told = [year for year in years.stated if not (acronym and year == years.before)]
    another = needs is not None and not all(map(of_year, told))
    if another or (not acronym and years.is_far(frozenset[str]().union(*(known[one.value] for one in entries)))):
        return Other(start, end, found.split()[-1].lower())
    dated = bool(of_year(years.before))
    if dated:
        start = years.start
    if of_year(years.after) or (of_year(years.plain) and not dated):  # in a list of years, the second is the next one's
        end = years.end
    if years.stated and (not acronym or of_year(years.after)):
        needs = None  # the year tells that it is this one
    for year in years.stated:
        entries = of_year(year) or entries
    return Name(start, end, tuple(dict.fromkeys(one.value for one in entries)), needs, acronym)


def _is_cited_small(text: str, start: int, end: int) -> bool:
    """Whether a title of two words or more, all in small letters, is one for the provision that is cited of it."""
    before = grammar.PROVISION_OF.search(text, max(0, start - grammar.LEAD), start)
    return before is not None and " " in text[start:end] and not grammar.COMPLEMENT_SMALL.match(text, end)


@lru_cache(maxsize=8)
def _years(registry: Registry) -> Mapping[str, frozenset[str]]:
    """The years by which each instrument is called."""
    return {one.id: one.years for one in registry.instruments.values()}


def _is_another_acronym(text: str, start: int, end: int) -> bool:
    """Whether what stands beside an ambiguous acronym makes it another one, or a verb."""
    return (
        grammar.NUMERAL_AFTER.match(text, end) is not None
        or grammar.NOT_THIS_ACRONYM_AFTER.match(text, end) is not None
        or grammar.NOT_THIS_ACRONYM_BEFORE.search(text[max(0, start - grammar.LEAD) : start]) is not None
    )


def _goes_on_as_another(text: str, start: int, end: int, *, acronym: bool) -> bool:
    """Whether an ambiguous name is part of a longer title ("EU Interim Agreement", "Vienna Convention on Consular")."""
    before = grammar.CAPITAL_BEFORE.search(text[max(0, start - grammar.LEAD) : start])
    known = grammar.NOT_A_MODIFIER | grammar.PART_OF_UN
    if (
        before is not None
        and before["word"] not in known
        and not (before["word"].isupper() and before[0].endswith("and "))  # "the MTCR and Wassenaar"
        and not before["word"].endswith("'s")
        and value_of(before["word"]) is None
    ):
        return not acronym
    if grammar.COMPLEMENT.match(text, end) and not grammar.MONTH_OR_DAY.match(text, end):
        return not acronym
    if "rotocol" in text[start:end] and grammar.TO_ANOTHER.match(text, end):
        return True
    return grammar.NOUN_AFTER.match(text, end) is not None


def _noun(text: str, lexeme: Lexeme, kind: str) -> Noun | Other | None:
    start, end = lexeme.start, lexeme.end
    if text[end : end + 1].isalpha():
        return None
    capital = text[start].isupper()
    if capital and (bracket := _defining_bracket(text, start, end)) is not None:
        return Noun(start, end, kind, "", determined=True, near=False, rank=0, capital=True, bracket=bracket)
    lead = text[max(0, start - grammar.LEAD - 12) : start]
    determiner = grammar.DETERMINER.search(lead)
    if grammar.COMPOUND.match(text, end):
        return None
    if text[start:end].lower() == "draft" and (determiner is None or grammar.DRAFT_GOES_ON.match(text, end)):
        return None
    if capital:
        title = grammar.COMPLEMENT.match(text, end)
        own = determiner is not None and determiner["determiner"].lower() == "this"  # "this Agreement relating to Moon"
        if title is not None and not own and not grammar.MONTH_OR_DAY.match(text, end):
            return Other(start, end, kind)
        if kind == "code" and grammar.COMPLEMENT_OF_CODE.match(text, end):
            return Other(start, end, kind)  # "the Code of conduct for responsible fisheries"
        before = grammar.CAPITAL_BEFORE.search(lead) if determiner is None else None
        if before is not None and before["word"] not in grammar.NOT_A_MODIFIER and not before["word"].endswith("'s"):
            return Other(start, end, kind)
    elif (
        determiner is None
        or kind not in grammar.LOWER_CASE_NOUNS
        or grammar.COMPLEMENT_SMALL.match(text, end)
        or grammar.COMPOUND_SMALL.match(text, end)
    ):
        return None
    year = ""
    if determiner is not None and determiner["year"]:
        year = figures_of(determiner["year"].strip())
        start -= len(determiner["year"])
    after = grammar.YEAR_AFTER.match(text, end)
    date = grammar.DATE_AFTER.match(text, end)
    if after is not None and not after["plain"] and not year:
        year, end = figures_of(after["of"] or after["bracket"]), after.end()
    elif date is not None:
        year = figures_of(date["year"])
    if year and grammar.PARTIES_AFTER.match(text, end):
        return Other(start, end, kind)
    word = determiner["determiner"].lower() if determiner is not None else ""
    near = word in ("this", "these") or (determiner is not None and determiner["self"] == "present")
    return Noun(start, end, kind, year, bool(word), near, _RANKS.get(word, 0), capital)


def _defining_bracket(text: str, start: int, end: int) -> int | None:
    """Where the bracket begins in which a noun is made a short form; None where it is not."""
    if text[start - 1 : start] not in ("(", "[", '"', "'", " ") or not grammar.DEFINING_AFTER.match(text, end):
        return None
    opening = grammar.DEFINING_BEFORE.search(text, max(0, start - grammar.LONGEST_DEFINING), start)
    if opening is None or not (opening["word"] or opening["the"] or opening["quote"]):
        return None
    return opening.start()


# --- units to mentions -------------------------------------------------------------------------------------------


def _mentions(text: str, units: Sequence[Joinable], owners: Owners) -> Iterator[Mention | Citation]:
    own = divisions_of_paper(text)
    joined = _joins(text, units, own, owners)
    for at, unit in enumerate(units):
        if isinstance(unit, Citation):
            yield unit
        elif at in joined:
            first, second = units[at], units[joined[at]]
            pinpoint, base = (first, second) if isinstance(first, Pinpoint) else (second, first)
            if isinstance(pinpoint, Pinpoint) and isinstance(base, Name | Noun | Other):
                yield Mention(first.start, second.end, base, pinpoint)
        elif at - 1 in joined and joined[at - 1] == at:
            continue
        elif isinstance(unit, Pinpoint):
            # What a clause says of another instrument does not end what the paragraph says of ours.
            if unit.division not in own and not in_clause_of_another(text, units, at):
                yield Mention(unit.start, unit.end, None, unit, foreign=is_foreign(text, units, at))
        else:
            yield Mention(unit.start, unit.end, unit, None)


def _joins(text: str, units: Sequence[Joinable], own: frozenset[str], owners: Owners) -> dict[int, int]:
    """Which unit is joined with the next one; closer ties go before looser ones, then earlier before later.

    Behind a comma, a division that the text has itself (`own`) is its own again.
    """
    ties: list[tuple[int, int]] = []
    for at, (first, second) in enumerate(itertools.pairwise(units)):
        if isinstance(second, Pinpoint) and second.division in own and text[first.end] == ",":
            continue
        if is_in_title_of_another(text, units, at):
            continue
        if second.start - first.end <= grammar.LONGEST_JOIN and (tie := _tie(text, first, second, owners)) is not None:
            ties.append((tie, at))
    joined: dict[int, int] = {}
    taken: set[int] = set()
    for _, at in sorted(ties):
        if at not in taken and at + 1 not in taken:
            joined[at] = at + 1
            taken |= {at, at + 1}
    return joined


def _tie(text: str, first: Joinable, second: Joinable, owners: Owners) -> int | None:
    """How closely two units belong together, 0 closest; None if they do not."""
    start, end = first.end, second.start
    if isinstance(first, Pinpoint) and isinstance(second, Name | Noun | Other):
        if is_of_its(text, first, second, owners) or grammar.OF_JOIN.fullmatch(text, start, end):
            return 0
        if isinstance(second, Name):
            return (
                1
                if grammar.SPACE_JOIN.fullmatch(text, start, end)
                else 3
                if grammar.COMMA_JOIN.fullmatch(text, start, end)
                else None
            )
    if isinstance(first, Name | Noun) and isinstance(second, Pinpoint) and not second.idem:
        if isinstance(first, Noun) and not first.capital:
            return None
        return (
            1
            if grammar.SPACE_JOIN.fullmatch(text, start, end)
            else 2
            if grammar.COMMA_JOIN.fullmatch(text, start, end)
            else None
        )
    return None
