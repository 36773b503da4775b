"""The numbers of alignment and combiner, read from `weights.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Weights:
    """See the comments in `weights.yaml` for what each number does."""

    support: Mapping[str, float]
    support_ceiling: float
    refute: Mapping[str, float]
    refute_coverage: Mapping[str, float]
    decision: Mapping[str, float]
    open: Mapping[str, float]
    together: Mapping[str, Mapping[str, float]]


@cache
def load_weights() -> Weights:
    """The shipped weights, read once."""
    return Weights(**yaml.safe_load((Path(__file__).parent / "weights.yaml").read_text(encoding="utf-8")))
