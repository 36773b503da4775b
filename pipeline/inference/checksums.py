"""Checksums of large files, computed once for each state of a file."""

import contextlib
import json
import os
import tempfile
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.weights import sha256_of

_MEMO = "checksums.json"


def remembered_sha256(path: Path, cache: Path) -> str:
    """The SHA-256 of a file, read anew only if the file is not the very one that was read before.

    Device, inode, size, and the times of the last change of content and of inode tell that: the last one can not be
    set by hand, so an altered file is always read again. It saves a tenth of a second at each start.

    Raises:
        ModelError: the file cannot be read.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise ModelError(f"The weights {path} cannot be read ({error.strerror}); check the path.") from error
    state = [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    memo = _read(cache / _MEMO)
    known = memo.get(str(path))
    if isinstance(known, dict) and known.get("state") == state and isinstance(known.get("sha256"), str):
        return str(known["sha256"])
    digest = sha256_of(path)
    # Where the cache cannot be written the file is read again next time; nothing else depends on the memo.
    with contextlib.suppress(OSError):
        _write(cache / _MEMO, memo | {str(path): {"state": state, "sha256": digest}})
    return digest


def _read(path: Path) -> dict[str, object]:
    try:
        memo = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return memo if isinstance(memo, dict) else {}


def _write(path: Path, memo: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".checksums-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(memo, stream)
        os.replace(aside, path)
    except OSError:
        os.unlink(aside)
        raise
