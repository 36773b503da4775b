"""What tells the kind of a name that no list holds: the words it ends or begins with, ranks, currencies."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import SettingsError

FILE = Path(__file__).parent / "rules.yaml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A run of capitalised words joined by at most two small words; bounded, so that no text is slow. A possessive ends it.
_WHOSE = r"(?:Peoples|Leaders|Ministers|Chiefs|Veterans|Workers)['’](?=\s[A-Z])"  # within a name
CAPITALISED = rf"(?:{_WHOSE}|[A-Z0-9])(?:[\w&-]|['’](?!s?\b)(?=\w)|\.(?=\w))*"
_RUN = re.compile(
    r"(?<![\w.@/’'-])(?=[A-Z]|\d{1,3}(?:st|nd|rd|th)\s[A-Z]|\d{2,4}\s(?:Project|Programme|Program)\b|"
    r"\d{1,3}\s(?:[A-Z][\w-]+\s){0,3}(?:Brigade|Battalion|Regiment|Squadron|Division|Commando)\b)"
    rf"{CAPITALISED}(?:[^\S\n]{{1,2}}(?:(?:of|for|on|the|and|&|de|du)[^\S\n]){{0,2}}{CAPITALISED}){{1,9}}"
)
_RUN_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d{1,3}(?:-\d{1,3}|[A-Z])?")
_DECIMAL = re.compile(r"\d+\.\d.*")  # the number of a section or a box
# A satellite, missile or aircraft by type and number ("Yaogan-41", "S-400", "MTG-S1").
DESIGNATOR = r"(?P<series>[A-Z][A-Za-z]{0,14})-[A-Z]?\d{1,4}[A-Z]{0,3}"
_DESIGNATOR = re.compile(rf"(?<![\w./@-]){DESIGNATOR}(?![\w-]|[.,]\d)")
# So are ships and vehicles of several States, with such a word beside them ("Type 31 frigate").
_TYPE = re.compile(r"(?<![\w-])(?P<series>Type)[\s-]\d{2,3}[A-Z]{0,4}(?![\w-]|[.,/]\d)")
_TYPE_NEAR = 40
_NEAR = 120
# American electronics are called so, and nothing else is ("AN/FPS-85").
_NOMENCLATURE = re.compile(r"(?<![\w/])AN/[A-Z]{2,3}-\d{1,3}[A-Z]?(?:\(V\)\d{0,2})?(?![\w-])")
# What may stand before the head of a body's name.
FRONTS = "Federal|Joint|Standing|Select|Special|State|Royal|National|Permanent"
_FRONT_WORDS = frozenset(FRONTS.split("|"))
_LISTED_BODY = re.compile(
    rf"(?<![\w-])(?:(?:{FRONTS}) ){{0,2}}"
    r"(?:Ministry|Department|Committee|Subcommittee|Commission|Directorate|Secretariat|Institute|School) (?:of|on|for) "
    r"(?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?"
    r"(?P<list>(?:, [A-Z][\w-]+(?: [A-Z][\w-]+)?){1,5},? and [A-Z][\w-]+(?: [A-Z][\w-]+)?)"
)
_ITEM = re.compile(r"(?<=, )(?!and )[A-Z]|(?<= and )[A-Z]")
_UNION = "(?:EU|EC|EEC|Euratom|CFSP|JHA)"
_SMALL = frozenset({"of", "for", "on", "the", "and", "de", "du"})
_JOINS = frozenset({"of", "for", "on"})
_LONGEST_HEAD = 4
# Small words within the names of persons: "Frans von der Dunk", "Mohammed bin Salman".
PARTICLE = "(?:von|van|der|den|de|da|di|du|del|della|al|bin|ibn|la|le)"
_AMOUNT = r"\d[\d,]{0,15}(?:\.\d{1,4})?(?:\s?[-–]\s?\d[\d,]{0,15}(?:\.\d{1,4})?)?"
_SCALED = r"[\s-]?(?:[Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion|crore|lakh|bn|mn|tn|m|k|M|B|K|T)\b"
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
    not_introduced: frozenset[str]
    no_towns: frozenset[str]
    no_classes: frozenset[str]
    company: re.Pattern[str]
    followed: re.Pattern[str]
    followed_by: Mapping[str, str]
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

    def names(self, text: str, known: Container[int] = ()) -> Iterator[tuple[int, int, str]]:
        """Start, end and label of capitalised names whose first or last words tell what they are.

        `known` are the offsets at which other names begin: "and" before one of these ends a name.
        """
        for run in _RUN.finditer(text):
            words = [(word.start(), word.end(), word[0]) for word in _RUN_WORD.finditer(text, run.start(), run.end())]
            spelt = [word for _, _, word in words]
            stops = frozenset(at for at, (start, _, _) in enumerate(words) if start in known)
            at = 0
            while at < len(words):
                skipped = (
                    spelt[at] in self.before or spelt[at] in _SMALL or spelt[at] == "&" or _DECIMAL.fullmatch(spelt[at])
                )
                named = None if skipped else self._named(spelt, at, stops)
                if named is None:
                    at += 1
                else:
                    last, label = named
                    if not self.is_generic(" ".join(spelt[at : last + 1])):
                        yield words[at][0], words[last][1], label
                    at = last + 1

    def listed(self, text: str, known: Container[int]) -> Iterator[tuple[int, int]]:
        """Start and end of bodies whose name holds a list ("Ministry of Land, Infrastructure and Transport").

        `known` are the offsets at which other names begin: a list that holds one is a list of names.
        """
        for match in _LISTED_BODY.finditer(text):
            items = [item.start() for item in _ITEM.finditer(text, match.start("list"), match.end())]
            if not any(item in known for item in items):
                yield match.start(), match.end()

    def described(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and label of capitalised names that a common noun follows ("Tundra satellites")."""
        for match in self.followed.finditer(text):
            words, label = match["name"].split(), self.followed_by[match["noun"]]
            while words and (words[0] in self.before or words[0] in self.generic):
                words.pop(0)
            if words and (words[0],) not in self.ends:
                start = match.end("name") - len(" ".join(words))
                yield start, match.end("name" if label == "SYSTEM" else 0), label

    def definitions(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and label of names that begin a sentence which says what they are."""
        for match in self.defined.finditer(text):
            group = "name" if match["name"] else "within"
            noun = match["is"] or match["besides"] or match["inside"]
            if match[group] not in self.generic and match[group].split()[0] not in self.before:
                yield *match.span(group), self.defined_as[noun]

    def designators(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of types with a number, near a word that says that they are things that fly or shoot."""
        for match in _DESIGNATOR.finditer(text):
            start, end = match.span()
            excluded = match["series"] in self.no_designators
            if not excluded and self.kinds.search(text, max(0, start - _NEAR), end + _NEAR):
                yield start, end
        for match in _TYPE.finditer(text):
            if self.kinds.search(text, max(0, match.start() - _TYPE_NEAR), match.end() + _TYPE_NEAR):
                yield match.span()
        for match in _NOMENCLATURE.finditer(text):
            yield match.span()

    def _named(self, spelt: Sequence[str], at: int, stops: frozenset[int]) -> tuple[int, str] | None:
        """The longest name that starts at a word: the index of its last word, and its label."""
        adjective = self._behind_adjective(spelt, at)
        head = adjective
        while head - at < _LONGEST_HEAD and spelt[head] in _FRONT_WORDS and head + 1 < len(spelt):  # "Joint Standing"
            head += 1
        begun = self._begun(spelt, at, stops)
        if begun is None and (begun := self._begun(spelt, head, stops)) and adjective > at and begun[1] != "ORG":
            return None  # "Argentine Fort Caracoles"
        if begun is not None:
            return begun
        best = None
        for last in range(at + 1, len(spelt)):
            if spelt[last] in _SMALL:
                break
            for length in range(min(_LONGEST_HEAD, last - at), 0, -1):
                ending = tuple(spelt[last - length + 1 : last + 1])
                if ending in self.ends:
                    best = self._end_of(spelt, last, ending, stops), self.ends[ending]
                    break
        return best

    def _begun(self, spelt: Sequence[str], head: int, stops: frozenset[int]) -> tuple[int, str] | None:
        """The name that begins with a head ("Ministry of Defence"): the index of its last word, and its label."""
        for length in range(_LONGEST_HEAD, 0, -1):
            begun = tuple(spelt[head : head + length])
            label = self.begins.get(begun)
            if label is not None and head + length < len(spelt):
                last = self._last_after(spelt, head + length, stops)
                # "Commission on the Status of Women"; behind "Ministry of" comes whose it is ("of Japan").
                if begun[-1] in ("on", "for") and spelt[last + 1 : last + 2] == ["of"] and last + 2 < len(spelt):
                    last = self._last_after(spelt, last + 2, stops) if spelt[last + 2] not in _SMALL else last
                return last, label
        return None

    def _behind_adjective(self, spelt: Sequence[str], at: int) -> int:
        """The word behind the adjective of a State that begins a name ("Peruvian", "South African")."""
        length = next((n for n in (2, 1) if " ".join(spelt[at : at + n]) in self.adjectives), 0)
        return at + length if at + length < len(spelt) else at

    def _end_of(self, spelt: Sequence[str], last: int, head: tuple[str, ...], stops: frozenset[int]) -> int:
        """Where a name ends whose head is found: after its number, or after what it is the institute of."""
        after = spelt[last + 1 : last + 3]
        if after and head in self.numbered and _NUMBER.fullmatch(after[0]):
            return last + 1
        if len(after) < 2 or head[-1] not in self.continued or after[0] not in _JOINS or not self._may_go_on(after[1]):
            return last
        if head[-1] == "Court" and last + 2 in stops:  # "Court of Justice", but whose it is stands apart
            return last
        return self._last_after(spelt, last + 2, stops)

    def _may_go_on(self, word: str) -> bool:
        """Whether a word behind "Conference of" can belong to the name, as a date cannot."""
        return word[0].isupper() and word.lower().rstrip(".,") not in self.months and word not in self.days

    def _last_after(self, spelt: Sequence[str], at: int, stops: frozenset[int]) -> int:
        """The last word of what follows "Ministry of" or "Operation": capitalised words, joined by "and" at most."""
        while spelt[at] in _SMALL and at + 1 < len(spelt):
            at += 1
        while at + 1 < len(spelt):
            step = 2 if spelt[at + 1] == "and" else 1
            following = spelt[at + step : at + step + 2]
            if (
                not following
                or following[0] in _SMALL
                or following[0] in self.offices
                or any(tuple(following[:length]) in self.begins for length in (1, 2))
            ):
                break
            if step == 2 and (following[0].isupper() or at + step in stops):  # "the Ministry of Defence and NASA"
                break
            at += step
        return at


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
        "ranks",
        "sure_offices",
        "portfolios",
        "no_given_names",
        "ships",
        "ship_nouns",
        "introduced_by",
        "not_introduced",
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
    codes = "|".join(table["currencies"])
    adjectives = {word: state for state, words in table["adjectives"].items() for word in words}
    return Rules(
        ends=_heads(table["ends"]),
        begins=_heads(table["begins"]),
        continued=frozenset(table["continued"]),
        numbered=frozenset(tuple(head.split()) for head in table["numbered"]),
        before=frozenset(table["before"]),
        titles=re.compile(rf"(?<!\w)(?:(?:{titles})\s){{1,3}}\Z"),
        titled=re.compile(
            rf"(?<!\w)(?:(?:{ranks})\s){{1,2}}(?!(?:{last_words})\b)(?:[A-Z][\w’'-]+|(?:[A-Z]\.){{1,3}}(?=\s[A-Z]))"
            rf"(?:\s(?:[A-Z]\.|(?:{PARTICLE}\s){{0,2}}[A-Z][\w’'-]+)){{0,3}}|"
            r"(?<!\w)(?:King|Queen|Pope|Emperor)\s[A-Z][\w’'-]+\s[IVX]{1,5}(?!\w)"
        ),
        ships=re.compile(
            rf"(?<!\w)(?:{'|'.join(table['ships'])})\s[A-Z][\w’'-]+(?:\s(?:[A-Z]\.|[A-Z][\w’'-]+)){{0,2}}"
        ),
        ship_nouns=frozenset(table["ship_nouns"]),
        introduced={
            **_labels(table["introduced_by"]),
            **dict.fromkeys(table["ship_nouns"], "SYSTEM"),
        },
        not_introduced=frozenset(table["not_introduced"]),
        no_towns=frozenset(table["no_towns"]),
        no_classes=frozenset(table["no_classes"]),
        company=re.compile(rf",?\s(?:{'|'.join(map(re.escape, _longest_first(table['suffixes'])))})(?![\w-]|\s[A-Z])"),
        money=re.compile(
            rf"(?<![\w.])(?:(?:USD?|CA?D?|AU?D?|NZD?|HKD?|NT|SG?D?|R)?[$€£¥₩₹₺₪₴₱₫]\s?{_AMOUNT}{_SCALE}|"
            rf"(?:{codes}|Rs\.?|RM|Rp|Tk|KSh|Ksh|GH[₵¢]|₦|Php|PhP)\s?{_AMOUNT}{_SCALE}|"
            rf"(?:R|N|B/\.)\s?{_AMOUNT}(?<=\d){_SCALED}|"  # rand, naira: one letter is too little without a scale
            rf"{_AMOUNT}{_SCALE}\s?(?:€|£|(?:{codes})\b))"
        ),
        followed=_followed_by(list(_labels(table["followed_by"]))),
        followed_by=_labels(table["followed_by"]),
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
    is_a = rf" (?:is|was|refers to|are) (?:an?|the) (?:[a-z-]+ ){{0,3}}(?P<is>{words})\b"
    apposition = (
        rf", an? (?:[\w-]+ ){{0,3}}(?P<besides>{words})"
        r"(?=[,.;]| (?:that|which|based|of|in|from|for|with|led|run|owned|built|made|to|on|at|by|and)\b)"
    )
    return re.compile(
        rf"(?:^|(?<=\n)|(?<=[.!?] ))(?:The )?(?P<name>{name})(?:{is_a}|{apposition})|"
        rf"(?<=[a-z] )(?P<within>[A-Z][\w-]*[A-Z][\w-]*){apposition.replace('besides', 'inside')}"
    )


def _heads(table: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    return {tuple(head.split()): label for label, heads in table.items() for head in heads}


def _longest_first(words: Sequence[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))
