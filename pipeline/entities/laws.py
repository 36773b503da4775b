"""Laws that are called by their kind and number: decrees, acts, bills and resolutions."""

import re
from collections.abc import Iterator

from pipeline.entities.rules import Rules

_NO = r"(?:(?:[Nn]o|[Nn]r)\.?\s?[º°]?|№|#)\s?"
_KINDS = (
    "Decree-Law|Law-Decree|Law Decree|Decree|Law|Act|Ordinance|Order|Proclamation|Edict|Regulation|Instruction|"
    "Decision|Directive|Circular|Statutory Instrument|Bill"
)
_NUMBERED = re.compile(
    rf"\b(?P<kind>{_KINDS})\s(?P<no>{_NO})?(?P<number>(?:[A-Z]-)?\d{{1,6}}(?:[./-]\d{{1,4}}){{0,3}}(?:-[A-Z]{{1,4}})?)"
    r"(?P<year>(?:\sof\s|,\s)(?:18|19|20)\d\d(?=[\s.,;)]|\Z))?(?![\w%-]|[.,]\d|\s(?:per|million|billion)\b)"
)
# Resolutions by a number alone; with their bodies and other numbers they are references of the treaties' room.
_RESOLUTION = re.compile(
    r"\b[Rr]esolution\s(?:ES-\d{1,2}/\d{1,3}|[12]\d{3}(?=[\s.,;:)]|\Z)(?![.,]\d|\s[×x]|\s(?:pixels?|images?|by)\b))"
)
_BILL = re.compile(r"\bH\.\s?R\.\s?\d{2,5}\b")
_FRONT = re.compile(r"(?:[A-Z][a-z]+(?:-[A-Z][a-z]+)?\s){1,3}\Z")
_WORD = re.compile(r"\S+")
# Their number is enough; the others need "No.", the year, or a word before them that tells whose they are.
_PLAIN_NUMBER = frozenset({"Decree-Law", "Law-Decree", "Law Decree", "Decree", "Ordinance", "Proclamation", "Edict"})
# Of these a number of three digits and more is.
_LONG_NUMBER = frozenset({"Decision", "Directive", "Instruction"})
_REACH = 60


def find_numbered_laws(text: str, rules: Rules) -> Iterator[tuple[int, int]]:
    """Start and end of laws by their number ("Presidential Decree 45", "Law No. 20.424", "resolution ES-11/1")."""
    for match in _NUMBERED.finditer(text):
        start = _front(text, match.start(), rules)
        long = match["kind"] in _LONG_NUMBER and len(match["number"]) >= 3
        bare = not (
            long
            or match["no"]
            or match["year"]
            or start < match.start()
            or "-" in match["number"]
            or "/" in match["number"]
        )
        if not bare or match["kind"] in _PLAIN_NUMBER:
            yield start, match.end() if match["no"] or match["kind"] == "Act" else match.end("number")
    for pattern in (_RESOLUTION, _BILL):
        for match in pattern.finditer(text):
            yield match.span()


def _front(text: str, start: int, rules: Rules) -> int:
    """Where a law begins with the words before its kind that tell whose it is ("Federal", "Presidential")."""
    front = _FRONT.search(text, max(0, start - _REACH), start)
    for word in reversed(list(_WORD.finditer(text, front.start(), start)) if front else []):
        if word[0] not in rules.law_fronts:
            break
        start = word.start()
    return start
