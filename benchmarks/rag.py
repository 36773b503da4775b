"""Travaux against a plain script, txtai, Haystack and LlamaIndex: the same passages, the same weights, one run.

    python benchmarks/rag.py --peers .venv-bench/bin/python [--rounds 5] [--documents 70] [--out benchmarks/results]

Every figure is taken in a process of its own; the rounds go through all in turn, so that a busy neighbour hits all of
them, and the medians count. The peers live in an environment of their own. See benchmarks/README.md.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ingest import documents
from machine import machine, machine_line, peak_memory

ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).with_name("peers") / "rag.py"
PACKAGES = ("openvino", "faiss-cpu", "tantivy", "spacy", "tokenizers", "numpy", "travaux")
PEER_PACKAGES = (
    *("torch", "sentence-transformers", "transformers", "faiss-cpu", "txtai", "haystack-ai"),
    *("sentence-transformers-haystack", "llama-index-core", "llama-index-embeddings-huggingface"),
)
QUERIES, K, BATCH = 100, 10, 256
NAMES = {
    "index": "Travaux, embed and index",
    "ingest": "Travaux, whole ingest with extraction",
    "plain": "plain script",
    "txtai": "txtai",
    "haystack": "Haystack",
    "llamaindex": "LlamaIndex",
    "txtai-bf16": "txtai, encoder at bf16",
    "haystack-bf16": "Haystack, encoder at bf16",
    "llamaindex-bf16": "LlamaIndex, encoder at bf16",
}
OURS = ("index", "ingest")
LIBRARIES = ("txtai", "haystack", "llamaindex")
COLD = ("ingest", "plain", *LIBRARIES)


# --- our parts: each runs in a fresh process --------------------------------------------------------------------------


def part_index(work: Path) -> float:
    """Seconds to embed given passages and to store them in the catalogue and in both indexes."""
    from pipeline import Collection
    from pipeline.index import Catalog
    from pipeline.index.staging import Prepared, publish, stage

    folder = work / "index"
    shutil.rmtree(folder, ignore_errors=True)
    texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
    with Collection.open(work / "source") as source:
        held = [(source.document(info.doc_id), source.passages(info.doc_id)) for info in source.documents()]
    with Collection.open(folder, create=True) as collection:
        embedder = collection.embedder
        embedder.encode_passages(texts[:32])
        catalog = Catalog(folder)
        started = time.perf_counter()
        encoded, prepared, at = embedder.encode_passages(texts), [], 0
        for document, passages in held:
            part, at = slice(at, at + len(passages)), at + len(passages)
            rows, pieces, unmarked = encoded.vectors[part], encoded.pieces[part], (None,) * len(passages)
            prepared.append(Prepared(document, passages, (), rows, document.content_hash, None, unmarked, pieces))
        stage(catalog, prepared)
        publish(folder, catalog, dimension=embedder.dimension)
        seconds = time.perf_counter() - started
        catalog.close()
    return seconds


def part_ingest(work: Path) -> float:
    """Seconds to ingest the documents that the passages come from, extraction included."""
    from pipeline import Collection

    folder = work / "ingest"
    shutil.rmtree(folder, ignore_errors=True)
    # The peers' encoders are loaded before their clocks start, so are our models: a first document does that.
    with Collection.open(folder, create=True) as collection:
        collection.ingest(work / "first.jsonl")
        started = time.perf_counter()
        report = collection.ingest(work / "documents.jsonl")
        seconds = time.perf_counter() - started
    if report.rejected:
        raise SystemExit(f"rejected: {report.rejected[0]}")
    return seconds


def part(who: str, work: Path) -> dict[str, Any]:
    from pipeline import Collection

    seconds = part_index(work) if who == "index" else part_ingest(work)
    queries, times = json.loads((work / "queries.json").read_text(encoding="utf-8")), []
    with Collection.open(work / who) as collection:
        for query in queries[:5]:
            collection.search(query, k=K)
        for query in queries:
            started = time.perf_counter()
            collection.search(query, k=K)
            times.append(time.perf_counter() - started)
    return {"seconds": seconds, "queries": times, "peak_mb": peak_memory()}


def first(work: Path) -> None:
    from pipeline import Collection

    queries = json.loads((work / "queries.json").read_text(encoding="utf-8"))
    with Collection.open(work / "ingest") as collection:
        print(json.dumps(collection.search(queries[0], k=K)[0].record())[:200], flush=True)


# --- the run --------------------------------------------------------------------------------------------------------


def prepare(work: Path, count: int) -> float:
    """Write the documents, their passages as Travaux splits them, and queries; the mean tokens of a passage."""
    from pipeline import Collection
    from pipeline.passages import embedding_text

    made = documents(count)
    (work / "first.jsonl").write_text(json.dumps(made[0] | {"_id": "first"}) + "\n", encoding="utf-8")
    lines = "".join(json.dumps(document) + "\n" for document in made)
    (work / "documents.jsonl").write_text(lines, encoding="utf-8")
    with Collection.open(work / "source", create=True) as collection:
        collection.ingest(work / "documents.jsonl")
        passages = [
            (info.title, passage) for info in collection.documents() for passage in collection.passages(info.doc_id)
        ]
        texts = [embedding_text(title, passage) for title, passage in passages]
        tokens = collection.embedder.count_tokens(texts)
    step = max(1, len(passages) // QUERIES)
    queries = [" ".join(passage.text.split()[4:14]) for _, passage in passages[::step]][:QUERIES]
    (work / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    (work / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    return statistics.mean(tokens)


def command(what: str, who: str, work: Path, peers: Path, model: Path) -> list[str]:
    if who in OURS:
        return [sys.executable, __file__, "--peers", str(peers), "--part", f"{what}:{who}", "--work", str(work)]
    return [str(peers), str(PEERS), what, who, str(model), str(work)]


def built(asked: list[str], folder: Path, count: int) -> dict[str, float]:
    """Figures of one build with its queries."""
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{' '.join(asked)}\n{done.stderr[-2000:]}")
    result = json.loads(done.stdout.splitlines()[-1])
    return {
        "passages_per_second": count / result["seconds"],
        "query_p50_ms": statistics.median(result["queries"]) * 1e3,
        "query_p95_ms": statistics.quantiles(result["queries"], n=20)[-1] * 1e3,
        "peak_mb": result["peak_mb"],
        "disk_mb": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
    }


def first_answer(asked: list[str]) -> float:
    """Seconds from the start of a process to the answer, the first line that is a JSON text."""
    started = time.perf_counter()
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as process:
        line = next((line for line in process.stdout or () if line.startswith(('"', "{"))), "")
        seconds = time.perf_counter() - started
    if not line or process.returncode:
        raise SystemExit(f"no answer from: {' '.join(asked)}")
    return seconds


def peer_versions(peers: Path) -> dict[str, str]:
    script = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    done = subprocess.run([str(peers), "-c", script, *PEER_PACKAGES], stdout=subprocess.PIPE, text=True, check=True)
    versions: dict[str, str] = json.loads(done.stdout)
    return versions


def run(work: Path, peers: Path, *, rounds: int, count: int) -> dict[str, Any]:
    from pipeline.embeddings.model_files import SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS
    from pipeline.weights import distribution_folder

    about = machine(PACKAGES)
    model = distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS)
    tokens = prepare(work, count)
    passages = len(json.loads((work / "texts.json").read_text(encoding="utf-8")))
    taken: dict[str, list[dict[str, float]]] = {who: [] for who in NAMES}
    starts: dict[str, list[float]] = {who: [] for who in COLD}
    loads = []
    for number in range(rounds):
        for who in NAMES:
            taken[who].append(built(command("build", who, work, peers, model), work / who, passages))
            told = {name: round(value, 1) for name, value in taken[who][-1].items()}
            print(f"round {number + 1}: {who} {told}", file=sys.stderr, flush=True)
        for who in COLD:
            starts[who].append(first_answer(command("first", who, work, peers, model)))
            print(f"round {number + 1}: first answer, {who} {starts[who][-1]:.2f} s", file=sys.stderr, flush=True)
        loads.append(round(os.getloadavg()[0], 1))
    figures: dict[str, dict[str, float]] = {
        who: {name: statistics.median(each[name] for each in some) for name in some[0]} for who, some in taken.items()
    }
    for who, some in starts.items():
        figures[who]["first_answer_s"] = statistics.median(some)
    return {
        "machine": about,
        "peers": peer_versions(peers),
        "passages": passages,
        "tokens": tokens,
        "rounds": rounds,
        "load after each round": loads,
        "figures": figures,
        "every": {"build": taken, "first_answer_s": starts},
    }


def goals(figures: dict[str, dict[str, float]]) -> list[tuple[str, float, str]]:
    """What was aimed at: its name, the ratio that was measured, and the ratio that was wanted."""

    def speed(who: str) -> float:
        return figures[who]["passages_per_second"]

    plainly = max(speed(who) for who in LIBRARIES)
    halves = max(speed(f"{who}-bf16") for who in LIBRARIES)
    query = min(figures[who]["query_p50_ms"] for who in LIBRARIES)
    start = min(figures[who]["first_answer_s"] for who in LIBRARIES)
    return [
        ("embed and index, of the fastest library as it comes", speed("index") / plainly, "at least 4"),
        ("embed and index, of the fastest library at bf16", speed("index") / halves, "at least 1.5"),
        ("whole ingest, of the fastest library as it comes", speed("ingest") / plainly, "at least 1.7"),
        ("query p50, of the fastest library as it comes", figures["ingest"]["query_p50_ms"] / query, "at most 0.5"),
        ("cold start, of the fastest library", figures["ingest"]["first_answer_s"] / start, "at most 0.2"),
    ]


def table(result: dict[str, Any]) -> str:
    """The result as a Markdown page."""
    figures = result["figures"]
    lines = [
        "# Travaux against a plain script, txtai, Haystack and LlamaIndex",
        "",
        f"{result['passages']} passages of {result['tokens']:.0f} tokens on average, the same for all; medians of "
        f"{result['rounds']} rounds, each part in a process of its own; load after each round: "
        f"{', '.join(map(str, result['load after each round']))}.",
        "",
        "| | passages/s | of plain | query p50, ms | p95, ms | cold start, s | peak memory, MB | disk, MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for who, told in NAMES.items():
        each = figures[who]
        start = f"{each['first_answer_s']:.2f}" if "first_answer_s" in each else ""
        lines.append(
            f"| {told} | {each['passages_per_second']:.1f} | "
            f"{each['passages_per_second'] / figures['plain']['passages_per_second']:.2f} | "
            f"{each['query_p50_ms']:.1f} | {each['query_p95_ms']:.1f} | {start} | "
            f"{each['peak_mb']:,.0f} | {each['disk_mb']:.1f} |"
        )
    lines += ["", "| ratio | measured | aimed at |", "|---|---:|---|"]
    lines += [f"| {told} | {value:.2f} | {wanted} |" for told, value, wanted in goals(figures)]
    versions = ", ".join(f"{name} {version}" for name, version in result["peers"].items())
    return "\n".join([*lines, "", f"{machine_line(result['machine'])} The peers: {versions}.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True, help="the Python that has benchmarks/requirements.txt")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=70, help="how many made ones, and as many real ones")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ |= {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    # The peers' modules were compiled when they were installed; ours are on their first use, unless that is forbidden.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if options.part:
        what, who = options.part.split(":")
        first(options.work) if what == "first" else print(json.dumps(part(who, options.work)))
        return
    # Not resolved: the interpreter of an environment is a link to one that does not know its packages.
    peers = options.peers.absolute()
    if not peers.is_file():
        raise SystemExit(f"{peers}: no such interpreter; `make bench` makes it from benchmarks/requirements.txt")
    with tempfile.TemporaryDirectory() as work:
        result = run(Path(work), peers, rounds=options.rounds, count=options.documents)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "rag.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (options.out / "rag.md").write_text(table(result), encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
