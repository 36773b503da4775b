"""The words that tell the kind of a name that no list holds, read from their file and made into patterns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import SettingsError

FILE = Path(__file__).parent / "rules.yaml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A capitalised word; a possessive ends it.
_WHOSE = r"(?:Peoples|Leaders|Ministers|Chiefs|Veterans|Workers)['’](?=\s[A-Z])"  # within a name
_ARTICLE = r"(?:al|el|as|ash|ar|ad|an|at|az)-(?=[A-Z])"  # "Bab el-Mandeb", "Mohamed al-Menfi"
CAPITALISED = rf"(?:{_WHOSE}|{_ARTICLE}|[A-Z0-9])(?:[\w&-]|['’](?!s\b)(?=\w)|\.(?=\w))*"
# A satellite, missile or aircraft by type and number ("Yaogan-41", "S-400", "MTG-S1").
DESIGNATOR = r"(?P<series>[A-Z][A-Za-z]{0,14})-[A-Z]?\d{1,4}[A-Z]{0,3}"
# What may stand before the head of a body's name.
FRONTS = "Federal|Joint|Standing|Select|Special|State|Royal|National|Permanent"
# Behind a rank: that its bearer has left the service, or which service it is.
_ASIDE = r"(?:\((?:[Rr]et(?:['’]?d|ired)?\.?|N|RN)\)\s)?"
_UNION = "(?:EU|EC|EEC|Euratom|CFSP|JHA)"
# Behind the noun of an apposition.
_GOES_ON = (
    r"(?=[,.;]|\s(?:that|which|who|based|of|in|from|for|with|led|run|owned|built|made|to|on|at|by|near|and)\b|\Z)"
)
# Behind the noun of a sentence that says what something is: "Bowen was the first satellite engineer".
_NO_OFFICER = (
    r"(?!\s(?:officer|engineer|commander|pilot|designer|expert|scientist|maker|builder|operator|manufacturer)s?\b)"
)
# Small words within the names of persons: "Frans von der Dunk", "Mohammed bin Salman".
PARTICLE = "(?:von|van|der|den|de|da|di|du|del|della|al|bin|ibn|la|le)"
# An amount: thousands apart by spaces, full stops or apostrophes ("€12 400 000"), or a plain number or range of two.
_GROUPED = r"\d{1,3}(?:[\u0020\u00a0\u202f.'’]\d{3}){2,4}(?!\d)"
_AMOUNT = rf"(?:{_GROUPED}|\d[\d,]{{0,15}}(?:\.\d{{1,4}})?(?:\s?[-–]\s?\d[\d,]{{0,15}}(?:\.\d{{1,4}})?)?)"
_SCALED = r"[\s-]?(?:[Tt]housand|(?:[Mm]|[Bb]|[Tt]r)illion|crore|lakh|Mrd|Mio|mrd|mln|mld|bn|mn|tn|m|k|M|B|K|T)\b"
# Whose money it is: "12 million Swiss francs", "2.5 billion U.S. dollars".
_WHOSE_MONEY = r"(?:(?:U\.?S\.?|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s)?"
_SCALE = rf"(?:{_SCALED})?"


@dataclass(frozen=True, slots=True)
class Rules:
    """The word lists of `rules.yaml`, compiled."""

    ends: Mapping[tuple[str, ...], str]
    begins: Mapping[tuple[str, ...], str]
    continued: frozenset[str]
    numbered: frozenset[tuple[str, ...]]
    before: frozenset[str]
    titles: re.Pattern[str]
    titled: re.Pattern[str]
    money: re.Pattern[str]
    ships: re.Pattern[str]
    ship_nouns: frozenset[str]
    introduced: Mapping[str, str]
    called: Mapping[str, str]
    apposition: re.Pattern[str]
    apposed: Mapping[str, str]
    not_introduced: frozenset[str]
    no_towns: frozenset[str]
    no_classes: frozenset[str]
    company: re.Pattern[str]
    followed: re.Pattern[str]
    followed_by: Mapping[str, str]
    no_exercise: frozenset[str]
    defined: re.Pattern[str]
    defined_as: Mapping[str, str]
    places: frozenset[str]
    generic: frozenset[str]
    laws: frozenset[str]
    offices: frozenset[str]
    sure_offices: frozenset[str]
    no_given_names: frozenset[str]
    portfolios: frozenset[str]
    cited_law: re.Pattern[str]
    law_fronts: frozenset[str]
    suffixes: frozenset[str]
    kinds: re.Pattern[str]
    no_designators: frozenset[str]
    instrument: re.Pattern[str]
    no_instrument: frozenset[str]
    no_title: frozenset[str]
    something_else: frozenset[str]
    signing: frozenset[str]
    days: frozenset[str]
    no_names: re.Pattern[str]
    months: Mapping[str, int]
    adjectives: Mapping[str, str]
    nation: re.Pattern[str]

    def is_generic(self, name: str) -> bool:
        """Whether a capitalised name names nothing in particular ("Agency", "Co-Chairs", "Ministers and Delegates")."""
        return name in self.generic or all(
            part in self.generic or part.removesuffix("s") in self.generic for part in name.split(" and ")
        )


@cache
def load_rules() -> Rules:
    """The shipped rules, read once.

    Raises:
        SettingsError: the file lacks a list; the message names it.
    """
    table = yaml.load(FILE.read_bytes(), Loader=_LOADER)  # noqa: S506
    wanted = {
        "ends",
        "begins",
        "continued",
        "numbered",
        "suffixes",
        "defined_as",
        "designated",
        "no_designators",
        "instruments",
        "no_instrument",
        "no_title",
        "law_fronts",
        "something_else",
        "signing",
        "days",
        "before",
        "titles",
        "continents",
        "generic",
        "roles",
        "months",
        "currencies",
        "money_words",
        "ranks",
        "sure_offices",
        "portfolios",
        "no_given_names",
        "ships",
        "ship_nouns",
        "introduced_by",
        "called",
        "not_introduced",
        "no_exercise",
        "no_towns",
        "no_classes",
        "no_names",
        "adjectives",
    }
    if missing := wanted - set(table):
        raise SettingsError(f"{FILE}: the list '{min(missing)}' is missing.")
    titles = "|".join(map(_dotless, _longest_first(table["titles"])))
    ranks = "|".join(
        re.escape(title).replace(r"\ ", r"\s")
        for title in _longest_first(table["titles"])
        if title.endswith(".") or title in table["ranks"]
    )
    last_words = "|".join(sorted({re.escape(title.split()[-1].rstrip(".")) for title in table["titles"]}))
    codes, money_words = "|".join(table["currencies"]), "|".join(table["money_words"])
    adjectives = {word: state for state, words in table["adjectives"].items() for word in words}
    introduced = _labels(table["introduced_by"]) | dict.fromkeys(table["ship_nouns"], "SYSTEM")
    apposed = _labels(table["defined_as"]) | introduced
    return Rules(
        ends=_heads(table["ends"]),
        begins=_heads(table["begins"]),
        continued=frozenset(table["continued"]),
        numbered=frozenset(tuple(head.split()) for head in table["numbered"]),
        before=frozenset(table["before"]),
        titles=re.compile(rf"(?<!\w)(?:(?:{titles})\s{_ASIDE}){{1,3}}\Z"),
        titled=re.compile(
            rf"(?<!\w)(?:(?:{ranks})\s{_ASIDE}){{1,2}}(?:(?:Sir|Lord|Lady|Dame)\s)?(?!(?:{last_words})\b)(?:[A-Z][\w’'-]+|(?:[A-Z]\.){{1,3}}(?=\s[A-Z]))"
            rf"(?:\s(?:[A-Z]\.|(?:{PARTICLE}\s){{0,2}}(?:{_ARTICLE})?[A-Z][\w’'-]+)){{0,3}}|"
            r"(?<!\w)(?:King|Queen|Pope|Emperor)\s[A-Z][\w’'-]+\s[IVX]{1,5}(?!\w)"
        ),
        ships=re.compile(
            rf"(?<!\w)(?:{'|'.join(table['ships'])})\s[A-Z][\w’'-]+(?:\s(?:[A-Z]\.|[A-Z][\w’'-]+)){{0,2}}"
        ),
        ship_nouns=frozenset(table["ship_nouns"]),
        introduced=introduced,
        called=_labels(table["called"]),
        apposition=_apposition(list(apposed)),
        apposed=apposed,
        not_introduced=frozenset(table["not_introduced"]),
        no_towns=frozenset(table["no_towns"]),
        no_classes=frozenset(table["no_classes"]),
        company=re.compile(rf",?\s(?:{'|'.join(map(re.escape, _longest_first(table['suffixes'])))})(?![\w-]|\s[A-Z])"),
        money=re.compile(
            rf"(?<![\w.])(?:(?:USD?|CA?D?|AU?D?|NZD?|HKD?|NT|SG?D?|R)?[$€£¥₩₹₺₪₴₱₫]\s?{_AMOUNT}{_SCALE}|"
            rf"(?:{codes}|Rs\.?|RM|Rp|Tk|KSh|Ksh|GH[₵¢]|₦|Php|PhP)\s?{_AMOUNT}{_SCALE}|"
            rf"(?:R|N|B/\.)\s?{_AMOUNT}(?<=\d){_SCALED}|"  # rand, naira: one letter is too little without a scale
            rf"{_AMOUNT}{_SCALE}\s?(?:€|£|(?:{codes})\b)|"
            rf"(?:{_AMOUNT}{_SCALED}|{_GROUPED}|\d{{1,3}}(?:,\d{{3}}){{1,4}})\s{_WHOSE_MONEY}(?:{money_words})(?![\w-]))"
        ),
        followed=_followed_by(list(_labels(table["followed_by"]))),
        followed_by=_labels(table["followed_by"]),
        no_exercise=frozenset((*table["no_exercise"], *table["portfolios"])),
        defined=_defined_as(list(_labels(table["defined_as"]))),
        defined_as=_labels(table["defined_as"]),
        places=frozenset(table["continents"]),
        generic=frozenset(str(word) for word in (*table["generic"], *table["roles"])),
        laws=frozenset(head.split()[-1] for head in table["ends"]["LAW"]),
        offices=frozenset(title for title in table["titles"] if " " not in title),
        sure_offices=frozenset(table["sure_offices"]),
        no_given_names=frozenset(table["no_given_names"]),
        portfolios=frozenset(table["portfolios"]),
        cited_law=re.compile(
            rf"(?<!\w)(?:{'|'.join(table['cited'])})\s(?:\({_UNION}(?:,\s{_UNION})?\)\s)?(?:No\.?\s)?\d{{1,4}}/\d{{1,4}}"
            rf"(?:/[A-Z]{{2,4}})?"
        ),
        law_fronts=frozenset(table["law_fronts"]),
        suffixes=frozenset(table["suffixes"]),
        kinds=re.compile(rf"\b(?:{'|'.join(map(re.escape, _longest_first(table['designated'])))})s?\b"),
        no_designators=frozenset(table["no_designators"]),
        instrument=re.compile(rf"(?<![\w.@/’'-])(?:{'|'.join(_longest_first(table['instruments']))})(?![\w-])"),
        no_instrument=frozenset(table["no_instrument"]),
        no_title=frozenset(table["no_title"]),
        something_else=frozenset(table["something_else"]),
        signing=frozenset(table["signing"]),
        days=frozenset(table["days"]),
        no_names=re.compile(rf"(?:{codes}|{'|'.join(table['no_names'])})"),
        months=dict(table["months"]),
        adjectives=adjectives,
        nation=re.compile(rf"(?P<adjective>{'|'.join(_longest_first(list(adjectives)))})\s"),
    )


def _dotless(title: str) -> str:
    """A title as a pattern; the full stop of an abbreviation may be missing ("Col Tom Reid")."""
    words = [re.escape(word[:-1]) + r"\.?" if word.endswith(".") else re.escape(word) for word in title.split()]
    return r"\s".join(words)


def _labels(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The label of each noun, of a table of nouns by label."""
    return {noun: label for label, nouns in table.items() for noun in nouns}


