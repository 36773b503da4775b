"""Calibrates a trained entailment model and packs it for shipping.

    python training/pack_entailment.py --model build/entailment/model --pairs build/pairs.jsonl.gz

A model that went on from another one (`--start` in train_entailment.py) may be packed together with that one: with
`--beside START=0.7` each weight is three tenths of the way from START to the model, which keeps most of what START
could and takes much of what the model has learnt since (Wortsman et al. 2022, "Robust fine-tuning"); several may be
given. START is a folder as transformers reads it; `pipeline.entailment.packed.unpack` makes one of packed weights.

The reader of questions (`--reader`) is packed without what it shares with the shipped weights:

    python training/pack_entailment.py --reader --model build/reader/model --pairs build/questions.jsonl.gz

So is the ranker of passages, which needs no calibration, for the order alone counts:

    python training/pack_entailment.py --ranker --model build/ranker/model

Writes `pipeline/entailment/weights`: the packed weights with their SHA-256, tokenizer and configuration, and the
calibration: one temperature (Guo et al. 2017, section 4.2) and one bias a class, chosen on rows that were held back
from training. Sources that the model has never seen take no part; the balanced accuracies that are printed, before and
after, tell whether the calibration carries over to them. The reader's calibration, in `pipeline/entailment/reader`, is
a temperature alone.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from train_entailment import LABELS, accuracies, encode, logits_of, read
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from pipeline.entailment.load import CALIBRATION, RANKER_FOLDER, READER_FOLDER, SHIPPED_FOLDER
from pipeline.entailment.packed import PACKED, pack
from pipeline.weights import sha256_of

ROWS = 600  # a source
# Verification and entailment weigh alike, and so do the sources within each.
KINDS = (
    ("climate-fever", "covidfact", "anli", "fever-nli", "fool-me-twice", "control", "wice"),
    ("lingnli", "taxinli", "mnli", "snli-dev"),
)
# What the reader's temperature is fitted on: the questions that people or we wrote, not those made by rule.
QUESTIONS = (("squad2-questions", "written-questions", "policy-questions"),)


Found = dict[str, tuple[NDArray[np.float32], NDArray[np.int64]]]


def calibrate(found: Found, kinds: tuple[tuple[str, ...], ...] = KINDS) -> dict[str, Any]:
    """The best temperature, then the biases of best balanced accuracy, over the sources of each kind."""
    temperature = best_temperature(found, kinds)
    steps = np.round(np.arange(-2.0, 1.01, 0.2), 1)
    scaled = {source: (logits / temperature, labels) for source, (logits, labels) in found.items()}
    refuted, open_ = max(
        ((one, two) for one in steps for two in steps),
        key=lambda bias: _mean(
            scaled, kinds, lambda each: accuracies(each[0] + np.array([0.0, *bias], np.float32), each[1])[1]
        ),
    )
    return {"temperature": round(temperature, 2), "bias": [0.0, float(refuted), float(open_)]}


def best_temperature(found: Found, kinds: tuple[tuple[str, ...], ...]) -> float:
    """The temperature of least log loss, each kind weighing alike."""
    heats = np.arange(0.6, 2.01, 0.05)
    return float(min(heats, key=lambda heat: _mean(found, kinds, lambda each: _loss(*each, heat))))


def _mean(found: Found, kinds: tuple[tuple[str, ...], ...], measure: Callable[[Any], float]) -> float:
    return float(np.mean([np.mean([measure(found[source]) for source in kind]) for kind in kinds]))


def _loss(logits: NDArray[np.float32], labels: NDArray[np.int64], heat: float) -> float:
    log = logits / heat
    log = log - np.logaddexp.reduce(log, axis=1, keepdims=True)
    exact = -log[np.arange(len(labels)), np.minimum(labels, 2)]
    either = -np.logaddexp(log[:, 1], log[:, 2])
    return float(np.where(labels < LABELS["not_supported"], exact, either).mean())


def mix(model: nn.Module, others: Mapping[Path, float]) -> None:
    """Set the model's weights to a mean: of other models' each its share, and what is left of its own.

    What is alike in all of them stays as it is, to the last bit.
    """
    own = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.no_grad():
        for folder, share in others.items():
            other = AutoModelForSequenceClassification.from_pretrained(folder).state_dict()
            for name, value in model.state_dict().items():
                if value.dtype.is_floating_point:
                    value += share * (other[name] - own[name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, help="with rows to calibrate on; the ranker wants none")
    parser.add_argument("--beside", nargs="*", default=(), help="'folder=share' of models to take the mean with")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--reader", action="store_true", help="it is the reader of questions")
    kind.add_argument("--ranker", action="store_true", help="it is the ranker of passages")
    parser.add_argument("--out", type=Path, help="instead of the folder in the package")
    options = parser.parse_args()
    if (options.pairs is None) != options.ranker:
        parser.error("--pairs is wanted, but for the ranker")
    out = options.out or (READER_FOLDER if options.reader else RANKER_FOLDER if options.ranker else SHIPPED_FOLDER)
    base = SHIPPED_FOLDER if options.reader or options.ranker else None
    try:
        others = {Path(folder): float(share) for folder, _, share in (one.rpartition("=") for one in options.beside)}
    except ValueError:
        parser.error("--beside wants FOLDER=SHARE")
    if not 0.0 <= sum(others.values()) < 1.0:
        parser.error("the shares of --beside add up to less than 1")
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = AutoModelForSequenceClassification.from_pretrained(options.model, attn_implementation="eager").eval()
    mix(model, others)
    held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(options.pairs) if options.pairs else ():
        if row["part"] != "train" and len(held[row["source"]]) < ROWS:
            held[row["source"]].append(row)
    found = {}
    for source, rows in sorted(held.items()):
        examples = encode(tokenizer, rows, 128, {})
        found[source] = (logits_of(model, examples), np.array([example.label for example in examples]))
    if options.ranker:
        calibration: dict[str, Any] = {"temperature": 1.0, "bias": [0.0, 0.0, 0.0]}
    elif options.reader:
        calibration = {"temperature": round(best_temperature(found, QUESTIONS), 2), "bias": [0.0, 0.0, 0.0]}
    else:
        calibration = calibrate(found)
    for source, (logits, labels) in found.items():
        after = logits / calibration["temperature"] + np.array(calibration["bias"], np.float32)
        part = held[source][0]["part"]
        told, calibrated = (accuracies(each, labels)[1] for each in (logits, after))
        print(f"{source:34} {part:7} {len(labels):4} {told:.3f} {calibrated:.3f}")
    with TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        pack(Path(folder), out, base=base)
    (out / CALIBRATION).write_text(json.dumps(calibration) + "\n", encoding="utf-8")
    # What a model differs from is pinned as well.
    pinned = {PACKED: out} | ({f"../{base.name}/{PACKED}": base} if base else {})
    lines = [f"{sha256_of(folder / PACKED)}  {name}\n" for name, folder in pinned.items()]
    (out / "SHA256").write_text("".join(lines), encoding="utf-8")
    print(calibration)


if __name__ == "__main__":
    main()
