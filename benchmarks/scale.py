"""How an index grows: 10,000, 100,000 and 1,000,000 passages in the real catalogue, lexical index and vector store.

    python benchmarks/scale.py [--counts 10000,100000,1000000] [--rounds 5] [--work FOLDER] [--out benchmarks/results]

The vectors are made up in clusters and the texts of words by Zipf's law, and both go through the steps by which
ingest stores and publishes; only reading, extraction and the encoding of passages are left out. Queries are encoded
for real. `--work` keeps the indexes and finds those of an earlier run. See benchmarks/README.md.
"""

import argparse
import functools
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine, machine_line, memory, peak_memory
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("faiss-cpu", "tantivy", "openvino", "numpy", "travaux")
DIMENSION = 384
BLOCK = 10_000  # passages that share a seed
PASSAGES = 10  # of a document
SENTENCES, SENTENCE_WORDS = 10, 12  # of a passage, of a sentence
PIECES = 85  # word pieces kept of a passage of that length
BATCH = 26  # documents that are stored in one transaction, as ingest does with 256 passages
QUERIES, K = 200, 10
VOCABULARY = 100_000
# The words that English uses most, in this order: the lexical index weighs function words its own way.
COMMON = """
    the of and to in a is that for it as was with be by on not his but at are this have from or had an they which you
    were her all she there would their we him been has when who will more no if out so what up its about into than
    them can only other some could these two may then do any my now such our over me most after also did many before
""".split()
TREATIES = ("OST", "LIAB", "REG", "MOON", "ARRA")
SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yi zo ar en il on ust".split()
FIGURES = {
    "build_s": ("build", "{:,.0f} s"),
    "build_peak_mb": ("build, peak memory", "{:,.0f} MB"),
    "disk_mb": ("disk", "{:,.0f} MB"),
    "catalogue_mb": ("of it catalogue", "{:,.0f} MB"),
    "lexical_mb": ("of it lexical", "{:,.0f} MB"),
    "vectors_mb": ("of it vectors", "{:,.0f} MB"),
    "recall": ("recall@10 against the exact scan", "{:.3f}"),
    "open_s": ("open", "{:.3f} s"),
    "memory_mb": ("memory above the encoder", "{:,.0f} MB"),
    "private_mb": ("of it not mapped from files", "{:,.0f} MB"),
    "vectors_p50_ms": ("vectors p50", "{:.2f} ms"),
    "vectors_p95_ms": ("vectors p95", "{:.2f} ms"),
    "lexical_p50_ms": ("lexical p50", "{:.2f} ms"),
    "lexical_p95_ms": ("lexical p95", "{:.2f} ms"),
    "whole_p50_ms": ("whole query p50", "{:.2f} ms"),
    "whole_p95_ms": ("whole query p95", "{:.2f} ms"),
}


# --- what is made up ------------------------------------------------------------------------------------------------


