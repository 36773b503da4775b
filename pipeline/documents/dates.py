"""Dates as sources write them, as ISO 8601 prefixes: a day, a month or a year."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?![\d-])")
_PDF = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?:\w+,\s)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"(?:\w+,\s)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def iso_date(value: str | None) -> str | None:
    """A day, month or year in ISO 8601, or None where `value` holds no date that can be read in one way only.

    >>> iso_date("2024-05"), iso_date("D:20230815234220Z"), iso_date("20 May 2022"), iso_date("03/04/2021")
    ('2024-05', '2023-08-15', '2022-05-20', None)
    """
    text = (value or "").strip()
    if match := _PDF.match(text) or _COMPACT.match(text) or _ISO.match(text):
        return _checked(match[1], match[2], match[3])
    if match := _DAY_FIRST.match(text):
        return _checked(match[3], _month(match[2]), match[1])
    if match := _MONTH_FIRST.match(text):
        return _checked(match[3], _month(match[1]), match[2])
    return None


def _month(name: str) -> str | None:
    short = name[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if found.year < 1000:
        return None
    return found.isoformat()[: 10 if day else 7 if month else 4]
