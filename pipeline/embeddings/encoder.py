"""Runs an exported encoder on OpenVINO: tokens in, unit vectors out, without torch."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from pipeline.blas import one_blas_thread
from pipeline.embeddings.embedder import EncodedPassages, EncodedQueries, unit_rows
from pipeline.embeddings.exported import Export
from pipeline.embeddings.pieces import Projection, QueryPieces, own_pieces, telling_pieces, worth_keeping
from pipeline.inference import Row, Runner
from pipeline.unicode import encodable

# Texts that are tokenised and sorted together; bounds the memory of a large call.
_WINDOW = 4096


class Encoder:
    """An exported encoder; it is compiled on first use."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._runner = Runner(export.model, inputs=export.inputs, pad_id=export.pad_id, arithmetic=export.arithmetic)

    def get_ready(self, *, many: bool = False) -> None:
        """Begin to compile it, for few texts or for many, in the background."""
        self._runner.get_ready(many=many)

    def encode(
        self, texts: Sequence[str], *, prompt: str = "", spare: Callable[[], int] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension), in order; longer texts are cut at `max_tokens`."""
        vectors = np.empty((len(texts), self._export.dimension), np.float32)
        for start in range(0, len(texts), _WINDOW):
            window = [prompt + encodable(text) for text in texts[start : start + _WINDOW]]
            rows = [Row(coded.ids, ()) for coded in self._cutting.encode_batch_fast(window)]
            self._runner.run(rows, vectors[start : start + len(rows)], spare=spare)
        return unit_rows(vectors)

    def encode_passages(
        self, texts: Sequence[str], projection: Projection, *, prompt: str = "", spare: Callable[[], int] | None = None
    ) -> EncodedPassages:
        """The same vectors, and the packed ones of the pieces of each text, but for the commonest."""
        vectors = np.empty((len(texts), self._export.dimension), np.float32)
        packed = [b""] * len(texts)
        for start in range(0, len(texts), _WINDOW):
            window = [prompt + encodable(text) for text in texts[start : start + _WINDOW]]
            coded = self._cutting.encode_batch_fast(window)

            def take(row: int, pieces: NDArray[np.float32], start: int = start, coded: list[Encoding] = coded) -> None:
                kept = worth_keeping(coded[row].ids, coded[row].special_tokens_mask, self._telling)
                packed[start + row] = projection.pack(pieces[kept])

            self._run_taking(coded, vectors[start : start + len(coded)], take, spare=spare)
        return EncodedPassages(unit_rows(vectors), tuple(packed))

    def encode_queries(self, texts: Sequence[str], projection: Projection, *, prompt: str = "") -> EncodedQueries:
        """The same vectors, and the pieces of each text with their places in it; those of the prompt are left out."""
        vectors = np.empty((len(texts), self._export.dimension), np.float32)
        coded = self._cutting.encode_batch([prompt + encodable(text) for text in texts])
        found: list[QueryPieces | None] = [None] * len(texts)

        def take(row: int, pieces: NDArray[np.float32]) -> None:
            found[row] = projection.query(*own_pieces(pieces, coded[row].offsets, len(prompt)))

        self._run_taking(coded, vectors, take)
        return EncodedQueries(unit_rows(vectors), tuple(found))

    def _run_taking(
        self,
        coded: Sequence[Encoding],
        out: NDArray[np.float32],
        take: Callable[[int, NDArray[np.float32]], None],
        *,
        spare: Callable[[], int] | None = None,
    ) -> None:
        # The cores are the encoder's: of two threads of BLAS one waits for a core that it holds, and spins on for a
        # while after its work, on the core that the encoder wants next.
        with one_blas_thread():
            self._runner.run([Row(each.ids, ()) for each in coded], out, take=take, spare=spare)

    def count(self, texts: Sequence[str], *, prompt: str = "") -> list[int]:
        """The number of word pieces of each text, special ones included, uncut."""
        return [len(row.ids) for row in self._counting.encode_batch_fast([prompt + encodable(text) for text in texts])]

    @cached_property
    def _cutting(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._export.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._export.max_tokens)
        return tokenizer

    @cached_property
    def _telling(self) -> NDArray[np.bool_]:
        return telling_pieces(self._cutting.get_vocab())

    @cached_property
    def _counting(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._export.tokenizer))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer
