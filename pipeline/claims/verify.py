"""From claims to verdicts: against an index, or against evidence that is given."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from pipeline.claims.alignment import Alignment, Pair
from pipeline.claims.combine import Assessed, decide, settled
from pipeline.claims.conclude import conclude, read_as, says_so
from pipeline.claims.context import SECTION
from pipeline.claims.evidence import Candidate, gather, query_of, stated
from pipeline.claims.gapping import in_full
from pipeline.claims.names import is_capital, same, state_of
from pipeline.claims.reading import Reader
from pipeline.claims.weigh import Weighed, weigh
from pipeline.claims.weights import load_weights
from pipeline.claims.words import content_stems
from pipeline.data import Claim, Evidence, Tier, Verdict
from pipeline.embeddings import Embedder
from pipeline.entailment import Entailment
from pipeline.index import Snapshot
from pipeline.language import Language
from pipeline.treaties import Registry, load_registry

MAX_SENTENCES = 10  # of a given evidence text that are parsed; the ones nearest in words
_PAIRS = 64  # rows that the entailment model scores together
MAX_GIVEN = 20_000  # characters of a given evidence text that are read


def verify(
    claims: Sequence[Claim],
    snapshot: Snapshot,
    embedder: Embedder,
    language: Language,
    entailment: Entailment,
    *,
    exclude_documents: Sequence[str] = (),
    tiers: Sequence[Tier] = ("reference",),
    strict: float = 0.0,
) -> list[Verdict]:
    """A verdict for each claim, in the same order, on evidence found in the index.

    Args:
        claims: checkable claims.
        snapshot: what is searched for evidence.
        embedder: the encoder of the index.
        language: parses claims and evidence.
        entailment: reads the nearest sentences of each claim.
        exclude_documents: documents that are never evidence, such as the one under review.
        tiers: tiers whose documents may serve as evidence.
        strict: the least probability for a verdict "supported"; a claim below it is left open.
    """
    weights = load_weights()
    found = signals_of(
        claims,
        snapshot,
        embedder,
        Reader(language),
        entailment,
        exclude_documents=exclude_documents,
        tiers=tiers,
        registry=load_registry(),
    )
    return [
        conclude(claim, assessed, weighed, weights, strict=strict)
        for claim, (assessed, weighed) in zip(claims, found, strict=True)
    ]


def signals_of(
    claims: Sequence[Claim],
    snapshot: Snapshot,
    embedder: Embedder,
    reader: Reader,
    entailment: Entailment,
    *,
    exclude_documents: Sequence[str] = (),
    tiers: Sequence[Tier] = ("reference",),
    registry: Registry | None = None,
) -> list[tuple[list[Assessed], Weighed]]:
    """The candidates of each claim with what alignment and model make of them: what `verify` decides by."""
    pools = gather(claims, snapshot, embedder, exclude_documents=exclude_documents, tiers=tiers, registry=registry)
    reader.prepare(
        text
        for claim, pool in zip(claims, pools, strict=True)
        for text in (
            claim.text,
            stated(claim),
            *(part for item in pool for part in (item.evidence.text, *item.background)),
        )
        if text.strip()
    )
    pools = [
        [_with_states(claim, _in_full(claim, item, reader), reader) for item in pool]
        for claim, pool in zip(claims, pools, strict=True)
    ]
    assessed = [_assess(claim, pool, reader) for claim, pool in zip(claims, pools, strict=True)]
    said = [_of_states(stated(claim), pool, reader) for claim, pool in zip(claims, pools, strict=True)]
    weighed = weigh(said, pools, assessed, entailment)
    return list(zip(assessed, weighed, strict=True))


def judge(
    claim: Claim,
    evidence: Sequence[Evidence],
    language: Language,
    embedder: Embedder | None = None,
    *,
    reader: Reader | None = None,
) -> Verdict:
    """The verdict of the alignment on the given evidence alone.

    A piece of evidence of several sentences is judged sentence by sentence, each with its title and the sentences
    before it as background; the evidence of the verdict is then these sentences, with offsets into the same text.

    Args:
        claim: what is checked.
        evidence: what it is checked against.
        language: parses claim and evidence.
        embedder: adds the cosine of claim and sentence to what is weighed.
        reader: shared over many calls, it reads each sentence once.
    """
    reader = reader or Reader(language)
    pool = [candidate for piece in evidence for candidate in _split(piece, claim, language)]
    if embedder is not None and pool:
        vectors = embedder.embed_passages([candidate.evidence.text for candidate in pool])
        asked = embedder.embed_queries([query_of(claim)])[0]
        pool = [
            Candidate(candidate.evidence, candidate.background, float(vector @ asked))
            for candidate, vector in zip(pool, vectors, strict=True)
        ]
    pool = [_with_states(claim, _in_full(claim, item, reader), reader) for item in pool]
    return decide(claim, _assess(claim, pool, reader), load_weights())


def verify_pairs(
    rows: Iterable[tuple[str, str, str]],
    language: Language | None = None,
    embedder: Embedder | None = None,
    *,
    entailment: Entailment | None = None,
) -> Iterator[Verdict]:
    """Verdicts for (id, evidence, claim) rows in order, each judged on its own evidence; one reader serves all.

    With `entailment` that model has the last word, on the evidence as a whole: over text of any field it is right much
    more often than the alignment, whose reasons are kept (docs/decisions/2026-11-23-entailment-model.md).
    """
    reader = Reader(language or Language())
    given = iter(rows)
    while batch := list(islice(given, _PAIRS)):
        scores = entailment.score([(evidence, claim) for _, evidence, claim in batch]) if entailment else None
        for number, (claim_id, evidence, claim) in enumerate(batch):
            if len(reader) > 20_000:  # sentences kept; rows of one source repeat their evidence, far ones do not
                reader = Reader(reader.language)
            verdict = judge(
                _given_claim(claim_id, claim), [given_evidence(evidence)], reader.language, embedder, reader=reader
            )
            verbatim = says_so(evidence, claim)
            yield verdict if scores is None else read_as(verdict, scores[number], verbatim=verbatim)


def verify_pair(
    claim_id: str,
    evidence: str,
    claim: str,
    *,
    language: Language | None = None,
    embedder: Embedder | None = None,
    entailment: Entailment | None = None,
) -> Verdict:
    """The verdict on one claim against one text, without any index."""
    return next(verify_pairs([(claim_id, evidence, claim)], language, embedder, entailment=entailment))


def given_evidence(text: str) -> Evidence:
    """A text that a user gave as evidence; it has no document, its offsets are into itself."""
    return Evidence("", "", 0, len(text), text, score=1.0, stance="neutral", tier="unverified")


def _given_claim(claim_id: str, text: str) -> Claim:
    return Claim(claim_id=claim_id, text=text)


def _split(piece: Evidence, claim: Claim, language: Language) -> list[Candidate]:
    """The sentences of a piece of evidence that share most with the claim, in the order of that."""
    text = piece.text[:MAX_GIVEN]
    spans = language.analyse(text).sentences
    sentences = [(span.start, span.end, text[span.start : span.end]) for span in spans]
    sentences = [item for item in sentences if item[2].strip()]
    wanted = content_stems(query_of(claim))
    ranked = []
    for number, (start, end, words) in enumerate(sentences):
        before = tuple(item[2] for item in sentences[max(0, number - 2) : number])
        overlap = len(wanted & content_stems(words)) / max(1, len(wanted))
        part = Evidence(
            doc_id=piece.doc_id,
            passage_id=piece.passage_id,
            start=piece.start + start,
            end=piece.start + end,
            text=words,
            score=overlap,
            stance="neutral",
            tier=piece.tier,
            title=piece.title,
            page=piece.page,
            date=piece.date,
        )
        ranked.append(Candidate(part, tuple(item for item in (piece.title, *before) if item), None))
    ranked.sort(key=lambda candidate: (-candidate.evidence.score, candidate.evidence.start))
    return ranked[:MAX_SENTENCES]


def _in_full(claim: Claim, candidate: Candidate, reader: Reader) -> Candidate:
    """The candidate with the statement that shares most words with the claim, where it makes several.

    Figures are left aside: two statements of one verb differ in who did it, and the claim may have the figure wrong.
    """
    statements = in_full(reader.read(candidate.evidence.text).doc)
    if not statements:
        return candidate
    wanted = {stem for stem in content_stems(query_of(claim)) if not stem.isdecimal()}
    return replace(candidate, statement=max(statements, key=lambda said: len(wanted & content_stems(said))))


def _with_states(claim: Claim, candidate: Candidate, reader: Reader) -> Candidate:
    """The candidate with the State behind each of its towns, where the claim names it and the sentence does not.

    Neither the alignment nor the entailment model knows that what is in Hamburg is in Germany.
    """
    asked, text = reader.read(stated(claim)), candidate.read
    sentence = reader.read(text)
    for town in reversed(sentence.names):
        state = state_of(town)
        if state is None or not any(same(state, name) for name in asked.names):
            continue
        if any(same(state, name) for name in sentence.names):
            continue
        of_capital = is_capital(town) and any(word.lemma == "capital" for word in asked.words)
        told = f", the capital of {state.text}," if of_capital else f" in {state.text}"
        text = text[: town.end] + told + text[town.end :]
    return candidate if text == candidate.read else replace(candidate, statement=text)


def _of_states(text: str, pool: Sequence[Candidate], reader: Reader) -> str:
    """The claim with States in the place of capitals that stand for them, unless a sentence lets the capital act, too.

    The entailment model, other than the alignment, does not know one for the other.
    """
    acting = {name.text for candidate in pool for name in reader.read(candidate.read).names if name.state}
    for name in reversed(reader.read(text).names):
        if name.state and name.text not in acting:
            state = name.state[:1].upper() + name.state[1:] if name.start == 0 else name.state
            text = text[: name.start] + state + text[name.end :]
    return text


def _assess(claim: Claim, pool: Sequence[Candidate], reader: Reader) -> list[Assessed]:
    """What the alignment makes of each candidate."""
    alignment = Alignment(reader.lexicon)
    leaning = "" if claim.context.startswith(SECTION) else claim.context
    reading = reader.read_in_context(claim.text, leaning)
    return settled(
        [
            Assessed(
                item.evidence,
                alignment.assess(
                    Pair(reading, reader.source(item.read, item.background, heading=item.heading), item.similarity)
                ),
            )
            for item in pool
        ]
    )
