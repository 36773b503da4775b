"""Figures as a table that people read and a file that a later run is compared with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.data import Json, Record


@dataclass(frozen=True, slots=True)
class Result:
    """What the scorer said of one measurement, and the seconds that its task took."""

    name: str
    figures: Record
    seconds: float
    reliability: list[Record] = field(default_factory=list)


def markdown(results: Sequence[Result]) -> str:
    """A Markdown table with one row for each figure, and a reliability table for what says how sure it is."""
    lines = ["| measurement | figure | value |", "|---|---|---|"]
    for result in results:
        lines += [f"| {result.name} | {name} | {value} |" for name, value in _flat(result.figures)]
    for result in results:
        if result.reliability:
            columns = list(result.reliability[0])
            lines += ["", f"## How sure, how often right: {result.name}", "", f"| {' | '.join(columns)} |"]
            lines += ["|" + "---|" * len(columns)]
            lines += [f"| {' | '.join(str(row[name]) for name in columns)} |" for row in result.reliability]
    return "\n".join(lines) + "\n"


def reliability(command: str, gold: Iterable[Record], predictions: Iterable[Record]) -> list[Record]:
    """How sure, how often right: for each fifth of the confidence the cases, their mean confidence and the share right.

    A verdict is right where it is the gold one. An answer's confidence is that the documents answer the question, so it
    is right where gold has an answer at all.
    """
    wanted = {str(row["id"]): row for row in gold}
    bins: dict[int, list[tuple[float, bool]]] = {}
    for row in predictions:
        sure = row.get("confidence")
        key = str(row["claim_id" if command == "claims" else "question_id"])
        if not isinstance(sure, float | int) or key not in wanted:
            continue
        if command == "claims":
            label = {"nei": "not_enough_info"}.get(str(wanted[key]["verdict"]), wanted[key]["verdict"])
            right = row["verdict"] == label
        else:
            right = bool(wanted[key].get("answers"))
        bins.setdefault(min(4, int(float(sure) * 5)), []).append((float(sure), right))
    return [
        {
            "confidence": f"{number / 5:.1f} to {(number + 1) / 5:.1f}",
            "cases": len(inside),
            "mean confidence": round(sum(sure for sure, _ in inside) / len(inside), 2),
            "right": round(sum(right for _, right in inside) / len(inside), 2),
        }
        for number, inside in sorted(bins.items())
    ]


def _flat(figures: Record, prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name} ")
        else:
            yield prefix + name, value
