"""Search and ask: one box, the answer on top, the passages below, the state in the address bar."""

import streamlit as st

from pipeline.data import MODES, TIERS
from pipeline.ui.components import notice, show_answer, show_hit
from pipeline.ui.exports import as_csv, as_json, as_markdown
from pipeline.ui.opened import collection
from pipeline.ui.state import SearchState

RESULTS = 10


def searched(state: SearchState, documents: int) -> str:
    """What an answer was looked for in, in words."""
    limits = [f"{name} {' or '.join(values)}" for name, values in state.params().items() if name not in ("q", "mode")]
    return f"{documents} documents" + (f", limited to {', '.join(limits)}" if limits else "")


state = SearchState.from_params({name: st.query_params.get_all(name) for name in st.query_params})
st.title("Search and ask")
with collection() as opened:
    documents = {info.doc_id: info.title for info in opened.documents()}
    with st.form("search", border=False):
        query = st.text_input(
            "Question or words",
            value=state.q,
            key=f"box {state.q}",
            placeholder="When did the Outer Space Treaty enter into force?",
            max_chars=2_000,
        )
        with st.expander("Filters", expanded=not state.filters.empty, icon=":material/tune:"):
            left, right = st.columns(2)
            tiers = ["", *TIERS]
            tier = left.selectbox("Tier", tiers, tiers.index(state.tier), format_func=lambda value: value or "any")
            # A link may name what the index no longer holds; it stays to be seen and taken away.
            document = right.multiselect(
                "Documents",
                list(dict.fromkeys((*documents, *state.document))),
                state.document,
                format_func=lambda value: documents.get(value, value),
                placeholder="any",
            )
            treaties = {row[0] for row in opened.mention_counts("treaty")} | set(state.treaty)
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
        sent = st.form_submit_button("Search", type="primary")
    if sent:
        state = SearchState(query, mode or "hybrid", tier, tuple(document), tuple(treaty), tuple(entity), since, until)
        st.query_params.from_dict(state.params())
    if not documents:
        notice("info", "The index is empty. `travaux ingest SOURCE` adds documents.")
    elif not state.q.strip():
        st.caption(
            f"{len(documents)} documents. Ask in a sentence, or give a few words; put a phrase in quotation marks."
        )
    else:
        with st.spinner("Searching ..."):
            answer = opened.ask(state.q, filters=state.filters)
            hits = opened.search(state.q, k=RESULTS, mode=state.search_mode, filters=state.filters)
        show_answer(answer, searched(state, len(documents)))
        if not hits:
            notice("info", "No passage matches these words and filters.")
        else:
            st.subheader(f"{len(hits)} passages", divider="gray")
        for hit in hits:
            show_hit(hit, state.q)
        if hits:
            st.caption("Take along")
            for column, (kind, media, made) in zip(
                st.columns(3),
                (
                    ("Markdown", "text/markdown", as_markdown(state.q, answer, hits)),
                    ("CSV", "text/csv", as_csv(hits)),
                    ("JSON", "application/json", as_json(state.q, answer, hits)),
                ),
                strict=True,
            ):
                column.download_button(kind, made, f"travaux-results.{kind.lower().replace('markdown', 'md')}", media)
