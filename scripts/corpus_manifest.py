"""Writes `corpus/_manifest.jsonl`: a line per document with title, tier, origin, licence and SHA-256.

python scripts/corpus_manifest.py            rewrite the manifest
python scripts/corpus_manifest.py --check    exit 1 when the manifest does not describe the folder
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
NAME = "_manifest.jsonl"
LICENCE = "Apache-2.0"
ARTICLE_ORIGIN = (
    "Travaux, written for this corpus with the help of AI; mixes true, false and open statements on purpose"
)


def front_matter(text: str) -> dict[str, str]:
    """The mapping between the two `---` lines at the top of a Markdown text; empty where there is none."""
    if not text.startswith("---\n"):
        return {}
    head, _, _ = text.removeprefix("---\n").partition("\n---\n")
    return {str(key): str(value) for key, value in yaml.safe_load(head).items()}


def rows(corpus: Path) -> Iterator[dict[str, str]]:
    """One row per document of the folder, by path."""
    for path in sorted(corpus.rglob("*")):
        if not path.is_file() or path.name.startswith(("_", ".", "README")):
            continue
        raw = path.read_bytes()
        head = front_matter(raw.decode("utf-8"))
        yield {
            "path": path.relative_to(corpus).as_posix(),
            "title": head.get("title", path.stem.replace("-", " ").capitalize()),
            "tier": head.get("tier", "unverified"),
            "origin": head.get("source", ARTICLE_ORIGIN),
            "licence": LICENCE,
            "sha256": hashlib.sha256(raw).hexdigest(),
        }


def manifest(corpus: Path) -> str:
    """The manifest's text as it should be."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(corpus))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when the manifest is out of date")
    arguments = parser.parse_args()
    path = CORPUS / NAME
    wanted = manifest(CORPUS)
    if not arguments.check:
        path.write_text(wanted, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{path}: does not describe the folder as it is; run python scripts/corpus_manifest.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
