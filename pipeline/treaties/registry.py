"""The registry of instruments: one YAML file each, checked when it is loaded."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import SettingsError

FOLDER = Path(__file__).parent / "instruments"
# libyaml's loader where PyYAML was built with it; ten times as quick, the same result.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS: Mapping[str, tuple[type, ...]] = {
    "id": (str,),
    "name": (str,),
    "official_title": (str,),
    "aliases": (list,),
    "type": (str,),
    "adopted": (dict, type(None)),
    "opened_for_signature": (dict, type(None)),
    "entry_into_force": (str, type(None)),
    "depositary": (list, type(None)),
    "unts": (str, type(None)),
    "unts_registration": (str, type(None)),
    "other_citations": (list,),
    "n_articles": (int, type(None)),
    "provisions": (dict,),
    "status": (str,),
    "parties": (str, int, type(None)),
    "confidence": (str,),
    "source": (str,),
    "notes": (str, type(None)),
}
_REQUIRED = ("id", "name", "official_title", "type", "confidence", "source")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, accord or resolution, and what is known of it; `confidence` and `source` hold for every fact."""

    id: str
    name: str
    official_title: str
    type: str
    confidence: str
    source: str
    aliases: tuple[str, ...] = ()
    adopted: Mapping[str, str] | None = None
    opened_for_signature: Mapping[str, str] | None = None
    entry_into_force: str | None = None
    depositary: tuple[str, ...] = ()
    unts: str | None = None
    unts_registration: str | None = None
    other_citations: tuple[str, ...] = ()
    n_articles: int | None = None
    provisions: Mapping[str, str] | None = None
    status: str = ""
    parties: str | int | None = None
    notes: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name without repetition, the usual one first."""
        return tuple(dict.fromkeys((self.name, *self.aliases, self.official_title)))


class Registry:
    """Instruments by id."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self.instruments = instruments
        self._by_title = {_folded(name): one for one in instruments.values() for name in one.names}

    def get(self, treaty_id: str) -> Instrument | None:
        return self.instruments.get(treaty_id)

    def by_title(self, title: str) -> Instrument | None:
        """The instrument of which this is a full name, whatever the case and spacing."""
        return self._by_title.get(_folded(title))

    def search_terms(self, treaty_id: str) -> tuple[str, ...]:
        """The names and citations under which other texts may speak of an instrument."""
        one = self.instruments[treaty_id]
        return tuple(dict.fromkeys((*one.names, *filter(None, (one.unts,)), *one.other_citations)))


def load_registry(extra: Path | None = None) -> Registry:
    """The shipped registry, with a user's own instruments (YAML or JSON Lines) over it.

    Raises:
        SettingsError: a file is malformed; the message names file and key.
    """
    return _shipped() if extra is None else Registry({**_shipped().instruments, **dict(_user_instruments(extra))})


@cache
def _shipped() -> Registry:
    rows = ((path, yaml.load(path.read_bytes(), Loader=_LOADER)) for path in sorted(FOLDER.glob("*.yaml")))  # noqa: S506
    return Registry({one.id: one for one in (_instrument(path.name, row) for path, row in rows)})


def _user_instruments(path: Path) -> Iterator[tuple[str, Instrument]]:
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path}: cannot be read as a registry ({error}); name a YAML or JSON Lines file."
        ) from error
    try:
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in content.splitlines() if line.strip()]
        else:
            rows = [row for row in yaml.load_all(content, Loader=_LOADER) if row is not None]
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: is malformed ({error}); correct that place.") from error
    for row in rows:
        one = _instrument(str(path), row)
        yield one.id, one


def _instrument(where: str, row: object) -> Instrument:
    if not isinstance(row, dict):
        raise SettingsError(f"{where}: an instrument is a mapping of keys to values, not {type(row).__name__}.")
    for key in _REQUIRED:
        if not row.get(key):
            raise SettingsError(f"{where}: the key '{key}' is missing; every instrument needs {', '.join(_REQUIRED)}.")
    for key, value in row.items():
        if key not in _KEYS:
            raise SettingsError(f"{where}: '{key}' is no key of an instrument; known are {', '.join(_KEYS)}.")
        if not isinstance(value, _KEYS[key]):
            raise SettingsError(f"{where}: '{key}' wants {_KEYS[key][0].__name__}, not {type(value).__name__}.")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if value is not None
    }
    return Instrument(**values)


def _folded(title: str) -> str:
    words = title.casefold().replace("-", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
