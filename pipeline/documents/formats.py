"""Which kinds of file are read, how they are told apart, and what to do about the others."""

import re

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROWS = "application/x-ndjson"
ROW = "application/json"

MEDIA_TYPES = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
    ".jsonl": ROWS,
    ".ndjson": ROWS,
    ".jsonl.gz": ROWS,
    ".ndjson.gz": ROWS,
}
NAMES = {
    TEXT: "plain text",
    MARKDOWN: "Markdown",
    HTML: "an HTML page",
    PDF: "a PDF",
    DOCX: "a Word document",
    ROWS: "JSON Lines",
}
# Documents of other kinds: an analyst must hear that they were left out, and how to bring them in.
CONVERTIBLE = {
    ".doc": ".docx",
    ".docm": ".docx",
    ".dotx": ".docx",
    ".odt": ".docx",
    ".pages": ".docx",
    ".rtf": ".docx",
    ".wpd": ".docx",
    ".epub": ".html",
    ".mht": ".html",
    ".mhtml": ".html",
    ".msg": ".txt",
    ".eml": ".txt",
    ".tex": ".pdf",
    ".rst": ".md",
    ".odp": ".pdf",
    ".ppt": ".pdf",
    ".pptx": ".pdf",
    ".ps": ".pdf",
    ".djvu": ".pdf",
    ".csv": ".jsonl",
    ".tsv": ".jsonl",
    ".json": ".jsonl",
    ".xml": ".html",
    ".ods": ".pdf",
    ".xls": ".pdf",
    ".xlsx": ".pdf",
}
# What lies beside documents and is none: in a folder it is passed over without a word.
PASSED_OVER = frozenset(
    ".png .jpg .jpeg .gif .svg .webp .bmp .ico .tif .tiff .mp3 .mp4 .wav .avi .mov .css .js .mjs .map .woff .woff2 "
    ".ttf .otf .py .pyc .sh .log .bak .tmp .lock .db .sqlite .ini .cfg .toml .yaml .yml".split()
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|body)[\s>/]", re.IGNORECASE)
_OTHERS = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"%!PS", "a PostScript file"),
    (_OLE, "an old Office file (.doc, .xls) or an encrypted one"),
)


def suffix(name: str) -> str:
    """The ending of a file's name in lower case, `.jsonl.gz` as one; empty without one."""
    lowered = name.lower()
    stem, dot, ending = lowered.rpartition(".")
    if not dot or not stem:
        return ""
    if ending == "gz" and "." in stem:
        return f".{stem.rpartition('.')[2]}.gz"
    return f".{ending}"


def seems_to_be(head: bytes) -> tuple[str | None, str]:
    """What the first bytes of a file show: a media type that is read, or None; and what to call it.

    Plain text and Markdown cannot be told apart by their first bytes: both come back as plain text.
    """
    if head[:1024].find(b"%PDF-") >= 0 and not _HTML_START.search(head[:200]):
        return PDF, NAMES[PDF]
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        # A Word document usually names its parts in the first entries, but so may another Office file.
        return (DOCX, NAMES[DOCX]) if b"word/" in head else (None, "a ZIP archive or an Office file")
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return None, name
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml"):
        start = start[start.find(b"?>") + 2 :].lstrip() if b"?>" in start else start
    while start.startswith(b"<!--") and b"-->" in start:
        start = start[start.find(b"-->") + 3 :].lstrip()
    if _HTML_START.match(start):
        return HTML, NAMES[HTML]
    return TEXT, NAMES[TEXT]
