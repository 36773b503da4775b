"""Names that no list holds, by the words that they begin or end with, or that stand behind them."""

import re
from collections.abc import Container, Iterator, Sequence

from pipeline.entities.rules import CAPITALISED, DESIGNATOR, FRONTS, Rules

# A run of capitalised words joined by at most two small words; bounded, so that no text is slow.
_RUN = re.compile(
    r"(?<![\w.@/’'-])(?=[A-Z]|\d{1,3}(?:st|nd|rd|th)\s[A-Z]|\d{2,4}\s(?:Project|Programme|Program)\b|"
    r"\d{1,3}\s(?:[A-Z][\w-]+\s){0,3}(?:Brigade|Battalion|Regiment|Squadron|Division|Commando)\b)"
    rf"{CAPITALISED}(?:[^\S\n]{{1,2}}(?:(?:of|for|on|the|and|&|de|du)[^\S\n]){{0,2}}{CAPITALISED}){{1,9}}"
)
_RUN_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d{1,3}(?:-\d{1,3}|[A-Z])?")
_DECIMAL = re.compile(r"\d+\.\d.*")  # the number of a section or a box
_DESIGNATOR = re.compile(rf"(?<![\w./@-]){DESIGNATOR}(?![\w-]|[.,]\d)")
# So are ships and vehicles of several States, with such a word beside them ("Type 31 frigate").
_TYPE = re.compile(r"(?<![\w-])(?P<series>Type)[\s-]\d{2,3}[A-Z]{0,4}(?![\w-]|[.,/]\d)")
_TYPE_NEAR = 40
# A name that a list joins to the one before or behind.
_LIST_BEFORE = re.compile(
    r"(?<![\w-])(?P<item>[A-Z][\w-]*)(?:,\s|,?\s(?:and|or|called|named|dubbed)\s(?:the\s|an?\s)?)\Z"
)
_LIST_AFTER = re.compile(r"(?:,\s|,?\s(?:and|or)\s(?:the\s|an?\s)?)(?=[A-Z])")
_NEAR = 120
# American electronics are called so, and nothing else is ("AN/FPS-85").
_NOMENCLATURE = re.compile(r"(?<![\w/])AN/[A-Z]{2,3}-\d{1,3}[A-Z]?(?:\(V\)\d{0,2})?(?![\w-])")
_FRONT_WORDS = frozenset(FRONTS.split("|"))
_LISTED_BODY = re.compile(
    rf"(?<![\w-])(?:(?:{FRONTS}) ){{0,2}}"
    r"(?:Ministry|Department|Committee|Subcommittee|Commission|Directorate|Secretariat|Institute|School) (?:of|on|for) "
    r"(?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?"
    r"(?P<list>(?:, [A-Z][\w-]+(?: [A-Z][\w-]+)?){1,5},? and [A-Z][\w-]+(?: [A-Z][\w-]+)?)"
)
# A mission of an organisation, with the State where it is ("EU Training Mission in Mali").
_MISSION = re.compile(
    rf"(?<![\w.@/’'-])(?!(?:The|A|An|This|Its|Their)\s)(?=[A-Z]){CAPITALISED}\s(?:[A-Z][\w-]+\s(?:and\s)?){{0,4}}?"
    r"(?:Assistance|Training|Support|Observer|Observation|Monitoring|Verification|Stabili[sz]ation|Advisory|Transition|Assessment|"
    r"Building|Police|Military|Peacekeeping|Integrated)\sMission\s(?:in|to|for)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3}"
)
# A unit of several States by where it stands ("Multinational Brigade Latvia").
_STATIONED = re.compile(
    r"(?<![\w-])(?:Multinational|eFP|EFP|Enhanced\sForward\sPresence)\s(?:Battlegroup|Battle\sGroup|Brigade|Division|Corps)\s"
    r"[A-Z][\w-]+(?![\w-])"
)
# A meeting of an instrument's parties by its number ("Third Meeting of States Parties").
_ORDINALS = "First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth"
_MEETING = re.compile(
    rf"(?<![\w-])(?:{_ORDINALS}|\d{{1,2}}(?:st|nd|rd|th))\s(?:[A-Z]{{3,5}}\s)?"
    r"(?:Review\sConference|(?:Meeting|Conference)\sof\s(?:the\s)?(?:States\s|High\sContracting\s|Contracting\s)?Parties)\b"
)
# Where a unit of several stands is part of its name ("Multinational Division North").
_QUARTERS = frozenset(
    "North South East West Northeast Northwest Southeast Southwest North-East South-East Centre Center".split()
)
_QUARTERED = frozenset({"Division", "Corps", "Brigade", "Command", "Force", "Battlegroup", "Group"})
# What is done with a meeting and with no body ("the Tbilisi Security Forum was held").
_HELD = re.compile(
    r"\s(?:(?:was|is|were|will be|to be)\s(?:again\s)?(?:held|hosted|postponed|cancelled)|"
    r"took place|takes place|kicked off|opened|opens|closed|concluded)\b"
)
_ITEM = re.compile(r"(?<=, )(?!and )[A-Z]|(?<= and )[A-Z]")
_SMALL = frozenset({"of", "for", "on", "the", "and", "de", "du"})
_JOINS = frozenset({"of", "for", "on"})
_LONGEST_HEAD = 4


