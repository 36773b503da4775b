"""From a name to an embedder."""

from typing import TYPE_CHECKING

from pipeline.embeddings.model_files import SHIPPED, find_model
from pipeline.errors import SettingsError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.embeddings.embedder import Embedder

BACKENDS = ("openvino", "torch")


def load_embedder(settings: Settings, *, model: str = "", backend: str = "") -> "Embedder":
    """The embedder of a model, given here or in the settings; of the shipped one when neither names any.

    The shipped model runs on OpenVINO, any other on torch, unless `backend` says otherwise. An OpenVINO embedder's
    first start on a machine exports the model into `settings.cache` and takes half a minute.

    Args:
        settings: where the cache is, and the defaults of the other two.
        model: "" or the shipped model's name, a folder, or the name of a sentence-transformers model of the hub.
        backend: "openvino", "torch" or "".

    Raises:
        SettingsError: no such backend.
        ModelError: the model is missing, altered, or cannot be run by the backend.
    """
    model = model or settings.embedder
    backend = backend or settings.backend or ("openvino" if model in ("", SHIPPED) else "torch")
    if backend not in BACKENDS:
        raise SettingsError(f"'{backend}' is no backend; choose one of {', '.join(BACKENDS)}.")
    files = find_model(model, cache=settings.cache)
    # Imported here: each brings a runtime of its own, and torch must not be loaded where OpenVINO does the work.
    if backend == "torch":
        from pipeline.embeddings.sentence_transformer import SentenceTransformerEmbedder

        return SentenceTransformerEmbedder(files)
    from pipeline.embeddings.openvino_embedder import OpenVinoEmbedder

    return OpenVinoEmbedder(files, cache=settings.cache)
