"""Clauses of a sentence that say something beside its main clause: coordinated, contrasted, participial."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.claims.clauses import (
    NONE,
    SAYING,
    SUBJECTS,
    Cut,
    auxiliaries,
    has_subject,
    is_finite,
    sign_after,
    sign_before,
    subtree,
)
from pipeline.claims.inflection import agreeing

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTRAST = frozenset(["while", "whereas", "although", "though"])
_WHOLE = frozenset(["if", "unless", "because", "since", "whether", "until", "lest", "provided"])
_PLACES = frozenset(["near", "in", "at", "on", "off", "over", "around", "outside", "inside", "within", "along"])
_DONE = frozenset(["open", "sign", "adopt", "ratify", "register", "publish", "extend", "amend", "approve", "establish"])
INTRANSITIVE = frozenset(
    ["enter", "come", "go", "remain", "begin", "expire", "become", "lapse", "last", "fall", "take"]
)
_COMPLEMENTS = (
    "dobj",
    "attr",
    "acomp",
    "prep",
    "agent",
    "ccomp",
    "xcomp",
    "oprd",
    "advmod",
    "npadvmod",
    "prt",
    "dative",
)


def is_bound(root: "Token") -> bool:
    """Whether a condition, a cause or a word such as "not only" bears on the sentence as a whole."""
    for token in root.doc:
        if token.dep_ == "mark" and token.lower_ in _WHOLE and token.head.dep_ == "advcl" and token.head.head == root:
            return True
        if token.dep_ == "preconj" or (token.lower_ == "only" and token.i > 0 and token.nbor(-1).lower_ == "not"):
            return True
    according = any(token.lower_ == "according" for token in root.doc)
    return according or _told_before(root) or any(child.dep_ == "mark" for child in root.children)


def _told_before(root: "Token") -> bool:
    """Whether what somebody said stands before who said it: "The launch failed, the agency said"."""
    return root.lemma_.lower() in SAYING and any(child.dep_ == "ccomp" and child.i < root.i for child in root.lefts)


def resumes(doc: "Doc", cuts: Sequence[Cut]) -> bool:
    """Whether the main clause goes on behind a clause cut out of it: the parser has then mixed the two."""
    out = {index for cut in cuts for index in cut.own | cut.ties}
    root = next(token.i for token in doc if token.dep_ == "ROOT")
    first = min((min(cut.own) for cut in cuts if cut.head.i > root), default=len(doc))
    return any(index not in out and not doc[index].is_punct for index in range(first, len(doc)))


def beside(root: "Token") -> Iterator[Cut]:
    """Clauses beside the main one: "A did x and did y", "A did x, B did y", "A did x, whereas B did y"."""
    before = next((child for child in root.lefts if child.dep_ == "ccomp"), None)
    listed = any(child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") for child in root.rights)
    if before is not None and listed and has_subject(before) and is_finite(before) and has_subject(root):
        sign = sign_after(before.right_edge)
        if sign and root.lemma_.lower() not in SAYING and not before.left_edge.is_quote:
            yield Cut("coordinated", before, subtree(before), set(sign))
    above = root
    for child in root.rights:
        if child.dep_ == "advcl" and child.i > root.i:
            mark = next((word for word in child.children if word.dep_ == "mark"), None)
            if mark is not None and mark.lower_ in _CONTRAST and has_subject(child) and is_finite(child):
                yield Cut("contrasted", child, subtree(child) - {mark.i}, {mark.i, *sign_before(mark)})
    while True:
        linked = next((child for child in above.rights if child.dep_ == "conj"), None)
        if linked is None or not _may_part(above, linked, root):
            return
        ties = {word.i for word in above.rights if word.dep_ == "cc" and word.i < linked.i}
        ties |= {sign for tie in (*ties, linked.left_edge.i) for sign in sign_before(root.doc[tie])}
        ties |= {word.i for word in linked.lefts if word.dep_ == "cc"}
        yield Cut("coordinated", linked, subtree(linked) - ties, ties)
        above = linked


def _may_part(above: "Token", linked: "Token", root: "Token") -> bool:
    """Whether two coordinated verbs say two things, each complete without the other."""
    if linked.pos_ not in ("VERB", "AUX"):
        return False
    links = [word.lower_ for word in above.rights if word.dep_ == "cc" and word.i < linked.i]
    further = [word for word in linked.rights if word.dep_ == "conj"]
    if not links and not further and not _semicolon_before(linked):
        return False
    if any(link in ("or", "nor") for link in links):
        return False
    if has_subject(linked):
        return is_finite(linked)
    subject = next((word for word in root.lefts if word.dep_ in SUBJECTS), None)
    if subject is None or any(word.lower_ in NONE for word in subject.subtree):
        return False
    if subject.left_edge.pos_ == "ADP" or subject.left_edge.lower_ in _PLACES:
        return False  # "Near Mosul" taken for the subject
    between = [child for child in above.rights if child.dep_ in _COMPLEMENTS and child.i < linked.i]
    if not between or not any(child.dep_ in _COMPLEMENTS for child in linked.rights):
        return False
    finite = next(iter(auxiliaries(linked)), linked)
    if not agreeing(subject, finite):
        return False  # the parser took a verb of another clause for this one's
    if auxiliaries(linked):
        return True
    if linked.tag_ in ("VBD", "VBZ", "VBP"):
        return not (linked.tag_ == "VBP" and auxiliaries(root))
    if not auxiliaries(root) or any(child.dep_ == "neg" for child in root.children):
        return False
    passive = any(child.dep_ == "auxpass" for child in root.lefts) and linked.lemma_ not in INTRANSITIVE
    # "was built in 1990 and assisted in ..." may not be a passive; "was built in 1990 and launched by Japan" is one.
    return not passive or linked.lemma_ in _DONE or any(child.dep_ == "agent" for child in linked.rights)


def participles(head: "Token") -> Iterator[Cut]:
    """Clauses such as ", prohibiting the deployment of nuclear weapons" behind a verb in the present."""
    if head.tag_ not in ("VBZ", "VBP") or head.lemma_ == "be":
        return
    for child in head.rights:
        if (
            child.dep_ != "advcl"
            or child.tag_ != "VBG"
            or any(word.dep_ in ("mark", *SUBJECTS) for word in child.lefts)
        ):
            continue
        if not sign_before(child.left_edge):
            continue
        first = child
        while True:
            linked = next((word for word in first.rights if word.dep_ == "conj" and word.tag_ == "VBG"), None)
            own = subtree(first)
            ties = {*sign_before(first.left_edge), *sign_after(first.right_edge)}
            if any(head.doc[index].ent_type_ in ("DATE", "TIME") for index in own):
                break  # of what is dated, the present tense may be wrong
            if linked is not None:
                own -= subtree(linked)
            links = {word.i for word in first.rights if word.dep_ == "cc"} & own
            own -= links
            own = {index for index in own if not (head.doc[index].is_punct and index >= max(own))}
            yield Cut("participial", first, own, ties | links)
            if linked is None:
                break
            first = linked


def _semicolon_before(token: "Token") -> bool:
    return token.left_edge.i > 0 and token.left_edge.nbor(-1).text == ";"
