"""Executors on one machine: in this process, or in several."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

# Items handed out beyond those being worked on: enough that no worker waits, few enough to stay small.
_AHEAD = 4


class InProcess:
    """Runs the stage here, one item after another."""

    def map(self, stage: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        yield from map(stage, items)


class Processes:
    """Runs the stage in `workers` processes of this machine, each with models of its own."""

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        self._workers = workers

    def map(self, stage: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        # 'spawn': a forked child would inherit the threads' locks of spaCy's and OpenVINO's native code.
        context = multiprocessing.get_context("spawn")
        waiting: deque[Future[Outcome]] = deque()
        with ProcessPoolExecutor(self._workers, mp_context=context) as pool:
            try:
                for item in items:
                    waiting.append(pool.submit(stage, item))
                    if len(waiting) >= self._workers * _AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
