"""Folders that hold a model of transformers: the hash of what is in them, and where to get one that is only named."""

import contextlib
import hashlib
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.inference.checksums import remembered_sha256
from pipeline.weights import sha256_of

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_NOT_OURS = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.tflite", "*.pb", "*.gguf"]


def weights_in(folder: Path) -> set[Path]:
    """The weights files in a folder and its subfolders; empty where it holds no model."""
    return {path for kind in _WEIGHTS for pattern in (kind, f"*/{kind}") for path in folder.glob(pattern)}


def weights_hash(folder: Path, cache: Path) -> str:
    """The SHA-256 of the weights file in a folder, or of all of them together."""
    found = weights_in(folder)
    if len(found) == 1:
        return remembered_sha256(found.pop(), cache)
    return _hash_of_all(folder, found, lambda path: remembered_sha256(path, cache))


def configuration_hash(folder: Path) -> str:
    """The SHA-256 over the small files that shape what a model computes: modules, pooling, tokenizer."""
    kinds = ("*.json", "*/*.json", "*.txt", "*.model")
    return _hash_of_all(folder, {path for kind in kinds for path in folder.glob(kind)}, sha256_of)


def download(name: str) -> Path:
    """The folder of a model of the hub, downloaded unless it is there already.

    Raises:
        ModelError: the hub gives none of that name.
    """
    # Imported here: a third of a second that only a model named by the user costs.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, ignore_patterns=[*_NOT_OURS, "*.bin"]))
        if not any(folder.glob("*.safetensors")):
            folder = Path(snapshot_download(name, ignore_patterns=_NOT_OURS))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"The model '{name}' is no folder, and the hub gave none of that name ({reason}); "
            "check the name and the network, or name a folder that holds the model."
        ) from error
    return folder


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """No progress bars, load report or deprecation notes from within the libraries; errors come through."""
    from transformers.utils import logging as theirs

    logging: Any = theirs
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            for kind in (FutureWarning, DeprecationWarning, UserWarning):
                warnings.simplefilter("ignore", kind)
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _hash_of_all(folder: Path, paths: Iterable[Path], digest_of: Callable[[Path], str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{digest_of(path)}\n".encode())
    return digest.hexdigest()
