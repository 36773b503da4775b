"""Fits pipeline/answers/weights.yaml: which sentence answers best, and when to abstain.

Usage: python scripts/fit_answers.py CORPUS.jsonl[.gz] QUESTIONS.jsonl [--notes SOURCE QUESTIONS.jsonl ...]
       [--notes ...] [--choice-alone | --sureness-alone] [--out weights.yaml]

Rows of the corpus are `{"_id", "title", "text"}`, of the questions `{"id", "question", "answers", "doc_id"}`, no
answers meaning that the corpus holds none. The shipped weights come from the part of SQuAD 2.0 dev beside the project
(646 paragraphs, 1,500 questions, 805 of them without an answer), of its articles only those that the reader
has not been trained on, and from questions on notes (rows with a "half" other than "fit" are left out): our own on the
notes of the corpus, and for the choice alone (`--choice-alone` leaves the second part as it is, `--sureness-alone` the
first) those worded far from the notes and those of `tests/fresh`.

Two logistic regressions: one tells the sentences that hold an accepted answer from the other sentences of the passages
found (the gaps between question and sentence are no part of it); the other learns from the sentence that is chosen, and
from what the reader makes of it there and in the next ones, whether the question has an answer at all. Its classes
are not weighted, questions on the notes weigh `NOTES_WEIGHT` times as much. What is printed is measured by leaving out
one article, or one question on the notes, after the other.
"""

import argparse
import gzip
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipeline import Collection
from pipeline.answers.compose import PASSAGES
from pipeline.answers.evidence import FEATURES, Candidate, about_its_articles, eligible, find_candidates
from pipeline.answers.gaps import GAPS
from pipeline.answers.judge import load_judge
from pipeline.answers.questions import Question, read_question
from pipeline.answers.reading import READINGS, open_reader
from pipeline.evaluation.held_out import is_fitted_on
from pipeline.search import search
from pipeline.settings import load_settings

# Set by hand; the decision note says on what.
THRESHOLD = 0.4
# Questions on the notes are few, and nearer to what an analyst's index is asked.
NOTES_WEIGHT = 4.0
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Case:
    """A question with its candidates, the eligible ones, which of these are right, and the article it is about."""

    question: Question
    answerable: bool
    article: str
    candidates: list[Candidate]
    fit: list[Candidate]
    right: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        return np.array([[candidate.features[name] for name in FEATURES] for candidate in self.fit])


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
            if row.get("half", "fit") != "fit":
                continue
            question = read_question(str(row["question"]), snapshot.lexical)
            hits = search(snapshot, collection.embedder, [question.text], k=PASSAGES)[0]
            candidates = find_candidates(snapshot, collection.embedder, question, hits, load_judge().rate_by)
            candidates = about_its_articles(question, candidates)
            fit = eligible(question, candidates)
            of_gold = (hit.title for hit in hits if hit.passage.doc_id == row["doc_id"])
            article = next(of_gold, hits[0].title if hits else "")
            if fit:
                right = np.array([is_right(candidate, row) for candidate in fit])
                yield Case(question, bool(row["answers"]), article, candidates, fit, right)


def logistic(rows: np.ndarray, gold: np.ndarray, share: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Weights and constant for the features as they are."""
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=0.1, max_iter=5000).fit(scaler.transform(rows), gold, sample_weight=share)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def fit_choice(given: Sequence[Case]) -> np.ndarray:
    useful = [case for case in given if case.right.any()]
    known = [at for at, name in enumerate(FEATURES) if name not in GAPS]
    found, _ = logistic(np.vstack([case.rows[:, known] for case in useful]), np.concatenate([c.right for c in useful]))
    weights = np.zeros(len(FEATURES))
    weights[known] = found
    return weights


def report(name: str, sure: np.ndarray, answerable: np.ndarray) -> None:
    """Balanced accuracy at some thresholds, and the reliability table."""
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        said = sure >= threshold
        given, declined = said[answerable].mean(), (~said[~answerable]).mean()
        mean = (given + declined) / 2
        print(f"{name} {threshold}: answered {given:.3f}, declined {declined:.3f}, balanced accuracy {mean:.3f}")
    for low in np.arange(0.0, 1.0, 0.2):
        inside = (sure >= low) & (sure < low + 0.2)
        if inside.any():
            print(f"  {low:.1f}-{low + 0.2:.1f}: {answerable[inside].mean():.2f} of {inside.sum()}")


def gather(collection: Collection, source: Path, questions: Sequence[Path]) -> list[Case]:
    """The cases with a candidate, over an index of one source."""
    collection.ingest(source)
    return [case for path in questions for case in cases(collection, read_rows(path))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--notes", type=Path, nargs="+", action="append", default=[])
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--choice-alone", action="store_true", help="how sure one may be stays as it is")
    part.add_argument("--sureness-alone", action="store_true", help="which sentence answers best stays as it is")
    parser.add_argument("--out", type=Path, default=ROOT / "pipeline" / "answers" / "weights.yaml")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        wide = opened.enter_context(Collection.open(Path(folder) / "index", create=True))
        every = [case for case in gather(wide, args.corpus, [args.questions]) if not is_fitted_on(case.article)]
        notes: list[Case] = []
        for number, (source, *questions) in enumerate(args.notes):
            near = opened.enter_context(Collection.open(Path(folder) / f"notes {number}", create=True))
            notes += gather(near, source, questions)
    given = [*every, *notes]
    reader = open_reader(load_settings())
    held = load_judge()
    choice = np.array([held.choice[name] for name in FEATURES]) if args.sureness_alone else fit_choice(given)
    if args.choice_alone:
        write(args.out, choice, np.array(list(held.confidence.values())), held.confidence_constant)
        return
    judge = replace(held, choice=dict(zip(FEATURES, choice.tolist(), strict=True)))
    best = [judge.choose(reader, case.question.text, case.fit, case.candidates) for case in given]
    found = [
        case.right[case.fit.index(one.candidate)] for case, one in zip(given, best, strict=True) if case.right.any()
    ]
    print(f"right sentence first: {np.mean(found):.3f}")
    rows = np.array(
        [[*(one.features[name] for name in FEATURES), *readings.values()] for one, _, readings in best],
    )
    answerable = np.array([case.answerable for case in given])
    groups = np.array([case.article for case in every] + [f"note {number}" for number in range(len(notes))])
    share = np.array([1.0] * len(every) + [NOTES_WEIGHT] * len(notes))
    sure = np.zeros(len(rows))
    for group in np.unique(groups):
        out = groups == group
        weights, constant = logistic(rows[~out], answerable[~out], share[~out])
        sure[out] = 1.0 / (1.0 + np.exp(-(rows[out] @ weights + constant)))
    report("SQuAD", sure[: len(every)], answerable[: len(every)])
    if notes:
        report("notes", sure[len(every) :], answerable[len(every) :])
    weights, constant = logistic(rows, answerable, share)
    write(args.out, choice, weights, constant)


def write(path: Path, choice: np.ndarray, weights: np.ndarray, constant: float) -> None:
    def named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
        return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}

    table = {
        "choice": {"weights": named(FEATURES, choice)},
        "confidence": {
            "constant": round(constant, 3),
            "threshold": THRESHOLD,
            "weights": named((*FEATURES, *READINGS), weights),
        },
    }
    head = (
        "# Fitted by scripts/fit_answers.py; how: docs/decisions/2026-11-23-answers-and-abstention.md.\n"
        "# Features are explained in evidence.py, gaps.py and reading.py. Do not edit by hand.\n"
    )
    path.write_text(head + yaml.safe_dump(table, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
