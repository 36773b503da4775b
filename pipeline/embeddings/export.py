"""A sentence-transformers model turned into one that OpenVINO runs without torch; made once, kept in the cache."""

import importlib.metadata
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.embeddings.embedder import unit_rows
from pipeline.embeddings.encoder import Encoder
from pipeline.embeddings.exported import MODEL, TOKENIZER, WEIGHTS, Export, read_export, write_description
from pipeline.embeddings.model_files import ModelFiles, configuration_hash
from pipeline.embeddings.openvino_runtime import load_openvino
from pipeline.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Raised whenever this file makes something else of the same model.
_REVISION = 1
# The least cosine between the vectors of the export and those of the model.
_COSINE = 0.999
_ASIDE = ".export-"
_ABANDONED_SECONDS = 24 * 3600
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def find_export(files: ModelFiles, *, cache: Path) -> Export:
    """The export of a model for the installed versions, made now if the cache holds none.

    It is built in a folder of its own and renamed into place: a process killed on the way leaves nothing that
    counts, and of two that build at once the second takes what the first one made.

    Raises:
        ModelError: the model cannot be exported, or the cache cannot be written.
    """
    versions = {
        name: importlib.metadata.version(name)
        for name in ("openvino", "sentence-transformers", "transformers", "torch", "numpy")
    }
    parts = [files.sha256, configuration_hash(files.folder), str(_REVISION), json.dumps(versions, sort_keys=True)]
    folder = cache / "encoders" / f"{files.sha256[:12]}-{sha256('|'.join(parts).encode()).hexdigest()[:12]}"
    held = read_export(folder)
    if held is not None:
        return held
    with _writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder.parent)
        if folder.exists():
            shutil.rmtree(folder)
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_ASIDE))
        try:
            _export(files, aside, versions)
            try:
                aside.rename(folder)
            except OSError:
                if read_export(folder) is None:
                    raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    made = read_export(folder)
    if made is None:
        raise ModelError(f"The exported encoder in {folder} is damaged; remove that folder and start again.")
    return made


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"The encoder cannot be exported to {folder.parent} ({error.strerror or error}); make room or name another "
            "folder with TRAVAUX_CACHE."
        ) from error


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed exports left behind, long enough ago that none of them can still be running."""
    for path in folder.glob(f"{_ASIDE}*"):
        try:
            old = time.time() - path.stat().st_mtime > _ABANDONED_SECONDS
        except FileNotFoundError:
            continue
        if old:
            shutil.rmtree(path, ignore_errors=True)


def _export(files: ModelFiles, target: Path, versions: dict[str, str]) -> None:
    # Imported here: torch and sentence-transformers take seconds and are needed for this one start only.
    from pipeline.embeddings.sentence_transformer import load_sentence_transformer, prompts_of, quiet_transformers

    model = load_sentence_transformer(files)
    if not getattr(model.tokenizer, "is_fast", False):
        raise ModelError(f"The model {files.model_id} has no fast tokenizer, which OpenVINO needs; use backend torch.")
    with quiet_transformers():
        inputs = _convert(model, target / MODEL, model_id=files.model_id)
    model.tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    query_prompt, passage_prompt = prompts_of(model)
    export = Export(
        folder=target,
        model_id=files.model_id,
        model_hash=files.sha256,
        dimension=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        pad_id=int(model.tokenizer.pad_token_id or 0),
        inputs=inputs,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        bfloat16=True,
        size=(target / WEIGHTS).stat().st_size,
        versions=versions,
    )
    if not _agrees(model, export):
        export = replace(export, bfloat16=False)
        if not _agrees(model, export):
            raise ModelError(f"The export of {files.model_id} to OpenVINO gives other vectors; use backend torch.")
    write_description(export)
    for path in target.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def _convert(model: "SentenceTransformer", target: Path, *, model_id: str) -> tuple[str, ...]:
    """Save the whole chain of the model's modules, pooling and normalising included; its inputs' names."""
    import torch

    coded = model.preprocess(["one sentence", "and another one, a little longer"])
    inputs = tuple(name for name in _INPUTS if name in coded)

    class Chain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.steps = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features: dict[str, Any] = dict(zip(inputs, tensors, strict=True))
            for step in self.steps:
                features = step(features)
            embedding: torch.Tensor = features["sentence_embedding"]
            return embedding

    rows = torch.export.Dim("rows", min=1, max=4096)
    length = torch.export.Dim("length", min=2, max=max(int(model.max_seq_length or 512), 8))
    example = tuple(coded[name][:, :8].contiguous() for name in inputs)
    openvino = load_openvino()
    try:
        with torch.no_grad():
            program = torch.export.export(
                Chain().eval(), example, dynamic_shapes={"tensors": tuple({0: rows, 1: length} for _ in inputs)}
            )
        converted = openvino.convert_model(program)
    except (RuntimeError, ValueError, TypeError, KeyError, NotImplementedError, AttributeError) as error:
        # What an exporter meets in a model that it cannot follow comes in all of these kinds.
        reason = str(error).strip().partition("\n")[0][:200]
        raise ModelError(
            f"The model {model_id} cannot be exported to OpenVINO ({reason}); use backend torch."
        ) from error
    for name, port in zip(inputs, converted.inputs, strict=True):
        port.get_tensor().set_names({name})
    openvino.save_model(converted, str(target), compress_to_fp16=False)
    return inputs


def _agrees(model: "SentenceTransformer", export: Export) -> bool:
    """Whether the export computes what the model does: prompts, tokens, pooling and arithmetic."""
    texts = [
        "No State may appropriate outer space.",
        "  The Parties MET in Geneva on 27 January 1967 — and agreed;\n\nnothing more was said of it. " * 3,
    ]
    encoder = Encoder(export)
    for ours, theirs in (
        (encoder.encode(texts, prompt=export.passage_prompt), model.encode_document(texts, show_progress_bar=False)),
        (encoder.encode(texts, prompt=export.query_prompt), model.encode_query(texts, show_progress_bar=False)),
    ):
        if float((ours * unit_rows(np.asarray(theirs, np.float32))).sum(axis=1).min()) < _COSINE:
            return False
    return True
