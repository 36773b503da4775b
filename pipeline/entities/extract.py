"""Entities of a text: known names, rules and the statistical model, without overlap, linked where that is certain."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.data import Entity, Span, TreatyReference
from pipeline.entities.abbreviations import find_definitions
from pipeline.entities.dates import find_dates
from pipeline.entities.gazetteer import Found, Gazetteer, load_gazetteer
from pipeline.entities.rules import Rules, load_rules
from pipeline.language import Analysis, Language, RawEntity
from pipeline.treaties import Registry, find_treaty_references, load_registry

LABELS = ("ORG", "GPE", "PERSON", "FACILITY", "SYSTEM", "PROGRAM", "EVENT", "TREATY", "LAW", "DATE", "MONEY")
# The model's labels in ours. Peoples, plain numbers and times are no entities here, dates have rules of their own.
_OURS = {
    "ORG": "ORG", "GPE": "GPE", "PERSON": "PERSON", "FAC": "FACILITY", "PRODUCT": "SYSTEM", "EVENT": "EVENT",
    "LAW": "LAW", "LOC": "LOC", "MONEY": "MONEY",
}  # fmt: skip
_LEADING = re.compile(
    r"(?:[\w.]+-(?:led|based|backed|funded|owned|made|run|built)\s|(?:the|The|THE|a|A|an|An|this|This|its|their|and|of)\s|[\"“”‘’'(\[•*–—-]\s?)+"
)
_WORD_OF_LINE = re.compile(r"[^\W\d_][\w'’-]*")
_TRAILING = re.compile(r"(?:['’]s?|[\"“”)\],;:–—-]|\s|(?<!\b[A-Z])\.)+\Z")
_SMALL_IN_TITLES = frozenset("a as by from into or over under its their with via vs per nor but".split())
_YEAR_OF_ACT = re.compile(r"\s(?:of\s)?(?:1[89]|20)\d\d\b")
_WORDS_IN_NAME = 8
_SMALL = frozenset("of the and for in on to at de la le du des di del der von van al bin e y et".split())
# Numbers, and prefixes in small letters, that may begin a name ("18th Squadron", "al-Zarqawi", "von der Leyen").
_PREFIXED = re.compile(r"\d|(?:al|ar|as|at|el|an|de|di|da|du|van|von|bin|ibn|ben)[-\s’']")
_CURRENCY_WORD = re.compile(r"\b(?:dollars?|euros?|pounds?|yen|yuan|rou?bles?|francs?|won)\b")


def extract_entities(
    text: str, analysis: Analysis, *, treaties: Sequence[TreatyReference] | None = None
) -> tuple[Entity, ...]:
    """The entities of an analysed text, by offset, without overlap; `text[start:end]` is each one's text.

    The longest name wins. A name of the lists or a rule has the word over the model, except where the model sees a
    longer name around a place ("London Stock Exchange"). An id is given only where the name leaves no doubt.

    Args:
        text: the text that was analysed.
        analysis: what the language model says of it.
        treaties: the references to instruments in the text where they are known already; found anew otherwise.
    """
    rules, gazetteer = load_rules(), load_gazetteer()
    references = find_treaty_references(text) if treaties is None else treaties
    supported = [Span(raw.start, raw.end) for raw in analysis.entities if raw.label == "DATE"]
    firm = [
        *_instruments(text, references, load_registry()),
        *(_known(text, found, gazetteer) for found in gazetteer.find(text)),
        *(
            Entity(d.start, d.end, text[d.start : d.end], "DATE", d.value, d.value, "rule")
            for d in find_dates(text, rules, supported)
        ),
        *(_entity(text, match.start(), match.end(), "MONEY") for match in rules.money.finditer(text)),
        *(_entity(text, match.start(), match.end(), "PERSON") for match in rules.titled.finditer(text)),
        *(_entity(text, match.start(), match.end(), "LAW") for match in rules.cited_law.finditer(text)),
        *(_entity(text, start, _with_year(text, end, label), label) for start, end, label in rules.names(text)),
    ]
    firm += _described(text, analysis, firm, rules)
    registry = load_registry()
    firm = [_as_instrument(entity, registry) for entity in _longest(firm, rules)]
    guessed = [_as_instrument(entity, registry) for raw in analysis.entities for entity in _guessed(text, raw, rules)]
    found = _with_titles(text, _merged(firm, guessed), rules)
    return tuple(_linked_persons(_with_definitions(text, found), gazetteer))


def find_entities(text: str, language: Language | None = None) -> tuple[Entity, ...]:
    """The entities of a plain text."""
    return extract_entities(text, (language or Language()).analyse(text))


def _described(text: str, analysis: Analysis, firm: Sequence[Entity], rules: Rules) -> Iterator[Entity]:
    """Names that only the noun behind them explains, where neither lists nor model know them as something else."""
    taken = _Taken()
    for one in firm:
        taken.add(one.start, one.end)
    peoples, bodies = _Taken(), _Taken()
    for raw in analysis.entities:
        if raw.label in ("NORP", "ORG"):
            (peoples if raw.label == "NORP" else bodies).add(raw.start, raw.end)
    for start, end, label in rules.described(text):
        # "Airbus satellites" are a company's; but an unknown "Blackjack programme" is none, whatever the model says.
        known = peoples.holds(start, end) or (label == "SYSTEM" and bodies.holds(start, end))
        if not known and taken.add(start, end):
            yield _entity(text, start, end, label)


def _with_year(text: str, end: int, label: str) -> int:
    """The end of a statute's name with the year that tells it from others ("Act of 2015", "Act 2018")."""
    year = _YEAR_OF_ACT.match(text, end) if label == "LAW" else None
    return year.end() if year else end


