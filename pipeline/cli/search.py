"""`travaux search`: ranked passages for one query, or a TREC run for many."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.batch import in_batches, read_rows
from pipeline.cli.options import examples, filter_options, index_option, json_option
from pipeline.cli.output import Failures, emit, note, printable, text_output
from pipeline.cli.progress import progress
from pipeline.cli.snippets import marked, snippet
from pipeline.data import MODES, Filters, Hit, Mode

if TYPE_CHECKING:
    from pipeline.collection import Collection

_BATCH = 64  # queries that share one pass of the encoder
_DEEPEST = 16  # passages looked at for each document wanted, before a run stays short of documents
# A TREC run is split at white space; a "%" that could be read as such an escape is escaped too.
_NOT_IN_RUN = re.compile(r"\s|%(?=[0-9A-Fa-f]{2})")


@click.command(
    epilog=examples(
        'travaux search "weapons in orbit"',
        'travaux search "liability for damage" --k 3 --tier reference --from 2023',
        'travaux search "consultation" --treaty OST --mode lexical --json',
        "travaux search --queries queries.jsonl --k 100 --run out.trec",
    )
)
@click.argument("query", required=False)
@index_option
@click.option("--k", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many passages.")
@click.option("--mode", type=click.Choice(MODES), default="hybrid", show_default=True, help="Which rankers vote.")
@click.option(
    "--queries",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help='Batch: JSON Lines of {"_id", "text"} (.gz too).',
)
@click.option(
    "--run", type=click.Path(path_type=Path), metavar="FILE", help="Batch: where to write the TREC run over documents."
)
@filter_options
@json_option
def search(
    query: str | None,
    index: Path,
    k: int,
    mode: Mode,
    queries: Path | None,
    run: Path | None,
    filters: Filters,
    as_json: bool,
) -> None:
    """Find the passages that answer to QUERY, best first.

    With --queries and --run the command writes a TREC run: for each query its --k best documents, where a
    document's score is that of its best passage.
    """
    if (queries is None) != (run is None):
        raise click.UsageError("--queries and --run go together: give both or neither.")
    if (query is None) == (queries is None):
        raise click.UsageError("Give either a QUERY or --queries FILE with --run FILE.")
    if queries is not None and as_json:
        raise click.UsageError("--json is for a single QUERY; a batch writes the run that --run names.")
    if query is not None and not query.strip():
        raise click.UsageError("The query is empty; give some words.")
    from pipeline.collection import Collection

    with Failures() as failures, Collection.open(index) as collection:
        if queries is not None and run is not None:
            _write_run(collection, queries, run, failures, k=k, mode=mode, filters=filters)
            return
        hits = collection.search(query or "", k=k, mode=mode, filters=filters)
    if as_json:
        emit(hit.record() for hit in hits)
        return
    if not hits:
        note("Nothing found; use other words or fewer filters.")
    for hit in hits:
        click.echo(_shown(hit, query or ""))


def _shown(hit: Hit, query: str) -> str:
    passage = hit.passage
    place = [f"{passage.start}-{passage.end}"]
    place += [f"p. {passage.page}"] if passage.page else []
    place += [hit.tier] + ([hit.date] if hit.date else []) + [f"score {hit.score:.2f}"]
    path = printable(" > ".join((hit.title, *passage.heading)))
    lines = (
        f"{hit.rank:>3}  {click.style(path, bold=True)}",
        f"     {printable(passage.doc_id)}  {click.style('  '.join(map(printable, place)), dim=True)}",
        marked(snippet(passage, query), query, indent="     "),
        "",
    )
    return "\n".join(lines)


def _write_run(
    collection: "Collection", queries: Path, run: Path, failures: Failures, *, k: int, mode: Mode, filters: Filters
) -> None:
    from pipeline.search import trec_lines

    done = escaped = 0
    with text_output(run) as out, progress("searching") as advance:
        rows = read_rows(queries, failures, fields=[("text", "query", "question")], ids=("_id", "id"))
        for batch in in_batches(rows, _BATCH):
            rankings = _rankings(collection, [row.texts[0] for row in batch], k, mode, filters)
            for row, ranking in zip(batch, rankings, strict=True):
                query_id, documents = _safe(row.row_id), [(_safe(doc_id), score) for doc_id, score in ranking]
                out.writelines(f"{line}\n" for line in trec_lines(query_id, documents))
                escaped += query_id != row.row_id
                escaped += sum(safe != doc_id for (safe, _), (doc_id, _) in zip(documents, ranking, strict=True))
            done += len(batch)
            advance(done, batch[-1].texts[0])
    note(f"{done:,} queries answered, {run} written.")
    if escaped:
        note(f"{escaped:,} ids hold white space, which a TREC run cannot; it is written as in URLs (%20).")


def _rankings(
    collection: "Collection", texts: Sequence[str], k: int, mode: Mode, filters: Filters
) -> list[list[tuple[str, float]]]:
    """The `k` best documents of each query with the scores of their best passages.

    Several passages of one document may fill the top, so that more passages than documents are asked for, and more
    again for the queries that stay short.
    """
    from pipeline.search import rank_documents

    rankings: list[list[tuple[str, float]]] = [[] for _ in texts]
    short, depth = list(range(len(texts))), 2 * k
    while short:
        found = collection.search_batch([texts[at] for at in short], k=depth, mode=mode, filters=filters)
        for at, hits in zip(short, found, strict=True):
            rankings[at] = list(rank_documents(hits))[:k]
        short = [
            at
            for at, hits in zip(short, found, strict=True)
            if len(rankings[at]) < k and len(hits) == depth and depth < _DEEPEST * k
        ]
        depth *= 2
    return rankings


def _safe(name: str) -> str:
    return _NOT_IN_RUN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8")), name)
