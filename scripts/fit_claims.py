"""Fits the weights by which alignment, entailment model and retrieval are weighed together for a claim.

Usage: python scripts/fit_claims.py [--check FILE ...]

The claims are those of tests/claims/own_claims.jsonl on the notes of the corpus, and those of tests/fresh on the
notes there. Rows are `{"id", "claim", "verdict", "evidence": ["N01.4", ...]}`, evidence being sentences of the note
N01. Each claim is taken twice: with all notes, and, as one that is left open, without the registry and the notes that
bear on it. A logistic regression is fitted to the signals of `pipeline/claims/weigh.py`; what is printed is measured
on folds of claims that it has not seen, on each set by a fit on the other, and on the files of --check, such as
tests/claims/held_out_claims.jsonl, claims on the notes of the corpus that no fit may use. The weights are written
into pipeline/claims/weights.yaml.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipeline import Collection
from pipeline.claims.reading import Reader
from pipeline.claims.verify import signals_of
from pipeline.data import Claim
from pipeline.treaties import load_registry

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "pipeline" / "claims" / "weights.yaml"
SETS = {
    "own claims": (ROOT / "corpus" / "notes", ROOT / "tests" / "claims" / "own_claims.jsonl"),
    "fresh claims": (ROOT / "tests" / "fresh" / "notes.jsonl", ROOT / "tests" / "fresh" / "claims.jsonl"),
}
LABELS = ("supported", "refuted", "not_enough_info")
# What a claim weighs that is open only because its note is left out: there are as many of them as of the others.
LEFT_OUT = 0.2
STRENGTH = 0.1  # of the regression, the inverse of the penalty
FOLDS = 8
HEADING = (
    "# How likely a claim is supported, refuted or left open: fitted by scripts/fit_claims.py; signals in weigh.py.\n"
)


class Case(NamedTuple):
    """A claim with its signals; `weight` is its share in the fit."""

    name: str
    signals: dict[str, float]
    label: int
    weight: float


def cases(collection: Collection, rows: Sequence[dict[str, Any]]) -> list[Case]:
    found = []
    with collection.snapshot() as snapshot:
        reader = Reader(collection.language)
        ids = [document.doc_id for document in collection.documents()]
        parts: dict[tuple[str, ...], list[dict[str, Any]]] = {(): list(rows)}
        for row in rows:
            notes = {sentence.split(".")[0].lower() for sentence in row["evidence"]}
            without = tuple(one for one in ids if Path(one).name.split("-")[0].lower() in notes)
            if without:
                parts.setdefault(without, []).append(row)
        for without, some in parts.items():
            claims = [Claim(row["id"], row["claim"]) for row in some]
            weighed = signals_of(
                claims,
                snapshot,
                collection.embedder,
                reader,
                collection.entailment,
                exclude_documents=without,
                registry=None if without else load_registry(),
            )
            found += [
                Case(
                    row["id"],
                    dict(one.signals),
                    LABELS.index("not_enough_info" if without else row["verdict"]),
                    LEFT_OUT if without else 1.0,
                )
                for row, (_, one) in zip(some, weighed, strict=True)
            ]
    return found


def fit(given: Sequence[Case]) -> tuple[StandardScaler, LogisticRegression]:
    rows = matrix(given)
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(scaler.transform(rows), [case.label for case in given], sample_weight=[case.weight for case in given])
    return scaler, model


def matrix(given: Sequence[Case]) -> NDArray[np.float64]:
    return np.array([list(case.signals.values()) for case in given])


def report(name: str, given: Sequence[Case], likely: NDArray[np.float64]) -> None:
    gold, said = np.array([case.label for case in given]), likely.argmax(axis=1)
    f1 = []
    for label in range(3):
        hits = ((gold == label) & (said == label)).sum()
        f1.append(2 * hits / max(1, (gold == label).sum() + (said == label).sum()))
    falsely = ((said == 0) & (gold != 0)).sum() / max(1, (gold != 0).sum())
    brier = np.mean((likely.max(axis=1) - (said == gold)) ** 2)
    print(
        f"{name}: {len(gold)} claims, accuracy {np.mean(said == gold):.3f}, macro F1 {np.mean(f1):.3f}, "
        f"false support {falsely:.3f}, Brier {brier:.3f}"
    )
    for low in np.arange(0.3, 1.0, 0.1):
        inside = (likely.max(axis=1) >= low) & (likely.max(axis=1) < low + 0.1)
        if inside.any():
            print(
                f"  {low:.1f} to {low + 0.1:.1f}: {inside.sum():4} claims, {np.mean((said == gold)[inside]):.2f} right"
            )


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path, nargs="*", default=())
    options = parser.parse_args()
    sets: dict[str, list[Case]] = {}
    others: dict[str, list[Case]] = {}
    for name, (notes, claims) in SETS.items():
        with tempfile.TemporaryDirectory() as folder, Collection.open(folder, create=True) as collection:
            collection.ingest(notes, tier="reference")
            sets[name] = cases(collection, read(claims))
            if not others:
                others = {path.name: cases(collection, read(path)) for path in options.check}
    given = [case for some in sets.values() for case in some]
    fold = np.array([sum(map(ord, case.name)) % FOLDS for case in given])
    likely = np.zeros((len(given), 3))
    for number in range(FOLDS):
        inside = [case for case, part in zip(given, fold, strict=True) if part == number]
        likely[fold == number] = told([case for case, part in zip(given, fold, strict=True) if part != number], inside)
    at = 0
    for name, some in sets.items():
        theirs, at = likely[at : at + len(some)], at + len(some)
        whole = np.array([case.weight == 1.0 for case in some])
        report(f"{name}, other folds", [case for case in some if case.weight == 1.0], theirs[whole])
        report(f"{name}, without their notes", [case for case in some if case.weight != 1.0], theirs[~whole])
        kept = [case for other, those in sets.items() if other != name for case in those]
        rows = [case for case in some if case.weight == 1.0]
        report(f"{name}, by a fit on the other set", rows, told(kept, rows))
    for name, rows in others.items():
        rows = [case for case in rows if case.weight == 1.0]
        report(name, rows, told(given, rows))
    write(list(given[0].signals), *fit(given))


def told(given: Sequence[Case], asked: Sequence[Case]) -> NDArray[np.float64]:
    """What a fit on some claims makes of others, shape (claims, labels)."""
    scaler, model = fit(given)
    likely: NDArray[np.float64] = model.predict_proba(scaler.transform(matrix(asked)))
    return likely


def write(names: Sequence[str], scaler: StandardScaler, model: LogisticRegression) -> None:
    weights = model.coef_ / scaler.scale_
    constants = model.intercept_ - weights @ scaler.mean_
    together = {
        label: {"constant": round(float(constants[number]), 4)}
        | {name: round(float(value), 4) for name, value in zip(names, weights[number], strict=True)}
        for number, label in enumerate(LABELS)
    }
    kept = WEIGHTS.read_text(encoding="utf-8").split(HEADING)[0].rstrip() + "\n"
    WEIGHTS.write_text(kept + HEADING + yaml.safe_dump({"together": together}, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
