"""Dates, numbers, provisions and names of a claim, each held against one sentence of a source."""

import re
from collections.abc import Iterable

from pipeline.claims import dates, numbers
from pipeline.claims.coverage import Coverage
from pipeline.claims.findings import Finding
from pipeline.claims.frames import Frame, predicate_of
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.matching import names_at
from pipeline.claims.names import Name, same
from pipeline.claims.provisions import Provision
from pipeline.claims.reading import Reading, Source

# Before an article that a sentence refers to, and is not itself the text of.
_REFERRING = re.compile(r"\b(?:under|with|to|in|of|by|from|per|through)\s+(?:the\s+)?\Z", re.IGNORECASE)


def check_dates(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """One finding for each date of the claim.

    A date belongs to the nearest predicate above it in the parse. "Opened for signature on 10 April and entered into
    force on 26 March" says nothing of 10 April for the entry into force.
    """
    findings = []
    stated = source.reading.dates
    for date in claim.dates:
        event = governor(claim, date.start, lexicon)
        if date.since:
            event = lexicon.begins.get(event, event)
        akin = _dates_of(event, source.reading, lexicon)
        # Another event has a date of its own; only a verb that says nothing ("was made in") leaves the event open.
        pool = akin or [other for other in stated if event in lexicon.light or not event]
        ways = [(dates.compare(date, other), other) for other in pool]
        same = [other for way, other in ways if way == "same"]
        if not akin and not same and not _spoken_of(event, source.reading, lexicon):
            same = [other for other in stated if dates.compare(date, other) == "same"]
        if not stated and _dates_a_noun(claim, date.start):
            behind = (other for reading in source.background for other in reading.dates)
            same = [other for other in behind if dates.compare(date, other) == "same"]
        different = [other for way, other in ways if way == "different" and _of_one_actor(date, other, claim, source)]
        if date.ordered and event in lexicon.light:  # "had ten members after 2020": what it had before says nothing
            different = []
        if same:
            findings.append(Finding("dates", "agrees", f"The source gives {same[0].text} too."))
        elif different and len(different) == len(ways):
            what = _event(claim, date.start) if akin else ""
            given = _listed(other.text for other in different)
            findings.append(
                Finding("dates", "conflicts", f"The claim says {date.text}{what}; the source says {given}.")
            )
        else:
            findings.append(Finding("dates", "missing", f"The source does not give the date {date.text}."))
    return findings


def check_numbers(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """One finding for each number of the claim, compared with numbers that count the same thing."""
    findings = []
    for quantity in claim.quantities:
        akin = [
            other
            for other in source.reading.quantities
            if other.ordinal == quantity.ordinal
            and (
                quantity.unit == other.unit
                or (quantity.unit and other.unit and lexicon.alike(quantity.unit, other.unit))
            )
        ]
        ways = [(numbers.compare(quantity, other), other) for other in akin]
        what = f"{quantity.text} {quantity.unit}".strip()
        if any(way == "same" for way, _ in ways):
            findings.append(Finding("numbers", "agrees", f"The source gives the number {quantity.text} too."))
        elif quantity.unit and not quantity.ordinal and int(quantity.value) in _list_sizes(source.reading):
            findings.append(Finding("numbers", "agrees", f"The source lists {quantity.text} by name."))
        elif any(_counts_alike(quantity, other, claim, lexicon) for other in source.reading.quantities):
            findings.append(Finding("numbers", "missing", f"The source gives {quantity.text} in other words."))
        elif ways and all(way == "different" for way, _ in ways):
            given = _listed(f"{other.text} {other.unit}".strip() for _, other in ways)
            findings.append(Finding("numbers", "conflicts", f"The claim says {what}; the source says {given}."))
        else:
            findings.append(Finding("numbers", "missing", f"The source does not give the number in '{what}'."))
    return findings


def _counts_alike(quantity: numbers.Quantity, other: numbers.Quantity, claim: Reading, lexicon: Lexicon) -> bool:
    """Whether the source gives the same number of what the claim speaks of: "115 States are parties", "115 parties"."""
    if other.value != quantity.value or other.ordinal != quantity.ordinal:
        return False
    units = {one.unit for one in claim.quantities}
    words = (word.lemma for word in claim.words if word.lemma not in units)
    return not other.unit or any(lexicon.alike(other.unit, word) for word in words)


def check_provisions(claim: Reading, source: Source) -> list[Finding]:
    """One finding for each article, section or resolution that the claim names.

    Where the sentence names none of that kind and leans on what stands before it, the nearest one before counts. What
    stands under an article is said by that article, and not by another "under" or "in accordance with" which it is.
    """
    findings = []
    readings = [source.reading, *(reversed(source.background) if source.reading.anaphoric else ())]
    for part in claim.provisions:
        under = [other for other in source.under if other.kind == part.kind]
        stated: list[Provision] = []
        for reading in readings:
            stated = [
                other
                for other in reading.provisions
                if other.kind == part.kind and not (under and _REFERRING.search(reading.doc.text, 0, other.start))
            ]
            if stated:
                break
        behind = () if stated or under else (other for reading in source.background for other in reading.provisions)
        if any(part.same(other) for other in (*stated, *behind, *under)):
            findings.append(Finding("provisions", "agrees", f"The source speaks of {part.name} too."))
        elif stated:
            given = _listed(other.name for other in stated)
            findings.append(Finding("provisions", "conflicts", f"The claim says {part.name}; the source says {given}."))
        else:
            findings.append(Finding("provisions", "missing", f"The source does not name {part.name}."))
    return findings


def check_names(coverage: Coverage) -> list[Finding]:
    """A finding for each name of the claim that neither the sentence nor what stands before it has."""
    return [Finding("names", "missing", f"The source does not mention {name.text}.") for name in coverage.names]


def check_words(coverage: Coverage, lexicon: Lexicon) -> list[Finding]:
    """Findings on words of the claim that the source does not bear, and on those that it turns into their opposite."""
    missing = [word for word in coverage.words if word.lemma not in lexicon.light]
    findings = [
        Finding("words", "missing", f"The source says the opposite of '{word.text}'.") for word in coverage.turned
    ]
    if missing:
        words = ", ".join(f"'{word.text}'" for word in missing)
        findings.append(Finding("words", "missing", f"The source does not speak of {words}."))
    return findings


def other_instrument(claim: Reading, source: Source) -> bool:
    """Whether the claim and the source each name instruments and have none in common."""
    wanted = frozenset(reference.treaty_id for reference in claim.treaties)
    stated = source.treaty_ids()
    return bool(wanted and stated and not wanted & stated)


def governor(reading: Reading, start: int, lexicon: Lexicon) -> str:
    """The lemma of the nearest predicate above the character offset; "" when there is none.

    A copula is represented by what stands behind it, so that "was an ally until 1950" is governed by "ally".
    """
    token = next((token for token in reading.doc if token.idx <= start < token.idx + len(token) + 1), None)
    if token is None:
        return ""
    for above in token.ancestors:
        if above.pos_ in ("VERB", "AUX"):
            complement = next((child for child in above.children if child.dep_ in ("attr", "acomp")), None)
            if above.lemma_ == "be" and complement is not None:
                return str(complement.lemma_.lower())
            return predicate_of(above, lexicon)
    return ""


def _dates_of(event: str, reading: Reading, lexicon: Lexicon) -> list[dates.DateMention]:
    """Dates that belong to the event: those right below it, or else those within its subject or object."""
    direct = [date for date in reading.dates if lexicon.alike(event, governor(reading, date.start, lexicon))]
    if direct:
        return direct
    within = []
    for frame in reading.frames:
        if lexicon.alike(event, frame.predicate):
            phrases = [token for index in frame.subjects | frame.objects for token in reading.doc[index].subtree]
            within += [date for date in reading.dates if any(date.start <= token.idx < date.end for token in phrases)]
    return within


def _of_one_actor(date: dates.DateMention, other: dates.DateMention, claim: Reading, source: Source) -> bool:
    """Whether one and the same may have acted on both dates: each signatory has a date of its own."""
    mine, theirs = _frame_over(claim, date.start), _frame_over(source.reading, other.start)
    if mine is None or theirs is None:
        return True
    said, given = names_at(mine.subjects, claim), names_at(theirs.subjects, source.reading)
    return not mine.hedged and (not said or not given or any(same(name, one) for name in said for one in given))


def _frame_over(reading: Reading, start: int) -> Frame | None:
    """The nearest predicate above the character offset."""
    token = next((token for token in reading.doc if token.idx <= start < token.idx + len(token) + 1), None)
    frames = {frame.index: frame for frame in reading.frames}
    return next((frames[above.i] for above in token.ancestors if above.i in frames), None) if token else None


def _dates_a_noun(reading: Reading, start: int) -> bool:
    """Whether the date says which one a noun means ("the vote of 24 April") and not when something happened."""
    token = next((token for token in reading.doc if token.idx <= start < token.idx + len(token)), None)
    above = next((word for word in token.ancestors if word.dep_ not in ("prep", "pobj")), None) if token else None
    return (
        token is not None
        and any(word.dep_ == "prep" and word.lower_ == "of" for word in token.ancestors)
        and (above is not None and any(word.pos_ == "NOUN" for word in token.ancestors))
    )


def _spoken_of(event: str, reading: Reading, lexicon: Lexicon) -> bool:
    return any(lexicon.alike(event, frame.predicate) for frame in reading.frames)


def _event(reading: Reading, start: int) -> str:
    """The words of the predicate that a date belongs to: " for 'entered into force' (Outer Space Treaty)"."""
    token = next((token for token in reading.doc if token.idx <= start < token.idx + len(token)), None)
    verb = next((above for above in token.ancestors if above.pos_ in ("VERB", "AUX")), None) if token else None
    if verb is None:
        return ""
    words = [verb]
    for child in verb.rights:
        if child.dep_ == "prep" and child.idx < start and not any(inner.idx >= start for inner in child.subtree):
            words += list(child.subtree)
            break
    about = next((name.text for name in reading.names), "")
    return f" for '{' '.join(word.text for word in words)}'" + (f" ({about})" if about else "")


def _list_sizes(reading: Reading) -> frozenset[int]:
    """How many proper names each enumeration of the sentence has."""
    sizes = set()
    for token in reading.doc:
        if token.dep_ != "conj" and token.conjuncts:
            members: set[Name] = set()
            for member in (token, *token.conjuncts):
                name = reading.name_at(member.i)
                if name is not None:
                    members.add(name)
            sizes.add(len(members))
    return frozenset(size for size in sizes if size > 1)


def _listed(texts: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(texts))
