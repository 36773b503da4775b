"""The library: what the index holds, what made it, and whether its parts agree."""

import streamlit as st

from pipeline.ui.components import notice
from pipeline.ui.opened import collection

st.title("Library")
with collection() as opened:
    infos = opened.documents()
    facts = opened.info()
    counts = facts["counts"]
    if isinstance(counts, dict):
        for column, (name, count) in zip(st.columns(len(counts)), counts.items(), strict=True):
            column.metric(name, f"{count:,}" if isinstance(count, int) else str(count))
    if infos:
        st.dataframe(
            [
                {
                    "document": info.doc_id,
                    "title": info.title,
                    "tier": info.tier,
                    "as of": info.date,
                    "passages": info.passages,
                    "characters": info.characters,
                    "AI notice": info.ai_notice,
                    "instrument": info.instrument,
                }
                for info in infos
            ],
            hide_index=True,
        )
    else:
        notice("info", "The index is empty. `travaux ingest SOURCE` adds documents.")
    st.subheader("About this index", divider="gray")
    st.json(facts, expanded=2)
    if st.button("Check the index", icon=":material/health_and_safety:"):
        found = opened.check()
        if found:
            for problem in found:
                notice("warning", problem)
        else:
            notice("success", "Catalogue, vectors, lexical index and manifest agree.")
