"""Speed of the whole extraction (sentences, entities, links, treaty references) against the `ner` of spaCy alone.

    python benchmarks/entities.py [--rounds 3] [--out benchmarks/results]

Each part runs in a process of its own that is bound to one core (two for two workers), its libraries to one thread a
process; the rounds go through the parts in turn and the best of each counts. See benchmarks/README.md.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from machine import machine, machine_line

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT.parent / "shared" / "data" / "documents"
PACKAGES = ("spacy", "thinc", "numpy", "travaux")
PARTS = {
    "spacy": "spaCy, `ner` only, `nlp.pipe`, as it comes",
    "tuned": "the same with numpy's matrix product, which we use, in place of blis",
    "ours": "ours: sentences, entities, links, treaty references",
    "two": "ours, two workers on two cores",
}
CORES = {"two": 2}
# What a rule may stumble over, each repeated to the length that is measured.
HARD = [
    "NATO ", "Space ", "The Great ", "Ministry of ", "Operation ", "Institute of ", "U.S. ", "Gen. ", "Gen. Stephen ",
    "SDA ", "(SDA) ", "A (AB) ", "Falcon 9 ", "Kosmos 1408 ", "Tundra satellites ", "Outer Space Treaty ", "al-", "’s ",
    "May ", "1-2 May ", "31 May 2024, ", "2024", "2024-", "$1", "$1,", "€ 1 million ", "USD ", "Act ",
    "Directive 2009/81/EC ", "A", "a", "A.", "A-", "A’", " ", "\n", "(", "1,", ".",
]  # fmt: skip
WARM = 64  # documents: more than one worker does while another one loads its models
CHARACTERS = 1_800_000


# --- what is measured: each runs in a fresh process ----------------------------------------------------------------


def part_spacy(documents: list[str], *, tuned: bool) -> float:
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    from pipeline.language import SHIPPED
    from pipeline.weights import distribution_folder

    if tuned:
        set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(distribution_folder(SHIPPED, "config.cfg"))
    with nlp.select_pipes(enable=["ner"]):  # its word vectors are its own; the shared `tok2vec` is not for it
        for doc in nlp.pipe(documents[:WARM]):
            _ = doc.ents
        started = time.perf_counter()
        for doc in nlp.pipe(documents[WARM:]):
            _ = doc.ents
        return time.perf_counter() - started


def part_ours(documents: list[str], *, workers: int) -> float:
    from pipeline.executors import InProcess, Processes

    # Documents are handed out by length, as `travaux extract` does it. From the last warm document to the last one:
    # the start of the workers does not count.
    executor = InProcess() if workers == 1 else Processes(workers, weigh=len)
    ends = [time.perf_counter() for _ in executor.map(extracted, documents)]
    return ends[-1] - ends[WARM - 1]


@cache
def _language() -> Any:  # noqa: ANN401 -- imported in the process that measures it
    from pipeline.language import Language

    return Language()


def extracted(text: str) -> tuple[object, ...]:
    """The stage: all that `travaux extract` finds in a text."""
    from pipeline.entities import extract_entities
    from pipeline.treaties import find_treaty_references

    references = find_treaty_references(text)
    return (*extract_entities(text, _language().analyse(text), treaties=references), *references)


def part_rules(piece: str) -> list[float]:
    """Seconds for 100 KB and for 1 MB of a repetition, without the model: names, rules and treaty references."""
    from pipeline.entities import extract_entities
    from pipeline.language import Analysis

    extract_entities("Article IV of the Outer Space Treaty", Analysis((), ()))
    taken = []
    for size in (100_000, 1_000_000):
        text = piece * (size // len(piece))
        started = time.perf_counter()
        extract_entities(text, Analysis((), ()))
        taken.append(time.perf_counter() - started)
    return taken


# --- the run --------------------------------------------------------------------------------------------------------


def documents() -> list[str]:
    """Real documents of law and news where they are at hand, else the notes of our corpus; the first are warm-up."""
    if not DOCUMENTS.is_dir():
        notes = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "notes").glob("*.md"))]
        return notes[:WARM] + notes * 10
    law = [json.loads(line)["text"] for line in (DOCUMENTS / "space-law.jsonl").read_text("utf-8").splitlines()]
    with gzip.open(DOCUMENTS / "nasa-articles.jsonl.gz", "rt", encoding="utf-8") as stream:
        news = [json.loads(line)["text"] for line in stream]
    return news[:WARM] + list(_some(law + news[WARM:]))


def _some(texts: list[str]) -> Iterator[str]:
    size = 0
    for text in texts:
        size += len(text)
        if size <= CHARACTERS:
            yield text


def measured(part: str, work: Path) -> float:
    """Seconds of one part, run in a fresh process on its own cores."""
    command = [sys.executable, __file__, "--part", part, "--work", str(work)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | threads,
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def bind(cores: int) -> None:
    """Keep this process and its children on so many cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])


def run(work: Path, *, rounds: int) -> dict[str, Any]:
    about = machine(PACKAGES)
    texts = documents()
    (work / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    words = sum(len(text.split()) for text in texts[WARM:])
    taken: dict[str, list[float]] = {part: [] for part in PARTS}
    for number in range(rounds):
        for part in PARTS:
            taken[part].append(words / measured(part, work))
            print(f"round {number + 1}: {part} {taken[part][-1]:,.0f} words/s", file=sys.stderr, flush=True)
    speed = {part: {"best": max(values), "rounds": values} for part, values in taken.items()}
    hard = sorted(((piece, *part_rules(piece)) for piece in HARD), key=lambda row: -row[2] / row[1])
    return {
        "hard": hard,
        "machine": about,
        "rounds": rounds,
        "words": words,
        "documents": len(texts) - WARM,
        "words_per_second": speed,
    }


def table(result: dict[str, Any]) -> str:
    """The result as a Markdown page."""
    speed = result["words_per_second"]
    lines = [
        "# The whole extraction against bare spaCy",
        "",
        f"{result['words']:,} words of {result['documents']} documents; best of {result['rounds']} rounds, each part "
        "in a process of its own on one core, models loaded and warm.",
        "",
        "| part | words/s | of spaCy as it comes | of spaCy with numpy | of ours on one core | rounds |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for part, name in PARTS.items():
        ratios = " | ".join(f"{speed[part]['best'] / speed[peer]['best']:.2f}" for peer in ("spacy", "tuned", "ours"))
        rounds = ", ".join(f"{value:,.0f}" for value in speed[part]["rounds"])
        lines.append(f"| {name} | {speed[part]['best']:,.0f} | {ratios} | {rounds} |")
    lines += [
        "",
        "Repetitions that might be hard for the rules, without the model, those whose cost grows most first; 10 is",
    ]
    lines += ["linear.", "", "| repeated | 100 KB, s | 1 MB, s | times |", "|---|---:|---:|---:|"]
    lines += [
        f"| `{json.dumps(piece, ensure_ascii=False)}` | {small:.3f} | {large:.3f} | {large / small:.1f} |"
        for piece, small, large in result["hard"]
    ]
    return "\n".join([*lines, "", machine_line(result["machine"]), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--part", choices=tuple(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        bind(CORES.get(options.part, 1))
        texts = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))
        if options.part in ("spacy", "tuned"):
            print(part_spacy(texts, tuned=options.part == "tuned"))
        else:
            print(part_ours(texts, workers=CORES.get(options.part, 1)))
        return
    with tempfile.TemporaryDirectory() as work:
        result = run(Path(work), rounds=options.rounds)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "entities.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (options.out / "entities.md").write_text(table(result), encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
