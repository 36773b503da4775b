import pytest

from pipeline.treaties.numerals import figures_of, ordinal_value, roman_value, value_of


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("5", 5), ("51", 51), ("IV", 4), ("iv", 4), ("XLIX", 49), ("XC", 90), ("Five", 5), ("twelve", 12),
        ("lV", 4), ("V1", 6), ("Il", 2), ("l", 1), ("5l", 51), ("1O", 10), ("1S", 15),
        ("0", None), ("IIX", None), ("VV", None), ("IIII", None), ("of", None), ("SIX", 6), ("B", None), ("1000", None),
    ],
)  # fmt: skip
def test_value_of_a_number(number: str, value: int | None) -> None:
    assert value_of(number) == value


@pytest.mark.parametrize("value", range(1, 200))
def test_roman_numerals_round_trip(value: int) -> None:
    hundreds, tens, ones = value // 100, value % 100 // 10, value % 10
    roman = "C" * hundreds
    roman += ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"][tens]
    roman += ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
    assert roman_value(roman) == value
    assert roman_value(roman.lower()) == (1 if roman == "L" else value)  # a lone l is a misread I or 1


def test_ordinals_in_words_and_figures() -> None:
    assert [ordinal_value(word) for word in ("first", "second", "2nd", "twentieth", "third")] == [1, 2, 2, 20, 3]


def test_misread_figures_are_put_right() -> None:
    assert figures_of("6l0") == "610"
    assert figures_of("2O5") == "205"
