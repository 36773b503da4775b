"""Contradictions of predicate: what one side says and the other denies, forbids or gives to somebody else."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.claims.dates import compare
from pipeline.claims.findings import Finding
from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.matching import PRONOUNS, same_subject
from pipeline.claims.names import same
from pipeline.claims.reading import Reading, Source

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTRARY = ({"with", "without"}, {"before", "after"})
_COMPANY = frozenset(word for pair in _CONTRARY for word in pair)


def check_polarity(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Findings on what the claim says of its subject: the source says the same, the contrary, or only hints at it."""
    findings = []
    for wanted in claim.frames:
        if not (wanted.main or wanted.copular or wanted == claim.main) or (wanted.hedged and not wanted.able):
            continue
        for stated in source.reading.frames:
            relation = _relation(wanted, stated, lexicon)
            if wanted.hedged and not stated.able:
                continue
            if relation == 0 or not stated.arguments or not same_subject(wanted, claim, stated, source, lexicon):
                continue
            narrower, unrelated = _compare_objects(wanted, claim, stated, source, lexicon)
            if unrelated:
                continue
            findings.append(_polarity_finding(wanted, claim, stated, source, relation, narrower, lexicon))
    return findings


def check_negation(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """A finding where one side negates the shared predicate, or a clause above it, and the other does not.

    It is cruder than `check_polarity` and never a conflict: it only keeps a negated sentence from being support.
    """
    main = claim.main
    if main is None:
        return []
    mine = _negators_over(main.index, claim, lexicon) % 2
    akin = [frame for frame in source.reading.frames if lexicon.alike(main.predicate, frame.predicate)]
    if akin and all(_negators_over(frame.index, source.reading, lexicon) % 2 != mine for frame in akin):
        return [Finding("polarity", "missing", "Only one of claim and source is negated.")]
    return []


def check_company(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Conflicts where one side says that something went with or before a thing, the other without or after it."""
    findings = []
    for word, governor, thing in _company(claim):
        for other, beside, same_thing in _company(source.reading):
            if {word, other} in _CONTRARY and same_thing == thing and lexicon.alike(governor, beside):
                said = f"The claim says '{word} ... {thing}'; the source says '{other}'."
                findings.append(Finding("polarity", "conflicts", said))
    return findings


def check_modifiers(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Conflicts where the claim says "armed aircraft" and the source "unarmed aircraft", neither denying a thing."""
    if any(token.lower_ in lexicon.negators for reading in (claim, source.reading) for token in reading.doc):
        return []
    stated = list(_modified(source.reading))
    for word, noun in _modified(claim):
        for other, same_noun in stated:
            if lexicon.denies(word, other) and lexicon.alike(noun, same_noun) and (word, noun) not in stated:
                said = f"The claim says '{word} {noun}'; the source says '{other} {same_noun}'."
                return [Finding("polarity", "conflicts", said)]
    return []


def _modified(reading: Reading) -> Iterator[tuple[str, str]]:
    """Each adjective with the noun that it stands before, as lemmas."""
    for token in reading.doc:
        if token.dep_ == "amod" and token.head.pos_ == "NOUN":
            yield token.lower_, token.head.lemma_.lower()


def _company(reading: Reading) -> list[tuple[str, str, str]]:
    """Each word of `_CONTRARY` that has a noun: the word itself, the lemma that governs it, and the noun's lemma."""
    return [
        (token.lower_, token.head.lemma_.lower(), thing.lemma_.lower())
        for token in reading.doc
        if token.lower_ in _COMPANY
        for thing in token.children
        if thing.dep_ == "pobj" and thing.pos_ == "NOUN"
    ]


def _negators_over(index: int, reading: Reading, lexicon: Lexicon) -> int:
    """How many negations stand in the clause of the predicate or in a clause above it."""
    above = _clauses_above(index, reading)
    count = 0
    for token in reading.doc:
        if token.lower_ in lexicon.negators and not _second_half(token):
            governor = next((word for word in token.ancestors if word.pos_ in ("VERB", "AUX")), token.head)
            within = governor.i in above or (token.head.i in above)
            count += within or (governor.i == token.head.i and index in {word.i for word in governor.children})
    return count


def _second_half(token: "Token") -> bool:
    """Whether it is the "nor" of a "neither ... nor", which denies once."""
    return token.lower_ == "nor" and any(word.lower_ == "neither" for word in token.doc[: token.i])


def _clauses_above(index: int, reading: Reading) -> frozenset[int]:
    """The predicate and what governs it; a coordinated predicate is not governed by its fellow."""
    token = reading.doc[index]
    above = {index}
    while token.head.i != token.i:
        fellow = token.dep_ == "conj"
        token = token.head
        if not fellow:
            above.add(token.i)
    return frozenset(above)


def _polarity_finding(
    wanted: Frame, claim: Reading, stated: Frame, source: Source, relation: int, narrower: bool, lexicon: Lexicon
) -> Finding:
    word = source.reading.doc[stated.index].text
    hedged = stated.hedged and not (wanted.able and stated.able)
    if relation > 0:
        if hedged:
            return Finding("polarity", "missing", f"The source says '{word}' only as possible, planned or alleged.")
        if narrower and (wanted.negated or _universal(claim)):
            return Finding("polarity", "missing", f"The source says '{word}' of something narrower.")
        return Finding("polarity", "agrees", f"The source says '{word}' of the same thing.")
    turns = lexicon.opposed_events(wanted.predicate, stated.predicate)
    elsewhen = turns and bool(source.reading.dates) and not _same_time(claim, source.reading)
    if hedged or elsewhen or (turns and not stated.main) or (narrower and not _universal(claim)):
        return Finding("polarity", "missing", f"The source says '{word}' of something near, which does not settle it.")
    return Finding("polarity", "conflicts", _contrary(wanted, claim, stated, source))


def _same_time(claim: Reading, reading: Reading) -> bool:
    return any(compare(mine, theirs) == "same" for mine in claim.dates for theirs in reading.dates)


def _relation(wanted: Frame, stated: Frame, lexicon: Lexicon) -> int:
    """+1 when both frames say the same of their subject, -1 when they exclude each other, 0 when neither is clear."""
    if lexicon.opposed(wanted.predicate, stated.predicate):
        sign = -1
    elif wanted.predicate == stated.predicate or lexicon.alike(wanted.predicate, stated.predicate):
        sign = 1
    else:
        return 0
    if wanted.predicate == "be" or (wanted.predicate in lexicon.light and wanted.predicate == stated.predicate):
        return 0
    return sign if wanted.negated == stated.negated else -sign


def _compare_objects(
    wanted: Frame, claim: Reading, stated: Frame, source: Source, lexicon: Lexicon
) -> tuple[bool, bool]:
    """Whether the source's object is narrower than the claim's, and whether the two have nothing in common."""
    mine = wanted.objects | wanted.others
    theirs = (
        stated.objects | stated.others | (stated.subjects if stated.copular and not wanted.copular else frozenset())
    )
    if not mine or not theirs:
        return False, False
    for index in mine:
        for other in theirs:
            if source.reading.doc[other].pos_ in PRONOUNS:
                return False, False
            name, stated_name = claim.name_at(index), source.reading.name_at(other)
            if name is not None and stated_name is not None and same(name, stated_name):
                return False, False
            if lexicon.alike(claim.doc[index].lemma_.lower(), source.reading.doc[other].lemma_.lower()):
                ours, others = _modifiers(index, claim), _modifiers(other, source.reading)
                only_ours = [word for word in ours if not any(lexicon.alike(word, their) for their in others)]
                only_theirs = [word for word in others if not any(lexicon.alike(word, our) for our in ours)]
                return bool(only_theirs), bool(only_ours and only_theirs)
    return False, True


def _modifiers(index: int, reading: Reading) -> list[str]:
    return [
        child.lemma_.lower()
        for child in reading.doc[index].children
        if child.dep_ in ("amod", "compound", "poss") and child.pos_ != "PRON"
    ]


def _universal(claim: Reading) -> bool:
    return any(scope.kind == "universal" for scope in claim.scopes)


def _contrary(wanted: Frame, claim: Reading, stated: Frame, source: Source) -> str:
    said, given = claim.doc[wanted.index].text, source.reading.doc[stated.index].text
    mine = f"{'denies' if wanted.negated else 'says'} '{said}'"
    theirs = f"{'denies' if stated.negated else 'says'} '{given}'"
    return f"The claim {mine}; the source {theirs} of the same thing."
