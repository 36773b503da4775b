"""The files that documents were read from: uploads, which the index keeps, and others, which stay where they are."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.errors import DocumentError, IndexWriteFailed
from pipeline.index import DocumentInfo

FOLDER = "uploads"
_NAME_BYTES, _SUFFIX_BYTES = 200, 20


def keep_uploads(index: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    """Write uploaded files into the index folder, each into a folder named by its content; where they lie now.

    Args:
        index: the index folder.
        files: name and content of each; of a name, only the last part is used.

    Raises:
        IndexWriteFailed: the disk is full, or not to be written to.
    """
    paths = []
    for name, content in files:
        path = index / FOLDER / hashlib.sha256(content).hexdigest()[:16] / bare_name(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise IndexWriteFailed(
                f"{path}: cannot be written ({error.strerror}); free some space or make the folder writable."
            ) from error
        paths.append(path)
    return paths


def prune_uploads(index: Path, sources: Iterable[str]) -> None:
    """Delete uploaded files that no document comes from; `sources` are those of all documents held."""
    held = {place for source in sources if (place := _place(source))}
    for path in _folders(index):
        if path.name not in held:
            with suppress(OSError):  # in use, or gone already: the next time will do
                shutil.rmtree(path)


def path_of(index: Path, info: DocumentInfo) -> Path:
    """Where the file lies that a document was read from, as far as is known."""
    place = _place(info.source)
    return index / FOLDER / place / PurePosixPath(info.source).name if place else Path(info.source)


def original(index: Path, info: DocumentInfo) -> bytes:
    """The bytes that a document was read from.

    Raises:
        DocumentError: the file is gone, or is another one by now.
    """
    try:
        data = path_of(index, info).read_bytes()
    except OSError as error:
        raise DocumentError(info.source, f"cannot be read ({error.strerror})", "put the file back") from error
    if hashlib.sha256(data).hexdigest() != info.content_hash:
        raise DocumentError(info.source, "has changed since it was ingested", "ingest it again")
    return data


def bare_name(name: str) -> str:
    """The last part of a file's name, fit for any file system ("../../etc/passwd" gives "passwd")."""
    last = PureWindowsPath(PurePosixPath(name).name).name.replace("\x00", "").lstrip(". ")
    path = PurePosixPath(last or "unnamed")
    # File systems count bytes; what is cut is the middle, so that the suffix stays.
    suffix = path.suffix.encode()[:_SUFFIX_BYTES].decode(errors="ignore")
    return path.stem.encode()[:_NAME_BYTES].decode(errors="ignore") + suffix


def _place(source: str) -> str:
    """The folder of an upload's content in its source, wherever the index lay then; "" for other sources."""
    parts = PurePosixPath(source).parts
    return parts[-2] if len(parts) > 2 and parts[-3] == FOLDER and len(parts[-2]) == 16 else ""


def _folders(index: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from (path for path in (index / FOLDER).iterdir() if path.is_dir())
