"""Word documents (.docx): paragraphs, lists and tables in their order, headings by style."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from pipeline.documents.content import Content
from pipeline.documents.dates import iso_date
from pipeline.documents.sections import Marked, combine_headings, find_headings, title_line
from pipeline.documents.text import clean
from pipeline.errors import DocumentError

_MOST_PARTS = 10_000
_HEADING_NAME = re.compile(r"heading (\d)", re.IGNORECASE)
_DEEPEST_TABLE = 20
# What python-docx and zipfile raise on files whose parts are missing, of another kind, or do not unpack.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RecursionError,
    LookupError, ValueError, TypeError, AttributeError, AssertionError,
)  # fmt: skip
_REMEDY = "open it in a word processor and save it again as .docx"


def load_docx(data: bytes, origin: str, *, limit: int) -> Content:
    """The text of a Word document with the headings that its styles name, its title and date.

    Footnotes, comments, headers, footers and text boxes are left out.

    Raises:
        DocumentError: the file is no Word document, is damaged, or would unpack to more than `limit` bytes.
    """
    _check_archive(data, origin, limit)
    import docx  # takes a while to load, and few collections hold Word files
    import docx.opc.exceptions
    from lxml import etree  # type: ignore[import-untyped]

    try:
        word = docx.Document(io.BytesIO(data))
        paragraphs, metadata = list(_paragraphs(word)), _properties(word)
    except (docx.opc.exceptions.PackageNotFoundError, etree.XMLSyntaxError, *_DAMAGE) as error:
        raise DocumentError(origin, "is a damaged Word document", _REMEDY) from error
    pieces: list[str] = []
    marked: list[Marked] = []
    at = 0
    for text, depth in paragraphs:
        if depth is not None and text:
            marked.append(Marked(at, at + len(text), depth))
        pieces.append(text)
        at += len(text) + 1
    text = "\n".join(pieces)
    title, title_end = _title(text, marked)
    if marked:
        headings = combine_headings(text, [each for each in marked if each.depth], title_end=title_end)
    else:
        line = title_line(text)
        title, title_end = (text[line[0] : line[1]], line[1]) if line else ("", 0)
        headings = find_headings(text, title_end=title_end)
    return Content(text, headings, title=title or metadata.get("title", ""), metadata=metadata)


def _check_archive(data: bytes, origin: str, limit: int) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError(origin, "is no Word document or was cut off (it is no ZIP archive)", _REMEDY) from error
    with archive:
        entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > limit or len(entries) > _MOST_PARTS:
        cause = f"would unpack to {size / 1e6:,.0f} MB in {len(entries):,} parts (the limit is {limit / 1e6:,.0f} MB)"
        raise DocumentError(origin, cause, "check where it comes from; split it if it is what it should be")
    # The unpacked sizes are what the archive claims; reading stops there, as zipfile never yields more than claimed.
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError(origin, "is protected by a password", "save it without one")
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise DocumentError(origin, "is a ZIP archive but no Word document", "convert it to .docx or .pdf")


def _paragraphs(word: Any) -> Iterator[tuple[str, int | None]]:  # noqa: ANN401 - python-docx has no types
    """(text, depth of the heading; 0 for the title, None for other text) of each paragraph and table row."""
    depths: dict[str, int | None] = {}
    for block in word.iter_inner_content():
        if hasattr(block, "rows"):
            for row in _rows(block, 0):
                yield row, None
            continue
        text = " ".join(clean(block.text).split()) if "\t" not in block.text else clean(block.text).strip()
        style = block.style
        if style is not None and style.style_id not in depths:
            depths[style.style_id] = _depth(style)
        depth = depths.get(style.style_id) if style is not None else None
        own = block._p.find("./{*}pPr/{*}outlineLvl")
        if depth is None and own is not None:
            depth = _outline(own)
        if text and depth is None and block._p.find("./{*}pPr/{*}numPr") is not None:
            text = f"- {text}"
        yield (text, depth)


def _rows(table: Any, depth: int) -> Iterator[str]:  # noqa: ANN401
    if depth > _DEEPEST_TABLE:
        return
    for row in table.rows:
        cells: list[Any] = []
        for cell in row.cells:
            if not cells or cell._tc is not cells[-1]._tc:  # merged cells come several times
                cells.append(cell)
        written = [" ".join(clean(cell.text).split()) for cell in cells]
        if any(written):
            yield " | ".join(written)
        for cell in cells:
            for inner in cell.tables:
                yield from _rows(inner, depth + 1)


def _depth(style: Any) -> int | None:  # noqa: ANN401
    """1 to 9 for a style that is a heading or is based on one, 0 for the title's, None for others."""
    seen = 0
    while style is not None and seen < 20:
        seen += 1
        name = style.name or ""
        if name.lower() == "title":
            return 0
        if match := _HEADING_NAME.fullmatch(name):
            return int(match[1])
        outline = style.element.find("./{*}pPr/{*}outlineLvl")
        if outline is not None:
            return _outline(outline)
        style = style.base_style
    return None


def _outline(element: Any) -> int | None:  # noqa: ANN401
    value = next((value for name, value in element.attrib.items() if name.endswith("}val")), "9")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None


def _title(text: str, marked: list[Marked]) -> tuple[str, int]:
    """(title, where its line ends): a paragraph in the title's style, or the only highest heading at the start."""
    for each in marked:
        if each.depth == 0:
            return text[each.start : each.end], each.end
    if marked and not text[: marked[0].start].strip():
        first = marked[0]
        if sum(each.depth <= first.depth for each in marked) == 1:
            return text[first.start : first.end], first.end
    return "", 0


def _properties(word: Any) -> dict[str, str]:  # noqa: ANN401
    known = word.core_properties
    found = {"title": known.title, "author": known.author, "subject": known.subject, "keywords": known.keywords}
    metadata = {name: clean(value).strip()[:2000] for name, value in found.items() if value and value.strip()}
    # python-docx writes files from a template with a date of its own, which is not the text's.
    if known.modified is not None and known.author != "python-docx":
        date = iso_date(known.modified.date().isoformat())
        metadata |= {"date": date} if date else {}
    return metadata
