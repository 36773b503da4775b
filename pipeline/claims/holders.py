"""What has one holder or one place: who leads, founded or owns something, where it is, and where it happened."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.claims.dates import compare
from pipeline.claims.findings import Finding
from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.matching import any_match, names_at
from pipeline.claims.names import Name, is_state, same, state_of
from pipeline.claims.reading import Reading, Source

if TYPE_CHECKING:
    from spacy.tokens import Token

_SEATS = ("seat", "headquarters", "headquarter", "base", "home")
_Placed = tuple[Frame, list[Name]]


def check_holders(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Findings on what has one holder or one place at a time."""
    findings = []
    frames = () if _other_time(claim, source.reading) else claim.frames
    for wanted in frames:
        if wanted.negated or wanted.hedged:
            continue
        claimed = names_at(wanted.subjects, claim)
        if wanted.copular and wanted.predicate in lexicon.exclusive_roles:
            stated = _holders_of_role(wanted.predicate, claim, source, lexicon)
            findings += _held_by(f"the {wanted.predicate}", claimed, stated)
        elif wanted.predicate in lexicon.exclusive_predicates:
            for frame in _akin(wanted, source, lexicon):
                if any_match(wanted.objects, frame.objects, claim, source, lexicon):
                    what = f"who '{wanted.predicate}'"
                    findings += _held_by(what, claimed, names_at(frame.subjects, source.reading))
        elif wanted.predicate in lexicon.choices:
            for frame in _akin(wanted, source, lexicon):
                if any_match(wanted.others, frame.others, claim, source, lexicon):
                    chosen = names_at(wanted.objects, claim)
                    findings += _held_by("who was chosen", chosen, names_at(frame.objects, source.reading))
    return findings + _elsewhere(claim, source, lexicon) + _owners(claim, source, lexicon)


def _other_time(claim: Reading, stated: Reading) -> bool:
    """Whether both give dates and none in common: "the resolution of 2020" is not that of 2014."""
    ways = [compare(mine, theirs) for mine in claim.dates for theirs in stated.dates]
    return bool(ways) and all(way == "different" for way in ways)


def _akin(wanted: Frame, source: Source, lexicon: Lexicon) -> Iterator[Frame]:
    for frame in source.reading.frames:
        if lexicon.alike(wanted.predicate, frame.predicate) and not frame.negated and not frame.hedged:
            yield frame


def _held_by(what: str, claimed: list[Name], stated: list[Name]) -> list[Finding]:
    if not claimed or not stated or any(same(name, other) for name in claimed for other in stated):
        return []
    if {name.person for name in claimed} != {name.person for name in stated}:
        return []  # a body and its commander both lead
    said, given = _listed(claimed), _listed(stated)
    return [Finding("holders", "conflicts", f"The claim names {said} as {what}; the source names {given}.")]


def _owners(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Findings where the claim says whose a thing is ("the Chinese test") and the source has that of another."""
    findings = []
    for name in claim.names:
        thing = _owned(name, claim)
        if thing is None or any(same(name, other) for other in source.reading.names):
            continue
        for other in source.reading.names:
            theirs = _owned(other, source.reading)
            if theirs is None or not lexicon.alike(thing.lemma_.lower(), theirs.lemma_.lower()):
                continue
            said = f"The claim says it of {name.text}; the source of {other.text}."
            told = _is_what_it_is(thing.i, claim, theirs.i, source, lexicon)
            findings.append(Finding("holders", "conflicts" if told else "missing", said))
    return findings[:1]


def _owned(name: Name, reading: Reading) -> "Token | None":
    """The common noun that a name belongs to: "exercise" in "a NATO exercise" and in "an exercise of NATO"."""
    last = next((token for token in reading.doc if token.idx < name.end <= token.idx + len(token)), None)
    if last is None:
        return None
    owned = last.head
    if last.dep_ == "pobj" and owned.lower_ == "of":
        owned = owned.head
    elif last.dep_ not in ("amod", "compound", "poss", "nmod"):
        return None
    return owned if owned.pos_ == "NOUN" and reading.name_at(owned.i) is None else None


def _is_what_it_is(thing: int, claim: Reading, theirs: int, source: Source, lexicon: Lexicon) -> bool:
    """Whether both sides say with that noun what one and the same thing is."""
    frames = [frame for frame in claim.frames if frame.index == thing and frame.copular and not frame.negated]
    others = [frame for frame in source.reading.frames if frame.index == theirs and frame.copular and not frame.negated]
    return any(any_match(mine.subjects, other.subjects, claim, source, lexicon) for mine in frames for other in others)


def _listed(names: Iterable[Name]) -> str:
    return ", ".join(dict.fromkeys(name.text for name in names))


def _holders_of_role(role: str, claim: Reading, source: Source, lexicon: Lexicon) -> list[Name]:
    """Names that the source gives for the role, in "X is the role" and in "the role is X"."""
    holders: list[Name] = []
    for frame in source.reading.frames:
        if not frame.copular or frame.negated:
            continue
        if lexicon.alike(role, frame.predicate):
            holders += names_at(frame.subjects, source.reading)
        elif any(lexicon.alike(role, source.reading.doc[index].lemma_.lower()) for index in frame.subjects):
            holders += names_at(frozenset([frame.index]), source.reading)
    topics = [name for name in claim.names if any(same(name, holder) for holder in holders)]
    instruments = frozenset(reference.treaty_id for reference in source.reading.treaties)
    return [holder for holder in holders if not holder.ids & instruments] if not topics else holders


def _elsewhere(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """A finding where the source says that the same thing is, or happened, in another place, or another thing in it."""
    of_another = False
    for wanted, claimed in _placed(claim, lexicon):
        for frame, stated in _placed(source.reading, lexicon):
            both_are = wanted.predicate in lexicon.place_predicates and frame.predicate in lexicon.place_predicates
            if not both_are and not lexicon.alike(wanted.predicate, frame.predicate):
                continue
            in_one = any(_may_be_one(name, other) for name in claimed for other in stated)
            mine, theirs = wanted.subjects | wanted.objects, frame.subjects | frame.objects
            if any_match(mine, theirs, claim, source, lexicon):
                if in_one:
                    return []
                said, given = _listed(claimed), _listed(stated)
                return [
                    Finding("holders", "conflicts", f"The claim places it in {said}; the source places it in {given}.")
                ]
            of_another = of_another or (
                in_one and all(names_at(side, one) for side, one in ((mine, claim), (theirs, source.reading)))
            )
    return [Finding("holders", "missing", "The source says this of something else.")] if of_another else []


def _placed(reading: Reading, lexicon: Lexicon) -> Iterator[_Placed]:
    """The predicates that tell a place, each with the names of it."""
    for frame in reading.frames:
        if frame.negated or frame.hedged:
            continue
        seats = [index for index in frame.objects if reading.doc[index].lemma_.lower() in _SEATS]
        if frame.predicate == "have" and seats:  # "it has its seat in Oslo"
            names = names_at(frame.places | frozenset(seats), reading)
            if names:
                yield replace(frame, predicate="seat", objects=frozenset()), names
        if frame.predicate in lexicon.place_predicates or frame.predicate in lexicon.happenings:
            names = names_at(frame.places, reading)
            if names:
                yield frame, names


def _may_be_one(claimed: Name, stated: Name) -> bool:
    """Whether two names may tell one place: the same, or a town and a State that is not known to be another one."""
    if same(claimed, stated):
        return True
    if is_state(claimed) == is_state(stated):
        return False
    town, state = (stated, claimed) if is_state(claimed) else (claimed, stated)
    around = state_of(town)
    return around is None or same(around, state)
