"""What clients may ask for: reading for readers, decisions for reviewers, changes for administrators."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, UploadFile
from fastapi.responses import PlainTextResponse

from pipeline.api.access import Admin, Held, Reader, Reviewer
from pipeline.api.models import (
    Added,
    AskRequest,
    Checked,
    DecisionGiven,
    Found,
    Kind,
    Listed,
    Mentions,
    Queue,
    SearchRequest,
    Sound,
    TierGiven,
    VerifyRequest,
)
from pipeline.api.uploads import contents, document_of
from pipeline.collection import Collection
from pipeline.data import Claim, Document, Mention, Record, Tier, VerdictLabel
from pipeline.ingest import find_mentions
from pipeline.treaties import load_registry

router = APIRouter()
Limit = Annotated[int, Query(ge=1, le=1_000)]
Offset = Annotated[int, Query(ge=0, le=10**9)]
Words = Annotated[str, Query(max_length=200)]
_MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}


# --- reading -------------------------------------------------------------------------------------------------------


@router.get("/documents")
def documents(
    held: Held, _: Reader, matching: Words = "", tier: Tier | None = None, limit: Limit = 1_000, offset: Offset = 0
) -> Listed:
    """The documents that the index holds, by id; `matching` are words of their title or id."""
    infos = held.documents(matching=matching, tier=tier, limit=limit, offset=offset)
    total = held.document_count(matching=matching, tier=tier)
    return Listed(documents=[dict(info.record()) for info in infos], total=total)


@router.get("/documents/{doc_id:path}/text", response_class=PlainTextResponse)
def text(doc_id: str, held: Held, _: Reader) -> PlainTextResponse:
    """A document's text as held; all offsets count in its characters."""
    return PlainTextResponse(held.text(doc_id))


@router.get("/documents/{doc_id:path}/mentions")
def mentions(doc_id: str, held: Held, _: Reader) -> Mentions:
    """The entities and treaty references of a held document."""
    found = [dict(mention.record()) for mention in held.mentions(doc_id)]
    return Mentions(doc_id=doc_id, text=held.text(doc_id), mentions=found)


@router.get("/passages/{passage_id:path}")
def passage(passage_id: str, held: Held, _: Reader) -> dict[str, Any]:
    """One passage, by its id ("notes/a.md#0-420")."""
    found = held.passage(passage_id)
    return {
        "passage_id": found.passage_id,
        "doc_id": found.doc_id,
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "heading": list(found.heading),
        "page": found.page,
    }


@router.post("/search")
def search(asked: SearchRequest, held: Held, _: Reader) -> Found:
    """The best passages for a query."""
    hits = held.search(asked.query, k=asked.k, mode=asked.mode, filters=asked.filters())
    return Found(hits=[dict(hit.record()) for hit in hits])


@router.post("/ask")
def ask(asked: AskRequest, held: Held, _: Reader) -> dict[str, Any]:
    """An answer with citations, or an abstention."""
    return dict(held.ask(asked.question, filters=asked.filters()).record())


@router.post("/extract")
def extract(file: UploadFile, held: Held, _: Reader, kind: Kind = "all") -> Mentions:
    """Entities and treaty references of an uploaded file, which is not kept."""
    document = document_of(file, held)
    found = [dict(mention.record()) for mention in _mentions(document, held, kind)]
    return Mentions(doc_id=document.doc_id, text=document.text, mentions=found)


def _mentions(document: Document, held: Collection, kind: Kind) -> list[Mention]:
    analysis = None if kind == "treaties" else held.language.analyse(document.text, headings=document.headings)
    found = find_mentions(document, analysis=analysis, registry=None if kind == "entities" else load_registry())
    return [Mention(document.doc_id, thing) for thing in found]


@router.get("/check")
def check(held: Held, _: Reader) -> Sound:
    """Whether the parts of the index agree and the history of reviews is whole."""
    return Sound(problems=list(held.check()))


# --- claims and reviews --------------------------------------------------------------------------------------------