def _entity(text: str, start: int, end: int, label: str) -> Entity:
    return Entity(start, end, text[start:end], label, origin="rule")


def _known(text: str, found: Found, gazetteer: Gazetteer) -> Entity:
    surface = text[found.start : found.end]
    name = None
    if found.canonical_id is not None:
        name = " ".join(surface.split()) if found.number else gazetteer.name_of(found.canonical_id)
    return Entity(found.start, found.end, surface, found.thing.label, found.canonical_id, name, "gazetteer")


def _instruments(text: str, references: Iterable[TreatyReference], registry: Registry) -> Iterator[Entity]:
    """Instruments that are named, without the numbers of their articles; resolutions are law."""
    for reference in references:
        instrument = registry.get(reference.treaty_id)
        start, end = reference.start, reference.end
        if reference.form not in ("name", "pinpoint", "resolution"):
            continue
        if reference.form == "pinpoint":
            if instrument is None:
                continue
            places = [(at, name) for name in instrument.names if (at := reference.text.find(name)) >= 0]
            if not places:
                continue
            at, name = max(places, key=lambda place: len(place[1]))
            start, end = reference.start + at, reference.start + at + len(name)
        label = "LAW" if reference.form == "resolution" else "TREATY"
        entity = Entity(start, end, text[start:end], label, origin="gazetteer")
        if instrument is not None:
            entity = replace(entity, canonical_id=instrument.id, canonical_name=instrument.name)
        yield entity


def _as_instrument(entity: Entity, registry: Registry) -> Entity:
    """A name that rule or model took for something else is the instrument whose full name it is."""
    if entity.origin == "gazetteer" or " " not in entity.text:
        return entity
    instrument = registry.by_title(entity.text)
    if instrument is None:
        return entity
    return replace(entity, label="TREATY", canonical_id=instrument.id, canonical_name=instrument.name)


