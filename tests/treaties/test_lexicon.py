"""The automaton that finds names: the same strings as each name's own pattern would, the longest first."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.treaties.lexicon import Automaton, lexicon_of
from pipeline.treaties.registry import load_registry

# Short words of few letters, so that many begin alike, end inside one another and vary at the same places.
WORDS = st.text("ab§", min_size=1, max_size=6)
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8, unique=True)
TEXTS = st.text("ab§ ,-é_", max_size=40)


def trie_of(names: list[str]) -> dict[str, dict]:
    root: dict[str, dict] = {}
    for name in names:
        node = root
        for character in name:
            node = node.setdefault(character, {})
        node["end"] = {}
    return root


def longest_at(names: list[str], text: str) -> list[tuple[int, int]]:
    """By one pattern for each name, tried at each place that no letter stands before."""
    patterns = [re.compile(re.escape(name).replace(r"\ ", ",?[ -]?")) for name in names]
    places = [at for at in range(len(text)) if at == 0 or not re.match(r"\w", text[at - 1])]
    found = [(at, max((m.end() for p in patterns if (m := p.match(text, at))), default=at)) for at in places]
    return [(start, end) for start, end in found if end > start]


@given(NAMES, TEXTS)
@settings(max_examples=300, deadline=None)
def test_it_finds_a_name_wherever_a_pattern_of_its_own_would(names: list[str], text: str) -> None:
    expected = longest_at(names, text)
    spans = list(Automaton(trie_of(names)).find(text))
    assert [start for start, _ in spans] == [start for start, _ in expected]
    # A gap may be read with the one string and skipped with the other; where none is, the longest string wins.
    if not any(" " in name for name in names):
        assert spans == expected


@given(NAMES, TEXTS)
@settings(max_examples=300, deadline=None)
def test_it_finds_the_same_in_a_long_text(names: list[str], text: str) -> None:
    automaton = Automaton(trie_of(names))
    alone = list(automaton.find(text))
    assert list(automaton.find(text + "\n" * 3_000)) == alone
    assert list(automaton.find(text)) == alone  # the pattern of all strings is there now


def test_it_finds_what_begins_a_text_and_what_follows_it_at_once() -> None:
    text = "§§ outer space treaty, art. 4"
    found = [text[start:end] for start, end in lexicon_of(load_registry()).automaton.find(text)]
    assert found[0] == "§§"
    assert "outer space treaty" in found


def test_a_short_text_compiles_no_more_than_it_begins_with() -> None:
    automaton = Automaton(trie_of(["abba", "abab", "bbbb"]))
    assert list(automaton.find("abab")) == [(0, 4)]
    assert list(automaton._compiled) == ["abab"]
