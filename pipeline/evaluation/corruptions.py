"""True sentences of the notes, and the same sentences with one thing in them made wrong.

The changes are made apart from those that the entailment model was trained on (`training/minimal_pairs.py`): by other
code, with other words and other values.
"""

import random
import re
from collections.abc import Iterator, Sequence

SENTENCES = 40
CORRUPTIONS = 8  # of each sentence, at most

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December".split("|")
_STATES = (
    "Argentina", "Australia", "Brazil", "Canada", "China", "Egypt", "France", "Germany", "India", "Italy", "Japan",
    "New Zealand", "Norway", "Pakistan", "Poland", "Portugal", "Russia", "Spain", "Sweden", "Ukraine",
)  # fmt: skip
_CITIES = ("London", "Moscow", "Washington", "Geneva", "Vienna", "Tokyo", "Brussels", "Toulouse", "Prague", "Paris")
_FIGURES = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fourteen")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
# What is said, and what would be wrong to say in its place.
_TURNED = (
    ("entered into force", "was denounced"), ("was signed", "was rejected"), ("opened for signature", "closed"),
    ("adopted", "voted down"), ("bans", "permits"), ("forbids", "allows"), ("forbade", "allowed"),
    ("limited", "left open"), ("is not in force", "is in force"), ("not legally binding", "legally binding"),
    ("recommendations", "binding decisions"), ("by consensus", "by simple majority"), ("in favour", "in doubt"),
    ("voted against", "voted for"), ("first", "last"), ("joined", "left"), ("the only", "one of many"),
    ("exclusively", "partly"), ("jointly", "separately"), ("absolutely liable", "liable only for intent"),
    ("civil", "military"), ("political", "military"), ("asks", "strictly obliges"), ("recognised", "refused"),
    ("established", "dissolved"), ("extended", "shortened"), ("expired", "was renewed"), ("destroyed", "repaired"),
    ("before", "after"), ("military", "civilian"), ("voluntary", "compulsory"), ("peaceful", "military"),
    ("without", "with"), ("never", "often"), ("gave notice of withdrawal", "joined again"),
)  # fmt: skip
_LEANING = re.compile(r"^(?:It|Its|They|Their|This|That|These|Those|Such|The same|As with|At that|Each|An? )\b")
_BARE = re.compile(r"^The (?:treaty|convention|agreement|resolution|phrase|draft|article|centre|body|group|vote)\b")
_DATE = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)}) (\d{{4}})\b")
_COUNT = re.compile(r"(?<![\w/.,])\d{2,4}(?:,\d{3})*(?![\w/,.]\d|\w|/)")
_MONTH_NEXT = re.compile(rf" (?:{'|'.join(_MONTHS)})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_HAS_NAME = re.compile(r"\b(?!The\b)[A-Z][\w-]+ (?:[A-Z][\w-]+|of the)")
_VERB = re.compile(r"\b(is|was|are|were|has|had|may|must|can|will)\b (?!not\b|no\b|never\b)")


def true_sentences(notes: Sequence[str], rng: random.Random) -> list[str]:
    """Sentences that can stand alone and be made wrong in several ways, `SENTENCES` of them."""
    whole = [
        sentence
        for sentence in notes
        if 6 <= len(sentence.split()) <= 32
        and not _LEANING.match(sentence)
        and not _BARE.match(sentence)
        and _HAS_NAME.search(sentence)
        and len(list(corruptions(sentence, rng))) >= CORRUPTIONS // 2
    ]
    return rng.sample(whole, min(SENTENCES, len(whole)))


def corruptions(sentence: str, rng: random.Random) -> Iterator[str]:
    """The sentence with one date, number, name, word or negation made wrong; at most `CORRUPTIONS`, none twice."""
    found: list[str] = []
    for made in (_dates, _counts, _places, _provisions, _turned, _negated):
        found += made(sentence, rng)
    different = [one for one in dict.fromkeys(found) if one != sentence]
    yield from rng.sample(different, min(CORRUPTIONS, len(different)))


def _dates(sentence: str, rng: random.Random) -> list[str]:
    found = []
    for match in _DATE.finditer(sentence):
        day, month, year = match.groups()
        before, after = sentence[: match.start()], sentence[match.end() :]
        headed = f"{day} " if day else ""
        found.append(f"{before}{headed}{month} {int(year) + rng.choice((-7, -4, 4, 9))}{after}")
        other = _MONTHS[(_MONTHS.index(month) + rng.choice((3, 5, 7))) % 12]
        found.append(f"{before}{headed}{other} {year}{after}")
    return found


def _counts(sentence: str, rng: random.Random) -> list[str]:
    found = []
    for match in _COUNT.finditer(sentence):
        value = int(match.group().replace(",", ""))
        if _MONTH_NEXT.match(sentence[match.end() :]) or _FIRST_YEAR <= value <= _LAST_YEAR:
            continue
        found += [f"{sentence[: match.start()]}{value * by + 1:,}{sentence[match.end() :]}" for by in (2, 5)]
    for word in _FIGURES:
        if found_word := re.search(rf"\b{word}\b", sentence):
            other = rng.choice([figure for figure in _FIGURES if figure != word])
            found.append(sentence[: found_word.start()] + other + sentence[found_word.end() :])
    return found


def _places(sentence: str, rng: random.Random) -> list[str]:
    found = []
    for names in (_STATES, _CITIES):
        absent = [name for name in names if name not in sentence]
        found += [
            sentence[: match.start()] + rng.choice(absent) + sentence[match.end() :]
            for name in names
            if (match := re.search(rf"\b{name}\b(?! Treaty)", sentence))
        ]
    return found


def _provisions(sentence: str, rng: random.Random) -> list[str]:
    found = []
    for match in re.finditer(r"\b(Article|Articles|Section) ([IVX]+|\d+)\b", sentence):
        numbers = _ROMAN if match[2] in _ROMAN else [str(number) for number in range(1, 20)]
        other = rng.choice([number for number in numbers if number != match[2]])
        found.append(f"{sentence[: match.start()]}{match[1]} {other}{sentence[match.end() :]}")
    return found


def _turned(sentence: str, _: random.Random) -> list[str]:
    return [
        sentence[: match.start()] + wrong + sentence[match.end() :]
        for said, wrong in _TURNED
        if (match := re.search(rf"\b{said}\b", sentence))
    ]


def _negated(sentence: str, _: random.Random) -> list[str]:
    found = [re.sub(r"\b(?:not|never) ", "", sentence, count=1)] if re.search(r"\b(?:not|never) ", sentence) else []
    if match := _VERB.search(sentence):
        found.append(f"{sentence[: match.end()]}not {sentence[match.end() :]}")
    return found
