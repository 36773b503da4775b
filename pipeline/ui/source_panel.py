"""A place in a document, shown beside something else: its words marked, in what stands around them."""

import streamlit as st

from pipeline.collection import Collection
from pipeline.ui.components import badge, escaped, facts_line
from pipeline.ui.links import bring_into_view
from pipeline.ui.marked import Mark, render_marked, window_around
from pipeline.ui.state import ReaderState, reader_link

WINDOW = 2_400
BEFORE = 500  # characters shown before the marked words


def show_source(opened: Collection, place: ReaderState, close: str) -> None:
    """The text around a place, with a link to the reader and one (`close`) that puts the panel away.

    Raises:
        NotHeld: the document is held no longer.
    """
    info, document = opened.document_info(place.doc), opened.document(place.doc)
    window = window_around(document.text, place.start, size=WINDOW, before=BEFORE)
    marks = [Mark(heading.start, heading.end, "heading") for heading in document.headings]
    marks.append(Mark(place.start, place.end, "cited", "cited"))
    there = bring_into_view(f"{place.doc}#{place.start}-{place.end}", far=True, block="nearest")
    page = next((one.label for one in document.pages if one.start <= place.start < one.end), None)
    st.html(
        f'<aside class="t-panel {there}" aria-label="Source">'
        f'<div class="t-panel-head"><h2>{escaped(document.title)}</h2>'
        f'<a href="{escaped(close)}" aria-label="Close the source">✕</a></div>'
        f'<div class="t-meta">{badge(info.tier)}{facts_line(page, info.date)}</div>'
        f'<div class="t-text t-small t-scroll" tabindex="0">{render_marked(document.text, window, marks)}</div>'
        f'<div class="t-meta"><a href="{escaped(reader_link(place.doc, place.start, place.end))}">'
        "Open in the reader</a></div></aside>"
    )
