"""Feeds rows of tokens to a compiled model, in batches of like length, one batch for each core."""

import contextlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.arithmetic import hints
from pipeline.inference.openvino_runtime import load_openvino

# Rows of a batch; 8 and 32 were slower on texts of passage length (docs/decisions/2026-11-23-encoder-runtime.md).
_BATCH = 16
# Rows are filled up to a multiple of this. With 16 a row's result is the same, bit by bit, whatever stands beside it
# in the batch; with 8 it is not, because the kernels then cut the row at other places.
_STEP = 16
_MAX_STREAMS = 16


class Row(NamedTuple):
    """The tokens of one input and the segment that each belongs to."""

    ids: Sequence[int]
    types: Sequence[int]


class Runner:
    """A model on disk; it is compiled on first use, apart for few rows (all cores on one) and many (a core each).

    Args:
        model: OpenVINO's description of the model, its weights beside it.
        inputs: the names of its inputs, in order.
        pad_id: the token that fills rows up.
        arithmetic: in what it computes, the one that its weights were prepared for.
    """

    def __init__(self, model: Path, *, inputs: Sequence[str], pad_id: int, arithmetic: str) -> None:
        self._model = model
        self._inputs = tuple(inputs)
        self._pad_id = pad_id
        self._arithmetic = arithmetic
        # OpenVINO's requests hold their input and output; one caller at a time.
        self._guard = threading.Lock()
        self._begun: set[bool] = set()

    def run(
        self,
        rows: Sequence[Row],
        out: NDArray[np.float32],
        *,
        take: Callable[[int, NDArray[np.float32]], None] | None = None,
        spare: Callable[[], int] | None = None,
    ) -> None:
        """Fill `out`, of shape (len(rows), width), with the model's first output for each row.

        `take` is called once for each row, in any order, with its number and its part of the second output, of shape
        (tokens of the row, width), which is overwritten as soon as it returns. Several threads call it.

        `spare` is asked before each batch how many cores the caller has work for meanwhile; one is always taken, and
        a core that has been taken is kept to the end.

        Each request has a thread that takes the next batch as soon as it is done with one: of two cores one is often
        slower for a while, and must not hold up the other. The results are fetched after `wait()`, not in a callback:
        an error in a callback of OpenVINO's queue ends the process, here it is raised.
        """
        if not rows:
            return
        # Longest first: rows of like length stand together, and no long batch is left for one core at the end.
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i].ids))
        batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        waiting = iter(batches)

        def work(request: Any, others: list[Any]) -> None:  # noqa: ANN401
            # An iterator of a list gives each of its items once, whichever thread asks.
            for batch in waiting:
                while len(others) > (spare() if spare else 0):
                    helping.append(pool.submit(work, others.pop(), []))
                request.start_async(self._batch([rows[i] for i in batch]))
                request.wait()
                out[batch] = request.get_output_tensor(0).data
                if take is not None:
                    second = request.get_output_tensor(1).data
                    for place, row in enumerate(batch):
                        take(row, second[place, : len(rows[row].ids)])

        with self._guard:
            first, *others = self._few if len(batches) == 1 else self._many
            helping: list[Future[None]] = []
            # A pool without work starts no thread.
            with ThreadPoolExecutor(max(1, len(others)), thread_name_prefix="encode") as pool:
                work(first, others)
                for each in helping:
                    each.result()

    def get_ready(self, *, many: bool = False) -> None:
        """Begin to compile, for few rows or for many, in a thread of its own; whoever runs rows meanwhile waits for it.

        An error is left to `run`, which meets it again.
        """
        if many not in self._begun:
            self._begun.add(many)
            threading.Thread(target=self._begin, args=(many,), name="compile").start()

    def _begin(self, many: bool) -> None:
        with self._guard, contextlib.suppress(RuntimeError):
            _ = self._many if many else self._few

    def _batch(self, rows: Sequence[Row]) -> list[NDArray[np.int64]]:
        longest = max(len(row.ids) for row in rows)
        ids = np.full((len(rows), -(-longest // _STEP) * _STEP), self._pad_id, np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row.ids)] = row.ids
            types[i, : len(row.types)] = row.types
            mask[i, : len(row.ids)] = 1
        made = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        return [made[name] for name in self._inputs]

    @cached_property
    def _few(self) -> list[Any]:
        return self._compile({"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": _cores()}, 1)

    @cached_property
    def _many(self) -> list[Any]:
        streams = min(_cores(), _MAX_STREAMS)
        throughput: dict[str, str | int] = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": streams,
        }
        return self._compile(throughput, streams)

    def _compile(self, setup: Mapping[str, str | int], requests: int) -> list[Any]:
        wanted = {**setup, **hints(self._arithmetic)}
        compiled = load_openvino().Core().compile_model(str(self._model), "CPU", wanted)
        return [compiled.create_infer_request() for _ in range(requests)]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
