"""Plain text, Markdown and JSON Lines rows."""

import json
import re
from collections.abc import Mapping

import yaml

from pipeline.documents.content import Content
from pipeline.documents.sections import Marked, combine_headings, find_headings, title_line
from pipeline.documents.text import clean, decode
from pipeline.errors import DocumentError

_LONGEST_FRONT_MATTER = 65_536
_MOST_FIELDS = 100
_DEEPEST_FIELD = 20
_LONGEST_VALUE = 2_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HASH_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_IMAGE_OR_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,1000}(?:[ \t]+\"[^\"\n]{0,300}\")?\)"
)
_STRONG = re.compile(r"(?<![\w*_\\])(\*\*\*|\*\*|__|\*|_)(?=[^\s*_])([^*_\n]{1,500}?)(?<=[^\s*_\\])\1(?![\w*_])")
_CODE = re.compile(r"(?<!`)`([^`\n]{1,300})`(?!`)")
_BLOCK_START = re.compile(r" {0,3}(?:[-+*>|]|\d{1,9}[.)])\s|\s*$|    ")


def load_text(data: bytes, origin: str) -> Content:
    """A plain text file: its text as it is, with the headings that its lines show."""
    text, encoding = decode(data, origin)
    return _plain(clean(text), {"encoding": encoding})


def load_row(data: bytes, origin: str) -> Content:
    """A JSON Lines row: its text as it is; the other fields, as far as they are plain values, are its metadata."""
    row = json.loads(data)
    metadata = _fields({name: value for name, value in row.items() if name not in ("_id", "id", "text")})
    return _plain(clean(row["text"]), metadata)


def _plain(text: str, metadata: Mapping[str, str]) -> Content:
    title = title_line(text)
    headings = find_headings(text, title_end=title[1] if title else 0)
    return Content(text, headings, title=text[title[0] : title[1]] if title else "", metadata=metadata)


def load_markdown(data: bytes, origin: str) -> Content:
    """A Markdown file: front matter becomes metadata; heading marks, emphasis and link targets leave the text.

    Lists, tables and code stay as they are written. Nothing is rendered.
    """
    raw, encoding = decode(data, origin)
    body, metadata = _front_matter(clean(raw), origin)
    lines, marked, at = [], list[Marked](), 0
    for line, depth in _markdown_lines(body.strip("\n").split("\n")):
        if depth and line:
            marked.append(Marked(at, at + len(line), depth))
        lines.append(line)
        at += len(line) + 1
    text = "\n".join(lines)
    metadata = {"encoding": encoding} | metadata
    if not marked:
        plain = _plain(text, metadata)
        return plain
    first = marked[0]
    alone = sum(each.depth <= first.depth for each in marked) == 1
    is_title = alone and not text[: first.start].strip()
    headings = combine_headings(text, marked, title_end=first.end if is_title else 0)
    return Content(text, headings, title=text[first.start : first.end] if is_title else "", metadata=metadata)


# --- Markdown --------------------------------------------------------------------------------------------------


def _markdown_lines(lines: list[str]) -> list[tuple[str, int]]:
    """(line without marks, depth of the heading or 0) for each line that stays."""
    out: list[tuple[str, int]] = []
    fence = ""
    for line in lines:
        if fence:
            out.append((line, 0))
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if opening := _FENCE.match(line):
            fence = opening[1]
            out.append((line, 0))
        elif heading := _HASH_HEADING.match(line):
            out.append((_inline(heading[2] or "").strip(), len(heading[1])))
        elif (underline := _UNDERLINE.match(line)) and _underlines(out):
            out[-1] = (out[-1][0].strip(), 1 if underline[1][0] == "=" else 2)
        else:
            out.append((_inline(line), 0))
    return out


def _underlines(out: list[tuple[str, int]]) -> bool:
    """Whether a line of dashes stands under a single line of words, and makes it a heading."""
    if not out or out[-1][1] or _BLOCK_START.match(out[-1][0]):
        return False
    return len(out) == 1 or not out[-2][0].strip() or bool(out[-2][1])


def _inline(line: str) -> str:
    line = _IMAGE_OR_LINK.sub(r"\1", line)
    if "*" in line or "_" in line:
        line = _STRONG.sub(r"\2", _STRONG.sub(r"\2", line))
    return _CODE.sub(r"\1", line) if "`" in line else line


# --- front matter ----------------------------------------------------------------------------------------------


def _front_matter(text: str, origin: str) -> tuple[str, dict[str, str]]:
    """(text after the front matter, its fields). Without front matter the text comes back whole."""
    if not re.match(r"---[ \t]*\n", text):
        return text, {}
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE).search(text, 4, _LONGEST_FRONT_MATTER)
    if closing is None:
        return text, {}
    header = text[text.index("\n") + 1 : closing.start()]
    remedy = "correct the lines between the two '---', or remove them"
    try:
        depth = 0
        for event in yaml.parse(header):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            # The parser's work grows with the square of the depth, and aliases can unfold without end.
            if depth > _DEEPEST_FIELD or isinstance(event, yaml.AliasEvent):
                raise DocumentError(origin, "has front matter with YAML aliases or deep nesting", remedy)
        # The base loader makes nothing but strings, lists and mappings: dates and version numbers stay as written.
        fields = yaml.load(header, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise DocumentError(origin, f"has front matter that is no valid YAML (line {line})", remedy) from error
    except yaml.YAMLError as error:
        raise DocumentError(origin, "has front matter that is no valid YAML", remedy) from error
    if not isinstance(fields, dict):
        return text, {}
    return text[closing.end() :].lstrip("\n"), _fields(fields)


def _fields(values: Mapping[object, object]) -> dict[str, str]:
    """Plain values as strings under lower-case names; lists of them joined by "; "; anything else is left out."""
    out: dict[str, str] = {}
    for name, value in list(values.items())[:_MOST_FIELDS]:
        items = value if isinstance(value, list) else [value]
        plain = [str(item) for item in items[:_MOST_FIELDS] if isinstance(item, str | int | float)]
        written = clean("; ".join(plain)).strip()
        if written and plain and isinstance(name, str):
            out[clean(name).strip().lower()[:100]] = written[:_LONGEST_VALUE]
    return out