@router.post("/verify")
def verify(asked: VerifyRequest, held: Held, person: Reader) -> Checked:
    """Verdicts on claims given here, or on those of a held document, which a reviewer may thus put up for review."""
    if (asked.doc_id is None) == (not asked.claims):
        raise HTTPException(422, "Give either 'doc_id' or 'claims'.")
    if asked.doc_id is None:
        claims = [Claim(given.id, given.claim) for given in asked.claims]
        verdicts = held.verify_claims(claims, tiers=tuple(asked.tiers))
        return Checked(verdicts=[dict(verdict.record()) for verdict in verdicts])
    if not person.may("reviewer"):
        raise HTTPException(403, "Putting claims up for review needs the role reviewer; give 'claims' instead.")
    held.document_info(asked.doc_id)  # held ones only: the path of a file here is no business of a client
    verification = held.verify(asked.doc_id, tiers=tuple(asked.tiers))
    return Checked(
        verdicts=[dict(verdict.record()) for verdict in verification.verdicts],
        unchecked=[dict(claim.record()) for claim in verification.unchecked],
    )


@router.get("/review")
def review(
    held: Held,
    _: Reader,
    status: Literal["pending", "reviewed"] | None = None,
    verdict: VerdictLabel | None = None,
    document: Annotated[str | None, Query(max_length=1_000)] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Queue:
    """The verdicts with the decisions on them, the riskiest first."""
    names = [
        entry.claim_id
        for entry in held.review_entries()
        if (status is None or entry.reviewed == (status == "reviewed"))
        and (verdict is None or entry.label == verdict)
        and (document is None or entry.doc_id == document)
    ]
    items = held.review_items(names[offset : offset + limit])
    return Queue(items=[dict(item.record()) for item in items], total=len(names))


@router.get(
    "/review/report",
    response_class=PlainTextResponse,
    responses={200: {"content": {media.partition(";")[0]: {} for media in _MEDIA.values()}}},
)
def report(
    held: Held,
    _: Reader,
    format: Literal["json", "csv", "html"] = "json",
    document: Annotated[str | None, Query(max_length=1_000)] = None,
) -> PlainTextResponse:
    """The report on verdicts and decisions, to be kept as a file."""
    headers = {
        "Content-Disposition": f'attachment; filename="travaux-report.{format}"',
        "X-Content-Type-Options": "nosniff",
    }
    return PlainTextResponse(held.export_reviews(format, document), media_type=_MEDIA[format], headers=headers)


@router.get("/review/{claim_id}")
def review_item(claim_id: str, held: Held, _: Reader) -> dict[str, Any]:
    """One verdict with the decisions on it."""
    return dict(held.review_item(claim_id).record())


@router.post("/review/{claim_id}/decisions", status_code=201)
def decide(claim_id: str, given: DecisionGiven, held: Held, person: Reviewer) -> dict[str, Any]:
    """Record a decision; earlier ones stay. With a token of one's own, the decision is in one's own name."""
    if person.name and given.reviewer not in ("", person.name):
        raise HTTPException(403, f"This token decides for {person.name} alone; leave 'reviewer' out.")
    decided = held.decide(
        claim_id,
        given.decision,
        label=given.label,
        note=given.note,
        reviewer=person.name or given.reviewer,
        fingerprint=given.fingerprint,
    )
    return dict(decided.record())


# --- changing what is held -----------------------------------------------------------------------------------------


@router.post("/documents")
def add(files: list[UploadFile], held: Held, _: Admin, tier: Tier | None = None) -> Added:
    """Add or update documents from uploaded files; each that cannot be read is told with its cause."""
    return Added(**_plain(held.ingest_files(*contents(files), tier=tier).record()))


@router.put("/documents/{doc_id:path}/tier")
def change_tier(doc_id: str, given: TierGiven, held: Held, _: Admin) -> dict[str, Any]:
    """Make a document `reference` or `unverified`."""
    held.set_tier(given.tier, doc_id)
    return dict(held.document_info(doc_id).record())


@router.delete("/documents/{doc_id:path}")
def remove(doc_id: str, held: Held, _: Admin) -> dict[str, list[str]]:
    """Remove a document and all that derives from it; decisions on its claims stay in the history."""
    return {"removed": list(held.remove(doc_id))}


def _plain(record: Record) -> dict[str, Any]:
    return dict(record)
