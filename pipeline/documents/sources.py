"""Sources: the files and rows that a user's paths lead to, one at a time, or why one of them cannot be used."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pipeline.data import Rejection
from pipeline.documents import formats
from pipeline.documents.reading import read_file
from pipeline.documents.rows import read_rows
from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.unicode import is_fit_id

_HEAD = 4096
_LONGEST_ID = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a single source. `max_file_bytes` also bounds a JSON Lines row; the file of rows may be longer.

    `max_unpacked_bytes` bounds what a .docx or .gz unpacks to, `max_markup_bytes` the HTML that is taken apart.
    """

    max_file_bytes: int
    max_pages: int
    max_unpacked_bytes: int
    max_markup_bytes: int

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The limits that a user has set; what is unpacked may be ten times as long as a file."""
        size = int(settings.max_file_mb * 1e6)
        return cls(size, settings.max_pages, 10 * size, min(size, 20_000_000))


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one document to be, with its id. A JSON Lines row is its canonical JSON.

    `origin` is the file, or file and line, as the user named it; `content_hash` is the SHA-256 (hex) of `data`.
    """

    doc_id: str
    origin: str
    media_type: str
    content_hash: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that is to have an id of its own, whatever its name."""

    path: Path
    doc_id: str


@dataclass(slots=True)
class Tally:
    """How many bytes of the files have been read so far; of a packed file, packed bytes."""

    bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    doc_id: str
    named: bool  # by the user, and not met on a walk


def measure(paths: Sequence[str | Path | NamedFile], *, enough: int | None = None) -> int:
    """How many bytes the files under these paths have; no file is opened, and counting ends where it is `enough`."""
    total = 0
    for given in paths:
        for place in _places(given):
            if isinstance(place, _Place):
                total += _size(place.path)
                if enough is not None and total >= enough:
                    return total
    return total


def _size(path: Path) -> int:
    try:
        status = path.stat()
    except (OSError, ValueError):  # whoever reads it says what is wrong with it
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def find_sources(
    paths: Sequence[str | Path | NamedFile], *, limits: Limits, tally: Tally | None = None
) -> Iterator[Source | Rejection]:
    """The sources under files and folders, in sorted order; only the one in hand is held in memory.

    A file's id is its path below the folder that was given, or its name; a row's id is its own. In a folder, names
    that begin with '.' or '_', files named README, and images, code and the like are passed over without a word; other
    kinds of document are rejected with the way to convert them. Symbolic links in a folder are not followed: one to
    something else in that folder is passed over, as its target comes in itself; any other is rejected. `tally` is
    kept up to date with what has been read; at the end it has come to what `measure` says.
    """
    tally = tally or Tally()
    held: dict[str, str] = {}
    for given in paths:
        for place in _places(given):
            if isinstance(place, Rejection):
                yield place
                continue
            before = tally.bytes
            for item in _sources(place, limits, tally):
                yield _once(item, held) if isinstance(item, Source) else item
            tally.bytes = before + _size(place.path)


def _once(source: Source, held: dict[str, str]) -> Source | Rejection:
    if source.doc_id not in held:
        held[source.doc_id] = source.origin
        return source
    return Rejection(
        source.origin,
        f"has the id '{source.doc_id}' that {held[source.doc_id]} has already",
        "give one of the two another id or name, or ingest it into another index",
    )


# --- from paths to places --------------------------------------------------------------------------------------


def _places(source: str | Path | NamedFile) -> Iterator[_Place | Rejection]:
    if isinstance(source, NamedFile):
        yield _Place(source.path, source.doc_id, named=True)
        return
    given = Path(source)
    if not os.path.isdir(given):  # never raises, whatever the name; what is wrong with a file shows when it is opened
        # The name of the resolved path would be the target's where the user named a link.
        yield _Place(given, given.name, named=True)
        return
    root = given.resolve()
    found = 0
    for item in _walk(given, root):
        found += 1
        yield item
    if not found:
        yield Rejection(_shown(given), "is a folder without documents", "give a folder that holds some")


def _walk(given: Path, root: Path) -> Iterator[_Place | Rejection]:
    """Depth first, each folder in the order of its names; without recursion, so that no depth is too much."""
    waiting = [given]
    while waiting:
        path = waiting.pop()
        if path is not given and path.is_symlink():
            if reason := _link_trouble(path, root):
                yield Rejection(_shown(path), reason, "put a copy in its place, or name the target itself")
            continue
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
            names = sorted(os.listdir(path), reverse=True) if is_folder else []
        except OSError as error:
            yield Rejection(_shown(path), f"cannot be read ({error.strerror})", "check its permissions and its length")
            continue
        if is_folder:
            waiting += [path / name for name in names if not _describes(name)]
            continue
        ending = formats.suffix(path.name)
        if ending not in formats.PASSED_OVER:
            yield _Place(path, path.relative_to(given).as_posix(), named=False)


def _describes(name: str) -> bool:
    """Whether a file or folder of that name is about its folder and not a document in it."""
    return name.startswith((".", "_")) or name.split(".")[0].upper() == "README"


def _link_trouble(path: Path, root: Path) -> str | None:
    try:
        target = path.resolve(strict=True)
    except FileNotFoundError:
        return "is a symbolic link to something that does not exist"
    except (OSError, RuntimeError):  # Python reports a loop of links as either
        return "is a symbolic link that leads back to itself"
    if target == path.parent.resolve() or (target in path.parent.resolve().parents and target.is_relative_to(root)):
        return "is a symbolic link to a folder that it stands in, and is not followed"
    if not target.is_relative_to(root):
        return "is a symbolic link that leaves the folder, and is not followed"
    return None


# --- from places to sources ------------------------------------------------------------------------------------


def _sources(place: _Place, limits: Limits, tally: Tally) -> Iterator[Source | Rejection]:
    origin = _shown(place.path)
    try:
        media_type = _media_type(place, origin)
        if media_type == formats.ROWS:
            before = tally.bytes
            for row in read_rows(place.path, origin, limits.max_file_bytes, limits.max_unpacked_bytes):
                if isinstance(row, Rejection):
                    yield row
                else:
                    tally.bytes = before + row.read
                    yield _source(row.doc_id, row.origin, formats.ROW, row.data)
            return
        data = read_file(place.path, origin, limit=limits.max_file_bytes)
        tally.bytes += len(data)
        yield _source(place.doc_id, origin, _confirmed(media_type, data[:_HEAD], origin), data)
    except DocumentError as error:
        yield Rejection(error.origin, error.cause, error.remedy)


def _source(doc_id: str, origin: str, media_type: str, data: bytes) -> Source:
    if not _usable(doc_id):
        raise DocumentError(origin, "has an id that cannot be used (too long, or with control characters)", "rename it")
    return Source(doc_id, origin, media_type, hashlib.sha256(data).hexdigest(), data)


def _usable(doc_id: str) -> bool:
    return 0 < len(doc_id) <= _LONGEST_ID and is_fit_id(doc_id)


def _media_type(place: _Place, origin: str) -> str | None:
    """What a file's name says it is; None for a file of unknown ending that the user has named himself."""
    ending = formats.suffix(place.path.name)
    if ending in formats.MEDIA_TYPES:
        return formats.MEDIA_TYPES[ending]
    if ending in formats.CONVERTIBLE:
        wanted = formats.CONVERTIBLE[ending]
        raise DocumentError(origin, f"is of a format that is not read ({ending})", f"convert it to {wanted}")
    if not place.named:
        shown = f"an ending that is not known ({ending})" if ending else "no ending"
        raise DocumentError(origin, f"has {shown}", "rename it, .txt for plain text, or name the file itself")
    return None


