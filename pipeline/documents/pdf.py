"""PDF files, read with PDFium: text in its order, pages with labels, headings by size."""

import ctypes
import math
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.documents.content import Content
from pipeline.documents.dates import iso_date
from pipeline.documents.furniture import without_furniture
from pipeline.documents.hyphens import mender
from pipeline.documents.layout import Line, compose, read_line
from pipeline.documents.sections import Marked, combine_headings, find_headings
from pipeline.documents.text import clean
from pipeline.errors import DocumentError

# PDFium keeps state of its own and must not run in two threads at once.
ONE_AT_A_TIME = threading.Lock()
_TAIL = 4096
# PDFium puts one of these marks where a hyphen at a line end breaks a word, and no line end after it.
_BREAKS = ("\x02", "\ufffe")
_LINE_ENDS = ("\r", "\n", *_BREAKS)
_FIGURE = re.compile(r"(?<!\S)[($€£]*\d[\d.,]*[%)]*(?!\S)")
_LEAST_LETTERS = 20
_BOLD = 600
_AGAIN = "get the file again"


def load_pdf(data: bytes, origin: str, *, max_pages: int) -> Content:
    """The text of a PDF as paragraphs, with its pages and headings; running headers and footers are left out.

    Raises:
        DocumentError: the file is no PDF, damaged, cut off, or protected by a password; it has more than `max_pages`
            pages; or its pages are images without text.
    """
    if _cut_off(data):
        raise DocumentError(origin, "is a PDF that was cut off (its end is missing)", _AGAIN)
    with ONE_AT_A_TIME:
        pages, labels, metadata = _read(data, origin, max_pages)
    printed = sum(len(line.text) for lines in pages for line in lines)
    kept = without_furniture(pages, labels)
    texts = "\n".join(line.text for lines in kept for line in lines)
    if sum(map(str.isalpha, texts)) < _LEAST_LETTERS:
        cause = "is a PDF without text, its pages are images"
        if printed:
            cause = "is a PDF whose pages hold no text but a stamp or a page number, the rest are images"
        raise DocumentError(origin, cause, "run optical character recognition (OCR) on it first, e.g. with ocrmypdf")
    text, found, marked = compose(kept, labels, mender(texts))
    marked = list(_headings(text, marked))
    headings = combine_headings(text, marked) if marked else find_headings(text)
    without = sum(not lines for lines in kept)
    if without:
        metadata["pages_without_text"] = str(without)
    return Content(text, headings, found, metadata.get("title", ""), metadata)


def _cut_off(data: bytes) -> bool:
    """Whether the end of the file is missing. PDFium would mend such a file and silently leave out pages."""
    tail = data[-_TAIL:]
    return b"%%EOF" not in tail and b"startxref" not in tail


def _read(data: bytes, origin: str, max_pages: int) -> tuple[list[list[Line]], list[str], dict[str, str]]:
    import pypdfium2  # loads a shared library

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise DocumentError(origin, "is a PDF protected by a password", "save a copy without one") from error
        raise DocumentError(origin, "is a damaged PDF that cannot be opened", _AGAIN) from error
    try:
        count = len(pdf)
        if count > max_pages:
            cause = f"has {count:,} pages (the limit is {max_pages:,})"
            raise DocumentError(origin, cause, "split it, or raise the setting max_pages")
        if not count:
            raise DocumentError(origin, "is a PDF without pages", _AGAIN)
        labels = [_label(pdf, number) for number in range(count)]
        return [list(_lines(pdf, number, origin)) for number in range(count)], labels, _metadata(pdf)
    finally:
        pdf.close()


def _label(pdf: Any, number: int) -> str:  # noqa: ANN401 - pypdfium2 has no types
    return clean(pdf.get_page_label(number)).strip() or str(number + 1)


def _metadata(pdf: Any) -> dict[str, str]:  # noqa: ANN401
    found = pdf.get_metadata_dict(skip_empty=True)
    metadata = {
        name.lower(): clean(found[name]).strip()[:2000]
        for name in ("Title", "Author", "Subject", "Keywords")
        if clean(found.get(name, "")).strip()
    }
    if date := iso_date(found.get("CreationDate")):
        metadata["date"] = date
    return metadata


