"""Measures each kind of vector index at growing sizes: the figures behind the table in `pipeline/index/faiss_store.py`.

Run with `python benchmarks/vectors.py [--counts 10000,50000,...]`; prints one Markdown row for each kind and size.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.index.faiss_store import FaissStore, Kind, build_store, open_store

DIMENSION = 384
QUERIES = 200
K = 10
BLOCK = 20_000


def clustered(count: int, *, seed: int = 7) -> NDArray[np.float32]:
    """Unit vectors around one centre for each 50, with topics of ten centres, as passages of documents lie."""
    rng = np.random.default_rng(seed)
    topics = rng.normal(size=(max(1, count // 500), DIMENSION)).astype(np.float32)
    centres = np.repeat(topics, 10, axis=0) + 0.8 * rng.normal(size=(len(topics) * 10, DIMENSION)).astype(np.float32)
    made = np.empty((count, DIMENSION), np.float32)
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        rows = centres[rng.integers(0, len(centres), size)]
        rows = rows + 0.7 * rng.standard_normal((size, DIMENSION), dtype=np.float32)
        made[start : start + size] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made


def measure(vectors: NDArray[np.float32], kind: Kind, exact: FaissStore, folder: Path) -> str:
    """One row of the table: build, size, opening, time of a query alone, recall against the exact scan."""

    def rows() -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        for start in range(0, len(vectors), BLOCK):
            block = vectors[start : start + BLOCK]
            yield np.arange(start, start + len(block), dtype=np.int64), block

    def vectors_of(keys: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        held = np.array(keys, np.int64)
        return held, vectors[held]

    rng = np.random.default_rng(11)
    queries = vectors[rng.integers(0, len(vectors), QUERIES)]
    queries = queries + 0.03 * rng.standard_normal(queries.shape, dtype=np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    started = time.perf_counter()
    store = build_store(rows, count=len(vectors), dimension=DIMENSION, kinds=(Kind(0, kind.lists, kind.probes),))
    built = time.perf_counter() - started
    path = folder / "store.faiss"
    store.save(path)
    started = time.perf_counter()
    store = open_store(path, vectors_of)
    opened = time.perf_counter() - started
    truth = exact.search(queries, K)[1]
    store.search(queries[:5], K)
    times, hits = [], 0
    for row in range(QUERIES):
        started = time.perf_counter()
        _, keys = store.search(queries[row : row + 1], K)
        times.append(time.perf_counter() - started)
        hits += len(set(keys[0].tolist()) & set(truth[row].tolist()))
    few = np.sort(rng.choice(len(vectors), max(K, len(vectors) // 100), replace=False)).astype(np.int64)
    started = time.perf_counter()
    for row in range(20):
        store.search(queries[row : row + 1], K, allowed=few)
    filtered = (time.perf_counter() - started) / 20
    probes = f" nprobe {kind.probes}" if kind.lists else ""
    size = path.stat().st_size / 1e6
    return (
        f"| {len(vectors):,} | {store.kind}{probes} | {built:.1f} | {size:.0f} | {opened * 1e3:.1f} | "
        f"{statistics.median(times) * 1e3:.2f} | {filtered * 1e3:.2f} | {hits / QUERIES / K:.3f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", default="10000,50000,100000,200000,400000")
    parser.add_argument("--kinds", default="0:0,1024:8,1024:16,2048:16", help="lists:probes, comma-separated")
    options = parser.parse_args()
    kinds = [Kind(0, *map(int, kind.split(":"))) for kind in options.kinds.split(",")]
    print(f"{os.cpu_count()} cores, {DIMENSION} dimensions, {QUERIES} single queries, k {K}, filter leaving 1 %\n")
    print("| vectors | kind | build s | MB | open ms | query ms | filtered ms | recall@10 |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    for count in map(int, options.counts.split(",")):
        vectors = clustered(count)
        exact = build_store(
            lambda vectors=vectors: iter([(np.arange(len(vectors), dtype=np.int64), vectors)]),
            count=count,
            dimension=DIMENSION,
            kinds=(Kind(0),),
        )
        with tempfile.TemporaryDirectory() as folder:
            for kind in kinds:
                if kind.lists * 39 <= count:
                    print(measure(vectors, kind, exact, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
