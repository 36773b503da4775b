"""`travaux extract`: entities and treaty references of any number of documents, without an index."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pipeline.cli.options import examples, out_option
from pipeline.cli.output import Failures, complain, note, text_output
from pipeline.cli.progress import measured_progress
from pipeline.data import Rejection, json_line
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.extraction import Batch, Counts, Format, Results
    from pipeline.treaties import Registry

_SHOWN = 12  # labels or instruments in the summary for people


@click.command(
    epilog=examples(
        "travaux extract corpus/articles --kind treaties",
        "travaux extract reports/ --format csv --out mentions.csv",
        "travaux extract archive.jsonl.gz --out mentions.parquet --workers 4 --summary summary.json",
        "travaux extract archive.jsonl.gz --out mentions.parquet --workers 4 --resume",
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
@click.option("--resume", is_flag=True, help="Go on with the interrupted run that lies beside --out.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes that share the work; each loads models of its own, some 400 MB.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help="Give a document up after so long; five minutes and more, by its size, unless given.",
)
@click.option(
    "--registry",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="Instruments of your own (YAML, JSON Lines, or a folder of them); may be repeated. See docs/registry.md.",
)
@click.option(
    "--summary", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write counts as JSON."
)
@click.option(
    "--failures",
    "failures_out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what failed, with cause and remedy, as JSON Lines.",
)
def extract(
    sources: tuple[str, ...],
    kind: Literal["entities", "treaties", "all"],
    form: "Format | None",
    out: Path | None,
    resume: bool,
    workers: int,
    timeout: float | None,
    registry: tuple[Path, ...],
    summary: Path | None,
    failures_out: Path | None,
) -> None:
    """Find entities and treaty references, without an index.

    A SOURCE is a file, a folder or a JSON Lines file of documents. Each mention carries its document's id and exact
    offsets into the document's text. Any number of documents may be given: they pass through memory one by one. In CSV,
    cells that a spreadsheet would run as a formula begin with an apostrophe.

    Without --out, mentions are printed as they come. With it they collect in FILE.part, and the documents that are
    finished in FILE.journal; when all are done FILE takes the place of a former one and the two go. An interrupted
    run, whatever interrupted it, goes on with the same command and --resume; a new one does not begin over it.
    """
    from pipeline.documents import Limits
    from pipeline.extraction import FORMATS, Batch, Finder
    from pipeline.settings import load_settings

    suffix = out.suffix.lower().lstrip(".") if out else ""
    named: tuple[Format, ...] = tuple(known for known in FORMATS if known == suffix)
    chosen = form or (named[0] if named else "jsonl")
    to_file = out is not None and (out.is_file() or not out.exists())
    if chosen == "parquet" and not to_file:
        raise click.UsageError("Parquet is no text and cannot be printed; name a file with --out.")
    if resume and not to_file:
        raise click.UsageError("Only what was written to a file can be resumed; name it with --out.")
    for path in (summary, failures_out):
        if path and not os.access(path.absolute().parent, os.W_OK):  # not after hours of work
            raise click.UsageError(f"{path}: its folder does not exist or cannot be written; make it first.")
    settings = load_settings()
    finder = Finder(kind, chosen, Limits.from_settings(settings), settings.spacy_model, registry)
    instruments = finder.instruments()  # a malformed file is named before anything is begun
    batch = Batch(sources, finder, workers=workers, timeout=timeout)
    with Failures() as failures, _results(batch, out, chosen, to_file, resume) as results:
        if results is None:
            note(f"{out} is complete, there is nothing to resume; leave --resume out to make it anew.")
            return
        failures.count = results.counts.failures  # named by the runs that met them
        _work(batch, results, failures)
        results.commit()
        if failures_out:
            with text_output(failures_out) as stream:
                stream.writelines(json_line(rejection.record()) + "\n" for rejection in results.failures())
        record = results.counts.summary(instruments)
        if summary:
            with text_output(summary) as stream:
                stream.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        results.finish()
        _show(results.counts, instruments)


@contextmanager
def _results(
    batch: "Batch", out: Path | None, form: "Format", to_file: bool, resume: bool
) -> "Iterator[Results | None]":
    """Where the mentions go: a file that can be resumed, or a stream. None if the file is complete already."""
    from pipeline.extraction import Changed, Streamed, Unfinished

    if out is None or not to_file:
        with text_output(out) as stream:
            yield Streamed(stream, form)
        return
    with Unfinished.open(out, form, batch.options(), resume=resume) as results:
        try:
            yield results
        except Changed as change:
            if results is not None:
                raise results.changed(change) from change
            raise
        except (KeyboardInterrupt, PipelineError) as error:
            if results is not None:
                results.commit()
                finished = results.counts.documents + results.counts.failures
                stopped = "stopped on request; " if isinstance(error, KeyboardInterrupt) else ""
                if finished:
                    way = f"{finished:,} sources are finished, the same command with --resume goes on from there."
                    complain(stopped + way)
                elif stopped:
                    complain(f"{stopped}nothing was finished.")
            if isinstance(error, PipelineError):
                raise
            click.get_current_context().exit(1)


def _work(batch: "Batch", results: "Results", failures: Failures) -> None:
    before = results.counts.documents + results.counts.failures
    if before:
        note(f"going on after {before:,} sources that are finished.")
    with measured_progress("extracting", batch.size, "documents") as advance:
        for number, done in enumerate(batch.run(results.finished()), start=before + 1):
            results.add(done)
            if isinstance(done.outcome, Rejection):
                failures.add(str(done.outcome))
            advance(number, done.read)


def _show(counts: "Counts", registry: "Registry") -> None:
    speed = counts.documents / counts.seconds if counts.seconds else 0.0
    note(
        f"{counts.documents:,} documents: {counts.kinds['entity']:,} entities, {counts.kinds['treaty']:,} treaty "
        f"references; {counts.failures:,} sources rejected. {counts.words:,} words in {counts.seconds:,.1f} s, "
        f"{speed:,.1f} documents/s."
    )
    names = Counter({one.name if (one := registry.get(key)) else key: n for key, n in counts.instruments.items()})
    for what, counter in (("by label", counts.labels), ("found by", counts.origins), ("by instrument", names)):
        if counter:
            rest = len(counter) - _SHOWN
            shown = [f"{name} {number:,}" for name, number in counter.most_common(_SHOWN)]
            note(f"  {what}: {', '.join(shown)}{f' and {rest:,} more' if rest > 0 else ''}")
