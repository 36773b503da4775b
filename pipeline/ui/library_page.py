"""The library: what the index holds, what is added to it and taken out of it, and which documents are relied on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from pipeline.collection import Collection
from pipeline.data import TIERS, IngestReport, Tier
from pipeline.errors import PipelineError
from pipeline.index import DocumentInfo
from pipeline.ingest import Progress
from pipeline.ui.access import person, require
from pipeline.ui.components import counted, escaped, go, holding, notice
from pipeline.ui.opened import collection
from pipeline.ui.state import LibraryState, reader_link

FORMATS = "text, Markdown, HTML, PDF, Word, JSON Lines"
PAGE = 100  # documents on one page
NAMED = 20  # documents that a report names


def tier_of(name: str | None) -> Tier | None:
    """The tier of that name."""
    return next((tier for tier in TIERS if tier == name), None)


def told(doc_ids: Sequence[str], what: str) -> str:
    """What was done to documents, and to which."""
    return f"{len(doc_ids):,} {what}: {named(doc_ids)}"


def named(doc_ids: Sequence[str]) -> str:
    """Documents, as far as a line has room."""
    more = f" and {len(doc_ids) - NAMED:,} more" if len(doc_ids) > NAMED else ""
    return ", ".join(doc_ids[:NAMED]) + more


@contextmanager
def attempted() -> Iterator[None]:
    """Something that is done to the index; what hinders it is shown, and the page goes on."""
    try:
        yield
    except PipelineError as error:
        notice("error", error.elsewhere)


def show_report(report: IngestReport, relied_on: Sequence[str]) -> None:
    """What an ingest did, which documents serve as evidence by it, and the cause of every rejection."""
    for names, what in ((report.added, "added"), (report.updated, "updated"), (report.skipped, "unchanged")):
        if names:
            notice("success", told(names, what))
    if relied_on:
        notice("info", f"Evidence from now on, being of tier reference: {named(relied_on)}")
    for rejection in report.rejected:
        notice("error", str(rejection))


def add_documents(opened: Collection) -> None:
    """The form that takes files; each is named while it is read."""
    if not person().may("admin"):
        st.caption("Documents are added and changed by administrators.")
        return
    # Another form for each addition that was made: files that could not be taken yet stay in theirs.
    with st.form(f"upload {st.session_state.setdefault('additions', 0)}"):
        # Any file may be chosen: one that cannot be read is answered with the reason and the way out.
        files = st.file_uploader(f"Add documents ({FORMATS})", accept_multiple_files=True)
        chosen = st.selectbox(
            "Tier of what is added",
            ["", *TIERS],
            format_func=lambda value: value or "as the document says, else unverified",
        )
        if not st.form_submit_button("Add", type="primary"):
            return
        if not files:
            notice("warning", "Choose files to add first.")
            return
        with attempted():
            bar = st.progress(0.0, "Reading ...")

            def tell(progress: Progress) -> None:
                name = progress.current.rpartition("/")[2]
                # A label is Markdown; the name of a file is not.
                bar.progress(min(1.0, progress.sources / len(files)), f"Reading `{name.replace('`', '')}`")

            report = st.session_state["report"] = opened.ingest_files(
                *((file.name, file.getvalue()) for file in files), tier=tier_of(chosen), progress=tell
            )
            # A document may say of itself that it can be relied on.
            st.session_state["relied on"] = [
                name for name in (*report.added, *report.updated) if opened.document_info(name).tier == "reference"
            ]
            st.session_state["additions"] += 1
            st.rerun()


@st.dialog("Remove documents")
def confirm_removal(doc_ids: Sequence[str]) -> None:
    """Ask before anything is removed."""
    st.text(f"To leave the index ({len(doc_ids)}): {', '.join(doc_ids)}. Reviews of their claims stay.")
    away, keep = st.columns(2)
    if away.button("Remove", type="primary", width="stretch"):
        require("admin")
        with collection() as opened:  # a dialog runs by itself, outside of the page's block
            opened.remove(*doc_ids)
        st.session_state["done"] = told(doc_ids, "removed")
        st.rerun()
    if keep.button("Cancel", width="stretch"):
        st.rerun()


def list_documents(infos: Sequence[DocumentInfo]) -> list[str]:
    """The documents of a page as a table; the ids of the rows that are chosen."""
    rows = [
        {
            "read": reader_link(info.doc_id),
            "title": info.title,
            "document": info.doc_id,
            "tier": info.tier,
            "as of": info.date or "",
            "passages": info.passages,
            "characters": info.characters,
            "AI notice": info.ai_notice,
            "instrument": info.instrument or "",
        }
        for info in infos
    ]
    chosen = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"read": st.column_config.LinkColumn("", display_text="Read", width="small")},
        # Rows are chosen by number: a table of other documents is another table.
        key=f"documents {hash(tuple(info.doc_id for info in infos))}",
        alt="The documents of the library; choose rows to change their tier, read them again or remove them",
    )
    return [infos[row].doc_id for row in chosen.selection.rows]


def change_documents(opened: Collection, doc_ids: list[str]) -> None:
    """What can be done with the documents that are chosen."""
    if not person().may("admin"):
        return
    st.caption(f"{len(doc_ids)} chosen" if doc_ids else "Choose documents in the table to change them.")
    reference, unverified, again, away = st.columns(4)
    for column, tier in ((reference, "reference"), (unverified, "unverified")):
        if column.button(f"Make {tier}", disabled=not doc_ids, width="stretch"):
            with attempted():
                opened.set_tier(tier_of(tier) or "unverified", *doc_ids)
                st.session_state["done"] = told(doc_ids, f"now {tier}")
                st.rerun()
    if again.button("Read again", icon=":material/refresh:", disabled=not doc_ids, width="stretch"):
        with attempted(), st.spinner(f"Reading {len(doc_ids)} documents ..."):
            st.session_state["report"] = opened.reingest(*doc_ids)
            st.rerun()
    if away.button("Remove ...", icon=":material/delete:", disabled=not doc_ids, width="stretch"):
        confirm_removal(doc_ids)


def list_chosen(*, page: bool = False) -> None:
    """Make the address say what the boxes hold; the first page, unless it is another `page` that was chosen."""
    q, tier, number = (st.session_state[f"library {name}"] for name in ("q", "tier", "page"))
    go(LibraryState(q, tier, number if page else 1).params())


def choose_page(state: LibraryState, count: int) -> LibraryState:
    """The words, the tier and the page that are listed, which the address tells; at the last page beyond it."""
    words, tier, page = st.columns([3, 2, 1], vertical_alignment="bottom")
    pages = max(1, -(-count // PAGE))
    state = replace(state, page=min(state.page, pages))
    key = holding("library q", state.q)
    words.text_input("Words in title or id", key=key, max_chars=200, on_change=list_chosen)
    key = holding("library tier", state.tier)
    tier.selectbox("Tier", ["", *TIERS], key=key, format_func=lambda one: one or "any", on_change=list_chosen)
    key = holding("library page", state.page)
    page.number_input(f"Page of {pages:,}", 1, pages, key=key, on_change=list_chosen, kwargs={"page": True})
    return state


st.title("Library")
with collection() as opened:
    state = LibraryState.from_params(st.query_params.to_dict())
    held = opened.counts()
    shown = {name: count for name, count in held.items() if count or name != "waiting"}
    for column, (name, count) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(name, f"{count:,}")
    if "report" in st.session_state:
        show_report(st.session_state.pop("report"), st.session_state.pop("relied on", ()))
    if "done" in st.session_state:
        notice("success", st.session_state.pop("done"))
    add_documents(opened)
    if not held["documents"]:
        notice("info", "The index is empty. Add files here, or run `travaux ingest SOURCE`.")
        st.stop()
    matching = opened.document_count(matching=state.q, tier=tier_of(state.tier))
    st.subheader(counted(matching, "document"), divider="gray")
    state = choose_page(state, matching)
    infos = opened.documents(matching=state.q, tier=tier_of(state.tier), limit=PAGE, offset=(state.page - 1) * PAGE)
    if infos:
        change_documents(opened, list_documents(infos))
    else:
        words = f" has “{escaped(state.q)}” in its title or id" if state.q else " is here"
        tiered = f" of tier {state.tier}" if state.tier else ""
        st.html(f'<p class="t-meta">No document{tiered}{words}.</p>')
