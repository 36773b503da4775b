"""Speed of verification, beside the encoding of passages and beside the entailment model in torch, in the same run.

    python benchmarks/verify.py [--rounds 5] [--out benchmarks/results]

The article of ../shared is checked against the notes of `corpus/`; models are loaded and warm before the clock starts.
The torch form of the entailment model holds the very weights, unpacked to 32 bits; both score the same pairs.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from machine import machine, machine_line

from pipeline import Collection
from pipeline.entailment import CLASSES
from pipeline.entailment.load import SHIPPED_FOLDER
from pipeline.entailment.packed import unpack

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT.parent / "shared" / "data" / "article"
PACKAGES = ("openvino", "torch", "transformers", "spacy", "tokenizers", "numpy", "travaux")
PASSAGES = 600  # that are encoded for comparison
PAIRS = 256


def timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def torch_scores(pairs: list[tuple[str, str]]) -> Callable[[], object]:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    with tempfile.TemporaryDirectory() as folder:
        unpack(SHIPPED_FOLDER, Path(folder))
        model = AutoModelForSequenceClassification.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(SHIPPED_FOLDER)
    model.eval()

    def run() -> None:
        with torch.no_grad():
            for at in range(0, len(pairs), 32):
                evidence, claims = zip(*pairs[at : at + 32], strict=True)
                given = tokenizer(
                    list(evidence), list(claims), padding=True, truncation=True, max_length=128, return_tensors="pt"
                )
                model(**given)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    options = parser.parse_args()
    article = next(path for path in sorted(ARTICLE.iterdir()) if path.suffix in (".txt", ".md"))
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, Collection.open(folder, create=True) as collection:
        collection.ingest(ROOT / "corpus" / "notes", tier="reference")
        text = article.read_text(encoding="utf-8")
        sentences = len(collection.language.analyse(text).sentences)
        claims = len(collection.verify(article).verdicts)
        passage = " ".join(text.split()[:130])
        passages = [f"{number} {passage}" for number in range(PASSAGES)]
        pairs = [(" ".join(passage.split()[at % 60 :][:60]), passage[at : at + 80]) for at in range(PAIRS)]
        torch_run = torch_scores(pairs)
        parts: dict[str, Callable[[], Any]] = {
            "verify": lambda: collection.verify(article),
            "encode": lambda: collection.embedder.embed_passages(passages),
            "entailment": lambda: collection.entailment.score(pairs),
            "torch": torch_run,
        }
        for run in parts.values():
            run()
        for _ in range(options.rounds):
            for name, run in parts.items():
                found.setdefault(name, []).append(timed(run))
    seconds = {name: statistics.median(times) for name, times in found.items()}
    rows = [
        f"| the article: {sentences} sentences, {claims} claims, verified | {seconds['verify']:.2f} s |",
        f"| {PASSAGES} passages encoded | {seconds['encode']:.2f} s |",
        f"| the entailment model as shipped | {PAIRS / seconds['entailment']:.0f} pairs/s |",
        f"| the same weights in torch, 32 bits | {PAIRS / seconds['torch']:.0f} pairs/s |",
    ]
    ratios = {
        "verify, of encoding": seconds["verify"] / seconds["encode"],
        "shipped, of torch": seconds["torch"] / seconds["entailment"],
    }
    lines = [
        "# Speed of verification",
        "",
        f"Medians of {options.rounds} rounds; the model has {len(CLASSES)} classes.",
        "",
        "| | |",
        "|---|---:|",
        *rows,
        "",
        "| ratio | measured | aimed at |",
        "|---|---:|---|",
        f"| verifying the article, of encoding {PASSAGES} passages | {ratios['verify, of encoding']:.2f} | below 1 |",
        f"| pairs/s as shipped, of torch | {ratios['shipped, of torch']:.2f} | above 1 |",
        "",
    ]
    table = {"seconds": seconds, "ratios": ratios, "machine": machine(PACKAGES)}
    (options.out / "verify.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    (options.out / "verify.md").write_text("\n".join([*lines, machine_line(table["machine"]), ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
