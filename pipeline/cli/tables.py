"""Mentions as JSON Lines, CSV or Parquet, written as they come."""

import csv
from collections.abc import Iterable
from pathlib import Path

from pipeline.cli.batch import in_batches
from pipeline.cli.output import aside, json_line, text_output, writing
from pipeline.data import Json, Mention

FORMATS = ("jsonl", "csv", "parquet")
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
    "origin",
)
_ROW_GROUP = 50_000  # mentions held at a time; a few tens of megabytes


def write_mentions(mentions: Iterable[Mention], form: str, out: Path | None) -> None:
    """Write mentions to a file, or to standard output where there is none (not for Parquet).

    JSON Lines hold the records of `Mention`. CSV and Parquet have the columns `COLUMNS`, empty where a kind of
    mention lacks them; articles and paragraphs are lists in Parquet and separated by spaces in CSV.

    Raises:
        OutputError: the file cannot be written.
    """
    if form == "parquet" and out is not None:
        _write_parquet(mentions, out)
    elif form == "csv":
        _write_csv(mentions, out)
    else:
        with text_output(out) as stream:
            stream.writelines(json_line(mention.record()) + "\n" for mention in mentions)


def _write_csv(mentions: Iterable[Mention], out: Path | None) -> None:
    from pipeline.reviews import neutral_cell

    with text_output(out) as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for mention in mentions:
            record = mention.record()
            writer.writerow([neutral_cell(_cell(record.get(column))) for column in COLUMNS])


def _cell(value: Json) -> str | int | None:
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return value if isinstance(value, int) or value is None else str(value)


def _write_parquet(mentions: Iterable[Mention], out: Path) -> None:
    import pyarrow as pa  # 0.2 s that the other formats should not pay
    import pyarrow.parquet as pq

    kinds = {
        "start": pa.int64(),
        "end": pa.int64(),
        "articles": pa.list_(pa.string()),
        "paragraphs": pa.list_(pa.string()),
    }
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in COLUMNS])
    with aside(out) as part, writing(out), pq.ParquetWriter(part, schema, compression="zstd") as writer:
        for batch in in_batches(mentions, _ROW_GROUP):
            rows = [mention.record() for mention in batch]
            columns = {column: [row.get(column) for row in rows] for column in COLUMNS}
            writer.write_table(pa.table(columns, schema=schema), row_group_size=_ROW_GROUP)
