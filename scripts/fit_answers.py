"""Fits pipeline/answers/weights.yaml: which sentence answers best, and when to abstain.

Usage: python scripts/fit_answers.py CORPUS.jsonl[.gz] QUESTIONS.jsonl [--out weights.yaml]

Rows of the corpus are `{"_id", "title", "text"}`, of the questions `{"id", "question", "answers", "doc_id"}`, no
answers meaning that the corpus holds none. The shipped weights come from the part of SQuAD 2.0 dev beside the project
(646 paragraphs, 1,500 questions, 805 of them without an answer).

Questions are halved by a hash of their ids. On the first half a logistic regression learns to tell the sentences that
hold an accepted answer from the other sentences of the passages found. A second one learns when the best sentence by
the first is right: on answerable questions, on unanswerable ones, and on answerable ones with their document kept out,
which is what a question beyond the index looks like. Classes are weighted alike. The threshold makes the most of the
share of right answers given plus HELD_BACK times the share of questions beyond the index that are declined. Figures
on the other half are printed.
"""

import argparse
import gzip
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipeline import Collection
from pipeline.answers.compose import PASSAGES
from pipeline.answers.evidence import FEATURES, Candidate, eligible, find_candidates
from pipeline.answers.questions import read_question
from pipeline.data import Filters
from pipeline.search import search

# Settled on after a threshold of equal costs had been seen to decline too much on the development questions.
# An answer held back costs more than a cited sentence that turns out not to answer: the reader sees the citation.
HELD_BACK = 0.5
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Case:
    """A question with the features of its eligible candidates; `kind`: answerable, unanswerable, or beyond."""

    kind: str
    test: bool
    rows: np.ndarray
    right: np.ndarray


def read_rows(path: Path) -> list[dict[str, object]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def normal(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def is_right(candidate: Candidate, row: Mapping[str, object]) -> bool:
    if candidate.hit.passage.doc_id != row["doc_id"]:
        return False
    return any(normal(answer) in normal(candidate.text) for answer in row["answers"])


def cases(collection: Collection, questions: Sequence[Mapping[str, object]]) -> Iterator[Case]:
    with collection.snapshot() as snapshot:
        for row in questions:
            test = int(hashlib.sha256(str(row["id"]).encode()).hexdigest(), 16) % 2 == 1
            question = read_question(str(row["question"]))
            variants = [("answerable" if row["answers"] else "unanswerable", Filters())]
            if row["answers"]:
                variants.append(("beyond", Filters(exclude_documents=(str(row["doc_id"]),))))
            for kind, filters in variants:
                hits = search(snapshot, collection.embedder, [question.text], k=PASSAGES, filters=filters)[0]
                found = eligible(question, find_candidates(snapshot, collection.embedder, question, hits))
                right = [kind == "answerable" and is_right(candidate, row) for candidate in found]
                rows = [[candidate.features[name] for name in FEATURES] for candidate in found]
                yield Case(kind, test, np.array(rows).reshape(len(rows), len(FEATURES)), np.array(right, dtype=bool))


def fit_choice(given: Sequence[Case]) -> np.ndarray:
    useful = [case for case in given if not case.test and case.right.any()]
    model = LogisticRegression(C=1.0, max_iter=5000)
    model.fit(np.vstack([case.rows for case in useful]), np.concatenate([case.right for case in useful]))
    return model.coef_[0]


@dataclass(frozen=True)
class Best:
    """The best sentence of each case by the choice: its features, whether it is right, and the case's kind."""

    rows: np.ndarray
    right: np.ndarray
    kinds: np.ndarray


def best_of(given: Sequence[Case], choice: np.ndarray) -> Best:
    kept = [case for case in given if len(case.rows)]
    places = [int(np.argmax(case.rows @ choice)) for case in kept]
    return Best(
        np.array([case.rows[at] for case, at in zip(kept, places, strict=True)]),
        np.array([case.right[at] for case, at in zip(kept, places, strict=True)]),
        np.array([case.kind for case in kept]),
    )


def fit_confidence(best: Best) -> tuple[np.ndarray, float, float]:
    scaler = StandardScaler().fit(best.rows)
    model = LogisticRegression(C=0.3, max_iter=5000, class_weight="balanced")
    model.fit(scaler.transform(best.rows), best.right)
    weights = model.coef_[0] / scaler.scale_
    constant = float(model.intercept_[0] - weights @ scaler.mean_)
    sure = sureness(best, weights, constant)

    def worth(threshold: float) -> float:
        given = (sure[best.right] >= threshold).mean()
        return float(given + HELD_BACK * (sure[best.kinds == "beyond"] < threshold).mean())

    return weights, constant, float(max(np.arange(0.1, 0.9, 0.01), key=worth))


def sureness(best: Best, weights: np.ndarray, constant: float) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-(best.rows @ weights + constant)))


def report(best: Best, sure: np.ndarray, threshold: float) -> None:
    for kind in ("answerable", "unanswerable", "beyond"):
        of_kind = best.kinds == kind
        said = sure[of_kind] >= threshold
        right = (said & best.right[of_kind]).mean()
        print(f"{kind}: {of_kind.sum()} questions, answered {said.mean():.3f}, rightly {right:.3f}")
    print("sureness -> share right (number):")
    for low in np.arange(0.0, 1.0, 0.2):
        inside = (sure >= low) & (sure < low + 0.2)
        if inside.any():
            print(f"  {low:.1f}-{low + 0.2:.1f}: {best.right[inside].mean():.3f} ({inside.sum()})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "pipeline" / "answers" / "weights.yaml")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_text("".join(json.dumps(row) + "\n" for row in read_rows(args.corpus)), encoding="utf-8")
        with Collection.open(Path(folder) / "index", create=True) as collection:
            collection.ingest(corpus, tier="reference")
            every = list(cases(collection, read_rows(args.questions)))
    choice = fit_choice(every)
    train, test = (best_of([case for case in every if case.test == side], choice) for side in (False, True))
    weights, constant, threshold = fit_confidence(train)
    print(
        f"right sentence chosen: {test.right[test.kinds == 'answerable'].mean():.3f} of the answerable test questions"
    )
    report(test, sureness(test, weights, constant), threshold)
    write(args.out, choice, weights, constant, threshold)


def write(path: Path, choice: np.ndarray, weights: np.ndarray, constant: float, threshold: float) -> None:
    def named(values: np.ndarray) -> dict[str, float]:
        return {name: round(float(value), 3) for name, value in zip(FEATURES, values, strict=True)}

    table = {
        "choice": {"weights": named(choice)},
        "confidence": {"constant": round(constant, 3), "threshold": round(threshold, 2), "weights": named(weights)},
    }
    head = (
        "# Fitted by scripts/fit_answers.py on half of 1,500 questions of a part of SQuAD 2.0 dev; see there for how.\n"
        "# Features are explained in pipeline/answers/evidence.py. Do not edit by hand.\n"
    )
    path.write_text(head + yaml.safe_dump(table, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
