"""Sentences of held documents that may bear on a claim."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.claims.context import SECTION
from pipeline.claims.words import content_stems
from pipeline.data import Claim, Evidence, Filters, Hit, Span, Tier
from pipeline.embeddings import Embedder
from pipeline.index import Snapshot
from pipeline.search import search

PASSAGES = 8  # read for each claim
SENTENCES = 12  # judged for each claim
BACKGROUND = 2  # sentences before a sentence that may tell what its pronouns stand for
_SIMILARITY, _OVERLAP = 0.7, 0.3  # shares of a sentence's score


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what is needed to understand it; `similarity` is the cosine of claim and sentence."""

    evidence: Evidence
    background: tuple[str, ...]
    similarity: float | None


def gather(
    claims: Sequence[Claim],
    snapshot: Snapshot,
    embedder: Embedder,
    *,
    exclude_documents: Sequence[str] = (),
    tiers: Sequence[Tier] = ("reference",),
) -> list[list[Candidate]]:
    """Candidates for each claim, the best first; all claims are searched and embedded in one batch.

    Args:
        claims: what to find evidence for; a claim's context is part of its query.
        snapshot: what is searched.
        embedder: the encoder of the index.
        exclude_documents: documents that are never evidence, such as the one that the claims come from.
        tiers: tiers that may serve as evidence.
    """
    if not claims or not tiers:
        return [[] for _ in claims]
    tier = tiers[0] if len(set(tiers)) == 1 else None
    filters = Filters(exclude_documents=tuple(exclude_documents), tier=tier)
    queries = [query_of(claim) for claim in claims]
    found = search(snapshot, embedder, queries, k=PASSAGES, filters=filters)
    pools = [_sentences(hits) for hits in found]
    texts = list(dict.fromkeys(_embedded(candidate) for pool in pools for candidate in pool))
    if not texts:
        return [[] for _ in claims]
    vectors = dict(zip(texts, embedder.embed_passages(texts), strict=True))
    asked = embedder.embed_queries(queries)
    ranked = []
    for query, vector, pool in zip(queries, asked, pools, strict=True):
        wanted = content_stems(query)
        scored = []
        for candidate in pool:
            similarity = float(np.dot(vector, vectors[_embedded(candidate)]))
            score = _SIMILARITY * similarity + _OVERLAP * _overlap(wanted, candidate)
            scored.append(_with_score(candidate, score, similarity))
        scored.sort(key=lambda item: (-item.evidence.score, item.evidence.doc_id, item.evidence.start))
        ranked.append(scored[:SENTENCES])
    return ranked


def query_of(claim: Claim) -> str:
    """What is searched for: the claim, after the thing that its pronouns stand for."""
    context = claim.context.removeprefix(SECTION)
    return f"{context}: {claim.text}" if context else claim.text


def _sentences(hits: Sequence[Hit]) -> list[Candidate]:
    candidates: dict[tuple[str, int, int], Candidate] = {}
    for hit in hits:
        passage = hit.passage
        spans = passage.sentences or (Span(passage.start, passage.end),)
        texts = [passage.text[span.start - passage.start : span.end - passage.start] for span in spans]
        heading = " > ".join(passage.heading)
        for number, (span, text) in enumerate(zip(spans, texts, strict=True)):
            if not text.strip():
                continue
            evidence = Evidence(
                doc_id=passage.doc_id,
                passage_id=passage.passage_id,
                start=span.start,
                end=span.end,
                text=text,
                score=0.0,
                stance="neutral",
                tier=hit.tier,
                title=hit.title,
                page=passage.page,
                date=hit.date,
            )
            background = (hit.title, heading, *texts[max(0, number - BACKGROUND) : number])
            key = (passage.doc_id, span.start, span.end)
            candidates.setdefault(key, Candidate(evidence, tuple(text for text in background if text), None))
    return list(candidates.values())


def _embedded(candidate: Candidate) -> str:
    return (
        f"{candidate.evidence.title}: {candidate.evidence.text}"
        if candidate.evidence.title
        else candidate.evidence.text
    )


def _overlap(wanted: frozenset[str], candidate: Candidate) -> float:
    """Share of the query's content stems that the sentence has, or, for half the weight, its background."""
    if not wanted:
        return 0.0
    own = content_stems(candidate.evidence.text)
    behind = content_stems(" ".join(candidate.background)) - own
    return (len(wanted & own) + 0.5 * len(wanted & behind)) / len(wanted)


def _with_score(candidate: Candidate, score: float, similarity: float) -> Candidate:
    return replace(candidate, evidence=replace(candidate.evidence, score=score), similarity=similarity)
