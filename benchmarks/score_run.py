"""Scores a TREC run with the relevance judgements of a BEIR set; needs nothing but Python.

    python benchmarks/score_run.py scifact/qrels/test.tsv out.trec

Prints nDCG@10 (gain as judged, as trec_eval's `ndcg_cut.10`), recall@10 and @100 and MRR@10: means over the queries
that have a relevant document. A query that the run lacks counts as zero.
"""

import argparse
import json
import math
from collections import defaultdict
from pathlib import Path


def judgements(path: Path) -> dict[str, dict[str, int]]:
    """Documents and grades by query; what is judged not relevant is left out."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(lines, start=2):
        fields = line.split("\t")
        if len(fields) != 3:
            raise SystemExit(f"{path}, line {number}: has {len(fields)} columns, not the three of a BEIR file")
        query, document, grade = fields
        if int(grade) > 0:
            judged[query][document] = int(grade)
    return judged


def rankings(path: Path) -> dict[str, list[str]]:
    """Documents by query, best first."""
    ranked: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, document, rank, _, _ = line.split()
        ranked[query].append((int(rank), document))
    return {query: [document for _, document in sorted(rows)] for query, rows in ranked.items()}


def scores(judged: dict[str, int], ranked: list[str]) -> dict[str, float]:
    """The measures of one query."""
    gain = sum(judged.get(document, 0) / math.log2(place + 1) for place, document in enumerate(ranked[:10], start=1))
    best = sorted(judged.values(), reverse=True)[:10]
    ideal = sum(grade / math.log2(place + 1) for place, grade in enumerate(best, start=1))
    first = next((place for place, document in enumerate(ranked[:10], start=1) if document in judged), None)
    return {
        "ndcg@10": gain / ideal,
        "recall@10": len(judged.keys() & set(ranked[:10])) / len(judged),
        "recall@100": len(judged.keys() & set(ranked[:100])) / len(judged),
        "mrr@10": 1 / first if first else 0.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("qrels", type=Path, help="query, document and grade, tab-separated, below one line of heads")
    parser.add_argument("run", type=Path)
    options = parser.parse_args()
    judged, ranked = judgements(options.qrels), rankings(options.run)
    if not judged:
        raise SystemExit(f"{options.qrels}: judges no document relevant")
    every = [scores(grades, ranked.get(query, [])) for query, grades in judged.items()]
    means = {name: round(sum(each[name] for each in every) / len(every), 4) for name in every[0]}
    print(json.dumps({"queries": len(every), **means}))


if __name__ == "__main__":
    main()
