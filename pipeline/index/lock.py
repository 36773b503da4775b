"""One writer at a time: an advisory lock that dies with its process."""

import fcntl
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import IndexBusy

NAME = "writer.lock"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the index for writing; the kernel releases it when the process ends, however it ends.

    Raises:
        IndexBusy: another process holds it; the message says which.
    """
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(
                f"{folder}: {_holder(folder)} is writing to this index; wait for it to end, then run this again."
            ) from error
        file.truncate(0)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
        started = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": started}, file)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _holder(folder: Path) -> str:
    """Who holds the lock, in words; the file may be half-written while its holder starts."""
    try:
        holder = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        return "another process"
    return f"process {holder['pid']} on {holder['host']} ('{holder['command']}', since {holder['since']})"
