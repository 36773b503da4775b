"""From a name to an entailment model, to the reader of questions, and to the ranker of passages."""

import importlib.metadata
import json
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from pipeline.entailment.entailment import Entailment, probabilities
from pipeline.entailment.exported import EntailmentExport
from pipeline.entailment.packed import PACKED, unpack
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
    download,
    in_fastest,
    quiet_transformers,
    read_export,
    remembered_sha256,
    weights_hash,
    weights_in,
    write_description,
)
from pipeline.settings import Settings

SHIPPED = "travaux-entailment"
SHIPPED_FOLDER = Path(__file__).parent / "weights"
# Two more go on from the shipped model: their folders hold what differs from its weights, and a calibration.
READER = "travaux-reader"
READER_FOLDER = Path(__file__).parent / "reader"
RANKER = "travaux-ranker"
RANKER_FOLDER = Path(__file__).parent / "ranker"
CALIBRATION = "calibration.json"

# Raised whenever this file makes something else of the same model.
_REVISION = 2
_MAX_TOKENS = 256
_REMEDY = "name another model with TRAVAUX_ENTAILMENT"
_INSTALL = "install Travaux again"
# What models of this kind call supported, refuted and not enough info.
_NAMES = (
    {"entailment", "supported", "supports"},
    {"contradiction", "refuted", "refutes"},
    {"neutral", "not_enough_info"},
)
# The most that a probability of the export may differ from the model's.
_DIFFERENCE = 0.03


def load_entailment(settings: Settings, *, model: str = "") -> Entailment:
    """The entailment model that is given here or in the settings; the shipped one when neither names any.

    Any cross-encoder of transformers with three classes can be named: a folder, or a model of the hub. A model's
    first start on a machine exports it into `settings.cache` and takes some seconds.

    Raises:
        ModelError: the model is missing, altered, or of another kind.
    """
    model = model or settings.entailment
    if model in ("", SHIPPED):
        return Entailment(
            _find_export(SHIPPED_FOLDER, SHIPPED, _shipped_hash(SHIPPED_FOLDER, settings.cache), settings.cache)
        )
    folder = Path(model).expanduser()
    folder = folder.resolve() if folder.is_dir() else download(model)
    if not weights_in(folder) or not (folder / "config.json").is_file():
        raise ModelError(
            f"'{folder}' is no model of transformers (it wants config.json and model.safetensors or "
            "pytorch_model.bin); name a folder or hub model that is one."
        )
    return Entailment(_find_export(folder, model, weights_hash(folder, settings.cache), settings.cache))


def load_reader(settings: Settings) -> Entailment:
    """The model that tells whether a text answers a question: how likely it does is the class supported.

    It shares the word vectors of the shipped entailment model, and is not to be changed by the settings: what answers
    make of its scores is fitted on them. Its first start on a machine exports it into `settings.cache`.

    Raises:
        ModelError: the weights are missing, altered, or not those that belong together; or they cannot be exported.
    """
    return _gone_on(READER_FOLDER, READER, settings.cache)


def load_ranker(settings: Settings) -> Entailment:
    """The model that tells whether a passage is what a query looks for: how likely it is, is the class supported.

    As with the reader, it goes with the shipped entailment model, and its first start exports it.

    Raises:
        ModelError: as for `load_reader`.
    """
    return _gone_on(RANKER_FOLDER, RANKER, settings.cache)


def _gone_on(folder: Path, name: str, cache: Path) -> Entailment:
    """A model that is stored as what differs from the shipped one."""
    own = _shipped_hash(folder, cache)
    base = _shipped_hash(SHIPPED_FOLDER, cache)
    if base not in _pinned(folder):
        raise ModelError(f"The weights in {folder} go with others than those in {SHIPPED_FOLDER}; {_INSTALL}.")
    model_hash = sha256(f"{base}{own}".encode()).hexdigest()
    return Entailment(_find_export(folder, name, model_hash, cache, base=SHIPPED_FOLDER))


def _pinned(folder: Path) -> list[str]:
    """The hashes in a folder's SHA256: that of its weights, then of those which these differ from."""
    try:
        lines = (folder / "SHA256").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ModelError(f"The file {folder / 'SHA256'} cannot be read ({error.strerror}); {_INSTALL}.") from error
    return [line.split()[0] for line in lines if line.strip()]


def _shipped_hash(folder: Path, cache: Path) -> str:
    wanted = _pinned(folder)[0]
    actual = remembered_sha256(folder / PACKED, cache)
    if actual != wanted:
        raise ModelError(
            f"The weights {folder / PACKED} are not the pinned ones (SHA-256 {actual}, expected {wanted}); {_INSTALL}."
        )
    return actual


