"""The reader: a document with its outline, its mentions and its claims, open at the words that were cited."""

import streamlit as st

from pipeline.data import Entity, ReviewItem
from pipeline.ui.components import badge, escaped, notice, show_evidence
from pipeline.ui.marked import Mark, render_marked, window_around
from pipeline.ui.opened import collection
from pipeline.ui.state import ReaderState, reader_link

WINDOW = 8_000
OUTLINE = 200


def claim_marks(items: tuple[ReviewItem, ...]) -> list[Mark]:
    """The claims of a document, drawn by their verdict or by what a reviewer made of it."""
    styles = {"supported": "supported", "refuted": "refuted", "not_enough_info": "unverified"}
    marks = []
    for item in items:
        claim, decided = item.verdict.claim, item.current
        label = decided.label if decided and decided.label else item.verdict.label
        if claim.start is not None and claim.end is not None:
            reason = item.verdict.reasons[0] if item.verdict.reasons else ""
            marks.append(Mark(claim.start, claim.end, styles[label], f"{label.replace('_', ' ')}: {reason}"))
    return marks


state = ReaderState.from_params(st.query_params.to_dict())
with collection() as opened:
    documents = {info.doc_id: info for info in opened.documents()}
    if not documents:
        notice("info", "The index is empty. `travaux ingest SOURCE` adds documents.")
        st.stop()
    names = list(documents)
    chosen = st.selectbox(
        "Document",
        names,
        names.index(state.doc) if state.doc in documents else None,
        format_func=lambda name: f"{documents[name].title}  ({name})",
        placeholder="Choose a document",
    )
    if state.doc and state.doc not in documents and chosen is None:
        notice("warning", "The index holds no such document; it may have been removed.")
    if chosen is None:
        st.stop()
    if chosen != state.doc:
        state = ReaderState(chosen)
        st.query_params.from_dict(state.params())
    info, document = documents[chosen], opened.document(chosen)
    st.html(f'<h1 style="font-size:1.7rem">{escaped(document.title)}</h1>')
    facts = [f"as of {info.date}" if info.date else "no date", f"{info.passages} passages", document.source]
    warned = badge("plain", "⚠ says that AI helped to write it") if document.ai_notice else ""
    st.html(f'<div class="t-meta">{badge(info.tier)}{warned}{escaped(" · ".join(facts))}</div>')

    layers = st.pills(
        "Layers", ["entities", "treaties", "claims"], selection_mode="multi", default=["treaties", "claims"]
    )
    items = opened.review_queue(chosen)
    if st.button("Check the claims of this document", icon=":material/fact_check:"):
        with st.spinner("Finding claims, gathering evidence ..."):
            opened.verify(chosen)
        items = opened.review_queue(chosen)
    window = window_around(document.text, state.start, size=WINDOW)
    marks = [Mark(heading.start, heading.end, "heading") for heading in document.headings]
    if document.ai_notice:
        marks.append(
            Mark(document.ai_notice.start, document.ai_notice.end, "notice", "says that AI helped to write it")
        )
    if state.end:
        marks.append(Mark(state.start, state.end, "cited", "cited"))
    for mention in opened.mentions(chosen):
        found = mention.found
        if isinstance(found, Entity) and "entities" in layers:
            named = f"{found.label} {found.canonical_id or ''}".strip()
            marks.append(Mark(found.start, found.end, "entity", named))
        elif not isinstance(found, Entity) and "treaties" in layers:
            article = f", article {', '.join(found.articles)}" if found.articles else ""
            status = f" ({found.status})" if found.status else ""
            marks.append(Mark(found.start, found.end, "treaty", found.treaty_id + article + status))
    if "claims" in layers:
        marks += claim_marks(items)

    # On a narrow screen columns stand below each other: the text comes first.
    reader, outline = st.columns([3, 1], gap="large")
    with outline:
        st.markdown("**Outline**")
        links = []
        for heading in document.headings[:OUTLINE]:
            words = document.text[heading.start : heading.end][:90]
            link, indent = reader_link(chosen, heading.start), f"padding-left:{heading.level - 1}em"
            links.append(f'<div><a href="{escaped(link)}" style="{indent}">{escaped(words)}</a></div>')
        st.html('<div class="t-meta">' + ("".join(links) or "no headings") + "</div>")
    with reader:
        st.html(
            '<div class="t-legend"><span class="t-entity">entity</span><span class="t-treaty">treaty</span>'
            '<span class="t-supported">✓ supported</span><span class="t-refuted">✗ refuted</span>'
            '<span class="t-unverified">? unverified</span></div>'
        )
        st.html(f'<div class="t-text">{render_marked(document.text, window, marks)}</div>')
        earlier, later = st.columns(2)
        if window.start and earlier.button("Earlier", icon=":material/arrow_upward:"):
            st.query_params.from_dict(ReaderState(chosen, max(0, window.start - WINDOW + 400)).params())
            st.rerun()
        if window.end < len(document.text) and later.button("Later", icon=":material/arrow_downward:"):
            st.query_params.from_dict(ReaderState(chosen, window.end + 400).params())
            st.rerun()
    if items:
        st.subheader("Claims", divider="gray")
        for item in items:
            claim = item.verdict.claim
            st.html(
                f"{badge(item.verdict.label)}<a "
                f'href="{escaped(reader_link(chosen, claim.start or 0, claim.end or 0))}">{escaped(claim.text)}</a>'
            )
            with st.expander("Reasons and evidence"):
                st.html("<ul>" + "".join(f"<li>{escaped(reason)}</li>" for reason in item.verdict.reasons) + "</ul>")
                show_evidence(item.verdict.evidence)
