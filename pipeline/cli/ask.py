"""`travaux ask`: an answer with citations, or an abstention; for one question or many."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.batch import read_rows
from pipeline.cli.options import examples, filter_options, index_option, json_option, out_option
from pipeline.cli.output import Failures, emit, note, paragraph, printable, text_output
from pipeline.cli.progress import progress
from pipeline.data import Answer, Citation, Filters, json_line

if TYPE_CHECKING:
    from pipeline.collection import Collection


@click.command(
    epilog=examples(
        'travaux ask "When did the Outer Space Treaty enter into force?"',
        'travaux ask "Who leads Operation Olympic Defender?" --tier reference --json',
        "travaux ask --questions questions.jsonl --out answers.jsonl",
    )
)
@click.argument("question", required=False)
@index_option
@click.option(
    "--questions",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help='Batch: JSON Lines of {"id", "question"} (.gz too).',
)
@out_option("the answers of a batch")
@filter_options
@json_option
def ask(
    question: str | None, index: Path, questions: Path | None, out: Path | None, filters: Filters, as_json: bool
) -> None:
    """Answer a question with cited sentences, or abstain.

    The answer is one to four sentences of the documents themselves, each with its citation. Where the index does
    not hold the answer, the command says so and what came nearest.
    """
    if (question is None) == (questions is None):
        raise click.UsageError("Give either a QUESTION or --questions FILE.")
    if question is not None and out is not None:
        raise click.UsageError("--out goes with --questions; a single answer is printed.")
    if question is not None and not question.strip():
        raise click.UsageError("The question is empty; give some words.")
    from pipeline.collection import Collection

    with Failures() as failures, Collection.open(index) as collection:
        if questions is not None:
            _answer_all(collection, questions, out, filters, failures)
            return
        answer = collection.ask(question or "", filters=filters)
    if answer.notice:
        note(answer.notice)
    if as_json:
        emit([answer.record()])
    else:
        _show(answer)


def _answer_all(
    collection: "Collection", questions: Path, out: Path | None, filters: Filters, failures: Failures
) -> None:
    done = abstained = 0
    noticed = ""
    with text_output(out) as stream, progress("answering") as advance:
        for row in read_rows(questions, failures, fields=[("question", "text")], ids=("id", "_id", "question_id")):
            answer = collection.ask(row.texts[0], filters=filters, question_id=row.row_id)
            stream.write(json_line(answer.record()) + "\n")
            if answer.notice and answer.notice != noticed:
                note(answer.notice)
            noticed = answer.notice or noticed
            done += 1
            abstained += answer.abstained
            advance(done, row.texts[0])
    note(f"{done - abstained:,} questions answered, {abstained:,} without an answer in the index.")


def _show(answer: Answer) -> None:
    if answer.abstained:
        click.echo(paragraph(f"No answer: {answer.reason or 'the index does not hold it.'}"))
        if answer.nearest:
            click.echo("\nWhat came nearest")
        for hit in answer.nearest:
            path = printable(" > ".join((hit.title, *hit.passage.heading)))
            click.echo(f"  {path}  {click.style(printable(hit.passage.passage_id), dim=True)}")
        return
    unverified = {citation.number for citation in answer.citations if citation.tier == "unverified"}
    numbered = (
        f"{s.text} {''.join(f'[{n}, unverified]' if n in unverified else f'[{n}]' for n in s.citations)}"
        for s in answer.sentences
    )
    click.echo(paragraph(" ".join(numbered)))
    if answer.conflict:
        click.echo(paragraph(f"Sources differ: {answer.conflict}."))
    for sentence in answer.struck:
        numbers = "".join(f"[{number}]" for number in sentence.citations) or "without a source"
        struck = click.style(printable(sentence.text), strikethrough=True)
        click.echo(f"  struck, not supported by what it cites: {struck} {numbers}")
    click.echo("\nSources")
    for citation in answer.citations:
        click.echo(_source(citation))
    click.echo(click.style(f"confidence {answer.confidence:.2f}", dim=True))


def _source(citation: Citation) -> str:
    facts = [citation.tier, *([citation.date] if citation.date else [])]
    place = [citation.doc_id, f"{citation.start}-{citation.end}", *([f"p. {citation.page}"] if citation.page else [])]
    return "\n".join(
        (
            f"[{citation.number}] {click.style(printable(citation.title), bold=True)} ({', '.join(facts)})",
            click.style("    " + "  ".join(map(printable, place)), dim=True),
            paragraph(f"“{citation.text}”", indent="    "),
        )
    )
