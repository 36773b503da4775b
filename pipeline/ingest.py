"""From sources to a published index: read, prepare, embed, stage, publish. One screen for the whole path.

Extraction runs in this thread while the encoder works on the batches before in another one, on all cores but one, or
on all of them while this thread waits: OpenVINO and torch give up the interpreter while they compute.
"""

import hashlib
import itertools
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from pipeline.data import Document, Entity, IngestReport, Mention, Passage, Rejection, Tier, TreatyReference
from pipeline.documents import Limits, NamedFile, Source, find_sources, parse
from pipeline.embeddings import Embedder, EncodedPassages
from pipeline.entities import extract_entities
from pipeline.errors import DocumentError
from pipeline.index import Catalog
from pipeline.index.staging import Prepared, known_fingerprint, publish, stage
from pipeline.language import Analysis, Language
from pipeline.passages import embedding_text, split_passages
from pipeline.treaties import Registry, find_treaty_references

# Raised when documents would come out differently than before, so that the next ingest renews them.
PIPELINE_VERSION = 4
# The encoder is given so many passages at a time: enough to sort by length, and few enough that a core which it took
# while the caller waited is soon free again. One that has nothing to do is given what there is, a batch at least.
BATCH_PASSAGES, LEAST_PASSAGES = 64, 16
# When more than so many wait for it, it is left to work off half of them. Few enough to lose little when killed.
WAITING_PASSAGES = 256
# A long ingest is searchable from here on, and is published again after as many further passages.
PUBLISH_PASSAGES = 50_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: sources seen, passages embedded, and the source in hand."""

    sources: int
    passages: int
    current: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """What preparing documents needs: the models, the registry and the limits."""

    language: Language
    embedder: Embedder
    registry: Registry
    limits: Limits
    passage_words: tuple[int, int]

    def fingerprint(self, source: Source, tier: Tier | None) -> str:
        """Changes when the same source would come out differently."""
        parts = [PIPELINE_VERSION, source.content_hash, tier, self.language.name, *self.passage_words]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(slots=True)
class _Batch:
    documents: list[tuple[Document, tuple[Passage, ...], tuple[Mention, ...], str]] = field(default_factory=list)
    passages: int = 0

    def texts(self) -> list[str]:
        return [
            embedding_text(document.title, each) for document, passages, _, _ in self.documents for each in passages
        ]


class _Encoding:
    """Encodes batches one after the other in a thread of its own; a core is left to the caller unless it waits."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._begun: deque[tuple[_Batch, list[Future[EncodedPassages]]]] = deque()
        self._spare = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)

    @property
    def idle(self) -> bool:
        return not self._begun or self._begun[-1][1][-1].done()

    def hand_over(self, batch: _Batch) -> None:
        texts = batch.texts()
        parts = max(1, round(len(texts) / BATCH_PASSAGES))
        cuts = [len(texts) * part // parts for part in range(parts + 1)]
        begun = [self._thread.submit(self._encode, texts[start:end]) for start, end in itertools.pairwise(cuts)]
        self._begun.append((batch, begun))

    def done(self, *, waiting: int) -> Iterator[tuple[_Batch, EncodedPassages]]:
        """What is encoded, in order. If more than `waiting` passages are not, waits until all but half as many are.

        An error of the encoder is raised here.
        """
        left = sum(batch.passages for batch, _ in self._begun)
        most = waiting // 2 if left > waiting else left
        self._spare = 0 if left > most else 1
        while self._begun and (left > most or all(part.done() for part in self._begun[0][1])):
            batch, parts = self._begun.popleft()
            encoded = [part.result() for part in parts]
            left -= batch.passages
            vectors = np.concatenate([part.vectors for part in encoded])
            yield batch, EncodedPassages(vectors, tuple(each for part in encoded for each in part.pieces))
        self._spare = 1

    def _encode(self, texts: Sequence[str]) -> EncodedPassages:
        return self._embedder.encode_passages(texts, spare=lambda: self._spare)


def ingest(
    sources: Sequence[str | Path | NamedFile],
    folder: Path,
    catalog: Catalog,
    workshop: Workshop,
    *,
    tier: Tier | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Add or update documents; unchanged ones are skipped. The caller holds the writer's lock.

    Raises:
        IndexWriteFailed: the disk is full; what was published before stands, what was staged is kept.
    """
    started = time.monotonic()
    added: list[str] = []
    updated: list[str] = []
    skipped: list[str] = []
    rejected: list[Rejection] = []
    live = {info.doc_id for info in catalog.documents()}
    seen = embedded = unpublished = 0
    batch = _Batch()
    with _Encoding(workshop.embedder) as encoding:

        def store(*, waiting: int) -> None:
            """Store what is encoded, so that at most `waiting` passages wait for the encoder."""
            nonlocal embedded, unpublished
            done = list(encoding.done(waiting=waiting))
            if not done:
                return
            stage(catalog, [each for made in done for each in _prepared(*made, workshop.registry)])
            passages = sum(made.passages for made, _ in done)
            embedded += passages
            unpublished += passages
            if unpublished >= PUBLISH_PASSAGES:
                publish(folder, catalog, dimension=workshop.embedder.dimension)
                unpublished = 0

        for item in find_sources(sources, limits=workshop.limits):
            seen += 1
            if isinstance(item, Rejection):
                rejected.append(item)
                continue
            if progress:
                progress(Progress(seen, embedded, item.origin))
            fingerprint = workshop.fingerprint(item, tier)
            known, is_staged = known_fingerprint(catalog, item.doc_id)
            if known == fingerprint and not is_staged:
                skipped.append(item.doc_id)
                continue
            if known != fingerprint:
                try:
                    document = parse(item, tier=tier, limits=workshop.limits)
                except DocumentError as error:
                    rejected.append(Rejection(error.origin, error.cause, error.remedy))
                    continue
                if batch.documents:
                    workshop.embedder.get_ready(many=True)
                passages, mentions = prepare(document, workshop)
                batch.documents.append((document, passages, mentions, fingerprint))
                batch.passages += len(passages)
            (updated if item.doc_id in live else added).append(item.doc_id)
            if batch.passages >= (LEAST_PASSAGES if encoding.idle else BATCH_PASSAGES):
                encoding.hand_over(batch)
                batch = _Batch()
                store(waiting=WAITING_PASSAGES)
        if batch.documents:
            encoding.hand_over(batch)
        store(waiting=0)
    publish(folder, catalog, dimension=workshop.embedder.dimension)
    if progress:
        progress(Progress(seen, embedded, ""))
    return IngestReport(
        tuple(added), tuple(updated), tuple(skipped), tuple(rejected), embedded, time.monotonic() - started
    )


def prepare(document: Document, workshop: Workshop) -> tuple[tuple[Passage, ...], tuple[Mention, ...]]:
    """The passages of a document, and its mentions with the passage that each one stands in."""
    analysis = workshop.language.analyse(document.text, headings=document.headings)
    least, most = workshop.passage_words
    passages = split_passages(
        document,
        analysis.sentences,
        count_tokens=workshop.embedder.count_tokens,
        min_words=least,
        max_words=most,
        max_tokens=workshop.embedder.max_tokens,
    )
    found = find_mentions(document, analysis=analysis, registry=workshop.registry)
    return passages, tuple(_placed(document.doc_id, passages, found))


def find_mentions(
    document: Document, *, analysis: Analysis | None, registry: Registry | None, names: Registry | None = None
) -> list[Entity | TreatyReference]:
    """Entities and treaty references of a document, by offset; without an analysis or a registry none of that kind.

    `names` are the instruments whose names are entities: those of the registry, or the shipped ones, unless given.
    """
    references: tuple[TreatyReference, ...] = ()
    if registry is not None:
        references = find_treaty_references(document.text, registry, own=instrument_of(document, registry))
    entities: tuple[Entity, ...] = ()
    if analysis is not None:
        # Known references spare the entities a search of their own; without a registry they look for themselves.
        treaties = None if registry is None else references
        entities = extract_entities(document.text, analysis, treaties=treaties, registry=names or registry)
    return sorted((*entities, *references), key=lambda thing: (thing.start, thing.end))


def _placed(doc_id: str, passages: Sequence[Passage], found: Sequence[Entity | TreatyReference]) -> Iterator[Mention]:
    """Each mention with the passage that holds all of it; `found` comes by offset."""
    at = 0
    for thing in found:
        while at < len(passages) and passages[at].end <= thing.start:
            at += 1
        inside = at < len(passages) and passages[at].start <= thing.start and thing.end <= passages[at].end
        yield Mention(doc_id, thing, passages[at].passage_id if inside else None)


def _prepared(batch: _Batch, encoded: EncodedPassages, registry: Registry) -> Iterator[Prepared]:
    at = 0
    for document, passages, mentions, fingerprint in batch.documents:
        own = instrument_of(document, registry)
        provisions = tuple(provision_of(passage, registry, own) for passage in passages)
        part = slice(at, at + len(passages))
        vectors, pieces = encoded.vectors[part], encoded.pieces[part]
        yield Prepared(document, passages, mentions, vectors, fingerprint, own, provisions, pieces)
        at += len(passages)


def instrument_of(document: Document, registry: Registry) -> str | None:
    """The treaty id whose own text this document is: its title is the instrument's, and articles are its headings."""
    for title in (document.title, document.metadata.get("official_title", "")):
        instrument = registry.by_title(title) if title else None
        if instrument is not None:
            headings = [document.text[heading.start : heading.end] for heading in document.headings]
            articles = [heading for heading in headings if _articles(heading, registry, instrument.id)]
            return instrument.id if len(articles) > 2 else None
    return None


def provision_of(passage: Passage, registry: Registry, own: str | None) -> str | None:
    """The number of the article under whose heading a passage of an instrument's own text stands."""
    if own is None:
        return None
    return next((found[0] for heading in passage.heading if (found := _articles(heading, registry, own))), None)


def _articles(heading: str, registry: Registry, own: str) -> tuple[str, ...]:
    references = find_treaty_references(heading, registry, own=own)
    return next((reference.articles for reference in references if reference.articles), ())
