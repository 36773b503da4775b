"""Clauses and nouns between commas that say something more of a noun, and participles behind "is a"."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.claims.clauses import AUXILIARIES, NONE, SAYING, Cut, Kind, sign_after, sign_before, subtree
from pipeline.claims.inflection import agreeing

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def on_nouns(root: "Token", clauses: Sequence[set[int]]) -> Iterator[Cut]:
    """What says something more of a noun, less what stands in reported speech.

    Args:
        root: the sentence's main verb.
        clauses: tokens of the clauses that are cut out already; what crosses their borders stays.
    """
    for cut in (*_classed(root), *_between_commas(root.doc, clauses)):
        if not _is_told(cut.head):
            yield cut


def _between_commas(doc: "Doc", clauses: Sequence[set[int]]) -> Iterator[Cut]:
    """Relative clauses, participles and nouns between commas."""
    taken: set[int] = set()
    for token in doc:
        if token.i in taken:
            continue
        if token.dep_ == "relcl" and _adds(token):
            kind: Kind = "relative"
        elif token.dep_ == "acl" and token.tag_ == "VBN" and _reduced(token):
            kind = "reduced"
        elif token.dep_ == "appos" and _apposed(token):
            kind = "apposed"
        else:
            continue
        own = subtree(token)
        ties = {*sign_before(doc[min(own)]), *sign_after(doc[max(own)])}
        if any(own & other and not own <= other for other in clauses):
            continue
        taken |= own
        yield Cut(kind, token, own, ties)


def _classed(root: "Token") -> Iterator[Cut]:
    """The participle of "A is a B made by C", of which both "A is a B" and "A was made by C" hold.

    What it was made for stays behind: a purpose cannot be checked.
    """
    noun = next((child for child in root.rights if child.dep_ == "attr"), None)
    if root.lemma_ != "be" or noun is None or noun.left_edge.lower_ not in ("a", "an"):
        return
    if any(child.dep_ in ("conj", "neg") for child in (*noun.children, *root.children)):
        return
    for token in noun.subtree:
        apart = bool(sign_before(token.left_edge))
        told = any(child.dep_ == "agent" or (apart and child.dep_ == "prep") for child in token.rights)
        if token.dep_ == "acl" and token.tag_ == "VBN" and told and not any(_text_after(token)):
            own = subtree(token)
            purpose = next((child for child in token.rights if _is_purpose(child)), None)
            ties = set(sign_before(token.left_edge))
            if purpose is not None:
                ties |= {index for index in own if index >= purpose.left_edge.i}
            yield Cut("classed", token, own - ties, ties)
            return


def _text_after(token: "Token") -> Iterator[bool]:
    """For each token behind the clause, whether it is a word."""
    return (not later.is_punct for later in token.doc[token.right_edge.i + 1 :])


def _is_purpose(token: "Token") -> bool:
    """Whether the word begins "to establish principles" behind a participle."""
    infinitive = token.tag_ == "VB" and token.dep_ in ("advcl", "xcomp", "acl")
    return infinitive and any(child.lower_ == "to" and child.dep_ == "aux" for child in token.lefts)


def _is_told(head: "Token") -> bool:
    """Whether the clause stands in what somebody is reported to have said."""
    return any(above.dep_ == "ccomp" and above.head.lemma_.lower() in SAYING for above in head.ancestors)


def _adds(verb: "Token") -> bool:
    """Whether a relative clause adds something to a noun that it does not single out: ", which entered into force"."""
    noun, first = verb.head, verb.left_edge
    pronoun = next((child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    if pronoun is None or pronoun.lower_ not in ("which", "who") or first != pronoun or not sign_before(first):
        return False
    if not _is_certain(noun) or noun.head.dep_ == "appos" or _ends_a_name(noun):
        return False
    if pronoun.lower_ == "who" and noun.ent_type_ in ("GPE", "NORP", "ORG"):
        return False
    if any(child.dep_ in ("cc", "conj") and child.i < verb.i for child in noun.children) or noun.dep_ == "conj":
        return False
    finite = next((child for child in verb.lefts if child.dep_ in AUXILIARIES), verb)
    return agreeing(noun, finite) and _close(noun, first)


def _reduced(verb: "Token") -> bool:
    """Whether a participle between commas says what was done to a noun: ", signed in 1967,"."""
    noun, first = verb.head, verb.left_edge
    if not _is_certain(noun) or not sign_before(first) or _ends_a_name(noun):
        return False
    if not any(child.dep_ in ("prep", "agent", "oprd", "npadvmod") for child in verb.rights) or noun.dep_ == "conj":
        return False
    return _close(noun, first) and (verb.right_edge.i + 1 >= len(verb.doc) or verb.doc[verb.right_edge.i + 1].is_punct)


def _apposed(noun: "Token") -> bool:
    """Whether a noun phrase after a comma says what a name is: "SpaceX, a company based in Texas,"."""
    above, first = noun.head, noun.left_edge
    if above.pos_ != "PROPN" or noun.pos_ != "NOUN" or first.lower_ not in ("a", "an", "the") or not sign_before(first):
        return False
    if any(child.dep_ in ("cc", "conj") for token in (above, noun) for child in token.children) or above.dep_ == "conj":
        return False
    return _close(above, first) and (noun.right_edge.i + 1 >= len(noun.doc) or noun.doc[noun.right_edge.i + 1].is_punct)


def _ends_a_name(noun: "Token") -> bool:
    """Whether a name hangs on another noun, of which the clause may speak as well.

    "The Group of Governmental Experts on ... Outer Space, which met in Geneva": the group met, and not outer space.
    """
    above = noun.head.head if noun.dep_ == "pobj" else None
    return noun.pos_ == "PROPN" and above is not None and above.pos_ in ("NOUN", "PROPN")


def _is_certain(noun: "Token") -> bool:
    """Whether the noun means something certain, of which more can be said: a name, "the treaty", not "a draft"."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.ent_type_ in ("DATE", "TIME", "CARDINAL"):
        return False
    return not any(child.lower_ in ("a", "an", "any", "some", *NONE) for child in noun.lefts)


def _close(noun: "Token", first: "Token") -> bool:
    """Whether nothing stands between a noun and what is said of it that it might be said of instead.

    In "the goals of the mission, launched in 2002," the mission was launched; what belongs to a name is in the name.
    """
    between = noun.doc[noun.i + 1 : first.i]
    if not all(noun.is_ancestor(token) for token in between):
        return False
    return noun.pos_ == "PROPN" or not any(token.pos_ in ("NOUN", "PROPN") for token in between)
