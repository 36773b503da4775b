"""Rows of the tables of reviews as the types that travel."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import get_args

from pipeline.data import (
    DECISIONS,
    VERDICTS,
    Claim,
    ClaimKind,
    Decision,
    Evidence,
    Judgement,
    Record,
    Span,
    VerdictLabel,
)
from pipeline.errors import ReviewError


def claim_of(row: Sequence[object]) -> Claim:
    """A row of the columns of claims as a claim."""
    claim_id, text, kind, reason, doc_id, start, end, context, quote, parts, sentence = row
    place = json.loads(str(sentence))
    return Claim(
        claim_id=str(claim_id),
        text=str(text),
        kind=_kind(str(kind)),
        reason=str(reason),
        doc_id=None if doc_id is None else str(doc_id),
        start=start if isinstance(start, int) else None,
        end=end if isinstance(end, int) else None,
        context=str(context),
        quote=str(quote),
        parts=tuple(Span(*part) for part in json.loads(str(parts))),
        sentence=None if place is None else Span(*place),
    )


def _kind(name: str) -> ClaimKind:
    kinds: tuple[ClaimKind, ...] = get_args(ClaimKind)
    for kind in kinds:
        if kind == name:
            return kind
    raise ReviewError(f"The index holds a claim of the unknown kind '{name}'; it was written by a newer version.")


def label_of(name: str) -> VerdictLabel:
    """A verdict by its name. Raises ReviewError for one that this version does not know."""
    for label in VERDICTS:
        if label == name:
            return label
    raise ReviewError(f"The index holds the unknown verdict '{name}'; it was written by a newer version.")


def _decision(name: str) -> Decision:
    for decision in DECISIONS:
        if decision == name:
            return decision
    raise ReviewError(f"The index holds the unknown decision '{name}'; it was written by a newer version.")


def evidence_of(stored: str) -> tuple[Evidence, ...]:
    """Evidence as it was stored with a verdict."""
    pieces: Iterable[Record] = json.loads(stored)
    return tuple(Evidence(**piece) for piece in pieces)  # type: ignore[arg-type]  # written by Evidence.record


def judgements_on(
    connection: sqlite3.Connection, claim_id: str, fingerprint: str
) -> tuple[tuple[Judgement, ...], tuple[Judgement, ...]]:
    """Judgements on verdicts that say what the current one says, and those on verdicts that said something else."""
    on_this: list[Judgement] = []
    on_others: list[Judgement] = []
    rows = connection.execute(
        "SELECT j.judgement_id, j.claim_id, j.decision, j.label, j.note, j.reviewer, j.time, v.fingerprint"
        " FROM judgements j JOIN verdicts v ON v.verdict_id = j.verdict_id WHERE j.claim_id = ? ORDER BY 1",
        (claim_id,),
    )
    for number, claim, decision, label, note, reviewer, time, judged in rows:
        changed = None if label is None else label_of(label)
        judgement = Judgement(number, claim, _decision(decision), changed, note, reviewer, time)
        (on_this if judged == fingerprint else on_others).append(judgement)
    return tuple(on_this), tuple(on_others)
