"""Search and ask: one box, the answer on top, the passages below, the source beside, the state in the address bar."""

import re
from collections.abc import Sequence
from dataclasses import fields

import streamlit as st

from pipeline.collection import Collection
from pipeline.data import DATE_PREFIX, MODES, TIERS, Hit
from pipeline.errors import NotHeld
from pipeline.ui.components import (
    counted,
    escaped,
    go,
    holding,
    notice,
    show_answer,
    show_hit,
    titled,
    told_apart,
    treaty_name,
)
from pipeline.ui.exports import as_csv, as_json, as_markdown
from pipeline.ui.opened import collection
from pipeline.ui.results import Results, remember, results_of
from pipeline.ui.source_panel import show_source
from pipeline.ui.state import DOCUMENTS_OFFERED, PASSAGES_MOST, QUERY_MOST, SearchState


def limits(state: SearchState) -> str:
    """What a search is limited to, in words."""
    idle = {"q", "mode"}
    idle |= {name for name, day in (("since", state.filters.date_from), ("until", state.filters.date_to)) if not day}
    said = state.begun().params().items()
    return ", ".join(f"{name} {' or '.join(values)}" for name, values in said if name not in idle)


def searched(state: SearchState, documents: int) -> str:
    """What an answer was looked for in, in words."""
    return counted(documents, "document") + (f", limited to {limits(state)}" if limits(state) else "")


def how(state: SearchState) -> str:
    """How a search was done other than by default, in brackets."""
    told = ", ".join(filter(None, (limits(state), f"{state.mode} alone" if state.mode != "hybrid" else "")))
    return f"({told})" if told else ""


def search_anew() -> None:
    """Make the address say what the boxes hold; what is too long for one is told on the page."""
    length = len(st.session_state.get("search q") or "")
    if length > QUERY_MOST:
        st.session_state["hindrance"] = (
            f"What you ask has {length:,} characters, and {QUERY_MOST:,} are the most that is searched for. "
            "Shorten it; a whole text is taken by the library, as a file."
        )
        return
    boxes = {spec.name: st.session_state.get(f"search {spec.name}") for spec in fields(SearchState)}
    said = {name: held if isinstance(held, list) else [held] for name, held in boxes.items() if held}
    go(SearchState.from_params(said).params())


def search_form(opened: Collection, state: SearchState) -> None:
    """The box and the filters, as the address says."""
    documents = told_apart({info.doc_id: info.title for info in opened.documents(limit=DOCUMENTS_OFFERED)})
    # What was too long stays in its box to be shortened.
    asked = st.session_state["search q"] if "hindrance" in st.session_state else state.q
    with st.form("search", border=False):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        box.text_input(
            "Question or words",
            key=holding("search q", asked),
            placeholder="When did the Outer Space Treaty enter into force?",
        )
        button.form_submit_button("Search", type="primary", width="stretch", on_click=search_anew)
        with st.expander("Filters", expanded=not state.filters.empty, icon=":material/tune:"):
            left, right = st.columns(2)
            left.selectbox(
                "Tier", ["", *TIERS], key=holding("search tier", state.tier), format_func=lambda value: value or "any"
            )
            # A link may name what the index no longer holds; it stays to be seen and taken away.
            right.multiselect(
                "Documents",
                list(dict.fromkeys((*state.document, *documents))),
                key=holding("search document", list(state.document)),
                format_func=lambda value: documents.get(value, value),
                accept_new_options=True,
                filter_mode="contains",
                select_all=False,
                placeholder="any; type the id of one that is not listed",
            )
            treaties = {row.key for row in opened.overview.names("treaty").rows} | set(state.treaty)
            left.multiselect(
                "Treaties and articles",
                sorted(treaties, key=treaty_name),
                key=holding("search treaty", list(state.treaty)),
                format_func=treaty_name,
                accept_new_options=True,
                filter_mode="contains",
                select_all=False,
                placeholder="any; type OST:IV for an article",
            )
            entities = told_apart(opened.overview.frequent())
            right.multiselect(
                "Entities",
                list(dict.fromkeys((*state.entity, *entities))),
                key=holding("search entity", list(state.entity)),
                format_func=lambda value: entities.get(value, value),
                accept_new_options=True,
                filter_mode="contains",
                select_all=False,
                placeholder="any; type one, or NATO + Japan for both",
            )
            left.text_input("As of, from", key=holding("search since", state.since), placeholder="2023", max_chars=10)
            right.text_input("As of, to", key=holding("search until", state.until), placeholder="2024-12", max_chars=10)
            st.segmented_control("Rankers", MODES, key=holding("search mode", state.search_mode))


