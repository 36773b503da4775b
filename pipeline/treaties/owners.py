"""Whose an instrument is that is only called somebody's own ("Article 38 of its Statute")."""

import re
from collections.abc import Mapping

from pipeline.treaties.pinpoints import Pinpoint
from pipeline.treaties.units import Name, Noun, Other

_OF_ITS_JOIN = re.compile(r",? of its ")
"""Before a noun that somebody has: its statute."""
_OWNERS: Mapping[str, re.Pattern[str]] = {
    "statute": re.compile(r"(?<!\w)(?:Court|ICJ)(?!\w)"),
    "constitution": re.compile(r"(?<!\w)(?:ITU|Telecommunication Union)(?!\w)"),
}
"""Who has an instrument of ours that is called by such a noun."""
_OTHER_OWNER = re.compile(r"(?<!\w)[A-Z]{3,}(?!\w)")
_OWNER_WITHIN = 160
_OTHER_COURT = re.compile(
    r"(?<!\w)(?:Criminal Court|Tribunal|ICC|ICTY|ICTR|ITLOS|PCIJ|CJEU|Court of Arbitration|European)(?!\w)"
)
"""Between the International Court and a statute: a court whose it may be as well."""
# How far before a statute a court may be named whose it is.
_COURT_WITHIN = 120


def is_of_its(text: str, first: Pinpoint, second: Name | Noun | Other) -> bool:
    """Whether a provision is one "of its Statute", and the court is named before whose it is; so of a constitution."""
    owner = _OWNERS.get(second.kind) if isinstance(second, Noun) else None
    if owner is None or not _OF_ITS_JOIN.fullmatch(text, first.end, second.start):
        return False
    named = [match.end() for match in owner.finditer(text, max(0, first.start - _OWNER_WITHIN), first.start)]
    return bool(named) and _OTHER_OWNER.search(text, named[-1], first.start) is None


def is_of_another_court(text: str, noun: Noun, evoked: int) -> bool:
    """Whether a statute may be that of another court than the one that was brought to mind up to `evoked`."""
    start = min(evoked, max(0, noun.start - _COURT_WITHIN))
    return noun.kind == "statute" and _OTHER_COURT.search(text, start, noun.start) is not None
