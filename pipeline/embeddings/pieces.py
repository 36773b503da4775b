"""Vectors of single word pieces, small enough to be kept: projected, and rounded to four bits a dimension.

They serve late interaction: each piece of a query looks for the piece of a passage that it is most like (Khattab and
Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over BERT", SIGIR 2020).
The projection is the principal axes of the encoder's own piece vectors, fitted by `scripts/fit_projection.py`. What it
costs stands in docs/decisions/2026-11-28-late-interaction.md.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

# Sixteen steps, symmetric around zero, for the two halves of a byte.
_STEPS = (np.arange(16, dtype=np.float32) - 7.5) / 7.5
# Both as one number of eight bytes, which numpy takes from a table ten times as fast as two of four.
_PAIRS = np.stack([np.repeat(_STEPS, 16), np.tile(_STEPS, 16)], axis=1).view(np.uint64).ravel()
# Pieces that every passage has: not kept, unless a text has no others.
_COMMON = frozenset(
    "the of and a an in to is was were are be been by for with on at from as that this it its which or s".split()
)


@dataclass(frozen=True, slots=True)
class QueryPieces:
    """The word pieces of a query.

    `vectors` has shape (pieces, dimensions), to be compared with `unpack`ed ones by inner product; `spans` says where
    each piece stands in the query, as (start, end).
    """

    vectors: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """From an encoder's piece vectors to few dimensions: `axes` of shape (encoder's, ours), `middle`, `scale`."""

    axes: NDArray[np.float32]
    middle: NDArray[np.float32]
    scale: NDArray[np.float32]

    def pack(self, vectors: NDArray[np.float32]) -> bytes:
        """Piece vectors of shape (pieces, encoder's dimensions) as half a byte for each of our dimensions."""
        rows = self._projected(vectors)
        rows *= 7.5 / self.scale
        rows += 7.5
        steps = np.rint(rows, out=rows).clip(0, 15, out=rows).astype(np.uint8)
        packed: bytes = ((steps[:, ::2] << 4) | steps[:, 1::2]).tobytes()
        return packed

    def query(self, vectors: NDArray[np.float32], spans: Sequence[tuple[int, int]]) -> QueryPieces:
        """Piece vectors of a query with their places; the scale of the packed ones is taken into them."""
        return QueryPieces(self._projected(vectors) * self.scale, tuple(spans))

    def _projected(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = vectors @ self.axes
        rows /= _lengths(vectors)
        rows -= self.middle @ self.axes
        rows /= _lengths(rows)
        return rows


def _lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The Euclidean length of each row, never zero, shape (rows, 1)."""
    lengths: NDArray[np.float32] = np.sqrt(np.einsum("nd,nd->n", rows, rows))[:, None]
    return np.maximum(lengths, np.float32(1e-9))


def unpack(packed: bytes, dimensions: int) -> NDArray[np.float32]:
    """Packed piece vectors, shape (pieces, dimensions), in units of the scale."""
    return _PAIRS.take(np.frombuffer(packed, np.uint8)).view(np.float32).reshape(-1, dimensions)


def telling_pieces(vocabulary: Mapping[str, int]) -> NDArray[np.bool_]:
    """By the number of a piece, whether it says something: all but punctuation and the commonest words."""
    telling = np.zeros(max(vocabulary.values(), default=-1) + 1, np.bool_)
    for piece, number in vocabulary.items():
        telling[number] = piece not in _COMMON and any(map(str.isalnum, piece))
    return telling


def worth_keeping(ids: Sequence[int], special: Sequence[int], telling: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places of the telling pieces of a text; of all where none is; marks of the tokenizer (`special`) are none."""
    own = np.flatnonzero(np.asarray(special) == 0)
    kept = own[telling[np.asarray(ids, np.int64)[own]]]
    return kept if len(kept) else own


def own_pieces(
    vectors: NDArray[np.float32], offsets: Sequence[tuple[int, int]], skip: int = 0
) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
    """The piece vectors that stand for a stretch of the text, without marks and the `skip` characters of a prompt."""
    kept = [at for at, (start, end) in enumerate(offsets) if skip <= start < end]
    return vectors[kept], [(offsets[at][0] - skip, offsets[at][1] - skip) for at in kept]


@functools.cache
def shipped_projection() -> Projection:
    """The projection for the shipped encoder."""
    with resources.files("pipeline.embeddings").joinpath("projection.npz").open("rb") as file, np.load(file) as held:
        return Projection(*(held[name].astype(np.float32) for name in ("axes", "middle", "scale")))
