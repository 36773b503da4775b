"""What an index holds and what people decided on it, without a model: the reading half of a collection."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from pipeline.data import (
    REGISTRY,
    Claim,
    Decision,
    Document,
    Judgement,
    Mention,
    Passage,
    Record,
    ReviewItem,
    Tier,
    VerdictLabel,
)
from pipeline.documents import PDF, PageImage, draw_page_apart
from pipeline.errors import DocumentError, NotAnIndex
from pipeline.index import Catalog, DocumentInfo, SnapshotSource
from pipeline.index.catalog import NAME as CATALOGUE_FILE
from pipeline.index.manifest import Manifest
from pipeline.index.overview import Overview
from pipeline.originals import original
from pipeline.reviews import QueueEntry, ReviewStore, export_report
from pipeline.settings import Settings
from pipeline.treaties import facts_of, load_registry


class Holdings:
    """Documents, passages, mentions and reviews of an open index, each read in a transaction of its own."""

    def __init__(self, folder: Path, manifest: Manifest, settings: Settings) -> None:
        self.folder, self.manifest, self.settings = folder, manifest, settings
        if manifest.generation and not (folder / CATALOGUE_FILE).is_file():
            raise NotAnIndex(
                f"{folder}: its catalogue, {CATALOGUE_FILE}, is missing; restore the index from a copy, or ingest the "
                "sources into a new folder."
            )
        self._catalog = Catalog(folder)
        self._snapshots = SnapshotSource(folder, self._catalog, dimension=manifest.dimension)

    # --- documents ----------------------------------------------------------------------------------------------

    def documents(
        self, *, matching: str = "", tier: Tier | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[DocumentInfo, ...]:
        """Documents held, by id: all of them, or those of a tier, or with `matching` in their id or title."""
        return self._catalog.documents(matching=matching, tier=tier or "", limit=limit, offset=offset)

    def document_count(self, *, matching: str = "", tier: Tier | None = None) -> int:
        """How many documents `documents` would give without a limit."""
        return self._catalog.document_count(matching=matching, tier=tier or "")

    def document_info(self, doc_id: str) -> DocumentInfo:
        """What a list of documents says of one. Raises NotHeld."""
        return self._catalog.info(doc_id)

    def document(self, doc_id: str) -> Document:
        """A document as held. Raises NotHeld."""
        return self._catalog.document(doc_id)

    def text(self, doc_id: str) -> str:
        """The text that all offsets of this document count in; of "registry:OST" the registry's facts.

        Raises:
            NotHeld: there is no such document.
        """
        instrument = load_registry().get(doc_id.removeprefix(REGISTRY)) if doc_id.startswith(REGISTRY) else None
        return "\n".join(facts_of(instrument)) if instrument else self._catalog.document(doc_id).text

    def page_image(self, doc_id: str, start: int, end: int = 0) -> PageImage:
        """The page of a PDF on which `start` stands, with the words from there to `end` marked.

        Raises:
            NotHeld: there is no such document.
            DocumentError: it is no PDF, its file is gone or has changed, or the page cannot be drawn.
        """
        document = self._catalog.document(doc_id)
        page = next((one for one in document.pages if start < one.end), None)
        if document.media_type != PDF or page is None:
            raise DocumentError(doc_id, "is no PDF with pages", "read its text instead")
        words = document.text[start : max(start, min(end, page.end))]
        return draw_page_apart(original(self.folder, document), doc_id, number=page.number, words=words)

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """A document's passages in reading order. Raises NotHeld."""
        with self._catalog.reading():
            self._catalog.info(doc_id)
            return self._catalog.passages_of(doc_id)

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises NotHeld."""
        return self._catalog.passage(passage_id).passage

    def mentions(self, doc_id: str) -> tuple[Mention, ...]:
        """A document's entities and treaty references by offset. Raises NotHeld."""
        with self._catalog.reading():
            self._catalog.info(doc_id)
            return self._catalog.mentions_of(doc_id)

    def counts(self) -> dict[str, int]:
        """How many documents, passages and mentions are held, and how many documents wait to be published."""
        return self._catalog.counts()

    @property
    def generation(self) -> int:
        """The number of the published state; it grows with every change of what is held."""
        return self._catalog.published()[0]

    @cached_property
    def overview(self) -> Overview:
        """What the mentions of all documents come to."""
        return Overview(self._catalog)

    def info(self) -> Record:
        """What made the index and what it holds."""
        manifest = self.manifest
        with self._catalog.reading():
            generation, _ = self._catalog.published()
            counts = self._catalog.counts()
        with self._snapshots.reading() as snapshot:
            kind = snapshot.vectors.kind
        return {
            "index": str(self.folder),
            "schema": manifest.schema,
            "generation": generation,
            "model": {"id": manifest.model_id, "sha256": manifest.model_hash, "dimension": manifest.dimension},
            "language": manifest.language,
            "passage_words": list(manifest.passage_words),
            "vector_index": kind,
            "created": manifest.created,
            "versions": dict(manifest.versions),
            "counts": dict(counts),
            "bytes": sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file()),
        }

    # --- reviews ------------------------------------------------------------------------------------------------

    def claims(self, doc_id: str) -> tuple[Claim, ...]:
        """The claims found in a document when it was last verified, those without a verdict included."""
        return self._reviews.claims(doc_id)

    def review_queue(
        self, doc_id: str | None = None, status: Literal["pending", "reviewed"] | None = None
    ) -> tuple[ReviewItem, ...]:
        """Verdicts with the decisions on them, the riskiest first."""
        return self._reviews.queue(doc_id=doc_id, status=status)

    def review_entries(self) -> tuple[QueueEntry, ...]:
        """A line for each verdict of the queue, the riskiest first; quick also where there are thousands."""
        return self._reviews.entries()

    def review_items(self, claim_ids: Sequence[str]) -> tuple[ReviewItem, ...]:
        """Some verdicts with the decisions on them, in the order given; unknown ids are left out."""
        return self._reviews.items(claim_ids)

    def review_item(self, claim_id: str) -> ReviewItem:
        """One verdict with the decisions on it. Raises NotHeld."""
        return self._reviews.item(claim_id)

    def decide(
        self,
        claim_id: str,
        decision: Decision,
        *,
        label: VerdictLabel | None = None,
        note: str = "",
        reviewer: str,
        fingerprint: str = "",
    ) -> Judgement:
        """Record a person's decision on the verdict that they saw; earlier ones stay. Raises ReviewError, NotHeld."""
        return self._reviews.decide(
            claim_id, decision, label=label, note=note, reviewer=reviewer, fingerprint=fingerprint
        )

    def export_reviews(self, format: Literal["json", "csv", "html"], doc_id: str | None = None) -> str:
        """The report on verdicts and decisions, with the versions of what made them."""
        # A report is passed on; where the index lies on this machine says nothing to whoever reads it.
        header: Record = self.info() | {
            "index": self.folder.name,
            "document": doc_id,
            "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        header |= {"last_link_of_history": self._reviews.head(), "problems_of_history": list(self._reviews.problems())}
        return export_report(self.review_queue(doc_id), format=format, header=header)

    @cached_property
    def _reviews(self) -> ReviewStore:
        return ReviewStore(self._catalog, signatures=self.settings.signatures)
