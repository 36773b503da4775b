"""Sentences of held documents that may bear on a claim."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.context import SECTION
from pipeline.claims.words import content_stems
from pipeline.data import REGISTRY, Claim, Evidence, Filters, Hit, Span, Tier
from pipeline.embeddings import Embedder
from pipeline.index import Snapshot
from pipeline.search import search
from pipeline.treaties import Registry, facts_of, find_treaty_references

PASSAGES = 8  # read for each claim
SENTENCES = 12  # judged for each claim
BACKGROUND = 2  # sentences before a sentence that may tell what its pronouns stand for
Vector = NDArray[np.float32]
# A pronoun further on mostly stands for something in the claim itself.
_EARLY_PRONOUN = re.compile(r"\W*(?:\w+\W+){0,2}(?:its?|they|their|he|his|she|her|this|these|those)\b", re.IGNORECASE)
_SIMILARITY, _OVERLAP = 0.7, 0.3  # shares of a sentence's score


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what is needed to understand it; `similarity` is the cosine of claim and sentence.

    `passage` is the text that it stands in and `heading` the path of headings above that, "" for a given text or a fact
    of the registry. `read` is what is held against the claim: the sentence, or one of several statements in it that
    share a verb, with that verb.
    """

    evidence: Evidence
    background: tuple[str, ...]
    similarity: float | None
    passage: str = ""
    statement: str = ""
    heading: str = ""

    @property
    def read(self) -> str:
        return self.statement or self.evidence.text


def gather(
    claims: Sequence[Claim],
    snapshot: Snapshot,
    embedder: Embedder,
    *,
    exclude_documents: Sequence[str] = (),
    tiers: Sequence[Tier] = ("reference",),
    registry: Registry | None = None,
) -> list[list[Candidate]]:
    """Candidates for each claim, the best first; all claims are searched and embedded in one batch.

    What the registry knows of the instruments that a claim names is evidence as well: the best such fact stands last.

    Args:
        claims: what to find evidence for; a claim's context is part of its query.
        snapshot: what is searched.
        embedder: the encoder of the index.
        exclude_documents: documents that are never evidence, such as the one that the claims come from.
        tiers: tiers that may serve as evidence.
        registry: the instruments known; used where the reference tier is among `tiers`.
    """
    if not claims or not tiers:
        return [[] for _ in claims]
    tier = tiers[0] if len(set(tiers)) == 1 else None
    filters = Filters(exclude_documents=tuple(exclude_documents), tier=tier)
    queries = [query_of(claim) for claim in claims]
    found = search(snapshot, embedder, queries, k=PASSAGES, filters=filters, smoothing=False)
    pools = [_sentences(hits) for hits in found]
    known = registry if "reference" in tiers else None
    facts = [_facts(query, known) if known else [] for query in queries]
    texts = list(dict.fromkeys(_embedded(candidate) for pool in (*pools, *facts) for candidate in pool))
    if not texts:
        return [[] for _ in claims]
    vectors = dict(zip(texts, embedder.embed_passages(texts), strict=True))
    asked = embedder.embed_queries(queries)
    return [
        [*_rated(pool, query, vector, vectors)[:SENTENCES], *_rated(known_facts, query, vector, vectors)[:1]]
        for query, vector, pool, known_facts in zip(queries, asked, pools, facts, strict=True)
    ]


def _rated(
    candidates: Sequence[Candidate], query: str, vector: Vector, vectors: Mapping[str, Vector]
) -> list[Candidate]:
    """The candidates with their scores, the best first."""
    wanted = content_stems(query)
    rated = []
    for candidate in candidates:
        similarity = float(np.dot(vector, vectors[_embedded(candidate)]))
        score = _SIMILARITY * similarity + _OVERLAP * _overlap(wanted, candidate)
        rated.append(_with_score(candidate, score, similarity))
    return sorted(rated, key=lambda item: (-item.evidence.score, item.evidence.doc_id, item.evidence.start))


def query_of(claim: Claim) -> str:
    """What is searched for: the claim, after the thing that its pronouns stand for."""
    context = claim.context.removeprefix(SECTION)
    return f"{context}: {claim.text}" if context else claim.text


def stated(claim: Claim) -> str:
    """What the entailment model reads: the claim, after the thing that a pronoun at its beginning stands for.

    The heading of its section, which helps to find evidence, is no part of what it says.
    """
    if claim.context.startswith(SECTION) or not _EARLY_PRONOUN.match(claim.text):
        return claim.text
    return query_of(claim)


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
            known = tuple(text for text in background if text)
            candidates.setdefault(key, Candidate(evidence, known, None, passage.text, heading=heading))
    return list(candidates.values())


def _facts(query: str, registry: Registry) -> list[Candidate]:
    """What the registry knows of the instruments that the query names; the facts of one are as one text."""
    candidates = []
    for treaty_id in dict.fromkeys(reference.treaty_id for reference in find_treaty_references(query)):
        instrument = registry.get(treaty_id)
        if instrument is None:
            continue
        title = f"Treaty registry: {instrument.name} (confidence {instrument.confidence})"
        start = 0
        for fact in facts_of(instrument):
            evidence = Evidence(
                doc_id=f"{REGISTRY}{treaty_id}",
                passage_id="",
                start=start,
                end=start + len(fact),
                text=fact,
                score=0.0,
                stance="neutral",
                tier="reference",
                title=title,
            )
            candidates.append(Candidate(evidence, (title,), None))
            start += len(fact) + 1
    return candidates


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
