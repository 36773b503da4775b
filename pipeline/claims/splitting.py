"""A sentence cut into the statements it makes: coordinated and contrasted clauses, appositions, relative clauses.

A cut that might leave something false or ungrammatical is not made: what hangs on a condition or a cause, what shares
an object or a negation, what a clause of several readings says of one of two nouns stays in one piece.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.claims.clauses import AUXILIARIES, SUBJECTS, Clause, Cut, auxiliaries, has_subject, subtree, whole
from pipeline.claims.coordination import INTRANSITIVE, beside, is_bound, participles, resumes
from pipeline.claims.gapping import gapped
from pipeline.claims.inflection import is_plural, past_copula, present
from pipeline.claims.modifiers import on_nouns

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_STATES = frozenset(["call", "base", "name", "locate", "know", "situate", "headquarter", "title"])
_DASHES = ("–", "—", "―", "--", " - ")
_BRACKETS = ("()", "[]", "“”")


def split(doc: "Doc", leave: frozenset[int] = frozenset()) -> tuple[Clause, ...]:
    """The statements of a parsed sentence in order; one clause of all its tokens where it is not to be cut.

    Clauses on a noun whose heads are in `leave` stay where they are.
    """
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    uncut = (whole(doc, root.i if root is not None else 0),)
    if root is None or root.pos_ not in ("VERB", "AUX") or sum(token.dep_ == "ROOT" for token in doc) > 1:
        return uncut
    groups = gapped(doc, root)
    if groups:
        return tuple(
            Clause("gapped" if number else "main", root.i, frozenset(own), frozenset(words) - own, tuple(words))
            for number, (own, words) in enumerate(groups)
        )
    cuts: list[Cut] = []
    if not is_bound(root):
        cuts += beside(root)
        cuts += [cut for head in (root, *(cut.head for cut in cuts)) for cut in participles(head)]
        if resumes(doc, cuts):
            cuts = []
    cuts += [cut for cut in on_nouns(root, [cut.own for cut in cuts]) if cut.head.i not in leave]
    if not cuts:
        return uncut
    clauses = _worded(doc, root, cuts)
    return tuple(clauses) if all(_stands(clause, doc) for clause in clauses) else uncut


def _worded(doc: "Doc", root: "Token", cuts: Sequence[Cut]) -> list[Clause]:
    """The clauses with their wording, in the order of their heads."""
    inner = [(cut, cut.own | cut.ties) for cut in cuts]
    rest = set(range(len(doc))) - {index for _, tokens in inner for index in tokens}
    clauses = [Clause("main", root.i, frozenset(rest), frozenset(), tuple(sorted(rest)))]
    for cut in cuts:
        own = cut.own - {
            index for other, tokens in inner if other is not cut and not tokens >= cut.own for index in tokens
        }
        own = _without_end(doc, own)
        subject, wording = _wording(doc, root, cut, own, rest)
        clauses.append(Clause(cut.kind, cut.head.i, frozenset(own), frozenset(subject), tuple(wording)))
    return sorted(clauses, key=lambda clause: clause.head)


def _wording(
    doc: "Doc", root: "Token", cut: Cut, own: set[int], rest: set[int]
) -> tuple[set[int], Iterable[int | str]]:
    """What the clause says something of, and the clause in words."""
    said = sorted(own)
    head = cut.head
    if cut.kind == "contrasted" or (cut.kind == "coordinated" and has_subject(head)):
        return set(), said
    if cut.kind == "coordinated":
        subject = _subject_of(root, rest)
        copied = [] if auxiliaries(head) or head.tag_ in ("VBD", "VBZ", "VBP") else _copied(root, head)
        return subject, (*sorted(subject), *copied, *said)
    if cut.kind == "participial":
        subject = _subject_of(_verb_above(head), rest)
        verb = present(head.lemma_, plural=_verb_above(head).tag_ == "VBP")
        return subject, (*sorted(subject), *(verb if index == head.i else index for index in said))
    if cut.kind == "classed":
        subject = _subject_of(root, rest)
        return subject, (*sorted(subject), past_copula(plural=root.lower_ in ("are", "were")), *said)
    noun = _noun_phrase(head.head, own)
    if cut.kind == "relative":
        pronoun = next(child.i for child in head.lefts if child.dep_ in ("nsubj", "nsubjpass"))
        return noun, (*sorted(noun), *(index for index in said if index != pronoun))
    plural = _is_many(head.head)
    lemma_is_state = cut.kind == "apposed" or head.lemma_ in _STATES
    copula = ("are" if plural else "is") if lemma_is_state else past_copula(plural=plural)
    return noun, (*sorted(noun), copula, *said)


def _is_many(noun: "Token") -> bool:
    """Number of a noun: that of its verb where it is a subject, else its own."""
    verb = noun.head
    finite = next(iter(auxiliaries(verb)), verb)
    if noun.dep_ in SUBJECTS and (finite.tag_ in ("VBZ", "VBP") or finite.lower_ in ("was", "were")):
        return finite.tag_ == "VBP" or finite.lower_ == "were"
    return is_plural(noun)


def _verb_above(verb: "Token") -> "Token":
    while verb.dep_ in ("advcl", "conj") and verb.tag_ == "VBG":
        verb = verb.head
    return verb


def _copied(root: "Token", head: "Token") -> list[int]:
    """The auxiliaries that a coordinated verb shares with the first: "was signed in 1967 and ratified by Norway"."""
    auxiliaries = [child for child in root.lefts if child.dep_ in AUXILIARIES]
    if head.lemma_ in INTRANSITIVE and any(child.dep_ == "auxpass" for child in auxiliaries):
        return []
    return [child.i for child in auxiliaries]


def _subject_of(verb: "Token", allowed: set[int]) -> set[int]:
    """The tokens of the verb's subject, or of that which it shares with the verb before it."""
    while verb.dep_ in ("conj", "advcl") and not has_subject(verb):
        verb = verb.head
    found = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    return set() if found is None else subtree(found) & allowed


