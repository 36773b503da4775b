"""Bytes of a file, read with bounds and with an eye on who else is writing."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import DocumentError

_PIECE = 1 << 20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_file(path: Path, origin: str, *, limit: int) -> bytes:
    """All bytes of a regular file; never more than `limit` + 1 of them are read.

    Raises:
        DocumentError: the file is missing, no regular file, empty, longer than `limit`, not readable, or was changed
            by someone else meanwhile.
    """
    with opened(path, origin) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > limit:
            raise too_long(origin, size, limit)
        pieces = []
        left = limit + 1
        while left > 0 and (piece := _read(stream, origin, min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
    data = b"".join(pieces)
    if len(data) > limit:
        raise too_long(origin, len(data), limit)
    if len(data) != size:
        raise changed(origin)
    if not data:
        raise DocumentError(origin, "is empty", "give a file with text in it")
    return data


@contextmanager
def opened(path: Path, origin: str) -> Iterator[BinaryIO]:
    """A regular file open for reading; leaving the block checks that it is still the file that was opened.

    Raises:
        DocumentError: as for `read_file`.
    """
    _require_regular(_stat(path, origin), origin)
    # Between the check and the opening a pipe may have taken the file's place: opening it must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise unreadable(origin, error) from error
    with os.fdopen(handle, "rb", buffering=_PIECE) as stream:
        before = os.fstat(stream.fileno())
        _require_regular(before, origin)
        yield stream
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise changed(origin)
    now = _stat(path, origin, vanished=True)
    if (now.st_dev, now.st_ino) != (after.st_dev, after.st_ino):
        raise changed(origin)


def unreadable(origin: str, error: OSError) -> DocumentError:
    """The error for a file that the system refuses."""
    if isinstance(error, FileNotFoundError):
        return DocumentError(origin, "does not exist", "check the spelling of its path")
    if isinstance(error, PermissionError):
        return DocumentError(origin, "may not be read by this user", "change its permissions")
    return DocumentError(origin, f"cannot be read ({error.strerror or error})", "check the file and its disk")


def changed(origin: str) -> DocumentError:
    """The error for a file that was written to while it was being read."""
    return DocumentError(origin, "was changed while it was being read", "ingest it again once it is complete")


def too_long(origin: str, size: int, limit: int) -> DocumentError:
    """The error for a file beyond the limit."""
    return DocumentError(
        origin,
        f"is too large ({size / 1e6:,.1f} MB, the limit is {limit / 1e6:,.1f} MB)",
        "split it, or raise the setting max_file_mb",
    )


def _read(stream: BinaryIO, origin: str, count: int) -> bytes:
    try:
        return stream.read(count)
    except OSError as error:
        raise unreadable(origin, error) from error


def _stat(path: Path, origin: str, *, vanished: bool = False) -> os.stat_result:
    try:
        return path.stat()
    except FileNotFoundError as error:
        if vanished:
            raise DocumentError(origin, "vanished while it was being read", "ingest it again") from error
        raise unreadable(origin, error) from error
    except OSError as error:
        raise unreadable(origin, error) from error
    except ValueError as error:  # a NUL in the path
        raise DocumentError(origin.replace("\0", "?"), "is no valid path", "check its spelling") from error


def _require_regular(status: os.stat_result, origin: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "no regular file")
        raise DocumentError(origin, f"is {kind}, not a file", "give a regular file or a folder")
