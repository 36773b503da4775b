"""Search and ask: one box, the answer on top, the passages below, the source beside, the state in the address bar."""

import streamlit as st

from pipeline.collection import Collection
from pipeline.data import MODES, TIERS
from pipeline.errors import NotHeld
from pipeline.ui.components import escaped, go, notice, show_answer, show_hit
from pipeline.ui.exports import as_csv, as_json, as_markdown
from pipeline.ui.opened import collection
from pipeline.ui.results import Results, remember, results_of
from pipeline.ui.source_panel import show_source
from pipeline.ui.state import DOCUMENTS_OFFERED, SearchState


def searched(state: SearchState, documents: int) -> str:
    """What an answer was looked for in, in words."""
    unsaid = ("q", "mode", "source")
    limits = [f"{name} {' or '.join(values)}" for name, values in state.params().items() if name not in unsaid]
    return f"{documents:,} documents" + (f", limited to {', '.join(limits)}" if limits else "")


def search_form(opened: Collection, state: SearchState) -> SearchState:
    """The box and the filters; the search that the address gave, if no other one is sent."""
    documents = {info.doc_id: info.title for info in opened.documents(limit=DOCUMENTS_OFFERED)}
    # One box for all searches of a session, so that it keeps the focus; a link puts its own words into it.
    if "box" not in st.session_state or st.session_state.get("asked") != state.q:
        st.session_state["box"] = st.session_state["asked"] = state.q
    with st.form("search", border=False):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        query = box.text_input(
            "Question or words",
            key="box",
            placeholder="When did the Outer Space Treaty enter into force?",
            max_chars=2_000,
        )
        sent = button.form_submit_button("Search", type="primary", width="stretch")
        with st.expander("Filters", expanded=not state.filters.empty, icon=":material/tune:"):
            left, right = st.columns(2)
            tiers = ["", *TIERS]
            tier = left.selectbox("Tier", tiers, tiers.index(state.tier), format_func=lambda value: value or "any")
            # A link may name what the index no longer holds; it stays to be seen and taken away.
            document = right.multiselect(
                "Documents",
                list(dict.fromkeys((*state.document, *documents))),
                state.document,
                format_func=lambda value: documents.get(value, value),
                accept_new_options=True,
                placeholder="any; type the id of one that is not listed",
            )
            treaties = {row.key for row in opened.overview.names("treaty").rows} | set(state.treaty)
            treaty = left.multiselect("Treaties", sorted(treaties), state.treaty, placeholder="any")
            entity = right.multiselect(
                "Entities",
                state.entity,
                state.entity,
                accept_new_options=True,
                placeholder="NATO, Japan, ...",
            )
            since = left.text_input("As of, from", state.since, placeholder="2023", max_chars=10)
            until = right.text_input("As of, to", state.until, placeholder="2024-12", max_chars=10)
            mode = st.segmented_control("Rankers", MODES, default=state.search_mode)
    if sent:
        state = SearchState(query, mode or "hybrid", tier, tuple(document), tuple(treaty), tuple(entity), since, until)
        st.session_state["asked"] = query
        go(state.params())
    return state


def show_results(state: SearchState, results: Results, documents: int) -> None:
    """The answer, the passages, and both to take along."""
    answer, hits = results.answer, results.hits
    show_answer(answer, searched(state, documents), lambda *place: state.beside(*place).link)
    if not hits:
        notice("info", "No passage matches these words and filters.")
        return
    st.html(f'<h2 class="t-count">{len(hits)} passages for “{escaped(state.q)}”</h2>')
    for hit in hits:
        show_hit(hit, state.q)
    st.caption("Take along")
    for column, (kind, ending, media, made) in zip(
        st.columns(3),
        (
            ("Markdown", "md", "text/markdown", as_markdown(state.q, answer, hits)),
            ("CSV", "csv", "text/csv", as_csv(hits)),
            ("JSON", "json", "application/json", as_json(state.q, answer, hits)),
        ),
        strict=True,
    ):
        column.download_button(kind, made, f"travaux-results.{ending}", media, on_click="ignore")


state = SearchState.from_params({name: st.query_params.get_all(name) for name in st.query_params})
st.title("Search and ask")
with collection() as opened:
    documents = opened.document_count()
    state = search_form(opened, state)
    earlier = remember(state, st.session_state)
    if not documents:
        notice("info", "The index is empty. The library takes files, and so does `travaux ingest SOURCE`.")
    elif not state.q.strip():
        st.caption(f"{documents:,} documents. Ask in a sentence, or give a few words; put a phrase in quotation marks.")
    else:
        with st.spinner("Searching ..."):
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
    if earlier:
        with st.expander("Earlier in this session", icon=":material/history:"):
            links = (f'<li><a href="{escaped(one.link)}">{escaped(one.q)}</a></li>' for one in earlier)
            st.html(f'<ul class="t-meta">{"".join(links)}</ul>')
