"""The word lists that claims are held against, read from `lexicon.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

Side = tuple[str, int]  # the question that a word answers, and +1 or -1 for its side


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Relations between lemmas: see the comments in `lexicon.yaml` for what each list does."""

    sides: Mapping[str, tuple[Side, ...]]
    groups: Mapping[str, frozenset[int]]
    events: frozenset[str]
    phrases: Mapping[tuple[str, ...], str]
    exclusions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    exclusive_predicates: frozenset[str]
    exclusive_roles: frozenset[str]
    place_predicates: frozenset[str]
    happenings: frozenset[str]
    choices: frozenset[str]
    scope: Mapping[str, str]
    begins: Mapping[str, str]
    mutual: frozenset[str]
    accounts: frozenset[str]
    generalities: frozenset[str]
    negators: frozenset[str]
    implicit_negators: frozenset[str]
    hedges: frozenset[str]
    light: frozenset[str]

    def alike(self, left: str, right: str) -> bool:
        """Whether two lemmas are the same, near-synonyms or forms of one stem.

        >>> load_lexicon().alike("forbid", "prohibition"), load_lexicon().alike("sign", "signal")
        (True, False)
        """
        if left == right:
            return True
        if self.groups.get(left, frozenset()) & self.groups.get(right, frozenset()):
            return True
        return _one_stem(left, right)

    def opposed(self, left: str, right: str) -> bool:
        """Whether two lemmas stand on different sides of one question, or one is the other with "un-" or "non-".

        >>> load_lexicon().opposed("armed", "unarmed"), load_lexicon().opposed("ion", "union")
        (True, False)
        """
        return self.denies(left, right) or any(
            question == other and side != against
            for question, side in self.sides.get(left, ())
            for other, against in self.sides.get(right, ())
        )

    def denies(self, left: str, right: str) -> bool:
        """Whether one word is the other with "un-" or "non-"; the letters of a short word may mean anything."""
        short, long = sorted((left, right), key=len)
        return len(short) > 4 and long in (f"un{short}", f"non{short}", f"non-{short}")

    def opposed_events(self, left: str, right: str) -> bool:
        """Whether the two are opposite events, such as joining and leaving: both may be true, at different times."""
        return any(
            question == other and side != against and question in self.events
            for question, side in self.sides.get(left, ())
            for other, against in self.sides.get(right, ())
        )


# Endings that English puts on one stem to make other parts of speech of it.
_ENDINGS = frozenset(
    " s es d ed ing er ers or ion ation ment al ally ly ive ity ance ence able e y ize ise isation ization ant ent ful"
    " ness ist ic ary ory".split(" ")
)


def _one_stem(left: str, right: str) -> bool:
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 5 and left[shared:] in _ENDINGS and right[shared:] in _ENDINGS


@cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    raw = yaml.safe_load((Path(__file__).parent / "lexicon.yaml").read_text(encoding="utf-8"))
    sides: dict[str, tuple[Side, ...]] = {}
    for question, both in raw["opposites"].items():
        for sign, words in ((1, both["plus"]), (-1, both["minus"])):
            for word in words:
                sides[word] = (*sides.get(word, ()), (question, sign))
    groups: dict[str, frozenset[int]] = {}
    for number, words in enumerate(raw["synonyms"]):
        for word in words:
            groups[word] = groups.get(word, frozenset()) | {number}
    return Lexicon(
        sides=sides,
        groups=groups,
        events=frozenset(raw["events"]),
        phrases={tuple(phrase.split()): meaning for phrase, meaning in raw["phrases"].items()},
        exclusions=tuple((tuple(left), tuple(right)) for left, right in raw["exclusions"]),
        exclusive_predicates=frozenset(raw["exclusive"]["predicates"]),
        exclusive_roles=frozenset(raw["exclusive"]["roles"]),
        place_predicates=frozenset(raw["exclusive"]["places"]),
        happenings=frozenset(raw["exclusive"]["happenings"]),
        choices=frozenset(raw["exclusive"]["choices"]),
        scope={word: kind for kind, words in raw["scope"].items() for word in words},
        begins=raw["begins"],
        mutual=frozenset(raw["mutual"]),
        accounts=frozenset(raw["accounts"]),
        generalities=frozenset(raw["generalities"]),
        negators=frozenset(raw["negators"]),
        implicit_negators=frozenset(raw["implicit_negators"]),
        hedges=frozenset(raw["hedges"]),
        light=frozenset(raw["light"]),
    )
