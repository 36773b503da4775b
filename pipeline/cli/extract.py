"""`travaux extract`: entities and treaty references of any number of documents, without an index."""

from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pipeline.cli.options import examples, out_option
from pipeline.cli.output import Failures, note
from pipeline.cli.progress import progress
from pipeline.data import Entity, Mention, Rejection
from pipeline.errors import DocumentError

if TYPE_CHECKING:
    from pipeline.documents import Limits, Source
    from pipeline.language import Language

Kind = Literal["entities", "treaties", "all"]


@click.command(
    epilog=examples(
        "travaux extract corpus/articles --kind treaties",
        "travaux extract reports/ --format csv --out mentions.csv",
        "travaux extract treaties.jsonl --out mentions.parquet",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path())
@click.option("--kind", type=click.Choice(["entities", "treaties", "all"]), default="all", show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    help="The format; told from the name in --out unless given, else jsonl.",
)
@out_option("the mentions")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes that share the work; each loads models of its own, which pays from some hundred documents on.",
)
def extract(sources: tuple[str, ...], kind: Kind, form: str | None, out: Path | None, workers: int) -> None:
    """Find entities and treaty references, without an index.

    A SOURCE is a file, a folder or a JSON Lines file of documents. Each mention carries its document's id and exact
    offsets into the document's text. Any number of documents may be given: they are worked on one by one. In CSV,
    cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    from pipeline.cli.tables import FORMATS, write_mentions

    suffix = out.suffix.lower().lstrip(".") if out else ""
    chosen = form or (suffix if suffix in FORMATS else "jsonl")
    if chosen == "parquet" and out is None:
        raise click.UsageError("Parquet is no text and cannot be printed; name a file with --out.")
    counts: Counter[str] = Counter()
    with Failures() as failures:
        with progress("extracting") as advance:

            def counted() -> Iterator[Mention]:
                for doc_id, mentions in _documents(sources, kind, workers, failures):
                    counts["documents"] += 1
                    for mention in mentions:
                        counts["entities" if isinstance(mention.found, Entity) else "references"] += 1
                        yield mention
                    advance(counts["documents"], doc_id)

            write_mentions(counted(), chosen, out)
        note(
            f"{counts['documents']:,} documents: {counts['entities']:,} entities, {counts['references']:,} treaty "
            f"references; {failures.count:,} sources rejected."
        )


def _documents(
    sources: tuple[str, ...], kind: Kind, workers: int, failures: Failures
) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    """The id and mentions of each document that can be read; the others go to `failures`."""
    from pipeline.documents import Limits, find_sources
    from pipeline.executors import local_executor
    from pipeline.settings import load_settings

    settings = load_settings()
    limits = Limits.from_settings(settings)
    stage = partial(_mentions, kind=kind, limits=limits, spacy_model=settings.spacy_model)
    for result in local_executor(workers).map(stage, find_sources(sources, limits=limits)):
        if isinstance(result, Rejection):
            failures.add(str(result))
        else:
            yield result


def _mentions(
    source: "Source | Rejection", *, kind: Kind, limits: "Limits", spacy_model: str
) -> "tuple[str, tuple[Mention, ...]] | Rejection":
    """The id of a source's document and its mentions, by offset; or why there are none. Runs in any process."""
    from pipeline.documents import parse
    from pipeline.ingest import find_mentions
    from pipeline.treaties import load_registry

    if isinstance(source, Rejection):
        return source
    try:
        document = parse(source, limits=limits)
    except DocumentError as error:
        return Rejection(error.origin, error.cause, error.remedy)
    analysis = None
    if kind != "treaties":
        analysis = _language(spacy_model).analyse(document.text, headings=document.headings)
    found = find_mentions(document, analysis=analysis, registry=None if kind == "entities" else load_registry())
    return document.doc_id, tuple(Mention(document.doc_id, thing) for thing in found)


@cache
def _language(spacy_model: str) -> "Language":
    from pipeline.language import Language

    return Language(spacy_model)
