import pytest

from pipeline.claims.numbers import compare
from pipeline.claims.reading import Reader


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The treaty has seventeen articles.", [(17, "article", False, "exactly")]),
        ("It limited each side to 1,550 deployed strategic warheads.", [(1550, "warhead", False, "exactly")]),
        ("Luxembourg gave 16.5 million euros.", [(16.5e6, "euro", False, "exactly")]),
        ("Article 5 has been invoked twice.", [(2, "time", False, "exactly")]),
        ("More than 200 people work there.", [(200, "people", False, "more")]),
        ("About twenty-five states took part.", [(25, "state", False, "about")]),
        ("Spain signed as the 25th country.", [(25, "country", True, "exactly")]),
        ("Turnover rose by 12 percent.", [(12, "percent", False, "exactly")]),
    ],
)
def test_finds_numbers_with_what_they_count(
    reader: Reader, text: str, found: list[tuple[float, str, bool, str]]
) -> None:
    read = [(one.value, one.unit, one.ordinal, one.bound) for one in reader.read(text).quantities]
    assert read == found


def test_dates_and_articles_are_no_numbers(reader: Reader) -> None:
    assert reader.read("Article 5 was invoked on 12 September 2001.").quantities == ()


@pytest.mark.parametrize(
    ("claimed", "stated", "way"),
    [
        ("It has 115 parties.", "It has 115 parties.", "same"),
        ("It has 112 parties.", "It has 115 parties.", "different"),
        ("It has more than 100 parties.", "It has 115 parties.", "same"),
        ("It has more than 200 parties.", "It has 115 parties.", "different"),
        ("It has at least 115 parties.", "It has 115 parties.", "same"),
        ("It has fewer than 100 parties.", "It has 115 parties.", "different"),
        ("It has about 110 parties.", "It has 115 parties.", "same"),
        ("It has 90 parties.", "It has more than 100 parties.", "different"),
        ("It has 115 parties.", "It has more than 100 parties.", "unclear"),
        ("It has 115 parties.", "It has about 117 parties.", "same"),
        ("It cost more than a billion dollars.", "It cost up to 300 million dollars.", "different"),
        ("It has at least 90 parties.", "It has fewer than 100 parties.", "unclear"),
        ("It has fewer than 90 parties.", "It has at least 100 parties.", "different"),
    ],
)
def test_compares_numbers(reader: Reader, claimed: str, stated: str, way: str) -> None:
    assert compare(reader.read(claimed).quantities[0], reader.read(stated).quantities[0]) == way