def _longest(entities: Iterable[Entity], rules: Rules) -> list[Entity]:
    """Entities that do not overlap, the longest first; of equals a known name before a rule.

    A rule that only adds words before a known name of the same kind ("NASA Johnson Space Center") gives way to it;
    one that adds the legal form of a company takes the known name's id.
    """
    entities = list(entities)
    known_ends = {one.end: one for one in entities if one.origin == "gazetteer" and " " in one.text}
    known_starts = {one.start: one for one in entities if one.origin == "gazetteer" and one.label == "ORG"}
    candidates = []
    for one in entities:
        if one.origin == "rule":
            tail, front = known_ends.get(one.end), known_starts.get(one.start)
            if tail is not None and tail.label == one.label and tail.start > one.start:
                continue
            if front is not None and front.end < one.end and one.text[len(front.text) :].strip(" .,") in rules.suffixes:
                one = replace(one, canonical_id=front.canonical_id, canonical_name=front.canonical_name)
        candidates.append(one)
    rank = {"gazetteer": 0, "rule": 1, "model": 2}
    candidates.sort(key=lambda one: (one.start - one.end, rank[one.origin], one.start, one.canonical_id is None))
    taken = _Taken()
    return sorted((one for one in candidates if taken.add(one.start, one.end)), key=lambda one: one.start)


class _Taken:
    """Stretches that are taken, by cells of 256 characters, so that asking costs the same in any text."""

    def __init__(self) -> None:
        self._cells: dict[int, list[tuple[int, int]]] = {}

    def holds(self, start: int, end: int) -> bool:
        """Whether some of the stretch is taken."""
        cells = range(start >> 8, ((end - 1) >> 8) + 1)
        return any(a < end and start < b for cell in cells for a, b in self._cells.get(cell, ()))

    def add(self, start: int, end: int) -> bool:
        """Takes a stretch; False, and nothing taken, where some of it is taken already."""
        if self.holds(start, end):
            return False
        for cell in range(start >> 8, ((end - 1) >> 8) + 1):
            self._cells.setdefault(cell, []).append((start, end))
        return True


def _guessed(text: str, raw: RawEntity, rules: Rules) -> Iterator[Entity]:
    """What the model says, in our labels and without articles, quotation marks and possessives."""
    label = _OURS.get(raw.label)
    if label is None:
        return
    surface = text[raw.start : raw.end].split("\n")[0]
    start = raw.start + len(surface) - len(surface.lstrip())
    surface = surface.strip()
    if leading := _LEADING.match(surface):
        start, surface = start + leading.end(), surface[leading.end() :]
    surface = _TRAILING.sub("", surface.split(" (")[0]).rstrip()
    words = surface.split()
    if not words or len(words) > _WORDS_IN_NAME or surface in rules.generic or surface in rules.places:
        return
    if label == "MONEY":
        if any(char.isdigit() for char in surface) and _CURRENCY_WORD.search(surface):
            yield Entity(start, start + len(surface), surface, label)
        return
    if label != "GPE" and _in_title(text, start, start + len(surface)):
        return
    if label == "LAW" and words[-1] not in rules.laws and not rules.laws.intersection(words):
        return
    if not any(char.isupper() for char in surface) or not (words[0][0].isupper() or _PREFIXED.match(surface)):
        return
    if any(word.islower() and word not in _SMALL for word in words):  # a piece of a sentence rather than a name
        return
    yield Entity(start, start + len(surface), surface, label)


