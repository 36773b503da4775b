"""Progress bars on standard error, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from pipeline.cli.output import printable

Advance = Callable[[int, str], None]
Measure = Callable[[int, int], None]


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """A function that is told how much is done and what is in hand; it draws on a terminal and is silent elsewhere.

    The bar disappears with the block, so that only results stay on the screen.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _current: None
        return
    # 0.1 s of import that only a bar needs.
    from rich.markup import escape
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[current]}", markup=True),
    )
    with _drawn(*columns) as bar:
        task = bar.add_task(label, total=None, current="")

        def advance(done: int, current: str) -> None:
            bar.update(task, completed=done, current=escape(printable(current)[-60:]))

        yield advance


@contextmanager
def measured_progress(label: str, total: Callable[[], int], unit: str) -> Iterator[Measure]:
    """A function that is told how many things are done and how many bytes they took; a bar by bytes.

    How long things take goes by their length and not by their number, so bytes tell the time that is left. `total`
    is asked for only where there is a terminal to draw on. Each call is one more thing; the speed goes by the calls.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _read: None
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn(f"{{task.fields[done]:,}} {unit}  {{task.fields[speed]:.1f}}/s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with _drawn(*columns) as bar:
        task = bar.add_task(label, total=total(), done=0, speed=0.0)
        (drawn,) = bar.tasks
        calls = count(1)

        def advance(done: int, read: int) -> None:
            # Not `done`, some of which an earlier run may have done.
            bar.update(task, completed=read, done=done, speed=next(calls) / max(drawn.elapsed or 0.0, 0.1))

        yield advance


@contextmanager
def _drawn(*columns: Any) -> Iterator[Any]:  # noqa: ANN401 - rich is not imported up here
    from rich.console import Console
    from rich.progress import Progress

    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar
