"""Towns of the world by name: what tells that a name which a model is unsure of is a place."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "names" / "towns.tsv"


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


@cache
def _rows() -> dict[str, str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {name: row for name, _, row in (line.partition("\t") for line in lines if line[:1] != "#")}
