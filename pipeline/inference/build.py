"""Things that are made once on a machine and kept in the cache."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pipeline.errors import ModelError

Built = TypeVar("Built")

_ASIDE = ".export-"
_ABANDONED_SECONDS = 24 * 3600


def build_once(folder: Path, build: Callable[[Path], None], read: Callable[[Path], Built | None]) -> Built:
    """What `read` finds in `folder`, which `build` fills first where `read` finds nothing.

    It is built in a folder of its own and renamed into place: a process killed on the way leaves nothing that
    counts, and of two that build at once the second takes what the first one made.

    Raises:
        ModelError: the cache cannot be written, or what was built cannot be read; and what `build` raises.
    """
    held = read(folder)
    if held is not None:
        return held
    with _writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder.parent)
        if folder.exists():
            shutil.rmtree(folder)
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_ASIDE))
        try:
            build(aside)
            for path in aside.iterdir():
                with path.open("rb") as stream:
                    os.fsync(stream.fileno())
            try:
                aside.rename(folder)
            except OSError:
                if read(folder) is None:
                    raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    made = read(folder)
    if made is None:
        raise ModelError(f"The exported model in {folder} is damaged; remove that folder and start again.")
    return made


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"The model cannot be exported to {folder.parent} ({error.strerror or error}); make room or name another "
            "folder with TRAVAUX_CACHE."
        ) from error


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed exports left behind, long enough ago that none of them can still be running."""
    for path in folder.glob(f"{_ASIDE}*"):
        try:
            old = time.time() - path.stat().st_mtime > _ABANDONED_SECONDS
        except FileNotFoundError:
            continue
        if old:
            shutil.rmtree(path, ignore_errors=True)
