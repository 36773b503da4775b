"""`travaux info`, `travaux check` and `travaux text`: what an index holds."""

import sys
from pathlib import Path

import click

from pipeline.cli.options import examples, index_option, json_option
from pipeline.cli.output import Failures, emit, printable, visible
from pipeline.data import Json


@click.command(
    epilog=examples(
        "travaux info",
        "travaux info --documents",
        "travaux info --documents --json | head -3",
    )
)
@index_option
@click.option("--documents", is_flag=True, help="List the documents held.")
@json_option
def info(index: Path, documents: bool, as_json: bool) -> None:
    """Say what an index holds and what made it."""
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        if documents:
            held = collection.documents()
            if as_json:
                emit(document.record() for document in held)
                return
            for document in held:
                facts = [document.tier, document.date or "no date", f"{document.passages:,} passages"]
                facts += ["AI notice"] if document.ai_notice else []
                click.echo(f"{printable(document.doc_id)}  {printable(document.title)}  ({', '.join(facts)})")
            return
        record = collection.info()
    if as_json:
        emit([record])
        return
    for name, value in record.items():
        click.echo(f"{name.replace('_', ' '):14} {_plain(value)}")


@click.command(
    epilog=examples(
        "travaux check --index indexes/treaties",
    )
)
@index_option
@json_option
def check(index: Path, as_json: bool) -> None:
    """Check that the parts of an index agree with each other.

    Where they do not, each disagreement is named and the exit status is 1.
    """
    from pipeline.collection import Collection

    with Failures() as failures, Collection.open(index) as collection:
        problems = collection.check()
        if as_json:
            emit([{"index": str(index), "sound": not problems, "problems": list(problems)}])
        elif not problems:
            click.echo(f"{printable(str(index))} is sound.")
        for problem in problems:
            failures.add(f"{index}: {problem}")


@click.command(
    epilog=examples(
        "travaux text articles/space-traffic-tests-and-trust.txt | head -c 500",
    )
)
@click.argument("doc_id", metavar="DOC")
@index_option
def text(doc_id: str, index: Path) -> None:
    """Print a document's text exactly as held.

    All offsets that Travaux prints count in the characters of this text.
    """
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        held = collection.text(doc_id)
    if sys.stdout.isatty():
        click.echo(visible(held), nl=not held.endswith("\n"))
        return
    sys.stdout.buffer.write(held.encode("utf-8"))


def _plain(value: Json) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return printable(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value))
