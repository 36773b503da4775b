"""Review: one verdict after the other, claim and evidence side by side, and a person's decision on each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

from pipeline.collection import Collection
from pipeline.data import VERDICTS, Decision, Evidence, ReviewItem, Span, Stance, VerdictLabel
from pipeline.errors import PipelineError
from pipeline.reviews import QueueEntry
from pipeline.settings import Settings
from pipeline.ui.access import person
from pipeline.ui.components import WORDS, badge, escaped, evidence_facts, go, holding, notice, verdict_lines
from pipeline.ui.differences import differences, differences_from_all
from pipeline.ui.flags import flag_of
from pipeline.ui.links import bring_into_view
from pipeline.ui.marked import render_marked
from pipeline.ui.opened import collection
from pipeline.ui.state import DOCUMENTS_OFFERED, STATUSES, ReviewState, reader_link

LISTED = 12  # verdicts of the queue that are listed around the open one
FORMATS: tuple[tuple[Literal["html", "csv", "json"], str], ...] = (
    ("html", "text/html"),
    ("csv", "text/csv"),
    ("json", "application/json"),
)
TELLING: dict[VerdictLabel, tuple[Stance, ...]] = {
    "supported": ("supports",),
    "refuted": ("refutes",),
    "not_enough_info": ("supports", "refutes"),
}
KEYS: dict[VerdictLabel, str] = {"supported": "1", "refuted": "2", "not_enough_info": "3"}


def go_through_chosen() -> None:
    """Make the address say which verdicts are gone through."""
    go(ReviewState(*(st.session_state[f"review {name}"] for name in ("status", "verdict", "doc"))).params())


def choose_queue(settings: Settings, state: ReviewState, documents: Sequence[str]) -> str:
    """Who reviews, which comes back, and what is gone through, which the address tells."""
    name, one, two, three = st.columns(4)
    # Kept by hand: Streamlit forgets a widget's value on pages that do not show it.
    st.session_state.setdefault("reviewer", st.session_state.get("signed", settings.reviewer))
    signed = person().name
    if signed:
        name.text_input("Reviewer", signed, disabled=True)
    else:
        signed = name.text_input("Reviewer", key="reviewer", placeholder="your name", max_chars=100)
        st.session_state["signed"] = signed
    # Of one signature, what is pending is what nobody has signed; a link may say the other all the same.
    statuses = [
        status for status in STATUSES if status != "unsigned" or status == state.status or settings.signatures > 1
    ]
    one.selectbox(
        "Status",
        ["all", *statuses],
        key=holding("review status", state.status),
        on_change=go_through_chosen,
        format_func=lambda status: "pending, not signed by me" if status == "unsigned" else status,
    )
    two.selectbox(
        "Verdict",
        ["", *VERDICTS, "aside"],
        key=holding("review verdict", state.verdict),
        on_change=go_through_chosen,
        format_func=lambda value: WORDS.get(value, "any"),
    )
    # A link may name a document without claims; it stays to be seen and taken away.
    three.selectbox(
        "Document",
        list(dict.fromkeys(("", state.doc, *documents[:DOCUMENTS_OFFERED]))),
        key=holding("review doc", state.doc),
        on_change=go_through_chosen,
        format_func=lambda value: value or "any",
        accept_new_options=len(documents) > DOCUMENTS_OFFERED,
        filter_mode="contains",
    )
    return signed


def show_side_by_side(item: ReviewItem, here: str) -> None:
    """Claim on the left, of the class `here`, evidence on the right, what they say alike and otherwise marked."""
    claim, evidence = item.verdict.claim, item.verdict.evidence
    telling = [piece for piece in evidence if piece.stance in TELLING[item.verdict.label]] or evidence[:1]
    on_claim = differences_from_all(claim.text, ((piece.text, piece.title) for piece in telling))
    left, right = st.columns(2, gap="large")
    with left:
        place = ""
        if claim.doc_id and claim.start is not None and claim.end is not None:
            link = reader_link(claim.doc_id, claim.start, claim.end)
            place = f'<a href="{escaped(link)}">{escaped(claim.doc_id)}, {claim.start}-{claim.end}</a>'
        words = (
            f'<div class="t-text t-claim {here}">{render_marked(claim.text, Span(0, len(claim.text)), on_claim)}</div>'
            f'<div class="t-meta">{place}</div>'
        )
        st.html(f'<h2 class="t-small-head">Claim</h2>{verdict_lines(item, flag_of(item), words)}')
    with right:
        st.html('<h2 class="t-small-head">Evidence</h2>')
        for piece in evidence:
            show_piece(claim.text, piece)
        if not evidence:
            st.caption("No evidence was found.")


def show_piece(claim: str, piece: Evidence) -> None:
    """A sentence of evidence with what it shares with the claim."""
    _, marks = differences(claim, piece.text)
    if piece.stance == "neutral":  # what bears on neither side differs from the claim in all sorts of ways
        marks = [mark for mark in marks if mark.style == "same"]
    st.html(
        f'<div class="t-text t-small">{render_marked(piece.text, Span(0, len(piece.text)), marks)}</div>'
        f'<div class="t-meta">{evidence_facts(piece)}</div>'
    )


def show_history(item: ReviewItem) -> None:
    """What was decided so far, by whom, and what is still wanted."""
    if item.reopened:
        notice("warning", item.reopened)
    elif item.earlier and not item.history:
        notice("warning", "This claim was decided on before, and has another verdict or other evidence since.")
    if item.disputed:
        notice("warning", "Reviewers differ on this claim.")
    if item.signatures > 1:
        by = f": {', '.join(item.signed_by)}" if item.signed_by else ""
        st.html(f'<div class="t-meta">{len(item.signed_by)} of {item.signatures} signatures{escaped(by)}</div>')
    for judgement in (*item.earlier, *item.history):
        when = judgement.time[:16].replace("T", " ")
        changed = f" to {WORDS[judgement.label]}" if judgement.label else ""
        before = " (on an earlier verdict)" if judgement in item.earlier else ""
        st.html(
            f'<div class="t-meta">{escaped(when)} UTC · {escaped(judgement.reviewer)}: '
            f"{judgement.decision}{changed}{before} {escaped(judgement.note)}</div>"
        )


def decide(
    opened: Collection, item: ReviewItem, after: ReviewState, decision: Decision, label: VerdictLabel | None = None
) -> None:
    """Record a decision and go on to the next verdict; what hinders it is told on the page."""
    claim_id = item.verdict.claim.claim_id
    who = person()
    if not who.may("reviewer"):
        st.session_state["hindrance"] = f"Decisions need the role reviewer; yours is {who.role}."
        return
    try:
        opened.decide(
            claim_id,
            decision,
            label=label,
            note=st.session_state.get(f"note {claim_id}", ""),
            reviewer=who.name or st.session_state.get("reviewer", ""),
            fingerprint=item.fingerprint,
        )
    except PipelineError as error:
        st.session_state["hindrance"] = error.elsewhere
    else:
        st.session_state.get("notes", {}).pop(claim_id, None)
        st.session_state.pop(f"note {claim_id}", None)
        go(after.params())


def show_decisions(opened: Collection, item: ReviewItem, after: ReviewState) -> None:
    """The note, and a button with a key for each decision."""
    claim_id = item.verdict.claim.claim_id
    # A note that is being written stays for when its claim is come back to; see `choose_queue`.
    notes: dict[str, str] = st.session_state.setdefault("notes", {})
    st.session_state.setdefault(f"note {claim_id}", notes.get(claim_id, ""))
    note = st.text_input("Note", key=f"note {claim_id}", max_chars=2_000, placeholder="why (optional)")
    notes |= {claim_id: note} if note else {}
    # The keys of the buttons name the claim: what is pressed before the next one is shown is no decision on that one.
    barred = not person().may("reviewer")
    if barred:
        st.caption("Verdicts are decided on by reviewers.")
    accept, reject, *changes = st.columns([2, 2, 3, 3, 5])
    # What stands is what a colleague changed it to: to accept that is to say the same, and not what had been found.
    now = item.current
    changed = now is not None and now.decision == "change" and not item.reopened
    standing = item.label or item.verdict.label
    found = "It stands as " + (f"{now.reviewer} changed it" if now and changed else "it was found")
    accept.button(
        "Accept",
        key=f"accept {claim_id}",
        type="primary",
        shortcut="a",
        width="stretch",
        help=f"{found}: {WORDS[standing].partition(' ')[2]}.",
        disabled=barred,
        on_click=decide,
        args=(opened, item, after, "change", standing) if changed else (opened, item, after, "accept"),
    )
    reject.button(
        "Reject",
        key=f"reject {claim_id}",
        shortcut="x",
        width="stretch",
        help="The claim or its verdict is of no use.",
        disabled=barred,
        on_click=decide,
        args=(opened, item, after, "reject"),
    )
    for column, label in zip(changes, VERDICTS, strict=True):
        column.button(
            f"Change to {WORDS[label].partition(' ')[2]}",
            key=f"{label} {claim_id}",
            shortcut=KEYS[label],
            width="stretch",
            disabled=barred or label == standing,
            on_click=decide,
            args=(opened, item, after, "change", label),
        )


def shortened(text: str, most: int = 140) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]} …"


def show_queue(entries: Sequence[QueueEntry], at: int | None, state: ReviewState) -> None:
    """The verdicts around the open one, or the first, each a link."""
    first = max(0, min((at or 0) - LISTED // 3, len(entries) - LISTED))
    rows = []
    for number, entry in enumerate(entries[first : first + LISTED], start=first):
        signs = ("✔ " if entry.reviewed else "") + ("⇄ " if entry.disputed else "") + ("↻ " if entry.reopened else "")
        link = replace(state, claim=entry.claim_id).link
        here = ' aria-current="true"' if number == at else ""
        rows.append(
            f'<div class="t-row"{here}>{badge(entry.label or "aside", WORDS[entry.label or "aside"][:1])}{signs}'
            f'<a href="{escaped(link)}">{escaped(shortened(entry.text))}</a></div>'
        )
    st.html(f'<nav class="t-queue" aria-label="Queue">{"".join(rows)}</nav>')


def show_open(opened: Collection, entries: Sequence[QueueEntry], state: ReviewState) -> None:
    """The open verdict with everything that can be done about it, and the queue around it."""
    names = [entry.claim_id for entry in entries]
    claim_id = state.claim or (names[0] if names else "")
    at = names.index(claim_id) if claim_id in names else None
    items = opened.review_items([claim_id])
    if not items and claim_id:
        notice("warning", "No verdict is held on the claim of this address any longer.")
    elif at is None and claim_id:
        notice("info", "The claim of this address is not among the verdicts that were chosen.")
    # What was decided leaves the pending ones, and the first of the others comes; elsewhere the last one stays.
    last = "" if state.status in ("pending", "unsigned") else claim_id
    after = 0 if at is None else at + 1
    later = replace(state, claim=names[after] if after < len(names) else last)
    earlier = replace(state, claim=names[at - 1]) if at else state
    for item in items:
        place = bring_into_view(claim_id, far=bool(state.claim), block="nearest")
        with st.container(border=True):
            where, back, on = st.columns([4, 1, 1], vertical_alignment="center")
            told = f"{len(names):,} others" if at is None else f"{at + 1:,} of {len(names):,}"
            where.html(f'<span class="t-meta">{told}</span>')
            for column, name, key, there, ends in (
                (back, "Previous", "p", earlier, earlier == state),
                (on, "Next", "n", later, after >= len(names)),
            ):
                column.button(
                    name,
                    shortcut=key,
                    disabled=ends,
                    width="stretch",
                    on_click=go,
                    args=(there.params(),),
                )
            show_side_by_side(item, place)
            show_history(item)
            if "hindrance" in st.session_state:
                notice("error", st.session_state.pop("hindrance"))
            show_decisions(opened, item, later)
    st.subheader("Queue", divider="gray")
    if names:
        show_queue(entries, at, state)
    else:
        st.caption("Nothing here.")


st.title("Review")
with collection() as opened:
    everything = opened.review_entries()
    if not everything:
        notice(
            "info",
            "No claims have been checked yet. Open a document in the reader and check its claims there, or run "
            "`travaux verify DOCUMENT`.",
        )
        st.stop()
    done = sum(entry.reviewed for entry in everything)
    st.progress(done / len(everything), f"{done:,} of {len(everything):,} verdicts reviewed")
    counts: Counter[str] = Counter(dict.fromkeys(VERDICTS, 0))
    counts.update(entry.label or "aside" for entry in everything)
    st.html("".join(badge(label, f"{WORDS[label]} {count:,}") for label, count in counts.items()))
    documents = sorted({entry.doc_id for entry in everything if entry.doc_id})
    state = ReviewState.from_params(st.query_params.to_dict())
    reviewer = choose_queue(opened.settings, state, documents)
    show_open(opened, state.matching(everything, reviewer), state)
    st.subheader("Report", divider="gray")
    for column, (kind, media_type) in zip(st.columns(len(FORMATS)), FORMATS, strict=True):
        report = partial(opened.export_reviews, kind, state.doc or None)
        column.download_button(
            f"Download {kind.upper()}", report, f"travaux-report.{kind}", media_type, on_click="ignore"
        )
