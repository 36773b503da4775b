"""`travaux review`: a person works through verdicts; every decision is kept with time and name."""

from pathlib import Path
from typing import Literal, cast

import click

from pipeline.cli.options import examples, index_option, json_option, out_option
from pipeline.cli.output import emit, note, paragraph, printable, text_output
from pipeline.cli.verify import shown
from pipeline.data import DECISIONS, VERDICTS, Decision, Judgement, VerdictLabel
from pipeline.errors import ReviewError

Format = Literal["json", "csv", "html"]


@click.group(
    epilog=examples(
        "travaux review list --status pending",
        "travaux review show CLAIM",
        'travaux review decide CLAIM accept --reviewer "A. Reader"',
        "travaux review export --out report.html",
    )
)
def review() -> None:
    """Work through verdicts and export the report."""


@review.command(
    "list",
    epilog=examples(
        "travaux review list",
        "travaux review list --document articles/space-traffic-tests-and-trust.txt --status all --json",
    ),
)
@index_option
@click.option("--document", metavar="DOC", help="Only claims of this document.")
@click.option("--status", type=click.Choice(["pending", "reviewed", "all"]), default="pending", show_default=True)
@json_option
def list_(index: Path, document: str | None, status: Literal["pending", "reviewed", "all"], as_json: bool) -> None:
    """List verdicts, the riskiest first."""
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        items = collection.review_queue(document, None if status == "all" else status)
    if as_json:
        emit(item.record() for item in items)
        return
    for item in items:
        decided = f"{item.current.decision} by {item.current.reviewer}" if item.current else "pending"
        facts = (item.verdict.claim.claim_id, f"{item.verdict.label} {item.verdict.confidence:.2f}", decided)
        click.echo(click.style("  ".join(map(printable, facts)), bold=True))
        click.echo(paragraph(item.verdict.claim.text, indent="  "))
    note(f"{len(items):,} verdicts." if items else "No verdicts; `travaux verify` makes them.")


@review.command(
    epilog=examples(
        "travaux review show CLAIM",
    )
)
@click.argument("claim_id", metavar="CLAIM")
@index_option
@json_option
def show(claim_id: str, index: Path, as_json: bool) -> None:
    """Show one verdict with its reasons, its evidence and every decision on it."""
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        item = collection.review_item(claim_id)
    if as_json:
        emit([item.record()])
        return
    click.echo(shown(item.verdict))
    for judgement in item.earlier:
        click.echo(_decided(judgement) + "  (on an earlier verdict)")
    for judgement in item.history:
        click.echo(_decided(judgement))
    if item.reopened:
        click.echo(f"Reopened: {printable(item.reopened)}")
    if item.disputed:
        click.echo("Disputed: the reviewers' last decisions differ.")


@review.command(
    epilog=examples(
        'travaux review decide CLAIM accept --reviewer "A. Reader"',
        'travaux review decide CLAIM change --verdict refuted --note "signed, not ratified" --reviewer "A. Reader"',
        'travaux review decide CLAIM reject --note "an opinion" --reviewer "A. Reader"',
    )
)
@click.argument("claim_id", metavar="CLAIM")
@click.argument("decision", type=click.Choice(DECISIONS))
@index_option
@click.option("--verdict", type=click.Choice(VERDICTS), help="The right verdict; with 'change' only.")
@click.option("--note", "remark", default="", metavar="TEXT", help="Why.")
@click.option("--reviewer", metavar="NAME", help="Who decides; the setting `reviewer` unless given.")
@json_option
def decide(
    claim_id: str,
    decision: Decision,
    index: Path,
    verdict: VerdictLabel | None,
    remark: str,
    reviewer: str | None,
    as_json: bool,
) -> None:
    """Record a decision on a verdict. Nothing is overwritten: a later decision stands beside the earlier ones."""
    if decision == "change" and verdict is None:
        raise click.UsageError(f"'change' needs --verdict with one of {', '.join(VERDICTS)}.")
    if decision != "change" and verdict is not None:
        raise click.UsageError(f"--verdict goes with 'change' only, not with '{decision}'.")
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        name = collection.settings.reviewer if reviewer is None else reviewer
        if not name.strip():
            raise click.UsageError("A decision needs a name: give --reviewer NAME or set TRAVAUX_REVIEWER.")
        judgement = collection.decide(claim_id, decision, label=verdict, note=remark, reviewer=name)
    if as_json:
        emit([judgement.record()])
    else:
        click.echo(_decided(judgement))


@review.command(
    epilog=examples(
        "travaux review export --out report.html",
        "travaux review export --format csv --document articles/space-traffic-tests-and-trust.txt > report.csv",
    )
)
@index_option
@click.option("--document", metavar="DOC", help="Only claims of this document.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "html"]),
    help="The format; told from the name in --out unless given, else json.",
)
@out_option("the report")
def export(index: Path, document: str | None, form: Format | None, out: Path | None) -> None:
    """Write the report on claims, verdicts and decisions.

    The HTML report is one file that needs nothing else. In CSV, cells that a spreadsheet would run as a formula
    begin with an apostrophe.
    """
    from pipeline.collection import Collection

    suffix = out.suffix.lower().lstrip(".") if out else ""
    chosen = form or cast(Format, suffix if suffix in ("json", "csv", "html") else "json")
    with Collection.open(index) as collection:
        if document is not None and not collection.review_queue(document):
            raise ReviewError(f"'{document}': has no verdicts; run `travaux verify` on it first.")
        report = collection.export_reviews(chosen, document)
    with text_output(out) as stream:
        stream.write(report)


def _decided(judgement: Judgement) -> str:
    change = f" to {judgement.label}" if judgement.label else ""
    remark = f": {judgement.note}" if judgement.note else ""
    return "  ".join(map(printable, (judgement.time, judgement.reviewer, f"{judgement.decision}{change}{remark}")))
