"""The part of a passage worth showing in a list, with the words of the query marked."""

import click

from pipeline.cli.output import paragraph
from pipeline.data import Passage

_WORDS = 45  # of a snippet; about three lines


def snippet(passage: Passage, query: str) -> str:
    """The run of whole sentences, about 45 words at most, that holds the most of the query's words."""
    from pipeline.search import highlight  # the lexical index comes with it

    sentences = [passage.text[s.start - passage.start : s.end - passage.start] for s in passage.sentences]
    sentences = sentences or [passage.text]
    matched = [
        {word for span in highlight(query, sentence) for word in sentence[span.start : span.end].lower().split()}
        for sentence in sentences
    ]
    best, most = (0, 0), -1
    for first in range(len(sentences)):
        last, words = first, len(sentences[first].split())
        while last + 1 < len(sentences) and words + len(sentences[last + 1].split()) <= _WORDS:
            last += 1
            words += len(sentences[last].split())
        found = len(set().union(*matched[first : last + 1]))
        if found > most:
            best, most = (first, last), found
    first, last = best
    shown = " ".join(sentences[first : last + 1])
    return f"{'… ' if first else ''}{shown}{' …' if last + 1 < len(sentences) else ''}"


def marked(text: str, query: str, *, indent: str = "") -> str:
    """The text wrapped to the terminal with the words of the query in bold; plain where colours are off."""
    from pipeline.search import highlight

    lines = paragraph(text, indent=indent)
    parts, end = [], 0
    for span in highlight(query, lines):
        parts += [lines[end : span.start], click.style(lines[span.start : span.end], bold=True)]
        end = span.end
    return "".join((*parts, lines[end:]))
