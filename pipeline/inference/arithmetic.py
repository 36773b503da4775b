"""In what a processor multiplies fastest: halves, eight bits, or single precision."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.inference.exported import WEIGHTS, Kind
from pipeline.inference.openvino_runtime import load_openvino

SINGLE = "f32"
HALVES = "bf16"
# Eight bits, and how many neighbouring values of a row share a scale; the coarser is faster and less exact.
_EIGHT_BITS = {"i8x64": 64, "i8x32": 32}

_CPUINFO = Path("/proc/cpuinfo")
_LARGEST = 127


@cache
def arithmetics() -> tuple[str, ...]:
    """The arithmetics worth trying for a model on this machine, fastest first; the last one is single precision."""
    core = load_openvino().Core()
    return arithmetics_of(
        core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"), core.get_property("CPU", "FULL_DEVICE_NAME"), _CPUINFO
    )


def arithmetics_of(capabilities: Sequence[str], processor: str, cpuinfo: Path) -> tuple[str, ...]:
    """The same for what OpenVINO says of a processor, and Linux in `cpuinfo`, where there is one.

    Intel's processors say that they have bfloat16 from AVX512-BF16 on, and are faster in it only with AMX: a Xeon with
    the former alone took 1.5 times as long as in single precision. AMD's are faster with AVX512-BF16. Products of eight
    bits are fast where the processor sums them itself (VNNI).
    """
    flags: set[str] = set()
    if cpuinfo.is_file():
        flags.update(cpuinfo.read_text(encoding="utf-8", errors="replace").split())
    if "BF16" in capabilities and (not processor.startswith("Intel") or "amx_bf16" in flags):
        return (HALVES, SINGLE)
    if flags & {"avx512_vnni", "avx_vnni"}:
        return (*_EIGHT_BITS, SINGLE)
    return (SINGLE,)


def hints(arithmetic: str) -> dict[str, str | int]:
    """What OpenVINO must be told to compute a model in an arithmetic."""
    if arithmetic in _EIGHT_BITS:
        return {"INFERENCE_PRECISION_HINT": SINGLE, "DYNAMIC_QUANTIZATION_GROUP_SIZE": _EIGHT_BITS[arithmetic]}
    return {"INFERENCE_PRECISION_HINT": arithmetic}


def in_fastest(
    plain: Path, target: Path, *, describe: Callable[..., Kind], agrees: Callable[[Kind], bool]
) -> Kind | None:
    """Save a converted model in the fastest arithmetic of this machine in which it still gives what it should.

    Args:
        plain: the model as `convert` saved it.
        target: the file for the model as it will run, its weights beside it; in another folder.
        describe: makes the export's description from its `arithmetic` and `size`, the bytes of its weights.
        agrees: whether the export that stands at `target` gives what the model does.

    Returns:
        The description of what stands at `target`; None where not even single precision agrees.
    """
    openvino = load_openvino()
    for arithmetic in arithmetics():
        model = openvino.Core().read_model(str(plain))
        _prepare(model, arithmetic)
        # The files of the attempt before may still be mapped into memory; they are replaced, not written over.
        for path in (target, target.with_name(WEIGHTS)):
            path.unlink(missing_ok=True)
        openvino.save_model(model, str(target), compress_to_fp16=False)
        export = describe(arithmetic=arithmetic, size=target.with_name(WEIGHTS).stat().st_size)
        if agrees(export):
            return export
    return None


def _prepare(model: Any, arithmetic: str) -> None:  # noqa: ANN401
    """Give a model of OpenVINO the weights that an arithmetic wants: for eight bits the matrices are rounded, in place.

    Each matrix that something is multiplied by becomes whole numbers from -127 to 127, each group of neighbours in a
    row with a scale of its own (symmetric quantisation by group). OpenVINO rounds the other factor likewise, group by
    group, at the time, so that a row's result does not depend on what stands beside it in a batch. Matrices whose
    rows are no whole number of groups stay as they are, and so do those that make the values of an attention, which
    lose most.
    """
    if arithmetic not in _EIGHT_BITS:
        return
    group, ops, values = _EIGHT_BITS[arithmetic], load_openvino().opset13, _makers_of_values(model)
    for product in list(model.get_ordered_ops()):
        if product.get_type_name() != "MatMul" or product.get_friendly_name() in values:
            continue
        held = product.input_value(1).get_node()
        if held.get_type_name() != "Constant" or held.data.ndim != 2:
            continue
        attributes = product.get_attributes()
        matrix = held.data.astype(np.float32)
        if not attributes["transpose_b"]:
            matrix = matrix.T
        if matrix.shape[1] % group:
            continue
        grouped = matrix.reshape(len(matrix), -1, group)
        scales = np.maximum(np.abs(grouped).max(axis=2, keepdims=True), np.float32(1e-12)) / _LARGEST
        whole = ops.convert(ops.constant(np.rint(grouped / scales).astype(np.int8)), "f32")
        shape = ops.constant(np.array(matrix.shape, np.int64))
        rounded = ops.reshape(ops.multiply(whole, ops.constant(scales)), shape, False)
        made = ops.matmul(product.input_value(0), rounded, attributes["transpose_a"], True)
        made.set_friendly_name(product.get_friendly_name())
        for reader in product.output(0).get_target_inputs():
            reader.replace_source_output(made.output(0))


def _makers_of_values(model: Any) -> frozenset[str]:  # noqa: ANN401
    """The names of the products that give the values (in "query, key, value") of the attentions of a model."""
    names = set()
    for attention in model.get_ops():
        if attention.get_type_name() == "ScaledDotProductAttention":
            maker = attention.input_value(2).get_node()
            while maker.get_type_name() != "MatMul" and maker.get_input_size() > 0:
                maker = maker.input_value(0).get_node()
            names.add(maker.get_friendly_name())
    return frozenset(names)
