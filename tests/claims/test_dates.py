import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.dates import MONTHS, compare, find_dates


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It entered into force on 10 October 1967.", [(1967, 10, 10)]),
        ("Signed on October 10, 1967 in London", [(1967, 10, 10)]),
        ("on the 3rd of May 2021", [(2021, 5, 3)]),
        ("in Sept. 2001", [(2001, 9, None)]),
        ("as of 2024-03-05", [(2024, 3, 5)]),
        ("in 2019 and in 2020", [(2019, None, None), (2020, None, None)]),
        ("on 26 December", [(None, 12, 26)]),
        ("during the 1990s", [(1990, None, None)]),
        ("1,967 people and 2019/20 tables, 3.2019", []),
        ("it may 12 times", []),
        ("40 May 2020", [(2020, 5, None)]),
    ],
)
def test_finds_dates_as_precise_as_the_words(text: str, parts: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [date.parts() for date in find_dates(text)] == parts


@pytest.mark.parametrize(
    ("claimed", "stated", "way"),
    [
        ("1967", "10 October 1967", "same"),
        ("October 1967", "10 October 1967", "same"),
        ("10 October 1967", "1967", "unclear"),
        ("27 January 1967", "10 October 1967", "different"),
        ("1966", "10 October 1967", "different"),
        ("the 1960s", "1967", "same"),
        ("the 1970s", "1967", "different"),
        ("the late 1960s", "1961", "unclear"),
        ("1967", "the 1960s", "unclear"),
        ("before 1970", "in 1967", "same"),
        ("before 1960", "in 1967", "different"),
        ("before 1967", "10 October 1967", "unclear"),
        ("prior to 1 October 1967", "10 October 1967", "different"),
        ("after May 1967", "10 October 1967", "same"),
        ("after 1967", "10 October 1966", "different"),
        ("until 1970", "in 1967", "unclear"),
        ("since 1960", "in 1967", "different"),
    ],
)
def test_compares_dates(claimed: str, stated: str, way: str) -> None:
    assert compare(find_dates(claimed)[0], find_dates(stated)[0]) == way


@given(day=st.integers(1, 28), month=st.integers(1, 12), year=st.integers(1000, 2199))
def test_a_written_date_comes_back_whole(day: int, month: int, year: int) -> None:
    text = f"It ended on {day} {MONTHS[month - 1]} {year}, they say."
    (date,) = find_dates(text)
    assert date.parts() == (year, month, day)
    assert text[date.start : date.end] == date.text


@given(st.text(max_size=200))
def test_offsets_hold_on_any_text(text: str) -> None:
    for date in find_dates(text):
        assert text[date.start : date.end] == date.text


def test_a_number_of_a_resolution_is_no_year() -> None:
    assert find_dates("resolution 1962 (XVIII)", taken=((0, 23),)) == ()
