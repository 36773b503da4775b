"""What reaches the user: lines for people on a terminal, JSON Lines for programs, files written aside."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

import click

from pipeline.data import Record, json_line
from pipeline.errors import OutputError

# Documents are not ours: a control or direction character in one must neither drive the terminal nor reorder a line.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MAX_WIDTH = 100


def visible(text: str) -> str:
    """The text with every control character but tabs and line feeds replaced by a visible sign."""
    return _UNPRINTABLE.sub("\ufffd", text)


def printable(text: str) -> str:
    """The text in one line, every run of white space as one space and control characters made visible."""
    return visible(" ".join(text.split()))


def emit(records: Iterable[Record]) -> None:
    """Print records on standard output, one JSON object a line."""
    for record in records:
        click.echo(json_line(record))


def complain(sentence: str) -> None:
    """Say on standard error what failed."""
    click.echo(f"travaux: {printable(sentence)}", err=True)


def note(sentence: str) -> None:
    """Say something on standard error that is no failure."""
    click.echo(printable(sentence), err=True)


def paragraph(text: str, *, indent: str = "") -> str:
    """The printable text wrapped to the width of the terminal."""
    width = min(shutil.get_terminal_size((_MAX_WIDTH, 24)).columns, _MAX_WIDTH)
    return textwrap.fill(
        printable(text), width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


class Failures:
    """Counts what failed while the rest goes on, and ends the command with exit status 1 if anything did.

    Example:
        with Failures() as failures:
            failures.add("queries.jsonl, line 3: is no JSON")
    """

    def __init__(self) -> None:
        self.count = 0

    def add(self, sentence: str) -> None:
        """Name one failure at once."""
        self.count += 1
        complain(sentence)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self.count:
            click.get_current_context().exit(1)


@contextmanager
def text_output(path: Path | None) -> Iterator[IO[str]]:
    """A text stream (UTF-8) that becomes the file at the end of the block; standard output where there is none.

    Raises:
        OutputError: the file cannot be written; a former file of that name still stands.
    """
    if path is None:
        yield sys.stdout
        return
    with aside(path) as part, writing(path), part.open("w", encoding="utf-8", newline="") as stream:
        yield stream


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path to write to, renamed to `path` when the block ends well and removed when it does not.

    Devices and pipes are written to directly.

    Raises:
        OutputError: the folder does not exist or is not writable.
    """
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise OutputError(f"{path}: is a folder; name a file.")
        yield path
        return
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with writing(path):
        part.touch()
    try:
        yield part
        with writing(path):
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns a failure to write the file into an OutputError; errors that name files elsewhere pass."""
    try:
        yield
    except BrokenPipeError:  # a reader of something else has gone away; click ends the command without a word
        raise
    except OSError as error:
        # Writing names no file in its errors; one that names another file is not about the output.
        if error.filename is not None and Path(error.filename).parent != path.parent:
            raise
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written ({reason}); name another file with --out.") from error