def _confirmed(media_type: str | None, head: bytes, origin: str) -> str:
    """The media type, where the file's first bytes do not say otherwise.

    Raises:
        DocumentError: the name promises another kind of file; guessing which of the two is right is left to the user.
    """
    seen, name = formats.seems_to_be(head)
    if media_type == formats.DOCX and head.startswith(b"PK"):
        return media_type  # the loader looks into the archive
    if media_type is None and seen is not None:
        return seen
    if media_type in (formats.TEXT, formats.MARKDOWN) and seen == formats.TEXT:
        return media_type
    if media_type == seen and seen is not None:
        return seen
    if media_type == formats.HTML and seen == formats.TEXT:
        # A page may begin with any element; the loader finds out whether there is markup at all.
        return media_type
    if media_type is None:
        raise DocumentError(origin, f"seems to be {name}, which is not read", "convert it to one of the known formats")
    wanted = formats.NAMES[media_type]
    if seen is None:
        raise DocumentError(origin, f"should be {wanted} by its name, but seems to be {name}", "convert it")
    if media_type == formats.PDF or seen == formats.TEXT:
        remedy = "get the file again, or rename it to what it is"
        raise DocumentError(origin, f"should be {wanted} by its name, but is none (it seems to be {name})", remedy)
    ending = next(ending for ending, kind in formats.MEDIA_TYPES.items() if kind == seen)
    raise DocumentError(origin, f"should be {wanted} by its name, but seems to be {name}", f"rename it to {ending}")


def _shown(path: Path) -> str:
    """The path as text that can be printed: control characters and broken bytes of a name become '?'."""
    return "".join(c if c.isprintable() else "?" for c in str(path))
