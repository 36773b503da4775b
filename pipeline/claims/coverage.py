"""How much of a claim a source speaks of, word by word."""

from dataclasses import dataclass

from pipeline.claims.frames import Frame
from pipeline.claims.lexicon import Lexicon
from pipeline.claims.matching import names_at
from pipeline.claims.names import Name, same
from pipeline.claims.reading import Reading, Source, Word

_WEIGHTS = {"NOUN": 1.0, "PROPN": 1.0, "VERB": 1.0, "ADJ": 0.8, "NUM": 0.8, "X": 0.8, "ADV": 0.5}
_LIGHT = 0.25
_NAME = 1.5
_PREDICATE = 1.5  # factor on the word that says what the claim is about
_BEHIND = 0.8  # what only the sentences before tell counts less


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share 0 to 1 of the claim's weight that the source bears, and what it does not.

    `predicate` tells whether the source has the claim's main predicate or one that answers the same question. `own`
    is the share that the sentence bears without what stands before it. `words` are missing; `turned` are borne by
    their opposite alone ("increase" by "decrease"), which is the same subject and no agreement.
    """

    share: float
    own: float
    predicate: bool
    words: tuple[Word, ...]
    names: tuple[Name, ...]
    turned: tuple[Word, ...] = ()


def cover(claim: Reading, source: Source, lexicon: Lexicon) -> Coverage:
    """The coverage of the claim by one sentence of a source with its background."""
    own_lemmas = _lemmas(source.reading)
    behind_lemmas = frozenset(lemma for reading in source.background for lemma in _lemmas(reading))
    main = claim.main
    total = found = own = 0.0
    missing_words, turned = [], []
    predicate = main is None or (main.predicate in lexicon.light and _in_its_place(main, claim, source.reading))
    for word in claim.words:
        weight = _LIGHT if word.lemma in lexicon.light else _WEIGHTS.get(word.pos, 0.8)
        is_main = main is not None and word.index == main.index
        if is_main:
            weight *= _PREDICATE
        total += weight
        if _turned(word.lemma, own_lemmas, lexicon):
            turned.append(word)
        if _borne(word.lemma, own_lemmas, lexicon):
            found += weight
            own += weight
            predicate = predicate or is_main
        elif _borne(word.lemma, behind_lemmas, lexicon) and not is_main:
            found += weight * _BEHIND
        else:
            missing_words.append(word)
    missing_names = []
    for name in claim.names:
        total += _NAME
        if any(same(name, other) for other in source.reading.names) or _spelled(name, source.reading):
            found += _NAME
            own += _NAME
        elif any(same(name, other) for reading in source.background for other in reading.names):
            found += _NAME * (1.0 if source.reading.anaphoric else _BEHIND)
        else:
            missing_names.append(name)
    if total == 0.0:
        return Coverage(0.0, 0.0, False, (), ())
    return Coverage(found / total, own / total, predicate, tuple(missing_words), tuple(missing_names), tuple(turned))


def _in_its_place(main: Frame, claim: Reading, stated: Reading) -> bool:
    """Whether the source, too, says of something that it is "in" the place, where that is all that the claim says."""
    if main.predicate != "be" or not main.copular:
        return True
    claimed = names_at(main.places, claim)
    inside = frozenset(
        token.i for token in stated.doc if token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "from", "near")
    )
    return not claimed or any(same(name, other) for name in claimed for other in names_at(inside, stated))


def _lemmas(reading: Reading) -> frozenset[str]:
    return frozenset(token.lemma_.lower() for token in reading.doc if token.text[:1].isalnum())


def _borne(lemma: str, lemmas: frozenset[str], lexicon: Lexicon) -> bool:
    if lemma in lemmas:
        return True
    return any(lexicon.alike(lemma, other) or lexicon.opposed(lemma, other) for other in lemmas)


def _turned(lemma: str, lemmas: frozenset[str], lexicon: Lexicon) -> bool:
    same = any(lexicon.alike(lemma, other) for other in lemmas)
    return not same and any(lexicon.opposed(lemma, other) for other in lemmas)


def _spelled(name: Name, reading: Reading) -> bool:
    """Whether the name's letters stand in the sentence, cut out differently, and not within a longer name."""
    if len(name.text) <= 3 or any(name.text.lower() in other.text.lower() for other in reading.names):
        return False
    return name.text.lower() in reading.text.lower()
