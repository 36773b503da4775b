"""The lists that the ranker learns from: a query, the passage that it looks for, and such as are like it.

    python training/rankings.py --data DATA --out LISTS.jsonl.gz

`DATA` holds the folders `verify`, `verify_binary` and `questions/squad2`; training/README.md lists the sets and their
terms. One list a line: `{"query", "passages", "source"}`; the first passage is the one that is looked for.

Queries are claims beside their evidence, questions beside their paragraph and titles beside their text. The other
passages are of the same source: near the query in words (TF-IDF) and in meaning, not so near to the right one that they
may say the same.
"""

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from sets import read
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.embeddings import load_embedder
from pipeline.settings import load_settings

WRITTEN = Path(__file__).parent / "written"
VERIFICATION = {
    "verify_binary/fever-nli": ("supported",),
    "verify/covidfact": ("supported",),
    "verify/climate-fever": ("supported", "refuted"),
    "verify/wice": ("supported",),
}
MOST = 9_000  # pairs of a source
BY_WORDS, BY_MEANING = 3, 8  # other passages
SAME = 0.93  # a cosine above which two passages may say the same
PART = 512


class Pair(NamedTuple):
    """A query and the passage that it looks for."""

    query: str
    passage: str


def pairs_of_sets(data: Path) -> Iterator[tuple[str, Pair]]:
    for name, labels in VERIFICATION.items():
        for row in read(data / f"{name}.jsonl.gz"):
            if row["label"] in labels:
                yield name.partition("/")[2], Pair(row["claim"], row["evidence"])
    folder = data / "questions" / "squad2"
    paragraphs = {row["_id"]: row["text"] for row in read(folder / "corpus.jsonl.gz")}
    half = set(random.Random(0).sample(sorted(paragraphs), len(paragraphs) // 2))
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["answers"] and row["doc_id"] in half:
            yield "squad2", Pair(row["question"], paragraphs[row["doc_id"]])


def pairs_of_ours() -> Iterator[tuple[str, Pair]]:
    for path in sorted(WRITTEN.glob("*.yaml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")):
            for query in (*([item["title"]] if "title" in item else ()), *item["supported"], *item["refuted"]):
                yield "written", Pair(query, item["evidence"])
    for path in sorted(WRITTEN.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            note = json.loads(line)
            asked = [one["claim"] for one in note.get("claims", ())]
            asked += [one["question"] for one in note.get("questions", ())]
            for query in (note["title"], *asked):
                yield "written-notes", Pair(query, " ".join(note["sentences"]))


def lists(source: str, pairs: Sequence[Pair], rng: random.Random) -> Iterator[dict[str, Any]]:
    """A list for some of a source's pairs; their passages are the collection that others are taken from."""
    embedder = load_embedder(load_settings())
    passages = sorted({pair.passage for pair in pairs})
    place = {passage: number for number, passage in enumerate(passages)}
    words = TfidfVectorizer(sublinear_tf=True)
    matrix, vectors = words.fit_transform(passages), embedder.embed_passages(passages)
    taken = rng.sample(pairs, min(MOST, len(pairs)))
    for at in range(0, len(taken), PART):
        part = taken[at : at + PART]
        in_words = (words.transform([pair.query for pair in part]) @ matrix.T).toarray()
        in_meaning = embedder.embed_queries([pair.query for pair in part]) @ vectors.T
        for row, pair in enumerate(part):
            right = place[pair.passage]
            near = [other for other in np.argsort(-in_words[row])[:24].tolist() if other != right]
            others = rng.sample(near, min(BY_WORDS, len(near)))
            near = [other for other in np.argsort(-in_meaning[row])[:25].tolist() if other != right]
            near = [other for other in near if float(vectors[other] @ vectors[right]) < SAME][:20]
            others = list(dict.fromkeys([*others, *rng.sample(near, min(BY_MEANING, len(near)))]))
            if others:
                found = [pair.passage, *(passages[other] for other in others)]
                yield {"query": pair.query, "passages": found, "source": source}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    by_source: defaultdict[str, list[Pair]] = defaultdict(list)
    for source, pair in (*pairs_of_sets(options.data), *pairs_of_ours()):
        by_source[source].append(pair)
    rows = [row for source, pairs in by_source.items() for row in lists(source, pairs, rng)]
    rng.shuffle(rows)
    with gzip.GzipFile(options.out, "wb", mtime=0) as stream:
        for row in rows:
            stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    for source, count in sorted(Counter(row["source"] for row in rows).items()):
        print(f"{count:7,} {source}")
    print(f"{len(rows):,} lists in {options.out}")


if __name__ == "__main__":
    main()
