"""Review: the queue of verdicts, claim and evidence together, and a person's decision on each."""

from functools import partial
from typing import Literal

import streamlit as st

from pipeline.data import DECISIONS, VERDICTS, Decision, ReviewItem
from pipeline.errors import ReviewError
from pipeline.ui.components import WORDS, badge, escaped, notice, show_evidence
from pipeline.ui.opened import collection
from pipeline.ui.state import reader_link

PAGE = 10
FORMATS: tuple[tuple[Literal["html", "csv", "json"], str], ...] = (
    ("html", "text/html"),
    ("csv", "text/csv"),
    ("json", "application/json"),
)


def matching(items: tuple[ReviewItem, ...], status: str, label: str) -> list[ReviewItem]:
    """The items of a status ("pending", "reviewed", "all") and a verdict ("" for any)."""
    return [item for item in items if status in ("all", item.status) and (not label or item.verdict.label == label)]


def show_item(item: ReviewItem) -> None:
    """Claim on the left, evidence on the right."""
    claim = item.verdict.claim
    left, right = st.columns(2, gap="large")
    with left:
        st.html(f'{badge(item.verdict.label)}<span class="t-meta">confidence {item.verdict.confidence:.2f}</span>')
        st.html(f'<div class="t-text">{escaped(claim.text)}</div>')
        if claim.doc_id and claim.start is not None and claim.end is not None:
            link = reader_link(claim.doc_id, claim.start, claim.end)
            st.html(
                f'<div class="t-meta"><a href="{escaped(link)}">{escaped(claim.doc_id)}, '
                f"{claim.start}-{claim.end}</a></div>"
            )
        st.html("<ul>" + "".join(f"<li>{escaped(reason)}</li>" for reason in item.verdict.reasons) + "</ul>")
    with right:
        st.markdown("**Evidence**")
        show_evidence(item.verdict.evidence)
        if not item.verdict.evidence:
            st.caption("No evidence was found.")
    if item.reopened:
        notice("warning", item.reopened)
    if item.disputed:
        notice("warning", "Reviewers differ on this claim.")
    for judgement in (*item.earlier, *item.history):
        changed = f" to {WORDS[judgement.label]}" if judgement.label else ""
        st.html(
            f'<div class="t-meta">{escaped(judgement.time)} · {escaped(judgement.reviewer)}: '
            f"{judgement.decision}{changed} {escaped(judgement.note)}</div>"
        )


st.title("Review")
with collection() as opened:
    everything = opened.review_queue()
    if not everything:
        notice(
            "info",
            "No claims have been checked yet. Open a document in the reader and check its claims there, or run "
            "`travaux verify DOCUMENT`.",
        )
        st.stop()
    done = sum(item.status == "reviewed" for item in everything)
    st.progress(done / len(everything), f"{done} of {len(everything)} verdicts reviewed")
    one, two, three = st.columns(3)
    status = one.segmented_control("Status", ["pending", "reviewed", "all"], default="pending") or "all"
    label = two.selectbox("Verdict", ["", *VERDICTS], format_func=lambda value: WORDS.get(value, "any"))
    reviewer = three.text_input("Reviewer", key="reviewer", placeholder="your name", max_chars=100)
    items = matching(everything, status, label)
    pages = max(1, -(-len(items) // PAGE))
    page = st.number_input("Page", 1, pages, 1) if pages > 1 else 1
    if not items:
        st.caption("Nothing here.")
    for item in items[(page - 1) * PAGE : page * PAGE]:
        claim_id = item.verdict.claim.claim_id
        with st.container(border=True):
            show_item(item)
            with st.form(f"decide-{claim_id}", border=False):
                a, b, c = st.columns([2, 2, 3])
                decision: Decision = a.segmented_control("Decision", DECISIONS, default="accept") or "accept"
                changed = b.selectbox(
                    "Verdict, if changed", VERDICTS, format_func=lambda value: WORDS[value], key=f"label-{claim_id}"
                )
                note = c.text_input("Note", key=f"note-{claim_id}", max_chars=2_000)
                if st.form_submit_button("Record"):
                    try:
                        opened.decide(
                            claim_id,
                            decision,
                            label=changed if decision == "change" else None,
                            note=note,
                            reviewer=reviewer,
                        )
                    except ReviewError as error:
                        notice("error", str(error))
                    else:
                        st.rerun()
    st.subheader("Report", divider="gray")
    for column, (kind, media_type) in zip(st.columns(len(FORMATS)), FORMATS, strict=True):
        report = partial(opened.export_reviews, kind)
        column.download_button(f"Download {kind.upper()}", report, f"travaux-report.{kind}", media_type)
