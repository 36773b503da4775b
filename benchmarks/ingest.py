"""Speed of the whole path against a plain sentence-transformers + FAISS script, in one run on the same passages.

    python benchmarks/ingest.py [--rounds 3] [--documents 300] [--out benchmarks/results]

Every figure is taken in a process of its own; the rounds go through all parts in turn, so that a busy neighbour hits
all of them, and the medians are printed with their ratios. See benchmarks/README.md.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from machine import machine, machine_line

ROOT = Path(__file__).resolve().parent.parent
PLAIN = Path(__file__).with_name("peers") / "plain.py"
SHARED = ROOT.parent / "shared" / "data" / "retrieval" / "cranfield" / "corpus.jsonl.gz"
PACKAGES = ("openvino", "torch", "sentence-transformers", "transformers", "faiss-cpu", "spacy", "numpy", "travaux")
QUESTION = "What does the Outer Space Treaty say about nuclear weapons?"
PARTS = ("plain", "encoder", "index", "ingest")
NAMES = {
    "plain": "plain script: sentence-transformers fp32, batch 32, IndexFlatIP",
    "encoder": "our encoder alone",
    "index": "our encoder and vector index, saved",
    "ingest": "whole ingest: read, split, entities, treaties, embed, catalogue, both indexes",
}


# --- what is measured: each runs in a fresh process ----------------------------------------------------------------


def part_encoder(work: Path) -> dict[str, float]:
    from pipeline.embeddings import load_embedder
    from pipeline.settings import load_settings

    texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
    embedder = load_embedder(load_settings())
    embedder.embed_passages(texts[:32])
    started = time.perf_counter()
    embedder.embed_passages(texts)
    return {"passages": len(texts), "seconds": time.perf_counter() - started}


def part_index(work: Path) -> dict[str, float]:
    import numpy as np

    from pipeline.embeddings import load_embedder
    from pipeline.index.faiss_store import build_store
    from pipeline.settings import load_settings

    texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
    embedder = load_embedder(load_settings())
    embedder.embed_passages(texts[:32])
    started = time.perf_counter()
    vectors = embedder.embed_passages(texts)
    keys = np.arange(len(texts), dtype=np.int64)
    store = build_store(lambda: iter([(keys, vectors)]), count=len(texts), dimension=embedder.dimension)
    store.save(work / "ours.faiss")
    return {"passages": len(texts), "seconds": time.perf_counter() - started}


def part_ingest(work: Path) -> dict[str, float]:
    from pipeline import Collection

    folder = work / "ingest-index"
    shutil.rmtree(folder, ignore_errors=True)
    # The plain script's models are loaded before its clock starts, so are ours: a first document does that.
    with Collection.open(folder, create=True) as collection:
        collection.ingest(work / "first.jsonl")
        started = time.perf_counter()
        report = collection.ingest(work / "documents.jsonl")
        seconds = time.perf_counter() - started
    if report.rejected:
        raise SystemExit(f"rejected: {report.rejected[0]}")
    return {"passages": report.passages, "seconds": seconds}


def part_ask(work: Path) -> None:
    from pipeline import Collection

    with Collection.open(work / "index") as collection:
        print(json.dumps(collection.ask(QUESTION).record())[:300], flush=True)


# --- the run --------------------------------------------------------------------------------------------------------


def documents(count: int) -> list[dict[str, str]]:
    """Documents made of the sentences of our corpus in shuffled order, and real abstracts where they are at hand."""
    notes = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "notes").glob("*.md"))]
    bodies = [re.sub(r"\A---\n.*?\n---\n", "", note, flags=re.DOTALL) for note in notes]
    sentences = [
        sentence.strip()
        for body in bodies
        for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z])", body)
        if len(sentence.split()) > 5
    ]
    if not sentences:
        raise SystemExit("corpus/notes holds no notes to make documents of")
    random = Random(20261123)
    made = []
    for number in range(count):
        paragraphs = [" ".join(random.sample(sentences, 6)) for _ in range(random.randint(2, 8))]
        made.append({"_id": f"made-{number:04d}", "title": f"Note {number}", "text": "\n\n".join(paragraphs)})
    if SHARED.is_file():
        with gzip.open(SHARED, "rt", encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream]
        made += [{"_id": f"cranfield-{r['_id']}", "title": r["title"], "text": r["text"]} for r in rows if r["text"]][
            :count
        ]
    return made


def prepare(work: Path, count: int) -> None:
    """Write the documents, an index of them, and the texts that stand for their passages in the other parts."""
    from pipeline import Collection
    from pipeline.passages import embedding_text

    made = documents(count)
    (work / "first.jsonl").write_text(json.dumps(made[0] | {"_id": "first"}) + "\n", encoding="utf-8")
    lines = "".join(json.dumps(document) + "\n" for document in made)
    (work / "documents.jsonl").write_text(lines, encoding="utf-8")
    with Collection.open(work / "index", create=True) as collection:
        collection.ingest(work / "documents.jsonl")
        texts = [
            embedding_text(info.title, passage)
            for info in collection.documents()
            for passage in collection.passages(info.doc_id)
        ]
    (work / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def measured(part: str, work: Path, model: Path) -> float:
    """Passages a second of one part, run in a fresh process."""
    command = [sys.executable, __file__, "--part", part, "--work", str(work)]
    if part == "plain":
        command = [sys.executable, str(PLAIN), "build", str(model), str(work / "texts.json"), str(work)]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, cwd=ROOT)
    result = json.loads(out.stdout.splitlines()[-1])
    return float(result["passages"] / result["seconds"])


def first_answer(who: str, work: Path, model: Path) -> float:
    """Seconds from the start of a process to the first line that it prints."""
    command = [sys.executable, __file__, "--part", "ask", "--work", str(work)]
    if who == "plain":
        command = [sys.executable, str(PLAIN), "query", str(model), str(work), QUESTION]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as process:
        line = process.stdout.readline() if process.stdout else ""
        seconds = time.perf_counter() - started
    if not line or process.returncode:
        raise SystemExit(f"no answer from: {' '.join(command)}")
    return seconds


def table(result: dict[str, Any]) -> str:
    """The result as a Markdown page."""
    speed, start = result["passages_per_second"], result["first_answer_seconds"]
    lines = [
        "# Ingest and cold start against a plain script",
        "",
        f"{result['passages']} passages of {result['documents']} documents; medians of {result['rounds']} rounds, each "
        "part in a process of its own.",
        "",
        "| part | passages/s | of the plain script | rounds |",
        "|---|---:|---:|---|",
    ]
    for part in PARTS:
        rounds = ", ".join(f"{value:.0f}" for value in speed[part]["rounds"])
        lines.append(f"| {NAMES[part]} | {speed[part]['median']:.1f} | {speed[part]['ratio']:.2f} | {rounds} |")
    lines += ["", "| cold start to first answer | seconds | of the plain script | rounds |", "|---|---:|---:|---|"]
    for who, name in (("plain", "plain script: import, load, search"), ("ours", "`Collection.open(...).ask(...)`")):
        rounds = ", ".join(f"{value:.2f}" for value in start[who]["rounds"])
        lines.append(f"| {name} | {start[who]['median']:.2f} | {start[who]['ratio']:.2f} | {rounds} |")
    lines += ["", machine_line(result["machine"]), ""]
    return "\n".join(lines)


def summary(rounds: list[float], base: list[float]) -> dict[str, Any]:
    median = statistics.median(rounds)
    return {
        "median": round(median, 3),
        "ratio": round(median / statistics.median(base), 3),
        "rounds": [round(value, 3) for value in rounds],
    }


def run(work: Path, *, rounds: int, count: int) -> dict[str, Any]:
    from pipeline.embeddings.model_files import SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS
    from pipeline.weights import distribution_folder

    about = machine(PACKAGES)
    model = distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS)
    prepare(work, count)
    speeds: dict[str, list[float]] = {part: [] for part in PARTS}
    starts: dict[str, list[float]] = {"plain": [], "ours": []}
    for number in range(rounds):
        for part in PARTS:
            speeds[part].append(measured(part, work, model))
            print(f"round {number + 1}: {part} {speeds[part][-1]:.1f} passages/s", file=sys.stderr, flush=True)
        for who in ("plain", "ours", "plain", "ours"):
            starts[who].append(first_answer(who, work, model))
            print(f"round {number + 1}: first answer, {who} {starts[who][-1]:.2f} s", file=sys.stderr, flush=True)
    lines = (work / "documents.jsonl").read_text(encoding="utf-8").count("\n")
    return {
        "machine": about,
        "documents": lines,
        "passages": len(json.loads((work / "texts.json").read_text(encoding="utf-8"))),
        "rounds": rounds,
        "passages_per_second": {part: summary(speeds[part], speeds["plain"]) for part in PARTS},
        "first_answer_seconds": {who: summary(values, starts["plain"]) for who, values in starts.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--documents", type=int, default=150, help="how many made ones, and as many real ones")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--part", choices=("encoder", "index", "ingest", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if options.part == "ask":
        part_ask(options.work)
        return
    if options.part:
        parts = {"encoder": part_encoder, "index": part_index, "ingest": part_ingest}
        print(json.dumps(parts[options.part](options.work)))
        return
    with tempfile.TemporaryDirectory() as work:
        result = run(Path(work), rounds=options.rounds, count=options.documents)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "ingest.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (options.out / "ingest.md").write_text(table(result), encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
