"""The pairs that the entailment model learns from: sets of others, minimal and written pairs of ours, silent evidence.

    python training/sets.py --data DATA --out PAIRS.jsonl.gz [--questions QUESTIONS.jsonl.gz]

`DATA` holds the folders `verify`, `verify_binary` and `questions/squad2`; training/README.md lists the sets and their
terms. One row a line:
`{"evidence", "claim", "label": "supported|refuted|nei|not_supported", "source", "part": "train|check"}`. With
`--questions` also the rows that the reader of questions learns from: those with a question in the claim's place, and
such as are made of the others (`asked.py`).
"""

import argparse
import gzip
import itertools
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from asked import asked_rows
from minimal_pairs import Name, changes, registry_facts
from policy_notes import Writer

from pipeline.embeddings import load_embedder
from pipeline.entailment import focus
from pipeline.evaluation.held_out import is_fitted_on, is_held_out
from pipeline.language import Language
from pipeline.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, Any]

# Templates and crowds of one mind: more rows of the same would only drown the others.
MOST = {
    "curriculum-monotonicity_infer": 3000,
    "curriculum-kg_relations": 2500,
    "curriculum-ner": 2500,
    "curriculum-drop": 2500,
    "curriculum-coreference": 3000,
    "curriculum-comparative": 1000,
    "curriculum-conditional": 1000,
    "curriculum-boolean": 1000,
    "curriculum-counting": 1500,
    "curriculum-negation": 1000,
    "curriculum-quantifier": 1000,
    "med": 3000,
    "conj-nli": 6000,
    "sick": 6000,
}
# Sentences to make minimal pairs from: rows of the set, sentences at most.
SENTENCES = {
    "verify_binary/fever-nli": 8000,
    "verify/climate-fever": 2500,
    "verify/covidfact": 1500,
    "verify_binary/mnli": 2500,
    "verify/anli": 2000,
    "verify/lingnli": 1500,
}
# Further sentences, of which only those are used in which two names can change places.
SWAPS = {
    "verify_binary/fever-nli": 14000,
    "verify_binary/mnli": 6000,
    "verify/lingnli": 6000,
}
SILENT = {
    "verify_binary/fever-nli": 4000,
    "verify/climate-fever": 500,
    "verify/covidfact": 1000,
    "verify/lingnli": 1500,
    "verify/taxinli": 500,
}
POLICY = 70_000  # pairs of made-up policy notes; of their facts one in ten is held back
POLICY_QUESTIONS = 15_000
POLICY_COMPARISONS = 4_000
STRANGERS = 0.3  # of the written evidence stands before or after evidence of another item
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def read(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def rows_of_sets(data: Path, rng: random.Random) -> Iterator[Row]:
    """The rows of the sets, capped by source."""
    for path in sorted([*data.glob("verify/*.gz"), *data.glob("verify_binary/*.gz")]):
        rows = list(read(path))
        rng.shuffle(rows)
        seen: Counter[str] = Counter()
        for row in rows:
            source = str(row["source"])
            seen[source] += 1
            if seen[source] <= MOST.get(source, len(rows)):
                yield _row(row["evidence"], row["claim"], row["label"], source)


def minimal_rows(data: Path, rng: random.Random) -> Iterator[Row]:
    """Minimal pairs from our notes, the registry and sentences of the sets' evidence."""
    own = list(_own_sentences(rng))
    other = [
        sentence
        for name, most in SENTENCES.items()
        for sentence in _evidence_sentences(data / f"{name}.jsonl.gz", most, rng)
    ]
    names = _names([sentence for _, sentence, _ in own + other])
    pool: defaultdict[str, set[str]] = defaultdict(set)
    for sentence, found in names.items():
        for name in found:
            shown = sentence[name.start : name.end]
            if len(shown) > 2 and not shown.lower().startswith("the "):
                pool[name.label].add(shown)
    others = {label: sorted(values) for label, values in pool.items()}
    for document, sentence, before in own + other:
        made = changes(sentence, names[sentence], others, rng)
        rng.shuffle(made)
        taken: Counter[str] = Counter()
        # Names are in every sentence: of the sentences of others, one in three teaches them.
        most = (
            {"supported": 7, "refuted": 7, "not_supported": 4}
            if document
            else {"supported": 2, "refuted": 2, "not_supported": 1}
        )
        if not document and rng.random() < 2 / 3:
            made = [change for change in made if change.kind != "name"]
        for change in made:
            taken[change.label] += 1
            if taken[change.label] > most[change.label] or (change.kind == "same" and rng.random() < 0.6):
                continue
            evidence = f"{before} {sentence}" if before and rng.random() < 0.4 else sentence
            yield _row(evidence, change.claim, change.label, f"minimal-{change.kind}")
    facts = registry_facts(ROOT / "pipeline" / "treaties" / "instruments", rng)
    for fact in facts:
        yield _row(fact.evidence, fact.claim, "supported", "minimal-registry")
        for change in changes(fact.claim, (), {}, rng):
            if change.kind in ("date", "number", "article", "bound", "opposite") and rng.random() < 0.6:
                yield _row(fact.evidence, change.claim, change.label, "minimal-registry")
        stranger = rng.choice(facts)
        if stranger.instrument != fact.instrument:
            yield _row(stranger.evidence, fact.claim, "nei", "minimal-registry")
    by_document: defaultdict[str, list[str]] = defaultdict(list)
    for document, sentence, _ in own:
        by_document[document].append(sentence)
    for sentences in by_document.values():
        for sentence in sentences:
            for stranger in rng.sample(sentences, min(3, len(sentences))):
                if _shared(sentence, stranger) < 0.6:
                    yield _row(sentence, stranger, "nei", "minimal-silent")


def swapped_rows(data: Path, rng: random.Random) -> Iterator[Row]:
    """Sentences beside themselves and beside themselves with two names in each other's place."""
    sentences = [
        sentence
        for name, most in SWAPS.items()
        for _, sentence, _ in _evidence_sentences(data / f"{name}.jsonl.gz", most, rng)
    ]
    names = _names(sentences)
    for sentence in sentences:
        swaps = [change for change in changes(sentence, names[sentence], {}, rng) if change.kind == "swap"]
        for change in swaps:
            yield _row(sentence, change.claim, change.label, "minimal-swap")
            yield _row(sentence, sentence, "supported", "minimal-swap")


def policy_rows(_: Path, rng: random.Random) -> Iterator[Row]:
    """Facts of made-up policy notes, worded one way in the evidence and another in the claim."""
    writer = Writer(Path(__file__).parent / "policy_notes.yaml", rng.randrange(1 << 30))
    for _ in range(POLICY_COMPARISONS):
        pair = writer.comparison()
        yield _row(pair.evidence, pair.claim, pair.label, "policy-comparison")
    for number in range(POLICY + POLICY_QUESTIONS):
        pair = writer.pair() if number < POLICY else writer.question()
        source = f"policy-{writer.facts[pair.fact][0]}" if number < POLICY else "policy-questions"
        row = _row(pair.evidence, pair.claim, pair.label, source)
        yield row | {"part": "check" if pair.fact % 10 == 3 else "train"}


def written_rows(_: Path, rng: random.Random) -> Iterator[Row]:
    """Evidence, claims and questions that were written for this by hand, worded far from each other."""
    labels = {"supported": "supported", "refuted": "refuted", "open": "nei"}
    labels |= {"answered": "supported", "unanswered": "nei"}  # questions
    for path in sorted((Path(__file__).parent / "written").glob("*.yaml")):
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
        for part in ("train", "check"):
            those = [item for item in items if is_held_out("written", item["evidence"]) == (part == "check")]
            for item, (kind, label) in itertools.product(those, labels.items()):
                source = "written-questions" if kind in ("answered", "unanswered") else "written"
                for claim in item[kind]:
                    around = [f"{item['title']}. {item['evidence']}" if "title" in item else item["evidence"]]
                    if rng.random() < STRANGERS:
                        around.insert(rng.randrange(2), rng.choice(those)["evidence"])
                    yield _row(" ".join(around), claim, label, source) | {"part": part}


def note_rows(_: Path, rng: random.Random) -> Iterator[Row]:
    """Claims and questions beside sentences of notes: those that settle them, alone and among others.

    Each also stands beside the likest sentence, in words, that does not settle it, and is left open there.
    """
    for path in sorted((Path(__file__).parent / "written").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            note = json.loads(line)
            part = {"part": "check" if is_held_out("written-notes", note["title"]) else "train"}
            for claim in note.get("claims", ()):
                for text, label in _beside(note, claim["claim"], claim["evidence"], claim["verdict"], rng):
                    yield _row(text, claim["claim"], label, "written-notes") | part
            for question in note.get("questions", ()):
                for text, label in _beside(note, question["question"], question["evidence"], "supported", rng):
                    yield _row(text, question["question"], label, "written-notes-questions") | part


def _beside(
    note: Row, asked: str, settling: Sequence[int], label: str, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Parts of a note under its title, each with what it makes of a claim or question that some sentences settle."""
    sentences = note["sentences"]
    every = range(len(sentences))

    def joined(places: Sequence[int]) -> str:
        return " ".join([f"{note['title']}.", *(sentences[place] for place in places)])

    likest = max((place for place in every if place not in settling), key=lambda one: _shared(sentences[one], asked))
    yield joined([likest]), "nei"
    if not settling:
        yield joined(rng.choice([every, every[max(0, likest - 1) : likest + 2]])), "nei"
        return
    yield joined(sorted(settling)), label
    yield joined(rng.choice([every, every[max(0, min(settling) - 2) : max(settling) + 1]])), label
    if label == "supported" and len(settling) > 1:
        yield joined([rng.choice(settling)]), "nei"


def question_rows(data: Path, _: random.Random) -> Iterator[Row]:
    """Questions beside the paragraph that answers them, or beside the nearest one where none does.

    Of half of the articles; the others are for measuring.
    """
    folder = data / "questions" / "squad2"
    paragraphs = list(read(folder / "corpus.jsonl.gz"))
    place = {row["_id"]: number for number, row in enumerate(paragraphs)}
    questions = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    embedder = load_embedder(load_settings())
    near = embedder.embed_queries([row["question"] for row in questions]) @ (
        embedder.embed_passages([f"{row['title']}: {row['text']}" for row in paragraphs]).T
    )
    for row, scores in zip(questions, near, strict=True):
        paragraph = paragraphs[place[row["doc_id"]] if row["answers"] else int(scores.argmax())]
        made = _row(
            f"{paragraph['title']}. {paragraph['text']}",
            row["question"].strip(),
            "supported" if row["answers"] else "nei",
            "squad2-questions",
        )
        if row["answers"] and not any(answer in made["evidence"] for answer in row["answers"]):
            continue
        yield made | {"part": "train" if is_fitted_on(paragraph["title"]) else "check"}


def _own_sentences(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "corpus" / "notes").glob("*.md")):
        body = path.read_text(encoding="utf-8").split("---", 2)[-1]
        before = ""
        for sentence in SENTENCE_END.split(" ".join(body.split())):
            if 5 <= len(sentence.split()) <= 45:
                yield path.name, sentence, before
            before = sentence


def _evidence_sentences(path: Path, most: int, rng: random.Random) -> list[tuple[str, str, str]]:
    found = []
    for evidence in sorted({str(row["evidence"]) for row in read(path)}):
        before = ""
        for sentence in SENTENCE_END.split(evidence):
            if 7 <= len(sentence.split()) <= 40 and sentence[:1].isupper() and sentence[-1:] in ".!":
                found.append(("", sentence, before))
            before = sentence
    return rng.sample(found, min(most, len(found)))


def _names(sentences: Sequence[str]) -> dict[str, list[Name]]:
    """Names of organisations, places and persons by sentence, as the tagger finds them."""
    language = Language()
    names: dict[str, list[Name]] = {}
    for at in range(0, len(sentences), 400):
        part = sentences[at : at + 400]
        text = "\n\n".join(part)
        found = sorted(
            (entity for entity in language.analyse(text).entities if entity.label in ("ORG", "GPE", "PERSON")),
            key=lambda entity: entity.start,
        )
        start = 0
        for sentence in part:
            end = start + len(sentence)
            names[sentence] = [
                Name(entity.start - start, entity.end - start, entity.label)
                for entity in found
                if start <= entity.start and entity.end <= end
            ]
            start = end + 2
    return names


def silent_rows(data: Path, rng: random.Random) -> Iterator[Row]:
    """Claims beside evidence that shares words with them but was written for another claim."""
    for name, most in SILENT.items():
        rows = list(read(data / f"{name}.jsonl.gz"))
        evidence = sorted({str(row["evidence"]) for row in rows})
        words = [_words(text) for text in evidence]
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(words):
            for word in found:
                holders[word].append(number)
        own: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            own[row["claim"]].add(row["evidence"])
        for row in rng.sample(rows, min(most, len(rows))):
            near: Counter[int] = Counter()
            for word in sorted(_words(row["claim"])):
                if len(holders[word]) < 400:
                    for number in holders[word]:
                        near[number] += 1000 // (1 + int(len(holders[word]) ** 0.5))
            mine = _words(row["evidence"])
            strangers = [
                number
                for number, _ in near.most_common(15)
                if evidence[number] not in own[row["claim"]] and len(words[number] & mine) < len(mine) / 2
            ]
            if strangers:
                yield _row(evidence[rng.choice(strangers[:6])], row["claim"], "nei", f"silent-{row['source']}")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]{4,}", text.lower()))


def _shared(sentence: str, stranger: str) -> float:
    words = _words(stranger)
    return len(words & _words(sentence)) / max(1, len(words))


def _row(evidence: str, claim: str, label: str, source: str) -> Row:
    part = "check" if is_held_out(source, evidence) else "train"
    return {"evidence": focus(evidence, claim), "claim": claim, "label": label, "source": source, "part": part}


def write(rows: Iterable[Row], out: Path) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    with gzip.GzipFile(out, "wb", mtime=0) as stream:
        for row in rows:
            counts[row["source"], row["part"], row["label"]] += 1
            stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--written", action="store_true", help="only what stands in written/, questions too")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    ours = [written_rows, note_rows]
    others = [rows_of_sets, minimal_rows, swapped_rows, policy_rows, question_rows, silent_rows]
    makers = ours if options.written else others + ours
    rows = [row for make in makers for row in make(options.data, rng)]
    rng.shuffle(rows)
    written = [(options.out, rows)]
    if options.questions:
        questions = [row for row in rows if row["source"].endswith("-questions")]
        written.append((options.questions, [*questions, *asked_rows(rows, rng)]))
    for out, made in written:
        for (source, part, label), count in sorted(write(made, out).items()):
            print(f"{count:7,} {source} {part} {label}")
        print(f"{len(made):,} rows in {out}")


if __name__ == "__main__":
    main()
