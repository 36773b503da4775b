"""Runs an exported encoder on OpenVINO: tokens in, unit vectors out, without torch."""

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pipeline.embeddings.embedder import unit_rows
from pipeline.embeddings.exported import Export
from pipeline.embeddings.openvino_runtime import load_openvino

# Rows of a batch; 8 and 32 were slower on texts of passage length (docs/decisions/2026-11-23-encoder-runtime.md).
_BATCH = 16
# Rows are filled up to a multiple of this. With 16 a text's vector is the same, bit by bit, whatever stands beside
# it in the batch; with 8 it is not, because the kernels then cut the row at other places.
_STEP = 16
# Texts that are tokenised and sorted together; bounds the memory of a large call.
_WINDOW = 4096
_MAX_STREAMS = 16


class Encoder:
    """Compiles the model on first use, apart for few texts (all cores on one) and many (one core for each batch)."""

    def __init__(self, export: Export) -> None:
        self._export = export
        # OpenVINO's requests hold their input and output; one caller at a time.
        self._guard = threading.Lock()

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension), in order; longer texts are cut at `max_tokens`."""
        vectors = np.empty((len(texts), self._export.dimension), np.float32)
        with self._guard:
            for start in range(0, len(texts), _WINDOW):
                window = [prompt + text for text in texts[start : start + _WINDOW]]
                coded = [row.ids for row in self._cutting.encode_batch_fast(window)]
                self._run(coded, vectors[start : start + len(coded)])
        return unit_rows(vectors)

    def count(self, texts: Sequence[str], *, prompt: str = "") -> list[int]:
        """The number of word pieces of each text, special ones included, uncut."""
        return [len(row.ids) for row in self._counting.encode_batch_fast([prompt + text for text in texts])]

    def _run(self, coded: Sequence[Sequence[int]], out: NDArray[np.float32]) -> None:
        """Fill `out` with the model's vectors of rows of token ids.

        Each request works on one batch while the others are filled. The results are fetched after `wait()`, not in a
        callback: an error in a callback of OpenVINO's queue ends the process, here it is raised.
        """
        # Longest first: rows of like length stand together, and no long batch is left for one core at the end.
        order = sorted(range(len(coded)), key=lambda i: -len(coded[i]))
        batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        requests = self._query_requests if len(batches) == 1 else self._passage_requests
        running: list[list[int] | None] = [None] * len(requests)
        for number in range(len(batches) + len(requests)):
            slot = number % len(requests)
            request, rows = requests[slot], running[slot]
            if rows is not None:
                request.wait()
                out[rows] = request.get_output_tensor(0).data
                running[slot] = None
            if number < len(batches):
                running[slot] = batches[number]
                request.start_async(self._batch([coded[i] for i in batches[number]]))

    def _batch(self, rows: Sequence[Sequence[int]]) -> list[NDArray[np.int64]]:
        longest = max(len(row) for row in rows)
        ids = np.full((len(rows), -(-longest // _STEP) * _STEP), self._export.pad_id, np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        made = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return [made[name] for name in self._export.inputs]

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

    @cached_property
    def _query_requests(self) -> list[Any]:
        return self._compile({"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": _cores()}, 1)

    @cached_property
    def _passage_requests(self) -> list[Any]:
        streams = min(_cores(), _MAX_STREAMS)
        hints: dict[str, str | int] = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": streams,
        }
        return self._compile(hints, streams)

    def _compile(self, hints: dict[str, str | int], requests: int) -> list[Any]:
        core = load_openvino().Core()
        able = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        precision = "bf16" if able and self._export.bfloat16 else "f32"
        compiled = core.compile_model(str(self._export.model), "CPU", hints | {"INFERENCE_PRECISION_HINT": precision})
        return [compiled.create_infer_request() for _ in range(requests)]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