def find_names(text: str, rules: Rules, known: Container[int] = ()) -> Iterator[tuple[int, int, str]]:
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
                spelt[at] in rules.before or spelt[at] in _SMALL or spelt[at] == "&" or _DECIMAL.fullmatch(spelt[at])
            )
            named = None if skipped else _named(rules, spelt, at, stops)
            if named is None:
                at += 1
            else:
                last, label = named
                if label == "ORG" and spelt[last] in ("Forum", "Dialogue") and _HELD.match(text, words[last][1]):
                    label = "EVENT"
                if not rules.is_generic(" ".join(spelt[at : last + 1])):
                    yield words[at][0], words[last][1], label
                at = last + 1


def find_bodies(text: str, known: Container[int]) -> Iterator[tuple[int, int]]:
    """Start and end of missions and of bodies with a list ("Ministry of Land, Infrastructure and Transport").

    `known` are the offsets at which other names begin: a list that holds one is a list of names.
    """
    for match in _LISTED_BODY.finditer(text):
        items = [item.start() for item in _ITEM.finditer(text, match.start("list"), match.end())]
        if not any(item in known for item in items):
            yield match.start(), match.end()
    for pattern in (_MISSION, _STATIONED):
        for match in pattern.finditer(text):
            yield match.span()


def find_meetings(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the numbered meetings of an instrument's parties."""
    for match in _MEETING.finditer(text):
        yield match.span()


def find_described(text: str, rules: Rules) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of capitalised names that a common noun follows ("Tundra satellites")."""
    for match in rules.followed.finditer(text):
        words, label = match["name"].split(), rules.followed_by[match["noun"]]
        while words and (words[0] in rules.before or words[0] in rules.generic):
            words.pop(0)
        start = match.end("name") - len(" ".join(words))
        if len(words) == 1 and words[0][1:].islower() and _opens_sentence(text, start):
            continue  # "Reusable rockets are cheap"
        if not words or words[0] in rules.adjectives or (len(words) == 1 and words[0] in rules.places):
            continue  # "Mars helicopters"
        if label == "EVENT" and rules.no_exercise.issuperset(part for word in words for part in word.split("-")):
            continue
        if (words[0],) not in rules.ends:
            yield start, match.end("name" if label in ("SYSTEM", "EVENT") else 0), label


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence or line begins there, where a capital tells nothing."""
    return (
        start == 0 or text[start - 1] == "\n" or text[max(0, start - 2) : start] in (". ", "! ", "? ", ": ", "• ", "- ")
    )


def find_defined(text: str, rules: Rules) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of names that begin a sentence which says what they are."""
    for match in rules.defined.finditer(text):
        group = "name" if match["name"] else "within"
        noun = match["is"] or match["besides"] or match["inside"]
        if match[group] not in rules.generic and match[group].split()[0] not in rules.before:
            yield *match.span(group), rules.defined_as[noun]


def find_designators(text: str, rules: Rules, systems: Container[int] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of types with a number, near a word that says that they are things that fly or shoot.

    `systems` are the offsets at which known systems begin; so is what a list joins to one ("the Kh-35 and VCM-01").
    """
    for match in _DESIGNATOR.finditer(text):
        start, end = match.span()
        excluded = match["series"] in rules.no_designators
        if excluded:
            continue
        if rules.kinds.search(text, max(0, start - _NEAR), end + _NEAR) or _listed_with(text, start, end, systems):
            yield start, end
    for match in _TYPE.finditer(text):
        if rules.kinds.search(text, max(0, match.start() - _TYPE_NEAR), match.end() + _TYPE_NEAR):
            yield match.span()
    for match in _NOMENCLATURE.finditer(text):
        yield match.span()


def _listed_with(text: str, start: int, end: int, systems: Container[int]) -> bool:
    """Whether a comma, "and", "or" or "called" joins a known system to a name."""
    before = _LIST_BEFORE.search(text, max(0, start - 40), start)
    after = _LIST_AFTER.match(text, end)
    return bool((before and before.start("item") in systems) or (after and after.end() in systems))


def _named(rules: Rules, spelt: Sequence[str], at: int, stops: frozenset[int]) -> tuple[int, str] | None:
    """The longest name that starts at a word: the index of its last word, and its label."""
    adjective = _behind_adjective(rules, spelt, at)
    head = adjective
    while head - at < _LONGEST_HEAD and spelt[head] in _FRONT_WORDS and head + 1 < len(spelt):  # "Joint Standing"
        head += 1
    begun = _begun(rules, spelt, at, stops)
    if begun is None and (begun := _begun(rules, spelt, head, stops)) and adjective > at and begun[1] != "ORG":
        return None  # "Argentine Fort Caracoles"
    if begun is not None:
        return begun
    best = None
    for last in range(at + 1, len(spelt)):
        if spelt[last] in _SMALL:
            break
        for length in range(min(_LONGEST_HEAD, last - at), 0, -1):
            ending = tuple(spelt[last - length + 1 : last + 1])
            if ending in rules.ends and not (rules.ends[ending] == "SYSTEM" and _capital_at(spelt, last + 1)):
                best = _end_of(rules, spelt, last, ending, stops), rules.ends[ending]
                break
    return best


def _capital_at(spelt: Sequence[str], at: int) -> bool:
    """Whether a name goes on there, as "Space & Rocket Center" does behind "Rocket"."""
    return at < len(spelt) and spelt[at][0].isupper()


def _begun(rules: Rules, spelt: Sequence[str], head: int, stops: frozenset[int]) -> tuple[int, str] | None:
    """The name that begins with a head ("Ministry of Defence"): the index of its last word, and its label."""
    for length in range(_LONGEST_HEAD, 0, -1):
        begun = tuple(spelt[head : head + length])
        label = rules.begins.get(begun)
        if label in ("LAW", "EVENT") and length > 1 and not _begins_title(rules, spelt, head, length):
            continue
        if label is not None and head + length < len(spelt):
            last = _last_after(rules, spelt, head + length, stops)
            # "Commission on the Status of Women"; behind "Ministry of" comes whose it is ("of Japan").
            if (begun[-1] in ("on", "for") or label == "EVENT") and spelt[last + 1 : last + 2] == ["of"]:
                plain = last + 2 < len(spelt) and (label == "EVENT" or spelt[last + 2] not in _SMALL)
                last = _last_after(rules, spelt, last + 2, stops) if plain else last
            return last, label
    return None


def _begins_title(rules: Rules, spelt: Sequence[str], head: int, length: int) -> bool:
    """Whether "Law on" begins a title, as in "International Law on Seas" and "Conference on Tuesday" it does not."""
    before, after = spelt[head - 1] if head else "", spelt[head + length : head + length + 2]
    whole = not before[:1].isupper() or before in rules.before or before in rules.adjectives
    return whole and all(word in _SMALL or _may_go_on(rules, word) for word in after[:1])


def _behind_adjective(rules: Rules, spelt: Sequence[str], at: int) -> int:
    """The word behind the adjective of a State that begins a name ("Peruvian", "South African")."""
    length = next((n for n in (2, 1) if " ".join(spelt[at : at + n]) in rules.adjectives), 0)
    return at + length if at + length < len(spelt) else at


def _end_of(rules: Rules, spelt: Sequence[str], last: int, head: tuple[str, ...], stops: frozenset[int]) -> int:
    """Where a name ends whose head is found: after its number, or after what it is the institute of."""
    after = spelt[last + 1 : last + 3]
    if after and head in rules.numbered and _NUMBER.fullmatch(after[0]):
        return last + 1
    if after and head[-1] in _QUARTERED and after[0] in _QUARTERS:
        return last + 1
    if len(after) < 2 or head[-1] not in rules.continued or after[0] not in _JOINS or not _may_go_on(rules, after[1]):
        return last
    # "Court of Justice", but whose it is stands apart.
    if head[-1] == "Court" and after[0] == "of" and last + 2 in stops:
        return last
    return _last_after(rules, spelt, last + 2, stops)


def _may_go_on(rules: Rules, word: str) -> bool:
    """Whether a word behind "Conference of" can belong to the name, as a date cannot."""
    return word[0].isupper() and word.lower().rstrip(".,") not in rules.months and word not in rules.days


def _last_after(rules: Rules, spelt: Sequence[str], at: int, stops: frozenset[int]) -> int:
    """The last word of what follows "Ministry of" or "Operation": capitalised words, joined by "and" at most."""
    while spelt[at] in _SMALL and at + 1 < len(spelt):
        at += 1
    while at + 1 < len(spelt):
        step = 2 if spelt[at + 1] == "and" else 1
        following = spelt[at + step : at + step + 2]
        if (
            not following
            or following[0] in _SMALL
            or following[0] in rules.offices
            or any(tuple(following[:length]) in rules.begins for length in (1, 2))
        ):
            break
        another = not following[0][0].isalpha() or following[0].isupper() or at + step in stops
        if step == 2 and another:  # "the Ministry of Defence and NASA"
            break
        at += step
    return at
