"""A result file that is still being written, and the journal by which an interrupted run goes on.

Beside FILE stand FILE.part, the rows so far, and FILE.journal, a JSON line for what the run was asked to do and one
for each commit: the sources that are finished, how many bytes of rows they come to, their counts and failures. Rows
are on the disk before the line that speaks of them. Whatever stands behind the last whole line of the journal was
not finished: resuming cuts it off and does it again. When all is done FILE.part becomes FILE and the journal goes.
"""

import fcntl
import json
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, Self

from pipeline.data import Record, Rejection
from pipeline.errors import OutputError
from pipeline.extraction.batch import Changed, Done
from pipeline.extraction.counts import Counts
from pipeline.extraction.find import Extracted
from pipeline.extraction.rows import Format, header, write_parquet

# Seconds of work that a power cut may cost; each commit waits for the disk.
COMMIT_SECONDS = 1.0
_COMMIT_BYTES = 8_000_000
_KIND = "Travaux extraction"


class Unfinished:
    """The rows of a run on their way to a file. Use `Unfinished.open`.

    `counts` is what all runs so far have come to.
    """

    def __init__(self, out: Path, form: Format, journal: BinaryIO) -> None:
        self.out = out
        self.part = out.with_name(out.name + ".part")
        self.counts = Counts()
        self.finished_before = 0
        self._form = form
        self._journal = journal
        self._rows: FileIO
        self._pending: list[tuple[Done, bytes]] = []
        self._weight = 0
        self._since = self._committed = time.monotonic()
        self._end_of_rows = self._journal_end = 0
        self._is_open = False

    @classmethod
    @contextmanager
    def open(cls, out: Path, form: Format, options: Mapping[str, str], *, resume: bool) -> Iterator[Self | None]:
        """The unfinished file for `out`, empty or as an interrupted run has left it; None if `out` is complete.

        What is finished is committed when the block ends, however it ends.

        Args:
            out: the file that is to be.
            form: its format.
            options: what the rows depend on, by the names under which a user knows it.
            resume: go on with an interrupted run, where there is one.

        Raises:
            OutputError: the folder is missing or not writable, another process writes to the same file, there is an
                interrupted run and `resume` is not set, or it was asked for something else.
        """
        if out.is_dir():
            raise OutputError(f"{out}: is a folder; name a file.")
        out = out.resolve()  # a link stays one, and its target is replaced
        path = out.with_name(out.name + ".journal")
        with _writing(out), _locked(path) as journal:
            one = cls(out, form, journal)
            state = one._read_journal(options, resume)
            if state == "complete" and not one.part.exists():
                path.unlink()  # stopped between the last two steps
                if resume:
                    yield None
                    return
                state = "new"
            if state == "new" and resume and out.exists():
                path.unlink()
                yield None
                return
            if state == "new":
                one._begin(options)
            with one.part.open("r+b", buffering=0) as one._rows:
                one._is_open = True
                try:
                    yield one
                finally:
                    if one._is_open:
                        one.commit()
                        if not one.counts.documents + one.counts.failures:
                            one._vanish()

    # --- while it is written -----------------------------------------------------------------------------------

    def finished(self) -> Iterator[str]:
        """The marks of the sources that former runs have finished, in order."""
        for line in self._commits():
            yield from line["sources"]

    def failures(self) -> Iterator[Rejection]:
        """What failed in this run and the ones before it, as far as it is committed."""
        for line in self._commits():
            for failure in line["failures"]:
                yield Rejection(failure["source"], failure["cause"], failure["remedy"])

    def add(self, done: Done) -> None:
        """Take in what has become of the next source."""
        extracted = isinstance(done.outcome, Extracted)
        rows = done.outcome.rows.encode("utf-8", "backslashreplace") if isinstance(done.outcome, Extracted) else b""
        self._pending.append((done, rows))  # in one step: an interruption finds all of it or nothing
        self._weight += len(rows) if extracted else 0
        if time.monotonic() - self._committed >= COMMIT_SECONDS or self._weight >= _COMMIT_BYTES:
            self.commit()

    def commit(self) -> None:
        """Make what was taken in last, whatever happens to this process or machine."""
        with _uninterrupted():
            rows = b"".join(rows for _, rows in self._pending)
            now = time.monotonic()
            counts = Counts(seconds=now - self._since)
            for done, _ in self._pending:
                counts.add(done.counts)
            self._rows.truncate(self._end_of_rows)
            self._rows.seek(self._end_of_rows)
            left = memoryview(rows)
            while left:
                left = left[self._rows.write(left) :]
            os.fsync(self._rows.fileno())
            outcomes = [done.outcome for done, _ in self._pending]
            self._write_line(
                {
                    "sources": [done.mark for done, _ in self._pending],
                    "end": self._end_of_rows + len(rows),
                    "counts": counts.journalled(),
                    "failures": [one.record() for one in outcomes if isinstance(one, Rejection)],
                }
            )
            self._end_of_rows += len(rows)
            self._pending, self._weight, self._since = [], 0, now
            self.counts.add(counts)
            self._committed = time.monotonic()

    def finish(self) -> None:
        """Put the file in its place, where a former one of the name stood until now, and remove the journal."""
        self.commit()
        self._is_open = False
        self._write_line({"complete": True})
        if self._form == "parquet":
            table = self.part.with_name(self.part.name + ".parquet")
            write_parquet(self.part, table)
            table.replace(self.out)
            self.part.unlink()
        else:
            self.part.replace(self.out)
        Path(self._journal.name).unlink()

    def changed(self, change: Changed) -> OutputError:
        """The error for sources that are not those which the interrupted run has finished."""
        return OutputError(
            f"{self.part}: was begun with other sources (here is now {change}); give the sources as they were, or "
            f"remove {self.part.name} to begin anew."
        )

    def _vanish(self) -> None:
        """Leave nothing behind where nothing was finished."""
        self._is_open = False
        self.part.unlink()
        self._journal.truncate(0)  # and whoever holds an empty one removes it

    # --- the journal -------------------------------------------------------------------------------------------

    def _begin(self, options: Mapping[str, str]) -> None:
        if self._no_header and self.part.exists() and self.part.stat().st_size:
            raise OutputError(f"{self.part}: is in the way and no interrupted run of ours; move or remove it.")
        self.part.unlink(missing_ok=True)
        self._journal.truncate(0)
        self._write_line({"journal": _KIND, "options": dict(options)})
        rows = header(self._form).encode()
        self.part.write_bytes(rows)
        self._end_of_rows = len(rows)

    def _read_journal(self, options: Mapping[str, str], resume: bool) -> str:
        """Whether there is an interrupted run to go on with: "new", "interrupted" or "complete"."""
        self._end_of_rows = len(header(self._form).encode())
        self._journal.seek(0)
        first = self._journal.readline()
        self._no_header = not first.endswith(b"\n")
        if self._no_header or (not self.part.exists() and not _is_complete(self._journal)):
            return "new"
        begun = _parsed(first)
        if begun.get("journal") != _KIND:
            raise OutputError(f"{self._journal.name}: is no journal of an extraction; move or remove it.")
        self._journal.seek(len(first))
        self._journal_end = len(first)
        size = self.part.stat().st_size if self.part.exists() else None
        for line in self._lines():
            if line.get("complete"):
                return "complete" if size is None else self._interrupted(begun, options, resume)
            if size is not None and line["end"] > size:
                break  # the machine, not only the process, was stopped
            self.counts.add(Counts.from_journal(line["counts"]))
            self.finished_before += len(line["sources"])
            self._end_of_rows = line["end"]
            self._journal_end = self._journal.tell()
        return self._interrupted(begun, options, resume)

    def _interrupted(self, begun: dict[str, Any], options: Mapping[str, str], resume: bool) -> str:
        if not self.finished_before:
            return "new"
        if not resume:
            raise OutputError(
                f"{self.part}: holds an interrupted run with {self.finished_before:,} sources finished; go on with it "
                f"by --resume, or remove {self.part.name} to begin anew."
            )
        for name, wanted in options.items():
            was = begun["options"].get(name)
            if was != wanted:
                raise OutputError(
                    f"{self.part}: was begun with {name} {was}, not {wanted}; ask for the same, or remove "
                    f"{self.part.name} to begin anew."
                )
        self._journal.truncate(self._journal_end)
        return "interrupted"

    def _commits(self) -> Iterator[dict[str, Any]]:
        end = self._journal_end
        self._journal.seek(0)
        self._journal.readline()
        at = self._journal.tell()
        while at < end:
            self._journal.seek(at)  # it may have been written to meanwhile
            line = _parsed(self._journal.readline())
            at = self._journal.tell()
            yield line

    def _lines(self) -> Iterator[dict[str, Any]]:
        """The whole lines from here; half a line is where the process was stopped."""
        while (line := self._journal.readline()).endswith(b"\n") and (record := _parsed(line)):
            yield record

    def _write_line(self, record: Record) -> None:
        self._journal.seek(0, os.SEEK_END)
        self._journal.write(json.dumps(record, ensure_ascii=True).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())
        self._journal_end = self._journal.tell()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C in this block takes effect at its end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if caught:
        raise KeyboardInterrupt


def _is_complete(journal: BinaryIO) -> bool:
    journal.seek(max(0, journal.seek(0, os.SEEK_END) - 100))
    return journal.read().endswith(b'{"complete": true}\n')


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """The journal, open for this process alone; one that is still empty does not stay."""
    while True:
        file = path.open("a+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise OutputError(f"{path.with_suffix('')}: is being written by another process; wait for it.") from error
        if os.fstat(file.fileno()).st_nlink:
            break
        file.close()  # its last holder has finished and removed it between our two steps
    with file:
        try:
            yield file
        finally:
            if os.fstat(file.fileno()).st_nlink and not os.fstat(file.fileno()).st_size:
                path.unlink()


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # a reader of something else has gone away
        raise
    except OSError as error:
        # Writing names no file in its errors, opening names one beside the output; any other is not about it.
        if error.filename is not None and Path(error.filename).parent != out.parent:
            raise
        reason = error.strerror or str(error)
        raise OutputError(
            f"{out}: cannot be written ({reason}); see to that and go on with --resume, or name another file."
        ) from error