def clustered(count: int) -> Iterator[NDArray[np.float32]]:
    """Unit vectors in blocks: one centre for each 50, one topic for each ten centres, as passages of documents lie."""
    rng = np.random.default_rng(7)
    topics = rng.standard_normal((max(1, count // 500), DIMENSION), dtype=np.float32)
    centres = np.repeat(topics, 10, axis=0)
    centres += 0.8 * rng.standard_normal(centres.shape, dtype=np.float32)
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        rows = centres[rng.integers(0, len(centres), size)] + 0.7 * rng.standard_normal((size, DIMENSION), np.float32)
        yield rows / np.linalg.norm(rows, axis=1, keepdims=True)


def near(vectors: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A query beside each vector."""
    moved = vectors + 0.03 * rng.standard_normal(vectors.shape, dtype=np.float32)
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


@functools.cache
def vocabulary() -> tuple[list[str], NDArray[np.float64]]:
    """Words and their running share: the common English ones first, then made-up ones, by Zipf's law."""
    words = list(COMMON)
    base = len(SYLLABLES)
    for number in range(VOCABULARY - len(COMMON)):
        made, rest = "", number + base
        while rest:
            made, rest = made + SYLLABLES[rest % base], rest // base
        words.append(made)
    share = 1 / (np.arange(VOCABULARY) + 2.7)
    return words, np.cumsum(share / share.sum())


def sentences(count: int, seed: int) -> Iterator[list[str]]:
    """The sentences of each of `count` passages."""
    words, share = vocabulary()
    rng = np.random.default_rng((19, seed))
    drawn = np.searchsorted(share, rng.random(count * SENTENCES * SENTENCE_WORDS)).reshape(count, SENTENCES, -1)
    for passage in drawn.tolist():
        yield [" ".join(map(words.__getitem__, sentence)).capitalize() + "." for sentence in passage]


def queries() -> list[str]:
    """Parts of sentences that stand in every index: of the first passages."""
    rng = np.random.default_rng(23)
    found = []
    for passage in islice(sentences(BLOCK, 0), 0, BLOCK, BLOCK // QUERIES):
        words = passage[rng.integers(SENTENCES)].rstrip(".").split()
        start = int(rng.integers(0, 4))
        found.append(" ".join(words[start : start + 8]))
    return found


# --- the parts: each runs in a process of its own ---------------------------------------------------------------------


def build(folder: Path, count: int, *, mentions: int = 0) -> dict[str, float]:
    """Make the index and, from the made vectors themselves, the true neighbours of the queries.

    With `mentions`, so many words of each passage count as entities, and one of each other passage as a reference.
    """
    from pipeline import Collection
    from pipeline.data import Document, Entity, Mention, Passage, Span, TreatyReference
    from pipeline.index import Catalog
    from pipeline.index.staging import Prepared, publish, stage

    def prepared(number: int, parts: list[list[str]], vectors: NDArray[np.float32]) -> Prepared:
        name, texts = f"made-{number:06d}", [" ".join(part) for part in parts]
        passages, at = [], 0
        for text, part in zip(texts, parts, strict=True):
            spans, start = [], at
            for sentence in part:
                spans.append(Span(start, start + len(sentence)))
                start += len(sentence) + 1
            end = at + len(text)
            passages.append(Passage(f"{name}#{at}-{end}", name, at, end, text, sentences=tuple(spans)))
            at = end + 2
        text = "\n\n".join(texts)
        digest = hashlib.sha256(text.encode()).hexdigest()
        title = " ".join(parts[0][0].split()[:5]).rstrip(".")
        document = Document(name, text, title, name, "text/plain", digest, "reference")
        # Piece vectors of no meaning, 64 bytes each: they cost what real ones cost, and the second stage reads them.
        drawn = np.random.default_rng(number)
        pieces = tuple(drawn.bytes(64 * PIECES) for _ in passages)
        unmarked = (None,) * len(passages)
        return Prepared(document, tuple(passages), named(passages), vectors, digest, None, unmarked, pieces)

    def named(passages: list[Passage]) -> tuple[Mention, ...]:
        found: list[Mention] = []
        for number, passage in enumerate(passages if mentions else ()):
            at = passage.start
            for place, word in enumerate(passage.text.split()[: mentions + 1]):
                here = (at, at + len(word), word)
                at += len(word) + 1
                if place:
                    found.append(Mention(passage.doc_id, Entity(*here, "ORG", word, word, "made"), passage.passage_id))
                elif number % 2:
                    article = str(1 + len(word) % 9)
                    reference = TreatyReference(*here, TREATIES[len(word) % len(TREATIES)], (article,), (), "pinpoint")
                    found.append(Mention(passage.doc_id, reference, passage.passage_id))
        return tuple(found)

    with Collection.open(folder, create=True):
        pass  # the manifest, with the shipped encoder
    rng = np.random.default_rng(11)
    asked = np.concatenate([near(some[:QUERIES], rng) for some in islice(clustered(count), 1)])
    best = np.full((QUERIES, K), -np.inf, np.float32)
    truth = np.zeros((QUERIES, K), np.int64)
    seconds = 0.0  # of the index's own work; making things up is not part of it
    catalog = Catalog(folder)
    for number, vectors in enumerate(clustered(count)):
        scores = np.concatenate([best, asked @ vectors.T], axis=1)
        rows = np.broadcast_to(number * BLOCK + np.arange(len(vectors)), (QUERIES, len(vectors)))
        order = np.argsort(-scores, axis=1)[:, :K]
        best = np.take_along_axis(scores, order, axis=1)
        truth = np.take_along_axis(np.concatenate([truth, rows], axis=1), order, axis=1)
        texts = list(sentences(len(vectors), number))
        made = [
            prepared((number * BLOCK + at) // PASSAGES, texts[at : at + PASSAGES], vectors[at : at + PASSAGES])
            for at in range(0, len(vectors), PASSAGES)
        ]
        started = time.perf_counter()
        for at in range(0, len(made), BATCH):
            stage(catalog, made[at : at + BATCH])
        seconds += time.perf_counter() - started
        print(f"{count:,}: {number * BLOCK + len(vectors):,} staged", file=sys.stderr, flush=True)
    started = time.perf_counter()
    publish(folder, catalog, dimension=DIMENSION)
    seconds += time.perf_counter() - started
    catalog.close()
    np.savez(folder.with_suffix(".npz"), queries=asked, truth=truth)
    return {"build_s": seconds, "build_peak_mb": peak_memory()}


def measure(folder: Path) -> dict[str, float]:
    """Opening, memory, recall and the time of queries, in this process."""
    from pipeline import Collection

    made, asked = np.load(folder.with_suffix(".npz")), queries()
    with Collection.open(folder) as collection:
        collection.embedder.embed_queries(asked[:3])
        before = resident()
        started = time.perf_counter()
        with Collection.open(folder) as again, again.snapshot():
            opened = time.perf_counter() - started
        with collection.snapshot() as snapshot:
            snapshot.vectors.search(made["queries"][:5], K)
            vectors = [timed(lambda row=row: snapshot.vectors.search(row[None], K)) for row in made["queries"]]
            found = snapshot.vectors.search(made["queries"], K)[1]
            first = int(snapshot.vectors.keys()[0])  # keys count up in the order in which passages were stored
            collection.search(asked[0])
            lexical = [timed(lambda query=query: snapshot.lexical.search(query, K)) for query in asked]
        whole = [timed(lambda query=query: collection.search(query, k=K)) for query in asked]
        after = resident()
    pairs = zip((found - first).tolist(), made["truth"].tolist(), strict=True)
    hits = sum(len(set(row) & set(true)) for row, true in pairs)
    times = {"vectors": vectors, "lexical": lexical, "whole": whole}
    return {
        "open_s": opened,
        "memory_mb": after[0] - before[0],
        "private_mb": after[1] - before[1],
        "recall": hits / found.size,
        **{f"{name}_p50_ms": statistics.median(some) * 1e3 for name, some in times.items()},
        **{f"{name}_p95_ms": statistics.quantiles(some, n=20)[-1] * 1e3 for name, some in times.items()},
    }


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def resident() -> tuple[float, float]:
    """Megabytes in memory: all, and those that are not pages of files."""
    return memory("VmRSS"), memory("RssAnon")


def sizes(folder: Path) -> dict[str, float]:
    def megabytes(pattern: str) -> float:
        return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file()) / 1e6

    parts = {"lexical_mb": megabytes("lexical/**/*"), "vectors_mb": megabytes("vectors/*")}
    every = megabytes("**/*")
    return {"disk_mb": every, "catalogue_mb": every - sum(parts.values()), **parts}


# --- the run --------------------------------------------------------------------------------------------------------


def in_a_process(part: str, folder: Path, count: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--part", part, "--counts", str(count), "--work", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def built(folder: Path, count: int) -> dict[str, float]:
    """The figures of a build, made now unless an earlier run left the index behind."""
    note = folder.with_suffix(".json")
    if not note.is_file():
        figures = in_a_process("build", folder, count) | {"load": round(os.getloadavg()[0], 1)}
        note.write_text(json.dumps(figures), encoding="utf-8")
    figures = json.loads(note.read_text(encoding="utf-8"))
    return figures | sizes(folder)


def run(work: Path, counts: list[int], rounds: int) -> dict[str, Any]:
    figures: dict[int, dict[str, float]] = {count: built(work / str(count), count) for count in counts}
    about = machine(PACKAGES)
    taken: dict[int, list[dict[str, float]]] = {count: [] for count in counts}
    for number in range(rounds):
        for count in counts:
            taken[count].append(in_a_process("measure", work / str(count), count))
            print(f"round {number + 1}: {count:,} {taken[count][-1]}", file=sys.stderr, flush=True)
    for count in counts:
        figures[count] |= {name: statistics.median(each[name] for each in taken[count]) for name in taken[count][0]}
    return {"machine": about, "rounds": rounds, "counts": counts, "figures": [figures[count] for count in counts]}


def table(result: dict[str, Any]) -> str:
    """The result as a Markdown page."""
    counts, figures = result["counts"], result["figures"]
    lines = [
        "# Growth of an index",
        "",
        f"Medians of {result['rounds']} rounds, {QUERIES} single queries each, k {K}; the load while each index was "
        f"built: {', '.join(str(each['load']) for each in figures)}.",
        "",
        "| passages | " + " | ".join(f"{count:,}" for count in counts) + " |",
        "|---|" + "---:|" * len(counts),
    ]
    for name, (told, form) in FIGURES.items():
        lines.append(f"| {told} | " + " | ".join(form.format(each[name]) for each in figures) + " |")
    base = figures[0]["whole_p50_ms"]
    lines.append(
        f"| whole query p50, of that at {counts[0]:,} | "
        + " | ".join(f"{each['whole_p50_ms'] / base:.2f}" for each in figures)
        + " |"
    )
    return "\n".join([*lines, "", "![Growth](scale.svg)", "", machine_line(result["machine"]), ""])


def plot(result: dict[str, Any], path: Path) -> None:
    """Query times, build time, disk and memory by the number of passages, on logarithmic axes."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "scale"
    from matplotlib import pyplot as plt

    panels = {
        "milliseconds of a query (p50)": ("whole_p50_ms", "lexical_p50_ms", "vectors_p50_ms"),
        "seconds": ("build_s", "open_s"),
        "megabytes": ("disk_mb", "memory_mb"),
    }
    figure, axes = plt.subplots(1, len(panels), figsize=(12, 3.6), layout="constrained")
    for axis, (title, names) in zip(axes, panels.items(), strict=True):
        for name in names:
            axis.plot(result["counts"], [each[name] for each in result["figures"]], "o-", label=FIGURES[name][0])
        axis.set(title=title, xlabel="passages", xscale="log", yscale="log")
        axis.grid(alpha=0.3)
        axis.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="10000,100000,1000000", help=f"multiples of {PASSAGES}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, help="where the indexes are kept; a temporary folder unless given")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--part", choices=("build", "measure"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    counts = [int(count) for count in options.counts.split(",")]
    if options.part:
        print(json.dumps(build(options.work, counts[0]) if options.part == "build" else measure(options.work)))
        return
    with tempfile.TemporaryDirectory() as spare:
        work = options.work or Path(spare)
        work.mkdir(parents=True, exist_ok=True)
        result = run(work, counts, options.rounds)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "scale.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (options.out / "scale.md").write_text(table(result), encoding="utf-8")
    plot(result, options.out / "scale.svg")
    print(table(result))


if __name__ == "__main__":
    main()
