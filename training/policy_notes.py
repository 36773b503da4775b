"""Pairs in the manner of policy notes: made-up facts, one wording in the evidence and another in the claim.

The wordings stand in `policy_notes.yaml`, and what each says of the others there. The names are made up or drawn at
random, so that the model learns how such facts are worded and not who signed what.
"""

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SLOT = re.compile(r"\{(\w):(\w+)\}|\{S\}")
MONTHS = "January February March April May June July August September October November December".split()
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
LISTS = {"states": "state", "cities": "city", "orgs": "org"}
# Another value of these contradicts; of others, such as a State or a topic, both may be true.
DECIDING = {
    "on", "On", "since", "month", "year", "cities", "city", "states", "orgs", "count", "few", "ordinal", "hundred",
    "thousand", "span", "art", "money",
}  # fmt: skip
KINDS = ("Treaty", "Convention", "Agreement", "Protocol", "Pact")
THEMES = (
    "Orbital Safety", "the Peaceful Use of Space", "Missile Limits", "Launch Notification", "Space Traffic",
    "the Arctic", "Satellite Services", "Nuclear Tests", "Strategic Arms", "Mutual Defence", "the Seabed",
    "Lunar Activities",
)  # fmt: skip


Slot = tuple[str, str]  # letter and kind


class Pair(NamedTuple):
    """Evidence and claim with its label, and which fact of the file they are made from."""

    evidence: str
    claim: str
    label: str
    fact: int


class Date(NamedTuple):
    """A day, to be written whole, as a month or as a year; the earlier one is the smaller."""

    year: int
    month: int
    day: int


class _World:
    """Values for the slots of one fact, all of a kind different."""

    def __init__(self, pools: Mapping[str, Sequence[str]], rng: random.Random) -> None:
        self.pools, self.rng = pools, rng
        self.used: set[Any] = set()

    def value(self, kind: str) -> Any:  # noqa: ANN401
        for _ in range(200):
            made = self._make(kind)
            key = tuple(made) if isinstance(made, list) else made
            if key not in self.used:
                self.used.add(key)
                if isinstance(made, list):
                    self.used.update(made)
                return made
        raise ValueError(f"no further value of the kind '{kind}'")

    def values(self, wordings: Sequence[str]) -> dict[Slot, Any]:
        """A value for each slot; one letter has one value, under whatever kinds it is written (a date, its year)."""
        by_letter: dict[str, Any] = {}
        found: dict[Slot, Any] = {}
        for letter, kind in (slot for wording in wordings for slot in SLOT.findall(wording)):
            if letter and kind != "howmany":
                if letter not in by_letter:
                    by_letter[letter] = self.value(kind)
                found[letter, kind] = by_letter[letter]
        return found

    def _make(self, kind: str) -> Any:  # noqa: ANN401
        rng = self.rng
        if kind in ("on", "On", "since", "month", "year"):
            return Date(rng.randint(1945, 2026), rng.randint(1, 12), rng.randint(1, 28))
        if kind in LISTS:
            return rng.sample(
                [one for one in self.pools[LISTS[kind]] if one not in self.used], rng.choice((2, 3, 3, 4))
            )
        if kind == "treaty":
            return treaty_name(rng, self.pools["city"])
        ranges = {"few": (3, 12), "few2": (2, 9), "count": (5, 190), "ordinal": (2, 80), "hundred": (2, 30),
                  "thousand": (10, 90), "span": (1, 12), "art": (1, 30), "money": (2, 90)}  # fmt: skip
        if kind in ranges:
            return (kind, rng.randint(*ranges[kind]))
        return rng.choice(self.pools[kind])


def treaty_name(rng: random.Random, cities: Sequence[str]) -> str:
    kind, theme, city = rng.choice(KINDS), rng.choice(THEMES), rng.choice(cities)
    forms = (f"the {city} {kind}", f"the {kind} on {theme}", f"the {city} {kind} on {theme}")
    return rng.choice(forms)


