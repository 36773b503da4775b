"""The word lists that tell claims from praise, read from `cues.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Cues:
    """See the comments in `cues.yaml` for what each list does."""

    self_phrases: frozenset[str]
    forecast_phrases: frozenset[str]
    forecast_auxiliaries: frozenset[str]
    advice_auxiliaries: frozenset[str]
    possible_auxiliaries: frozenset[str]
    evaluative: frozenset[str]
    promotional: frozenset[str]
    creation: frozenset[str]
    norms: frozenset[str]
    attribution_endings: frozenset[str]
    instrument_nouns: frozenset[str]
    group_nouns: frozenset[str]
    self_nouns: frozenset[str]
    discourse: frozenset[str]
    time_ahead: frozenset[str]
    worth: frozenset[str]
    valuing: frozenset[str]
    stance: frozenset[str]
    portraying: frozenset[str]
    saying: frozenset[str]
    bound: frozenset[str]
    provisions: frozenset[str]


@cache
def load_cues() -> Cues:
    """The shipped cues, read once."""
    raw = yaml.safe_load((Path(__file__).parent / "cues.yaml").read_text(encoding="utf-8"))
    return Cues(**{name: frozenset(words) for name, words in raw.items()})
