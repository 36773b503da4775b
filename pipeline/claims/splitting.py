"""A sentence cut into the statements it makes: coordinated and contrasted clauses, appositions, relative clauses.

A cut that might leave something false or ungrammatical is not made: what hangs on a condition or a cause, what shares
an object or a negation, what a clause of several readings says of one of two nouns stays in one piece.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.claims.gapping import gapped
from pipeline.claims.inflection import agreeing, is_plural, past_copula, present

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Kind = Literal[
    "main", "coordinated", "contrasted", "gapped", "relative", "reduced", "apposed", "classed", "participial", "inside"
]
ON_A_NOUN = ("relative", "reduced", "apposed", "classed")
_CONTRAST = frozenset(["while", "whereas", "although", "though"])
_WHOLE = frozenset(["if", "unless", "because", "since", "whether", "until", "lest", "provided"])
_PLACES = frozenset(["near", "in", "at", "on", "off", "over", "around", "outside", "inside", "within", "along"])
_DONE = frozenset(["open", "sign", "adopt", "ratify", "register", "publish", "extend", "amend", "approve", "establish"])
_INTRANSITIVE = frozenset(
    ["enter", "come", "go", "remain", "begin", "expire", "become", "lapse", "last", "fall", "take"]
)
_STATES = frozenset(["call", "base", "name", "locate", "know", "situate", "headquarter", "title"])
_NONE = frozenset(["no", "none", "neither", "nobody", "nothing", "few", "only", "hardly", "nor"])
_SAYING = frozenset(
    ["say", "tell", "write", "add", "argue", "claim", "report", "warn", "think", "believe", "note", "state"]
)
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
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
_AUXILIARIES = ("aux", "auxpass")
_DASHES = ("–", "—", "―", "--", " - ")
_BRACKETS = ("()", "[]", "“”")


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement of a sentence. All numbers are token indexes.

    `wording` is what it says, in order: a token or a word of ours between them. `own` are the tokens that only this
    clause has; `subject` those that it says something of, which another clause may have, too.
    """

    kind: Kind
    head: int
    own: frozenset[int]
    subject: frozenset[int]
    wording: tuple[int | str, ...]

    @property
    def tokens(self) -> frozenset[int]:
        return self.own | self.subject


@dataclass(slots=True)
class _Cut:
    """What is taken out of a sentence: the clause's tokens, and the signs and words that tied it to the rest."""

    kind: Kind
    head: "Token"
    own: set[int]
    ties: set[int] = field(default_factory=set)


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
    cuts: list[_Cut] = []
    if not _is_bound(root):
        cuts += _clauses(root)
        cuts += [cut for head in (root, *(cut.head for cut in cuts)) for cut in _participles(head)]
        if _resumes(doc, cuts):
            cuts = []
    on_nouns = (*_classed(root), *_modifiers(doc, [cut.own for cut in cuts]))
    cuts += [cut for cut in on_nouns if cut.head.i not in leave and not _is_told(cut.head)]
    if not cuts:
        return uncut
    clauses = _worded(doc, root, cuts)
    return tuple(clauses) if all(_stands(clause, doc) for clause in clauses) else uncut


def whole(doc: "Doc", head: int = 0) -> Clause:
    """The sentence in one piece."""
    return Clause("main", head, frozenset(range(len(doc))), frozenset(), tuple(range(len(doc))))


def _is_bound(root: "Token") -> bool:
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
    return root.lemma_.lower() in _SAYING and any(child.dep_ == "ccomp" and child.i < root.i for child in root.lefts)


def _is_told(head: "Token") -> bool:
    """Whether the clause stands in what somebody is reported to have said."""
    return any(above.dep_ == "ccomp" and above.head.lemma_.lower() in _SAYING for above in head.ancestors)


def _resumes(doc: "Doc", cuts: Sequence[_Cut]) -> bool:
    """Whether the main clause goes on behind a clause cut out of it: the parser has then mixed the two."""
    out = {index for cut in cuts for index in cut.own | cut.ties}
    root = next(token.i for token in doc if token.dep_ == "ROOT")
    first = min((min(cut.own) for cut in cuts if cut.head.i > root), default=len(doc))
    return any(index not in out and not doc[index].is_punct for index in range(first, len(doc)))