def _noun_phrase(noun: "Token", without: set[int]) -> set[int]:
    """The noun with what stands before it and what belongs to it, less clauses."""
    tokens = {noun.i} | {index for child in noun.lefts for index in subtree(child)}
    for child in noun.rights:
        if child.dep_ in ("prep", "punct", "nummod", "poss", "case") and min(subtree(child)) < min(without):
            tokens |= subtree(child)
    kept = {index for index in tokens - without if index < min(without) and noun.doc[index].text not in "()[]"}
    return _without_end(noun.doc, kept)


def _without_end(doc: "Doc", tokens: set[int]) -> set[int]:
    """The tokens less the signs at either end; a closing quotation mark or bracket stays."""
    kept = sorted(tokens)
    while kept and doc[kept[-1]].text in (",", ";", ".", ":", "-", "–", "—"):
        kept.pop()
    while kept and doc[kept[0]].text in (",", ";", ".", ":", "-", "–", "—"):
        kept.pop(0)
    return set(kept)


def _stands(clause: Clause, doc: "Doc") -> bool:
    """Whether the words make a sentence of their own: a verb, two words, quotation marks and brackets in pairs."""
    words = [doc[item].text if isinstance(item, int) else item for item in clause.wording]
    if sum(word[:1].isalnum() for word in words) < 2:
        return False
    said = [doc[item] for item in clause.wording if isinstance(item, int) and not doc[item].is_punct]
    if not said or "CCONJ" in (said[0].pos_, said[-1].pos_):
        return False
    text = " ".join(words)
    if sum(word in _DASHES for word in words) % 2 and sum(token.text in _DASHES for token in doc) > 1:
        return False
    if text.count('"') % 2 or any(text.count(pair[0]) != text.count(pair[1]) for pair in _BRACKETS):
        return False
    return any(isinstance(item, str) or doc[item].pos_ in ("VERB", "AUX") for item in clause.wording)
