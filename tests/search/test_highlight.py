"""Highlighting: which words of a text are marked for a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search import highlight

TEXT = "States shall not place nuclear weapons in orbit; orbiting weapons are banned by the OST."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nuclear weapon", ["nuclear weapons", "weapons"]),
        ("Which orbits?", ["orbit", "orbiting"]),
        ("What is the ost", ["OST"]),
        ("in the", ["in", "the"]),
        ("chocolate", []),
        ("", []),
    ],
)
def test_words_with_the_same_stem_are_marked(query: str, expected: list[str]) -> None:
    assert [TEXT[span.start : span.end] for span in highlight(query, TEXT)] == expected


def test_offset_moves_spans_into_the_document() -> None:
    document = "Preface.\n\n" + TEXT
    spans = highlight("nuclear", TEXT, offset=10)
    assert [document[span.start : span.end] for span in spans] == ["nuclear"]


@given(query=st.text(max_size=30), text=st.text(max_size=120))
def test_spans_are_ordered_disjoint_and_inside(query: str, text: str) -> None:
    last = -1
    for span in highlight(query, text):
        assert last < span.start < span.end <= len(text)
        last = span.end


def test_a_long_text_and_a_long_query_are_no_burden() -> None:
    spans = highlight("orbit " * 20_000, "orbit weapons " * 20_000)
    assert len(spans) == 20_000
