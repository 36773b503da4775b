"""Mentions as rows of JSON Lines or CSV, and as a Parquet table."""

import csv
import io
import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Literal

from pipeline.data import Json, Mention, json_line
from pipeline.reviews import neutral_cell

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet")
COLUMNS = (
    "doc_id",
    "kind",
    "start",
    "end",
    "text",
    "label",
    "canonical_id",
    "canonical_name",
    "treaty_id",
    "articles",
    "paragraphs",
    "form",
    "status",
    "origin",
)
_ROW_GROUP = 50_000  # mentions held at a time; a few tens of megabytes


def header(form: Format) -> str:
    """What stands before the first row."""
    return ",".join(COLUMNS) + "\r\n" if form == "csv" else ""


def written(mentions: Iterable[Mention], form: Format) -> str:
    """The rows of some mentions, each with its line end.

    JSON Lines hold the records of `Mention`. CSV and Parquet have the columns `COLUMNS`, empty where a kind of
    mention lacks them; articles and paragraphs are lists in Parquet and separated by spaces in CSV.
    """
    if form != "csv":
        return "".join(json_line(mention.record()) + "\n" for mention in mentions)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for mention in mentions:
        record = mention.record()
        writer.writerow([neutral_cell(_cell(record.get(column))) for column in COLUMNS])
    return out.getvalue()


def write_parquet(lines: Path, out: Path) -> None:
    """Make a Parquet file of mentions in JSON Lines, some of them at a time."""
    import pyarrow as pa  # 0.2 s that the other formats should not pay
    import pyarrow.parquet as pq

    kinds = {
        "start": pa.int64(),
        "end": pa.int64(),
        "articles": pa.list_(pa.string()),
        "paragraphs": pa.list_(pa.string()),
    }
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in COLUMNS])
    with lines.open("rb") as stream, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while rows := [json.loads(line) for line in islice(stream, _ROW_GROUP)]:
            columns = {column: [row.get(column) for row in rows] for column in COLUMNS}
            writer.write_table(pa.table(columns, schema=schema), row_group_size=_ROW_GROUP)


def _cell(value: Json) -> str | int | None:
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return value if isinstance(value, int) or value is None else str(value)