def _in_title(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a line of capitalised words, a heading, where capitals tell the model nothing."""
    low, high = text.rfind("\n", max(0, start - 120), start) + 1, text.find("\n", end, end + 120)
    if (low == 0 and start > 120) or (high < 0 and end + 120 < len(text)) or (low, high) == (0, -1):
        return False
    line = text[low : high if high >= 0 else len(text)]
    words = _WORD_OF_LINE.findall(line)
    plain = len(words) > 3 and not any(char in ",:;.!?" or char.isdigit() for char in line)
    return plain and all(word[0].isupper() or word in _SMALL or word in _SMALL_IN_TITLES for word in words)


def _merged(firm: Sequence[Entity], guessed: Iterable[Entity]) -> list[Entity]:
    """Firm entities and the model's where they say nothing; a longer guess around a mere place wins over it."""
    kept = {entity.start: entity for entity in firm}
    starts = sorted(kept)
    for guess in guessed:
        low = max(0, bisect_left(starts, guess.start) - 1)
        inside = []
        for start in starts[low:]:
            if start >= guess.end:
                break
            if kept[start].end > guess.start:
                inside.append(kept[start])
        if not inside:
            kept[guess.start] = guess
            starts.insert(bisect_left(starts, guess.start), guess.start)
        elif all(_gives_way(one, guess) for one in inside):
            for one in inside:
                del kept[one.start]
                starts.remove(one.start)
            kept[guess.start] = guess
            starts.insert(bisect_left(starts, guess.start), guess.start)
    return [kept[start] for start in starts]


def _gives_way(one: Entity, guess: Entity) -> bool:
    """Whether a firm entity is only a part of the longer name that the model sees: its place, or its unlisted end."""
    longer = guess.start <= one.start and one.end <= guess.end and one.end - one.start < guess.end - guess.start
    if not longer or "," in guess.text or guess.label in ("LOC", "MONEY"):
        return False
    return one.label == "GPE" or (one.origin == "rule" and one.label == guess.label and one.end == guess.end)


def _with_titles(text: str, found: Sequence[Entity], rules: Rules) -> list[Entity]:
    """Persons with the rank or office that stands directly before the name."""
    out: list[Entity] = []
    for entity in found:
        match = rules.titles.search(text, max(0, entity.start - 60), entity.start) if entity.label == "PERSON" else None
        if match:
            while out and out[-1].origin == "model" and out[-1].end > match.start():
                out.pop()  # a piece of the office that the model took for a name
            if not out or out[-1].end <= match.start():
                entity = replace(entity, start=match.start(), text=text[match.start() : entity.end])
        out.append(entity)
    return out


def _with_definitions(text: str, found: Sequence[Entity]) -> list[Entity]:
    """Short forms that the text defines take label and id of their long form, or are no entities if it is none."""
    meanings: dict[str, Entity | None] = {}
    starts = [entity.start for entity in found]
    for definition in find_definitions(text):
        at = max(0, bisect_left(starts, definition.start) - 1)
        near = [one for one in found[at : at + 3] if one.end == definition.end and one.start <= definition.start + 4]
        meanings.setdefault(definition.short, near[0] if near else None)
    if not meanings:
        return list(found)
    out = []
    for one in found:
        meaning = meanings.get(one.text, one)
        if meaning is not None:
            out.append(one if meaning is one else _meaning(one.start, one.text, meaning))
    taken = _Taken()
    for one in out:
        taken.add(one.start, one.end)
    for short, meaning in meanings.items():
        if meaning is not None:
            for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?!\w)", text):
                if taken.add(match.start(), match.end()):
                    out.append(_meaning(match.start(), short, meaning))
    return sorted(out, key=lambda one: one.start)


def _meaning(start: int, short: str, meaning: Entity) -> Entity:
    """The same thing under its short form."""
    return replace(meaning, start=start, end=start + len(short), text=short, origin="rule")


def _linked_persons(found: Sequence[Entity], gazetteer: Gazetteer) -> Iterator[Entity]:
    """Persons with the id of the known name inside the span, or of the one bearer of that surname in this text."""
    full: dict[str, set[str]] = {}
    linked: list[Entity] = []
    for entity in found:
        if entity.label == "PERSON" and entity.canonical_id is None:
            known = next((one for one in gazetteer.find(entity.text) if one.thing.label == "PERSON"), None)
            if known is not None and known.end == len(entity.text):
                entity = replace(entity, canonical_id=known.canonical_id, canonical_name=known.thing.names[0])
        if entity.label == "PERSON" and entity.canonical_id:
            full.setdefault(entity.text.split()[-1], set()).add(entity.canonical_id)
        linked.append(entity)
    for entity in linked:
        if entity.label == "PERSON" and entity.canonical_id is None:
            bearers = full.get(entity.text.split()[-1], set())
            if len(bearers) == 1 and len(entity.text.split()) <= 3 and _surname_only(entity.text):
                one = next(iter(bearers))
                entity = replace(entity, canonical_id=one, canonical_name=gazetteer.name_of(one))
        yield entity


def _surname_only(name: str) -> bool:
    """Whether nothing but a rank or office stands before the last word ("Gen. Whiting", "Whiting")."""
    return (
        load_rules().titles.fullmatch(name[: len(name) - len(name.split()[-1])]) is not None or len(name.split()) == 1
    )
