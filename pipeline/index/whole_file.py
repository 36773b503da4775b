"""Files that are either whole or not there."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import IndexWriteFailed


@contextmanager
def write_whole(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file `path` when the block ends well: on the disk first, then renamed.

    Raises:
        IndexWriteFailed: the disk is full or cannot be written; a former file of the name is untouched.
    """
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        # With the rights of any other new file of this user, so that a group can share an index.
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as error:
        raise _failed(path, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        aside.unlink(missing_ok=True)


def _failed(path: Path, error: OSError) -> IndexWriteFailed:
    return IndexWriteFailed(
        f"{path}: cannot be written ({error.strerror or error}); make room or choose another folder. "
        "What the index held before still stands."
    )
