"""Who did it to whom, and from where to where: conflicts where the claim changes the roles of a sentence."""

from collections.abc import Iterator

from pipeline.claims.findings import Finding
from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.matching import any_match, names_at
from pipeline.claims.names import Name, same
from pipeline.claims.reading import Reading, Source


def check_roles(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Conflicts where both sides name the same ones in one act, and the claim has them do each other's part."""
    findings = []
    for wanted in claim.frames:
        if wanted.negated or wanted.hedged or wanted.copular or wanted.predicate in lexicon.light:
            continue
        for stated in source.reading.frames:
            if stated.negated or stated.hedged or not lexicon.alike(wanted.predicate, stated.predicate):
                continue
            if _turned_round(wanted, claim, stated, source.reading, lexicon):
                findings.append(Finding("holders", "conflicts", "The claim has the two change their roles."))
            elif _did_something_else(wanted, claim, stated, source, lexicon):
                said = ", ".join(name.text for name in names_at(wanted.subjects, claim))
                findings.append(Finding("holders", "conflicts", f"The source says something else of {said}."))
            elif _other_way(wanted, claim, stated, source.reading):
                findings.append(Finding("holders", "conflicts", "The source says that it went the other way."))
    return findings[:1]


def _shared(mine: list[Name], theirs: list[Name]) -> bool:
    return any(same(name, other) for name in mine for other in theirs)


def _turned_round(wanted: Frame, claim: Reading, stated: Frame, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the one who did it in the claim is the one to whom it was done in the source, and the reverse."""
    if wanted.predicate in lexicon.mutual:
        return False
    doer, target = names_at(wanted.subjects, claim), names_at(wanted.objects, claim)
    their_doer, their_target = names_at(stated.subjects, reading), names_at(stated.objects, reading)
    return _shared(doer, their_target) and _shared(target, their_doer) and not _shared(doer, their_doer)


def _did_something_else(wanted: Frame, claim: Reading, stated: Frame, source: Source, lexicon: Lexicon) -> bool:
    """Whether the source has another do it to the same thing, and the claim's doer do something else."""
    doer, their_doer = names_at(wanted.subjects, claim), names_at(stated.subjects, source.reading)
    if not doer or not their_doer or _shared(doer, their_doer):
        return False
    if not any_match(wanted.objects, stated.objects, claim, source, lexicon):
        return False
    others = [frame for frame in source.reading.frames if not lexicon.alike(wanted.predicate, frame.predicate)]
    return all(any(_shared([name], names_at(frame.subjects, source.reading)) for frame in others) for name in doer)


def _other_way(wanted: Frame, claim: Reading, stated: Frame, reading: Reading) -> bool:
    """Whether what the claim has it come from is where the source has it go to."""
    start, goal = (list(_behind(wanted, claim, word)) for word in ("from", "to"))
    their_start, their_goal = (list(_behind(stated, reading, word)) for word in ("from", "to"))
    turned = _shared(start, their_goal) or _shared(goal, their_start)
    return turned and not _shared(start, their_start) and not _shared(goal, their_goal)


def _behind(frame: Frame, reading: Reading, word: str) -> Iterator[Name]:
    """The names in the phrase of a preposition that hangs on the predicate."""
    for child in reading.doc[frame.index].children:
        if child.dep_ == "prep" and child.lower_ == word:
            yield from names_at(frozenset(token.i for token in child.children if token.dep_ == "pobj"), reading)
