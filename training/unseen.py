"""How well does entailment carry over to a source that the model has never seen?

    python training/unseen.py --pairs build/pairs.jsonl.gz --work build/unseen

Trains one model for each group of sources without any row of that group, and scores it on the group: balanced accuracy
beside that of the most frequent class, of the cosine of evidence and claim, and of their aligned words. The models of a
half of the groups go on from one that has read the sources of no group of that half, so that what they have in common
is learnt once. Pairs that we make by rule are left out: minimal pairs are made of sentences of the very sources. Models
are calibrated as the shipped one is, and the baselines are logistic regressions, both on the sources that the model has
seen. The encoder that all start from, and whose cosine is a baseline, was trained on SNLI, MultiNLI and captions, among
much else, by its makers. `PAIRS` is what sets.py writes. Writes benchmarks/results/unseen.{json,md}.
"""

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pack_entailment import KINDS, calibrate
from sklearn.linear_model import LogisticRegression
from train_entailment import LABELS, accuracies, encode, logits_of, new_model, read
from transformers import AutoTokenizer

from pipeline.embeddings import Embedder, load_embedder
from pipeline.entailment import load_entailment
from pipeline.entailment.load import CALIBRATION
from pipeline.settings import load_settings
from pipeline.weights import sha256_of

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
    "templates": ("conj-nli", "med", "curriculum", "curriculum-binary"),
}
HALVES = (("pandemic and climate", "encyclopedia", "templates"), ("genres", "captions", "verification"))
MADE = ("minimal-", "policy-")
PARTS = "curriculum-"
ROWS = 600  # a source
SOME = 66  # a part of the curriculum set, which has nine of two classes
SEEN_ROWS = 200  # a source that the baselines are fitted on
NEGATIONS = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
WORDS = re.compile(r"\w{3,}")


def aligned_words(row: Row) -> list[float]:
    """Shares of the claim's words and numbers that the evidence has too, and whether one of the two is negated."""
    evidence, claim = row["evidence"].lower(), row["claim"].lower()
    words, numbers = set(WORDS.findall(claim)), set(NUMBERS.findall(claim))
    shared = len(words & set(WORDS.findall(evidence))) / max(1, len(words))
    kept = len(numbers & set(NUMBERS.findall(evidence))) / len(numbers) if numbers else 1.0
    return [shared, kept, float(bool(NEGATIONS.search(claim)) != bool(NEGATIONS.search(evidence)))]


def cosines(rows: Sequence[Row], embedder: Embedder) -> NDArray[np.float32]:
    """The cosine of evidence and claim of each row, shape (n, 1)."""
    evidence = embedder.embed_passages([row["evidence"] for row in rows])
    claims = embedder.embed_queries([row["claim"] for row in rows])
    return np.asarray((evidence * claims).sum(axis=1, keepdims=True), np.float32)


def labels_of(rows: Sequence[Row]) -> NDArray[np.int64]:
    return np.array([LABELS[row["label"]] for row in rows])


def baseline(
    features: dict[str, NDArray[np.float32]], rows: dict[str, list[Row]], group: Sequence[str]
) -> dict[str, float]:
    """What a logistic regression on some features makes of the sources of a group, fitted on the other sources.

    Not on those with rows that are only known not to be supported: of them just the supported ones would be left.
    """
    exact = [source for source in rows if all(row["label"] != "not_supported" for row in rows[source])]
    seen = [source for source in exact if source not in group]
    given = np.concatenate([features[source][:SEEN_ROWS] for source in seen])
    labels = np.concatenate([labels_of(rows[source][:SEEN_ROWS]) for source in seen])
    model = LogisticRegression(class_weight="balanced", max_iter=500).fit(given, labels)
    return {source: accuracies(model.predict_proba(features[source]), labels_of(rows[source]))[1] for source in group}


def train(pairs: Path, work: Path, total: int, *, without: Sequence[str], start: Path | None = None) -> Path:
    """The folder of a model that is trained without some sources; it may stand there already, and stopped, it goes on.

    The folder's name tells what it was trained on, so that no other one is taken for it.
    """
    options = ["--total", str(total), "--without", *without]
    if start is not None:
        options += ["--start", str(start / "model"), "--rate", "1e-4"]
    out = work / sha256(" ".join([sha256_of(pairs), *options]).encode()).hexdigest()[:12]
    if not (out / "model").is_dir():
        script = str(ROOT / "training" / "train_entailment.py")
        subprocess.run([sys.executable, script, "--pairs", str(pairs), "--out", str(out), *options], check=True)
    return out


