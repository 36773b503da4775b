"""A batch: its sources in order, each worked on once, skipping those that an interrupted run has finished."""

import hashlib
import importlib.metadata
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.data import Rejection
from pipeline.documents import Source, Tally, find_sources, measure
from pipeline.executors import Executor, InProcess, Processes
from pipeline.extraction.counts import Counts
from pipeline.extraction.find import Extracted, Finder

# Less than this is quicker done here than in a process that has to load its models first.
_SMALL = 100_000
# Ten times what a slow machine needs.
_LEAST_PATIENCE, _BYTES_PER_SECOND = 300.0, 2_000


@dataclass(frozen=True, slots=True)
class Done:
    """What has become of one source; `read` is how many bytes of all sources were read up to it.

    `mark` tells whether the source at this place is the same in another run.
    """

    outcome: Extracted | Rejection
    mark: str
    read: int

    @property
    def counts(self) -> Counts:
        return Counts(failures=1) if isinstance(self.outcome, Rejection) else self.outcome.counts


class Changed(Exception):
    """The source at some place is not the one that an earlier run finished there; holds what it is."""


class Batch:
    """The sources under some paths and who works on them.

    Args:
        paths: files and folders.
        finder: what to find in each.
        workers: how many processes share the work. More than a little is never worked on in this process, so that a
            document that ends its process, or takes for ever, is one failure among the results.
        timeout: how many seconds a source may take; in proportion to its size, and ample, unless given.
    """

    def __init__(
        self, paths: Sequence[str | Path], finder: Finder, *, workers: int = 1, timeout: float | None = None
    ) -> None:
        self._paths = paths
        self._finder = finder
        self._workers = workers
        self._timeout = timeout

    def options(self) -> dict[str, str]:
        """What the results depend on, by the names under which a user knows it."""
        finder = self._finder
        instruments = repr(sorted(finder.instruments().instruments.items()))
        return {
            "the sources": ", ".join(str(Path(path).absolute()) for path in self._paths),
            "--kind": finder.kind,
            "--format": finder.form,
            "the instruments": f"{_digest(instruments)} (--registry {', '.join(map(str, finder.registry)) or 'none'})",
            "spacy_model": finder.spacy_model or "shipped",
            "max_file_mb": f"{finder.limits.max_file_bytes / 1e6:g}",
            "max_pages": str(finder.limits.max_pages),
            "travaux": importlib.metadata.version("travaux"),
        }

    def size(self) -> int:
        """How many bytes there are to read, by a walk that opens nothing."""
        return measure(self._paths)

    def run(self, finished: Iterable[str] = ()) -> Iterator[Done]:
        """What becomes of each source, in order; `finished` are the marks of those that are skipped, from the first.

        Raises:
            Changed: a source is not the one that was finished at its place.
        """
        tally = Tally()
        sources = find_sources(self._paths, limits=self._finder.limits, tally=tally)
        for mark in finished:
            source = next(sources, None)
            if source is None or mark not in (_mark(source), _mark_of_origin(source.origin)):
                raise Changed("the end" if source is None else source.origin)
        drawn: deque[tuple[str, int]] = deque()

        def remaining() -> Iterator[Source | Rejection]:
            for source in sources:
                drawn.append((_mark(source), tally.bytes))
                yield source

        for outcome in self._executor().map(self._finder, remaining(), lost=_lost):
            mark, read = drawn.popleft()
            yield Done(outcome, mark, read)

    def _executor(self) -> Executor:
        if self._workers == 1 and self._timeout is None and measure(self._paths, enough=_SMALL) < _SMALL:
            return InProcess()
        return Processes(self._workers, weigh=_weight, patience=self._patience, prepare=self._finder.prepare)

    def _patience(self, source: Source | Rejection) -> float:
        return self._timeout or _LEAST_PATIENCE + _weight(source) / _BYTES_PER_SECOND


def _weight(source: Source | Rejection) -> int:
    return len(source.data) + 500 if isinstance(source, Source) else 500


def _lost(source: Source | Rejection, cause: str) -> Extracted | Rejection:
    return Rejection(source.origin, cause, "look into the document, or give it alone and with a longer --timeout")


def _mark(source: Source | Rejection) -> str:
    if isinstance(source, Rejection):
        return _mark_of_origin(source.origin)
    return _digest(f"{source.doc_id}\0{source.content_hash}")


def _mark_of_origin(origin: str) -> str:
    """The mark of a source that could not be read, which stays its mark when somebody has mended it since."""
    return _digest(f"\0{origin}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
