"""Any sentence-transformers model, run by torch. The only file that imports sentence-transformers."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embeddings.embedder import EncodedPassages, EncodedQueries, unit_rows
from pipeline.embeddings.model_files import ModelFiles
from pipeline.embeddings.pieces import own_pieces, telling_pieces, worth_keeping
from pipeline.errors import ModelError
from pipeline.inference import quiet_transformers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding

_BATCH = 32


class SentenceTransformerEmbedder:
    """The reference implementation: encodes just as sentence-transformers does, prompts included."""

    backend = "torch"

    def __init__(self, files: ModelFiles) -> None:
        self._model = load_sentence_transformer(files)
        self._query_prompt, self._prompt = prompts_of(self._model)
        self._projection = files.projection
        self._guard = threading.Lock()
        self.model_id = files.model_id
        self.model_hash = files.sha256
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 512)

    def get_ready(self, *, many: bool = False) -> None:
        pass  # torch has loaded the model already

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(self._model.encode_document, texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str], *, spare: Callable[[], int] | None = None) -> EncodedPassages:
        projection = self._projection
        if projection is None:
            return EncodedPassages(self.embed_passages(texts), (b"",) * len(texts))
        vectors, found = self._with_pieces(self._model.encode_document, texts, self._prompt)
        kept = (pieces[worth_keeping(coded.ids, coded.special_tokens_mask, self._telling)] for pieces, coded in found)
        return EncodedPassages(vectors, tuple(map(projection.pack, kept)))

    def encode_queries(self, texts: Sequence[str]) -> EncodedQueries:
        projection = self._projection
        if projection is None:
            return EncodedQueries(self.embed_queries(texts), (None,) * len(texts))
        prompt = self._query_prompt
        vectors, found = self._with_pieces(self._model.encode_query, texts, prompt)
        own = (own_pieces(pieces, coded.offsets, len(prompt)) for pieces, coded in found)
        return EncodedQueries(vectors, tuple(projection.query(*one) for one in own))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        prompted = [self._prompt + text for text in texts]
        with self._guard:
            # Not `truncation=False` alone: fast tokenizers then warn of texts beyond the model's length.
            coded = self._model.tokenizer(prompted, truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in coded["input_ids"]]

    def _encode(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ANN401 - a method of theirs
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._guard:
            vectors = encode(list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
        return unit_rows(np.asarray(vectors, dtype=np.float32))

    def _with_pieces(
        self,
        encode: Any,  # noqa: ANN401 - a method of theirs
        texts: Sequence[str],
        prompt: str,
    ) -> tuple[NDArray[np.float32], list[tuple[NDArray[np.float32], "Encoding"]]]:
        """Vectors of texts, and for each text those of its word pieces, special ones included, and what they are."""
        if not texts:
            return np.empty((0, self.dimension), np.float32), []
        with self._guard:
            found = encode(list(texts), batch_size=_BATCH, show_progress_bar=False, output_value=None)
            prompted = [prompt + text for text in texts]
            coded = self._model.tokenizer(prompted, truncation=True, max_length=self.max_tokens, padding=False)
        vectors = np.stack([np.asarray(each["sentence_embedding"].cpu(), np.float32) for each in found])
        # A row is filled up at its end to the longest of its batch.
        pieces = [
            (np.asarray(each["token_embeddings"].cpu(), np.float32)[: len(encoding.ids)], encoding)
            for each, encoding in zip(found, coded.encodings, strict=True)
        ]
        return unit_rows(vectors), pieces

    @cached_property
    def _telling(self) -> NDArray[np.bool_]:
        return telling_pieces(self._model.tokenizer.get_vocab())


def load_sentence_transformer(files: ModelFiles) -> "SentenceTransformer":
    """The model in evaluation mode on the CPU.

    Raises:
        ModelError: the folder does not hold a model that the library can load.
    """
    # With spinning threads two workers fall to a fraction of their speed as soon as another process is busy too.
    # Read when torch loads its OpenMP runtime, so set before; a user's own choice stands.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    # Imported here: seconds, and only this function needs them.
    from sentence_transformers import SentenceTransformer

    with quiet_transformers():
        try:
            model = SentenceTransformer(str(files.folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ModelError(
                f"The model in {files.folder} cannot be loaded ({reason}); name a folder or hub model made for "
                "sentence-transformers."
            ) from error
    return model.eval()


def prompts_of(model: "SentenceTransformer") -> tuple[str, str]:
    """What the model's `encode_query` and `encode_document` put before a text."""
    prompts = {name: text for name, text in model.prompts.items() if text is not None}
    passages = next((prompts[name] for name in ("document", "passage", "corpus") if name in prompts), "")
    return prompts.get("query", ""), passages
