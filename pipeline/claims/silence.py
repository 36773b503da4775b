"""Sentences that cannot speak against a claim, whatever a model makes of them."""

from pipeline.claims.findings import Finding
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.reading import Reading, Source

CHECK = "silence"
_NAMES = ("name", "title", "abbreviation", "acronym")
_NAMING = ("call", "know", "abbreviate", "entitle")
_LIMITS = ("universal", "exclusive", "majority", "unanimous", "extreme")

_OF_KIND = {"binding", "sphere", "sidedness", "publicity"}  # "a binding framework" may be denied by one thing in it


def check_silence(claim: Reading, source: Source, lexicon: Lexicon) -> list[Finding]:
    """A finding where the source only gives a name, or one thing that a treaty holds beside what the claim says of it.

    "The short name of the Treaty on Principles" is not against "it outlines principles"; "Article I opens space to all"
    is not against "it establishes the framework".
    """
    if _gives_a_name(source.reading) and not any(token.lemma_.lower() in (*_NAMES, *_NAMING) for token in claim.doc):
        return [Finding(CHECK, "missing", "The source only says how it is called, which does not settle the claim.")]
    if _is_general(claim, lexicon) and not _denies_it(claim, source.reading, lexicon):
        return [Finding(CHECK, "missing", "The source tells one thing of it, which is not against the whole.")]
    return []


def _gives_a_name(reading: Reading) -> bool:
    """Whether the sentence says how something is called and nothing else."""
    root = next((token for token in reading.doc if token.dep_ == "ROOT"), None)
    if root is None or any(frame.negated for frame in reading.frames):
        return False
    if root.lemma_.lower() == "be":
        return any(child.dep_ == "attr" and child.lemma_.lower() in _NAMES for child in root.children)
    return root.lemma_.lower() in _NAMING and any(child.dep_ == "auxpass" for child in root.children)


def _is_general(claim: Reading, lexicon: Lexicon) -> bool:
    """Whether the claim says that something sets out principles, a framework or the like, without figure or limit."""
    main = claim.main
    if main is None or main.negated or main.predicate not in lexicon.accounts or claim.dates or claim.quantities:
        return False
    kinds = {question for token in claim.doc for question, _ in lexicon.sides.get(token.lower_, ())}
    if kinds & _OF_KIND or any(scope.kind in _LIMITS for scope in claim.scopes):
        return False
    return any(claim.doc[index].lemma_.lower() in lexicon.generalities for index in main.objects | main.others)


def _denies_it(claim: Reading, stated: Reading, lexicon: Lexicon) -> bool:
    """Whether the sentence denies something of the kind: "the code lays down no rules"."""
    main = claim.main
    things = [claim.doc[index].lemma_.lower() for index in main.objects | main.others] if main else []
    for frame in stated.frames:
        said = [frame.predicate, *(stated.doc[index].lemma_.lower() for index in frame.arguments)]
        if frame.negated and any(lexicon.alike(thing, word) for thing in things for word in said):
            return True
    return False
