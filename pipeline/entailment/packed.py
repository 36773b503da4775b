"""Weights in a quarter of their size: eight bits each, with one scale a row (symmetric quantisation by row).

A model folder of transformers with `model.int8.safetensors` in place of `model.safetensors`. A matrix `name` is stored
as int8 beside `name.scale`, float32 of one value a row, so that matrix = int8 * scale; vectors are stored as float32.
A model that went on from a packed one, some of its layers as they were, may be stored as what differs from that one.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKED = "model.int8.safetensors"
PLAIN = "model.safetensors"
_SCALE = ".scale"


def pack(folder: Path, target: Path, *, base: Path | None = None) -> None:
    """Write the model in `folder` to `target` with packed weights; the target's other files are left as they are.

    With `base`, a folder of packed weights, only the weights that differ from those are written, and no other file.
    """
    # Imported here, as in `unpack`: only whoever makes or exports a model needs it.
    from safetensors.numpy import load_file, save_file

    packed: dict[str, NDArray[Any]] = {}
    known = load_file(base / PACKED) if base else {}
    for name, value in load_file(folder / PLAIN).items():
        parts = {name: value}
        if value.ndim > 1 and np.issubdtype(value.dtype, np.floating):
            scale = np.maximum(np.abs(value).max(axis=1, keepdims=True), 1e-12).astype(np.float32) / 127
            parts = {name: np.rint(value / scale).astype(np.int8), name + _SCALE: scale[:, 0]}
        if not all(_held(known, part, array) for part, array in parts.items()):
            packed |= parts
    target.mkdir(parents=True, exist_ok=True)
    save_file(packed, target / PACKED, metadata={"format": "pt"})
    if base:
        return
    for path in folder.iterdir():
        if path.suffix in (".json", ".txt"):
            shutil.copy(path, target / path.name)


def unpack(folder: Path, target: Path, *, base: Path | None = None) -> None:
    """Write the model in `folder`, whose weights are packed, to `target` as transformers reads it.

    With `base`, a folder of packed weights, what `folder` lacks is taken from there.
    """
    from safetensors.numpy import load_file, save_file

    packed = (load_file(base / PACKED) if base else {}) | load_file(folder / PACKED)
    plain = {name: _plain(packed, name) for name in packed if not name.endswith(_SCALE)}
    target.mkdir(parents=True, exist_ok=True)
    save_file(plain, target / PLAIN, metadata={"format": "pt"})
    for source in (base, folder):
        for path in source.glob("*.json") if source else ():
            shutil.copy(path, target / path.name)


def _held(known: Mapping[str, NDArray[Any]], name: str, array: NDArray[Any]) -> bool:
    """Whether packed weights have this part; a scale comes out a last bit apart when weights are packed once more."""
    if name not in known:
        return False
    alike = np.allclose(known[name], array, 1e-6, 0) if name.endswith(_SCALE) else np.array_equal(known[name], array)
    return bool(alike)


def _plain(packed: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    value, scale = packed[name], packed.get(name + _SCALE)
    return value if scale is None else value.astype(np.float32) * scale[:, None]
