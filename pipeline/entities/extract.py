"""Entities of a text: known names, rules and the statistical model, without overlap, linked where that is certain."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.data import Entity, Span, TreatyReference
from pipeline.entities.abbreviations import Definition, find_definitions
from pipeline.entities.capitals import (
    find_bodies,
    find_defined,
    find_described,
    find_designators,
    find_meetings,
    find_names,
)
from pipeline.entities.consistency import consistent
from pipeline.entities.dates import find_dates
from pipeline.entities.foreign import find_foreign
from pipeline.entities.gazetteer import Found, Gazetteer, load_gazetteer
from pipeline.entities.instruments import find_by_town, find_instruments
from pipeline.entities.introduced import find_introduced
from pipeline.entities.laws import find_numbered_laws
from pipeline.entities.merge import Taken, longest, merged
from pipeline.entities.model import believed
from pipeline.entities.nations import of_their_states, with_adjectives
from pipeline.entities.persons import linked_persons, with_titles
from pipeline.entities.rules import Rules, load_rules
from pipeline.entities.ships import find_ships
from pipeline.entities.towns import towns_in
from pipeline.language import Analysis, Language
from pipeline.treaties import Registry, find_citations, find_treaty_references, load_registry

LABELS = ("ORG", "GPE", "PERSON", "FACILITY", "SYSTEM", "PROGRAM", "EVENT", "TREATY", "LAW", "DATE", "MONEY")
_YEAR_AFTER = re.compile(
    r",?\s(?:(?:held\s)?(?:of|in|on)\s|\()?(?:\d{1,2}\s)?(?:[A-Z][a-z]{2,8}\.?\s)?(?:\d{1,2},\s)?(?P<year>(?:19|20)\d\d)\b"
)
_YEAR_BEFORE = re.compile(r"(?P<year>(?:19|20)\d\d)\s\Z")
_YEAR_OF_TREATY = re.compile(r"\s(?:of\s(?:1[89]|20)\d\d|\((?:1[89]|20)\d\d\))\Z")
# The full stop of "Inc." belongs to a name where the sentence goes on behind it.
_ABBREVIATED = re.compile(r"\s(?:Inc|Corp|Ltd|Co|Bros)\Z")
_STOP_WITHIN = re.compile(r"\.(?=\s[a-z]|[,;:)’'])")
# "No Parliament", "each Senate": one of a kind, and none by name.
_NONE_IN_PARTICULAR = re.compile(r"\b(?:[Nn]o|[Aa]ny|[Ee]very|[Ee]ach|[Aa]nother)\s\Z")
_ORDINAL = re.compile(r"(?<![\w-])\d{1,3}(?:st|nd|rd|th)\s\Z")
# What a short form behind it may show to go on ("the Commission on the Limits of the Continental Shelf (CLCS)").
_EXTENDED = frozenset({"ORG", "PROGRAM", "EVENT", "TREATY"})
_ACT_NUMBER = re.compile(r"(?P<first>\d{1,4})/(?P<second>\d{1,4})")
_TIED = re.compile(r"(?<![\w.-])(?P<first>(?!The\b)[A-Z][a-z]+)(?:\s[A-Z][a-z]+){0,2}\s(?:and|of)\s\Z")
# "Space Science and Technology Policy": the topic before "and", which no "of" ties to another name.
_TOPIC = re.compile(r"(?<![\w.-])(?<!\bof\s)(?<!\bfor\s)(?:[A-Z][a-z-]+\s){0,3}?(?P<topic>[A-Z][a-z]+)\sand\s\Z")
_FIRST_WORD = re.compile(r"[A-Z][\w-]*")
_COUNTRY_ID = 2  # letters
_GOAL = re.compile(r"\s20[2-6]\d(?![\w/-])")
_SHORT_BEHIND = re.compile(r"\s\((?P<short>[A-Z]{3,10})\)")
_YEAR_OF_ACT = re.compile(r"\s(?:of\s|for\s[Ff]iscal\s[Yy]ear\s)?(?:1[89]|20)\d\d\b")


def extract_entities(
    text: str,
    analysis: Analysis,
    *,
    treaties: Sequence[TreatyReference] | None = None,
    registry: Registry | None = None,
) -> tuple[Entity, ...]:
    """The entities of an analysed text, by offset, without overlap; `text[start:end]` is each one's text.

    The longest name wins. A name of the lists or a rule has the word over the model, except where the model sees a
    longer name around a place ("London Stock Exchange"). An id is given only where the name leaves no doubt.

    Args:
        text: the text that was analysed.
        analysis: what the language model says of it.
        treaties: the references to instruments in the text where they are known already; found anew otherwise.
        registry: the instruments that are known by name; the shipped ones unless given.
    """
    rules, gazetteer = load_rules(), load_gazetteer()
    registry = registry or load_registry()
    references = find_treaty_references(text, registry) if treaties is None else treaties
    supported = [Span(raw.start, raw.end) for raw in analysis.entities if raw.label == "DATE"]
    firm = [
        *_instruments(text, references, registry),
        *(_known(text, found, gazetteer) for found in gazetteer.find(text)),
        *(
            Entity(d.start, d.end, text[d.start : d.end], "DATE", d.value, d.value, "rule")
            for d in find_dates(text, rules, supported)
        ),
        *(_entity(text, match.start(), match.end(), "MONEY") for match in rules.money.finditer(text)),
        *(_entity(text, match.start(), match.end(), "PERSON") for match in rules.titled.finditer(text)),
        *(_act(text, match) for match in rules.cited_law.finditer(text)),
        *(_entity(text, start, end, "LAW") for start, end in find_numbered_laws(text, rules)),
    ]
    unlisted = list(_unlisted(text, analysis, firm, rules))
    ships = {(one.start, one.end) for one in unlisted}  # which stand in the place of the towns they are called as
    firm = [*(one for one in firm if one.label != "GPE" or (one.start, one.end) not in ships), *unlisted]
    begun = {entity.start for entity in firm}
    firm += (_entity(text, start, end, "TREATY") for start, end in find_instruments(text, rules, begun))
    towns = [(one.start, one.end) for one in firm if one.label == "GPE" and len(one.canonical_id or "") > _COUNTRY_ID]
    firm += (_entity(text, start, end, "TREATY") for start, end in find_by_town(text, towns))
    firm += (_entity(text, start, end, "ORG") for start, end in find_bodies(text, begun))
    firm += (_entity(text, start, end, "EVENT") for start, end in find_meetings(text))
    firm += (_entity(text, start, end, label) for start, end, label in find_foreign(text))
    firm += (
        _entity(text, _widened(text, start, label, begun, rules), _with_year(text, end, label), label)
        for start, end, label in find_names(text, rules, begun)
    )
    defined = [_entity(text, start, end, label) for start, end, label in find_defined(text, rules)]
    firm += defined
    defined += (one for one in unlisted if one.label in ("ORG", "SYSTEM"))
    systems = {one.start for one in firm if one.label == "SYSTEM"}
    firm += (_designated(text, start, end) for start, end in find_designators(text, rules, systems))
    firm += _described(text, analysis, firm, rules)
    firm = with_adjectives(firm, rules, gazetteer)
    cited = Taken()
    for start, end in find_citations(text):
        cited.add(start, end)

    def nameless(one: Entity) -> bool:  # one of a kind; the U.N. of "672 U.N.T.S. 119", and the page as a year
        if (
            one.label == "ORG"
            and (one.text,) in rules.ends
            and _NONE_IN_PARTICULAR.search(text, max(0, one.start - 8), one.start)
        ):
            return True
        return one.label not in ("TREATY", "LAW") and cited.holds(one.start, one.end)

    firm = [_held_in(text, _as_instrument(entity, registry)) for entity in longest(firm, rules) if not nameless(entity)]
    guessed = [_as_instrument(entity, registry) for raw in analysis.entities for entity in believed(text, raw, rules)]
    guessed = [guess for guess in guessed if not nameless(guess)]
    guessed += _towns_besides(text, guessed, rules)
    found = [_with_suffix(text, one, rules) for one in with_titles(text, merged(firm, guessed), rules)]
    found = consistent(text, found, gazetteer, defined)
    found = of_their_states(text, _with_definitions(text, found), gazetteer)
    return tuple(linked_persons(found, gazetteer))


def find_entities(text: str, language: Language | None = None) -> tuple[Entity, ...]:
    """The entities of a plain text."""
    return extract_entities(text, (language or Language()).analyse(text))


def _described(text: str, analysis: Analysis, firm: Sequence[Entity], rules: Rules) -> Iterator[Entity]:
    """Names that only the noun behind them explains, where neither lists nor model know them as something else."""
    taken = Taken()
    for one in firm:
        taken.add(one.start, one.end)
    peoples, bodies = Taken(), Taken()
    for raw in analysis.entities:
        if raw.label in ("NORP", "ORG"):
            (peoples if raw.label == "NORP" else bodies).add(raw.start, raw.end)
    for start, end, label in find_described(text, rules):
        # "Airbus satellites" are a company's; but an unknown "Blackjack programme" is none, whatever the model says.
        # An exercise of one word may be a people's or body's own; one of two is mostly taken for a body or a person.
        # A body has no number behind its name ("Ground Master 400 radars").
        name = text[start:end]
        body = (label == "SYSTEM" and not name[-1].isdigit()) or (label == "EVENT" and " " not in name)
        known = peoples.holds(start, end) or (body and bodies.holds(start, end))
        if not known and taken.add(start, end):
            yield _entity(text, start, end, label)


def _unlisted(text: str, analysis: Analysis, firm: Sequence[Entity], rules: Rules) -> Iterator[Entity]:
    """Ships and others of which the noun before them, their prefix or class says what they are."""
    known = {one.start: one for one in firm}
    people = Taken()
    for raw in analysis.entities:
        if raw.label in ("PERSON", "NORP"):
            people.add(raw.start, raw.end)
    for start, end in find_ships(text, rules, known):
        yield _entity(text, start, end, "SYSTEM")
    for start, end, label in find_introduced(text, rules, known, people):
        yield _entity(text, start, end, label)


def _act(text: str, match: re.Match[str]) -> Entity:
    """An act of the European Union by its number, which is its id ("Directive (EU) 2022/2555")."""
    number = _ACT_NUMBER.search(match[0])
    made = _entity(text, match.start(), match.end(), "LAW")
    if number is None:
        return made
    return replace(made, canonical_id=f"EU-{number['first']}-{number['second']}", canonical_name=made.text)


def _towns_besides(text: str, guessed: Sequence[Entity], rules: Rules) -> Iterator[Entity]:
    """Towns where the model sees nothing, as guesses that firm names go before."""
    taken = Taken()
    for guess in guessed:
        taken.add(guess.start, guess.end)
    for start, end in towns_in(text):
        name = text[start:end]
        sure = name not in rules.no_towns and name.lower() not in rules.months and not rules.is_generic(name)
        if sure and taken.add(start, end):
            yield Entity(start, end, name, "GPE")


def _designated(text: str, start: int, end: int) -> Entity:
    """A system by its designator, which is also what identifies it, however it is spaced."""
    surface = text[start:end]
    return Entity(start, end, surface, "SYSTEM", surface.replace("-", "").upper(), surface, "rule")


def _held_in(text: str, entity: Entity) -> Entity:
    """A summit with the year beside it as that one of the summits that its town has seen."""
    if entity.label != "EVENT" or entity.canonical_id is not None or not entity.text.endswith(" Summit"):
        return entity
    year = _YEAR_AFTER.match(text, entity.end) or _YEAR_BEFORE.search(text, max(0, entity.start - 5), entity.start)
    if year is None:
        return entity
    name = f"{entity.text} {year['year']}"
    return replace(entity, canonical_id="_".join(name.upper().split()), canonical_name=name)


def _widened(text: str, start: int, label: str, known: Container[int], rules: Rules) -> int:
    """The start of a statute's name with what "and" or "of" ties to it ("Police and Crime Act")."""
    if label != "LAW":
        return _with_first_topic(text, start, known, rules)
    before = _TIED.search(text, max(0, start - 60), start)
    if before is None or before.start() in known or before["first"] in rules.before:
        return start
    return before.start()


