"""From a torch module to OpenVINO's files; done once for each model, so that torch is not needed afterwards."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelError
from pipeline.inference.openvino_runtime import load_openvino

if TYPE_CHECKING:
    import torch

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def convert(
    module: "torch.nn.Module",
    example: "Mapping[str, torch.Tensor]",
    target: Path,
    *,
    longest: int,
    model_id: str,
    remedy: str,
) -> tuple[str, ...]:
    """Save a module that takes token tensors by position and gives one or several; the names of its inputs, in order.

    Args:
        module: what is saved; rows and length of its inputs may vary.
        example: tensors of at least two rows and eight tokens by name; those in `INPUTS` are the module's inputs.
        target: the file for OpenVINO's description, its weights beside it.
        longest: tokens of the longest row.
        model_id: the model's name, for messages.
        remedy: what a user can do where the module cannot be converted, without a full stop.

    Raises:
        ModelError: the exporter cannot follow the module.
    """
    import torch

    inputs = tuple(name for name in INPUTS if name in example)
    rows = torch.export.Dim("rows", min=1, max=4096)
    length = torch.export.Dim("length", min=2, max=max(longest, 8))
    tensors = tuple(example[name][:, :8].contiguous() for name in inputs)
    openvino = load_openvino()
    try:
        with torch.no_grad():
            program = torch.export.export(
                module.eval(), tensors, dynamic_shapes={"tensors": tuple({0: rows, 1: length} for _ in inputs)}
            )
        converted = openvino.convert_model(program)
    except (RuntimeError, ValueError, TypeError, KeyError, NotImplementedError, AttributeError) as error:
        # What an exporter meets in a model that it cannot follow comes in all of these kinds.
        reason = str(error).strip().partition("\n")[0][:200]
        raise ModelError(f"The model {model_id} cannot be exported to OpenVINO ({reason}); {remedy}.") from error
    for name, port in zip(inputs, converted.inputs, strict=True):
        port.get_tensor().set_names({name})
    openvino.save_model(converted, str(target), compress_to_fp16=False)
    return inputs