def _find_export(
    folder: Path, model_id: str, model_hash: str, cache: Path, *, base: Path | None = None
) -> EntailmentExport:
    versions = {name: importlib.metadata.version(name) for name in ("openvino", "transformers", "torch")}
    parts = [model_hash, configuration_hash(folder), str(_REVISION), json.dumps(versions, sort_keys=True)]
    parts += arithmetics()
    if base:
        parts.append(configuration_hash(base))
    kept = cache / "entailment" / f"{model_hash[:12]}-{sha256('|'.join(parts).encode()).hexdigest()[:12]}"
    return build_once(
        kept,
        partial(_export, folder, model_id=model_id, model_hash=model_hash, base=base),
        partial(read_export, kind=EntailmentExport, names=described(EntailmentExport)),
    )


def _export(folder: Path, target: Path, *, model_id: str, model_hash: str, base: Path | None) -> None:
    # Imported here: torch and transformers take seconds and are needed for this one start only.
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    remedy = _INSTALL if base else _REMEDY
    with TemporaryDirectory() as plain, quiet_transformers():
        if (folder / PACKED).is_file():
            unpack(folder, Path(plain), base=base)
            source = Path(plain)
        else:
            source = folder
        try:
            model = AutoModelForSequenceClassification.from_pretrained(
                source, local_files_only=True, attn_implementation="eager"
            )
            tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ModelError(f"The model in {folder} cannot be loaded ({reason}); {remedy}.") from error
    if not tokenizer.is_fast:
        raise ModelError(f"The model {model_id} has no fast tokenizer, which OpenVINO needs; {remedy}.")
    order = _order(dict(model.config.id2label), model_id)
    examples = [
        ("The Treaty entered into force on 10 October 1967.", "The Treaty has been in force since 1967."),
        ("The Treaty entered into force on 10 October 1967.", "The Treaty never entered into force."),
        (
            "No State may appropriate outer space by claim of sovereignty, by use or by occupation.",
            "It has 17 articles.",
        ),
    ]
    coded = tokenizer([pair[0] for pair in examples], [pair[1] for pair in examples], padding=True, return_tensors="pt")
    inputs = tuple(name for name in INPUTS if name in coded)

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            logits: torch.Tensor = self.model(**dict(zip(inputs, tensors, strict=True))).logits
            return logits

    longest = min(_MAX_TOKENS, int(getattr(model.config, "max_position_embeddings", 0) or _MAX_TOKENS))
    with torch.no_grad():
        expected = model.eval()(**{name: coded[name] for name in inputs}).logits.numpy()[:, order]
    tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    calibration: dict[str, Any] = {"temperature": 1.0, "bias": [0.0, 0.0, 0.0]}
    if (folder / CALIBRATION).is_file():
        calibration = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
    describe = partial(
        EntailmentExport,
        folder=target,
        model_id=model_id,
        model_hash=model_hash,
        max_tokens=longest,
        pad_id=int(tokenizer.pad_token_id or 0),
        inputs=inputs,
        order=order,
        temperature=float(calibration["temperature"]),
        bias=tuple(float(value) for value in calibration["bias"]),
    )

    def agrees(export: EntailmentExport) -> bool:
        apart = np.abs(Entailment(export).score(examples) - probabilities(expected, export))
        return bool(apart.max() <= _DIFFERENCE)

    with TemporaryDirectory(dir=target) as plain:
        with quiet_transformers():
            convert(Logits(), coded, Path(plain) / MODEL, longest=longest, model_id=model_id, remedy=remedy)
        export = in_fastest(Path(plain) / MODEL, target / MODEL, describe=describe, agrees=agrees)
    if export is None:
        raise ModelError(f"The export of {model_id} to OpenVINO gives other answers; {remedy}.")
    write_description(export)


def _order(labels: dict[int, str], model_id: str) -> tuple[int, ...]:
    """Where supported, refuted and not enough info stand among the outputs of a model with these labels."""
    found = {label.lower(): number for number, label in labels.items()}
    places = [[number for label, number in found.items() if label in names] for names in _NAMES]
    if len(labels) != len(_NAMES) or any(len(place) != 1 for place in places):
        raise ModelError(
            f"The model {model_id} has the classes {', '.join(labels.values())}; an entailment model has entailment, "
            f"contradiction and neutral; {_REMEDY}."
        )
    return tuple(place[0] for place in places)
