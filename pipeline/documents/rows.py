"""Rows of a JSON Lines file, also gzipped: one at a time, each broken one named."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.data import Rejection
from pipeline.documents import formats
from pipeline.documents.reading import opened, unreadable
from pipeline.errors import DocumentError
from pipeline.unicode import is_fit_id

# After as many bad lines at the start and not one good one the file is something else.
_PATIENCE = 50
_HEAD = 4096
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a JSON Lines file: file and line, its id, its canonical JSON; and how far the file was read."""

    origin: str
    doc_id: str
    data: bytes
    read: int


def read_rows(path: Path, origin: str, max_row: int, max_unpacked: int) -> Iterator[Row | Rejection]:
    """Each row in order; a Rejection for each line that is no document.

    `max_row` bounds a line, `max_unpacked` what a gzipped file may unpack to (the lines before that come through).

    Raises:
        DocumentError: the file as a whole cannot be read, is empty, or was changed meanwhile.
    """
    packed = path.name.lower().endswith(".gz")
    with opened(path, origin) as file:
        head = file.read(_HEAD)
        file.seek(0)
        if not head:
            raise DocumentError(origin, "is empty", "give a file with a JSON object on each line")
        if packed and not head.startswith(b"\x1f\x8b"):
            raise DocumentError(origin, "is no gzip file, whatever its name says", "rename it to .jsonl")
        if not packed:
            _require_text(head, origin)
        stream = gzip.GzipFile(fileobj=file) if packed else file
        yield from _rows(stream, file, origin, max_row, max_unpacked if packed else None)


def _require_text(head: bytes, origin: str) -> None:
    seen, name = formats.seems_to_be(head)
    if seen != formats.TEXT:
        raise DocumentError(origin, f"should be JSON Lines by its name, but seems to be {name}", "rename or convert it")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        raise DocumentError(origin, "is not UTF-8 (UTF-16 or binary data)", "save it as UTF-8")


def _rows(
    stream: BinaryIO | gzip.GzipFile, file: BinaryIO, origin: str, max_row: int, max_unpacked: int | None
) -> Iterator[Row | Rejection]:
    number = good = bad = unpacked = 0
    while True:
        number += 1
        where = f"{origin} line {number}"
        line, length = _next_line(stream, where, max_row)
        if not length:
            break
        unpacked += length
        if max_unpacked is not None and unpacked > max_unpacked:
            raise DocumentError(
                where,
                f"unpacks to more than {max_unpacked / 1e6:,.0f} MB up to here",
                "split the file; see max_file_mb",
            )
        if line is not None and not line.strip():
            continue
        row = _row(line, where, max_row, file.tell())
        good += not isinstance(row, Rejection)
        bad += isinstance(row, Rejection)
        yield row
        if not good and bad >= _PATIENCE:
            raise DocumentError(origin, f"has no document in its first {bad} lines", "give each an id and a text")
    if not good and not bad:
        raise DocumentError(origin, "holds no rows", "give a file with a JSON object on each line")


def _next_line(stream: BinaryIO | gzip.GzipFile, where: str, limit: int) -> tuple[bytes | None, int]:
    """The next line, None for one beyond the limit; and how many bytes it took, 0 at the end."""
    try:
        line = stream.readline(limit + 1)
        if len(line) <= limit:
            return line, len(line)
        length = len(line)
        while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
            length += len(line)
            if length > 100 * limit:
                raise DocumentError(where, "does not end", "write each document on a line of its own")
        return None, length
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        remedy = "get the file again; the rows before this one were read"
        raise DocumentError(where, "cannot be unpacked, the file is damaged or cut off", remedy) from error
    except OSError as error:
        raise unreadable(where, error) from error


def _row(line: bytes | None, where: str, limit: int, read: int) -> Row | Rejection:
    if line is None:
        return Rejection(where, f"is longer than {limit / 1e6:,.1f} MB", "split it, or raise the setting max_file_mb")
    try:
        row = json.loads(line.removeprefix(_BOM).decode("utf-8"))
    except UnicodeDecodeError:
        return Rejection(where, "is not UTF-8", "save the file as UTF-8")
    except json.JSONDecodeError as error:
        return Rejection(
            where, f"is no valid JSON ({error.msg.removesuffix(' at')} at column {error.colno})", "correct that line"
        )
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of nested brackets
        return Rejection(where, "is JSON of absurd size or depth", "correct that line")
    if not isinstance(row, dict):
        return Rejection(where, "is no JSON object", 'write {"id": ..., "text": ...}')
    doc_id = row.get("_id")
    if doc_id is None or doc_id == "":
        doc_id = row.get("id")
    if isinstance(doc_id, int) and not isinstance(doc_id, bool):
        doc_id = str(doc_id)
    if not isinstance(doc_id, str) or not doc_id.strip():
        return Rejection(where, 'has no "_id" or "id"', "give each row an id of its own")
    if len(doc_id) > 1000 or not is_fit_id(doc_id):
        return Rejection(where, "has an id that is too long or has control characters in it", "give it another id")
    if not isinstance(row.get("text"), str):
        return Rejection(where, 'has no "text"', 'put the document\'s text under "text"')
    if not row["text"].strip():
        return Rejection(where, "has an empty text", "give it a text, or leave it out")
    return Row(where, doc_id, json.dumps(row, sort_keys=True, separators=(",", ":")).encode("ascii"), read)
