"""Settings of a run: defaults, then `travaux.toml`, then environment variables named `TRAVAUX_*`."""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError

# What a setting may say that has a few words to choose from.
_CHOICES: Mapping[str, tuple[str, ...]] = {"rerank": ("runs", "always", "never")}
# The least that a number may be.
_LEAST: Mapping[str, float] = {
    "max_file_mb": 0.001,
    "max_pages": 1,
    "passage_min_words": 1,
    "passage_max_words": 1,
    "signatures": 1,
    "llm_timeout": 0.1,
}


def _default_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "travaux"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set. What shapes an index is also kept in that index's manifest.

    `embedder`, `entailment` and `spacy_model` take a name or a folder; empty means the model that is shipped.
    `backend` is "openvino" (no torch on the hot path) or "torch" (sentence-transformers, any model). Sizes are in
    megabytes (10**6 bytes), passage lengths in words. `rerank` is whether a search reads its best passages together
    with the query before it orders them: in "runs" of many queries, "always" or "never". `llm_url` is the base address
    of an OpenAI-compatible server that may phrase answers; empty, which is the default, means that nothing is sent
    anywhere. `llm_timeout` is in seconds. `signatures` is how many people must decide alike before a verdict counts as
    reviewed.
    """

    cache: Path
    embedder: str = ""
    backend: str = ""
    entailment: str = ""
    spacy_model: str = ""
    max_file_mb: float = 100.0
    max_pages: int = 5_000
    passage_min_words: int = 100
    passage_max_words: int = 180
    rerank: str = "runs"
    reviewer: str = ""
    signatures: int = 1
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_timeout: float = 30.0


def load_settings(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings for a run in `folder` (where `travaux.toml` may lie; the current one unless given).

    Raises:
        SettingsError: the file is missing where TRAVAUX_CONFIG names one, or no TOML; a key is not known, or a value
            out of range.
    """
    environ = os.environ if environ is None else environ
    settings = Settings(cache=_default_cache())
    named = environ.get("TRAVAUX_CONFIG")
    path = Path(named or (folder or Path.cwd()) / "travaux.toml")
    if named or os.path.isfile(path):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: is not valid TOML ({error}); correct the file or remove it.") from error
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read as settings ({error.strerror}); name another file.") from error
        for name, value in table.items():
            settings = _set(settings, name, str(value), where=str(path))
    for spec in fields(Settings):
        value = environ.get(f"TRAVAUX_{spec.name.upper()}")
        if value:
            settings = _set(settings, spec.name, value, where=f"TRAVAUX_{spec.name.upper()}")
    if settings.passage_min_words > settings.passage_max_words:
        raise SettingsError(
            f"A passage has at least {settings.passage_min_words} words (passage_min_words) and at most "
            f"{settings.passage_max_words} (passage_max_words); set the first no higher than the second."
        )
    return settings


def _set(settings: Settings, name: str, value: str, *, where: str) -> Settings:
    kinds = {spec.name: type(getattr(settings, spec.name)) for spec in fields(Settings)}
    if name not in kinds:
        raise SettingsError(f"{where}: '{name}' is no setting; known are {', '.join(sorted(kinds))}.")
    if value not in _CHOICES.get(name, (value,)):
        raise SettingsError(f"{where}: '{name}' wants one of {', '.join(_CHOICES[name])}, not '{value}'.")
    least = _LEAST.get(name, 0)
    converted: Any
    try:
        converted = Path(value).expanduser() if issubclass(kinds[name], Path) else kinds[name](value)
        if name in _LEAST and not least <= converted < math.inf:
            raise ValueError
    except ValueError as error:
        wanted = {int: f"a whole number from {least}", float: f"a number from {least:g}"}[kinds[name]]
        raise SettingsError(f"{where}: '{name}' wants {wanted}, not '{value}'.") from error
    return replace(settings, **{name: converted})
