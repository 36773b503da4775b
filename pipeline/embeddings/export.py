"""A sentence-transformers model turned into one that OpenVINO runs without torch; made once, kept in the cache."""

import importlib.metadata
import json
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.embeddings.embedder import unit_rows
from pipeline.embeddings.encoder import Encoder
from pipeline.embeddings.exported import Export
from pipeline.embeddings.model_files import ModelFiles
from pipeline.errors import ModelError
from pipeline.inference import (
    INPUTS,
    MODEL,
    TOKENIZER,
    arithmetics,
    build_once,
    configuration_hash,
    convert,
    described,
    in_fastest,
    quiet_transformers,
    read_export,
    write_description,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Raised whenever this file makes something else of the same model.
_REVISION = 3
# The least cosine between the vectors of the export and those of the model.
_COSINE = 0.999


def find_export(files: ModelFiles, *, cache: Path) -> Export:
    """The export of a model for the installed versions and this processor, made now if the cache holds none.

    Raises:
        ModelError: the model cannot be exported, or the cache cannot be written.
    """
    versions = {
        name: importlib.metadata.version(name)
        for name in ("openvino", "sentence-transformers", "transformers", "torch", "numpy")
    }
    parts = [files.sha256, configuration_hash(files.folder), str(_REVISION), json.dumps(versions, sort_keys=True)]
    parts += arithmetics()
    folder = cache / "encoders" / f"{files.sha256[:12]}-{sha256('|'.join(parts).encode()).hexdigest()[:12]}"
    return build_once(
        folder,
        partial(_export, files, versions=versions),
        partial(read_export, kind=Export, names=described(Export)),
    )


def _export(files: ModelFiles, target: Path, *, versions: dict[str, str]) -> None:
    # Imported here: torch and sentence-transformers take seconds and are needed for this one start only.
    from pipeline.embeddings.sentence_transformer import load_sentence_transformer, prompts_of

    model = load_sentence_transformer(files)
    if not getattr(model.tokenizer, "is_fast", False):
        raise ModelError(f"The model {files.model_id} has no fast tokenizer, which OpenVINO needs; use backend torch.")
    model.tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    query_prompt, passage_prompt = prompts_of(model)
    with TemporaryDirectory(dir=target) as plain:
        with quiet_transformers():
            inputs = _convert(model, Path(plain) / MODEL, model_id=files.model_id)
        describe = partial(
            Export,
            folder=target,
            model_id=files.model_id,
            model_hash=files.sha256,
            dimension=int(model.get_embedding_dimension() or 0),
            max_tokens=int(model.max_seq_length or 512),
            pad_id=int(model.tokenizer.pad_token_id or 0),
            inputs=inputs,
            query_prompt=query_prompt,
            passage_prompt=passage_prompt,
            versions=versions,
        )
        export = in_fastest(Path(plain) / MODEL, target / MODEL, describe=describe, agrees=partial(_agrees, model))
    if export is None:
        raise ModelError(f"The export of {files.model_id} to OpenVINO gives other vectors; use backend torch.")
    write_description(export)


def _convert(model: "SentenceTransformer", target: Path, *, model_id: str) -> tuple[str, ...]:
    """Save the whole chain of the model's modules, pooling and normalising included; its inputs' names.

    The first output is the text's vector, the second one those of its tokens.
    """
    import torch

    coded = model.preprocess(["one sentence", "and another one, a little longer"])
    inputs = tuple(name for name in INPUTS if name in coded)

    class Chain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.steps = model

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features: dict[str, Any] = dict(zip(inputs, tensors, strict=True))
            for step in self.steps:
                features = step(features)
            return features["sentence_embedding"], features["token_embeddings"]

    return convert(
        Chain(),
        coded,
        target,
        longest=int(model.max_seq_length or 512),
        model_id=model_id,
        remedy="use backend torch",
    )


def _agrees(model: "SentenceTransformer", export: Export) -> bool:
    """Whether the export computes what the model does: prompts, tokens, pooling and arithmetic."""
    texts = [
        "No State may appropriate outer space.",
        "  The Parties MET in Geneva on 27 January 1967 — and agreed;\n\nnothing more was said of it. " * 3,
        # Short ones lose most when numbers are rounded.
        "Who?",
        "",
    ]
    encoder = Encoder(export)
    for ours, theirs in (
        (encoder.encode(texts, prompt=export.passage_prompt), model.encode_document(texts, show_progress_bar=False)),
        (encoder.encode(texts, prompt=export.query_prompt), model.encode_query(texts, show_progress_bar=False)),
    ):
        if float((ours * unit_rows(np.asarray(theirs, np.float32))).sum(axis=1).min()) < _COSINE:
            return False
    return True
