"""The command `travaux`: its groups of commands, and how an error reaches the user."""

import errno
import importlib.metadata
import io
import os
import sqlite3
import sys
import traceback
from types import TracebackType

import click

from pipeline.cli.ask import ask
from pipeline.cli.extract import extract
from pipeline.cli.index import check, info, text
from pipeline.cli.ingest import ingest, remove, tier
from pipeline.cli.options import examples
from pipeline.cli.output import complain
from pipeline.cli.review import review
from pipeline.cli.search import search
from pipeline.cli.serve import app, mcp, serve
from pipeline.cli.verify import verify
from pipeline.errors import PipelineError

STOPPED = "stopped on request; what was finished before stands."


class Travaux(click.Group):
    """A group that turns what goes wrong into one line and an exit status, and lists commands in order of use."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PipelineError as error:
            complain(str(error))
        except KeyboardInterrupt:
            complain(STOPPED)
        except sqlite3.DatabaseError as error:
            complain(
                f"the index: its catalogue is damaged ({error}); see what 'travaux check' says, and restore the index "
                "from a copy or ingest the sources into a new folder."
            )
        except OSError as error:
            if error.filename is not None:
                complain(f"{error.filename}: cannot be used ({error.strerror}); check the path and its permissions.")
            elif error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                complain(f"standard output: cannot be written ({error.strerror}); make room and run the command again.")
            else:
                raise
        ctx.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=Travaux,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "travaux ingest corpus",
        'travaux search "weapons in orbit"',
        'travaux ask "When did the Outer Space Treaty enter into force?"',
        "travaux verify articles/space-traffic-tests-and-trust.txt",
        "travaux COMMAND --help",
    ),
)
@click.version_option(importlib.metadata.version("travaux"), message="travaux %(version)s")
@click.pass_context
def travaux(ctx: click.Context) -> None:
    """Search, cite and check policy documents.

    Every command works on the index folder that --index or TRAVAUX_INDEX names, indexes/default unless given.
    Exit status: 0 done; 1 done in part or failed, with a line per failure; 2 wrong usage.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


for command in (ingest, tier, remove, info, check, text, extract, search, ask, verify, review, app, serve, mcp):
    travaux.add_command(command)


def run() -> None:
    """Run the command line of this process; ends it with the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.excepthook = _report_defect
    travaux(prog_name="travaux")


def _report_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a user sees of a defect of ours: one line, and the traceback only where it was asked for."""
    if os.environ.get("TRAVAUX_DEBUG"):
        traceback.print_exception(kind, error, trace)
    if issubclass(kind, KeyboardInterrupt):
        complain(STOPPED)
        return
    detail = " ".join(str(error).split())[:300]
    complain(
        f"internal error ({kind.__name__}: {detail}); this is a defect of Travaux. "
        "Run the command again with TRAVAUX_DEBUG=1 and report what it prints."
    )
