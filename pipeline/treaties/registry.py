"""The registry of instruments: one YAML file each, checked when it is loaded."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from pipeline.errors import SettingsError

FOLDER = Path(__file__).parent / "instruments"
# libyaml's loader where PyYAML was built with it; ten times as quick, the same result.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REQUIRED = ("id", "name", "official_title", "type", "confidence", "source")

# What each key holds: the kind of value, and for lists and mappings the kind of what they hold (None: not looked at).
_SCHEMA: Mapping[str, tuple[tuple[type, ...], tuple[type, ...] | None]] = {
    "id": ((str,), None),
    "name": ((str,), None),
    "official_title": ((str,), None),
    "aliases": ((list,), (str,)),
    "nicknames": ((list,), (str,)),
    "needs_context": ((dict,), (list,)),
    "evoked_by": ((dict,), (list,)),
    "owned_by": ((list,), (str,)),
    "not_owned_by": ((list,), (str,)),
    "told_by": ((list,), (str,)),
    "type": ((str,), None),
    "domain": ((str,), None),
    "adopted": ((dict,), (str, type(None))),
    "opened_for_signature": ((dict,), (str, type(None))),
    "entry_into_force": ((str,), None),
    "depositary": ((list,), (str,)),
    "unts": ((str,), None),
    "unts_registration": ((str,), None),
    "other_citations": ((list,), (str,)),
    "n_articles": ((int,), None),
    "divisions": ((dict,), (int,)),
    "provisions": ((dict,), (str,)),
    "status": ((str,), None),
    "parties": ((str, int), None),
    "party_counts": ((list,), (dict,)),
    "ended": ((str,), None),
    "in_force": ((bool,), None),
    "impaired": ((bool,), None),
    "confidence": ((str,), None),
    "source": ((str,), None),
    "notes": ((str,), None),
}
_QUOTE = "; put a date or number in quotes"
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class PartyCount:
    """How many an instrument has `since` a date (ISO 8601, a year or month where the day is not known): its count.

    `kind` says what is counted: parties, signatories, members, subscribers or participants.
    """

    since: str
    count: int
    kind: str = "parties"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, accord or resolution, and what is known of it; `confidence` and `source` hold for every fact.

    `aliases` are further names under which texts speak of it; `nicknames` are known and never taken for a reference.
    `needs_context` gives names that also mean other things, each with words beside which it means the instrument
    (none: it always does, unless it is part of a longer title).
    `evoked_by` gives words that bring the instrument to mind without naming it, each with the articles it may then
    be about (none given: any). `owned_by` gives names of whose it is, so that a provision "of its Statute" is read as
    one behind them; `not_owned_by` gives others that have one called by the same noun: near them it is left open which
    is meant. `told_by` gives the provisions that tell, with the noun alone, which instrument it is
    ("Article 2(4) of the Charter"). `divisions` says how many articles, sections, chapters and parts there are; where
    it is given, what it leaves out the instrument does not have. `provisions` maps an article, numbered as in the
    instrument, to its gist.
    `ended` is the day on which it ceased to be in force; `in_force` False says that it never was, or not yet.
    `impaired` says that it is in force, but suspended or left by its main parties, so that a reader must be told.
    `party_counts` are the counts that the source gives, by date; `parties` is what it says of them in words.
    """

    id: str
    name: str
    official_title: str
    type: str
    confidence: str
    source: str
    aliases: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    needs_context: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    evoked_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    owned_by: tuple[str, ...] = ()
    not_owned_by: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    domain: str | None = None
    adopted: Mapping[str, str] | None = field(default=None, hash=False)
    opened_for_signature: Mapping[str, str] | None = field(default=None, hash=False)
    entry_into_force: str | None = None
    depositary: tuple[str, ...] = ()
    unts: str | None = None
    unts_registration: str | None = None
    other_citations: tuple[str, ...] = ()
    n_articles: int | None = None
    divisions: Mapping[str, int] = field(default_factory=dict, hash=False)
    provisions: Mapping[str, str] = field(default_factory=dict, hash=False)
    status: str = ""
    parties: str | int | None = None
    party_counts: tuple[PartyCount, ...] = ()
    ended: str | None = None
    in_force: bool | None = None
    impaired: bool = False
    notes: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name without repetition, the usual one first."""
        return tuple(dict.fromkeys((self.name, *self.aliases, self.official_title)))

    @property
    def citations(self) -> tuple[str, ...]:
        """Where it is printed: treaty series and document symbols, as one would cite them."""
        return (*((self.unts,) if self.unts else ()), *self.other_citations)

    @property
    def years(self) -> frozenset[str]:
        """The years by which it is called: adoption, opening for signature, signature, entry into force, of a draft."""
        dates = [self.entry_into_force or ""]
        for event in (self.adopted, self.opened_for_signature):
            dates += [event.get("date") or "", event.get("signed") or ""] if event else []
        if self.type.startswith("draft"):
            dates += [year for citation in self.other_citations for year in re.findall(r"\((\d{4})\)", citation)]
        return frozenset(date[:4] for date in dates if date)

    def is_in_force(self, on: str = "9999") -> bool | None:
        """Whether it is in force on a day (ISO 8601; today's state unless given); None where that is not known.

        Resolutions and political commitments do not enter into force, so of them it is not known.
        """
        if self.in_force is False:
            return False
        if self.entry_into_force is None:
            return None
        return self.entry_into_force <= on and (self.ended is None or on < self.ended)

    def parties_on(self, on: str = "9999") -> PartyCount | None:
        """The last count known for a day (ISO 8601; the newest unless given); None where none is as old as that."""
        known = [one for one in self.party_counts if one.since <= on]
        return max(known, key=lambda one: one.since, default=None)

    @property
    def is_resolution(self) -> bool:
        """Whether it is a resolution of a United Nations body, which texts cite by number and not by title."""
        return "resolution" in self.type

    def count(self, division: str) -> int | None:
        """How many articles (sections, chapters, parts) it has; None where that is not known or there are none."""
        if division == "article" and not self.divisions:
            return self.n_articles
        return self.divisions.get(division)


class Registry:
    """Instruments by id."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self.instruments = MappingProxyType(dict(instruments))
        self._by_title: dict[str, Instrument] = {}
        # Resolutions last: several bear the title of the treaty that they commend, and the title means the treaty.
        for one in sorted(instruments.values(), key=lambda one: one.is_resolution):
            for name in one.names:
                self._by_title.setdefault(_folded(name), one)

    def get(self, treaty_id: str) -> Instrument | None:
        """The instrument of that id, None where the registry has none."""
        return self.instruments.get(treaty_id)

    def status_of(self, treaty_id: str) -> str | None:
        """What is to be said of an instrument that is not in force, or is impaired; None of any other."""
        one = self.instruments.get(treaty_id)
        if one is None or not (one.impaired or one.is_in_force() is False):
            return None
        return one.status or "not in force"

    def by_title(self, title: str) -> Instrument | None:
        """The instrument of which this is a full name, whatever the case and spacing."""
        return self._by_title.get(_folded(title))

    def search_terms(self, treaty_id: str) -> tuple[str, ...]:
        """The names and citations under which other texts may speak of an instrument; none for an unknown id."""
        one = self.instruments.get(treaty_id)
        return () if one is None else tuple(dict.fromkeys((*one.names, *one.citations)))


def load_registry(extra: Path | Sequence[Path] | None = None) -> Registry:
    """The shipped registry, with a user's own instruments over it: files (YAML or JSON Lines) and folders of them.

    Of two instruments with the same id the later one counts.

    Raises:
        SettingsError: a file is malformed; the message names file and key.
    """
    if extra is None:
        return _shipped()
    instruments = dict(_shipped().instruments)
    for path in (extra,) if isinstance(extra, Path) else extra:
        for file in _registry_files(path):
            instruments.update(_user_instruments(file))
    return Registry(instruments)


@cache
def _shipped() -> Registry:
    rows = ((path, yaml.load(path.read_bytes(), Loader=_LOADER)) for path in sorted(FOLDER.glob("*.yaml")))  # noqa: S506
    return Registry({one.id: one for one in (_instrument(path.name, row) for path, row in rows)})


def _registry_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml", ".jsonl") and file.is_file())
    if not files:
        raise SettingsError(f"{path}: holds no registry; name a folder with .yaml or .jsonl files of instruments.")
    return files


def _user_instruments(path: Path) -> Iterator[tuple[str, Instrument]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(
            f"{path}: cannot be read as a registry ({reason}); name a YAML or JSON Lines file."
        ) from error
    rows: list[tuple[str, object]] = []
    where = str(path)
    try:
        if path.suffix == ".jsonl":
            for number, line in enumerate(content.splitlines(), start=1):
                where = f"{path}, line {number}"
                if line.strip():
                    rows.append((where, json.loads(line)))
        else:
            for part in yaml.load_all(content, Loader=_LOADER):
                listed = part if isinstance(part, list) else [] if part is None else [part]
                rows += ((f"{path}, instrument {len(rows) + at}", one) for at, one in enumerate(listed, start=1))
    except (ValueError, RecursionError, yaml.YAMLError) as error:  # also dates that are none, numbers without end
        reason = " ".join(str(error).split())
        raise SettingsError(f"{where}: is malformed ({reason}); correct that place.") from error
    if not rows:
        raise SettingsError(f"{path}: holds no instrument; write at least one, as docs/registry.md shows.")
    for where, row in rows:
        one = _instrument(where, row)
        owners = (*one.owned_by, *one.not_owned_by)
        for name in (*one.names, *one.nicknames, *one.needs_context, *one.evoked_by, *owners):
            if not any(sign.isalnum() for sign in name):
                raise SettingsError(f"{where}: '{name}' is no name; take it out, or write letters.")
        if not one.id.isprintable() or " " in one.id:
            raise SettingsError(f"{where}: 'id' wants letters and figures without spaces, not '{one.id}'.")
        yield one.id, one


def _instrument(where: str, row: object) -> Instrument:
    if not isinstance(row, dict):
        raise SettingsError(f"{where}: an instrument is a mapping of keys to values, not {type(row).__name__}.")
    for key in _REQUIRED:
        if not row.get(key):
            raise SettingsError(f"{where}: the key '{key}' is missing; every instrument needs {', '.join(_REQUIRED)}.")
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in _SCHEMA:
            raise SettingsError(f"{where}: '{key}' is no key of an instrument; known are {', '.join(_SCHEMA)}.")
        if value is not None:
            values[key] = _checked(where, key, value)
    if values["confidence"] not in _CONFIDENCES:
        raise SettingsError(f"{where}: 'confidence' wants {', '.join(_CONFIDENCES)}, not '{values['confidence']}'.")
    return Instrument(**values)


def _checked(where: str, key: str, value: object) -> object:
    kinds, inner = _SCHEMA[key]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise SettingsError(
            f"{where}: '{key}' wants {kinds[0].__name__}, not {type(value).__name__}{_QUOTE if str in kinds else ''}."
        )
    held = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for item in held:
        if inner is not None and not isinstance(item, inner):
            hint = _QUOTE if str in inner else ""
            raise SettingsError(f"{where}: '{key}' holds {inner[0].__name__}, not {type(item).__name__}{hint}.")
    if key == "party_counts" and isinstance(value, list):
        return tuple(_party_count(where, item) for item in value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return MappingProxyType(
            {str(name): tuple(map(str, item)) if isinstance(item, list) else item for name, item in value.items()}
        )
    return value


def _party_count(where: str, row: Mapping[str, object]) -> PartyCount:
    since, count, kind = row.get("since"), row.get("count"), row.get("kind", "parties")
    whole = set(row) <= {"since", "count", "kind"} and isinstance(count, int) and not isinstance(count, bool)
    if not whole or not isinstance(since, str) or not _DATE.fullmatch(since) or not isinstance(kind, str):
        raise SettingsError(
            f"{where}: 'party_counts' wants rows like {{since: '2024-03', count: 115, kind: parties}}, not {dict(row)}."
        )
    return PartyCount(since, int(str(count)), kind)


def _folded(title: str) -> str:
    words = title.casefold().replace("-", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
