"""The manifest of an index folder: what made it, so that nothing else is mixed into it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import IndexMismatch, IndexMissing, NotAnIndex
from pipeline.index.schema import SCHEMA_VERSION

NAME = "manifest.json"
FORMAT = "travaux-index"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What shaped an index. `counts` mirror the catalogue as of the last publication, for people who look.

    `model_hash` is the SHA-256 (hex) of the encoder's weights; `passage_words` are the least and most words that
    the splitter aims at; `versions` names the programs that wrote it.
    """

    model_id: str
    model_hash: str
    dimension: int
    language: str
    passage_words: tuple[int, int]
    created: str
    versions: dict[str, str]
    counts: dict[str, int]
    generation: int = 0
    schema: int = SCHEMA_VERSION
    format: str = FORMAT


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index.

    Raises:
        IndexMissing: there is no such folder.
        NotAnIndex: the folder holds no manifest of ours.
        IndexMismatch: a newer version of Travaux wrote it.
    """
    if not folder.exists():
        raise IndexMissing(f"{folder}: there is no such index; make it with 'travaux ingest SOURCE --index {folder}'.")
    path = folder / NAME
    remedy = f"name another folder, or make an index with 'travaux ingest SOURCE --index {folder}-new'"
    if not folder.is_dir() or not path.is_file():
        raise NotAnIndex(f"{folder}: is no Travaux index (it has no {NAME}); {remedy}.")
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise NotAnIndex(f"{path}: is not readable as a manifest ({error}); {remedy}.") from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise NotAnIndex(f"{folder}: is no Travaux index (its {NAME} is of another kind); {remedy}.")
    if table.get("schema") != SCHEMA_VERSION:
        raise IndexMismatch(
            f"{folder}: has schema {table.get('schema')}, this version of Travaux reads schema {SCHEMA_VERSION}; "
            "upgrade Travaux, or ingest the sources again into a new folder."
        )
    table["passage_words"] = tuple(table["passage_words"])
    return Manifest(**table)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest aside, then rename it into place: a reader sees the old one or the new one."""
    aside = folder / f".{NAME}.{os.getpid()}"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / NAME)
