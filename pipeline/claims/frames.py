"""Who does what in a sentence: predicates with their arguments and polarity, read off the dependency parse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.claims.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = ("nsubj", "csubj", "expl")
_PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
_OBJECTS = ("dobj", "dative", "oprd", "attr")
_OWN = ("aux", "nsubj", "dobj")  # what makes a coordinated verb one of its own
_ABLE = ("may", "can", "could", "ca")
_COPULAS = ("be", "become", "remain", "stay", "seem")


@dataclass(frozen=True, slots=True)
class Frame:
    """One predicate. Arguments are token indexes of the heads of their phrases, conjuncts included.

    A passive is turned round: its subject stands in `objects`, its "by" phrase in `subjects`. The predicate of a
    copula is the noun or adjective behind it. `negated` counts every negation that reaches the predicate. `able`: it is
    said that this may or can be done.
    """

    index: int
    predicate: str
    copular: bool
    negated: bool
    hedged: bool
    main: bool
    subjects: frozenset[int]
    objects: frozenset[int]
    places: frozenset[int]
    others: frozenset[int]
    able: bool = False

    @property
    def arguments(self) -> frozenset[int]:
        return self.subjects | self.objects | self.places | self.others


def find_frames(doc: "Doc", lexicon: Lexicon) -> tuple[Frame, ...]:
    """Frames of all verbs, of nouns and adjectives behind a copula, and of nouns that forbid, allow, end and so on."""
    frames: list[Frame] = []
    for token in doc:
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            frames.extend(_verb_frames(token, lexicon))
        elif _takes_a_side(token, lexicon):
            frames.append(_word_frame(token, lexicon))
    return tuple(frames)


def predicate_of(verb: "Token", lexicon: Lexicon) -> str:
    """The verb's lemma, or what stands for it together with its particle or phrase ("open for signature": "sign")."""
    lemma = verb.lemma_.lower()
    below = {
        child.lower_: child for child in verb.children if child.dep_ in ("prep", "prt", "advmod", "dobj", "dative")
    }
    for phrase, meaning in lexicon.phrases.items():
        if phrase[0] != lemma or phrase[1] not in below:
            continue
        nouns = {child.lower_ for child in below[phrase[1]].children}
        if len(phrase) == 2 or phrase[2] in nouns:
            return meaning
    return lemma


def _verb_frames(verb: "Token", lexicon: Lexicon) -> Iterator[Frame]:
    subjects, objects = _arguments(verb)
    negated = _negated(verb, subjects, objects, lexicon)
    hedged = _hedged(verb, lexicon)
    places, others = _obliques(verb)
    predicate = predicate_of(verb, lexicon)
    if predicate != verb.lemma_.lower():  # "opened for signature in Oslo": the parser hangs the place on the noun
        places |= frozenset(place for index in others for place in _obliques(verb.doc[index])[0])
    main = verb.dep_ == "ROOT" or (verb.dep_ == "conj" and verb.head.dep_ == "ROOT")
    complements = [child for child in verb.children if child.dep_ in ("attr", "acomp", "oprd")]
    if verb.lemma_.lower() in _COPULAS:
        for complement in complements:
            for word in _with_conjuncts(complement):
                word_negated = negated != any(child.dep_ == "neg" for child in word.children)
                word_negated = word_negated != any(child.lower_ == "no" for child in word.children)
                inner_places, inner_others = _obliques(word)
                yield Frame(
                    index=word.i,
                    predicate=word.lemma_.lower(),
                    copular=True,
                    negated=word_negated,
                    hedged=hedged,
                    main=main,
                    subjects=_indexes(subjects) | _by(word),
                    objects=frozenset(),
                    places=places | inner_places,
                    others=others | inner_others,
                )
        if complements:
            return
    yield Frame(
        index=verb.i,
        predicate=predicate,
        copular=verb.lemma_.lower() == "be",
        negated=negated,
        hedged=hedged,
        main=main,
        subjects=_indexes(subjects),
        objects=_indexes(objects),
        places=places,
        others=others,
        able=any(child.dep_ == "aux" and child.lower_ in _ABLE for child in verb.children),
    )


