"""Runs an exported encoder on OpenVINO: tokens in, unit vectors out, without torch."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pipeline.embeddings.embedder import unit_rows
from pipeline.embeddings.exported import Export
from pipeline.inference import Row, Runner

# Texts that are tokenised and sorted together; bounds the memory of a large call.
_WINDOW = 4096


class Encoder:
    """An exported encoder; it is compiled on first use."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._runner = Runner(export.model, inputs=export.inputs, pad_id=export.pad_id, bfloat16=export.bfloat16)

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension), in order; longer texts are cut at `max_tokens`."""
        vectors = np.empty((len(texts), self._export.dimension), np.float32)
        for start in range(0, len(texts), _WINDOW):
            window = [prompt + text for text in texts[start : start + _WINDOW]]
            rows = [Row(coded.ids, ()) for coded in self._cutting.encode_batch_fast(window)]
            self._runner.run(rows, vectors[start : start + len(rows)])
        return unit_rows(vectors)

    def count(self, texts: Sequence[str], *, prompt: str = "") -> list[int]:
        """The number of word pieces of each text, special ones included, uncut."""
        return [len(row.ids) for row in self._counting.encode_batch_fast([prompt + text for text in texts])]

    @cached_property
    def _cutting(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._export.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._export.max_tokens)
        return tokenizer

    @cached_property
    def _counting(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._export.tokenizer))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer
