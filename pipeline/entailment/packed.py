"""Weights in a quarter of their size: eight bits each, with one scale a row (symmetric quantisation by row).

A model folder of transformers with `model.int8.safetensors` in place of `model.safetensors`. A matrix `name` is stored
as int8 beside `name.scale`, float32 of one value a row, so that matrix = int8 * scale; vectors are stored as float32.
"""

import shutil
from pathlib import Path

import numpy as np

PACKED = "model.int8.safetensors"
PLAIN = "model.safetensors"
_SCALE = ".scale"


def pack(folder: Path, target: Path) -> None:
    """Write the model in `folder` to `target` with packed weights; the target's other files are left as they are."""
    # Imported here, as in `unpack`: only whoever makes or exports a model needs it.
    from safetensors.numpy import load_file, save_file

    packed = {}
    for name, value in load_file(folder / PLAIN).items():
        if value.ndim < 2 or not np.issubdtype(value.dtype, np.floating):
            packed[name] = value
            continue
        scale = np.maximum(np.abs(value).max(axis=1, keepdims=True), 1e-12).astype(np.float32) / 127
        packed[name] = np.rint(value / scale).astype(np.int8)
        packed[name + _SCALE] = scale[:, 0]
    target.mkdir(parents=True, exist_ok=True)
    save_file(packed, target / PACKED, metadata={"format": "pt"})
    for path in folder.iterdir():
        if path.suffix in (".json", ".txt"):
            shutil.copy(path, target / path.name)


def unpack(folder: Path, target: Path) -> None:
    """Write the model in `folder`, whose weights are packed, to `target` as transformers reads it."""
    from safetensors.numpy import load_file, save_file

    packed = load_file(folder / PACKED)
    plain = {}
    for name, value in packed.items():
        if name.endswith(_SCALE):
            continue
        scale = packed.get(name + _SCALE)
        plain[name] = value if scale is None else value.astype(np.float32) * scale[:, None]
    target.mkdir(parents=True, exist_ok=True)
    save_file(plain, target / PLAIN, metadata={"format": "pt"})
    for path in folder.glob("*.json"):
        shutil.copy(path, target / path.name)
