"""Marked text: whatever the document and the marks, the page shows the document's characters and nothing runs."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Span
from pipeline.ui.marked import Mark, render_marked, window_around

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</mark></div><h1>Ours?</h1>",
    "&lt;b&gt; &amp; &#60;",
    "**bold** :red[red] $x^2$ [link](javascript:alert(1))",
    "\"' onmouseover='alert(1)",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
)


class Reading(HTMLParser):
    """What a browser makes of the markup: its text, its tags, and the text inside marks of one style."""

    def __init__(self, style: str = "cited") -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.styled, self.tags, self.depth, self.style = "", "", set(), 0, style

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"class", "title"}
        self.inside = f"t-{self.style}" in (dict(attrs).get("class") or "").split()
        self.depth += 1
        assert self.depth == 1, "pieces are never nested"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        self.inside = False

    inside = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.inside:
            self.styled += data


def read(markup: str) -> Reading:
    reading = Reading()
    reading.feed(markup)
    reading.close()
    return reading


texts = st.text(alphabet=st.sampled_from("ab <>&\"'/=;\n\té€𐍈#")) | st.sampled_from(HOSTILE)
styles = st.sampled_from(["cited", "match", "entity", "treaty", "refuted"])
marks = st.lists(st.builds(Mark, st.integers(-5, 60), st.integers(-5, 60), styles, texts), max_size=8)


@given(texts, marks, st.integers(0, 40), st.integers(0, 60))
def test_the_page_shows_the_characters_of_the_window(text: str, drawn: list[Mark], start: int, length: int) -> None:
    window = Span(min(start, len(text)), min(start + length, len(text)))
    reading = read(render_marked(text, window, drawn))
    assert reading.text == text[window.start : window.end]
    assert reading.tags <= {"mark", "span"}


@given(texts, st.integers(0, 40), st.integers(1, 20), marks)
def test_the_cited_words_are_marked_whatever_lies_over_them(
    text: str, start: int, length: int, other: list[Mark]
) -> None:
    start = min(start, len(text))
    others = [mark for mark in other if mark.style != "cited"]
    markup = render_marked(text, Span(0, len(text)), [Mark(start, start + length, "cited"), *others])
    assert read(markup).styled == text[start : start + length]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_of_a_document_stays_text(text: str) -> None:
    markup = render_marked(text, Span(0, len(text)), [Mark(0, 3, "entity", text)])
    assert read(markup).text == text
    assert read(markup).tags == {"span"}


@given(st.text(alphabet="ab. \n", max_size=400), st.integers(0, 500), st.integers(20, 100), st.integers(0, 15))
def test_a_window_holds_its_place_and_keeps_its_size(text: str, at: int, size: int, before: int) -> None:
    window = window_around(text, at, size=size, before=before)
    assert 0 <= window.start <= min(at, len(text)) <= window.end or at >= len(text)
    assert window.end - window.start <= size
    assert window.start >= min(at, len(text)) - before


def test_a_huge_document_is_shown_in_part() -> None:
    text = "word " * 400_000
    window = window_around(text, 1_000_000)
    assert window.end - window.start <= 8_000


def test_a_stretch_with_a_link_is_one_and_begins_once() -> None:
    marks = [Mark(4, 14, "refuted", "refuted: no", "reader?doc=a&claim=1"), Mark(8, 14, "cited")]
    drawn = render_marked("The treaty bans it.", Span(0, 19), marks)
    assert drawn.count('href="reader?doc=a&amp;claim=1"') == 2
    assert drawn.count("t-first") == 1
    assert '<mark class="t-cited">ty ban</mark>' in drawn
    assert re.sub("<[^>]*>", "", drawn) == "The treaty bans it."


def test_of_links_over_the_same_words_each_has_its_sign() -> None:
    marks = [
        Mark(0, 19, "refuted", "refuted: no", "reader?claim=whole"),
        Mark(0, 10, "supported", "supported: yes", "reader?claim=part"),
        Mark(0, 10, "unverified", "unverified: who knows", "reader?claim=same"),
        Mark(11, 15, "supported", "supported: so", "reader?claim=inner"),
    ]
    drawn = render_marked("The treaty bans it.", Span(0, 19), marks)
    begun = re.findall(r'<a href="reader\?claim=(\w+)" class="([^"]*t-first)"', drawn)
    assert sorted(name for name, _ in begun) == ["inner", "part", "same", "whole"], "each begins once"
    signs = {name: re.findall("t-(?:refuted|supported|unverified)", styles) for name, styles in begun}
    assert signs == {
        "whole": ["t-refuted"],
        "part": ["t-supported"],
        "same": ["t-unverified"],
        "inner": ["t-supported"],
    }
    assert 'aria-label="refuted: no"' in drawn
    words = dict(re.findall(r'claim=(\w+)" class="[^"]*" title="[^"]*"(?: tabindex="-1")?>([^<]*)<', drawn))
    assert words == {"part": "The treaty", "whole": " it.", "inner": "bans"}
    assert re.sub("<[^>]*>", "", drawn) == "The treaty bans it."
