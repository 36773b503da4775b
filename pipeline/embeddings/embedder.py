"""The seam between text and vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.embeddings.pieces import QueryPieces


@dataclass(frozen=True, slots=True)
class EncodedPassages:
    """Vectors of shape (texts, dimension), and for each text its packed piece vectors (see `pieces.py`).

    Those of a text are empty where the model has no projection for them.
    """

    vectors: NDArray[np.float32]
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class EncodedQueries:
    """Vectors of shape (texts, dimension), and for each text its pieces; None where the model has no projection."""

    vectors: NDArray[np.float32]
    pieces: tuple[QueryPieces | None, ...]


class Embedder(Protocol):
    """Turns texts into unit vectors, so that an inner product is a cosine.

    Texts longer than `max_tokens` are cut by the encoder; `count_tokens` tells the true length. Vectors come in the
    order of the texts and do not depend on what else is in the call (bit by bit with "openvino", to within rounding
    with "torch"). Safe to call from several threads. No texts give an array of shape (0, dimension).
    """

    @property
    def model_id(self) -> str:
        """The name under which `load_embedder` finds the same model again."""

    @property
    def model_hash(self) -> str:
        """The SHA-256 of the weights, 64 hex digits; the same for every backend of a model."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int:
        """The number of word pieces, special ones included, that the encoder reads."""

    @property
    def backend(self) -> str:
        """What runs the model: "openvino", "torch" or "hashing"."""

    def get_ready(self, *, many: bool = False) -> None:
        """Begin to load what a query needs, or what `many` texts need, in the background.

        For whoever has other work before the first query or the first texts.
        """

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts to be found, shape (len(texts), dimension)."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of what is looked for, shape (len(texts), dimension)."""

    def encode_passages(self, texts: Sequence[str], *, spare: Callable[[], int] | None = None) -> EncodedPassages:
        """The vectors of texts to be found, as `embed_passages` gives them, with those of their pieces.

        `spare` tells, whenever it is asked, how many cores to leave to the caller, who works beside it. It is asked
        where the model's runtime can be told; one core is always taken.
        """

    def encode_queries(self, texts: Sequence[str]) -> EncodedQueries:
        """The vectors of what is looked for, as `embed_queries` gives them, with those of its pieces."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of word pieces of each passage, special ones included, before any cut."""


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows scaled to length 1; a row of zeros stays one."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float32))
    return np.ascontiguousarray(vectors / np.where(lengths > 0, lengths, 1)[:, None], dtype=np.float32)
