"""What several pages draw: badges, citations, marked text. Words of documents go through `render_marked` alone."""

import html
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from pipeline.data import Answer, Citation, Evidence, Hit, Passage, ReviewItem, Span
from pipeline.reviews import DECIDED
from pipeline.search import highlight
from pipeline.treaties import load_registry
from pipeline.ui.marked import Mark, render_marked, window_around
from pipeline.ui.state import reader_link

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
HINT = 600  # characters of a passage that a citation shows under the pointer
WORDS = {
    "reference": "✓ reference",
    "unverified": "? unverified",
    "supported": "✓ supported",
    "refuted": "✗ refuted",
    "not_enough_info": "? not enough information",
    "conflicting": "⇄ conflicting",
    "aside": "– set aside",
}


def counted(count: int, what: str) -> str:
    """So many of something, in words: "1 passage", "1,200 claims"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def titled(words: str) -> None:
    """Name the page in the browser's tab, in its history and among its bookmarks."""
    st.set_page_config(page_title=f"{words} · Travaux")


def escaped(words: str) -> str:
    """Words of a document or user inside our own markup."""
    return html.escape(words)


def badge(kind: str, words: str = "") -> str:
    """A label with a sign, a word and a colour, so that none of them carries the meaning alone."""
    known = kind if kind in WORDS else "plain"
    return f'<span class="t-badge t-b-{known}">{escaped(words or WORDS.get(kind, kind))}</span>'


def treaty_name(treaty: str) -> str:
    """What people call an instrument, or an article of one: of "OST" and of "OST:4"."""
    treaty_id, _, article = treaty.partition(":")
    known = load_registry().get(treaty_id)
    name = known.name if known else treaty_id
    return f"{name}, article {article}" if article else name


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The same names by key, those that several keys share with their key: a box or chart knows things by name."""
    often = Counter(names.values())
    return {key: name if often[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def holding(key: str, value: object) -> str:
    """The key of a box that holds what the address says.

    A box with a key stays the same one whatever it holds, so that no open menu closes and no word that is being typed
    is lost when the page is drawn for another address. It is told only what it does not hold already.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def go(params: Mapping[str, str | Sequence[str]]) -> None:
    """Make the address say this; called back from a box or a button, before the page is drawn for it."""
    st.query_params.from_dict(params)


def notice(kind: str, words: str) -> None:
    """A message in a box, as plain text: it may hold words of a document, which Streamlit would read as Markdown."""
    sign = {"error": "✗", "warning": "⚠", "success": "✓"}.get(kind, "ℹ")
    role = "alert" if kind in ("error", "warning") else "status"
    st.html(f'<div class="t-notice-box t-n-{kind}" role="{role}">{sign} {escaped(words)}</div>')


def show_answer(
    answer: Answer,
    searched: str,
    link: Callable[[str, int, int], str] = reader_link,
    passages: Mapping[str, Passage] = MappingProxyType({}),
) -> None:
    """The answer with numbered citations; or why there is none, and what comes nearest.

    Args:
        answer: what `Collection.ask` gave.
        searched: what was searched, in words.
        link: the address that shows a span of a document.
        passages: by their ids, what citations show under the pointer; of one that is not there, the sentence alone.
    """
    if answer.notice:
        notice("warning", answer.notice)
    if answer.struck:
        struck = "".join(f"<li><s>{escaped(sentence.text)}</s></li>" for sentence in answer.struck)
        st.html(f'<div class="t-meta">Struck, not supported by what it cites:<ul>{struck}</ul></div>')
    if answer.abstained:
        notice("info", f"No answer. {answer.reason or 'The index holds no evidence.'} Searched: {searched}.")
        nearest = ""
        for hit in answer.nearest:
            place = link(hit.passage.doc_id, hit.passage.start, hit.passage.end)
            words = " › ".join((hit.title, *hit.passage.heading))
            nearest += f'<li><a href="{escaped(place)}">{escaped(words)}</a></li>'
        if nearest:
            st.html(f'<div class="t-meta">What comes nearest<ul>{nearest}</ul></div>')
        return
    links = {citation.number: link(citation.doc_id, citation.start, citation.end) for citation in answer.citations}
    cards = {one.number: _card(one, passages.get(one.passage_id)) for one in answer.citations}
    sentences = " ".join(
        escaped(sentence.text)
        + "".join(
            f'<a class="t-cite" href="{escaped(links[number])}" '
            f'aria-label="Citation {number}: show the source">[{number}]{cards[number]}</a>'
            for number in sentence.citations
        )
        for sentence in answer.sentences
    )
    rows = "".join(
        f'<div class="t-meta">[{citation.number}] {badge(citation.tier)}<a '
        f'href="{escaped(links[citation.number])}">{escaped(citation.title)}</a>'
        f"  {facts_line(citation.page, citation.date)}</div>"
        for citation in answer.citations
    )
    st.html(f'<div class="t-answer">{sentences}</div>')
    if answer.conflict:
        notice("warning", f"Sources differ: {answer.conflict}.")
    st.html(rows)


