"""HTML pages: the main text in blocks, never rendered; scripts, handlers and page furniture stay behind.

trafilatura says which words of a page are its content; the blocks that hold them are taken from the page's own tree,
because trafilatura drops many headings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.documents.content import Content
from pipeline.documents.dates import iso_date
from pipeline.documents.sections import Marked, combine_headings
from pipeline.documents.text import clean, decode
from pipeline.errors import DocumentError

_NEVER = frozenset(
    "script style noscript template iframe object embed applet svg math canvas audio video picture head title meta "
    "link select option button input textarea datalist dialog".split()
)
_FURNITURE = frozenset("nav header footer aside form menu".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "caption".split()
)
_SHINGLE = 5  # words
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    depth: int  # of the heading, 0 for other text
    furniture: bool
    row: int  # number of the table row that it is a cell of, 0 outside tables
    item: bool


def load_html(data: bytes, origin: str, *, limit: int) -> Content:
    """The content of an HTML page with its headings, title and date.

    Raises:
        DocumentError: the page is longer than `limit` bytes, holds no markup, or no text.
    """
    # trafilatura takes long to load, and few collections hold HTML.
    import lxml.html  # type: ignore[import-untyped]
    from lxml import etree

    if len(data) > limit:
        cause = f"is too large for an HTML page ({len(data) / 1e6:,.1f} MB, the limit is {limit / 1e6:,.1f} MB)"
        raise DocumentError(origin, cause, "split it, or save its text as .txt")
    markup, encoding = _decoded(data, origin)
    if "<" not in markup:
        raise DocumentError(origin, "is no HTML page, it holds no markup", "rename it to .txt")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DocumentError(origin, "is HTML that cannot be taken apart", "open it and save its text") from error
    if any("depth" in each.message for each in parser.error_log):
        raise DocumentError(origin, "is HTML nested thousands of elements deep", "open it and save its text")
    page_title = " ".join("".join(tree.xpath("//head/title//text()")[:20]).split())
    blocks = [block for block in _blocks(tree) if block.text]
    main, about = _main_text(markup)
    chosen = _chosen(blocks, main)
    if not chosen:
        raise DocumentError(
            origin, "is an HTML page without text", "save the page as it shows in a browser, or print it to PDF"
        )
    text, marked = _composed(chosen)
    title, title_end = _title(text, marked, about.get("title", "") or page_title)
    headings = combine_headings(text, marked, title_end=title_end)
    return Content(text, headings, title=title, metadata={"encoding": encoding} | about)


def _decoded(data: bytes, origin: str) -> tuple[str, str]:
    """The page as text. A byte order mark decides, then valid UTF-8, then what the page declares, then a guess."""
    import re

    declared = re.search(rb"charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{2,40})", data[:4096])
    try:
        text, encoding = decode(data, origin)
        if encoding in ("utf-8", "utf-16", "utf-32") or declared is None:
            return clean(text), encoding
        name = declared[1].decode("ascii").lower()
        return clean(data.decode("cp1252" if name in ("iso-8859-1", "latin-1", "latin1") else name)), name
    except (LookupError, UnicodeDecodeError):
        return clean(text), encoding


def _blocks(tree: Any) -> Iterator[_Block]:  # noqa: ANN401 - lxml has no types
    """The text of a page by block elements in their order; the walk keeps its own stack, however deep the page."""
    words: list[str] = []
    depth = furniture = rows = 0
    row = 0
    item = preformatted = False

    def closed() -> _Block:
        joined = "".join(words)
        written = (
            joined.strip("\n") if preformatted else "\n".join(" ".join(line.split()) for line in joined.split("\n"))
        )
        words.clear()
        return _Block(written.strip(), depth, furniture > 0, row, item)

    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        is_block = tag in _BLOCKS
        if leaving:
            if is_block:
                yield closed()
            depth = 0 if tag[:1] == "h" and tag[1:].isdigit() else depth
            furniture -= tag in _FURNITURE
            row = 0 if tag == "tr" else row
            item = item and tag != "li"
            preformatted = preformatted and tag != "pre"
            words.append(_tail(element, preformatted))
            continue
        if not tag or tag in _NEVER or _hidden(element):
            words.append(_tail(element, preformatted))
            continue
        if is_block:
            yield closed()
        if tag == "br":
            words.append("\n")
        furniture += tag in _FURNITURE
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            depth = int(tag[1])
        if tag == "tr":
            rows += 1
            row = rows
        item = item or tag == "li"
        preformatted = preformatted or tag == "pre"
        words.append(_flowed(element.text, preformatted))
        stack.append((element, True))
        stack += [(child, False) for child in reversed(element)]
    yield closed()


def _tail(element: Any, preformatted: bool) -> str:  # noqa: ANN401
    return _flowed(element.tail, preformatted)


def _flowed(text: str | None, preformatted: bool) -> str:
    """Line ends in HTML are spaces; what `<br>` breaks is broken apart from them."""
    return (text or "") if preformatted else (text or "").replace("\n", " ")


def _hidden(element: Any) -> bool:  # noqa: ANN401
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or element.get("aria-hidden") == "true"


# --- content ---------------------------------------------------------------------------------------------------


def _main_text(markup: str) -> tuple[str, dict[str, str]]:
    """(the words that trafilatura holds for the page's content, what it found about the page)."""
    import trafilatura

    try:
        main = trafilatura.extract(markup, favor_recall=True, include_comments=False, include_tables=True) or ""
        found = trafilatura.extract_metadata(markup, extensive=False)
    except RecursionError:  # a page nested thousands deep: taken whole
        return "", {}
    about = {
        "title": found.title,
        "author": found.author,
        "date": iso_date(found.date),
        "url": found.url,
        "sitename": found.sitename,
        "description": found.description,
    }
    return main, {name: clean(str(value)).strip()[:2000] for name, value in about.items() if value}


def _chosen(blocks: Sequence[_Block], main: str) -> list[_Block]:
    """All blocks but the page's furniture (navigation, header, footer), unless trafilatura found content in that.

    What stands before the first and after the last block of content goes too, with the heading right above the first
    one kept; but only where the content between makes up most of the words, as trafilatura leaves out much of short
    pages and of lists.
    """
    known = _shingles(main), {line.strip(" -|") for line in main.splitlines()}
    held = {
        at
        for at, block in enumerate(blocks)
        if _is_content(block.text, *known) and not (block.furniture and len(block.text.split()) < 2 * _SHINGLE)
    }
    kept = [at for at, block in enumerate(blocks) if at in held or not block.furniture]
    if not held:
        return [blocks[at] for at in kept]
    first, last = min(held), max(held)
    while first and blocks[first - 1].depth:
        first -= 1
    between = [at for at in kept if first <= at <= last]
    if sum(len(blocks[at].text) for at in between) > _MOST * sum(len(blocks[at].text) for at in kept):
        kept = between
    return [blocks[at] for at in kept]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}


