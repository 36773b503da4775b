"""Where the results of a batch go: what any such place offers, and the simplest one, a stream."""

import json
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from typing import IO, Protocol

from pipeline.data import Rejection
from pipeline.extraction.batch import Done
from pipeline.extraction.counts import Counts
from pipeline.extraction.find import Extracted
from pipeline.extraction.rows import Format, header


class Results(Protocol):
    """Takes in what becomes of each source, in order.

    `finished` are the marks of sources that former runs have finished, in order. `counts` is what all runs have come
    to and `failures` what failed in them, up to date after `commit`. `finish` is called when no source is left.
    """

    counts: Counts

    def finished(self) -> Iterable[str]: ...
    def failures(self) -> Iterable[Rejection]: ...
    def add(self, done: Done) -> None: ...
    def commit(self) -> None: ...
    def finish(self) -> None: ...


class Streamed:
    """Results on a text stream, each document's as soon as it is there."""

    def __init__(self, stream: IO[str], form: Format) -> None:
        self.counts = Counts()
        self._stream = stream
        self._started = time.monotonic()
        self._failed = tempfile.SpooledTemporaryFile(max_size=1_000_000)  # noqa: SIM115 - lives as long as this object
        stream.write(header(form))

    def finished(self) -> Iterable[str]:
        return ()

    def failures(self) -> Iterable[Rejection]:
        self._failed.seek(0)
        for line in self._failed:
            yield Rejection(**json.loads(line))

    def add(self, done: Done) -> None:
        if isinstance(done.outcome, Extracted) and done.outcome.rows:
            self._stream.write(done.outcome.rows)
            self._stream.flush()
        if isinstance(done.outcome, Rejection):
            self._failed.write(json.dumps(asdict(done.outcome)).encode() + b"\n")
        self.counts.add(done.counts)

    def commit(self) -> None:
        self.counts.seconds = time.monotonic() - self._started

    def finish(self) -> None:
        self.commit()
        self._failed.close()
