"""`travaux ingest` and `travaux remove`: what changes an index."""

from pathlib import Path

import click

from pipeline.cli.options import examples, index_option, json_option
from pipeline.cli.output import Failures, emit, paragraph, printable
from pipeline.cli.progress import progress
from pipeline.data import TIERS, IngestReport, Tier

_LISTED = 20  # documents named per outcome; --json names all


@click.command(
    epilog=examples(
        "travaux ingest corpus",
        "travaux ingest reports/ treaties.jsonl --index indexes/treaties --tier reference",
        "travaux ingest notes.docx --json",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path())
@index_option
@click.option("--tier", type=click.Choice(TIERS), help="The tier of all sources, whatever they say of themselves.")
@click.option(
    "--model", default="", metavar="NAME", help="Encoder of a new index: a sentence-transformers name or folder."
)
@click.option("--backend", default="", metavar="NAME", help="What runs the encoder: openvino or torch.")
@json_option
def ingest(sources: tuple[str, ...], index: Path, tier: Tier | None, model: str, backend: str, as_json: bool) -> None:
    """Add or update documents from files, folders and JSON Lines files.

    Unchanged documents are skipped. A source that cannot be used is named with its cause; all others are ingested
    and the command ends with exit status 1.
    """
    from pipeline.collection import Collection  # models and index libraries load only where they are used

    with (
        Failures() as failures,
        Collection.open(index, create=True, model=model, backend=backend) as collection,
    ):
        with progress("ingesting") as advance:
            report = collection.ingest(
                *sources,
                tier=tier,
                progress=lambda state: advance(state.sources, f"{state.passages} passages  {state.current}"),
            )
        if as_json:
            emit([report.record()])
        else:
            _show(report)
        for rejection in report.rejected:
            failures.add(str(rejection))


@click.command(
    epilog=examples(
        "travaux remove notes/n08-partial-test-ban-treaty.md",
    )
)
@click.argument("doc_ids", nargs=-1, required=True, metavar="DOC...")
@index_option
@json_option
def remove(doc_ids: tuple[str, ...], index: Path, as_json: bool) -> None:
    """Remove documents, by id, and everything derived from them.

    If one of the ids is not held, nothing is removed. `travaux info --documents` lists the ids.
    """
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        removed = collection.remove(*doc_ids)
    if as_json:
        emit([{"removed": list(removed)}])
        return
    for doc_id in removed:
        click.echo(f"removed {printable(doc_id)}")


@click.command(epilog=examples("travaux tier reference notes/n05-liability-convention.md"))
@click.argument("tier", type=click.Choice(TIERS))
@click.argument("doc_ids", nargs=-1, required=True, metavar="DOC...")
@index_option
def tier(tier: str, doc_ids: tuple[str, ...], index: Path) -> None:
    """Make documents, by id, reference or unverified, until their source changes.

    Claims are checked against reference documents alone. If one of the ids is not held, nothing is changed.
    """
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        collection.set_tier(next(one for one in TIERS if one == tier), *doc_ids)
    for doc_id in doc_ids:
        click.echo(f"{printable(doc_id)} is {tier}")


def _show(report: IngestReport) -> None:
    for mark, name in (("+", "added"), ("~", "updated")):
        doc_ids: tuple[str, ...] = getattr(report, name)
        for doc_id in doc_ids[:_LISTED]:
            click.echo(f"{mark} {printable(doc_id)}")
        if len(doc_ids) > _LISTED:
            click.echo(f"{mark} and {len(doc_ids) - _LISTED:,} more {name} (--json names all)")
    click.echo(
        paragraph(
            f"{len(report.added):,} added, {len(report.updated):,} updated, {len(report.skipped):,} skipped as "
            f"unchanged, {len(report.rejected):,} rejected; {report.passages:,} passages in {report.seconds:.1f} s"
        )
    )
