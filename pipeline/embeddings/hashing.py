"""An embedder of a few lines for tests of other rooms; no setting ever chooses it."""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.embeddings.embedder import EncodedPassages, EncodedQueries, unit_rows

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Signed counts of hashed, lower-cased words: texts are alike as far as they share words.

    The feature hashing of Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning".
    """

    backend = "hashing"

    def __init__(self, dimension: int = 384, max_tokens: int = 256) -> None:
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.model_id = f"hashing-{dimension}"
        self.model_hash = hashlib.sha256(self.model_id.encode()).hexdigest()

    def get_ready(self, *, many: bool = False) -> None:
        pass

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in self._words(text)[: self.max_tokens - 2]:
                digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
                vectors[row, (digest >> 1) % self.dimension] += 1.0 if digest & 1 else -1.0
        return unit_rows(vectors)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def encode_passages(self, texts: Sequence[str], *, spare: Callable[[], int] | None = None) -> EncodedPassages:
        return EncodedPassages(self.embed_passages(texts), (b"",) * len(texts))

    def encode_queries(self, texts: Sequence[str]) -> EncodedQueries:
        return EncodedQueries(self.embed_queries(texts), (None,) * len(texts))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(self._words(text)) + 2 for text in texts]

    def _words(self, text: str) -> list[str]:
        return _WORD.findall(text.lower()) or [""]
