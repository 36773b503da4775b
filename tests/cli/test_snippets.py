import click
import pytest

from pipeline.cli.snippets import marked, snippet
from pipeline.data import Passage, Span

FIRST = "The register is kept in Vienna by a small office."
LONG = "Nothing of note happened for many years " + "and years " * 25 + "until then."
LAST = "Weapons in orbit were discussed at length."


def passage(*sentences: str, start: int = 100) -> Passage:
    text, spans = "", []
    for sentence in sentences:
        text += " " if text else ""
        spans.append(Span(start + len(text), start + len(text) + len(sentence)))
        text += sentence
    return Passage("d#0", "d", start, start + len(text), text, sentences=tuple(spans))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("orbital weapons in orbit", f"… {LAST}"),
        ("who keeps the register", f"{FIRST} …"),
        ("nothing that occurs here", f"… {LONG} …"),
        ("zebra", f"{FIRST} …"),
    ],
)
def test_the_sentences_with_most_of_the_words_are_shown(query, shown):
    assert snippet(passage(FIRST, LONG, LAST), query) == shown


def test_a_short_passage_is_shown_whole():
    assert snippet(passage(FIRST, LAST), "orbit") == f"{FIRST} {LAST}"


def test_words_are_marked_without_changing_the_text():
    text = marked(LAST, "weapon in an orbit", indent="  ")
    assert click.unstyle(text) == f"  {LAST}"
    assert click.style("Weapons in orbit", bold=True) in text or click.style("Weapons", bold=True) in text
