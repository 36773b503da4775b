"""The library: what the index holds, what made it, and whether its parts agree."""

import streamlit as st

from pipeline.data import TIERS, IngestReport
from pipeline.ui.components import notice
from pipeline.ui.opened import collection
from pipeline.ui.uploads import ingest_uploads

FORMATS = ["txt", "md", "html", "pdf", "docx", "jsonl"]


def show_report(report: IngestReport) -> None:
    """What an ingest did, and the cause of every rejection."""
    for names, what in ((report.added, "added"), (report.updated, "updated"), (report.skipped, "unchanged")):
        if names:
            notice("success", f"{len(names)} {what}: {', '.join(names)}")
    for rejection in report.rejected:
        notice("error", str(rejection))


@st.dialog("Remove documents")
def confirm_removal(doc_ids: list[str]) -> None:
    """Ask before anything is removed."""
    st.text(f"{len(doc_ids)} documents leave the index: {', '.join(doc_ids)}. Reviews of their claims stay.")
    if st.button("Remove", type="primary"):
        with collection() as opened:  # a dialog runs by itself, outside of the page's block
            opened.remove(*doc_ids)
        st.rerun()


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
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader("Add documents", FORMATS, accept_multiple_files=True)
        chosen = st.selectbox(
            "Tier", ["", *TIERS], format_func=lambda value: value or "as the document says, else unverified"
        )
        if st.form_submit_button("Add", type="primary") and files:
            with st.spinner(f"Reading {len(files)} files ..."):
                tier = next((tier for tier in TIERS if tier == chosen), None)
                st.session_state["report"] = ingest_uploads(
                    opened, [(file.name, file.getvalue()) for file in files], tier
                )
            st.rerun()
    if "report" in st.session_state:
        show_report(st.session_state.pop("report"))
    if infos:
        leaving = st.multiselect("Remove documents", [info.doc_id for info in infos], placeholder="none")
        if leaving and st.button("Remove ...", icon=":material/delete:"):
            confirm_removal(leaving)
    st.subheader("About this index", divider="gray")
    st.json(facts, expanded=2)
    if st.button("Check the index", icon=":material/health_and_safety:"):
        found = opened.check()
        if found:
            for problem in found:
                notice("warning", problem)
        else:
            notice("success", "Catalogue, vectors, lexical index, manifest and the history of reviews agree.")
