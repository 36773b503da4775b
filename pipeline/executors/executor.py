"""The seam between a stage and who runs it. A stage maps one item to one result; an executor runs it over many."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Executor(Protocol):
    """Runs a stage over a stream of items.

    `map` gives one result for each item, in the order of the items, and holds only a bounded number of items and
    results at a time, however long the stream. `stage` and the items must survive pickling where the executor
    leaves the process. An error in the stage ends the stream with that error.
    """

    def map(self, stage: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]: ...
