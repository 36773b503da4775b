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

    An item that ends the process that works on it, or takes longer than the executor allows, has the result
    `lost(item, cause)`, and the rest goes on; without `lost` it ends the stream with an ExecutorError. An executor
    that works in the caller's own process cannot tell.
    """

    def map(
        self,
        stage: Callable[[Item], Outcome],
        items: Iterable[Item],
        *,
        lost: Callable[[Item, str], Outcome] | None = None,
    ) -> Iterator[Outcome]: ...
