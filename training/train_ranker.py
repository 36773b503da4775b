"""Trains the ranker: how likely is a passage what a query looks for?

    python training/rankings.py --data ../shared/data --out build/lists.jsonl.gz
    python training/train_ranker.py --lists build/lists.jsonl.gz --start build/shipped --out build/ranker

It goes on from the entailment model with one output in place of three. Of each list it reads the right passage and
three others, and learns by the listwise softmax loss (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise
Approach", ICML 2007). The model that is written has three classes again, as all that run here: "entailment" is as
likely as the passage is right, "neutral" the rest, "contradiction" is never found.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from train_entailment import NAMES, arithmetic, read
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

OTHERS = 3
BATCH = 12  # lists
POOL = 30  # batches that are sorted by length together
NEVER = -30.0


def new_ranker(start: Path) -> PreTrainedModel:
    """The model in `start` with one output, word vectors fixed, without dropout."""
    model = AutoModelForSequenceClassification.from_pretrained(
        start,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        num_labels=1,
        id2label={0: NAMES[0]},
        label2id={NAMES[0]: 0},
        ignore_mismatched_sizes=True,
    )
    model.base_model.embeddings.requires_grad_(False)
    return model


def with_three_classes(model: PreTrainedModel, start: Path) -> PreTrainedModel:
    """The same as a model that `Entailment` runs: the logistic function of its output is the first class."""
    full = AutoModelForSequenceClassification.from_pretrained(start, attn_implementation="eager")
    full.base_model.load_state_dict(model.base_model.state_dict())
    places = {name.lower(): number for number, name in full.config.id2label.items()}
    with torch.no_grad():
        full.classifier.weight.zero_()
        full.classifier.weight[places[NAMES[0]]] = model.classifier.weight[0]
        full.classifier.bias.zero_()
        full.classifier.bias[places[NAMES[0]]] = model.classifier.bias[0]
        full.classifier.bias[places[NAMES[1]]] = NEVER
    return full


def batches(rows: list[dict[str, Any]], rng: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Batches of passages of like length, without end."""
    while True:
        rng.shuffle(rows)
        for at in range(0, len(rows), BATCH * POOL):
            pool = sorted(rows[at : at + BATCH * POOL], key=lambda row: len(row["passages"][0]))
            cut = [pool[start : start + BATCH] for start in range(0, len(pool), BATCH)]
            rng.shuffle(cut)
            yield from cut


def scored(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    part: Sequence[dict[str, Any]],
    rng: random.Random,
    tokens: int,
) -> Tensor:
    """The model's scores, of shape (lists, 1 + OTHERS); the right passage stands first."""
    queries, passages = [], []
    for row in part:
        others = range(1, len(row["passages"]))
        places = [0, *(rng.sample(others, OTHERS) if len(others) >= OTHERS else rng.choices(others, k=OTHERS))]
        queries += [row["query"]] * len(places)
        passages += [row["passages"][place] for place in places]
    given = tokenizer(
        passages, queries, truncation="longest_first", max_length=tokens, padding=True, return_tensors="pt"
    )
    with arithmetic():
        scores = model(**given).logits
    return scores.float().view(len(part), -1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lists", type=Path, required=True, help="what rankings.py has written")
    parser.add_argument("--start", type=Path, required=True, help="the entailment model, unpacked")
    parser.add_argument("--out", type=Path, required=True, help="folder for `model`")
    parser.add_argument("--total", type=int, default=110_000, help="pairs to read")
    parser.add_argument("--rate", type=float, default=5e-5, help="highest learning rate")
    parser.add_argument("--tokens", type=int, default=144)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(options.start)
    model = new_ranker(options.start)
    learnt = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=options.rate, weight_decay=0.01)
    rows = read(options.lists)
    print(f"{len(rows):,} lists to learn from", flush=True)
    steps = options.total // (BATCH * (1 + OTHERS))
    losses: list[float] = []
    started = time.monotonic()
    model.train()
    for step, part in zip(range(1, steps + 1), batches(rows, rng), strict=False):
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1.0, step / 100) * max(0.02, 1.0 - step / steps)
        scores = scored(model, tokenizer, part, rng, options.tokens)
        loss = nn.functional.cross_entropy(scores, torch.zeros(len(part), dtype=torch.long))
        loss.backward()
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if step % 100 == 0:
            speed = step * BATCH * (1 + OTHERS) / (time.monotonic() - started)
            print(f"step {step:,} of {steps:,}, loss {np.mean(losses[-100:]):.4f}, {speed:.0f} pairs/s", flush=True)
    whole = with_three_classes(model, options.start)
    whole.save_pretrained(options.out / "model")
    tokenizer.save_pretrained(options.out / "model")


if __name__ == "__main__":
    main()
