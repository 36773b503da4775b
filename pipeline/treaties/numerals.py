"""Numbers of provisions, in figures, Roman numerals or words, to their value; misread characters are forgiven."""

import re
from functools import lru_cache

from pipeline.treaties.grammar import NUMBER_WORDS, ORDINALS

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_STEPS = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_WORDS = {word: value for words in (NUMBER_WORDS, ORDINALS) for value, word in enumerate(words, 1)}
_AS_ROMAN = str.maketrans("l1", "II")
_AS_FIGURES = str.maketrans("OolIS", "00115")
_FIGURES = frozenset("0123456789OolS")
_L_AND_FIGURES = re.compile("l+[0-9][0-9l]*")  # "l1" is 11; with an I it would be a Roman numeral
_MOST = 999


@lru_cache(maxsize=4096)
def value_of(number: str) -> int | None:
    """The value of a number from 1 to 999; None where it is none, or no well-formed one.

    >>> value_of("IV"), value_of("lV"), value_of("Five"), value_of("6l0"), value_of("IIX")
    (4, 4, 5, 610, None)
    """
    if number.isascii() and number.isdigit():
        value: int | None = int(number)
    elif number.lower() in _WORDS:
        value = _WORDS[number.lower()]
    elif (number[0].isdigit() and set(number) <= _FIGURES) or _L_AND_FIGURES.fullmatch(number):
        value = int(figures_of(number))
    else:
        value = roman_value(number)
        if value is None and any(character.isdigit() for character in number):
            figures = figures_of(number)
            value = int(figures) if figures.isdigit() else None
    return value if value is not None and 0 < value <= _MOST else None


def ordinal_value(ordinal: str) -> int | None:
    """The value of an ordinal in words or figures ("second", "2nd"); None where it is none."""
    return value_of(ordinal[:-2] if ordinal[:1].isdigit() else ordinal)


@lru_cache(maxsize=4096)
def roman_value(number: str) -> int | None:
    """The value of a well-formed Roman numeral in one case, I also written as l or 1; None for anything else."""
    small = number.islower() and set(number) <= set("ivxlc") and set(number) != {"l"}  # misread I or 1
    upper = number.upper() if small else number.translate(_AS_ROMAN)
    values = [_ROMAN.get(letter, 0) for letter in upper]
    total = 0
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total if 0 not in values and 0 < total <= _MOST and _roman(total) == upper else None


def figures_of(number: str) -> str:
    """A number in figures with misread figures put right ("6l0" -> "610"); for strings known to be numbers."""
    return number.translate(_AS_FIGURES)


def _roman(value: int) -> str:
    letters = ""
    for step, letter in _STEPS:
        while value >= step:
            letters += letter
            value -= step
    return letters