def _lines(pdf: Any, number: int, origin: str) -> Iterator[Line]:  # noqa: ANN401
    import pypdfium2

    try:
        page = pdf[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(origin, f"is a damaged PDF, page {number + 1} cannot be read", _AGAIN) from error
    text = characters_of(textpage, pypdfium2.raw)
    start = 0
    for end in [at for at, character in enumerate(text) if character in _LINE_ENDS] + [len(text)]:
        raw = text[start:end]
        if stripped := raw.strip():
            first = start + raw.index(stripped[0])
            broken = text[end : end + 1] in _BREAKS
            # A bullet may be of another font than the words after it.
            worded = next((at for at, character in enumerate(stripped) if character.isalnum()), 0)
            ends = (first, first + worded, first + len(stripped) - 1)
            yield _line(textpage, stripped, ends, broken, pypdfium2.raw)
        start = end + 1
    textpage.close()
    page.close()


def characters_of(textpage: Any, raw: Any) -> str:  # noqa: ANN401
    """The page's text with one character for each index of PDFium's."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count else ""
    if len(text) != count:
        codes = (raw.FPDFText_GetUnicode(textpage.raw, at) for at in range(count))
        text = "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)
    return text


def _line(textpage: Any, text: str, at: tuple[int, int, int], broken: bool, raw: Any) -> Line:  # noqa: ANN401
    """A line from the indices of its first character, its first letter and its last character."""
    start, first, last = at
    left = textpage.get_charbox(start, loose=True)[0]
    _, low, _, high = textpage.get_charbox(first, loose=True)
    right = textpage.get_charbox(last, loose=True)[2]
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage.raw, first, x, y)
    size = raw.FPDFText_GetFontSize(textpage.raw, first)
    # The font's size leaves out how the page scales it; the box holds that, but differs from font to font.
    size = size if size > 0 and 0.5 < (high - low) / size < 2.0 else high - low
    baseline = y.value
    if not all(map(math.isfinite, (size, baseline, left, right))):
        size = left = right = baseline = 0.0
    bold = raw.FPDFText_GetFontWeight(textpage.raw, first) >= _BOLD or _bold_name(textpage, first, raw)
    return read_line(clean(text), left, right, baseline, round(size, 1), bold, broken)


def _bold_name(textpage: Any, at: int, raw: Any) -> bool:  # noqa: ANN401
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(textpage.raw, at, buffer, 128, flags)
    name = buffer.value.decode("utf-8", "replace").lower() if 0 < length <= 128 else ""
    return any(word in name for word in ("bold", "black", "heavy", "semibold", "-demi"))


def _headings(text: str, marked: Sequence[Marked]) -> Iterator[Marked]:
    """The marked stretches that read like headings; not the bold cells of tables, captions and notes.

    Three and more of one kind in a row with nothing between them are no headings, nor is what no words follow.
    """
    likely = [each for each in marked if _is_heading(text[each.start : each.end])]
    run: list[Marked] = []
    for at, each in enumerate(likely):
        following = likely[at + 1].start if at + 1 < len(likely) else len(text)
        below = text[each.end : following].strip()
        if run and run[-1].depth != each.depth:
            yield from run
            run = []
        run.append(each)
        if below:
            if len(run) < 3 and _is_prose(below):
                yield from run
            run = []


def _is_prose(below: str) -> bool:
    """Whether words in sentences follow, and not the cells of a table."""
    first = " ".join(below[:400].split())
    words = re.findall(r"\b[a-z]{2,}\b", first)
    figures = re.findall(r"[\d%$€£]+", first)
    return len(words) >= 5 and len(words) > 2 * len(figures)


def _is_heading(words: str) -> bool:
    letters = sum(map(str.isalpha, words))
    if not 2 < len(words) <= 250 or letters < 0.6 * len(words.replace(" ", "")) or words.endswith((",", ";")):
        return False
    # A number before the words ("2. Rationale", "2023 results") is part of many headings; figures after them are not.
    figures = _FIGURE.findall(" ".join(words.split()[1:]))
    few = len(figures) < 3 and len(figures) <= max(1, 0.3 * len(words.split()))
    return few and (words[0].isupper() or words[0].isdigit() or words[0] in "§“\"‘'(")