def _followed_by(nouns: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(noun) for noun in _longest_first(nouns))
    return re.compile(
        rf"(?<![\w.@/’'-])(?P<name>[A-Z][\w-]+(?: (?:[A-Z][\w-]*|\d{{1,3}}[A-Z]?)){{0,2}}) (?P<noun>{words})\b"
    )


def _defined_as(nouns: Sequence[str]) -> re.Pattern[str]:
    """The name that begins a sentence, or in its midst one with several capitals ("Palau hosts TACMOR, a radar")."""
    words = "|".join(re.escape(noun) for noun in _longest_first(nouns))
    name = r"[A-Z][\w&-]*(?: (?:(?:of|for|and) )?[A-Z][\w&-]*){0,5}"
    is_a = rf" (?:is|was|refers to|are) (?:an?|the) (?:[a-z-]+ ){{0,3}}(?P<is>{words})\b{_NO_OFFICER}"
    apposition = rf", an? (?:[\w-]+ ){{0,3}}(?P<besides>{words}){_GOES_ON}"
    return re.compile(
        rf"(?:^|(?<=\n)|(?<=[.!?] ))(?:The )?(?P<name>{name})(?:{is_a}|{apposition})|"
        rf"(?<=[a-z] )(?P<within>[A-Z][\w-]*[A-Z][\w-]*){apposition.replace('besides', 'inside')}"
    )


def _apposition(nouns: Sequence[str]) -> re.Pattern[str]:
    """What may follow a name to say what it is (", a small think tank in")."""
    words = "|".join(re.escape(noun) for noun in _longest_first(nouns))
    return re.compile(rf",\s(?:an?|the)\s(?:[\w-]+\s){{0,3}}(?P<noun>{words}){_GOES_ON}")


def _heads(table: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    return {tuple(head.split()): label for label, heads in table.items() for head in heads}


def _longest_first(words: Sequence[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))