def _word_frame(word: "Token", lexicon: Lexicon) -> Frame:
    """A noun or adjective that takes a side by itself: "a prohibition on", "a binding treaty"."""
    negated = any(child.dep_ == "neg" or child.lower_ in lexicon.negators for child in word.children)
    head = word.head if word.dep_ == "amod" else word
    subjects: frozenset[int] = frozenset([head.i]) if word.dep_ == "amod" else _by(word)
    if head.dep_ in ("attr", "oprd") and head.head.lemma_ in _COPULAS:
        above, _ = _arguments(head.head)
        subjects |= _indexes(above)
        negated = negated != _negated(head.head, above, [], lexicon)
    places, others = _obliques(word)
    return Frame(word.i, word.lemma_.lower(), True, negated, False, False, subjects, others, places, frozenset())


def _takes_a_side(token: "Token", lexicon: Lexicon) -> bool:
    """Whether it is a word such as "prohibition" or "binding" by itself; 150 votes "in favour" favour nothing."""
    if token.lemma_.lower() not in lexicon.sides or token.dep_ == "auxpass" or _is_complement(token):
        return False
    return not (token.dep_ == "pobj" and token.head.lower_ == "in" and token.lemma_.lower() in ("favour", "favor"))


def _is_complement(token: "Token") -> bool:
    top = token
    while top.dep_ == "conj":
        top = top.head
    return top.dep_ in ("attr", "acomp", "oprd") and top.head.lemma_.lower() in _COPULAS


def _arguments(verb: "Token") -> tuple[list["Token"], list["Token"]]:
    """Subjects and objects of a verb in the active sense; a coordinated verb takes over what it does not have."""
    subjects: list[Token] = []
    objects: list[Token] = []
    passive = _is_passive(verb)
    for child in verb.children:
        if child.dep_ in _SUBJECTS:
            subjects += _with_conjuncts(child)
        elif child.dep_ in _PASSIVE_SUBJECTS or child.dep_ in _OBJECTS:
            objects += _with_conjuncts(child)
        elif child.dep_ == "auxpass":  # "tests remain allowed": the parser hangs the subject on "remain"
            objects += [word for inner in child.children if inner.dep_ == "nsubj" for word in _with_conjuncts(inner)]
        elif child.dep_ == "agent":
            subjects += [word for pobj in child.children if pobj.dep_ == "pobj" for word in _with_conjuncts(pobj)]
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        above_subjects, above_objects = _arguments(verb.head)
        if passive:
            objects = objects or above_objects or above_subjects
        else:
            # "Was signed in May and entered into force in June": what was signed entered into force.
            subjects = subjects or above_subjects or (above_objects if _is_passive(verb.head) else [])
            objects = objects or ([] if any(child.dep_ == "prep" for child in verb.children) else above_objects)
    elif verb.dep_ == "acl" and verb.tag_ == "VBN":
        objects += _said_of(verb.head)
    elif verb.dep_ == "acl" and not subjects:
        subjects += _said_of(verb.head)
    elif verb.dep_ == "relcl":
        subjects = [other for word in subjects for other in _related(word, verb.head)]
        objects = [other for word in objects for other in _related(word, verb.head)]
    elif verb.dep_ in ("xcomp", "ccomp") and not subjects and verb.head.pos_ in ("VERB", "AUX"):
        subjects = _arguments(verb.head)[0]
    return [_meant(word) for word in subjects], [_meant(word) for word in objects]


def _is_passive(verb: "Token") -> bool:
    """Whether it is a passive; "was adopted in May and opened in June" says "was" once for both."""
    if any(child.dep_ in _PASSIVE_SUBJECTS or child.dep_ == "auxpass" for child in verb.children):
        return True
    alone = verb.dep_ == "conj" and verb.tag_ == "VBN" and not any(child.dep_ in _OWN for child in verb.children)
    return alone and any(child.dep_ == "auxpass" for child in verb.head.children)


def _related(word: "Token", head: "Token") -> list["Token"]:
    return _said_of(head) if word.tag_ in ("WDT", "WP") else [word]


def _said_of(noun: "Token") -> list["Token"]:
    """The noun and, behind a copula, its subject: in "X is a network led by Y" it is X, too, that Y leads."""
    if noun.dep_ != "attr" or noun.head.lemma_.lower() not in _COPULAS:
        return [noun]
    return [noun, *(child for child in noun.head.children if child.dep_ == "nsubj")]