def show_results(state: SearchState, results: Results, documents: int) -> None:
    """The answer, the passages, and both to take along; the passages stand there while the answer is looked for."""
    with st.spinner("Searching ..."):
        hits = results.hits(state.k)
    above = st.empty()
    if not results.answered:
        above.html('<p class="t-meta" role="status">Reading the passages for an answer ...</p>')
    if hits:
        st.html(f'<h2 class="t-count">{counted(len(hits), "passage")} for “{escaped(state.q)}”</h2>')
        for hit in hits:
            show_hit(hit, state.q)
        if len(hits) == state.k < PASSAGES_MOST:
            st.button("More passages", icon=":material/expand_more:", on_click=go, args=(state.longer().params(),))
        take_along(state, results, hits)
    else:
        notice("info", "No passage matches these words and filters.")
    answer = results.answer
    with above.container():
        cited = {citation.passage_id for citation in answer.citations}
        passages = {hit.passage.passage_id: hit.passage for hit in hits if hit.passage.passage_id in cited}
        passages |= {name: results.opened.passage(name) for name in sorted(cited - passages.keys())}
        show_answer(answer, searched(state, documents), lambda *place: state.beside(*place).link, passages)


def take_along(state: SearchState, results: Results, hits: Sequence[Hit]) -> None:
    """A button for each form of the results; the file is made when it is wanted."""
    st.caption("Take along")
    markdown, table, records = st.columns(3)
    markdown.download_button(
        "Markdown",
        lambda: as_markdown(state.q, results.answer, hits),
        "travaux-results.md",
        "text/markdown",
        on_click="ignore",
    )
    table.download_button("CSV", lambda: as_csv(hits), "travaux-results.csv", "text/csv", on_click="ignore")
    records.download_button(
        "JSON",
        lambda: as_json(state.q, results.answer, hits),
        "travaux-results.json",
        "application/json",
        on_click="ignore",
    )


state = SearchState.from_params({name: st.query_params.get_all(name) for name in st.query_params})
st.title("Search and ask")
with collection() as opened:
    documents = opened.document_count()
    search_form(opened, state)
    earlier = remember(state, st.session_state)
    if "hindrance" in st.session_state:
        notice("error", st.session_state.pop("hindrance"))
    if not documents:
        notice("info", "The index is empty. The library takes files, and so does `travaux ingest SOURCE`.")
    elif not state.q.strip():
        st.caption(
            f"{counted(documents, 'document')}. Ask in a sentence, or give a few words; "
            "put a phrase in quotation marks."
        )
        if not state.filters.empty:
            notice("info", "The filters of this address wait for a question or words to limit.")
    else:
        for date in filter(None, (state.since, state.until)):
            if not re.fullmatch(DATE_PREFIX, date):
                notice(
                    "warning",
                    f"“{date}” is no date: it limits nothing. Give a year, a month or a day, such as 2024-12.",
                )
        if state.since and state.until and state.since > state.until:
            notice("warning", f"“From” ({state.since}) lies after “to” ({state.until}): nothing is of such a date.")
        titled(state.q.strip()[:80])
        results = results_of(opened, state, st.session_state)
        if not state.shown.doc:
            show_results(state, results, documents)
        else:
            # On a narrow screen the source comes first: style.css turns the order of the columns.
            with st.container(key="beside"):
                found, source = st.columns([3, 2], gap="large")
            with found:
                show_results(state, results, documents)
            with source:
                try:
                    show_source(opened, state.shown, state.closed().link)
                except NotHeld as error:
                    notice("warning", str(error))
                    st.html(f'<div class="t-meta"><a href="{escaped(state.closed().link)}">Close the source</a></div>')
    if earlier:
        with st.expander("Earlier in this session", icon=":material/history:"):
            links = (
                f'<li><a href="{escaped(one.link)}">{escaped(one.q)}</a> {escaped(how(one))}</li>' for one in earlier
            )
            st.html(f'<ul class="t-meta">{"".join(links)}</ul>')