def subject(group: str, rng: random.Random, pools: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """A name, and the noun that may stand for it."""
    if group == "treaty":
        name = treaty_name(rng, pools["city"])
        return name, "the " + next(kind for kind in KINDS if kind in name).lower()
    if group == "accord":
        city, theme = rng.choice(pools["city"]), rng.choice(THEMES)
        kind = rng.choice(("Code of Conduct", "Declaration", "Memorandum", "Arrangement", "Charter"))
        return rng.choice((f"the {city} {kind}", f"the {kind} on {theme}")), "the text"
    if group == "resolution":
        number = rng.choice((f"{rng.randint(30, 80)}/{rng.randint(10, 250)}", f"{rng.randint(1200, 3300)} (XX)"))
        return rng.choice((f"resolution {number}", f"General Assembly resolution {number}")), "the resolution"
    theme = rng.choice(("Space", "Orbital", "Missile Warning", "Satellite", "Launch", "Debris"))
    kind = rng.choice(("Centre", "Association", "Agency", "Command", "Committee", "Initiative", "Programme", "Office"))
    return f"the {rng.choice(('Allied', 'Joint', 'European', 'Northern', 'International'))} {theme} {kind}", "the body"


def written(kind: str, value: Any, rng: random.Random, exact: bool) -> str:  # noqa: ANN401
    if isinstance(value, Date):
        full = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        month, year = f"{MONTHS[value.month - 1]} {value.year}", str(value.year)
        if kind == "year":
            return year
        if kind == "month":
            return month
        if kind == "since":
            return full if exact else rng.choice((full, month, year))
        form = f"on {full}" if exact else rng.choice((f"on {full}", f"in {month}", f"in {year}"))
        return form[:1].upper() + form[1:] if kind == "On" else form
    if isinstance(value, list):
        value = value if exact else rng.sample(value, len(value))
        return ", ".join(value[:-1]) + f" and {value[-1]}"
    if isinstance(value, tuple):
        _, number = value
        worded = NUMBERS[number - 1] if number <= len(NUMBERS) else str(number)
        if kind in ("few", "few2", "count"):
            return worded if rng.random() < 0.5 else str(number)
        if kind == "ordinal":
            ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
            return f"{number}{ending}"
        if kind == "hundred":
            return str(number * 50)
        if kind == "thousand":
            return f"{number * 50:,}"
        if kind == "span":
            unit = "month" if number > 6 else "year"
            count = number if unit == "year" else number - 6
            return f"{NUMBERS[count - 1]} {unit}{'s' if count > 1 else ''}"
        if kind == "art":
            return str(number) if rng.random() < 0.5 else roman(number)
        return f"{NUMBERS[number - 1] if number <= len(NUMBERS) else number} million dollars"
    return str(value)


def roman(number: int) -> str:
    figures = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for worth, letters in figures:
        while number >= worth:
            text, number = text + letters, number - worth
    return text


class Writer:
    """Makes pairs; the same seed gives the same ones."""

    def __init__(self, path: Path, seed: int) -> None:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.pools: dict[str, list[str]] = content.pop("values")
        self.unanswered: dict[str, list[str]] = content.pop("unanswered")
        self.facts = [(group, fact) for group, facts in content.items() for fact in facts]
        self.rng = random.Random(seed)

    def pair(self) -> Pair:
        rng = self.rng
        number = rng.randrange(len(self.facts))
        group, fact = self.facts[number]
        world = _World(self.pools, rng)
        name, noun = subject(group, rng, self.pools)
        values = world.values(
            (*fact["says"], *fact.get("follows", ()), *fact.get("against", ()), *fact.get("apart", ()))
        )
        kind, base, claim = self._choose(group, fact, values, world, name)
        if kind == "other subject":
            other = name
            while other == name:
                other, _ = subject(group, rng, self.pools)
            label, said = "nei", self._fill(claim, values, other, exact=False)
        else:
            label, changed = kind
            said = self._fill(claim, changed, name, exact=rng.random() < 0.5)
        note, _ = self._note(group, number, base, values, name, noun)
        return Pair(note, sentence(said), label, number)

    def comparison(self) -> Pair:
        """Two instruments with a date each, and a claim on which of them came first."""
        rng = self.rng
        world = _World(self.pools, rng)
        one, other, third = (world.value("treaty") for _ in range(3))
        first, second = world.value("on"), world.value("on")
        if first.year == second.year:
            second = second._replace(year=second.year + rng.choice((-2, 3)))
        events = ("entered into force", "was opened for signature", "was signed", "was adopted")
        event = rng.choice(events)
        later_event = event if rng.random() < 0.4 else rng.choice(events)
        told = [
            f"{sentence(name)[:-1]} {what} {written('on', date, rng, exact=True)}."
            for name, what, date in ((one, event, first), (other, later_event, second))
        ]
        rng.shuffle(told)
        stranger = rng.random() < 0.2
        named = third if stranger else other
        form, early = rng.choice(
            (
                ("{A} {e} before {B} {f}", True),
                ("{A} {e} after {B} {f}", False),
                ("{A} {e} earlier than {B} {f}", True),
                ("{B} {f} only after {A} {e}", True),
                ("{B} {f} before {A} {e}", False),
            )
        )
        if event == later_event and rng.random() < 0.3:
            form, early = rng.choice((("{A} is older than {B}", True), ("{A} is younger than {B}", False)))
        claim = form.replace("{A}", one).replace("{B}", named).replace("{e}", event).replace("{f}", later_event)
        label = "nei" if stranger else "supported" if (first < second) == early else "refuted"
        return Pair(" ".join(told), sentence(claim), label, -1)

    def question(self) -> Pair:
        """A question in the place of the claim: supported where the note answers it, left open where it does not."""
        rng = self.rng
        number = rng.randrange(len(self.facts))
        group, fact = self.facts[number]
        world = _World(self.pools, rng)
        name, noun = subject(group, rng, self.pools)
        silent = rng.choice(self.unanswered[group])
        values = world.values((*fact["says"], *fact["asks"], silent))
        note, told = self._note(group, number, rng.choice(fact["says"]), values, name, noun)
        draw = rng.random()
        if draw < 0.5:
            return Pair(note, self._fill(rng.choice(fact["asks"]), values, name, exact=True), "supported", number)
        if draw < 0.65:
            return Pair(note, self._fill(silent, values, name, exact=True), "nei", number)
        if draw < 0.75 and group != "event":
            other = name
            while other == name:
                other, _ = subject(group, rng, self.pools)
            return Pair(note, self._fill(rng.choice(fact["asks"]), values, other, exact=True), "nei", number)
        untold = [one for at, (kind, one) in enumerate(self.facts) if kind == group and at not in told]
        asked = rng.choice(rng.choice(untold)["asks"])
        return Pair(note, self._fill(asked, world.values((asked,)), name, exact=True), "nei", number)

    def _choose(
        self, group: str, fact: Mapping[str, Any], values: dict[Slot, Any], world: _World, name: str
    ) -> tuple[Any, str, str]:
        """The kind of claim with its values, the wording of the evidence and that of the claim."""
        rng = self.rng
        says, follows = fact["says"], fact.get("follows", [])
        against, apart = fact.get("against", []), fact.get("apart", [])
        base = rng.choice(says)
        others = [wording for wording in says if wording != base] or says
        draw = rng.random()
        if draw < 0.2:
            return ("supported", values), base, rng.choice(others)
        if draw < 0.24:
            return ("supported", values), base, base
        if draw < 0.34 and follows:
            return ("supported", values), base, rng.choice(follows)
        if draw < 0.40 and (against or apart):
            stated = rng.choice([*against, *apart])
            return ("supported", values), stated, stated
        if draw < 0.56 and against:
            return ("refuted", values), base, rng.choice(against)
        if draw < 0.60 and against:
            return ("refuted", values), rng.choice(against), rng.choice(says)
        deciding = [
            slot for slot in values if slot[1] in DECIDING and any(f"{{{slot[0]}:" in wording for wording in says)
        ]
        deciding = [slot for slot in deciding if slot[0] not in fact.get("keep", ()) and not fact.get("many")]
        if draw < 0.76 and deciding:
            slot = rng.choice(deciding)
            changed = dict(values)
            changed[slot] = self._another(slot[1], values[slot], world)
            changed.update({twin: changed[slot] for twin in values if twin[0] == slot[0]})
            return ("refuted", changed), base, rng.choice(says)
        if draw < 0.86 and apart:
            return ("nei", values), base, rng.choice(apart)
        if draw < 0.92 and group != "event":
            return "other subject", base, rng.choice([*says, *follows, *against])
        strange = rng.choice([one for kind, one in self.facts if kind == group and one is not fact])
        wording = rng.choice([*strange["says"], *strange.get("against", []), *strange.get("follows", [])])
        return ("nei", world.values((*strange["says"], wording))), base, wording

    def _another(self, kind: str, value: Any, world: _World) -> Any:  # noqa: ANN401
        if isinstance(value, Date):
            # A year apart, so that no less exact form of the date stays true.
            return value._replace(year=value.year + self.rng.choice((-21, -8, -3, -1, 1, 2, 5, 13)))
        if isinstance(value, list):
            at = self.rng.randrange(len(value))
            return [*value[:at], world.value(LISTS[kind]), *value[at + 1 :]]
        return world.value(kind)

    def _note(
        self, group: str, number: int, base: str, values: dict[Slot, Any], name: str, noun: str
    ) -> tuple[str, set[int]]:
        """The evidence, and which facts it tells: one alone, under a title, or between others of the same subject."""
        rng = self.rng
        draw = rng.random()
        told = {number}
        if group == "event" or draw < 0.3:
            return sentence(self._fill(base, values, name, exact=True)), told
        lines: list[str] = []
        around = rng.randint(0, 3)
        place = rng.randint(0, around)
        near = [other for other, (kind, _) in enumerate(self.facts) if kind == group and other != number]
        world = _World(self.pools, rng)
        world.used.update(value for value in values.values() if not isinstance(value, list))
        for at in range(around + 1):
            shown = name if at == 0 and draw < 0.6 else rng.choice(("it", "it", noun))
            if at == place:
                lines.append(sentence(self._fill(base, values, shown, exact=True)))
                continue
            stranger = near.pop(rng.randrange(len(near)))
            told.add(stranger)
            fact = self.facts[stranger][1]
            wording = rng.choice(fact["says"])
            lines.append(sentence(self._fill(wording, world.values(fact["says"]), shown, exact=True)))
        title = name[:1].upper() + name[1:]
        titled = draw >= 0.6 or rng.random() < 0.5
        return " ".join([f"{title.removeprefix('The ')}.", *lines] if titled else lines), told

    def _fill(self, wording: str, values: Mapping[Slot, Any], name: str, *, exact: bool) -> str:
        def one(match: re.Match[str]) -> str:
            letter, kind = match.groups()
            if letter is None:
                return name
            if kind == "howmany":
                return NUMBERS[len(next(value for key, value in values.items() if key[0] == letter)) - 1]
            return written(kind, values[letter, kind], self.rng, exact)

        return SLOT.sub(one, wording)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
