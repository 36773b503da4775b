"""The reader: a document with its outline, its mentions and its flagged claims, open at the words that were cited."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from pipeline.collection import Collection
from pipeline.data import Document, Entity, ReviewItem, Span
from pipeline.errors import DocumentError
from pipeline.ui.access import person, require
from pipeline.ui.components import badge, counted, escaped, go, holding, notice, show_evidence, titled, verdict_lines
from pipeline.ui.flags import at_claim, flag_marks, flag_of, neighbours
from pipeline.ui.links import bring_into_view
from pipeline.ui.marked import Mark, render_marked, window_around
from pipeline.ui.opened import collection
from pipeline.ui.state import DOCUMENTS_OFFERED, LAYERS, ReaderState, ReviewState

WINDOW = 8_000
OUTLINE = 200
CLAIMS = 100  # listed below the text
DRAWN = 64  # pages kept as pictures


def open_chosen() -> None:
    """Make the address say which document was chosen."""
    go(ReaderState(st.session_state["reader document"] or "").params())


def choose_document(opened: Collection, state: ReaderState) -> None:
    """A box with the documents."""
    documents = {info.doc_id: info.title for info in opened.documents(limit=DOCUMENTS_OFFERED)}
    names = list(dict.fromkeys(([state.doc] if state.doc else []) + list(documents)))
    more = len(documents) >= DOCUMENTS_OFFERED
    st.selectbox(
        "Document",
        names,
        None,
        key=holding("reader document", state.doc or None),
        on_change=open_chosen,
        format_func=lambda name: f"{documents[name]}  ({name})" if name in documents else name,
        placeholder="Choose a document" + (", or type the id of one that is not listed" if more else ""),
        accept_new_options=more,
        filter_mode="contains",
    )


def draw_chosen() -> None:
    """Make the address say which layers were chosen; of those that the document has not, what it said before."""
    state = ReaderState.from_params(st.query_params.to_dict())
    offered, chosen = st.session_state["reader layers offered"], st.session_state["reader layers"]
    drawn = tuple(layer for layer in LAYERS if layer in (chosen if layer in offered else state.layers))
    go(replace(state, layers=drawn).params())


def choose_layers(document: Document, state: ReaderState) -> None:
    """What is drawn into the text and beside it, which the address tells."""
    offered = LAYERS if document.pages else tuple(layer for layer in LAYERS if layer != "page image")
    key = holding("reader layers", [layer for layer in state.layers if layer in offered])
    st.session_state["reader layers offered"] = offered
    st.pills("Layers", offered, selection_mode="multi", key=key, on_change=draw_chosen)


def marks_of(opened: Collection, document: Document, items: tuple[ReviewItem, ...], state: ReaderState) -> list[Mark]:
    """Everything that is drawn into the text."""
    marks = [Mark(heading.start, heading.end, "heading") for heading in document.headings]
    if document.ai_notice:
        said = "says that AI helped to write it"
        marks.append(Mark(document.ai_notice.start, document.ai_notice.end, "notice", said))
    if state.end:
        marks.append(Mark(state.start, state.end, "cited", "" if state.claim else "cited"))
    for mention in opened.mentions(document.doc_id):
        found = mention.found
        if isinstance(found, Entity) and "entities" in state.layers:
            named = f"{found.label} {found.canonical_id or ''}".strip()
            marks.append(Mark(found.start, found.end, "entity", named))
        elif not isinstance(found, Entity) and "treaties" in state.layers:
            article = f", article {', '.join(found.articles)}" if found.articles else ""
            status = f" ({found.status})" if found.status else ""
            marks.append(Mark(found.start, found.end, "treaty", found.treaty_id + article + status))
    return marks + flag_marks(items, state) if "claims" in state.layers else marks


def show_claim(item: ReviewItem, state: ReaderState) -> None:
    """A claim with its reasons and evidence, beside the text that it stands in."""
    close = escaped(replace(state, claim="").link)
    words = f'<div class="t-text t-small">{escaped(item.verdict.claim.text)}</div>'
    st.html(
        f'<div class="t-panel-head"><h2>Claim</h2><a href="{close}" aria-label="Close the claim">✕</a></div>'
        + verdict_lines(item, flag_of(item), words)
    )
    show_evidence(item.verdict.evidence)
    link = ReviewState("all", doc=state.doc, claim=state.claim).link
    st.html(f'<div class="t-meta"><a href="{escaped(link)}">Decide on it in the review</a></div>')


@st.cache_data(max_entries=DRAWN, show_spinner=False)
def _drawn(_opened: Collection, generation: int, doc_id: str, start: int, end: int) -> tuple[bytes, int, bool]:
    image = _opened.page_image(doc_id, start, end)
    return image.png, image.number, image.marked


def show_page(opened: Collection, document: Document, state: ReaderState) -> None:
    """The page of a PDF as it was printed, with the words that are pointed at."""
    try:
        png, number, marked = _drawn(opened, opened.generation, document.doc_id, state.start, state.end)
    except DocumentError as error:
        notice("warning", str(error))
        return
    st.image(png, width="stretch", alt=f"Page {number}" + (", the cited words marked" if marked else ""))
    st.caption(f"Page {number} of {document.pages[-1].number}")


def show_outline(document: Document, state: ReaderState) -> None:
    """The headings, each a link to its place."""
    links = []
    for heading in document.headings[:OUTLINE]:
        words = document.text[heading.start : heading.end][:90]
        link = replace(state, start=heading.start, end=heading.end, claim="").link
        indent = f"padding-left:{heading.level - 1}em"
        links.append(f'<div><a href="{escaped(link)}" style="{indent}">{escaped(words)}</a></div>')
    if len(document.headings) > OUTLINE:
        links.append(f"<div>and {len(document.headings) - OUTLINE:,} more</div>")
    st.html('<h2 class="t-small-head">Outline</h2><div class="t-meta">' + ("".join(links) or "no headings") + "</div>")


def part_shown(document: Document, state: ReaderState) -> Span:
    """The text around the place, or all of it where it is short."""
    whole = Span(0, len(document.text))
    return whole if whole.end <= WINDOW else window_around(document.text, state.start, size=WINDOW)


def show_claims(items: Sequence[ReviewItem], window: Span, state: ReaderState) -> None:
    """The claims of the part that is shown, each a link to its flag and what is known of it."""
    here = [item for item in items if window.start <= (item.verdict.claim.start or 0) < window.end]
    st.subheader(counted(len(items), "claim"), divider="gray")
    if len(here) < len(items) or len(here) > CLAIMS:
        first = f", of which the first {CLAIMS} are listed" if len(here) > CLAIMS else ""
        st.caption(f"{len(here):,} of them in the part that is shown{first}.")
    rows = (
        f'<div class="t-row">{badge(flag_of(item))}<a href="{escaped(at_claim(item, state).link)}">'
        f"{escaped(item.verdict.claim.text)}</a></div>"
        for item in here[:CLAIMS]
    )
    st.html("".join(rows))


def show_text(opened: Collection, document: Document, items: tuple[ReviewItem, ...], state: ReaderState) -> None:
    """The part of the text around the place, with ways to what stands before and after it."""
    if items and "claims" in state.layers:
        before, after = neighbours(items, state)
        one, two, _ = st.columns([1, 1, 2])
        for column, name, key, item in ((one, "Previous flag", "p", before), (two, "Next flag", "n", after)):
            params = at_claim(item, state).params() if item else {}
            column.button(name, shortcut=key, disabled=item is None, width="stretch", on_click=go, args=(params,))
    window = part_shown(document, state)
    text = render_marked(document.text, window, marks_of(opened, document, items, state))
    place = bring_into_view(f"{state.doc}#{state.start}-{state.end}", far=bool(state.start or state.end))
    st.html(f'<div class="t-text t-flagged {place}">{text}</div>')
    earlier, later = st.columns(2)
    if window.start:
        there = replace(state, start=max(0, window.start - WINDOW + 400), end=0, claim="")
        earlier.button("Earlier", icon=":material/arrow_upward:", on_click=go, args=(there.params(),))
    if window.end < len(document.text):
        there = replace(state, start=window.end, end=0, claim="")
        later.button("Later", icon=":material/arrow_downward:", on_click=go, args=(there.params(),))


def _source(document: Document) -> str:
    """Where the document was read from; of a file on the server its name alone."""
    return Path(document.source).name if Path(document.source).is_absolute() else document.source


with collection() as opened:
    if not opened.document_count():
        st.title("Reader")
        notice("info", "The index is empty. The library takes files, and so does `travaux ingest SOURCE`.")
        st.stop()
    state = ReaderState.from_params(st.query_params.to_dict())
    choose_document(opened, state)
    if not state.doc:
        st.title("Reader")
        st.caption("Choose a document to read it with its outline, its treaty references and its claims.")
        st.stop()
    info, document = opened.document_info(state.doc), opened.document(state.doc)
    titled(document.title)
    st.html(f'<h1 class="t-document">{escaped(document.title)}</h1>')
    facts = [f"as of {info.date}" if info.date else "no date", counted(info.passages, "passage"), _source(document)]
    warned = badge("plain", "⚠ says that AI helped to write it") if document.ai_notice else ""
    st.html(f'<div class="t-meta">{badge(info.tier)}{warned}{escaped(" · ".join(facts))}</div>')

    layers, check = st.columns([3, 2], vertical_alignment="bottom")
    with layers:
        choose_layers(document, state)
    items = opened.review_queue(state.doc)
    if check.button(
        "Check the claims of this document",
        icon=":material/fact_check:",
        width="stretch",
        disabled=not person().may("reviewer"),
    ):
        require("reviewer")
        with st.spinner("Finding claims, gathering evidence ..."):
            opened.verify(state.doc)
        items = opened.review_queue(state.doc)
    st.html(
        '<div class="t-legend"><span class="t-entity">entity</span><span class="t-treaty">treaty</span>'
        '<span class="t-supported">✓ supported</span><span class="t-refuted">✗ refuted</span>'
        '<span class="t-unverified">? unverified</span><span class="t-conflicting">⇄ conflicting</span>'
        '<span class="t-aside">– set aside</span></div>'
    )
    # On a narrow screen columns stand below each other: the text comes first, but for a claim that was clicked.
    chosen = next((item for item in items if item.verdict.claim.claim_id == state.claim), None)
    with st.container(key="beside" if chosen else "reading"):
        reader, side = st.columns([3, 2] if chosen or document.pages else [3, 1], gap="large")
    with side:
        if chosen:
            show_claim(chosen, state)
        if document.pages and "page image" in state.layers:
            show_page(opened, document, state)
        show_outline(document, state)
    with reader:
        show_text(opened, document, items, state)
    if items:
        show_claims(items, part_shown(document, state), state)
