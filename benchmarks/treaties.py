"""Speed of the finder of treaty references against eyecite, which finds the citations of American law, and its growth.

    python benchmarks/treaties.py [--rounds 5] [--out benchmarks/results]

All read the same texts in the same run, in turn, and the best round of each counts. eyecite runs with its default
tokenizer and with its Hyperscan one. See benchmarks/README.md.
"""

import argparse
import gc
import gzip
import itertools
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from machine import machine, machine_line

from pipeline.treaties import find_treaty_references

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT.parent / "shared" / "data" / "documents"
PACKAGES = ("eyecite", "hyperscan", "travaux")
KILOBYTE, MEGABYTE = 1_000, 1_000_000
CHARACTERS = 500_000  # of each text that is compared
NAMES = {
    "ours": "`find_treaty_references`",
    "default": "eyecite, default tokenizer",
    "hyperscan": "eyecite, Hyperscan tokenizer",
}
# Each sentence cites something that one of the two looks for.
DENSE = """\
Article IV(1) OST and Art. VI of the 1967 Treaty bind every party, 610 UNTS 205, 18 UST 2410.
See United States v. Nixon, 418 U.S. 683, 707 (1974); Medellin v. Texas, 552 U.S. 491 (2008).
Under Article 51 of the Charter and resolution 1540 (2004), States may act; see UN Doc A/AC.105/1203.
The Liability Convention, Arts. II-IV, and the Registration Convention, art. II, 1023 UNTS 15, go further.
Id. at 710; see also Missouri v. Holland, 252 U.S. 416, 432 (1920), and 22 U.S.C. § 2778.
Resolutions 75/36 and 76/231 followed the Artemis Accords §9, and Article 5 of the North Atlantic Treaty applies.
Hamdan v. Rumsfeld, 548 U.S. 557 (2006), read Common Article 3; Paquete Habana, 175 U.S. 677, did not.
The Moon Agreement, article 11, paragraph 5, and the Rescue Agreement, 672 UNTS 119, are read with Article IX."""
# What a finder may stumble over, each repeated to the length that is measured.
HARD = [
    "Article ", "Art. ", "Articles 1, 2, ", "Article IV of the ", "Article I\n", "Id. art. 5. ", "paragraph 1 of ",
    "the Treaty ", "the 1967 ", "OST, ", "The Great Treaty ", "Convention on ", "self-defence ", "IV-", "I", "1",
    "UNTS ", "610 UNTS ", "A/", "A/AC.105/", "resolutions 75/36 and ", "Resolution 1 (", "(", "(1)", "a.", ". A",
    "\u00a7", " ", "\n", "-\n", "\t\n", "\u0130", "\u00ad", "\u00b9",
]  # fmt: skip

Finder = Callable[[str], object]


def finders(cache: Path) -> dict[str, Finder]:
    """What is compared, warm: patterns compiled, eyecite's Hyperscan database built."""
    try:
        from eyecite import get_citations
        from eyecite.tokenizers import HyperscanTokenizer
    except ImportError as error:
        raise SystemExit(f"{error}; install what the peers need: pip install '.[bench]'") from error
    hyperscan = HyperscanTokenizer(cache_dir=str(cache))
    found: dict[str, Finder] = {
        "ours": find_treaty_references,
        "default": get_citations,
        "hyperscan": lambda text: get_citations(text, tokenizer=hyperscan),
    }
    for find in found.values():
        find(DENSE)
    return found


def texts(found: dict[str, Finder]) -> dict[str, list[str]]:
    """The texts by kind: real law, citations close together, and real text in which nobody finds anything."""
    law, plain = _real()
    dense = [f"{number}. {DENSE}\n\n" for number in range(CHARACTERS // len(DENSE))]
    return {
        "real legal text": _some(law),
        "citations in every line": ["".join(dense[at : at + 20]) for at in range(0, len(dense), 20)],
        "no citation at all": _some([text for text in plain if not any(find(text) for find in found.values())]),
    }


def _real() -> tuple[list[str], list[str]]:
    """Documents of law, and others: the shared ones, without these the sentences of our own corpus."""
    if not DOCUMENTS.is_dir():
        notes = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "notes").glob("*.md"))]
        return notes * 20, re.split(r"(?<=[.?!])\s+", " ".join(notes)) * 20
    law = _rows(DOCUMENTS / "space-law.jsonl") + _rows(DOCUMENTS / "bilateral-treaties.jsonl.gz")
    return law, _rows(DOCUMENTS / "nasa-articles.jsonl.gz")


