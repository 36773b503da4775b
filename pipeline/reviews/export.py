"""The report that a reviewer hands on: every claim, verdict, reason, piece of evidence and decision."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pipeline.data import VERDICTS, Record, ReviewItem
from pipeline.errors import ReviewError

if TYPE_CHECKING:
    from jinja2 import Template

ReportFormat = Literal["json", "csv", "html"]
COLUMNS = (
    "claim_id",
    "doc_id",
    "start",
    "end",
    "claim",
    "verdict",
    "confidence",
    "reasons",
    "evidence",
    "status",
    "decision",
    "decided_verdict",
    "note",
    "reviewer",
    "time",
    "signed_by",
    "reopened",
    "decisions",
)
LABELS = {"supported": "Supported", "refuted": "Refuted", "not_enough_info": "Not enough information"}
DECIDED = {"accept": "Accepted", "change": "Changed", "reject": "Set aside"}
# A cell that begins with one of these is run as a formula by a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_report(items: Sequence[ReviewItem], *, format: ReportFormat, header: Record) -> str:
    """The report as one string.

    Args:
        items: what to report, in this order.
        format: "json" (one object with `header` and `items`), "csv" (a row for each claim, no header record; cells
            that a spreadsheet would run as a formula begin with an apostrophe) or "html" (one file that needs
            nothing else: no script, no link to elsewhere, everything escaped, fit for print).
        header: versions of model, index and registry, and whatever else the reader should know of the run.

    Raises:
        ReviewError: the format is none of the three.
    """
    if format not in get_args(ReportFormat):
        raise ReviewError(f"'{format}' is no format of a report; use one of {', '.join(get_args(ReportFormat))}.")
    if format == "csv":
        return _csv(items)
    header = {"exported": datetime.now(UTC).isoformat(timespec="seconds")} | header | {"counts": _counts(items)}
    if format == "json":
        content: Record = {"header": header, "items": [item.record() for item in items]}
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return _html(items, header)


def _counts(items: Sequence[ReviewItem]) -> Record:
    """How many verdicts stand, by label, as the reviewers left them."""
    counts: Record = {label: sum(item.label == label for item in items) for label in VERDICTS}
    counts |= {"set_aside": sum(item.label is None for item in items)}
    return {"claims": len(items)} | counts | {"reviewed": sum(item.status == "reviewed" for item in items)}


def _csv(items: Sequence[ReviewItem]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in items:
        claim, current = item.verdict.claim, item.current
        judgements = (*item.earlier, *item.history)
        cells: tuple[str | int | None, ...] = (
            claim.claim_id,
            claim.doc_id,
            claim.start,
            claim.end,
            claim.text,
            item.verdict.label,
            f"{item.verdict.confidence:.4f}",
            "\n".join(item.verdict.reasons),
            "\n".join(f"[{p.doc_id} {p.start}-{p.end}, {p.stance}] {p.text}" for p in item.verdict.evidence),
            item.status,
            current.decision if current else "",
            replace(item, reopened="").label if current else "",  # what was decided, if it holds no longer, too
            current.note if current else "",
            current.reviewer if current else "",
            current.time if current else "",
            ", ".join(item.signed_by),
            item.reopened,
            "\n".join(f"{j.time} {j.reviewer}: {j.decision} {j.label or ''} {j.note}".rstrip() for j in judgements),
        )
        writer.writerow([neutral_cell(cell) for cell in cells])
    return out.getvalue()


def neutral_cell(cell: str | int | None) -> str | int:
    """The cell of a CSV file, behind an apostrophe where a spreadsheet would run it as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _html(items: Sequence[ReviewItem], header: Record) -> str:
    documents: dict[str, list[tuple[int, ReviewItem]]] = {}
    for number, item in enumerate(items, start=1):
        documents.setdefault(item.verdict.claim.doc_id or "", []).append((number, item))
    counts = header["counts"]
    facts = [(name.replace("_", " "), _plain(value)) for name, value in header.items() if name != "counts"]
    return _template().render(documents=documents, counts=counts, facts=facts, labels=LABELS, decided=DECIDED)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return "–" if value is None else str(value)


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # 0.2 s that no other command should pay

    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("report.html")
