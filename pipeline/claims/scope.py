"""Words that widen or narrow a claim: all, only, most, unanimously, automatically."""

from collections.abc import Iterator

from pipeline.claims.findings import Finding
from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.reading import Reading, Scope, Source

_NAMES = {
    "universal": "that it holds for all or always",
    "exclusive": "that it holds for these only",
    "majority": "that it holds for most",
    "unanimous": "that all agreed",
    "extreme": "that it comes first or last in its kind",
}


def check_scope(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """Findings on quantifiers of the claim that the source lacks, and on manners that exclude each other."""
    findings = []
    for scope in dict.fromkeys(claim.scopes):
        if scope.kind in _NAMES and not any(_bears_out(scope, stated, lexicon) for stated in source.reading.scopes):
            findings.append(
                Finding("scope", "missing", f"The source does not say '{scope.word}', {_NAMES[scope.kind]}.")
            )
    findings += _narrowed(claim, source.reading, lexicon)
    partial = [
        scope
        for scope in source.reading.scopes
        if scope.kind == "partial" and any(lexicon.alike(scope.over, word.lemma) for word in claim.words)
    ]
    if partial and not any(scope.kind == "partial" for scope in claim.scopes):
        limits = f"The source says '{partial[0].word}'; the claim has no such limit."
        findings.append(Finding("scope", "missing", limits))
    findings += _open_to_others(claim, source.reading, lexicon)
    for left, right in lexicon.exclusions:
        for mine, theirs in ((left, right), (right, left)):
            said = _phrase(mine, claim.text)
            stands = _phrase(theirs, source.reading.text)
            if said and stands and not _phrase(mine, source.reading.text):
                findings.append(Finding("scope", "conflicts", f"The claim says '{said}'; the source says '{stands}'."))
    return findings


def _open_to_others(claim: Reading, stated: Reading, lexicon: Lexicon) -> list[Finding]:
    """A conflict where one side says that only some do something, and the other that all, or others than they, do."""
    for one, other in ((claim, stated), (stated, claim)):
        for mine in _quantified(one, "exclusive", lexicon):
            noun = mine[1]
            for theirs in _quantified(other, "universal", lexicon):
                if lexicon.alike(mine[0].predicate, theirs[0].predicate) and not lexicon.alike(noun, theirs[1]):
                    said = f"One side says it of '{noun}' only, the other of all."
                    return [Finding("scope", "conflicts", said)]
            if one is claim and _others_do(noun, stated, lexicon):
                return [Finding("scope", "conflicts", f"The source says that not only '{noun}' do it.")]
    return []


def _quantified(reading: Reading, kind: str, lexicon: Lexicon) -> Iterator[tuple[Frame, str]]:
    """The predicates that are not negated and have a subject under a quantifier of the kind, each with that noun."""
    for frame in reading.frames:
        for index in frame.subjects if not frame.negated else ():
            noun = reading.doc[index]
            first = noun.left_edge.i
            # The parser may hang "only" on the verb ("Only members may send").
            before = reading.doc[max(0, first - 1) : noun.i]
            if any(lexicon.scope.get(token.lower_) == kind for token in before):
                yield frame, noun.lemma_.lower()


def _others_do(noun: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether those that are no such ("States that are not members") are said to do something."""
    outside = {
        index
        for frame in reading.frames
        if frame.copular and frame.negated and lexicon.alike(frame.predicate, noun)
        for index in frame.subjects
    }
    return any(
        not frame.negated and frame.subjects & outside and not (frame.copular and lexicon.alike(frame.predicate, noun))
        for frame in reading.frames
    )


def _narrowed(claim: Reading, stated: Reading, lexicon: Lexicon) -> list[Finding]:
    """Where the claim denies or says it of all, a source that speaks of a narrower thing does not bear it out.

    "No serious objection" is not "no objection"; "all charter members" are not "all members".
    """
    main = claim.main
    wide = any(scope.kind in ("universal", "negative_universal") for scope in claim.scopes)
    if not wide and not (main is not None and main.negated):
        return []
    findings = []
    for word in claim.words:
        if word.pos != "NOUN":
            continue
        for token in stated.doc:
            if token.pos_ == "NOUN" and token.lemma_.lower() == word.lemma:
                mine = {child.lemma_.lower() for child in claim.doc[word.index].children}
                extra = [
                    child.text
                    for child in token.children
                    if child.dep_ in ("amod", "compound", "acl", "relcl") and child.lemma_.lower() not in mine
                ]
                if extra:
                    findings.append(Finding("scope", "missing", f"The source limits it to '{extra[0]} {token.text}'."))
    return findings[:1]


def _bears_out(claimed: Scope, stated: Scope, lexicon: Lexicon) -> bool:
    if claimed.kind != stated.kind or (claimed.kind == "extreme" and claimed.word != stated.word):
        return False
    return lexicon.alike(claimed.over, stated.over)


def _phrase(phrases: tuple[str, ...], text: str) -> str | None:
    padded = f" {' '.join(text.lower().replace(',', ' ').replace('.', ' ').split())} "
    return next((phrase for phrase in phrases if f" {phrase} " in padded), None)
