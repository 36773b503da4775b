"""The default embedder: an exported model on OpenVINO, several times as fast as torch on a CPU and quick to start."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.embeddings.embedder import EncodedPassages, EncodedQueries
from pipeline.embeddings.encoder import Encoder
from pipeline.embeddings.export import find_export
from pipeline.embeddings.model_files import ModelFiles


class OpenVinoEmbedder:
    """Any sentence-transformers model that can be exported; the export is made on the first start and kept.

    A text's vector is the same bit by bit however the texts are batched, so an interrupted ingest that is taken up
    again stores what an undisturbed one stores.
    """

    backend = "openvino"

    def __init__(self, files: ModelFiles, *, cache: Path) -> None:
        self._export = find_export(files, cache=cache)
        self._encoder = Encoder(self._export)
        self._projection = files.projection
        self.model_id = files.model_id
        self.model_hash = files.sha256
        self.dimension = self._export.dimension
        self.max_tokens = self._export.max_tokens

    def get_ready(self, *, many: bool = False) -> None:
        self._encoder.get_ready(many=many)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode(texts, prompt=self._export.passage_prompt)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode(texts, prompt=self._export.query_prompt)

    def encode_passages(self, texts: Sequence[str], *, spare: Callable[[], int] | None = None) -> EncodedPassages:
        prompt = self._export.passage_prompt
        if self._projection is None:
            return EncodedPassages(self._encoder.encode(texts, prompt=prompt, spare=spare), (b"",) * len(texts))
        return self._encoder.encode_passages(texts, self._projection, prompt=prompt, spare=spare)

    def encode_queries(self, texts: Sequence[str]) -> EncodedQueries:
        if self._projection is None:
            return EncodedQueries(self.embed_queries(texts), (None,) * len(texts))
        return self._encoder.encode_queries(texts, self._projection, prompt=self._export.query_prompt)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count(texts, prompt=self._export.passage_prompt)
