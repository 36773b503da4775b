"""One source in, its mentions out: the stage that executors run, in any process."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pipeline.data import Mention, Rejection
from pipeline.documents import Limits, Source, parse
from pipeline.errors import DocumentError, PipelineError
from pipeline.extraction.counts import Counts
from pipeline.extraction.rows import Format, written
from pipeline.ingest import find_mentions
from pipeline.language import Language
from pipeline.treaties import Registry, load_registry

Kind = Literal["entities", "treaties", "all"]
# After so many characters the tagger forgets the words that it has met; some ten megabytes of them at most.
_REMEMBERED = 3_000_000


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document's mentions, written out in the format that was asked for, and what they come to."""

    doc_id: str
    rows: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the mentions of a source. Cheap to make and to send to another process; models load on first use.

    Args:
        kind: what to find.
        form: the format to write it in; Parquet is made of JSON Lines at the end.
        limits: bounds on a source.
        spacy_model: a spaCy pipeline, name or folder; empty for the shipped one.
        registry: files and folders of instruments beside the shipped ones.
    """

    kind: Kind
    form: Format
    limits: Limits
    spacy_model: str = ""
    registry: tuple[Path, ...] = ()
    _memory: "_Memory" = field(default_factory=lambda: _Memory(), init=False, repr=False, compare=False)

    def instruments(self) -> Registry:
        """The instruments that it knows.

        Raises:
            SettingsError: a file of the user's is malformed.
        """
        return _registry(self.registry)

    def prepare(self) -> None:
        """Load what is needed, and find out whether it is all there."""
        self._extracted(Source("ready", "ready", "text/plain", "", b"Article IV of the Outer Space Treaty binds NATO."))

    def __call__(self, source: Source | Rejection) -> Extracted | Rejection:
        """What was found in the source, or why nothing could be; one bad document never raises."""
        if isinstance(source, Rejection):
            return source
        try:
            return self._extracted(source)
        except DocumentError as error:
            return Rejection(error.origin, error.cause, error.remedy)
        except PipelineError:
            raise  # a model or a setting: no document would fare better
        except Exception as error:  # a defect of ours, met in one document of a hundred thousand
            detail = " ".join(str(error).split())[:200]
            cause = f"is more than Travaux can take ({type(error).__name__}: {detail})"
            return Rejection(source.origin, cause, "report it with the document; the others were worked on")

    def _extracted(self, source: Source) -> Extracted:
        document = parse(source, limits=self.limits)
        registry = self.instruments()
        analysis = None
        if self.kind != "treaties":
            language = _language(self.spacy_model)
            analysis = language.analyse(document.text, headings=document.headings)
            self._memory.take_in(language, len(document.text))
        found = find_mentions(
            document, analysis=analysis, registry=None if self.kind == "entities" else registry, names=registry
        )
        rows = written((Mention(document.doc_id, thing) for thing in found), self.form)
        return Extracted(document.doc_id, rows, Counts.of(document.text, found))


class _Memory:
    """How much the tagger has met since it last forgot; at first everything that was before."""

    def __init__(self) -> None:
        self._met = _REMEMBERED

    def take_in(self, language: Language, characters: int) -> None:
        self._met += characters
        if self._met >= _REMEMBERED:
            self._met = 0
            language.forget()


@lru_cache(maxsize=1)
def _language(spacy_model: str) -> Language:
    return Language(spacy_model)


@lru_cache(maxsize=1)
def _registry(paths: tuple[Path, ...]) -> Registry:
    return load_registry(paths or None)
