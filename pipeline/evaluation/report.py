"""Figures as a table that people read and a file that a later run is compared with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.data import Json, Record


@dataclass(frozen=True, slots=True)
class Result:
    """What the scorer said of one measurement, and the seconds that its task took."""

    name: str
    figures: Record
    seconds: float


def markdown(results: Iterable[Result]) -> str:
    """A Markdown table with one row for each figure."""
    lines = ["| measurement | figure | value |", "|---|---|---|"]
    for result in results:
        lines += [f"| {result.name} | {name} | {value} |" for name, value in _flat(result.figures)]
    return "\n".join(lines) + "\n"


def _flat(figures: Record, prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name} ")
        else:
            yield prefix + name, value
