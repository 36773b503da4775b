"""An exported model on disk: OpenVINO's two files, the tokenizer, and a description of what one must know to run it."""

import json
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

DESCRIPTION = "export.json"
MODEL = "model.xml"
WEIGHTS = "model.bin"
TOKENIZER = "tokenizer.json"


class Exported(Protocol):
    """A dataclass that describes an export; all its fields but `folder` go into the description.

    `size` is that of the weights in bytes, which an incomplete copy does not have.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def folder(self) -> Path: ...

    @property
    def size(self) -> int: ...


Kind = TypeVar("Kind", bound=Exported)


def read_export(folder: Path, kind: Callable[..., Kind], names: frozenset[str]) -> Kind | None:
    """The export in a folder; None if there is none, or not a whole one.

    Args:
        folder: where it lies.
        kind: makes the description from `folder` and the fields in `names`.
        names: the fields that the description must have, no more and no fewer.
    """
    try:
        record = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        size = (folder / WEIGHTS).stat().st_size
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or set(record) != names or record["size"] != size:
        return None
    return kind(folder=folder, **{name: _frozen(value) for name, value in record.items()})


def described(kind: type[Exported]) -> frozenset[str]:
    """The names of the fields that stand in the description of a kind of export."""
    return frozenset(spec.name for spec in fields(kind)) - {"folder"}


def write_description(export: Exported) -> None:
    """Write what `read_export` reads, beside the files of the export."""
    record = {name: getattr(export, name) for name in sorted(described(type(export)))}
    (export.folder / DESCRIPTION).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
