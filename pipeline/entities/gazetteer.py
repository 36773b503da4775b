"""Known names and where they stand in a text: one walk over the words through a tree of names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.data import Span
from pipeline.errors import SettingsError

FOLDER = Path(__file__).parent / "names"
# libyaml's loader where PyYAML was built with it; ten times as quick, the same result.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORD = re.compile(r"[^\W_]+")
# A word or mark and whether space stands before it. A blank line ends a name; so the space has at most one line break.
_STEP = re.compile(r"(?P<space>[^\S\n]{0,3}\n?[^\S\n]{0,40})(?P<mark>[^\W_]+|[^\w\s])")
# A running number: "9", "1408", "5B", "III"; no part of a larger figure, and no year where it may be missing.
_SERIAL = re.compile(
    r"[-–\s]?(?P<number>\d{1,5}(?:[A-Z]{0,3}|[a-z])|[IVX]{1,4}(?:-\d{1,3})?)(?![\w%]|[.,]\d)(?!\s?(?:million|billion|per\s?cent))"
)
# "Space Flag 24-1", "AsterX 2024", "Keen Edge 24"; but not the number of those who took part.
_EDITION = re.compile(
    r"(?:\s|-)\d\d-\d{1,2}\b|\s(?:19|20)\d\d(?=[\s,.;)])(?!-)|\s[IVXL]{2,7}(?![\w-])|\s(?:1[5-9]|[23]\d)(?![\w%]|[.,/-]\d)"
    r"(?!\s(?:million|billion|per|percent|nations|countries|states|States|participants|aircraft|ships|vessels|troops|personnel|"
    r"soldiers|days|weeks|years|members|teams|allies|partners|other|of)\b)"
)
# What hangs on the name of a system: "PSLV-XL", "GSLV-F15"; but "Galileo-EU" is two names.
_TAIL = re.compile(r"-(?!(?:US|EU|UK|UN)\b)(?:[A-Z]{1,2}|[A-Z]{0,3}\d{1,4}[A-Z]{0,2})(?:-\d{1,3})?(?![\w-])")
# The variant of a system: "F-16 Block 70/72", "Merkava Mk 4".
_VARIANT = re.compile(r"\s(?:Block|Mk\.?|Mark)\s?(?:\d{1,3}(?:/\d{1,3})?[A-Z]{0,2}|[IVX]{1,4}[A-Z]?)(?![\w-])")
_YEAR = re.compile(r"\s(?:19|20)\d\d")
_ADDRESS = re.compile(r"[.@][a-z]")
_MARKS = {"’": "'", "‘": "'", "–": "-", "‑": "-", "‐": "-"}
_SPELLING = {
    "centre": "center", "centres": "centers", "organisation": "organization", "organisations": "organizations",
    "programme": "program", "programmes": "programs", "defence": "defense", "harbour": "harbor", "labour": "labor",
}  # fmt: skip
_FILE_KEYS = {"label", "source", "confidence", "entries"}
_ENTRY_KEYS = {"names", "label", "confidence", "needs", "series", "linked", "common"}
_CUE_REACH = 400
_OF_STATE = re.compile(r"([A-Z]{2})_")
_STATES = {"UK": "GB"}
_OF_US = "organisations_us"


@dataclass(frozen=True, slots=True)
class Known:
    """A thing with an id. `needs` are words of which one must stand nearby for the short names in `names` to count.

    `series` says that a number after the name belongs to it ("optional") or must be there ("required").
    `linked` is False where the name alone does not tell which thing is meant; such a mention gets no id.
    `common` is True where the name is also an everyday word, so that only its exact spelling counts.
    """

    id: str
    label: str
    names: tuple[str, ...]
    source: str
    confidence: str
    needs: tuple[str, ...] = ()
    series: str = ""
    linked: bool = True
    common: bool = False
    home: str = ""

    @property
    def state(self) -> str:
        """The State (ISO 3166-1) whose body or law it is, as far as its id or its file tells; "" where they do not."""
        prefix = _OF_STATE.match(self.id)
        if prefix is None:
            return self.home
        return _STATES.get(prefix[1], prefix[1])


@dataclass(frozen=True, slots=True)
class Found:
    """A known name where it stands."""

    start: int
    end: int
    thing: Known
    canonical_id: str | None
    number: bool = False


@dataclass(slots=True)
class _Node:
    onward: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[tuple[tuple[str, ...], Known]] = field(default_factory=list)


class Gazetteer:
    """Names in a tree of words: finding them costs one look-up a word, however many names there are."""

    def __init__(self, things: Sequence[Known]) -> None:
        self.things = tuple(things)
        self._root = _Node()
        self._names: dict[tuple[str, str], str] = {}
        whole = [name for thing in things if thing.label == "PERSON" for name in thing.names if " " in name]
        others = {name.split()[0] for thing in things if thing.label != "PERSON" for name in thing.names}
        self.given_names = frozenset(name.split()[0] for name in whole) - others
        for thing in things:
            self._names.setdefault((thing.label, thing.id), thing.names[0])
            for name in thing.names:
                self._add(name, thing)

    def _add(self, name: str, thing: Known) -> None:
        node, marks = self._root, tuple(_marks(name))
        for _, _, key in marks:
            node = node.onward.setdefault(key, _Node())
        node.ends.append((tuple(mark for mark, _, _ in marks), thing))

    def name_of(self, label: str, canonical_id: str) -> str | None:
        """The usual name of a thing of this label."""
        return self._names.get((label, canonical_id))

    def named(self, surface: str) -> Sequence[Known]:
        """The things of this name, however it is spelt, whatever stands beside it."""
        node: _Node | None = self._root
        for _, _, key in _marks(surface):
            node = node.onward.get(key) if node else None
        return [thing for _, thing in node.ends] if node else []

    def find(self, text: str) -> Iterator[Found]:
        """Every known name in a text, the longest at each place, by start; names that overlap may both come."""
        caseless = _caseless(text)
        for word in _WORD.finditer(text):
            node = self._root.onward.get(_key(word[0]))
            if node is None or _inside_address(text, word.start()):
                continue
            found = self._longest(text, word.start(), word.end(), word[0], node, caseless)
            if found is not None:
                yield found

    def _longest(self, text: str, start: int, end: int, first: str, node: _Node, caseless: bool) -> Found | None:
        marks, best = [first], None
        while True:
            fitting = [thing for spelt, thing in node.ends if _same_case(spelt, marks, thing, caseless)]
            if fitting and (found := _settled(text, start, end, fitting)) is not None:
                best = found
            step = _STEP.match(text, end)
            onward = node.onward.get((" " if step["space"] else "") + _key(step["mark"])) if step else None
            if step is None or onward is None:
                return best
            node, end = onward, step.end()
            marks.append(_MARKS.get(step["mark"], step["mark"]))


def _settled(text: str, start: int, end: int, fitting: Sequence[Known]) -> Found | None:
    """Which of the things with this name is meant here; without an id where that stays open."""
    if _ADDRESS.match(text, end):
        return None
    free = [thing for thing in fitting if not thing.needs]
    nearby = text[max(0, start - _CUE_REACH) : end + _CUE_REACH].casefold()
    held = _EDITION.match(text, end) is not None  # "Flintlock 24" needs no other sign
    votes = [
        (sum(cue in nearby for cue in thing.needs) + (held and thing.label == "EVENT"), thing)
        for thing in fitting
        if thing.needs
    ]
    most = max((count for count, _ in votes), default=0)
    winners = [thing for count, thing in votes if count == most] if most else []
    chosen = winners or free
    if not chosen:
        return None
    number = _SERIAL.match(text, end)
    # A number behind the name decides: "Iridium 33" is a satellite in whatever company it stands.
    for thing in (one for one in (*free, *winners) if one.series and number):
        if number and (thing.series == "required" or not _YEAR.fullmatch(text, end, number.end())):
            joined = f"{thing.id}{number['number']}" if thing.linked else None
            return Found(start, _with_variant(text, number.end()), thing, joined, number=True)
    plain = [thing for thing in chosen if thing.series != "required"]
    if not plain:
        return None
    if plain[0].label == "EVENT" and (edition := _EDITION.match(text, end)):
        end = edition.end()
    if plain[0].label == "SYSTEM":
        tail = _TAIL.match(text, end)
        end = _with_variant(text, tail.end() if tail else end)
    doubtful = len({one.id for one in plain}) > 1 or not plain[0].linked
    return Found(start, end, plain[0], None if doubtful else plain[0].id)


def _with_variant(text: str, end: int) -> int:
    variant = _VARIANT.match(text, end)
    return variant.end() if variant else end


def _same_case(spelt: Sequence[str], marks: Sequence[str], thing: Known, caseless: bool) -> bool:
    if all(a == b or _variant(a, b) for a, b in zip(spelt, marks, strict=True)):
        return True
    letters = "".join(marks)
    long_enough = len(letters) > 4 and not thing.common
    return long_enough and (letters.isupper() or (caseless and letters.islower() and not "".join(spelt).isupper()))


def _variant(spelt: str, mark: str) -> bool:
    """The other spelling of the same word ("Centre", "Center"), in the same case."""
    return _key(spelt) == _key(mark) and spelt != mark and spelt.lower() != mark.lower() and spelt[0] == mark[0]


def _caseless(text: str) -> bool:
    """Whether a text has lost its capitals, as some scanned ones have."""
    sample = text[:20_000]
    letters = sum(map(str.isalpha, sample))
    return letters > 200 and sum(map(str.isupper, sample)) < letters * 0.003


def _marks(name: str) -> Iterator[tuple[str, bool, str]]:
    at = 0
    while step := _STEP.match(name, at):
        mark = _MARKS.get(step["mark"], step["mark"])
        yield mark, bool(step["space"]), (" " if step["space"] else "") + _key(mark)
        at = step.end()


def _key(word: str) -> str:
    low = word.lower()
    return _SPELLING.get(low) or _MARKS.get(low, low)


def _inside_address(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] in "@._" and not text[start - 2].isspace()


@cache
def load_gazetteer() -> Gazetteer:
    """The shipped names, read once."""
    return Gazetteer([thing for path in sorted(FOLDER.glob("*.yaml")) for thing in read_names(path)])


def known_names(surface: str) -> tuple[str, ...]:
    """All names of the things that go by this one, however it is spelt."""
    things = dict.fromkeys((thing.label, thing.id) for thing in load_gazetteer().named(surface))
    return tuple(dict.fromkeys(name for thing in things for name in _names_by_thing()[thing]))


@cache
def _names_by_thing() -> Mapping[tuple[str, str], Sequence[str]]:
    """The names of each thing, by label and id; several entries may share it."""
    names: dict[tuple[str, str], list[str]] = {}
    for thing in load_gazetteer().things:
        names.setdefault((thing.label, thing.id), []).extend(thing.names)
    return names


def find_geopolitical(text: str) -> list[Span]:
    """Where a text names a State, a region or a town that is known, by start."""
    return [Span(one.start, one.end) for one in load_gazetteer().find(text) if one.thing.label == "GPE"]


def read_names(path: Path) -> Iterator[Known]:
    """The things of one file: its label, source and confidence hold for every entry that says nothing else.

    Raises:
        SettingsError: the file is malformed; the message names file and key.
    """
    try:
        table = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: is no valid YAML ({error}); correct that place.") from error
    if not isinstance(table, dict) or set(table) != _FILE_KEYS or not isinstance(table["entries"], dict):
        raise SettingsError(f"{path}: a file of names has the keys {', '.join(sorted(_FILE_KEYS))} and no others.")
    for thing_id, entry in table["entries"].items():
        home = "US" if path.stem == _OF_US else ""
        yield replace(_known(f"{path}, '{thing_id}'", str(thing_id), entry, table), home=home)


def _known(where: str, thing_id: str, entry: object, table: Mapping[str, Any]) -> Known:
    row = {"names": entry} if isinstance(entry, list) else entry
    if not isinstance(row, dict) or not isinstance(row.get("names"), list) or not row["names"]:
        raise SettingsError(f"{where}: an entry is a list of names, or a mapping with 'names'.")
    if unknown := set(row) - _ENTRY_KEYS:
        raise SettingsError(
            f"{where}: '{min(unknown)}' is no key of an entry; known are {', '.join(sorted(_ENTRY_KEYS))}."
        )
    if not all(isinstance(name, str) and name.strip() for name in row["names"]):
        raise SettingsError(f"{where}: every name is a text; put names like No and On into quotation marks.")
    plain = Known(
        thing_id, row.get("label", table["label"]), (), table["source"], row.get("confidence", table["confidence"])
    )
    return replace(
        plain,
        names=tuple(dict.fromkeys(spelt for name in row["names"] for spelt in _spellings(name))),
        needs=tuple(str(cue).casefold() for cue in row.get("needs", ())),
        series=str(row.get("series", "")),
        linked=bool(row.get("linked", True)),
        common=bool(row.get("common", False)),
    )


def _spellings(name: str) -> Iterator[str]:
    """A name as given, and with the other ways to write the States and bodies that begin it."""
    yield name
    for group in (
        ("U.S. ", "US ", "United States "),
        ("UN ", "U.N. ", "United Nations "),
        ("UK ", "U.K. ", "United Kingdom "),
    ):
        for written in group:
            if name.startswith(written):
                yield from (other + name.removeprefix(written) for other in group if other != written)
