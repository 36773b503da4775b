"""Files that a reader gives to the library: written to a folder of their own, ingested, and gone again."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.collection import Collection
from pipeline.data import IngestReport, Tier

_NAME_BYTES, _SUFFIX_BYTES = 200, 20


def ingest_uploads(collection: Collection, files: Sequence[tuple[str, bytes]], tier: Tier | None) -> IngestReport:
    """Ingest uploaded files; each document's id is its file's name, without any folder that the browser sent along.

    Args:
        collection: the library.
        files: name and content of each; of two with the same name the last one counts.
        tier: overrides what the files say of themselves.

    Raises:
        PipelineError: the index cannot be written. A file that cannot be read is a rejection in the report instead.
    """
    with tempfile.TemporaryDirectory(prefix="travaux-upload-") as work:
        folder = Path(work)
        for name, content in files:
            (folder / bare_name(name)).write_bytes(content)
        report = collection.ingest(folder, tier=tier)
    # The folder is ours and says nothing to the reader.
    return replace(
        report,
        rejected=tuple(replace(one, origin=one.origin.removeprefix(f"{work}/")) for one in report.rejected),
    )


def bare_name(name: str) -> str:
    """The last part of a file's name, fit for any file system ("../../etc/passwd" gives "passwd")."""
    last = PureWindowsPath(PurePosixPath(name).name).name.replace("\x00", "").lstrip(". ")
    path = PurePosixPath(last or "unnamed")
    # File systems count bytes; what is cut is the middle, so that the suffix stays.
    suffix = path.suffix.encode()[:_SUFFIX_BYTES].decode(errors="ignore")
    return path.stem.encode()[:_NAME_BYTES].decode(errors="ignore") + suffix