def _with_first_topic(text: str, start: int, known: Container[int], rules: Rules) -> int:
    """The start of a name with the topic that "and" ties to its first ("Science and Technology Council")."""
    before, first = _TOPIC.search(text, max(0, start - 60), start), _FIRST_WORD.match(text, start)
    if before is None or first is None or not {before["topic"], first[0]} <= rules.portfolios:
        return start
    words = list(_FIRST_WORD.finditer(text, before.start(), before.start("topic")))
    at = before.start("topic")
    for word in reversed(words):
        if word[0] in rules.before or word.start() in known:
            break
        at = word.start()
    return start if at in known else at


def _with_suffix(text: str, entity: Entity, rules: Rules) -> Entity:
    """A company with the word of legal form behind its name."""
    if entity.label != "ORG":
        return entity
    suffix = rules.company.match(text, entity.end)
    end = suffix.end() if suffix else entity.end
    if _ABBREVIATED.search(text, max(entity.start, end - 5), end) and _STOP_WITHIN.match(text, end):
        end += 1
    return entity if end == entity.end else replace(entity, end=end, text=text[entity.start : end])


def _with_year(text: str, end: int, label: str) -> int:
    """The end of a name with the year that belongs to it ("Act of 2015", "Act 2018", "Space Strategy 2030")."""
    year = _YEAR_OF_ACT.match(text, end) if label == "LAW" else None
    if label == "PROGRAM":
        year = _GOAL.match(text, end)
    return year.end() if year else end


