"""Small builders that the tests of this room share."""

from pathlib import Path

from pipeline.data import Document, Rejection
from pipeline.documents import Limits, Source, find_sources, parse
from pipeline.errors import DocumentError

LIMITS = Limits(max_file_bytes=2_000_000, max_pages=200, max_unpacked_bytes=20_000_000, max_markup_bytes=2_000_000)


def read(*paths: Path | str, limits: Limits = LIMITS, tier=None) -> tuple[dict[str, Document], list[Rejection]]:
    """Every document under the paths by id, and every rejection, those of `parse` included."""
    documents, rejections = {}, []
    for item in find_sources(paths, limits=limits):
        if isinstance(item, Rejection):
            rejections.append(item)
            continue
        try:
            documents[item.doc_id] = parse(item, tier=tier, limits=limits)
        except DocumentError as error:
            rejections.append(Rejection(error.origin, error.cause, error.remedy))
    return documents, rejections


def read_one(folder: Path, name: str, data: bytes | str, *, limits: Limits = LIMITS, tier=None) -> Document:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    documents, rejections = read(path, limits=limits, tier=tier)
    assert not rejections, rejections
    return documents[name]


def refuse(folder: Path, name: str, data: bytes | str, *, limits: Limits = LIMITS) -> Rejection:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    documents, rejections = read(path, limits=limits)
    assert not documents
    assert len(rejections) == 1
    return rejections[0]


def row_source(text: str, **fields: str) -> Source:
    import json

    return Source(
        "d", "rows line 1", "application/json", "0" * 64, json.dumps({"id": "d", "text": text} | fields).encode()
    )


def outline(document: Document) -> list[tuple[int, str]]:
    return [(heading.level, document.text[heading.start : heading.end]) for heading in document.headings]
