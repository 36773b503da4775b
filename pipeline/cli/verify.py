"""`travaux verify`: checks the claims of a document, a list of claims, or pairs of evidence and claim."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.batch import in_batches, read_rows
from pipeline.cli.options import examples, index_option, json_option, out_option
from pipeline.cli.output import Failures, emit, note, paragraph, printable, text_output
from pipeline.cli.progress import progress
from pipeline.data import TIERS, VERDICTS, Claim, Evidence, Profile, Record, Tier, Verdict, json_line

if TYPE_CHECKING:
    from pipeline.collection import Verification

_BATCH = 16  # claims or pairs between two steps of the progress bar
_COLOURS = {"supported": "green", "refuted": "red", "not_enough_info": "yellow"}
_NAMES = {"supported": "SUPPORTED", "refuted": "REFUTED", "not_enough_info": "NOT ENOUGH INFO"}
_KINDS = {
    "opinion": "opinions",
    "vague": "statements too vague to check",
    "forecast": "forecasts",
    "self": "statements about the text itself",
}


@click.command(
    epilog=examples(
        "travaux verify articles/space-traffic-tests-and-trust.txt",
        "travaux verify draft.docx --json",
        "travaux verify --claims claims.jsonl --out verdicts.jsonl",
        "travaux verify --pairs pairs.jsonl --out verdicts.jsonl",
    )
)
@click.argument("source", required=False)
@index_option
@click.option(
    "--claims",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help='Batch: JSON Lines of {"id", "claim"} (.gz too).',
)
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help='Batch without an index: JSON Lines of {"id", "evidence", "claim"} (.gz too).',
)
@out_option("the verdicts of a batch")
@click.option(
    "--tier",
    "tiers",
    type=click.Choice(TIERS),
    multiple=True,
    default=["reference"],
    show_default=True,
    help="Which documents may be evidence; may be repeated.",
)
@click.option(
    "--strict",
    type=click.FloatRange(0.0, 1.0),
    default=0.0,
    show_default=True,
    metavar="P",
    help="Call a claim supported only from this probability on; below it, it is left open.",
)
@click.option("--profile", "only_profile", is_flag=True, help="Print only how the sentences of SOURCE divide.")
@click.option("--all", "show_all", is_flag=True, help="Also list the statements that cannot be checked.")
@json_option
def verify(
    source: str | None,
    index: Path,
    claims: Path | None,
    pairs: Path | None,
    out: Path | None,
    tiers: tuple[Tier, ...],
    strict: float,
    only_profile: bool,
    show_all: bool,
    as_json: bool,
) -> None:
    """Check the claims of a document against the index.

    SOURCE is a document of the index, by its id, or a file. A document is never evidence for its own claims. Its
    verdicts are put up for review (`travaux review`).
    With --json the statements that cannot be checked are printed too, marked `"checkable": false`. --profile tells
    how its sentences divide: supported, refuted, unsupported, opinion, vague, forecast, about the text itself.
    """
    if sum(given is not None for given in (source, claims, pairs)) != 1:
        raise click.UsageError("Give one of SOURCE, --claims FILE and --pairs FILE.")
    with Failures() as failures:
        if pairs is not None:
            _write(_judged_pairs(pairs, failures), out)
        elif claims is not None:
            _write(_judged_claims(claims, index, tiers, strict, failures), out)
        elif source is not None:
            if out is not None:
                raise click.UsageError("--out goes with --claims or --pairs; for a SOURCE use --json.")
            verification = _verified(source, index, tiers, strict)
            if only_profile:
                _print_profile(verification.profile, as_json=as_json)
            else:
                _print_verdicts(verification, show_all=show_all, as_json=as_json)


def _verified(source: str, index: Path, tiers: tuple[Tier, ...], strict: float) -> "Verification":
    from pipeline.collection import Collection

    with Collection.open(index) as collection, progress("checking claims"):
        return collection.verify(source, tiers=tiers, strict=strict)


def _print_profile(profile: Profile, *, as_json: bool) -> None:
    if as_json:
        emit([profile.record()])
        return
    click.echo(paragraph(_profile_in_words(profile)))


def _profile_in_words(profile: Profile) -> str:
    """One sentence, such as "Of 90 sentences 12 (13%) can be checked: ..."."""

    def part(count: int) -> str:
        return f"{count:,} ({count / max(1, profile.sentences):.0%})"

    return (
        f"Of {profile.sentences:,} sentences {part(profile.checkable)} can be checked: {part(profile.supported)} "
        f"supported, {part(profile.refuted)} refuted, {part(profile.unsupported)} unsupported. The others: "
        f"{part(profile.opinion)} opinion, {part(profile.vague)} vague, {part(profile.forecast)} forecast, "
        f"{part(profile.self)} about the text itself."
    )


def _print_verdicts(verification: "Verification", *, show_all: bool, as_json: bool) -> None:
    if as_json:
        records: list[Record] = [verdict.record() for verdict in verification.verdicts]
        records += [claim.record() for claim in verification.unchecked]
        emit(sorted(records, key=lambda record: int(str(record["start"]))))
        return
    for verdict in verification.verdicts:
        click.echo(shown(verdict))
    if show_all:
        for claim in verification.unchecked:
            click.echo(f"{click.style('NOT CHECKABLE', dim=True)}  {claim.kind}: {printable(claim.reason)}")
            click.echo(paragraph(claim.text, indent="  ") + "\n")
    counts = Counter(verdict.label for verdict in verification.verdicts)
    said = ", ".join(f"{counts[label]:,} {_NAMES[label].lower()}" for label in VERDICTS)
    kinds = Counter(claim.kind for claim in verification.unchecked)
    unchecked = ", ".join(f"{count:,} {_KINDS.get(kind, kind)}" for kind, count in kinds.most_common())
    click.echo(paragraph(f"{len(verification.verdicts):,} claims: {said}."))
    if unchecked:
        click.echo(paragraph(f"{len(verification.unchecked):,} statements were not checked: {unchecked}."))
    click.echo(paragraph(_profile_in_words(verification.profile)))


def shown(verdict: Verdict) -> str:
    """A verdict for people: the claim, the reasons and the evidence."""
    label = click.style(_NAMES[verdict.label], fg=_COLOURS[verdict.label], bold=True)
    claim = verdict.claim
    place = f"{claim.start}-{claim.end}" if claim.start is not None else ""
    facts = "  ".join(printable(fact) for fact in (f"{verdict.confidence:.2f}", place, claim.claim_id) if fact)
    lines = [f"{label}  {click.style(facts, dim=True)}", paragraph(claim.text, indent="  ")]
    lines += [paragraph(f"- {reason}", indent="  ") for reason in verdict.reasons]
    lines += [_evidence(piece) for piece in verdict.evidence]
    return "\n".join(lines) + "\n"


def _evidence(piece: Evidence) -> str:
    place = [f"{piece.stance}: {piece.doc_id}", f"{piece.start}-{piece.end}"]
    place += ([f"p. {piece.page}"] if piece.page else []) + [f"({piece.tier})"]
    return f"    {click.style('  '.join(map(printable, place)), dim=True)}\n" + paragraph(
        f"“{piece.text}”", indent="    "
    )


def _judged_claims(
    path: Path, index: Path, tiers: tuple[Tier, ...], strict: float, failures: Failures
) -> Iterable[list[Verdict]]:
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        for batch in in_batches(read_rows(path, failures, fields=[("claim", "text")]), _BATCH):
            given = [Claim(row.row_id, row.texts[0]) for row in batch]
            yield collection.verify_claims(given, tiers=tiers, strict=strict)


def _judged_pairs(path: Path, failures: Failures) -> Iterable[list[Verdict]]:
    from pipeline.claims import verify_pairs
    from pipeline.entailment import load_entailment
    from pipeline.language import Language
    from pipeline.settings import load_settings

    settings = load_settings()
    entailment, language = load_entailment(settings), Language(settings.spacy_model)
    for batch in in_batches(read_rows(path, failures, fields=[("evidence",), ("claim",)]), _BATCH):
        given = [(row.row_id, row.texts[0], row.texts[1]) for row in batch]
        yield list(verify_pairs(given, language, entailment=entailment))


def _write(batches: Iterable[list[Verdict]], out: Path | None) -> None:
    counts: Counter[str] = Counter()
    with text_output(out) as stream, progress("judging") as advance:
        for verdicts in batches:
            for verdict in verdicts:
                stream.write(json_line(verdict.record()) + "\n")
                counts[verdict.label] += 1
            advance(counts.total(), verdicts[-1].claim.text)
    note(f"{counts.total():,} claims: {', '.join(f'{counts[label]:,} {_NAMES[label].lower()}' for label in VERDICTS)}.")
