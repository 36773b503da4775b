"""Towns of the world by name: what tells that a name which a model is unsure of is a place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "names" / "towns.tsv"
# A capitalised run, whole, behind a word that stands before places ("in Punta Arenas,").
_BEHIND = re.compile(
    r"\b(?:in|near|outside|at|off|port\sof|city\sof|town\sof)\s(?P<name>[A-Z][^\W\d_]+(?:[\s-](?:(?:de|del|do|da|la|el|al)[\s-])?[A-Z][^\W\d_]+){0,2})"
    r"(?![\w-])(?!['’]?s?\s[A-Z])"
)
_PEOPLE = 50  # thousand; of fewer the name is too often something else,
_PEOPLE_OF_FOREIGN = 15  # unless it has letters or small words that English names have not
_FOREIGN_WORD = re.compile(r"\s(?:de|del|do|da|la|el|al)\s")


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its plain name, and its people in thousands, rounded down; of several so called the largest."""

    name: str
    thousands: int


def find_town(name: str) -> Town | None:
    """The town of exactly this name in the shipped list."""
    row = _rows().get(name)
    if row is None:
        return None
    thousands, _, called = row.partition("\t")
    return Town(called or name, int(thousands))


def towns_in(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of towns that stand behind "in", "near" and the like, by a name that tells enough."""
    for match in _BEHIND.finditer(text):
        town = find_town(match["name"])
        foreign = not match["name"].isascii() or _FOREIGN_WORD.search(match["name"])
        if town and town.thousands >= (_PEOPLE_OF_FOREIGN if foreign else _PEOPLE):
            yield match.span("name")


@cache
def _rows() -> dict[str, str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {name: row for name, _, row in (line.partition("\t") for line in lines if line[:1] != "#")}