def _meant(word: "Token") -> "Token":
    """The noun behind "those of companies"."""
    if word.lower_ not in ("those", "that"):
        return word
    nouns = (pobj for child in word.children if child.lower_ == "of" for pobj in child.children if pobj.dep_ == "pobj")
    return next(nouns, word)


def _with_conjuncts(token: "Token") -> list["Token"]:
    return [token, *token.conjuncts] if token.dep_ != "conj" else [token]


def _indexes(tokens: Iterable["Token"]) -> frozenset[int]:
    return frozenset(token.i for token in tokens)


def _by(word: "Token") -> frozenset[int]:
    return frozenset(
        inner.i
        for child in word.children
        if child.dep_ in ("prep", "agent") and child.lower_ == "by"
        for pobj in child.children
        if pobj.dep_ == "pobj"
        for inner in _with_conjuncts(pobj)
    )


def _obliques(word: "Token") -> tuple[frozenset[int], frozenset[int]]:
    """Heads of prepositional phrases: those after "in" and "at", and the rest."""
    places: set[int] = set()
    others: set[int] = set()
    for child in word.children:
        if child.dep_ in ("prep", "agent") and child.lower_ != "by":
            for pobj in child.children:
                if pobj.dep_ == "pobj":
                    (places if child.lower_ in ("in", "at") else others).update(_indexes(_with_conjuncts(pobj)))
                elif pobj.dep_ == "pcomp":
                    others |= {pobj.i, *(inner.i for inner in pobj.children if inner.dep_ == "dobj")}
                elif pobj.dep_ == "prep":
                    inner_places, inner_others = _obliques(child)
                    places |= inner_places
                    others |= inner_others
        elif child.dep_ in ("xcomp", "ccomp", "advcl"):
            if child.dep_ != "advcl" and child.tag_ == "VB":  # "allows them to possess": possession is what it allows
                others.add(child.i)
            others.update(grandchild.i for grandchild in child.subtree if grandchild.dep_ in ("dobj", "pobj"))
    return frozenset(places), frozenset(others)


def _negated(verb: "Token", subjects: list["Token"], objects: list["Token"], lexicon: Lexicon) -> bool:
    negated = _own_negation(verb, lexicon)
    if not negated and verb.dep_ == "conj" and not any(child.dep_.startswith("nsubj") for child in verb.children):
        joined = {child.lower_ for child in verb.head.children if child.dep_ == "cc"}
        if joined & {"or", "nor"} and not any(child.dep_ == "aux" for child in verb.children):
            negated = _own_negation(verb.head, lexicon)
    if any(_none_of(word) for word in subjects):
        negated = not negated
    if any(_none_of(word) for word in objects) and verb.lemma_ != "be":
        negated = not negated
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in lexicon.implicit_negators:
        negated = not negated
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        negated = not negated
    return negated


def _own_negation(verb: "Token", lexicon: Lexicon) -> bool:
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ == "advmod" and child.lower_ in lexicon.negators):
            return True
        if child.dep_ in ("preconj", "cc") and child.lower_ == "neither":
            return True
        if child.dep_ == "advmod" and child.lower_ == "longer" and any(w.lower_ == "no" for w in child.children):
            return True
    return False


def _none_of(word: "Token") -> bool:
    if word.lower_ in ("none", "nobody", "nothing", "neither"):
        return True
    return any(
        child.lower_ in ("no", "neither", "nor") and child.dep_ in ("det", "preconj", "neg") for child in word.children
    )


def _hedged(verb: "Token", lexicon: Lexicon) -> bool:
    """Whether the statement is only possible, planned or reported as someone's word."""
    if any(
        child.dep_ in ("aux", "mark", "advmod") and child.lemma_.lower() in lexicon.hedges for child in verb.children
    ):
        return True
    conditions = (word for child in verb.children if child.dep_ == "advcl" for word in child.children)
    if any(word.dep_ == "mark" and word.lower_ in ("if", "unless", "whether") for word in conditions):
        return True
    return verb.dep_ in ("xcomp", "advcl") and verb.head.lemma_.lower() in lexicon.hedges
