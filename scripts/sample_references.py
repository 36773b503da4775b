"""Prints treaty references to be read by hand: a sample of what is found, and of what looks like one and is not found.

Usage: python scripts/sample_references.py [--hits 100] [--misses 100] [--seed 1] SOURCE...

A likely miss is a place where a coarse pattern sees a convention, an article with a number, a treaty series or a
resolution, and no reference overlaps it. Both samples take as many from each source file as there are, so that the
longest does not crowd out the others.
"""

import argparse
import random
import re
import sys
from collections import defaultdict
from pathlib import Path

from pipeline.data import Rejection
from pipeline.documents import Limits, find_sources, parse
from pipeline.errors import DocumentError
from pipeline.ingest import instrument_of
from pipeline.settings import load_settings
from pipeline.treaties import find_treaty_references, load_registry

_COARSE = re.compile(
    r"(?<!\w)(?:[A-Z][\w-]+ (?:Treaty|Convention|Agreement|Accords?|Charter|Protocol|Covenant|Pact)|"
    r"[Tt]h(?:e|is|at) (?:Treaty|Convention|Agreement|Accords?|Charter|Protocol)|"
    r"(?:Articles?|[Aa]rts?\.|§§?) ?[IVX\d]+|"
    r"\d+ (?:U\.?N\.?T\.?S\.?|U\.?S\.?T\.?|I\.?L\.?M\.?|L\.?N\.?T\.?S\.?)|[Rr]esolutions? \d+|[AS]/\w+/\d+|"
    r"(?:OST|NPT|INF|ABM|CTBT|UNCLOS|VCLT|BWC|CWC|MTCR|START|SALT)(?!\w))"
)
_AROUND = 130


def main() -> None:
    """Read, sample, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--hits", type=int, default=100)
    parser.add_argument("--misses", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    registry, limits = load_registry(), Limits.from_settings(load_settings())
    hits: dict[str, list[str]] = defaultdict(list)
    misses: dict[str, list[str]] = defaultdict(list)
    for source in args.sources:
        for item in find_sources([source], limits=limits):
            if isinstance(item, Rejection):
                continue
            try:
                document = parse(item, limits=limits)
            except DocumentError as error:
                print(error, file=sys.stderr)
                continue
            found = find_treaty_references(document.text, registry, own=instrument_of(document, registry))
            for one in found:
                said = f"{one.treaty_id} {','.join(one.articles)} {','.join(one.paragraphs)} {one.form}"
                hits[source.name].append(f"{said} | {_context(document.text, one.start, one.end)}")
            taken = {at for one in found for at in range(one.start, one.end)}
            for match in _COARSE.finditer(document.text):
                if taken.isdisjoint(range(match.start(), match.end())):
                    misses[source.name].append(_context(document.text, match.start(), match.end()))
    for title, found_in, wanted in (("HITS", hits, args.hits), ("LIKELY MISSES", misses, args.misses)):
        print(f"{title}: {', '.join(f'{name} {len(rows)}' for name, rows in found_in.items())}")
        for name, row in _even(found_in, wanted, random.Random(args.seed)):
            print(f"- {name}: {row}")


def _context(text: str, start: int, end: int) -> str:
    around = f"{text[max(0, start - _AROUND) : start]}[[{text[start:end]}]]{text[end : end + _AROUND]}"
    return " ".join(around.split())


def _even(rows: dict[str, list[str]], wanted: int, rng: random.Random) -> list[tuple[str, str]]:
    """Rows in turn from each source, at random within it."""
    queues = {name: rng.sample(some, len(some)) for name, some in sorted(rows.items())}
    out: list[tuple[str, str]] = []
    while len(out) < wanted and any(queues.values()):
        out += [(name, queue.pop()) for name, queue in queues.items() if queue][: wanted - len(out)]
    return out


if __name__ == "__main__":
    main()
