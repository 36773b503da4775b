"""An executor of several processes on this machine, any of which may die.

Items travel in parcels, so that small ones do not cost a message each. A worker marks in shared memory which item it
has in hand; when it dies, or takes too long, exactly that item is lost and the rest of its parcels go to another one.
"""

import multiprocessing
import os
import pickle
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext
from typing import Any, Generic, TypeVar

from pipeline.errors import ExecutorError, PipelineError

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_PARCEL = 16_000  # weight, and items: small against what a worker does in a second
_PARCEL_ITEMS = 16
_IN_QUEUE = 2  # parcels with a worker: the one in hand, and the next, so that it never waits
# What may be in memory, done or not, while the first of it is still being worked on.
_WINDOW = 32_000_000
_WINDOW_PARCELS = 4  # for each worker, where nothing is known of the weights
_POLL = 0.5  # seconds between two looks at the clock
_FALSE_STARTS = 3
_TRIES = 2  # a process may be killed for what its neighbour needs; only what kills two is lost
_LOST_IN_A_ROW = 20


class Processes:
    """Runs the stage in `workers` processes of this machine, each with models of its own.

    Args:
        workers: how many; no more are started than there is work for.
        weigh: the weight of an item, in bytes or so; items then travel together, and what is held is bounded by it.
        patience: how many seconds an item may take; any number unless given.
        prepare: what a worker does before its first item, such as loading models; takes no part in that time.
    """

    def __init__(
        self,
        workers: int,
        *,
        weigh: Callable[[Any], int] | None = None,
        patience: Callable[[Any], float] | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        self._workers = workers
        self._weigh = weigh
        self._patience = patience
        self._prepare = prepare

    def map(
        self,
        stage: Callable[[Item], Outcome],
        items: Iterable[Item],
        *,
        lost: Callable[[Item, str], Outcome] | None = None,
    ) -> Iterator[Outcome]:
        crew = _Crew(self._workers, (stage, self._prepare), lost, self._patience)
        parcels = self._parcels(items)
        order: deque[_Parcel[Item, Outcome]] = deque()
        held, more = 0, True
        try:
            while True:
                while more and (not order or self._has_room(held, len(order))) and crew.wants_more():
                    parcel = next(parcels, None)
                    if parcel is None:
                        more = False
                        break
                    order.append(parcel)
                    held += parcel.weight
                    crew.give(parcel)
                while order and order[0].is_done:
                    parcel = order.popleft()
                    held -= parcel.weight
                    yield from (parcel.outcomes[number] for number in range(len(parcel.items)))
                if order:
                    # A consumer may have taken its time: what has become ready meanwhile is handed on first.
                    crew.attend()
                elif not more:
                    return
        finally:
            crew.dismiss()

    def _has_room(self, held: int, parcels: int) -> bool:
        return parcels < self._workers * _WINDOW_PARCELS if self._weigh is None else held < _WINDOW

    def _parcels(self, items: Iterable[Item]) -> "Iterator[_Parcel[Item, Any]]":
        number = 0
        batch: list[Item] = []
        weight = 0
        for item in items:
            batch.append(item)
            weight += self._weigh(item) if self._weigh else _PARCEL
            if weight >= _PARCEL or len(batch) >= _PARCEL_ITEMS:
                number += 1
                yield _Parcel(number, batch, weight)
                batch, weight = [], 0
        if batch:
            yield _Parcel(number + 1, batch, weight)


@dataclass(slots=True)
class _Parcel(Generic[Item, Outcome]):
    number: int
    items: list[Item]
    weight: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)  # how many processes an item has ended

    @property
    def is_done(self) -> bool:
        return len(self.outcomes) == len(self.items)

    def open_items(self) -> list[tuple[int, Item]]:
        return [(number, item) for number, item in enumerate(self.items) if number not in self.outcomes]


# --- the parent's side -----------------------------------------------------------------------------------------


class _Worker:
    """One process, the pipe to it, and what it has been given."""

    def __init__(self, context: SpawnContext, errand: object) -> None:
        self.hand = context.RawArray("q", 2)  # number of the parcel, number of the item in it; 0 before the first
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, self.hand), daemon=True)
        with _interrupts_ignored():
            self.process.start()
        theirs.close()
        self.queue: deque[_Parcel[Any, Any]] = deque()
        self.seen = (0, 0)
        self.since = time.monotonic()
        self.send(errand)

    def send(self, message: object) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # who waits for the answer finds out that it has died
            self.pipe.send(message)

    def give(self, parcel: "_Parcel[Any, Any]") -> None:
        self.queue.append(parcel)
        self.send((parcel.number, parcel.open_items()))

    def in_hand(self) -> tuple[int, int]:
        """The parcel and item that it works on, (0, 0) before the first; and keeps the time since when."""
        now = (self.hand[0], self.hand[1])
        if now != self.seen:
            self.seen, self.since = now, time.monotonic()
        return now

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


