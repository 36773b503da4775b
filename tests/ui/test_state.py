from urllib.parse import parse_qs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.data import Filters
from pipeline.ui.state import ReaderState, SearchState, reader_link

words = st.text(max_size=30)


modes = st.sampled_from(["hybrid", "dense", "lexical"])
tiers = st.sampled_from(["", "reference", "unverified"])


several = st.lists(st.text(min_size=1, max_size=30), max_size=4, unique=True).map(tuple)


@given(st.builds(SearchState, words, modes, tiers, several, several, several, words, words, words, st.integers(10, 50)))
def test_a_search_comes_back_from_its_address(state: SearchState) -> None:
    assert SearchState.from_params(state.params()) == state


@given(words, st.integers(0, 10**11), st.integers(1, 10**6))
@example("0", 0, 1)
def test_a_place_in_a_document_comes_back_from_its_address(doc: str, start: int, length: int) -> None:
    state = ReaderState(doc, start, start + length)
    assert ReaderState.from_params(state.params()) == state


@pytest.mark.parametrize(
    "params",
    [
        {"mode": ["magic"], "tier": ["gold"], "colour": ["red"]},
        {"mode": [""], "tier": ["<script>"], "treaty": [""], "entity": []},
    ],
)
def test_what_an_address_should_not_say_is_passed_over(params: dict[str, str]) -> None:
    state = SearchState.from_params(params)
    assert (state.search_mode, state.filters) == ("hybrid", Filters())


@pytest.mark.parametrize("said", ["2024-13", "24", "2024-1", "next year", "2024-02-99"])
def test_a_date_that_is_none_limits_nothing(said: str) -> None:
    state = SearchState.from_params({"since": [said], "until": [said]})
    assert state.since == said, "it stays to be seen"
    assert state.filters.empty


def test_several_values_of_a_filter_combine() -> None:
    state = SearchState.from_params({"treaty": ["OST", "LIABILITY", "OST"], "entity": ["NATO"], "since": ["2023"]})
    assert state.filters == Filters(treaties=("OST", "LIABILITY"), entities=("NATO",), date_from="2023")


@pytest.mark.parametrize(
    ("start", "end"), [("x", "y"), ("-3", "5x"), ("²", "³"), ("9" * 400, "9" * 401), ("7", "3"), ("", "")]
)
def test_offsets_that_are_none_point_nowhere(start: str, end: str) -> None:
    assert ReaderState.from_params({"doc": "a", "start": start, "end": end}).end == 0


@given(words, several, words, st.integers(0, 10**11), st.integers(1, 10**6))
def test_a_place_beside_a_search_is_part_of_its_link(
    q: str, some: tuple[str, ...], doc: str, at: int, long: int
) -> None:
    state = SearchState(q, document=some).beside(doc, at, at + long)
    address = state.link.partition("?")[2]
    again = SearchState.from_params(parse_qs(address))
    assert again == state
    assert again.shown == ReaderState(doc, at, at + long)
    assert again.closed() == SearchState(q, document=some)


@pytest.mark.parametrize(("said", "k"), [("", 10), ("20", 20), ("5", 10), ("9999999", 50), ("-3", 10), ("many", 10)])
def test_a_search_shows_a_number_of_passages_that_can_be_read(said: str, k: int) -> None:
    state = SearchState.from_params({"q": ["orbit"], "k": [said]})
    assert state.k == k
    assert state.longer().k == min(k + 10, 50)
    assert state.longer().begun() == SearchState("orbit")


@pytest.mark.parametrize("source", ["", "a.md", "a.md#", "#1-2", "a.md#x-y", "a.md#9-3"])
def test_a_place_that_is_none_is_not_shown(source: str) -> None:
    shown = SearchState(source=source).shown
    assert not shown.doc or not shown.end


def test_a_link_escapes_the_name_of_the_document() -> None:
    assert reader_link("a b/ü&x=1?.md", 3, 9) == "reader?doc=a+b%2F%C3%BC%26x%3D1%3F.md&start=3&end=9"
