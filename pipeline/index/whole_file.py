"""Files that are either whole or not there."""

import os
import tempfile
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
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise _failed(path, error) from error
    aside = Path(name)
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
