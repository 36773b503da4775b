"""Contradictions of predicate: what one side says and the other denies, forbids or gives to somebody else."""

from pipeline.claims.dates import compare
from pipeline.claims.findings import Finding
from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.names import Name, same
from pipeline.claims.reading import Reading, Source

_PRONOUNS = ("PRON", "DET")


def check_polarity(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Findings on what the claim says of its subject: the source says the same, the contrary, or only hints at it."""
    findings = []
    for wanted in claim.frames:
        if not (wanted.main or wanted.copular or wanted == claim.main) or wanted.hedged:
            continue
        for stated in source.reading.frames:
            relation = _relation(wanted, stated, lexicon)
            if relation == 0 or not stated.arguments or not _same_subject(wanted, claim, stated, source, lexicon):
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
    """Conflicts where one side says that something went with a thing and the other that it went without it."""
    findings = []
    for word, governor, thing in _company(claim):
        for other, beside, same_thing in _company(source.reading):
            if other != word and same_thing == thing and lexicon.alike(governor, beside):
                said = f"The claim says '{word} ... {thing}'; the source says '{other}'."
                findings.append(Finding("polarity", "conflicts", said))
    return findings


def _company(reading: Reading) -> list[tuple[str, str, str]]:
    """Each "with" and "without" that has a noun: the word itself, the lemma that governs it, and the noun's lemma."""
    return [
        (token.lower_, token.head.lemma_.lower(), thing.lemma_.lower())
        for token in reading.doc
        if token.lower_ in ("with", "without")
        for thing in token.children
        if thing.dep_ == "pobj" and thing.pos_ == "NOUN"
    ]


def _negators_over(index: int, reading: Reading, lexicon: Lexicon) -> int:
    """How many negations stand in the clause of the predicate or in a clause above it."""
    above = _clauses_above(index, reading)
    count = 0
    for token in reading.doc:
        if token.lower_ in lexicon.negators:
            governor = next((word for word in token.ancestors if word.pos_ in ("VERB", "AUX")), token.head)
            within = governor.i in above or (token.head.i in above)
            count += within or (governor.i == token.head.i and index in {word.i for word in governor.children})
    return count


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
    if relation > 0:
        if stated.hedged:
            return Finding("polarity", "missing", f"The source says '{word}' only as possible, planned or alleged.")
        if narrower and (wanted.negated or _universal(claim)):
            return Finding("polarity", "missing", f"The source says '{word}' of something narrower.")
        return Finding("polarity", "agrees", f"The source says '{word}' of the same thing.")
    turns = lexicon.opposed_events(wanted.predicate, stated.predicate)
    elsewhen = turns and bool(source.reading.dates) and not _same_time(claim, source.reading)
    if stated.hedged or elsewhen or (turns and not stated.main) or (narrower and not _universal(claim)):
        return Finding("polarity", "missing", f"The source says '{word}' of something near, which does not settle it.")
    return Finding("polarity", "conflicts", _contrary(wanted, claim, stated, source))


def _same_time(claim: Reading, reading: Reading) -> bool:
    return any(compare(mine, theirs) == "same" for mine in claim.dates for theirs in reading.dates)


def check_holders(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Findings on what has one holder or one place at a time: who leads, founded or owns; where something is."""
    findings = []
    for wanted in claim.frames:
        if wanted.negated or wanted.hedged:
            continue
        claimed = _names(wanted.subjects, claim)
        if wanted.copular and wanted.predicate in lexicon.exclusive_roles:
            stated = _holders_of_role(wanted.predicate, claim, source, lexicon)
            findings += _held_by(f"the {wanted.predicate}", claimed, stated)
        elif wanted.predicate in lexicon.exclusive_predicates:
            for frame in source.reading.frames:
                if lexicon.alike(wanted.predicate, frame.predicate) and not frame.negated and not frame.hedged:
                    shared = _same_objects(wanted, claim, frame, source, lexicon)
                    findings += (
                        _held_by(f"who '{wanted.predicate}'", claimed, _names(frame.subjects, source.reading)) * shared
                    )
        if wanted.predicate in lexicon.place_predicates:
            findings += _elsewhere(wanted, claim, source, lexicon)
    return findings


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


def _names(indexes: frozenset[int], reading: Reading) -> list[Name]:
    """Names at or right below the tokens ("the governments of France and Spain" gives both)."""
    found: list[Name] = []
    for index in sorted(indexes):
        for token in (reading.doc[index], *reading.doc[index].subtree):
            if token.dep_ in ("relcl", "advcl") and token.i != index:
                continue
            name = reading.name_at(token.i)
            if name is not None and name not in found:
                found.append(name)
    return found


def _same_subject(wanted: Frame, claim: Reading, stated: Frame, source: Source, lexicon: Lexicon) -> bool:
    """Whether the two predicates may be said of one thing."""
    if not wanted.subjects:
        return True
    if not stated.subjects:
        # A passive without an agent: the doer, where the claim names one, must at least be spoken of.
        named = _names(wanted.subjects, claim)
        return all(any(same(name, known) for known in source.names()) for name in named)
    if _counts_them(wanted.subjects, claim, stated.subjects):
        return True
    for index in wanted.subjects:
        if _matches(index, claim, stated.subjects, source, lexicon):
            return True
    # An opposite may turn the roles round: "the treaty bans tests" / "tests remain allowed".
    if lexicon.opposed(wanted.predicate, stated.predicate) or stated.copular:
        return any(_matches(index, claim, stated.subjects, source, lexicon) for index in wanted.objects)
    return False


def _counts_them(claimed: frozenset[int], claim: Reading, stated: frozenset[int]) -> bool:
    """Whether the claim says how many did it where the source lists just as many."""
    places = [claim.doc[index] for index in claimed]
    spans = [(min(token.left_edge.idx for token in (place,)), place.idx + len(place)) for place in places]
    numbers = {quantity.value for quantity in claim.quantities for start, end in spans if start <= quantity.start < end}
    return len(stated) > 1 and float(len(stated)) in numbers


def _matches(index: int, claim: Reading, others: frozenset[int], source: Source, lexicon: Lexicon) -> bool:
    name = claim.name_at(index)
    lemma = claim.doc[index].lemma_.lower()
    for other in others:
        token = source.reading.doc[other]
        stated = source.reading.name_at(other)
        if name is not None and stated is not None:
            if same(name, stated):
                return True
            continue
        leaning = token.pos_ in _PRONOUNS or any(
            child.lower_ in ("the", "its", "this", "that") for child in token.children
        )
        if name is not None:
            if leaning and any(same(name, known) for reading in source.background for known in reading.names):
                return True
            if any(same(name, below) for below in _names(frozenset([other]), source.reading)):
                return True
        elif lexicon.alike(lemma, token.lemma_.lower()) or (
            token.pos_ in _PRONOUNS
            and any(lexicon.alike(lemma, word.lemma) for reading in source.background for word in reading.words)
        ):
            return True
    return False


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
            if source.reading.doc[other].pos_ in _PRONOUNS:
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
    return [child.lemma_.lower() for child in reading.doc[index].children if child.dep_ in ("amod", "compound", "poss")]


def _universal(claim: Reading) -> bool:
    return any(scope.kind == "universal" for scope in claim.scopes)


def _same_objects(wanted: Frame, claim: Reading, stated: Frame, source: Source, lexicon: Lexicon) -> bool:
    """Whether the two predicates are about one object, as far as they name one."""
    if not wanted.objects:
        return False
    return any(_matches(index, claim, stated.objects, source, lexicon) for index in wanted.objects)


def _held_by(what: str, claimed: list[Name], stated: list[Name]) -> list[Finding]:
    if not claimed or not stated or any(same(name, other) for name in claimed for other in stated):
        return []
    said, given = (", ".join(dict.fromkeys(name.text for name in names)) for names in (claimed, stated))
    return [Finding("holders", "conflicts", f"The claim names {said} as {what}; the source names {given}.")]


def _holders_of_role(role: str, claim: Reading, source: Source, lexicon: Lexicon) -> list[Name]:
    """Names that the source gives for the role, in "X is the role" and in "the role is X"."""
    holders: list[Name] = []
    for frame in source.reading.frames:
        if not frame.copular or frame.negated:
            continue
        if lexicon.alike(role, frame.predicate):
            holders += _names(frame.subjects, source.reading)
        elif any(lexicon.alike(role, source.reading.doc[index].lemma_.lower()) for index in frame.subjects):
            holders += _names(frozenset([frame.index]), source.reading)
    topics = [name for name in claim.names if any(same(name, holder) for holder in holders)]
    instruments = frozenset(reference.treaty_id for reference in source.reading.treaties)
    return [holder for holder in holders if not holder.ids & instruments] if not topics else holders


def _elsewhere(wanted: Frame, claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    claimed = _names(wanted.places, claim)
    for frame in source.reading.frames:
        if frame.predicate not in lexicon.place_predicates or frame.negated:
            continue
        mine = wanted.subjects or wanted.objects
        theirs = frame.subjects | frame.objects
        if not any(_matches(index, claim, theirs, source, lexicon) for index in mine):
            continue
        stated = _names(frame.places, source.reading)
        if claimed and stated and not any(same(name, other) for name in claimed for other in stated):
            said, given = (", ".join(dict.fromkeys(name.text for name in names)) for names in (claimed, stated))
            return [Finding("holders", "conflicts", f"The claim places it in {said}; the source places it in {given}.")]
    return []


def _contrary(wanted: Frame, claim: Reading, stated: Frame, source: Source) -> str:
    said, given = claim.doc[wanted.index].text, source.reading.doc[stated.index].text
    mine = f"{'denies' if wanted.negated else 'says'} '{said}'"
    theirs = f"{'denies' if stated.negated else 'says'} '{given}'"
    return f"The claim {mine}; the source {theirs} of the same thing."
