"""A statement of a sentence as the tokens it is made of, and what is asked of tokens to find it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Kind = Literal[
    "main", "coordinated", "contrasted", "gapped", "relative", "reduced", "apposed", "classed", "participial", "inside"
]
ON_A_NOUN = ("relative", "reduced", "apposed", "classed")
SAYING = frozenset(
    ["say", "tell", "write", "add", "argue", "claim", "report", "warn", "think", "believe", "note", "state"]
)
NONE = frozenset(["no", "none", "neither", "nobody", "nothing", "few", "only", "hardly", "nor"])
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
AUXILIARIES = ("aux", "auxpass")


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
class Cut:
    """What is taken out of a sentence: the clause's tokens, and the signs and words that tied it to the rest."""

    kind: Kind
    head: "Token"
    own: set[int]
    ties: set[int] = field(default_factory=set)


def whole(doc: "Doc", head: int = 0) -> Clause:
    """The sentence in one piece."""
    return Clause("main", head, frozenset(range(len(doc))), frozenset(), tuple(range(len(doc))))


def subtree(token: "Token") -> set[int]:
    """The indexes of the token and all that hangs on it."""
    return {word.i for word in token.subtree}


def has_subject(verb: "Token") -> bool:
    """Whether the verb has a subject of its own."""
    return any(child.dep_ in SUBJECTS for child in verb.lefts)


def is_finite(verb: "Token") -> bool:
    """Whether the verb, or an auxiliary of it, has a tense."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        child.dep_ in AUXILIARIES and child.tag_ in ("MD", "VBD", "VBZ", "VBP") for child in verb.lefts
    )


def can_stand(doc: "Doc") -> bool:
    """Whether the words are a sentence: one main verb, with a tense and a subject."""
    roots = [token for token in doc if token.dep_ == "ROOT"]
    return len(roots) == 1 and is_finite(roots[0]) and has_subject(roots[0])


def auxiliaries(verb: "Token") -> list["Token"]:
    """The verb's own auxiliaries, in order."""
    return [child for child in verb.lefts if child.dep_ in AUXILIARIES]


def sign_before(token: "Token") -> tuple[int, ...]:
    """The comma, dash or semicolon right before the token."""
    return (token.i - 1,) if token.i > 0 and token.nbor(-1).text in (",", ";", "–", "—") else ()


def sign_after(token: "Token") -> tuple[int, ...]:
    """The comma or dash right after the token."""
    return (token.i + 1,) if token.i + 1 < len(token.doc) and token.nbor(1).text in (",", "–", "—") else ()
