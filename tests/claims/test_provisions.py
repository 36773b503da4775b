import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.provisions import find_provisions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Article IV bans it", [("article", "4")]),
        ("under Articles IX and X", [("article", "10"), ("article", "9")]),
        ("Section 11 introduces safety zones", [("section", "11")]),
        ("Article 2, paragraph 4, forbids", [("article", "2"), ("paragraph", "4")]),
        ("Art. 5 treats", [("article", "5")]),
        ("Annex 2 lists", [("annex", "2")]),
        ("resolution 75/36 was adopted", [("resolution", "75/36")]),
        ("in resolution 2222 (XXI)", [("resolution", "2222")]),
        ("an article about mixed sections", []),
    ],
)
def test_finds_provisions(text: str, found: list[tuple[str, str]]) -> None:
    assert [(part.kind, part.number) for part in find_provisions(text)] == found


@given(st.integers(1, 120))
def test_roman_and_arabic_figures_are_one_number(number: int) -> None:
    tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C", "CX", "CXX"][number // 10]
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10]
    (part,) = find_provisions(f"Article {tens}{ones} says")
    assert part.number == str(number)
