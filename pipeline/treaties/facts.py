"""What the registry knows of an instrument, in sentences that can be shown as evidence."""

import re
from collections.abc import Iterator

from pipeline.treaties.registry import Instrument

_MONTHS = "January February March April May June July August September October November December".split()
_BARE = re.compile(r"(?:^| )(?:[A-Z]{4,}|[IVX]+)$")  # "New START", "SALT II", "UNCLOS" go without an article
_PLURAL = re.compile(r"\b(?:Accords|Conventions|Regulations)\b")
_TAKES_ARTICLE = re.compile(r"United|Russian Fed|Secretary|Netherlands|International|Government")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_REMARK = re.compile(r"\s*\([^)]*\)")  # "(as successor to the Soviet Union)"


def facts_of(instrument: Instrument) -> tuple[str, ...]:
    """One sentence for each fact: dates and places, depositaries, articles, parties as of a date, provisions, status.

    All of them hold with the confidence of the instrument.

    >>> from pipeline.treaties import load_registry
    >>> facts_of(load_registry().instruments["OST"])[2]
    'The Outer Space Treaty entered into force on 10 October 1967.'
    """
    return tuple(_facts(instrument))


def _facts(instrument: Instrument) -> Iterator[str]:
    name = instrument.name if _BARE.search(instrument.name) or instrument.is_resolution else f"the {instrument.name}"
    named = name[:1].upper() + name[1:]
    was, has, enters = ("were", "have", "are") if _PLURAL.search(name) else ("was", "has", "is")
    # What few States conclude among themselves they sign on the day that the registry gives for the opening.
    opened = "signed" if instrument.type.startswith(("bilateral", "trilateral")) else "opened for signature"
    for event, verb in ((instrument.adopted, "adopted"), (instrument.opened_for_signature, opened)):
        if event and event.get("date"):
            place = f" in {event['place']}" if event.get("place") and "/" not in event["place"] else ""
            by = f" ({event['by']})" if event.get("by") else ""
            yield f"{named} {was} {verb} {_on(event['date'])}{place}{by}."
        if event and (signed := _DATE.match(event.get("signed") or "")):
            yield f"{named} {was} signed {_on(signed.group())}."
    if instrument.entry_into_force and "political" not in instrument.type:
        yield f"{named} entered into force {_on(instrument.entry_into_force)}."
    if instrument.in_force is False:
        yield f"{named} {enters} not in force."
    if instrument.ended:
        yield f"{named} ceased to be in force {_on(instrument.ended)}."
    if len(instrument.depositary) == 1:
        yield f"The depositary of {name} is {_headed(instrument.depositary[0])}."
    elif instrument.depositary:
        *first, last = map(_headed, instrument.depositary)
        yield f"The depositaries of {name} are {', '.join(first)} and {last}."
    part = (
        "article" if "article" in instrument.divisions or not instrument.divisions else next(iter(instrument.divisions))
    )
    if count := instrument.count(part):
        yield f"{named} {has} {count} {part}s."
    for known in instrument.party_counts:
        since = _on(known.since)
        yield f"{since[:1].upper()}{since[1:]}, {name} had {known.count} {known.kind}."
    if instrument.unts:
        yield f"{named} {enters} printed at {instrument.unts}."
    for number, gist in instrument.provisions.items():
        yield f"{part.capitalize()} {number} of {name}: {gist}."
    if instrument.impaired:
        yield f"Of {name}: {instrument.status}."


def _headed(depositary: str) -> str:
    """The depositary with its article and without the registry's remark."""
    name = _REMARK.sub("", depositary)
    return f"the {name}" if _TAKES_ARTICLE.match(name) else name


def date_in_words(date: str) -> str:
    """An ISO date as exact as it is: "10 October 1967", "October 1967" or "1967"."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    return f"{month} {year}" if len(rest) == 1 else f"{int(rest[1])} {month} {year}"


def _on(date: str) -> str:
    return f"{'on' if date.count('-') == 2 else 'in'} {date_in_words(date)}"
