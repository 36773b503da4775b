"""Calibrates a trained entailment model and packs it for shipping.

    python training/pack_entailment.py --model build/entailment/model --pairs build/pairs.jsonl.gz

Writes `pipeline/entailment/weights`: the packed weights with their SHA-256, tokenizer and configuration, and the
calibration: one temperature and one bias a class (Guo et al. 2017, section 4.2, matrix and vector scaling cut down to
what cannot overfit), chosen on the rows that were held back from training so that every source weighs alike and every
class weighs alike within its source. Prints accuracy by source before and after.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from train_entailment import LABELS, Example, encode, read, tensors
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from pipeline.entailment.load import CALIBRATION, SHIPPED_FOLDER
from pipeline.entailment.packed import PACKED, pack
from pipeline.weights import sha256_of

ROWS = 600  # a source


def logits_of(model: Any, examples: list[Example]) -> NDArray[np.float32]:  # noqa: ANN401
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].ids))
    logits = np.zeros((len(examples), 3), np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 64):
            part = order[at : at + 64]
            logits[part] = model(**tensors([examples[number] for number in part])).logits.float().numpy()
    return logits


def calibrate(logits: NDArray[np.float32], labels: NDArray[np.int64], weight: NDArray[np.float64]) -> dict[str, Any]:
    """Temperature and biases of least weighted log loss."""
    scores, gold, share = torch.tensor(logits), torch.tensor(labels), torch.tensor(weight)
    heat = torch.zeros(1, requires_grad=True)
    bias = torch.zeros(2, requires_grad=True)
    optimiser = torch.optim.LBFGS([heat, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        log = torch.log_softmax(scores / heat.exp() + torch.cat([bias.new_zeros(1), bias]), -1)
        exact = -log.gather(1, gold.clamp(max=2)[:, None])[:, 0]
        either = -torch.logsumexp(log[:, 1:], -1)
        total = (torch.where(gold < 3, exact, either) * share).sum() / share.sum()
        total.backward()
        return total

    optimiser.step(loss)
    return {
        "temperature": round(float(heat.exp()), 4),
        "bias": [0.0, *(round(float(value), 4) for value in bias)],
    }


def balanced(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    guess = logits.argmax(1)
    if (labels == LABELS["not_supported"]).any():
        guess, labels = np.minimum(guess, 1), np.minimum(labels, 1)
    return float(np.mean([(guess[labels == label] == label).mean() for label in sorted(set(labels.tolist()))]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SHIPPED_FOLDER)
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = AutoModelForSequenceClassification.from_pretrained(options.model, attn_implementation="eager").eval()
    held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(options.pairs):
        if row["part"] != "train" and len(held[row["source"]]) < ROWS:
            held[row["source"]].append(row)
    found = {}
    for source, rows in sorted(held.items()):
        examples = encode(tokenizer, rows, 128, {})
        found[source] = (logits_of(model, examples), np.array([example.label for example in examples]))
    # The sets that the model has never seen take no part: they tell whether the calibration carries over.
    seen = [source for source in found if held[source][0]["part"] == "check" and not source.startswith("minimal-")]
    weight = {
        source: np.array([1 / (len(set(labels.tolist())) * (labels == label).sum()) for label in labels])
        for source, (_, labels) in found.items()
    }
    calibration = calibrate(
        np.concatenate([found[source][0] for source in seen]),
        np.concatenate([found[source][1] for source in seen]),
        np.concatenate([weight[source] for source in seen]),
    )
    for source, (logits, labels) in found.items():
        after = logits / calibration["temperature"] + np.array(calibration["bias"], np.float32)
        part = held[source][0]["part"]
        print(f"{source:34} {part:7} {len(labels):4} {balanced(logits, labels):.3f} {balanced(after, labels):.3f}")
    pack(options.model, options.out)
    (options.out / CALIBRATION).write_text(json.dumps(calibration) + "\n", encoding="utf-8")
    (options.out / "SHA256").write_text(f"{sha256_of(options.out / PACKED)}  {PACKED}\n", encoding="utf-8")
    print(calibration)


if __name__ == "__main__":
    main()