def calibrate_on_seen(model: Path, held_back: dict[str, list[Row]], group: Sequence[str]) -> None:
    """Calibrate the model in a folder on rows of the sources that it has seen, which it has not been trained on."""
    kinds = tuple(tuple(source for source in kind if source not in group) for kind in KINDS)
    tokenizer = AutoTokenizer.from_pretrained(model)
    network = new_model(model).eval()
    found = {}
    for source in (source for kind in kinds for source in kind):
        examples = encode(tokenizer, held_back[source], 128, {})
        found[source] = (logits_of(network, examples), labels_of(held_back[source]))
    (model / CALIBRATION).write_text(json.dumps(calibrate(found, kinds)) + "\n", encoding="utf-8")


def write_pairs(pairs: Path, out: Path) -> list[Row]:
    """Write to `out` the pairs that the models learn from, and return them.

    Raises:
        ValueError: a pair carries what a teacher says of it, who has read all sources.
    """
    kept = []
    with gzip.GzipFile(out, "wb", mtime=0) as stream:
        for row in read(pairs):
            if "target" in row:
                raise ValueError(f"{pairs} holds what a teacher says; give what sets.py writes.")
            if not row["source"].startswith(MADE) and not row["source"].endswith("-questions"):
                kept.append(row)
                stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    return kept


def scored(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows to score by source; those of curriculum's parts as two, with three classes and with two."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    parts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        (parts if row["source"].startswith(PARTS) else found)[row["source"]].append(row)
    for part in parts.values():
        exact = any(row["label"] == "refuted" for row in part)
        found["curriculum" if exact else "curriculum-binary"] += part[:SOME]
    for name in ("curriculum", "curriculum-binary"):
        random.Random(SOME).shuffle(found[name])
    return {source: found[source][:ROWS] for group in GROUPS.values() for source in group}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the models")
    parser.add_argument("--common", type=int, default=80_000, help="pairs that the models of a half have all seen")
    parser.add_argument("--total", type=int, default=30_000, help="further pairs that each model sees")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    pairs = options.work / "pairs.jsonl.gz"
    every = write_pairs(options.pairs, pairs)
    curriculum = sorted({row["source"] for row in every if row["source"].startswith(PARTS)})
    held_back: defaultdict[str, list[Row]] = defaultdict(list)
    for row in every:
        if row["part"] == "check":
            held_back[row["source"]].append(row)
    rows = scored(every)
    embedder = load_embedder(load_settings())
    cosine = {source: cosines(some, embedder) for source, some in rows.items()}
    words = {source: np.array([aligned_words(row) for row in some], np.float32) for source, some in rows.items()}
    found: dict[str, dict[str, float]] = {}
    for half in HALVES:
        absent = [source for name in half for source in GROUPS[name]]
        # The encoder first learns what entailment is from the sources of the other half.
        common = train(pairs, options.work, options.common, without=absent + curriculum * ("curriculum" in absent))
        for group in (GROUPS[name] for name in half):
            without = [*group, *curriculum * ("curriculum" in group)]
            folder = train(pairs, options.work, options.total, without=without, start=common)
            calibrate_on_seen(folder / "model", held_back, group)
            model = load_entailment(load_settings(), model=str(folder / "model"))
            by_cosine, by_words = baseline(cosine, rows, group), baseline(words, rows, group)
            for source in group:
                labels = labels_of(rows[source])
                scores = model.score([(row["evidence"], row["claim"]) for row in rows[source]])
                found[source] = {
                    "rows": len(labels),
                    "majority": 1 / len(set(np.minimum(labels, LABELS["nei"]).tolist())),
                    "cosine": by_cosine[source],
                    "aligned words": by_words[source],
                    "model": accuracies(scores, labels)[1],
                }
                print(source, {key: round(value, 3) for key, value in found[source].items()}, flush=True)
    write_tables(found, options.common, options.total)


def write_tables(found: dict[str, dict[str, float]], common: int, total: int) -> None:
    columns = ("majority", "cosine", "aligned words", "model")
    lines = [
        "# Entailment on sources that the model has not seen",
        "",
        f"Balanced accuracy; models trained on {common:,} pairs of ours and of the other half of the groups, then on",
        f"{total:,} of all but the group of the one that is scored (training/unseen.py).",
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
