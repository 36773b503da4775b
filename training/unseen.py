"""How well does entailment carry over to a source that the model has never seen?

    python training/unseen.py --pairs build/pairs.jsonl.gz --work build/unseen

Trains one model for each group of sources without any row of that group, and scores it on the group: balanced accuracy
beside that of the most frequent class, of the cosine of evidence and claim, and of their aligned words. The models of a
half of the groups go on from one that has read the sources of no group of that half, so that what they have in common
is learnt once. The baselines are logistic regressions on the sources that the model has seen. Writes
benchmarks/results/unseen.{json,md}.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from train_entailment import LABELS, read

from pipeline.embeddings import load_embedder
from pipeline.entailment import load_entailment
from pipeline.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
Row = dict[str, Any]

# Sources that share texts or authors are left out together.
GROUPS = {
    "pandemic and climate": ("climate-fever", "covidfact"),
    "encyclopedia": ("fever-nli", "anli"),
    "genres": ("lingnli", "taxinli", "mnli"),
    "captions": ("snli-dev", "cad-nli", "sick"),
    "verification": ("fool-me-twice", "wice", "control"),
}
HALVES = (("pandemic and climate", "encyclopedia"), ("genres", "captions", "verification"))
ROWS = 600  # a source
NEGATIONS = re.compile(r"\b(?:not|no|never|none|neither|nor|without|n't|cannot)\b", re.IGNORECASE)
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
WORDS = re.compile(r"\w{3,}")


def aligned_words(row: Row) -> list[float]:
    """Shares of the claim's words and numbers that the evidence has too, and whether one of the two is negated."""
    evidence, claim = row["evidence"].lower(), row["claim"].lower()
    words, numbers = set(WORDS.findall(claim)), set(NUMBERS.findall(claim))
    shared = len(words & set(WORDS.findall(evidence))) / max(1, len(words))
    kept = len(numbers & set(NUMBERS.findall(evidence))) / len(numbers) if numbers else 1.0
    return [shared, kept, float(bool(NEGATIONS.search(claim)) != bool(NEGATIONS.search(evidence)))]


def cosines(rows: Sequence[Row]) -> NDArray[np.float32]:
    embedder = load_embedder(load_settings())
    evidence = embedder.embed_passages([row["evidence"] for row in rows])
    claims = embedder.embed_queries([row["claim"] for row in rows])
    return np.asarray((evidence * claims).sum(axis=1, keepdims=True), np.float32)


def balanced(rows: Sequence[Row], said: Sequence[int]) -> float:
    """Balanced accuracy; a source without refuted rows is scored supported against the rest."""
    gold = np.array([LABELS[row["label"]] for row in rows])
    guess = np.array(said)
    if not (gold == LABELS["refuted"]).any():
        gold, guess = np.minimum(gold, 1), np.minimum(guess, 1)
    return float(np.mean([(guess[gold == label] == label).mean() for label in sorted(set(gold.tolist()))]))


def baseline(train: Sequence[Row], made: Any, held: dict[str, list[Row]]) -> dict[str, float]:  # noqa: ANN401
    exact = [row for row in train if row["label"] in ("supported", "refuted", "nei")]
    labels = [LABELS[row["label"]] for row in exact]
    model = LogisticRegression(class_weight="balanced", max_iter=500).fit(made(exact), labels)
    return {source: balanced(rows, model.predict(made(rows)).tolist()) for source, rows in held.items()}


def train(pairs: Path, out: Path, total: int, *, without: Sequence[str], start: Path | None = None) -> None:
    """Train a model into `out` without some sources, unless it stands there already; stopped, it goes on."""
    if (out / "model").is_dir():
        return
    command = [sys.executable, str(ROOT / "training" / "train_entailment.py"), "--pairs", str(pairs), "--out", str(out)]
    command += ["--total", str(total), "--without", *without]
    if start is not None:
        command += ["--start", str(start / "model"), "--rate", "1e-4"]
    subprocess.run(command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the models")
    parser.add_argument("--common", type=int, default=100_000, help="pairs that the models of a half have all seen")
    parser.add_argument("--total", type=int, default=30_000, help="further pairs that each model sees")
    options = parser.parse_args()
    by_source: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read(options.pairs):
        if len(by_source[row["source"]]) < ROWS and not row["source"].startswith(("minimal-", "silent-")):
            by_source[row["source"]].append(row)
    found: dict[str, dict[str, float]] = {}
    for number, name in ((number, name) for number, half in enumerate(HALVES, start=1) for name in half):
        group = GROUPS[name]
        common, folder = options.work / f"half-{number}", options.work / name.replace(" ", "-")
        sources = [source for other in HALVES[number - 1] for source in GROUPS[other]]
        train(options.pairs, common, options.common, without=sources)
        train(options.pairs, folder, options.total, without=group, start=common)
        held = {source: by_source[source] for source in group}
        model = load_entailment(load_settings(), model=str(folder / "model"))
        seen = [row for source, rows in by_source.items() if source not in group for row in rows[:200]]
        cosine = baseline(seen, cosines, held)
        words = baseline(seen, lambda rows: np.array([aligned_words(row) for row in rows]), held)
        for source, rows in held.items():
            scores = model.score([(row["evidence"], row["claim"]) for row in rows])
            classes = 3 if any(row["label"] == "refuted" for row in rows) else 2
            found[source] = {
                "rows": len(rows),
                "majority": 1 / classes if classes == 2 or any(row["label"] == "nei" for row in rows) else 0.5,
                "cosine": cosine[source],
                "aligned words": words[source],
                "model": balanced(rows, scores.argmax(axis=1).tolist()),
            }
            print(source, {key: round(value, 3) for key, value in found[source].items()}, flush=True)
    columns = ("majority", "cosine", "aligned words", "model")
    lines = [
        "# Entailment on sources that the model has not seen",
        "",
        f"Balanced accuracy; models trained on {options.common:,} pairs of the other half of the groups, then on",
        f"{options.total:,} of all sources but the group of the one that is scored.",
        "",
        "| source | rows | " + " | ".join(columns) + " |",
        "|---|" + "---:|" * (len(columns) + 1),
        *(
            f"| {source} | {int(row['rows'])} | " + " | ".join(f"{row[column]:.3f}" for column in columns) + " |"
            for source, row in found.items()
        ),
        "| **mean** | | "
        + " | ".join(f"{np.mean([row[column] for row in found.values()]):.3f}" for column in columns)
        + " |",
        "",
    ]
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "unseen.md").write_text("\n".join(lines), encoding="utf-8")
    (RESULTS / "unseen.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
