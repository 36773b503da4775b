"""Files that a client sends: bounded, and named by nothing but the last part of their name."""

import tempfile
from pathlib import Path

from fastapi import HTTPException, UploadFile

from pipeline.collection import Collection
from pipeline.data import Document, Rejection
from pipeline.documents import Limits, find_sources, parse
from pipeline.errors import DocumentError

MOST_FILES = 100  # in one request


def contents(files: list[UploadFile]) -> list[tuple[str, bytes]]:
    """Name and content of each file; the size of all of them is bounded by that of the request."""
    if len(files) > MOST_FILES:
        raise HTTPException(422, f"The request holds {len(files)} files; send at most {MOST_FILES} at once.")
    return [(file.filename or "", file.file.read()) for file in files]


def document_of(file: UploadFile, collection: Collection) -> Document:
    """The uploaded file as a document; only the ending of its name is taken from the client."""
    name = Path((file.filename or "").replace("\\", "/")).name
    suffix = "".join(sign for sign in Path(name).suffix if sign.isalnum() or sign == ".")[:10]
    limits = Limits.from_settings(collection.settings)
    with tempfile.TemporaryDirectory(prefix="travaux-") as folder:
        path = Path(folder) / f"upload{suffix}"
        with path.open("wb") as copy:
            while part := file.file.read(1_000_000):
                copy.write(part)
        for source in find_sources([path], limits=limits):
            if isinstance(source, Rejection):
                raise DocumentError(path.name, source.cause, source.remedy)
            try:
                return parse(source, limits=limits)
            except DocumentError as error:  # without the path on this machine
                raise DocumentError(path.name, error.cause, error.remedy) from error
    raise DocumentError(path.name, "holds no document", "send a file with text")
