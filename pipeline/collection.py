"""A corpus and its index, opened together: what the command line, the application and programs hold."""

import importlib.metadata
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePath
from types import TracebackType
from typing import Self

from pipeline.answers import Endpoint, Reader, answer, open_reader
from pipeline.claims import extract_claims, keep_supported, near_duplicates, profile, verify
from pipeline.data import (
    TIERS,
    Answer,
    Claim,
    Document,
    Filters,
    Hit,
    IngestReport,
    Mode,
    Profile,
    Record,
    Rejection,
    Tier,
    Verdict,
)
from pipeline.documents import Limits, NamedFile, find_sources, parse
from pipeline.embeddings import Embedder, load_embedder
from pipeline.entailment import SHIPPED, Entailment, load_entailment, load_ranker
from pipeline.errors import (
    DocumentError,
    EndpointError,
    IndexMismatch,
    IndexMissing,
    IndexWriteFailed,
    NotAnIndex,
    NotHeld,
)
from pipeline.holdings import Holdings
from pipeline.index import Snapshot
from pipeline.index.integrity import problems
from pipeline.index.lock import writer_lock
from pipeline.index.manifest import Manifest, read_manifest, write_manifest
from pipeline.index.staging import publish
from pipeline.ingest import Progress, Workshop, ingest
from pipeline.language import Language
from pipeline.originals import keep_uploads, path_of, prune_uploads
from pipeline.search import Ranker, distinct, search
from pipeline.settings import Settings, load_settings
from pipeline.treaties import load_registry

NO_FILTERS = Filters()
REFERENCE_ONLY: tuple[Tier, ...] = ("reference",)
# So many more hits than asked for, at least, stand by to take the places of repeated texts.
_SPARE_HITS = 10


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found in a document: checkable claims with their verdicts, and the statements that are none."""

    doc_id: str
    verdicts: tuple[Verdict, ...]
    unchecked: tuple[Claim, ...]

    @property
    def profile(self) -> Profile:
        """How the document's sentences divide into supported, refuted, unsupported and not checkable ones."""
        return profile(self.verdicts, self.unchecked)

    def record(self) -> Record:
        return {
            "doc_id": self.doc_id,
            "verdicts": [verdict.record() for verdict in self.verdicts],
            "unchecked": [claim.record() for claim in self.unchecked],
            "profile": self.profile.record(),
        }


