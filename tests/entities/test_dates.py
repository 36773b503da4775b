import pytest

from pipeline.data import Span
from pipeline.entities.dates import find_dates
from pipeline.entities.rules import load_rules


def found(text, supported=()):
    return [(text[d.start : d.end], d.value) for d in find_dates(text, load_rules(), supported)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 13 January 2023.", [("13 January 2023", "2023-01-13")]),
        ("on January 13, 2023.", [("January 13, 2023", "2023-01-13")]),
        ("on the 3rd of May 1990", [("3rd of May 1990", "1990-05-03")]),
        ("in Dec. 2019,", [("Dec. 2019", "2019-12")]),
        ("in December 2019", [("December 2019", "2019-12")]),
        ("as of 2024-10-03", [("2024-10-03", "2024-10-03")]),
        ("since 2009", [("2009", "2009")]),
        ("between 2021 and 2023", [("2021", "2021"), ("2023", "2023")]),
        ("in mid-2025", [("2025", "2025")]),
        ("9-10 July 2024", [("9-10 July 2024", "2024-07-09/2024-07-10")]),
        ("on 13 January, it said", [("13 January", None)]),
        ("in October the", [("October", None)]),
        ("DONE AT LONDON, 27 JANUARY 1967", [("27 JANUARY 1967", "1967-01-27")]),
    ],
)
def test_absolute_dates_have_their_iso_value(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "it may march on",
        "resolution 1540 and No. 1967",
        "in the 1990s",
        "over 2000 objects",
        "of 2500 satellites",
        "$2000 and 2,000 and 1967.5",
        "last year, three days ago",
        "August was a Roman emperor",
    ],
)
def test_what_is_no_absolute_date_is_left_alone(text):
    assert [value for _, value in found(text) if value] == []


def test_the_model_decides_on_words_that_may_be_something_else():
    text = "May is warm"
    assert found(text) == []
    assert found(text, [Span(0, 3)]) == [("May", None)]
