"""Minimal pairs: a sentence, and the same sentence changed in the one respect that decides the verdict.

A model that has only seen pairs written by crowds learns topics and moods; what a reviewer needs is that "1968" beside
"1967" is noticed. `changes` makes such claims from any true sentence; `registry_facts` makes true sentences, and others
that say the same, from the treaty registry.
"""

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

TABLES = yaml.safe_load((Path(__file__).parent / "minimal_pairs.yaml").read_text(encoding="utf-8"))
OPPOSITES = [tuple(pair) for pair in TABLES["opposites"]]
QUANTIFIERS = [tuple(pair) for pair in TABLES["quantifiers"]]
CAUSES = [tuple(pair) for pair in TABLES["causes"]]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()

DATE = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: (\d{{1,2}}),)? ((?:1[5-9]|20)\d\d)\b")
YEAR = re.compile(r"\b(1[5-9]\d\d|20[0-4]\d)\b")
NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d+)?)(?![\w/]|[.,:]\d|-\w)")
NUMBER_WORD = re.compile(r"\b(" + "|".join(NUMBER_WORDS[2:]) + r")\b")
DIVISION = re.compile(r"\b(Article|Section|Chapter|Annex|Protocol) ([IVX]+|\d{1,2})\b")
NOT = re.compile(
    r"\b(is|are|was|were|can|could|may|must|shall|should|will|would|does|do|did|has|have|had) not (?!only)"
)
AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|must|shall|should|will|would|has|have|had)\b(?! not)(?! no )(?! never)"
)
BEFORE_A_BOUND = re.compile(
    r"(than|least|most|about|nearly|almost|up to|over|under|some|roughly|around|approximately) $"
)
BEFORE_A_NAME_IN_FIGURES = re.compile(r"(No\.?|number|volume|page|resolution|Resolution|Article|Flight|Highway) $")
MAIN_CLAUSE = re.compile(
    r"^(.{30,}?), (?:which|who|where|when|while|whose|including|such as|after|before|because|although) "
)
ADVERBIAL = re.compile(r"^(?:In|On|At|During|After|Before|Under|Since) [^,]{3,40}, (.{25,})$")


class Change(NamedTuple):
    """A claim made from a sentence.

    `label` is `supported`, `refuted`, `nei`, or `not_supported` where a reader could call it either of the last two.
    """

    claim: str
    label: str
    kind: str


class Name(NamedTuple):
    """A name in a sentence, by its place."""

    start: int
    end: int
    label: str


def changes(
    sentence: str, names: Sequence[Name], pool: Mapping[str, Sequence[str]], rng: random.Random
) -> list[Change]:
    """All claims that this module can make from a sentence that is the evidence.

    Args:
        sentence: what the evidence says.
        names: organisations, places and persons in it.
        pool: other names by label, to take the place of one.
        rng: the source of chance.
    """
    made = [
        *_dates(sentence, rng),
        *_numbers(sentence, rng),
        *_divisions(sentence, rng),
        *_words(sentence, rng),
        *_names(sentence, names, pool, rng),
        *_parts(sentence),
        Change(sentence, "supported", "same"),
    ]
    return [change for change in made if change.claim != sentence or change.kind == "same"]


