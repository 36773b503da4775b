"""PDFs read in a process apart, whose memory and time are bounded.

A few hundred kilobytes of PDF can unpack to gigabytes, and a damaged one can end the process that reads it. The process
that is started here is kept for the next PDF and ends with this one. It answers in JSON, so that nothing it says is
taken for more than data.
"""

import atexit
import base64
import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.data import Heading, Page
from pipeline.documents.content import Content
from pipeline.documents.page_images import PageImage, draw_page
from pipeline.documents.pdf import load_pdf
from pipeline.errors import DocumentError

_LENGTH = struct.Struct("<Q")
_MEGABYTE = 1_000_000
# Python, PDFium and the text of a long document; what a file may need beyond comes on top.
_MEMORY = 1_500 * _MEGABYTE
_MEMORY_PER_BYTE = 6
_SECONDS = 60.0
_SECONDS_PER_MEGABYTE = 5.0
_SECONDS_TO_DRAW = 15.0  # somebody waits for the page
_REMEDY = "print it to a new PDF, or split it"


@dataclass
class _Reader:
    process: subprocess.Popen[bytes] | None = None


_READER = _Reader()
# PDFium reads one document at a time anyway.
_GUARD = threading.Lock()


def load_pdf_apart(data: bytes, origin: str, *, max_pages: int) -> Content:
    """What `load_pdf` gives, or the same error; a file that needs too much memory or time is refused.

    Raises:
        DocumentError: the file cannot be read, or not within bounds that grow with its size.
    """
    answer = _ask(data, origin, {"max_pages": max_pages}, _SECONDS)
    return Content(
        text=answer["text"],
        headings=tuple(Heading(**record) for record in answer["headings"]),
        pages=tuple(Page(**record) for record in answer["pages"]),
        title=answer["title"],
        metadata=answer["metadata"],
    )


def draw_page_apart(data: bytes, origin: str, *, number: int, words: str) -> PageImage:
    """What `draw_page` gives, or the same error; a page that needs too much memory or time is refused.

    Raises:
        DocumentError: the page cannot be drawn, or not within the bounds of `load_pdf_apart`.
    """
    answer = _ask(data, origin, {"number": number, "words": words}, _SECONDS_TO_DRAW)
    return PageImage(base64.b64decode(answer["png"]), number, answer["marked"])


def _ask(data: bytes, origin: str, task: dict[str, Any], seconds: float) -> dict[str, Any]:
    """What the process apart makes of a PDF; it may take so many seconds, and more by its size."""
    seconds += _SECONDS_PER_MEGABYTE * len(data) / _MEGABYTE
    memory = _MEMORY + _MEMORY_PER_BYTE * len(data)
    head = task | {"origin": origin, "memory": memory, "seconds": int(seconds) + 1}
    with _GUARD:
        process = _started(origin)
        overdue = threading.Timer(seconds, process.kill)
        overdue.start()
        try:
            _send(_pipe(process.stdin), json.dumps(head).encode())
            _send(_pipe(process.stdin), data)
            answer: dict[str, Any] = json.loads(_receive(_pipe(process.stdout)))
        except (OSError, EOFError):
            late = not overdue.is_alive()
            _end()
            cause = f"takes longer than {seconds:.0f} seconds to read"
            if not late:
                cause = f"needs more than {memory / 1e9:.1f} GB of memory to read, or is damaged beyond reading"
            raise DocumentError(origin, f"is a PDF that {cause}", _REMEDY) from None
        finally:
            overdue.cancel()
    if "cause" in answer:
        raise DocumentError(origin, answer["cause"], answer["remedy"])
    return answer


def _started(origin: str) -> subprocess.Popen[bytes]:
    """The process apart, ready for a document."""
    if _READER.process is not None and _READER.process.poll() is not None:
        _end()
    if _READER.process is None:
        here = str(Path(__file__).resolve().parents[2])
        paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.documents.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            # Ctrl-C is for the command that asked; the reader ends with it.
            start_new_session=True,
        )
        _READER.process = process
        try:
            _receive(_pipe(process.stdout))
        except EOFError:
            _end()
            cause = "cannot be read, because the process that reads PDFs does not start"
            raise DocumentError(
                origin, cause, "check that Travaux is installed whole and that memory is left"
            ) from None
        return process
    return _READER.process


@atexit.register
def _end() -> None:
    process, _READER.process = _READER.process, None
    if process is not None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            # What was still to be written to the dead process is of no use.
            with contextlib.suppress(OSError):
                _pipe(stream).close()


def _forget() -> None:
    """In a forked child: the reader is the parent's."""
    _READER.process = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    return _read(stream, length)


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


# --- in the process apart -------------------------------------------------------------------------------------------


def _answer(head: dict[str, Any], data: bytes) -> dict[str, Any]:
    _bound(head["memory"], head["seconds"])
    try:
        if "number" in head:
            image = draw_page(data, head["origin"], number=head["number"], words=head["words"])
            return {"png": base64.b64encode(image.png).decode(), "marked": image.marked}
        return asdict(load_pdf(data, head["origin"], max_pages=head["max_pages"]))
    except DocumentError as error:
        return {"cause": error.cause, "remedy": error.remedy}


def _bound(memory: int, seconds: int) -> None:
    """Bound the memory of this process and the processor time of the next document, where the system knows how."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _serve(source: IO[bytes], target: IO[bytes]) -> None:
    _send(target, b"ready")
    while True:
        try:
            head = json.loads(_receive(source))
        except EOFError:
            return
        _send(target, json.dumps(_answer(head, _receive(source))).encode())


if __name__ == "__main__":
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, answers)
