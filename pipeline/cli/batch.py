"""Batch inputs: JSON Lines, plain or gzipped, where a broken line is named and the rest goes on."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar, cast

from pipeline.cli.output import Failures
from pipeline.errors import DocumentError
from pipeline.unicode import encodable

Item = TypeVar("Item")
_MAX_LINE = (
    20_000_000  # bytes; a question, claim or pair is far shorter, and a file without line ends must not fill memory
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a batch input: its id and the texts that were asked for, in the order of the fields."""

    row_id: str
    texts: tuple[str, ...]


def read_rows(
    path: Path, failures: Failures, *, fields: Sequence[Sequence[str]], ids: Sequence[str] = ("id", "_id")
) -> Iterator[Row]:
    """The rows of the file, in order; a line that cannot be used goes to `failures` with its number.

    Args:
        path: a .jsonl or .jsonl.gz file.
        failures: told about lines that are no JSON object, lack an id or a text, or repeat an id.
        fields: for each text wanted the names it may have, the preferred one first.
        ids: the names that the id may have.

    Raises:
        DocumentError: the file itself cannot be read.
    """
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:  # a UnicodeDecodeError is a ValueError
            failures.add(f"{where}: is no JSON ({error}); the line was left out.")
            continue
        problem = _problem(row, fields, ids, seen)
        if problem:
            failures.add(f"{where}: {problem}; the line was left out.")
            continue
        row_id = encodable(str(_first(row, ids)))
        seen[row_id] = number
        yield Row(row_id, tuple(encodable(str(_first(row, names))) for names in fields))


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of up to `size`."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def _first(row: dict[str, object], names: Sequence[str]) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _problem(row: object, fields: Sequence[Sequence[str]], ids: Sequence[str], seen: dict[str, int]) -> str | None:
    if not isinstance(row, dict):
        return "is no JSON object"
    row_id = _first(row, ids)
    if isinstance(row_id, bool) or not isinstance(row_id, str | int) or not str(row_id).strip():
        return f"has no '{ids[0]}'"
    if encodable(str(row_id)) in seen:
        return f"repeats the id '{row_id}' of line {seen[encodable(str(row_id))]}"
    for names in fields:
        value = _first(row, names)
        if not isinstance(value, str) or not value.strip():
            return f"has no text in '{names[0]}'"
    return None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers from 1."""
    try:
        with _open(path) as stream:
            number = 0
            while line := stream.readline(_MAX_LINE + 1):
                number += 1
                if len(line) > _MAX_LINE:
                    raise DocumentError(
                        f"{path}, line {number}", f"is longer than {_MAX_LINE:,} bytes", "write one object a line"
                    )
                if line.strip():
                    yield number, line
    except OSError as error:  # gzip.BadGzipFile is one
        raise DocumentError(
            str(path), f"cannot be read ({error.strerror or error})", "check the path and its permissions"
        ) from error
    except (EOFError, zlib.error) as error:
        raise DocumentError(str(path), "is damaged or cut off", "pack it again with gzip") from error


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.name.endswith(".gz") else path.open("rb")