def _rows(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        return [json.loads(line)["text"] for line in stream]


def _some(documents: Sequence[str]) -> list[str]:
    reached = itertools.accumulate(map(len, documents))
    return [text for text, end in zip(documents, reached, strict=True) if end <= CHARACTERS]


def seconds(find: Finder, documents: Sequence[str]) -> float:
    gc.collect()
    started = time.perf_counter()
    for text in documents:
        find(text)
    return time.perf_counter() - started


def best(documents: Sequence[str], rounds: int) -> float:
    return min(seconds(find_treaty_references, documents) for _ in range(rounds))


def compared(rounds: int) -> dict[str, Any]:
    """Characters a second of all, by text."""
    with tempfile.TemporaryDirectory() as cache:
        found = finders(Path(cache))
        result = {}
        for kind, documents in texts(found).items():
            taken: dict[str, list[float]] = {name: [] for name in found}
            for _ in range(rounds):
                for name, find in found.items():
                    taken[name].append(seconds(find, documents))
            size = sum(map(len, documents))
            speed = {name: size / min(times) for name, times in taken.items()}
            result[kind] = {"characters": size, "documents": len(documents), "per_second": speed}
            print(kind, {name: round(value) for name, value in speed.items()}, file=sys.stderr, flush=True)
    return result


def growth(rounds: int) -> dict[str, list[tuple[int, float]]]:
    """Seconds by the size of one document, and by the number of documents; the material is real law, repeated."""
    law = "\n\n".join(_some(_real()[0]))
    whole = law * (10 * MEGABYTE // len(law) + 1)
    sizes = [KILOBYTE * 10**power for power in range(5)]
    one = [(size, best([whole[:size]], rounds if size < MEGABYTE else 2)) for size in sizes]
    few = [whole[at : at + KILOBYTE] for at in range(0, 10_000 * KILOBYTE, KILOBYTE)]
    many = [(count, best(few[:count], rounds if count < 1_000 else 2)) for count in (10, 100, 1_000, 10_000)]
    return {"one": one, "many": many}


def hard(rounds: int) -> list[tuple[str, float, float]]:
    """Seconds for 100 KB and for 1 MB of each repetition, the one that grows most first."""
    rows = []
    for piece in HARD:
        small, large = (
            best([piece * (size // len(piece))], rounds if size < MEGABYTE else 2)
            for size in (100 * KILOBYTE, MEGABYTE)
        )
        rows.append((piece, small, large))
    return sorted(rows, key=lambda row: -row[2] / row[1])


def table(result: dict[str, Any]) -> str:
    """The result as a Markdown page."""
    lines = ["# Treaty references against eyecite", "", f"Best of {result['rounds']} rounds, warm, one thread.", ""]
    lines += [
        "| text | " + " | ".join(f"{NAMES[name]}, characters/s" for name in NAMES) + " | of default | of Hyperscan |"
    ]
    lines += ["|---|" + "---:|" * (len(NAMES) + 2)]
    for kind, row in result["compared"].items():
        speed = row["per_second"]
        cells = " | ".join(f"{speed[name]:,.0f}" for name in NAMES)
        lines.append(
            f"| {kind} ({row['characters'] / KILOBYTE:,.0f} KB, {row['documents']} documents) | {cells} | "
            f"{speed['ours'] / speed['default']:.1f} | {speed['ours'] / speed['hyperscan']:.2f} |"
        )
    lines += ["", "| one document of | seconds | seconds/MB |", "|---:|---:|---:|"]
    lines += [
        f"| {size / KILOBYTE:,.0f} KB | {taken:.4f} | {taken / size * MEGABYTE:.3f} |" for size, taken in result["one"]
    ]
    lines += ["", "| documents of 1 KB | seconds | seconds/MB |", "|---:|---:|---:|"]
    lines += [f"| {count:,} | {taken:.4f} | {taken / count * KILOBYTE:.3f} |" for count, taken in result["many"]]
    lines += ["", "Repetitions that might be hard, those whose cost grows most first; 10 is linear.", ""]
    lines += ["| repeated | 100 KB, s | 1 MB, s | times |", "|---|---:|---:|---:|"]
    lines += [
        f"| `{json.dumps(piece)}` | {small:.3f} | {large:.3f} | {large / small:.1f} |"
        for piece, small, large in result["hard"]
    ]
    return "\n".join([*lines, "", machine_line(result["machine"]), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    options = parser.parse_args()
    about = machine(PACKAGES)
    result = {
        "machine": about,
        "rounds": options.rounds,
        "compared": compared(options.rounds),
        **growth(options.rounds),
        "hard": hard(options.rounds),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "treaties.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (options.out / "treaties.md").write_text(table(result), encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