def _dates(sentence: str, rng: random.Random) -> Iterator[Change]:
    for match in DATE.finditer(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        yield Change(before + _other_date(match, rng) + after, "refuted", "date")
        day, month, american, year = match.groups()
        if day or american:
            form = f"{month} {day}, {year}" if day else f"{american} {month} {year}"
            yield Change(before + form + after, "supported", "date")
            if re.search(r"\b[Oo]n $", before):
                coarse = before[:-3] + ("In " if before[-3] == "O" else "in ")
                yield Change(coarse + rng.choice((year, f"{month} {year}")) + after, "supported", "date")
        elif re.search(r"\b[Ii]n $", before):
            yield Change(before + year + after, "supported", "date")
    years = [
        match
        for match in YEAR.finditer(sentence)
        if not DATE.search(sentence[max(0, match.start() - 18) : match.end()])
    ]
    if years:
        match = rng.choice(years)
        year = int(match[1]) + rng.choice((-10, -7, -4, -2, -1, 1, 2, 3, 5, 8))
        yield Change(sentence[: match.start()] + str(year) + sentence[match.end() :], "refuted", "date")


def _other_date(match: re.Match[str], rng: random.Random) -> str:
    day, month, american, year = match.groups()
    turn = rng.random()
    if turn < 0.45:
        return match[0].replace(year, str(int(year) + rng.choice((-12, -9, -5, -3, -2, -1, 1, 2, 3, 4, 7, 11))))
    shown = day or american
    if turn < 0.75 or not shown:
        return match[0].replace(month, rng.choice([other for other in MONTHS if other != month]))
    other = rng.choice([str(number) for number in range(1, 29) if str(number) != shown])
    return re.sub(rf"\b{shown}\b", other, match[0], count=1)


def _numbers(sentence: str, rng: random.Random) -> Iterator[Change]:
    plain = [
        match
        for match in NUMBER.finditer(sentence)
        if not YEAR.fullmatch(match[1])
        and not DATE.search(sentence[max(0, match.start() - 3) : match.end() + 16])
        and not DIVISION.search(sentence[max(0, match.start() - 10) : match.end()])
    ]
    if plain:
        match = rng.choice(plain)
        before, after = sentence[: match.start()], sentence[match.end() :]
        yield Change(before + _other_number(match[1], rng) + after, "refuted", "number")
        yield from _bounds(before, match[1], after, rng)
    word = NUMBER_WORD.search(sentence)
    if word:
        value = NUMBER_WORDS.index(word[1])
        other = rng.choice([number for number in range(2, 20) if number != value])
        before, after = sentence[: word.start()], sentence[word.end() :]
        yield Change(before + NUMBER_WORDS[other] + after, "refuted", "number")
        yield Change(before + str(value) + after, "supported", "number")


def _other_number(shown: str, rng: random.Random) -> str:
    if "." in shown:
        return f"{float(shown) * rng.choice((0.5, 1.4, 2, 3)):.{len(shown.split('.')[1])}f}"
    value = int(shown.replace(",", ""))
    if value < 20:
        return str(rng.choice([other for other in range(max(1, value - 4), value + 6) if other != value]))
    other = value
    while other in (value, 0):
        other = rng.choice(
            (
                value + rng.randint(1, 9),
                value * 2,
                value - rng.randint(1, 9),
                value * 13 // 10 + 1,
                value * 6 // 10,
                value * 10,
            )
        )
    return f"{other:,}" if "," in shown else str(other)


def _bounds(before: str, shown: str, after: str, rng: random.Random) -> Iterator[Change]:
    value = float(shown.replace(",", ""))
    if (
        value < 10
        or "." in shown
        or BEFORE_A_BOUND.search(before)
        or BEFORE_A_NAME_IN_FIGURES.search(before)
        or before.endswith(("$", "€", "£", "¥"))
        or after.startswith(("%", " percent", " per", " to ", "–"))
    ):
        return

    def form(number: int) -> str:
        return f"{number:,}" if number >= 1000 else str(number)

    low, high = int(value * rng.choice((0.6, 0.75, 0.8, 0.9))) or 1, int(value * rng.choice((1.2, 1.5, 2))) + 1
    more, fewer = ("more than ", "over ", "at least "), ("fewer than ", "less than ", "under ")
    yield Change(before + rng.choice(more) + form(low) + after, "supported", "bound")
    yield Change(before + rng.choice(more) + form(high) + after, "refuted", "bound")
    yield Change(before + rng.choice(fewer) + form(low) + after, "refuted", "bound")
    yield Change(before + rng.choice(fewer) + form(high) + after, "supported", "bound")


def _divisions(sentence: str, rng: random.Random) -> Iterator[Change]:
    match = DIVISION.search(sentence)
    if not match:
        return
    before, after = sentence[: match.start()], sentence[match.end() :]
    number = match[2]
    if number in ROMAN:
        other = rng.choice([roman for roman in ROMAN[:14] if roman != number])
        yield Change(f"{before}{match[1]} {ROMAN.index(number) + 1}{after}", "supported", "article")
    else:
        other = str(rng.choice([value for value in range(1, 25) if str(value) != number]))
    yield Change(f"{before}{match[1]} {other}{after}", "refuted", "article")


def _words(sentence: str, rng: random.Random) -> Iterator[Change]:
    negated = _negated(sentence)
    if negated:
        yield Change(negated, "refuted", "negation")
    turned = [other for old, new in OPPOSITES if (other := _swapped(sentence, old, new))]
    if turned:
        yield Change(rng.choice(turned), "refuted", "opposite")
    wider = [other for old, new in QUANTIFIERS if (other := _swapped(sentence, old, new))]
    if wider:
        yield Change(rng.choice(wider), "not_supported", "quantifier")
    for old, new in CAUSES:
        if other := _swapped(sentence, old, new):
            yield Change(other, "not_supported", "cause")
            break


def _swapped(sentence: str, old: str, new: str) -> str | None:
    match = re.search(rf"\b{re.escape(old)}\b", sentence)
    return sentence[: match.start()] + new + sentence[match.end() :] if match else None


def _negated(sentence: str) -> str | None:
    match = NOT.search(sentence)
    if match:
        return f"{sentence[: match.start()]}{match[1]} {sentence[match.end() :]}"
    match = AUXILIARY.search(sentence)
    if not match or "," in sentence[: match.start()]:
        return None
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}"


