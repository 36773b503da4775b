"""Search results to take along: JSON, CSV and Markdown, each with where the words stand."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from pipeline.data import Answer, Entity, Hit, Mention
from pipeline.reviews import neutral_cell

# Between lines and words, or at the beginning of a line, which a sign or a number makes an entry of a list.
_MARKUP = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)]))?)([-+=.)])|([\\`*_{}\[\]<>#|!~])", re.MULTILINE)
COLUMNS = ("rank", "score", "doc_id", "title", "heading", "page", "date", "tier", "start", "end", "text")


def as_json(query: str, answer: Answer, hits: Sequence[Hit]) -> str:
    """One object with the query, the answer and the hits as the command line prints them."""
    content = {"query": query, "answer": answer.record(), "hits": [hit.record() for hit in hits]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(hits: Sequence[Hit]) -> str:
    """A row for each hit; cells that a spreadsheet would run as a formula begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for hit in hits:
        passage = hit.passage
        heading = " > ".join(passage.heading)
        row = (
            *(hit.rank, f"{hit.score:.4f}", passage.doc_id, hit.title, heading, passage.page, hit.date, hit.tier),
            *(passage.start, passage.end, passage.text),
        )
        writer.writerow([neutral_cell(cell) for cell in row])
    return out.getvalue()


def as_markdown(query: str, answer: Answer, hits: Sequence[Hit]) -> str:
    """The answer with its citations as notes, then the passages as quotations with their places."""
    lines = [f"# {_line(query)}", ""]
    if answer.abstained:
        lines += [f"No answer: {plain(answer.reason or 'the index holds no evidence.')}", ""]
    else:
        said = (f"{plain(one.text)} {''.join(f'[{number}]' for number in one.citations)}" for one in answer.sentences)
        lines += [" ".join(said), ""]
        for one in answer.struck:
            lines += [f"Struck, not supported by what it cites: ~~{plain(one.text)}~~", ""]
        if answer.conflict:
            lines += [f"Sources differ: {plain(answer.conflict)}.", ""]
        for c in answer.citations:
            words = _line(c.text)
            about = filter(None, (_line(c.title or c.doc_id), c.page and f"page {plain(c.page)}", c.date, c.tier))
            lines += [f"{c.number}. “{words}” {', '.join(about)}, {_place(c.doc_id, c.start, c.end)}"]
        lines += [""]
    lines += ["## Passages", ""]
    for hit in hits:
        passage = hit.passage
        lines += [f"> {line}" for line in plain(passage.text).split("\n")]
        page = passage.page and f"page {plain(passage.page)}"
        about = filter(None, (_line(hit.title), " > ".join(map(_line, passage.heading)), page, hit.date, hit.tier))
        lines += ["", f"{', '.join(about)}, {_place(passage.doc_id, passage.start, passage.end)}", ""]
    return "\n".join(lines)


MENTION_COLUMNS = ("doc_id", "title", "passage_id", "kind", "start", "end", "text", "label", "id", "articles")


def mentions_csv(mentions: Iterable[tuple[str, Mention]]) -> str:
    """A row for each mention with its document's title."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(MENTION_COLUMNS)
    for title, mention in mentions:
        found = mention.found
        kind, label, name, articles = (
            ("entity", found.label, found.canonical_id or "", "")
            if isinstance(found, Entity)
            else ("treaty", "TREATY", found.treaty_id, " ".join(found.articles))
        )
        place = (mention.doc_id, title, mention.passage_id, kind, found.start, found.end)
        writer.writerow([neutral_cell(cell) for cell in (*place, found.text, label, name, articles)])
    return out.getvalue()


def mentions_jsonl(mentions: Iterable[tuple[str, Mention]]) -> str:
    """The record of each mention, as the command line prints it, a line each."""
    return "".join(json.dumps(mention.record(), ensure_ascii=False) + "\n" for _, mention in mentions)


def plain(words: str) -> str:
    """Words of a document in Markdown: what would be markup there, in a line or at its beginning, is escaped."""
    return _MARKUP.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", words)


def _line(words: str) -> str:
    """The same on one line."""
    return plain(" ".join(words.split()))


def _place(doc_id: str, start: int, end: int) -> str:
    return f"{plain(doc_id)} {start}-{end}"