def _is_content(text: str, shingles: set[tuple[str, ...]], lines: set[str]) -> bool:
    if len(text.split()) < _SHINGLE:
        return text in lines
    own = _shingles(text)
    return sum(shingle in shingles for shingle in own) >= 0.5 * len(own)


def _composed(blocks: Sequence[_Block]) -> tuple[str, list[Marked]]:
    """The blocks as text: an empty line between them, a line for a list item, cells of a row joined by a bar."""
    text, marked = "", list[Marked]()
    pieces: list[str] = []
    at = 0
    before: _Block | None = None
    for block in blocks:
        joint = ""
        if before is not None:
            same_row = block.row and block.row == before.row
            close = (block.item and before.item) or (block.row and before.row)
            joint = " | " if same_row else "\n" if close else "\n\n"
        written = ("- " if block.item and not block.row and not block.depth else "") + block.text
        if block.depth and not block.row:
            written = " ".join(block.text.split())
            marked.append(Marked(at + len(joint), at + len(joint) + len(written), block.depth))
        pieces += [joint, written]
        at += len(joint) + len(written)
        before = block
    text = "".join(pieces)
    return text, marked


def _title(text: str, marked: Sequence[Marked], named: str) -> tuple[str, int]:
    """(title, end of its line in the text): the only highest heading if it comes first, else what the page says."""
    if marked and not text[: marked[0].start].strip():
        first = marked[0]
        if sum(each.depth <= first.depth for each in marked) == 1:
            return text[first.start : first.end], first.end
    return named, 0