def _names(
    sentence: str, names: Sequence[Name], pool: Mapping[str, Sequence[str]], rng: random.Random
) -> Iterator[Change]:
    for name in rng.sample(list(names), min(2, len(names))):
        others = pool.get(name.label)
        if not others:
            continue
        other = rng.choice(others)
        if other.lower() not in sentence.lower():
            yield Change(sentence[: name.start] + other + sentence[name.end :], "not_supported", "name")
    between = [
        (one, two)
        for one, two in itertools.combinations(names, 2)
        if one.label == two.label
        and one.end < two.start
        and sentence[one.start : one.end] != sentence[two.start : two.end]
        and not re.search(r"^\W|\b(?:and|or|with|between)\b", sentence[one.end : two.start].strip() or ",")
        and not re.search(r"\b(?:and|between|both) $", sentence[: one.start])
    ]
    if between:
        one, two = rng.choice(between)
        first, second = sentence[one.start : one.end], sentence[two.start : two.end]
        swapped = sentence[: one.start] + second + sentence[one.end : two.start] + first + sentence[two.end :]
        yield Change(swapped, "not_supported", "swap")


def _parts(sentence: str) -> Iterator[Change]:
    main = MAIN_CLAUSE.match(sentence)
    if main and "," not in main[1]:
        yield Change(main[1] + ".", "supported", "part")
    rest = ADVERBIAL.match(sentence)
    if rest:
        yield Change(rest[1][:1].upper() + rest[1][1:], "supported", "part")


# --- the registry ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """What the registry knows of one instrument, as evidence, and a claim that says the same."""

    instrument: str
    evidence: str
    claim: str


def registry_facts(folder: Path, rng: random.Random) -> list[Fact]:
    """Facts of all instruments in a folder of the registry, each with one or two claims that say the same."""
    facts = []
    for path in sorted(folder.glob("*.yaml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = [record["name"], *(alias for alias in record.get("aliases", ()) if len(alias) < 45)][:4]
        for evidence, claims in _sayings(record):
            for claim in rng.sample(claims, min(2, len(claims))):
                facts.append(Fact(record["id"], _said(evidence, record["name"]), _said(claim, rng.choice(names))))
    return facts


def _said(form: str, name: str) -> str:
    said = form.replace("{T}", name if name.startswith(("UN ", "resolution", "Resolution")) else f"the {name}")
    return said[:1].upper() + said[1:]


def _sayings(record: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    opened = record.get("opened_for_signature") or {}
    if opened.get("date"):
        day = _day(str(opened["date"]))
        place = f" in {opened['place']}" if opened.get("place") else ""
        claims = [
            f"{{T}} was opened for signature {day}.",
            f"States could sign {{T}} from {day.split(' ', 1)[1]} on.",
            f"{{T}} was open for signature by {str(opened['date'])[:4]}.",
        ]
        if place:
            claims += [
                f"The place where {{T}} was opened for signature was {opened['place']}.",
                f"{{T}} was opened for signature{place}.",
            ]
        yield f"{{T}} was opened for signature {day}{place}.", claims
    if record.get("entry_into_force"):
        day = _day(str(record["entry_into_force"]))
        yield (
            f"{{T}} entered into force {day}.",
            [
                f"{{T}} has been in force since {day.split(' ', 1)[1]}.",
                f"The entry into force of {{T}} came {day}.",
                f"{{T}} took effect {day}.",
                f"{{T}} came into force in {str(record['entry_into_force'])[:4]}.",
            ],
        )
    if record.get("depositary"):
        kept = [re.sub(r" \(.*", "", who) for who in record["depositary"]]
        if len(kept) == 1:
            evidence = f"The depositary of {{T}} is {kept[0]}."
        else:
            evidence = f"The depositaries of {{T}} are {', '.join(kept[:-1])} and {kept[-1]}."
        claims = [f"{kept[0]} is a depositary of {{T}}.", f"{kept[-1]} acts as depositary of {{T}}."]
        if 1 < len(kept) < len(NUMBER_WORDS):
            claims.append(f"{{T}} has {NUMBER_WORDS[len(kept)]} depositaries.")
        yield evidence, claims
    if record.get("n_articles"):
        count = record["n_articles"]
        claims = [f"There are {count} articles in {{T}}.", f"{{T}} consists of {count} articles."]
        if count > 4:
            claims.append(f"{{T}} has more than {count - 2} articles.")
        yield f"{{T}} has {count} articles.", claims
    if record.get("unts"):
        yield f"{{T}} is printed at {record['unts']}.", [f"The treaty series citation of {{T}} is {record['unts']}."]
    for article, topic in itertools.islice((record.get("provisions") or {}).items(), 12):
        about = str(topic).split(";")[0].split(" (2)")[0]
        yield (
            f"Article {article} of {{T}} deals with the following: {about}.",
            [f"Under Article {article} of {{T}}: {about}.", f"Article {article} of {{T}} is about this: {about}."],
        )


def _day(date: str) -> str:
    year, *rest = date.split("-")
    if len(rest) == 2:
        return f"on {int(rest[1])} {MONTHS[int(rest[0]) - 1]} {year}"
    return f"in {MONTHS[int(rest[0]) - 1]} {year}" if rest else f"in {year}"