class Collection(Holdings):
    """An open index. Any number of readers, one writer at a time; usable from several threads.

    Example:
        with Collection.open("indexes/default") as collection:
            print(collection.ask("When did the Outer Space Treaty enter into force?").text)
    """

    def __init__(self, folder: Path, manifest: Manifest, settings: Settings, backend: str) -> None:
        super().__init__(folder, manifest, settings)
        self._backend = backend

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        settings: Settings | None = None,
        model: str = "",
        backend: str = "",
    ) -> Self:
        """Open an index; `create` makes an empty one where there is none.

        `model` names the encoder (a sentence-transformers name or folder) of a new index; an existing index knows
        its own, and naming another one is an error.

        Raises:
            IndexMissing, NotAnIndex, IndexMismatch: see `pipeline.errors`.
            ModelError: the encoder of a new index cannot be loaded.
        """
        folder = Path(path)
        settings = settings or load_settings()
        wanted = model or settings.embedder
        try:
            manifest = read_manifest(folder)
        except (IndexMissing, NotAnIndex):
            empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
            if not create or not empty:
                raise
            embedder = load_embedder(settings, model=wanted, backend=backend)
            manifest = _new_manifest(embedder, settings)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_manifest(folder, manifest)
            except OSError as error:
                raise IndexWriteFailed(
                    f"{folder}: cannot be made ({error.strerror}); name a folder that this user may write to."
                ) from error
        if wanted and wanted != manifest.model_id:
            _refuse_other_model(folder, manifest, load_embedder(settings, model=wanted, backend=backend))
        return cls(folder, manifest, settings, backend)

    # --- the parts, each loaded when first needed ---------------------------------------------------------------

    @cached_property
    def embedder(self) -> Embedder:
        """The encoder that made this index, loaded on first use.

        Raises:
            IndexMismatch: the weights to be had under its name are others than those which made the index.
        """
        embedder = load_embedder(self.settings, model=self.manifest.model_id, backend=self._backend)
        _refuse_other_model(self.folder, self.manifest, embedder)
        return embedder

    @cached_property
    def entailment(self) -> Entailment:
        """The model that judges a claim by a text."""
        return load_entailment(self.settings)

    @cached_property
    def reader(self) -> Reader:
        """The models that tell whether a text answers a question."""
        return open_reader(self.settings, self.entailment if self.settings.entailment in ("", SHIPPED) else None)

    @cached_property
    def ranker(self) -> Entailment:
        """The model that tells whether a passage is what a query looks for."""
        return load_ranker(self.settings)

    @cached_property
    def language(self) -> Language:
        """The spaCy pipeline."""
        return Language(self.settings.spacy_model)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The newest published state, consistent for as long as the block runs."""
        with self._snapshots.reading() as snapshot:
            yield snapshot

    # --- changing the index --------------------------------------------------------------------------------------

    def ingest(
        self, *sources: str | Path, tier: Tier | None = None, progress: Callable[[Progress], None] | None = None
    ) -> IngestReport:
        """Add or update documents from files, folders and JSONL files; unchanged ones are skipped.

        Raises:
            IndexBusy: another process is writing.
            IndexWriteFailed: the disk is full; what was held before stands.
        """
        with writer_lock(self.folder):
            return self._ingest(sources, tier, progress)

    def _ingest(
        self, sources: Sequence[str | Path | NamedFile], tier: Tier | None, progress: Callable[[Progress], None] | None
    ) -> IngestReport:
        _check_tier(tier)
        workshop = Workshop(
            self.language,
            self.embedder,
            load_registry(),
            Limits.from_settings(self.settings),
            self.manifest.passage_words,
        )
        report = ingest(sources, self.folder, self._catalog, workshop, tier=tier, progress=progress)
        self._mirror_counts()
        return report

    def ingest_files(
        self,
        *files: tuple[str, bytes],
        tier: Tier | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Add or update documents from uploaded files (name and content), which the index keeps.

        A document's id is its file's name, without any folder that came along.

        Raises:
            IndexBusy, IndexWriteFailed: as for `ingest`. A file that cannot be read is a rejection in the report.
        """
        with writer_lock(self.folder):
            try:
                report = self._ingest(keep_uploads(self.folder, files), tier, progress)
            finally:
                self._prune_uploads()
        # Where we put the file says nothing to the reader.
        rejected = (replace(one, origin=PurePath(one.origin).name) for one in report.rejected)
        return replace(report, rejected=tuple(rejected))

    def reingest(self, *doc_ids: str, progress: Callable[[Progress], None] | None = None) -> IngestReport:
        """Read the files of documents again; they keep their ids and tiers, and unchanged ones are skipped.

        Raises:
            NotHeld: one of the ids is not held; nothing is read then.
            IndexBusy, IndexWriteFailed: as for `ingest`.
        """
        report = IngestReport()
        with writer_lock(self.folder):
            files: dict[Tier, list[NamedFile]] = {}
            for document in [self._catalog.document(doc_id) for doc_id in doc_ids]:
                try:
                    path = path_of(self.folder, document)
                except DocumentError as error:
                    report += IngestReport(rejected=(Rejection(error.origin, error.cause, error.remedy),))
                else:
                    files.setdefault(document.tier, []).append(NamedFile(path, document.doc_id))
            for tier, some in files.items():
                report += self._ingest(some, tier, progress)
        return report

    def _prune_uploads(self) -> None:
        prune_uploads(self.folder, self._catalog.origins())

    def remove(self, *doc_ids: str) -> tuple[str, ...]:
        """Remove documents and everything derived from them; the ids that were removed.

        Raises:
            NotHeld: one of the ids is not held; nothing is removed then.
            IndexBusy, IndexWriteFailed: as for `ingest`.
        """
        with writer_lock(self.folder):
            for doc_id in doc_ids:
                self._catalog.info(doc_id)
            # What was decided stays in the history, with the words that it was decided on.
            for doc_id in doc_ids:
                self._reviews.withdraw(doc_id)
            publish(self.folder, self._catalog, dimension=self.manifest.dimension, remove=doc_ids)
            self._mirror_counts()
            self._prune_uploads()
        return doc_ids

    def set_tier(self, tier: Tier, *doc_ids: str) -> None:
        """Make documents `reference` or `unverified`, until their source changes.

        Raises:
            NotHeld: one of the ids is not held; nothing is changed then.
            IndexBusy, IndexWriteFailed: as for `ingest`.
        """
        _check_tier(tier)
        with writer_lock(self.folder):
            for doc_id in doc_ids:
                self._catalog.info(doc_id)
            self._catalog.set_tier(doc_ids, tier)

    def _mirror_counts(self) -> None:
        generation, _ = self._catalog.published()
        self.manifest = replace(self.manifest, counts=self._catalog.counts(), generation=generation)
        write_manifest(self.folder, self.manifest)

    def check(self) -> tuple[str, ...]:
        """Where the parts of the index disagree, a sentence each; empty when it is sound."""
        with self.snapshot() as snapshot:
            return (*problems(snapshot, self.manifest), *self._reviews.problems())

    # --- search and answers --------------------------------------------------------------------------------------

    def search(
        self, query: str, *, k: int = 10, mode: Mode = "hybrid", filters: Filters = NO_FILTERS
    ) -> tuple[Hit, ...]:
        """The `k` best passages for a query, as a person wants them: each text once, from more than one document."""
        found = self._search([query], k + max(k, _SPARE_HITS), mode, filters, rerank=self.settings.rerank == "always")
        return distinct(found[0], k)

    def search_batch(
        self,
        queries: Sequence[str],
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
    ) -> list[tuple[Hit, ...]]:
        """The `k` best passages for each query, in the order of the queries; equal texts and all, as runs want it.

        Where nobody waits for a single answer the best passages of each query are read together with it (setting
        `rerank`), which takes about a tenth of a second a query and orders them better.
        """
        return self._search(queries, k, mode, filters, rerank=self.settings.rerank != "never")

    def _search(
        self, queries: Sequence[str], k: int, mode: Mode, filters: Filters, *, rerank: bool
    ) -> list[tuple[Hit, ...]]:
        ranker = Ranker(self.ranker) if rerank and mode == "hybrid" else None
        with self.snapshot() as snapshot:
            return search(snapshot, self.embedder, queries, k=k, mode=mode, filters=filters, ranker=ranker)

    def ask(self, question: str, *, filters: Filters = NO_FILTERS, question_id: str | None = None) -> Answer:
        """One to four cited sentences that answer the question, or an abstention.

        With the setting `llm_url` they are in the words of that model, each sentence checked against what it cites.
        Where the model cannot be asked, the answer is in the words of its sources and its `notice` says why.
        """
        endpoint = Endpoint.from_settings(self.settings)
        with self.snapshot() as snapshot:
            found = answer(snapshot, self.embedder, self.reader, question, filters=filters, question_id=question_id)
        if endpoint is None or found.abstained:
            return found
        try:
            drafted = endpoint.draft(question, found.citations)
        except EndpointError as error:
            return replace(found, notice=str(error))
        return keep_supported(found, drafted, self.language)

    # --- verification and review ---------------------------------------------------------------------------------

    def verify(
        self, source: str | Path, *, tiers: Sequence[Tier] = REFERENCE_ONLY, strict: float = 0.0
    ) -> Verification:
        """Check the claims of a document, held (by id) or in a file, and put them up for review.

        The document itself, and any held copy or version of its text, is never evidence. A claim that is supported with
        less than the probability `strict` is left open.

        Raises:
            NotHeld: `source` is neither a held document nor a file.
            DocumentError: the file cannot be read.
        """
        document, held = self._document_or_file(source)
        claims = extract_claims(document, self.language)
        checkable = [claim for claim in claims if claim.checkable]
        with self.snapshot() as snapshot:
            itself = {
                *([document.doc_id] if held else []),
                *snapshot.catalog.same_text(document.text),
                *near_duplicates(document.text, snapshot, self.embedder),
            }
            verdicts = verify(
                checkable,
                snapshot,
                self.embedder,
                self.language,
                self.entailment,
                exclude_documents=sorted(itself),
                tiers=tiers,
                strict=strict,
            )
        verification = Verification(
            document.doc_id, tuple(verdicts), tuple(claim for claim in claims if not claim.checkable)
        )
        self._reviews.save(verification.verdicts, verification.unchecked, doc_id=document.doc_id)
        return verification

    def verify_claims(
        self, claims: Sequence[Claim], *, tiers: Sequence[Tier] = REFERENCE_ONLY, strict: float = 0.0
    ) -> list[Verdict]:
        """Check claims given one by one; `tiers` and `strict` are as in `verify`."""
        with self.snapshot() as snapshot:
            return verify(claims, snapshot, self.embedder, self.language, self.entailment, tiers=tiers, strict=strict)

    def _document_or_file(self, source: str | Path) -> tuple[Document, bool]:
        """The document, and whether it is held; a file with the name of a held one goes by its path."""
        try:
            return self._catalog.document(str(source)), True
        except NotHeld:
            if not os.path.isfile(source):
                raise NotHeld(f"'{source}': is neither a document of this index nor a file.") from None
        limits = Limits.from_settings(self.settings)
        for item in find_sources([source], limits=limits):
            if isinstance(item, Rejection):
                raise DocumentError(item.origin, item.cause, item.remedy)
            document = parse(item, limits=limits)
            if document.doc_id != str(source) and document.doc_id in self._catalog:
                document = replace(document, doc_id=str(source))
            return document, False
        raise DocumentError(str(source), "holds no document", "name a file with text")

    # --- the end -------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the index; the collection can not be used afterwards."""
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _check_tier(tier: str | None) -> None:
    if tier is not None and tier not in TIERS:
        raise ValueError(f"'{tier}' is no tier; use one of {', '.join(TIERS)}.")


def _new_manifest(embedder: Embedder, settings: Settings) -> Manifest:
    programs = ("travaux", "spacy", "faiss-cpu", "tantivy", "sentence-transformers", "openvino")
    return Manifest(
        model_id=embedder.model_id,
        model_hash=embedder.model_hash,
        dimension=embedder.dimension,
        language=Language(settings.spacy_model).name,
        passage_words=(settings.passage_min_words, settings.passage_max_words),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions={program: importlib.metadata.version(program) for program in programs},
        counts={},
    )


def _refuse_other_model(folder: Path, manifest: Manifest, embedder: Embedder) -> None:
    if embedder.model_hash != manifest.model_hash:
        raise IndexMismatch(
            f"{folder}: was made with the encoder {manifest.model_id} (sha256 {manifest.model_hash[:12]}...), not with "
            f"{embedder.model_id} (sha256 {embedder.model_hash[:12]}...); open it with the former, or ingest the "
            "sources into a new folder with the latter."
        )