class _Crew:
    """The workers of one run: gives parcels out, takes results in, replaces who dies."""

    def __init__(
        self,
        most: int,
        errand: object,
        lost: Callable[[Any, str], Any] | None,
        patience: Callable[[Any], float] | None,
    ) -> None:
        self._context = multiprocessing.get_context("spawn")  # a fork would inherit the locks of native threads
        self._most = most
        self._errand = errand
        self._lost = lost
        self._patience = patience
        self._workers: list[_Worker] = []
        self._false_starts = 0
        self._lost_in_a_row = 0

    def wants_more(self) -> bool:
        return len(self._workers) < self._most or any(len(one.queue) < _IN_QUEUE for one in self._workers)

    def give(self, parcel: "_Parcel[Any, Any]") -> None:
        idle = next((one for one in self._workers if not one.queue), None)
        if idle is None and len(self._workers) < self._most:
            idle = _Worker(self._context, self._errand)
            self._workers.append(idle)
        (idle or min(self._workers, key=lambda one: len(one.queue))).give(parcel)

    def attend(self) -> None:
        """Wait until something has happened, and see to it."""
        ready = wait([thing for one in self._workers for thing in (one.pipe, one.process.sentinel)], _POLL)
        for worker in list(self._workers):
            if worker.pipe in ready or worker.process.sentinel in ready:
                self._hear(worker)
            elif self._patience is not None:
                self._watch(worker)

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _hear(self, worker: _Worker) -> None:
        while True:
            try:
                message = worker.pipe.recv() if worker.pipe.poll() else None
            except (EOFError, OSError):  # at the end, or in the middle of a message
                worker.process.join()
                self._bury(worker, f"ended the process that read it ({_ending(worker.process.exitcode)})", _TRIES)
                return
            if message is None:
                return
            if isinstance(message, BaseException):
                raise message
            worker.queue.popleft().outcomes.update(message)
            self._lost_in_a_row = 0

    def _watch(self, worker: _Worker) -> None:
        number, at = worker.in_hand()
        parcel = worker.queue[0] if worker.queue else None
        if parcel is None or parcel.number != number or self._patience is None:
            return
        patience = self._patience(parcel.items[at])
        if time.monotonic() - worker.since > patience and not worker.pipe.poll():
            self._bury(worker, f"took longer than {patience:,.0f} seconds", 1)

    def _bury(self, worker: _Worker, cause: str, tries: int) -> None:
        """Ends a worker, settles what it had in hand and gives the rest to another."""
        number, at = worker.in_hand()
        orphans = list(worker.queue)
        self._workers.remove(worker)
        worker.end()
        if number == 0:
            self._false_starts += 1
            if self._false_starts >= _FALSE_STARTS:
                raise ExecutorError(
                    f"A worker process cannot be started (it {cause.partition(' (')[2].rstrip(')') or cause}); "
                    "try fewer --workers, and see whether memory suffices."
                )
        elif orphans and orphans[0].number == number and at not in orphans[0].outcomes:
            parcel = orphans[0]
            parcel.deaths[at] = parcel.deaths.get(at, 0) + 1
            if parcel.deaths[at] >= tries:
                self._give_up(parcel, at, cause)
        for parcel in orphans:
            if not parcel.is_done:
                self.give(parcel)

    def _give_up(self, parcel: "_Parcel[Any, Any]", at: int, cause: str) -> None:
        self._lost_in_a_row += 1
        if self._lost is None:
            raise ExecutorError(f"An item {cause}; work on it alone to see why.")
        if self._lost_in_a_row >= _LOST_IN_A_ROW:
            raise ExecutorError(
                f"{_LOST_IN_A_ROW} sources in a row could not be worked on, the last one {cause}; "
                "see whether memory suffices, and try fewer --workers."
            )
        parcel.outcomes[at] = self._lost(parcel.items[at], cause)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit status {code}"


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A process started in this block leaves Ctrl-C to its parent, from its very first moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- the worker's side -----------------------------------------------------------------------------------------


def _work(pipe: Connection, hand: Any) -> None:  # noqa: ANN401 - ctypes gives its arrays no useful type
    """Takes parcels from the pipe and answers each with its outcomes, until the parent is gone."""
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, messages), daemon=True).start()
    try:
        stage, prepare = _opened(messages.get())
        if prepare is not None:
            prepare()
        while True:
            number, items = _opened(messages.get())
            outcomes = {}
            for at, item in items:
                hand[1], hand[0] = at, number
                outcomes[at] = stage(item)
            pipe.send(outcomes)
    except Exception as error:  # whatever it is, the parent has to hear of it
        with suppress(OSError):
            pipe.send(_portable(error))


def _receive(pipe: Connection, messages: "queue.SimpleQueue[Any]") -> None:
    """Takes messages in at once: a parent that waits to be read from could not read what its worker has to say."""
    while True:
        try:
            messages.put(pipe.recv())
        except (EOFError, OSError):
            os._exit(0)  # the parent is gone; nobody wants what is in hand
        except Exception as error:  # a stage that cannot be imported here
            messages.put(error)


def _opened(message: Any) -> Any:  # noqa: ANN401 - a stage of any type, items of any type
    if isinstance(message, Exception):
        raise message
    return message


def _portable(error: Exception) -> Exception:
    """The error, or one that says the same, so that it survives the way to the parent."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # an error's own way of being pickled may fail in any way
        return PipelineError(str(error)) if isinstance(error, PipelineError) else ExecutorError(repr(error))
    return error