def _clauses(root: "Token") -> Iterator[_Cut]:
    """Clauses beside the main one: "A did x and did y", "A did x, B did y", "A did x, whereas B did y"."""
    before = next((child for child in root.lefts if child.dep_ == "ccomp"), None)
    listed = any(child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") for child in root.rights)
    if before is not None and listed and _has_subject(before) and _is_finite(before) and _has_subject(root):
        sign = _sign_after(before.right_edge)
        if sign and root.lemma_.lower() not in _SAYING and not before.left_edge.is_quote:
            yield _Cut("coordinated", before, _subtree(before), set(sign))
    above = root
    for child in root.rights:
        if child.dep_ == "advcl" and child.i > root.i:
            mark = next((word for word in child.children if word.dep_ == "mark"), None)
            if mark is not None and mark.lower_ in _CONTRAST and _has_subject(child) and _is_finite(child):
                yield _Cut("contrasted", child, _subtree(child) - {mark.i}, {mark.i, *_sign_before(mark)})
    while True:
        linked = next((child for child in above.rights if child.dep_ == "conj"), None)
        if linked is None or not _may_part(above, linked, root):
            return
        ties = {word.i for word in above.rights if word.dep_ == "cc" and word.i < linked.i}
        ties |= {sign for tie in (*ties, linked.left_edge.i) for sign in _sign_before(root.doc[tie])}
        ties |= {word.i for word in linked.lefts if word.dep_ == "cc"}
        yield _Cut("coordinated", linked, _subtree(linked) - ties, ties)
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
    if _has_subject(linked):
        return _is_finite(linked)
    subject = next((word for word in root.lefts if word.dep_ in _SUBJECTS), None)
    if subject is None or any(word.lower_ in _NONE for word in subject.subtree):
        return False
    if subject.left_edge.pos_ == "ADP" or subject.left_edge.lower_ in _PLACES:
        return False  # "Near Mosul" taken for the subject
    between = [child for child in above.rights if child.dep_ in _COMPLEMENTS and child.i < linked.i]
    if not between or not any(child.dep_ in _COMPLEMENTS for child in linked.rights):
        return False
    finite = next(iter(_own_auxiliaries(linked)), linked)
    if not agreeing(subject, finite):
        return False  # the parser took a verb of another clause for this one's
    if _own_auxiliaries(linked):
        return True
    if linked.tag_ in ("VBD", "VBZ", "VBP"):
        return not (linked.tag_ == "VBP" and _own_auxiliaries(root))
    if not _own_auxiliaries(root) or any(child.dep_ == "neg" for child in root.children):
        return False
    passive = any(child.dep_ == "auxpass" for child in root.lefts) and linked.lemma_ not in _INTRANSITIVE
    # "was built in 1990 and assisted in ..." may not be a passive; "was built in 1990 and launched by Japan" is one.
    return not passive or linked.lemma_ in _DONE or any(child.dep_ == "agent" for child in linked.rights)


def _participles(head: "Token") -> Iterator[_Cut]:
    """Clauses such as ", prohibiting the deployment of nuclear weapons" behind a verb in the present."""
    if head.tag_ not in ("VBZ", "VBP") or head.lemma_ == "be":
        return
    for child in head.rights:
        if (
            child.dep_ != "advcl"
            or child.tag_ != "VBG"
            or any(word.dep_ in ("mark", *_SUBJECTS) for word in child.lefts)
        ):
            continue
        if not _sign_before(child.left_edge):
            continue
        first = child
        while True:
            linked = next((word for word in first.rights if word.dep_ == "conj" and word.tag_ == "VBG"), None)
            own = _subtree(first)
            ties = {*_sign_before(first.left_edge), *_sign_after(first.right_edge)}
            if any(head.doc[index].ent_type_ in ("DATE", "TIME") for index in own):
                break  # of what is dated, the present tense may be wrong
            if linked is not None:
                own -= _subtree(linked)
            links = {word.i for word in first.rights if word.dep_ == "cc"} & own
            own -= links
            own = {index for index in own if not (head.doc[index].is_punct and index >= max(own))}
            yield _Cut("participial", first, own, ties | links)
            if linked is None:
                break
            first = linked


def _modifiers(doc: "Doc", clauses: Sequence[set[int]]) -> Iterator[_Cut]:
    """Relative clauses, participles and nouns between commas that say something more of a noun."""
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
        own = _subtree(token)
        ties = {*_sign_before(doc[min(own)]), *_sign_after(doc[max(own)])}
        if any(own & other and not own <= other for other in clauses):
            continue
        taken |= own
        yield _Cut(kind, token, own, ties)


def _classed(root: "Token") -> Iterator[_Cut]:
    """The participle of "A is a B made by C", of which both "A is a B" and "A was made by C" hold.

    What it was made for stays behind: a purpose cannot be checked.
    """
    noun = next((child for child in root.rights if child.dep_ == "attr"), None)
    if root.lemma_ != "be" or noun is None or noun.left_edge.lower_ not in ("a", "an"):
        return
    if any(child.dep_ in ("conj", "neg") for child in (*noun.children, *root.children)):
        return
    for token in noun.subtree:
        made = token.dep_ == "acl" and token.tag_ == "VBN" and any(child.dep_ == "agent" for child in token.rights)
        if made and not any(_text_after(token)):
            own = _subtree(token)
            purpose = next((child for child in token.rights if _is_purpose(child)), None)
            ties = set(_sign_before(token.left_edge))
            if purpose is not None:
                ties |= {index for index in own if index >= purpose.left_edge.i}
            yield _Cut("classed", token, own - ties, ties)
            return


def _text_after(token: "Token") -> Iterator[bool]:
    """For each token behind the clause, whether it is a word."""
    return (not later.is_punct for later in token.doc[token.right_edge.i + 1 :])


def _is_purpose(token: "Token") -> bool:
    """Whether the word begins "to establish principles" behind a participle."""
    infinitive = token.tag_ == "VB" and token.dep_ in ("advcl", "xcomp", "acl")
    return infinitive and any(child.lower_ == "to" and child.dep_ == "aux" for child in token.lefts)


def _adds(verb: "Token") -> bool:
    """Whether a relative clause adds something to a noun that it does not single out: ", which entered into force"."""
    noun, first = verb.head, verb.left_edge
    pronoun = next((child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    if pronoun is None or pronoun.lower_ not in ("which", "who") or first != pronoun or not _sign_before(first):
        return False
    if not _is_certain(noun) or noun.head.dep_ == "appos":
        return False
    if any(child.dep_ in ("cc", "conj") and child.i < verb.i for child in noun.children) or noun.dep_ == "conj":
        return False
    finite = next((child for child in verb.lefts if child.dep_ in _AUXILIARIES), verb)
    return agreeing(noun, finite) and _close(noun, first)


def _reduced(verb: "Token") -> bool:
    """Whether a participle between commas says what was done to a noun: ", signed in 1967,"."""
    noun, first = verb.head, verb.left_edge
    if not _is_certain(noun) or not _sign_before(first):
        return False
    if not any(child.dep_ in ("prep", "agent", "oprd", "npadvmod") for child in verb.rights) or noun.dep_ == "conj":
        return False
    return _close(noun, first) and (verb.right_edge.i + 1 >= len(verb.doc) or verb.doc[verb.right_edge.i + 1].is_punct)


def _apposed(noun: "Token") -> bool:
    """Whether a noun phrase after a comma says what a name is: "SpaceX, a company based in Texas,"."""
    above, first = noun.head, noun.left_edge
    if (
        above.pos_ != "PROPN"
        or noun.pos_ != "NOUN"
        or first.lower_ not in ("a", "an", "the")
        or not _sign_before(first)
    ):
        return False
    if any(child.dep_ in ("cc", "conj") for token in (above, noun) for child in token.children) or above.dep_ == "conj":
        return False
    return _close(above, first) and (noun.right_edge.i + 1 >= len(noun.doc) or noun.doc[noun.right_edge.i + 1].is_punct)


def _is_certain(noun: "Token") -> bool:
    """Whether the noun means something certain, of which more can be said: a name, "the treaty", not "a draft"."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.ent_type_ in ("DATE", "TIME", "CARDINAL"):
        return False
    return not any(child.lower_ in ("a", "an", "any", "some", *_NONE) for child in noun.lefts)


def _close(noun: "Token", first: "Token") -> bool:
    """Whether nothing stands between a noun and what is said of it that it might be said of instead.

    In "the goals of the mission, launched in 2002," the mission was launched; what belongs to a name is in the name.
    """
    between = noun.doc[noun.i + 1 : first.i]
    if not all(noun.is_ancestor(token) for token in between):
        return False
    return noun.pos_ == "PROPN" or not any(token.pos_ in ("NOUN", "PROPN") for token in between)


def _worded(doc: "Doc", root: "Token", cuts: Sequence[_Cut]) -> list[Clause]:
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
    doc: "Doc", root: "Token", cut: _Cut, own: set[int], rest: set[int]
) -> tuple[set[int], Iterable[int | str]]:
    """What the clause says something of, and the clause in words."""
    said = sorted(own)
    head = cut.head
    if cut.kind == "contrasted" or (cut.kind == "coordinated" and _has_subject(head)):
        return set(), said
    if cut.kind == "coordinated":
        subject = _subject_of(root, rest)
        copied = [] if _own_auxiliaries(head) or head.tag_ in ("VBD", "VBZ", "VBP") else _copied(root, head)
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
    finite = next(iter(_own_auxiliaries(verb)), verb)
    if noun.dep_ in _SUBJECTS and (finite.tag_ in ("VBZ", "VBP") or finite.lower_ in ("was", "were")):
        return finite.tag_ == "VBP" or finite.lower_ == "were"
    return is_plural(noun)


def _verb_above(verb: "Token") -> "Token":
    while verb.dep_ in ("advcl", "conj") and verb.tag_ == "VBG":
        verb = verb.head
    return verb


def _copied(root: "Token", head: "Token") -> list[int]:
    """The auxiliaries that a coordinated verb shares with the first: "was signed in 1967 and ratified by Norway"."""
    auxiliaries = [child for child in root.lefts if child.dep_ in _AUXILIARIES]
    if head.lemma_ in _INTRANSITIVE and any(child.dep_ == "auxpass" for child in auxiliaries):
        return []
    return [child.i for child in auxiliaries]


def _subject_of(verb: "Token", allowed: set[int]) -> set[int]:
    """The tokens of the verb's subject, or of that which it shares with the verb before it."""
    while verb.dep_ in ("conj", "advcl") and not _has_subject(verb):
        verb = verb.head
    found = next((child for child in verb.lefts if child.dep_ in _SUBJECTS), None)
    return set() if found is None else _subtree(found) & allowed


def _noun_phrase(noun: "Token", without: set[int]) -> set[int]:
    """The noun with what stands before it and what belongs to it, less clauses."""
    tokens = {noun.i} | {index for child in noun.lefts for index in _subtree(child)}
    for child in noun.rights:
        if child.dep_ in ("prep", "punct", "nummod", "poss", "case") and min(_subtree(child)) < min(without):
            tokens |= _subtree(child)
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


def _subtree(token: "Token") -> set[int]:
    return {word.i for word in token.subtree}


def _has_subject(verb: "Token") -> bool:
    return any(child.dep_ in _SUBJECTS for child in verb.lefts)


def _is_finite(verb: "Token") -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        child.dep_ in _AUXILIARIES and child.tag_ in ("MD", "VBD", "VBZ", "VBP") for child in verb.lefts
    )


def _own_auxiliaries(verb: "Token") -> list["Token"]:
    return [child for child in verb.lefts if child.dep_ in _AUXILIARIES]


def _sign_before(token: "Token") -> tuple[int, ...]:
    """The comma, dash or semicolon right before the token."""
    return (token.i - 1,) if token.i > 0 and token.nbor(-1).text in (",", ";", "–", "—") else ()


def _sign_after(token: "Token") -> tuple[int, ...]:
    return (token.i + 1,) if token.i + 1 < len(token.doc) and token.nbor(1).text in (",", "–", "—") else ()


def _semicolon_before(token: "Token") -> bool:
    return token.left_edge.i > 0 and token.left_edge.nbor(-1).text == ";"
