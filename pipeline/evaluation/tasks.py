"""What is measured: each task turns gold input into predictions in the formats that the scorer reads.

Gold answers are read by the scorer alone; a task sees the texts, claims, questions and queries only.
"""

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.claims import verify_pairs
from pipeline.collection import Collection
from pipeline.data import MODES, Claim, Record
from pipeline.entailment import load_entailment
from pipeline.entities import find_entities
from pipeline.evaluation.corruptions import corruptions, true_sentences
from pipeline.evaluation.held_out import is_fitted_on, is_held_out
from pipeline.evaluation.statements import measure_statements
from pipeline.language import Language
from pipeline.search import rank_documents
from pipeline.settings import load_settings
from pipeline.treaties import find_treaty_references

# Queries of one batch: enough to share one pass of the encoder, few enough to hold their hits.
_BATCH = 64
_DEPTH = 100
_PAIRS = 150  # of each source


@dataclass(frozen=True, slots=True)
class Measurement:
    """One call of the scorer: the arguments that name gold and predictions, and a name for the table."""

    name: str
    command: str
    gold: Path
    predictions: Path
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures that need no scorer, and a name for the table."""

    name: str
    figures: Record


@dataclass(frozen=True, slots=True)
class Task:
    """A named evaluation; `run(data, work)` writes predictions below `work` and says how they are to be scored."""

    name: str
    run: Callable[[Path, Path], Iterator[Measurement | Measured]]


def treaties(data: Path, work: Path) -> Iterator[Measurement]:
    """References found in single items."""
    gold = data / "treaties" / "references_dev.jsonl"
    mentions = (
        {"doc_id": row["id"]} | reference.record()
        for row in rows(gold)
        for reference in find_treaty_references(row["text"])
    )
    yield Measurement("treaty references", "treaties", gold, write(work / "treaties.jsonl", mentions))


def entities(data: Path, work: Path) -> Iterator[Measurement]:
    """Entities found in single sentences."""
    gold = data / "entities" / "policy_dev.jsonl"
    language = Language()
    mentions = (
        {"doc_id": row["id"]} | entity.record() for row in rows(gold) for entity in find_entities(row["text"], language)
    )
    yield Measurement("entities", "entities", gold, write(work / "entities.jsonl", mentions))


def news_entities(data: Path, work: Path) -> Iterator[Measurement]:
    """Entities of whole documents of other people's gold, beside what the plain model finds there."""
    gold = data / "entities" / "re3d_dev.jsonl.gz"
    language = Language()
    places = {"GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "FACILITY": "LOCATION"}
    (work / "places.json").write_text(json.dumps(places), encoding="utf-8")
    options = ("--labels", "ORG,PERSON,LOCATION", "--map", str(work / "places.json"))
    ours = (
        {"doc_id": row["id"]} | entity.record() for row in rows(gold) for entity in find_entities(row["text"], language)
    )
    yield Measurement("entities re3d (travaux)", "entities", gold, write(work / "ours.jsonl", ours), options)
    plain = (
        {"doc_id": row["id"], "start": span.start_char, "end": span.end_char, "label": span.label_}
        for row in rows(gold)
        for span in language.parse(row["text"]).ents
    )
    name = f"entities re3d (plain {language.name.split()[0]})"
    yield Measurement(name, "entities", gold, write(work / "plain.jsonl", plain), options)


def claims(data: Path, work: Path) -> Iterator[Measurement]:
    """Claims checked against an index of the notes."""
    gold, notes = data / "claims" / "claims_dev.jsonl", data / "claims" / "notes.jsonl"
    with _notes_index(notes, work) as collection:
        asked = [Claim(row["id"], row["claim"]) for row in rows(gold)]
        verdicts = [verdict.record() for verdict in collection.verify_claims(asked)]
    predictions = write(work / "claims.jsonl", verdicts)
    yield Measurement("claims", "claims", gold, predictions, ("--notes", str(notes)))


def minimal_pairs(data: Path, work: Path) -> Iterator[Measurement]:
    """True sentences of the notes, whose recall is that of "supported", and corrupted ones, for the false support.

    The scorer is told "refuted" of the corrupted ones, some of which are merely not supported.
    """
    notes = data / "claims" / "notes.jsonl"
    sentences = [sentence["text"] for note in rows(notes) for sentence in note["sentences"]]
    gold: list[Record] = []
    rng = random.Random(5)  # noqa: S311 - the same pairs each time
    for number, sentence in enumerate(true_sentences(sentences, rng)):
        gold.append({"id": f"t{number}", "claim": sentence, "verdict": "supported"})
        gold += [
            {"id": f"c{number}-{place}", "claim": wrong, "verdict": "refuted"}
            for place, wrong in enumerate(corruptions(sentence, rng))
        ]
    with _notes_index(notes, work) as collection:
        verdicts = collection.verify_claims([Claim(str(row["id"]), str(row["claim"])) for row in gold])
    found = write(work / "minimal.jsonl", (verdict.record() for verdict in verdicts))
    yield Measurement("claims (true sentences, corrupted)", "claims", write(work / "minimal-gold.jsonl", gold), found)


def statements(data: Path, work: Path) -> Iterator[Measured]:
    """Sentences told apart by what they are and cut into claims, on labels of our own."""
    for name, figures in measure_statements(data, Language()):
        yield Measured(name, figures)


def answers(data: Path, work: Path) -> Iterator[Measurement]:
    """Questions asked of an index of the notes."""
    gold = data / "questions" / "questions_dev.jsonl"
    with _notes_index(data / "claims" / "notes.jsonl", work) as collection:
        said = [collection.ask(row["question"], question_id=row["id"]).record() for row in rows(gold)]
    yield Measurement("answers", "answers", gold, write(work / "answers.jsonl", said))


def abstention(data: Path, work: Path) -> Iterator[Measurement]:
    """Questions asked of encyclopaedic paragraphs, half of them without an answer there.

    Questions on articles that the reader has been trained on are left out; where a question is about none,
    the article of the nearest passage counts.
    """
    folder = data / "questions" / "squad2"
    gold: list[Record] = []
    said: list[Record] = []
    with Collection.open(work / "squad2", create=True) as collection:
        collection.ingest(folder / "corpus.jsonl.gz", tier="reference")
        titles = {info.doc_id: info.title for info in collection.documents()}
        for row in rows(folder / "questions.jsonl"):
            near = collection.search(row["question"], k=1)
            title = titles[row["doc_id"]] if row["doc_id"] else near[0].title if near else ""
            if not is_fitted_on(title):
                gold.append(row)
                said.append(collection.ask(row["question"], question_id=row["id"]).record())
    yield Measurement(
        "answers (SQuAD 2.0, unseen articles)",
        "answers",
        write(work / "squad2-gold.jsonl", gold),
        write(work / "squad2.jsonl", said),
    )


def retrieval(data: Path, work: Path) -> Iterator[Measurement]:
    """Queries put to three collections in every mode."""
    for name in ("cranfield", "fool-me-twice", "npl"):
        folder = data / "retrieval" / name
        with Collection.open(work / name, create=True) as collection:
            collection.ingest(folder / "corpus.jsonl.gz", tier="reference")
            queries = list(rows(folder / "queries.jsonl"))
            for mode in MODES:
                run = work / f"{name}-{mode}.trec"
                with run.open("w", encoding="utf-8") as file:
                    for at in range(0, len(queries), _BATCH):
                        some = queries[at : at + _BATCH]
                        found = collection.search_batch([query["text"] for query in some], k=_DEPTH, mode=mode)
                        for query, hits in zip(some, found, strict=True):
                            for rank, (doc_id, score) in enumerate(rank_documents(hits), 1):
                                file.write(f"{query['_id']} Q0 {doc_id} {rank} {score:.6f} travaux\n")
                yield Measurement(f"retrieval {name} ({mode})", "retrieval", folder / "qrels.tsv", run)


def pairs(data: Path, work: Path) -> Iterator[Measurement]:
    """Claims judged on given evidence alone, on rows that the entailment model was not trained on."""
    gold: list[Record] = []
    for path in sorted(data.glob("verify*/*.jsonl.gz")):
        taken: Counter[str] = Counter()
        for row in rows(path):
            source = str(row["source"])
            if taken[source] < _PAIRS and is_held_out(source, str(row["evidence"])):
                taken[source] += 1
                gold.append(row)
    given = [(str(row["id"]), str(row["evidence"]), str(row["claim"])) for row in gold]
    verdicts = verify_pairs(given, entailment=load_entailment(load_settings()))
    yield Measurement(
        "pairs (held out, up to 150 of each source)",
        "pairs",
        write(work / "pairs-gold.jsonl", gold),
        write(work / "pairs.jsonl", (verdict.record() for verdict in verdicts)),
    )


_RUNS = (
    treaties,
    entities,
    news_entities,
    claims,
    minimal_pairs,
    statements,
    answers,
    abstention,
    retrieval,
    pairs,
)
TASKS = tuple(Task(run.__name__, run) for run in _RUNS)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def write(path: Path, records: Iterable[Record]) -> Path:
    """Write records as JSON Lines; the path."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def _notes_index(notes: Path, work: Path) -> Collection:
    collection = Collection.open(work / "notes", create=True)
    collection.ingest(notes, tier="reference")
    return collection
