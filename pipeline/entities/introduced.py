"""Names that no list holds, told by the common noun right before them ("the hacker group Iron Lynx")."""

import re
from collections.abc import Iterator, Mapping

from pipeline.data import Entity
from pipeline.entities.merge import Taken
from pipeline.entities.rules import Rules

_WORD = r"[A-Z](?:[^\W_]|['’](?!s\b)(?=\w)|-(?=[^\W_]))*"
_BORDER = re.compile(r"[a-z]\s[\"“‘']?(?=[A-Z])")  # between a noun and a name
_NOUN = re.compile(
    r"(?<![\w.-])(?:(?P<before>[A-Za-z][a-z-]*)\s)?(?P<noun>[a-z][a-z-]{2,})"
    r"(?P<called>,?\s(?:(?:is|was)\s)?(?:also\s)?(?:called|named|dubbed|code-?named|nicknamed|known\sas))?\s[\"“‘']?\Z"
)
_REACH = 56  # characters in which a noun of two words and "also known as" stand
_NAME = re.compile(rf"{_WORD}(?:\s{_WORD}){{0,3}}(?:\s\d{{1,3}}[A-Z]?(?![\w%]|[.,]\d|\s(?:million|billion)))?(?![\w-])")
_NEXT = re.compile(r"(?:,\s|,?\sand\s)(?=[A-Z])")
_GOES_ON = re.compile(r"\s(?:the|for)\s[A-Z]")  # "Save the Children", whose end is not known
_COUNTRY_ID = 2  # letters
_LONGEST = {"PERSON": 4, "ORG": 4, "SYSTEM": 3, "EVENT": 3, "PROGRAM": 4}  # words


def find_introduced(
    text: str, rules: Rules, known: Mapping[int, Entity], people: Taken
) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of names that follow a noun which says what they are.

    Args:
        text: any text.
        rules: the nouns, and words that begin no name.
        known: other names by where they start; one there is no unknown name, but that a ship may be called as a town.
        people: what the model takes for a person or a people; a single such word is no firm ("the firm Musk founded").
    """
    for border in _BORDER.finditer(text):
        at = border.end()
        noun, several = _noun(text, at, rules)
        if noun is None:
            continue
        label, ship = rules.introduced.get(noun) or rules.called[noun], noun in rules.ship_nouns
        names = []
        while (name := _NAME.match(text, at)) and _is_name(name, label, ship, rules, known, people):
            names.append((at, name.end(), label))
            following = _NEXT.match(text, name.end()) if several else None
            if following is None:
                break
            at = following.end()
        if ship or not several or len(names) > 1:
            yield from names


def _noun(text: str, end: int, rules: Rules) -> tuple[str | None, bool]:
    """The longest known noun that ends before a name, in the singular, and whether it stands in the plural."""
    match = _NOUN.search(text, max(0, end - _REACH), end)
    if match is None:
        return None, False
    if match["called"] and match["noun"] in rules.called:
        return match["noun"], False
    for noun, several in ((match["noun"], False), (match["noun"].removesuffix("s"), True)):
        for known in (f"{match['before']} {noun}", noun):
            if known in rules.introduced:
                return known, several
    return None, False


def _is_name(
    name: re.Match[str], label: str, ship: bool, rules: Rules, known: Mapping[int, Entity], people: Taken
) -> bool:
    """Whether words behind a noun can be what it names, as those of "submarine Force" or "the firm Friday" cannot."""
    words = name[0].split()
    one = known.get(name.start())
    if one is not None and not (ship and one.label == "GPE" and len(one.canonical_id or "") > _COUNTRY_ID):
        return False
    if label == "ORG" and _GOES_ON.match(name.string, name.end()):
        return False
    if label in ("PERSON", "ORG") and (label == "PERSON" or len(words) == 1) and people.holds(*name.span()):
        return False  # the model knows best where a person's name ends
    if len(words) == 1 and label == "PERSON":
        return False
    if len(words) > _LONGEST[label] or words[0] in rules.before or words[0] in rules.adjectives:
        return False
    if words[0] in rules.not_introduced or words[-1] in rules.not_introduced:
        return False
    if words[0] in rules.offices and not ship:  # "the frigate Admiral Makarov"
        return False
    if words[0] in rules.days or words[0].lower() in rules.months or rules.is_generic(name[0]):
        return False
    return label == "ORG" or not any((word,) in rules.ends for word in words)
