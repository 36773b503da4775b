"""Absolute dates in a text with their ISO 8601 value: days, months, years, and bare names of months."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.data import Span
from pipeline.entities.rules import Rules

_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
_GROUP = re.compile(r"\(\?P<(\w+)>")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(?P<last>[0-3]?\d)(?:st|nd|rd|th)?)?"
# What stands before a year that is one; before a number of things stands anything.
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|until|till|before|after|during|between|late|early|around|circa|spring|summer|autumn|fall|winter|year|"
    r"of|from|by|to|and|or|the|through|than|for|on)\s|\b(?:mid|late|early|post|pre)[-–]|\(|(?:1[6-9]|20)\d\d(?:,|[-–/])?\s?)\Z",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"(?:\b(?:Nos?\.?|resolutions?|Res\.?|[Aa]rticles?|[Aa]rts?\.|[Ss]ections?|pages?|pp?\.|vol\.|Doc\.?)\s|[$€£¥#]\s?)\Z"
)
# A year alone in a cell or item of a list: "- 2007: ...", "| 2023 |", "Year: 2023".
_CELL_BEFORE = re.compile(r"(?:(?:\A|\n)[^\S\n]{0,8}(?:[-•*–·]\s)?|\|\s{0,3}|\t|\s{2,8}|[a-z]:\s)\Z")
_CELL_AFTER = re.compile(r"(?:\s{0,3}[:–—|\n]|\s{0,2}\Z|\s{2,8}|\t)")
_COUNTED = re.compile(
    r"\s(?!(?:was|is|has|its|this|as|does|thus|across|plus|towards|besides)\b)(?:[a-z]+\s)?[a-z]{3,}s\b"
)
_FULL_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|late|early|from|to|and|last|next|through|of|during|before|after|mid|each|every)[\s-]\Z",
    re.IGNORECASE,
)
_MONTHS_THAT_ARE_WORDS = frozenset(
    {"may", "march", "mar", "jan", "jun", "dec", "sept", "sep", "oct", "nov", "feb", "apr", "jul", "aug"}
)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date where it stands; `value` is ISO 8601, None where the year is not known."""

    start: int
    end: int
    value: str | None


def find_dates(text: str, rules: Rules, supported: Sequence[Span] = ()) -> Iterator[DateFound]:
    """The absolute dates of a text, in order.

    Args:
        text: any text.
        rules: the names of months.
        supported: where a statistical model sees a date; decides on numbers and words that may be something else.
    """
    starts = [span.start for span in supported]

    def seen(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and supported[at].end >= end

    for match in _pattern(tuple(rules.months)).finditer(text):
        start, end = match.span()
        parts = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
        month = rules.months.get(parts.get("month", "").rstrip(".").lower())
        if "iso" in parts:
            yield DateFound(start, end, parts["iso"])
        elif "number" in parts:
            # Of "03/04/2024" one cannot tell the day from the month.
            unclear = parts.get("mark") == "/" and int(parts["day"]) <= 12
            if 1 <= int(parts["day"]) <= 31:
                yield DateFound(start, end, None if unclear else _value(parts, int(parts["number"])))
        elif month is None:
            if _is_year(text, start, end, seen(start, end)):
                yield DateFound(start, end, parts["year"])
        elif "day" not in parts and "year" not in parts:
            word = parts["month"].rstrip(".").lower()
            certain = word not in _MONTHS_THAT_ARE_WORDS and _FULL_MONTH_BEFORE.search(text, max(0, start - 8), start)
            if (certain or seen(start, end)) and len(word) > 2:
                yield DateFound(start, end, None)
        elif 1 <= int(parts.get("day", "1")) <= 31:
            yield DateFound(start, end, _value(parts, month))


def _value(parts: dict[str, str], month: int) -> str | None:
    if "year" not in parts:
        return None
    value = f"{parts['year']}-{month:02d}"
    if "day" in parts:
        last = f"/{value}-{int(parts['last']):02d}" if "last" in parts else ""
        value += f"-{int(parts['day']):02d}{last}"
    return value


def _is_year(text: str, start: int, end: int, seen: bool) -> bool:
    before = text[max(0, start - 12) : start]
    if _CITED.search(before):
        return False
    if _CELL_BEFORE.search(text, max(0, start - 12), start) and _CELL_AFTER.match(text, end):
        return True
    counted = _COUNTED.match(text, end) is not None
    if seen:
        return not counted or text[start:end] > "1900"
    return not counted and _BEFORE_YEAR.search(before) is not None


@cache
def _pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted(months, key=len, reverse=True)
    month = "|".join(f"{name.capitalize()}|{name.upper()}" for name in names)
    forms = (
        r"(?P<iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?)(?:(?=T\d\d:)|(?![-\w]))",
        r"(?P<year>(?:19|20)\d\d)/(?P<number>0[1-9]|1[0-2])/(?P<day>[0-3]\d)(?![\w/])",
        r"(?P<day>[0-3]?\d)(?P<mark>[./])(?P<number>0?[1-9]|1[0-2])(?P=mark)(?P<year>(?:19|20)\d\d)(?![\w/])",
        rf"(?P<day>[0-3]?\d)-(?P<month>{month})-(?P<year>(?:19|20)\d\d)(?![\w-])",
        rf"{_DAY}\s(?:day\s)?(?:of\s)?(?P<month>{month})\b(?:\.?,?\s(?:of\s)?{_YEAR}\b)?",
        rf"(?P<month>{month})\b\.?\s(?:the\s)?{_DAY}(?![\d:]|[./]\d)(?:,?\s{_YEAR}\b)?",
        rf"(?P<month>{month})\b\.?,?\s(?:of\s)?{_YEAR}\b",
        rf"(?P<month>{month})\b",
        rf"{_YEAR}(?![\w/%]|[.,]\d|-(?:year|km|kg|page)|’s|'s)",
    )
    # A group's name may stand once in a pattern, so each form's groups carry its number.
    numbered = (
        "(?:" + _GROUP.sub(rf"(?P<\g<1>{at}>", form).replace("(?P=mark)", f"(?P=mark{at})") + ")"
        for at, form in enumerate(forms)
    )
    return re.compile(r"(?<![\w.,/$€£¥])(?:" + "|".join(numbered) + ")")