def _entity(text: str, start: int, end: int, label: str) -> Entity:
    return Entity(start, end, text[start:end], label, origin="rule")


def _known(text: str, found: Found, gazetteer: Gazetteer) -> Entity:
    start = found.start
    if found.thing.label == "EVENT" and (ordinal := _ORDINAL.search(text, max(0, start - 6), start)):
        start = ordinal.start()  # "4th Manama Dialogue", as of an event that no list holds
    surface = text[start : found.end]
    name = None
    if found.canonical_id is not None:
        name = " ".join(surface.split()) if found.number else gazetteer.name_of(found.thing.label, found.canonical_id)
    return Entity(start, found.end, surface, found.thing.label, found.canonical_id, name, "gazetteer")


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
        if reference.form == "name" and (year := _YEAR_OF_TREATY.search(text, start, end)):
            end = year.start()  # the year is a date of its own
        label = "LAW" if reference.form == "resolution" else "TREATY"
        entity = Entity(start, end, text[start:end], label, origin="gazetteer")
        if instrument is not None:
            entity = replace(entity, canonical_id=instrument.id, canonical_name=instrument.name)
        elif label == "LAW":  # a resolution's body and number are its id, whether the registry holds it or not
            number = reference.treaty_id.removeprefix("OTHER:").removeprefix("DOC:")
            entity = replace(entity, canonical_id=number, canonical_name=reference.text)
        yield entity


