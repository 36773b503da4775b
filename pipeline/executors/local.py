"""The simplest executor: this process, one item after another."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class InProcess:
    """Runs the stage here. An item that ends the process ends everything."""

    def map(
        self,
        stage: Callable[[Item], Outcome],
        items: Iterable[Item],
        *,
        lost: Callable[[Item, str], Outcome] | None = None,
    ) -> Iterator[Outcome]:
        yield from map(stage, items)
