"""The command line, one file per group of commands. Thin: `Collection` and the rooms below it do the work.

What takes time to load is loaded by `main`, so that a user who stops a command at its very start is told so, too.
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.cli.program import travaux

__all__ = ["main", "travaux"]


def main() -> None:
    """Run the command line of this process; ends it with the exit status."""
    try:
        from pipeline.cli.program import run
    except KeyboardInterrupt:
        sys.exit("travaux: stopped on request; nothing was begun.")
    run()


def __getattr__(name: str) -> Any:  # noqa: ANN401 - module attributes are of any type
    if name != "travaux":
        raise AttributeError(f"module 'pipeline.cli' has no attribute '{name}'")
    from pipeline.cli.program import travaux

    return travaux