def _card(citation: Citation, passage: Passage | None) -> str:
    """What a citation shows under the pointer, or when it has the focus: its passage, the cited words marked."""
    text, offset = (passage.text, passage.start) if passage else (citation.text, citation.start)
    window = window_around(text, citation.start - offset, size=HINT, before=HINT // 3)
    words = render_marked(text, window, [Mark(citation.start - offset, citation.end - offset, "match")])
    before, after = ("... " if window.start else ""), (" ..." if window.end < len(text) else "")
    about = facts_line(citation.page, citation.date)
    return (
        f'<span class="t-card" aria-hidden="true"><b>{escaped(citation.title)}</b>'
        f"<span>{before}{words}{after}</span><i>{about}</i></span>"
    )


def show_hit(hit: Hit, query: str) -> None:
    """A result: where it stands, what it is worth, and its words with the matches marked."""
    passage = hit.passage
    marks = [Mark(span.start, span.end, "match") for span in highlight(query, passage.text)]
    path = " › ".join(passage.heading)
    st.html(
        f'<div class="t-title">{hit.rank}. <a '
        f'href="{escaped(reader_link(passage.doc_id, passage.start, passage.end))}">{escaped(hit.title)}</a></div>'
        f'<div class="t-meta">{badge(hit.tier)}{facts_line(passage.page, hit.date, path)}</div>'
        f'<div class="t-text t-small">{render_marked(passage.text, Span(0, len(passage.text)), marks)}</div>'
    )


def verdict_lines(item: ReviewItem, flag: str, words: str) -> str:
    """What stands of a claim, by whose decision, its `words` (HTML), and what the check found, with its reasons."""
    verdict = item.verdict
    likely = f'<span class="t-meta">{verdict.confidence:.0%} likely</span>'
    found = ""
    if (decided := item.current) and not item.reopened:
        if decided.decision != "accept":
            found = f'<div class="t-meta">The check had found: {badge(verdict.label)}{likely}</div>'
            likely = ""
        note = f" “{decided.note}”" if decided.note else ""
        by = f"{DECIDED[decided.decision].lower()} by {decided.reviewer}{note}"
        likely += f' <span class="t-meta">{escaped(by)}</span>'
    reasons = "".join(f"<li>{escaped(reason)}</li>" for reason in verdict.reasons)
    return f"{badge(flag)}{likely}{words}{found}<ul>{reasons}</ul>"


def show_evidence(evidence: Iterable[Evidence]) -> None:
    """Evidence sentences with their stance, each a link to its place."""
    for piece in evidence:
        words = f'<div class="t-text t-small">“{escaped(piece.text)}”</div>'
        st.html(f'{words}<div class="t-meta">{evidence_facts(piece)}</div>')


def evidence_facts(piece: Evidence) -> str:
    """The stance and tier of a piece of evidence, and where it stands."""
    title = escaped(piece.title or piece.doc_id)
    if piece.passage_id:
        title = f'<a href="{escaped(reader_link(piece.doc_id, piece.start, piece.end))}">{title}</a>'
    return f"{badge('plain', piece.stance)}{badge(piece.tier)}{title}  {facts_line(piece.page, piece.date)}"


def facts_line(page: str | None, date: str | None, path: str = "") -> str:
    """Where something stands and as of when, as far as that is known."""
    parts = (path, f"page {page}" if page else "", f"as of {date}" if date else "")
    return " · ".join(escaped(part) for part in parts if part)
