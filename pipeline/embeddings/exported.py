"""What an exported encoder is, on disk: OpenVINO's two files, the tokenizer and a description."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

DESCRIPTION = "export.json"
MODEL = "model.xml"
WEIGHTS = "model.bin"
TOKENIZER = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Export:
    """An exported model: where it lies and what one must know to feed it.

    `inputs` names its inputs in order, `max_tokens` is the longest row, `pad_id` fills rows up. `bfloat16` says
    that half-precision arithmetic was seen to leave the vectors as they are. `size` is that of the weights in bytes,
    which an incomplete copy does not have.
    """

    folder: Path
    model_id: str
    model_hash: str
    dimension: int
    max_tokens: int
    pad_id: int
    inputs: tuple[str, ...]
    query_prompt: str
    passage_prompt: str
    bfloat16: bool
    size: int
    versions: dict[str, str]

    @property
    def model(self) -> Path:
        return self.folder / MODEL

    @property
    def tokenizer(self) -> Path:
        return self.folder / TOKENIZER


def read_export(folder: Path) -> Export | None:
    """The export in a folder; None if there is none, or not a whole one."""
    try:
        record = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        size = (folder / WEIGHTS).stat().st_size
    except (OSError, ValueError):
        return None
    wanted = {spec.name for spec in fields(Export)} - {"folder"}
    if not isinstance(record, dict) or set(record) != wanted or record["size"] != size:
        return None
    return Export(folder=folder, **(record | {"inputs": tuple(record["inputs"])}))


def write_description(export: Export) -> None:
    """Write what `read_export` reads, beside the files of the export."""
    record = {spec.name: getattr(export, spec.name) for spec in fields(Export) if spec.name != "folder"}
    (export.folder / DESCRIPTION).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
