"""A source becomes a document: its loader by media type, then title, tier, date and notice."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.data import ORIGIN, TIERS, Document, Span, Tier
from pipeline.documents import formats
from pipeline.documents.apart import load_pdf_apart
from pipeline.documents.content import Content
from pipeline.documents.dates import iso_date
from pipeline.documents.docx import load_docx
from pipeline.documents.html import load_html
from pipeline.documents.notice import find_ai_notice
from pipeline.documents.plain import load_markdown, load_row, load_text
from pipeline.documents.sources import Limits, Source
from pipeline.errors import DocumentError

_DATE_FIELDS = ("as_of", "date", "published", "publication_date")
_LONGEST_TITLE = 300
# A heading in capitals that ordinary words follow on the same line, as in old texts read by OCR.
_CAPITALS = re.compile(r"\W*(?:\w+:\s)?\s*((?:[A-Z][A-Z'’&()/-]*,?[ ]){3,60}[A-Z'’()-]{2,})(?=[.\s])")
_POOR_TITLE = re.compile(
    r"(?:Microsoft Word - |untitled|document\d*$|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|tex|html?)$)", re.I
)


def parse(source: Source, *, tier: Tier | None = None, limits: Limits) -> Document:
    """The document that a source holds. Its text, and with it every offset, is final.

    `tier` overrides what the source says of itself. A text with a notice that AI helped to write it is unverified
    unless `tier` says otherwise, and so is one that says nothing.

    Raises:
        DocumentError: the source cannot be read as what it seems to be, or holds no text.
    """
    content = _load(source, limits)
    if not any(character.isalnum() for character in content.text):
        raise DocumentError(source.origin, "holds no text, only white space or signs", "give a file with text in it")
    metadata = dict(content.metadata)
    said = _said_tier(metadata, source.origin)
    notice = find_ai_notice(content.text)
    return Document(
        doc_id=source.doc_id,
        text=content.text,
        title=_title(content, metadata, source, notice),
        source=metadata.get("source") or metadata.get("url") or source.origin,
        media_type=source.media_type,
        content_hash=source.content_hash,
        tier=tier or ("unverified" if notice else said or "unverified"),
        date=next((date for name in _DATE_FIELDS if (date := iso_date(metadata.get(name)))), None),
        headings=content.headings,
        pages=content.pages,
        ai_notice=notice,
        # Not what the document says of its source: this path is read again.
        metadata=metadata | {ORIGIN: source.origin},
    )


def _load(source: Source, limits: Limits) -> Content:
    match source.media_type:
        case formats.TEXT:
            return load_text(source.data, source.origin)
        case formats.MARKDOWN:
            return load_markdown(source.data, source.origin)
        case formats.ROW:
            return load_row(source.data, source.origin)
        case formats.HTML:
            return load_html(source.data, source.origin, limit=limits.max_markup_bytes)
        case formats.DOCX:
            return load_docx(source.data, source.origin, limit=limits.max_unpacked_bytes)
        case formats.PDF:
            return load_pdf_apart(source.data, source.origin, max_pages=limits.max_pages)
        case unknown:
            raise DocumentError(source.origin, f"is of a kind that is not read ({unknown})", "convert it")


def _said_tier(metadata: Mapping[str, str], origin: str) -> Tier | None:
    said = metadata.get("tier", "").lower()
    if not said:
        return None
    for tier in TIERS:
        if said == tier:
            return tier
    raise DocumentError(origin, f"says that its tier is '{said[:50]}'", f"write {' or '.join(TIERS)}")


def _title(content: Content, metadata: Mapping[str, str], source: Source, notice: Span | None) -> str:
    """What the source calls itself, a title line, the capitals that a long first line begins with, or its name."""
    named = metadata.get("title", "")
    line = (
        "" if notice and content.title and content.title in content.text[notice.start : notice.end] else content.title
    )
    capitals = _CAPITALS.match(content.text[:1000])
    first = named if not _POOR_TITLE.match(named) else ""
    for candidate in (first, line, capitals[1] if capitals else ""):
        if title := " ".join(candidate.split()).strip(" .,:"):
            return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    if source.media_type == formats.ROW:
        return source.doc_id
    stem = re.sub(r"[-_\s]+", " ", PurePosixPath(source.doc_id).name.partition(".")[0]).strip()
    return (stem[:1].upper() + stem[1:]) or source.doc_id
