"""Whether an argument of the claim and one of the source are the same thing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.names import Name, same
from pipeline.claims.reading import Reading, Source

if TYPE_CHECKING:
    from spacy.tokens import Token

PRONOUNS = ("PRON", "DET")
_INSTRUMENTS = frozenset("treaty agreement convention protocol pact accord statute code".split())
_PART = ("of", "in", "at", "as", "like", "including")  # prepositions whose phrase belongs to what is named


def names_at(indexes: frozenset[int], reading: Reading) -> list[Name]:
    """Names at or right below the tokens ("the governments of France and Spain" gives both)."""
    found: list[Name] = []
    for index in sorted(indexes):
        for token in (reading.doc[index], *reading.doc[index].subtree):
            if _beside(token, index):
                continue
            name = reading.name_at(token.i)
            if name is not None and name not in found:
                found.append(name)
    return found


def _beside(token: "Token", index: int) -> bool:
    """Whether a word below the one at `index` only tells more of it, such as "with a seat in Oslo"."""
    while token.i != index and token.head.i != token.i:
        if token.dep_ in ("relcl", "advcl", "acl") or (token.dep_ == "prep" and token.lower_ not in _PART):
            return True
        token = token.head
    return False


def same_subject(wanted: Frame, claim: Reading, stated: Frame, source: Source, lexicon: Lexicon) -> bool:
    """Whether the two predicates may be said of one thing."""
    if not wanted.subjects:
        return True
    if not stated.subjects:
        # A passive without an agent: the doer, where the claim names one, must at least be spoken of.
        named = names_at(wanted.subjects, claim)
        return all(any(same(name, known) for known in source.names()) for name in named)
    if _counts_them(wanted.subjects, claim, stated.subjects):
        return True
    for index in wanted.subjects:
        if matches(index, claim, stated.subjects, source, lexicon):
            return True
    # An opposite may turn the roles round: "the treaty bans tests" / "tests remain allowed".
    if lexicon.opposed(wanted.predicate, stated.predicate) or stated.copular:
        return any(matches(index, claim, stated.subjects, source, lexicon) for index in wanted.objects)
    return False


def matches(index: int, claim: Reading, others: frozenset[int], source: Source, lexicon: Lexicon) -> bool:
    """Whether the claim's argument at `index` may be one of the source's arguments."""
    name = claim.name_at(index)
    lemma = claim.doc[index].lemma_.lower()
    for other in others:
        token = source.reading.doc[other]
        stated = source.reading.name_at(other)
        if name is not None and stated is not None:
            if same(name, stated):
                return True
            continue
        leaning = token.pos_ in PRONOUNS or any(
            child.lower_ in ("the", "its", "this", "that") for child in token.children
        )
        if _of_the_instrument(index, claim, other, source):
            return True
        if name is not None:
            if leaning and any(same(name, known) for reading in source.background for known in reading.names):
                return True
            if any(same(name, below) for below in names_at(frozenset([other]), source.reading)):
                return True
        elif lexicon.alike(lemma, token.lemma_.lower()) or (
            token.pos_ in PRONOUNS
            and any(lexicon.alike(lemma, word.lemma) for reading in source.background for word in reading.words)
        ):
            return True
    return False


def _of_the_instrument(index: int, claim: Reading, other: int, source: Source) -> bool:
    """Whether the claim speaks of an instrument and the source of an article of the one that it is about."""
    token, stated = claim.doc[index], source.reading.doc[other]
    if not any(part.start <= stated.idx < part.end for part in source.reading.provisions):
        return False
    named = [reference for reference in claim.treaties if reference.start <= token.idx < reference.end]
    if named:
        return any(reference.treaty_id in source.treaty_ids() for reference in named)
    return token.lemma_.lower() in _INSTRUMENTS


def any_match(mine: Iterable[int], theirs: frozenset[int], claim: Reading, source: Source, lexicon: Lexicon) -> bool:
    """Whether the two predicates share an argument, as far as they have such."""
    return any(matches(index, claim, theirs, source, lexicon) for index in mine)


def _counts_them(claimed: frozenset[int], claim: Reading, stated: frozenset[int]) -> bool:
    """Whether the claim says how many did it where the source lists just as many."""
    places = [claim.doc[index] for index in claimed]
    spans = [(place.left_edge.idx, place.idx + len(place)) for place in places]
    numbers = {quantity.value for quantity in claim.quantities for start, end in spans if start <= quantity.start < end}
    return len(stated) > 1 and float(len(stated)) in numbers
