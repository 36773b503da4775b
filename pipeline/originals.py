"""The files that documents were read from: uploads, which the index keeps, and others, which stay where they are."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.data import ORIGIN, Document
from pipeline.documents import ROW
from pipeline.errors import DocumentError, IndexWriteFailed

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


def prune_uploads(index: Path, origins: Iterable[str]) -> None:
    """Delete uploaded files that no document comes from; `origins` are those of all documents held."""
    held = {place for origin in origins if (place := _place(origin))}
    for path in _folders(index):
        if path.name not in held:
            with suppress(OSError):  # in use, or gone already: the next time will do
                shutil.rmtree(path)


def path_of(index: Path, document: Document) -> Path:
    """Where the file lies that a document was read from.

    Raises:
        DocumentError: that is not known, or the document was a row of a file.
    """
    origin = document.metadata.get(ORIGIN, "")
    if document.media_type == ROW:
        raise DocumentError(document.doc_id, "is a row of a JSON Lines file", "ingest that file again")
    if not origin:
        raise DocumentError(document.doc_id, "was ingested before files were remembered", "ingest its file again")
    place = _place(origin)
    return index / FOLDER / place / PurePosixPath(origin).name if place else Path(origin)


def original(index: Path, document: Document) -> bytes:
    """The bytes that a document was read from.

    Raises:
        DocumentError: the file is gone, is another one by now, or is not known.
    """
    path = path_of(index, document)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(document.doc_id, f"cannot be read from {path} ({error.strerror})", "put it back") from error
    if hashlib.sha256(data).hexdigest() != document.content_hash:
        raise DocumentError(document.doc_id, "has changed since it was ingested", "ingest it again")
    return data


def bare_name(name: str) -> str:
    """The last part of a file's name, fit for any file system ("../../etc/passwd" gives "passwd")."""
    last = PureWindowsPath(PurePosixPath(name).name).name.replace("\x00", "").lstrip(". ")
    path = PurePosixPath(last or "unnamed")
    # File systems count bytes; what is cut is the middle, so that the suffix stays.
    suffix = path.suffix.encode()[:_SUFFIX_BYTES].decode(errors="ignore")
    return path.stem.encode()[:_NAME_BYTES].decode(errors="ignore") + suffix


def _place(origin: str) -> str:
    """The folder of an upload's content in its path, wherever the index lay then; "" for other files."""
    parts = PurePosixPath(origin).parts
    return parts[-2] if len(parts) > 2 and parts[-3] == FOLDER and len(parts[-2]) == 16 else ""


def _folders(index: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from (path for path in (index / FOLDER).iterdir() if path.is_dir())
