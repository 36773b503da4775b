"""One name, one meaning within a document: what the model sees in most places holds in the others.

After Gale, Church and Yarowsky, "One Sense Per Discourse" (1992). Each guess is a vote, and so are the words beside it
("near X", "X said") and the list of towns. Only guesses of the model are changed or added to; known names and rules
stand as they are.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.data import Entity
from pipeline.entities.gazetteer import Gazetteer
from pipeline.entities.merge import Taken
from pipeline.entities.rules import load_rules
from pipeline.entities.towns import find_town

_NOT_PLACES = frozenset({"PERSON", "ORG", "SYSTEM"})
_CARRIED = frozenset({"ORG", "GPE", "PERSON", "FACILITY", "SYSTEM", "LOC"})
_WORD = re.compile(r"[^\W_][\w'’-]*")
_PLAIN_WORDS = re.compile(r"[A-Z][^\W\d_]*[a-z][^\W\d_]*(?:[\s-](?:[A-Z]\.|[A-Z][^\W\d_]*[a-z][^\W\d_]*)){1,3}")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]+\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_MOST = 50  # names with the same first word; more is no prose, and would make each such word slow
_SHORTEST = 4  # letters of a single word that is carried on; shorter ones are too often something else

# Before a place stands one of these, and before a person hardly ever one of the second list.
_AT_PLACE = re.compile(r"\b(?:in|near|at|from|to|around|outside|towards?|into|of|between|through)\s\Z", re.IGNORECASE)
_ONLY_AT_PLACE = re.compile(
    r"(?<!confidence )(?<!trust )(?<!faith )(?<!belief )(?<!interest )\b(?:in|near|outside|around|inside|towards|"
    r"(?:north|south|east|west|northeast|northwest|southeast|southwest) of|"
    r"(?:city|town|village|province|district|suburb|suburbs|outskirts|governorate|island|port|capital) of)\s\Z",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r",?\s(?:said|says|told|added|adds|explained|explains|recalls|recalled)\b")
# What only a person does, behind a name of several words; and the first words of some that are persons' own.
_IS_PERSON = re.compile(
    r",?\s(?:who\b|chaired\b|resigned\b|took office\b|served as\b|himself\b|herself\b|aged\s\d|"
    r"was (?:born|elected|sworn|appointed|re-elected)\b)"
)
_LARGE_TOWN = 60  # thousand people; a smaller one lends its name to too many persons and firms
_IS_SYSTEM = re.compile(
    r"\s(?:spacecraft|rocket|missile|telescope|constellation|satellite|capsule|orbiter|lander|rover|probe|booster|"
    r"spaceplane|space station|launcher|fighter|bomber|howitzer|torpedo|interceptor|warship|"
    r"frigate|corvette|destroyer|submarine|missiles|radars|interceptors|howitzers|torpedoes|tanks|jets|frigates|corvettes|helicopters|engine|malware|ransomware)\b"
)
_CONTEXT = 2  # votes of the words beside a name; the model has one


def consistent(
    text: str, found: Sequence[Entity], gazetteer: Gazetteer, defined: Sequence[Entity] = ()
) -> list[Entity]:
    """The entities with the model's guesses brought into line, and names that were seen elsewhere added, by offset.

    Args:
        text: the text.
        found: its entities, by offset.
        gazetteer: known names, none of which is taken for a surname.
        defined: names of which the text says itself what they are; they hold against the model, and around a known
            name that is only a part of them.
    """
    votes: dict[str, Counter[str]] = {}
    for one in found:
        if one.origin == "model" and one.label in _CARRIED:
            counts = votes.setdefault(one.text, Counter())
            counts[one.label] += 1
            if label := _told_by_context(text, one, gazetteer):
                counts[label] += _CONTEXT
    surnames = _surnames(found, gazetteer)
    if not votes and not defined and not surnames:
        return list(found)
    places = {(one.start, one.end, one.label): one for one in found}
    # What is found there may be a known name with its id.
    told = {one.text: places[key] for one in defined if (key := (one.start, one.end, one.label)) in places}
    meant: dict[str, Entity] = {}
    out = []
    for one in found:
        if one.origin == "model" and one.label in _CARRIED:
            one = _agreed(one, votes, surnames)
            meant.setdefault(one.text, one)
        out.append(one)
    for surname in surnames:
        meant.setdefault(surname, Entity(0, len(surname), surname, "PERSON"))
    out = _with_told(out, list(_elsewhere(text, told)))
    taken = Taken()
    for one in out:
        taken.add(one.start, one.end)
    out += (one for one in _elsewhere(text, meant) if taken.add(one.start, one.end))
    return sorted(out, key=lambda one: one.start)


def _with_told(found: Sequence[Entity], told: Sequence[Entity]) -> list[Entity]:
    """The entities with names that the text explains in the place of their parts; a name around one stays."""
    starts = [one.start for one in told]
    longer, taken = Taken(), Taken()
    for one in found:
        at = bisect_right(starts, one.start) - 1
        part = at >= 0 and one.end <= told[at].end
        if not part:
            longer.add(one.start, one.end)
    kept = [one for one in told if not longer.holds(one.start, one.end)]
    for one in kept:
        taken.add(one.start, one.end)
    return [*(one for one in found if not taken.holds(one.start, one.end)), *kept]


def _may_be_person(text: str, one: Entity, gazetteer: Gazetteer) -> bool:
    """Whether a guess of several plain words is a person by what it does, or by a given name of known persons."""
    if not _PLAIN_WORDS.fullmatch(one.text) or any((word,) in load_rules().ends for word in one.text.split()):
        return False
    if _IS_PERSON.match(text, one.end):
        return True
    first = one.text.split()[0]
    given = first in gazetteer.given_names and first not in load_rules().no_given_names and len(first) >= _SHORTEST
    return one.label == "ORG" and given and not text.endswith(("the ", "The "), max(0, one.start - 4), one.start)


def _told_by_context(text: str, one: Entity, gazetteer: Gazetteer) -> str | None:
    """The label that the words beside a guess speak for."""
    place = _AT_PLACE.search(text, max(0, one.start - 10), one.start)
    town = find_town(one.text)
    if town is not None and (one.label not in _NOT_PLACES or (place and town.thousands >= _LARGE_TOWN)):
        return "GPE"
    if one.label != "GPE" and _IS_SYSTEM.match(text, one.end):
        return "SYSTEM"
    rules = load_rules()
    if town is None and (apposition := rules.apposition.match(text, one.end)):
        return rules.apposed[apposition["noun"]]
    if one.label in ("ORG", "GPE", "SYSTEM", "FACILITY") and " " in one.text and _may_be_person(text, one, gazetteer):
        return "PERSON"
    if one.label == "PERSON":
        only = _ONLY_AT_PLACE.search(text, max(0, one.start - 24), one.start)
        if only or (town is not None and place):
            return None if text.startswith(("'s", "’s"), one.end) else "GPE"
    if one.label == "GPE" and town is None and _SPEAKS.match(text, one.end):
        return "PERSON"
    return None


def _agreed(one: Entity, votes: Mapping[str, Counter[str]], surnames: Mapping[str, int]) -> Entity:
    """A guess under the label with most votes for its name, its own where that is one; a known surname is a person."""
    if one.text in surnames:
        return replace(one, label="PERSON")
    counts = votes[one.text]
    label = max(counts, key=lambda label: (counts[label], label == one.label))
    name = None
    if label == "GPE" and not one.text.isupper():  # the plain name is the id of a place that is no country
        town = find_town(one.text)
        name = town.name if town else " ".join(one.text.split())
    return replace(one, label=label, canonical_id=name, canonical_name=name)


def _surnames(found: Sequence[Entity], gazetteer: Gazetteer) -> dict[str, int]:
    """The last words of names of persons that have several, but for those that also name something known."""
    last = Counter(one.text.split()[-1] for one in found if one.label == "PERSON" and " " in one.text)
    named = {one.text for one in found if one.origin != "model" and one.label != "PERSON"}
    return {
        word: count
        for word, count in last.items()
        if len(word) >= _SHORTEST and word[0].isupper() and word not in named and not any(gazetteer.find(word))
    }


def _elsewhere(text: str, meant: Mapping[str, Entity]) -> Iterator[Entity]:
    """Each place where one of the names stands, the longest first at each word."""
    lower = {word[0] for word in _WORD.finditer(text) if word[0].islower()}
    by_first: dict[str, list[str]] = {}
    for name in meant:
        if _ACRONYM.match(name) or " " in name or (len(name) >= _SHORTEST and name.lower() not in lower):
            first = _WORD.search(name)
            if first and first.start() == 0:
                by_first.setdefault(_POSSESSIVE.sub("", first[0]), []).append(name)
    for names in by_first.values():
        names.sort(key=len, reverse=True)
        del names[_MOST:]
    for word in _WORD.finditer(text):
        for name in by_first.get(_POSSESSIVE.sub("", word[0]), ()):
            end = word.start() + len(name)
            if text.startswith(name, word.start()) and not (
                text[end : end + 1].isalnum() or text[end : end + 1] == "-"
            ):
                yield replace(meant[name], start=word.start(), end=end)
                break
