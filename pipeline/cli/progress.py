"""Progress bars on standard error, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.cli.output import printable

Advance = Callable[[int, str], None]


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """A function that is told how much is done and what is in hand; it draws on a terminal and is silent elsewhere.

    The bar disappears with the block, so that only results stay on the screen.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _current: None
        return
    # 0.1 s of import that only a bar needs.
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[current]}", markup=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, current="")

        def advance(done: int, current: str) -> None:
            bar.update(task, completed=done, current=escape(printable(current)[-60:]))

        yield advance
