"""Dates in a sentence, and whether two of them can both be right."""

import re
from dataclasses import dataclass
from typing import Literal

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
Relation = Literal["on", "before", "after"]
_MONTH = r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"  # noqa: E501
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|2[01]\d{2})"
_END = r"(?![\w/]|[.,]\d|-\d)"
_START = r"(?<![\w/])(?<!\d[.,-])"
_PATTERNS = tuple(
    re.compile(_START + pattern + _END, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])-(?P<day>[0-3]\d)",
        rf"{_DAY}\s(?:of\s)?{_MONTH},?\s{_YEAR}",
        rf"{_MONTH}\s{_DAY},?\s{_YEAR}",
        rf"{_MONTH},?\s(?:of\s)?{_YEAR}",
        rf"{_DAY}\s(?:of\s)?{_MONTH}",
        rf"{_MONTH}\s{_DAY}",
        r"(?:(?P<part>early|mid|late)[\s-])?(?:the\s)?(?P<year>(?:1\d|20)\d0)s",
        _YEAR,
    )
)
_RELATION = re.compile(r"(before|until|prior to|by|after|since|following|from)\s+(?:the\s+|early\s+|late\s+)?$", re.I)
_BEFORE = {"before", "until", "prior to", "by"}
_ORDER = {"before", "prior to", "after", "following"}  # the others say how long something held


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as precise as the words give it, with offsets into the sentence.

    `decade` is set for "the 1990s", `part` too for "the late 1990s". `ordered` tells that its relation says when
    something happened ("before 2015") and not how long it lasted ("until 2015").
    """

    start: int
    end: int
    text: str
    year: int | None
    month: int | None = None
    day: int | None = None
    decade: bool = False
    relation: Relation = "on"
    part: bool = False
    ordered: bool = False
    since: bool = False

    def parts(self) -> tuple[int | None, int | None, int | None]:
        return self.year, self.month, self.day


def find_dates(text: str, *, taken: tuple[tuple[int, int], ...] = ()) -> tuple[DateMention, ...]:
    """Dates in the text in order, none overlapping another or a stretch in `taken` (numbers of resolutions)."""
    found: list[DateMention] = []
    used = list(taken)
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in used):
                continue
            date = _date(match, text)
            if date is not None:
                found.append(date)
                used.append((match.start(), match.end()))
    return tuple(sorted(found, key=lambda date: date.start))


def _date(match: re.Match[str], text: str) -> DateMention | None:
    parts = match.groupdict()
    day = int(parts["day"]) if parts.get("day") else None
    if day is not None and not 1 <= day <= 31:
        return None
    month = int(parts["number"]) if parts.get("number") else None
    if parts.get("month"):
        if parts["month"] == "may" and not parts.get("year"):
            return None  # "12 may" is a number and a modal verb more often than a day
        month = 1 + [name[:3].lower() for name in MONTHS].index(parts["month"][:3].lower())
    before = _RELATION.search(text, max(0, match.start() - 24), match.start())
    relation: Relation = "on"
    if before:
        relation = "before" if before.group(1).lower() in _BEFORE else "after"
    return DateMention(
        start=match.start(),
        end=match.end(),
        text=match.group(),
        year=int(parts["year"]) if parts.get("year") else None,
        month=month,
        day=day,
        decade=match.group().endswith("s"),
        relation=relation,
        part=bool(parts.get("part")),
        since=before is not None and before.group(1).lower() == "since",
        ordered=before is not None and before.group(1).lower() in _ORDER,
    )


def compare(claimed: DateMention, stated: DateMention) -> Literal["same", "different", "unclear"]:
    """Whether the source's date bears out the claim's one.

    "same": every part that the claim gives is stated. "different": a part that both give differs, so that both
    cannot date one event. "unclear": the claim is more precise than the source, or one says before or after.
    """
    if claimed.ordered and stated.relation == "on":
        return _in_order(claimed, stated)
    since = claimed.since and stated.relation == "on"  # what holds since a day began on it
    if not since and claimed.relation != stated.relation and claimed.parts() != stated.parts():
        return "unclear"
    if claimed.decade or stated.decade:
        if claimed.year is None or stated.year is None:
            return "unclear"
        if claimed.year // 10 != stated.year // 10:
            return "different"
        return "same" if claimed.decade and (not claimed.part or claimed.text == stated.text) else "unclear"
    for wanted, given in zip(claimed.parts(), stated.parts(), strict=True):
        if wanted is not None and given is not None and wanted != given:
            return "different"
    if any(wanted is not None and given is None for wanted, given in zip(claimed.parts(), stated.parts(), strict=True)):
        return "unclear"
    return "same"


def _in_order(claimed: DateMention, stated: DateMention) -> Literal["same", "different", "unclear"]:
    """Whether a stated date lies on the side of the claim's that the claim says ("before 2015", "after May 1990")."""
    if claimed.decade or stated.decade:
        return "unclear"
    for limit, given in zip(claimed.parts(), stated.parts(), strict=True):
        if limit is None and given is None:
            break
        if limit is None or given is None:
            return "unclear"
        if limit != given:
            return "same" if (given < limit) == (claimed.relation == "before") else "different"
    return "different" if claimed.relation == "before" else "same"