def _as_instrument(entity: Entity, registry: Registry) -> Entity:
    """A name that rule or model took for something else is the instrument whose full name it is."""
    if entity.origin == "gazetteer" or " " not in entity.text:
        return entity
    instrument = registry.by_title(entity.text)
    if instrument is None:
        return entity
    return replace(entity, label="TREATY", canonical_id=instrument.id, canonical_name=instrument.name)


def _with_definitions(text: str, found: Sequence[Entity]) -> list[Entity]:
    """Short forms that the text defines take label and id of their long form, or are no entities if it is none."""
    meanings: dict[str, Entity | None] = {}
    definitions = list(find_definitions(text))
    found = _as_long_as_defined(text, found, definitions)
    starts = [entity.start for entity in found]
    for definition in definitions:
        at = max(0, bisect_left(starts, definition.start) - 1)
        near = [one for one in found[at : at + 3] if one.end == definition.end and one.start <= definition.start + 4]
        meanings.setdefault(definition.short, near[0] if near else None)
    for short, body in _foreign_short_forms(text, found):
        meanings.setdefault(short, body)
    if not meanings:
        return list(found)
    out = []
    for one in found:
        meaning = meanings.get(one.text, one)
        if meaning is not None:
            out.append(one if meaning is one else _meaning(one.start, one.text, meaning))
    taken = Taken()
    for one in out:
        taken.add(one.start, one.end)
    for short, meaning in meanings.items():
        if meaning is not None:
            for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?!\w)", text):
                if taken.add(match.start(), match.end()):
                    out.append(_meaning(match.start(), short, meaning))
    return sorted(out, key=lambda one: one.start)


def _foreign_short_forms(text: str, found: Sequence[Entity]) -> Iterator[tuple[str, Entity]]:
    """Short forms in brackets right behind bodies, of their names in another language, and the bodies.

    "Secretariat of National Defence (SEDENA)"; what stands there under a name of its own is no short form.
    """
    own = {one.start for one in found if one.origin != "model"}
    for one in found:
        match = _SHORT_BEHIND.match(text, one.end) if one.label == "ORG" else None
        if match and match.start("short") not in own:
            yield match["short"], one


def _as_long_as_defined(text: str, found: Sequence[Entity], definitions: Iterable[Definition]) -> list[Entity]:
    """Bodies and programmes with all the words that their short form abbreviates.

    "Commission on the Limits" goes on as "of the Continental Shelf" where "(CLCS)" follows.
    """
    longer: dict[int, tuple[int, int]] = {}  # by the start of the entity that is extended
    starts = [one.start for one in found]
    for definition in definitions:
        at = bisect_left(starts, definition.start)
        first = found[at] if at < len(found) and starts[at] == definition.start else None
        last = found[bisect_left(starts, definition.end) - 1] if found else None
        if last is not None and last.end != definition.end:
            last = None
        part = first or last
        if part is None or (part.start, part.end) == (definition.start, definition.end) or part.end > definition.end:
            continue
        if part.origin != "gazetteer" and part.label in _EXTENDED and part.start >= definition.start:
            longer[part.start] = (definition.start, definition.end)
    out: list[Entity] = []
    for one in found:
        if one.start in longer:
            start, end = longer[one.start]
            while out and out[-1].end > start:
                out.pop()
            out.append(Entity(start, end, text[start:end], one.label, origin="rule"))
        elif not out or out[-1].end <= one.start:
            out.append(one)
    return out


def _meaning(start: int, short: str, meaning: Entity) -> Entity:
    """The same thing under its short form."""
    return replace(meaning, start=start, end=start + len(short), text=short, origin="rule")
