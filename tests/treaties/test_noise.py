"""What printing and recognition do to a reference changes nothing of what is found, or hardly anything."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.treaties import find_treaty_references

FOLDER = Path(__file__).parents[1] / "data"
ROWS = [
    json.loads(line)
    for name in ("treaty_references.jsonl", "treaty_references_adversarial.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]
CONFUSED = {"l": "1", "1": "l", "I": "l", "O": "0", "0": "O", "o": "0", "S": "5", "5": "S", "m": "rn"}


def meaning(text: str) -> list[tuple[object, ...]]:
    return [(one.treaty_id, one.articles, one.paragraphs) for one in find_treaty_references(text)]


def widened(text: str, start: int, end: int) -> Iterator[str]:
    """Each space of a span as two spaces."""
    return (text[:at] + " " + text[at:] for at in range(start, end) if text[at] == " ")


def broken(text: str, start: int, end: int) -> Iterator[str]:
    """Each space of a span as a line break."""
    return (text[:at] + "\n" + text[at + 1 :] for at in range(start, end) if text[at] == " ")


def marked(text: str, start: int, end: int) -> Iterator[str]:
    """The mark of a footnote behind a span."""
    yield text[:end] + "\u00b9\u00b2" + text[end:]


def hyphenated(text: str, start: int, end: int) -> Iterator[str]:
    """Each longer word of a span broken in its middle."""
    for word in re.finditer("[A-Za-z][a-z]{5,}", text[start:end]):
        at = start + (word.start() + word.end()) // 2
        yield text[:at] + "-\n" + text[at:]


def misread(text: str, start: int, end: int) -> Iterator[str]:
    """Two characters of a span confused, each alone."""
    rng = random.Random(start)
    places = [at for at in range(start, end) if text[at] in CONFUSED]
    for at in rng.sample(places, min(2, len(places))):
        yield text[:at] + CONFUSED[text[at]] + text[at + 1 :]


@pytest.mark.parametrize(
    ("noise", "least"), [(widened, 1.0), (broken, 1.0), (marked, 1.0), (hyphenated, 1.0), (misread, 0.98)]
)
def test_noise_in_references_hardly_matters(noise, least: float) -> None:
    tried = same = 0
    for row in ROWS:
        plain = meaning(row["text"])
        for ref in row["refs"]:
            for text in noise(row["text"], ref["start"], ref["end"]):
                tried += 1
                same += meaning(text) == plain
    assert tried > 400
    assert same >= least * tried
