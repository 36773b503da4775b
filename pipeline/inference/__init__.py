"""Models without torch: turned into OpenVINO's form once (`convert`, `build_once`), then run from there (`Runner`)."""

from pipeline.inference.arithmetic import arithmetics, in_fastest
from pipeline.inference.build import build_once
from pipeline.inference.checksums import remembered_sha256
from pipeline.inference.convert import INPUTS, convert
from pipeline.inference.exported import MODEL, TOKENIZER, WEIGHTS, described, read_export, write_description
from pipeline.inference.model_folder import configuration_hash, download, quiet_transformers, weights_hash, weights_in
from pipeline.inference.runner import Row, Runner

__all__ = [
    "INPUTS",
    "MODEL",
    "TOKENIZER",
    "WEIGHTS",
    "Row",
    "Runner",
    "arithmetics",
    "build_once",
    "configuration_hash",
    "convert",
    "described",
    "download",
    "in_fastest",
    "quiet_transformers",
    "read_export",
    "remembered_sha256",
    "weights_hash",
    "weights_in",
    "write_description",
]
