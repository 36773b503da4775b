"""Number and person of English words, as far as a clause that is made to stand alone needs them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_SIBILANT = ("s", "x", "z", "ch", "sh", "o")
_PLURAL_WORDS = frozenset(["they", "we", "these", "those", "accords"])
_PLURAL_NAMES = frozenset(["accords", "guidelines", "principles", "conventions", "protocols", "talks", "forces"])
_SINGULAR_VERBS = frozenset(["is", "was", "has", "does"])
_PLURAL_VERBS = frozenset(["are", "were", "have", "do"])


def present(lemma: str, *, plural: bool) -> str:
    """The verb in the third person of the present.

    >>> present("prohibit", plural=False), present("carry", plural=False), present("reach", plural=False)
    ('prohibits', 'carries', 'reaches')
    """
    if plural:
        return lemma
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return f"{lemma[:-1]}ies"
    return f"{lemma}es" if lemma.endswith(_SIBILANT) else f"{lemma}s"


def past_copula(*, plural: bool) -> str:
    """The verb "was" or "were"."""
    return "were" if plural else "was"


def is_plural(noun: "Token", *, joined: bool = True) -> bool:
    """Whether a noun phrase takes a verb in the plural: a plural head, or several heads where they are `joined`.

    "Outlast Technologies" is one company, "the Artemis Accords" are many accords.
    """
    if noun.tag_ == "NNPS" and noun.ent_type_ == "ORG" and noun.lower_ not in _PLURAL_NAMES:
        return False
    several = noun.tag_ in ("NNS", "NNPS") or noun.lower_ in _PLURAL_WORDS
    return several or (joined and any(child.dep_ == "conj" for child in noun.rights))


def agreeing(noun: "Token", verb: "Token") -> bool:
    """Whether the noun can be the subject of the verb, as far as number tells; a past form tells nothing."""
    if noun.lower_ in ("i", "you", "who", "which", "that"):
        return True
    word = verb.lower_
    if word in _SINGULAR_VERBS or (word not in _PLURAL_VERBS and verb.tag_ == "VBZ"):
        return not is_plural(noun)
    if word in _PLURAL_VERBS or verb.tag_ == "VBP":
        return is_plural(noun)
    return True
