"""What a larger model teaches the small one: its reading of the pairs of the sets, and of new pairs of their texts.

    python training/taught.py --data DATA --pairs PAIRS.jsonl.gz --teacher FOLDER --out TAUGHT.jsonl.gz

The teacher is a cross-encoder that `train_entailment.py` has trained on the same pairs from a larger encoder on. Rows
to learn from come out with a `target`, probabilities of supported, refuted and left open: half their own label, half
what the teacher says (distillation; Hinton et al. 2015). New pairs have the teacher's word alone: claims on the same
evidence beside each other, evidence and claim in each other's place, claims beside the likest evidence of other claims,
and sentences of documents beside the likest of other documents. So the small model meets more wordings than people
have labelled. Rows of the small sets that the teacher does not read, and the rows held back, come out as they were.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sets import SENTENCE_END, Row, read, write
from train_entailment import LABELS

from pipeline.embeddings import load_embedder
from pipeline.entailment import CLASSES, focus, load_entailment
from pipeline.settings import load_settings

# Sources whose texts people wrote; of what is made by rule there are enough rows.
WRITTEN = frozenset(
    "lingnli taxinli mnli snli-dev cad-nli anli fever-nli climate-fever covidfact fool-me-twice wice control "
    "written".split()
)
# The sets of the very task, and those written to be hard: none of their rows is left out.
SMALL = frozenset("climate-fever covidfact anli fool-me-twice control wice written".split())
# How many rows keep their label beside the teacher's word, and how many new pairs there are, of each kind at most.
KEPT, SIBLINGS, TURNED, STRANGERS, SENTENCES = 90_000, 45_000, 12_000, 30_000, 25_000
STRANGER_POOL = 30_000  # texts that are compared by their vectors
NEAREST = 3
LONGEST_TURNED = 45  # words of evidence that can stand for a claim
SHARE = 0.5  # of a label of its own in the target


def siblings(rows: Sequence[Row], rng: random.Random) -> Iterator[Row]:
    """Claims that were written for the same evidence, each as evidence for another."""
    claims: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        claims[row["source"], row["evidence"]].add(row["claim"])
    groups = [(source, sorted(some)) for (source, _), some in claims.items() if len(some) > 1]
    made = [
        _new(one, other, f"siblings-{source}")
        for source, some in groups
        for one in some
        for other in some
        if one != other
    ]
    yield from rng.sample(made, min(SIBLINGS, len(made)))


def turned(rows: Sequence[Row], rng: random.Random) -> Iterator[Row]:
    """The claim as evidence for what was its evidence."""
    short = [row for row in rows if len(row["evidence"].split()) <= LONGEST_TURNED]
    for row in rng.sample(short, min(TURNED, len(short))):
        yield _new(row["claim"], row["evidence"], f"turned-{row['source']}")


def strangers(rows: Sequence[Row], rng: random.Random) -> Iterator[Row]:
    """Claims beside the likest evidence that was not written for them."""
    some = rng.sample(list(rows), min(STRANGER_POOL, len(rows)))
    own: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        own[row["claim"]].add(row["evidence"])
    evidence = sorted({row["evidence"] for row in some})
    claims = sorted({(row["claim"], row["source"]) for row in some})
    claims = rng.sample(claims, min(STRANGERS, len(claims)))
    for (claim, source), near in zip(claims, _likest([claim for claim, _ in claims], evidence), strict=True):
        others = [evidence[place] for place in near if evidence[place] not in own[claim]]
        if others:
            yield _new(rng.choice(others), claim, f"strangers-{source}")


def of_documents(data: Path, rng: random.Random) -> Iterator[Row]:
    """Sentences of documents, each beside one of the likest of other documents."""
    found: list[tuple[str, str]] = []  # sentence, document
    for document in _documents(data / "documents"):
        for sentence in SENTENCE_END.split(" ".join(document["text"].split())):
            if 8 <= len(sentence.split()) <= 40 and sentence[:1].isupper() and sentence[-1:] in ".!":
                found.append((sentence, str(document["id"])))
    found = rng.sample(found, min(SENTENCES, len(found)))
    texts = [sentence for sentence, _ in found]
    for (sentence, document), near in zip(found, _likest(texts, texts), strict=True):
        others = [found[place][0] for place in near if found[place][1] != document and found[place][0] != sentence]
        if others:
            yield _new(rng.choice(others), sentence, "documents")


def _documents(folder: Path) -> Iterator[Row]:
    yield from read(folder / "nasa-articles.jsonl.gz")
    for line in (folder / "space-law.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _likest(texts: Sequence[str], others: Sequence[str]) -> Iterator[list[int]]:
    """For each text the places of the likest of the others, a few more than `NEAREST` since some fall away."""
    embedder = load_embedder(load_settings())
    those = embedder.embed_passages(others).T
    vectors = embedder.embed_passages(texts)
    for at in range(0, len(texts), 512):
        near = vectors[at : at + 512] @ those
        yield from np.argsort(-near, axis=1)[:, : NEAREST + 2].tolist()


def _new(evidence: str, claim: str, source: str) -> Row:
    return {"evidence": focus(evidence, claim), "claim": claim, "label": "nei", "source": source, "part": "train"}


def targets(rows: Sequence[Row], said: Sequence[Sequence[float]], *, labelled: bool) -> Iterator[Row]:
    """The rows with what they teach, rounded: the teacher's word, or the mean of it and the label."""
    for row, word in zip(rows, np.asarray(said, np.float64), strict=True):
        target, label = word, row["label"]
        if labelled and label == "not_supported":
            # Which of the other two it is, the teacher says; that it is one of them, the label.
            rest = word * (np.arange(len(word)) > 0)
            target = SHARE * rest / rest.sum() + (1 - SHARE) * word
        elif labelled:
            target = SHARE * np.eye(len(word))[LABELS[label]] + (1 - SHARE) * word
        else:
            label = ("supported", "refuted", "nei")[int(word.argmax())]
        yield row | {"label": label, "target": [round(float(value), 3) for value in target]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True, help="what sets.py has written")
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", type=float, default=1.0, help="how much of all that to make, from 0 to 1")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    rows = [row for row in read(options.pairs) if not row["source"].endswith("-questions")]
    learnt = [row for row in rows if row["part"] == "train"]
    written = [row for row in learnt if row["source"] in WRITTEN]
    rng.shuffle(learnt)
    count = min(round(options.part * KEPT), len(learnt))
    labelled, left = learnt[:count], learnt[count:]
    new = [row for make in (siblings, turned, strangers) for row in make(written, rng)]
    new += of_documents(options.data, rng)
    new = rng.sample(new, round(options.part * len(new)))
    teacher = load_entailment(load_settings(), model=str(options.teacher))
    assert CLASSES == ("supported", "refuted", "not_enough_info")
    made = [row for row in rows if row["part"] != "train"] + [row for row in left if row["source"] in SMALL]
    started = time.monotonic()
    for part, own in ((labelled, True), (new, False)):
        for at in range(0, len(part), 4096):
            some = part[at : at + 4096]
            said = teacher.score([(row["evidence"], row["claim"]) for row in some])
            made += targets(some, said.tolist(), labelled=own)
            print(f"{len(made):,} rows, {time.monotonic() - started:.0f} s", flush=True)
    for (source, part, label), count in sorted(write(made, options.out).items()):
        print(f"{count:7,} {source} {part} {label}")


if __name__ == "__main__":
    main()
