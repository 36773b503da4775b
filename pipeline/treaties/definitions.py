"""Short forms that a text makes for an instrument itself: "the Registration Convention (RC)", "[hereinafter Pact]"."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.treaties import grammar

# How far behind a name its short form may be made, past dates and citations; and how many short forms a text makes.
_REACH = 200
_MOST = 60
_TITLE = 120  # how long a title may be of which an acronym is made
_PROVISION_BEFORE = re.compile(r"(?:[0-9IVX]|\)) (?:of|to) (?:the )?\Z")
"""Before a name: a provision of it."""


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A place where a text uses its own short form of an instrument, the making of it included."""

    start: int
    end: int
    treaty_id: str


def find_short_forms(text: str, named: Sequence[tuple[int, int, str]]) -> list[ShortForm]:
    """The places of all short forms that a text makes for instruments, in order, from the making on.

    A form that stands in brackets without a word like "hereinafter" or quotation marks must be the initials of the
    name; one that the text makes for two instruments, and a mere noun ("the Convention"), is none.

    Args:
        text: the cleaned text.
        named: start, end and treaty id of the names of instruments, in order.
    """
    made: dict[str, tuple[int, str]] = {}
    doubtful: set[str] = set()
    for at, (start, end, treaty_id) in enumerate(named):
        of_provision = _PROVISION_BEFORE.search(text, max(0, start - grammar.LEAD), start) is not None
        following = named[at + 1][0] if at + 1 < len(named) else len(text)
        for form, place in _made_after(text, start, end, min(following, end + _REACH), of_provision=of_provision):
            if made.setdefault(form, (place, treaty_id))[1] != treaty_id:
                doubtful.add(form)
        if len(made) >= _MOST:
            break
    doubtful |= given_away(text, made, [end for _, end, _ in named])
    forms = {form: meant for form, meant in made.items() if form not in doubtful}
    if not forms:
        return []
    pattern = re.compile(
        r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + r")(?![\w-])"
    )
    return [
        ShortForm(match.start(), match.end(), forms[match[0]][1])
        for match in pattern.finditer(text)
        if match.start() >= forms[match[0]][0]
    ]


def given_away(text: str, acronyms: Iterable[str], names_end: Sequence[int]) -> frozenset[str]:
    """The acronyms that a text makes for something else: "the Office of Science and Technology (OST)", "ATT (a tool)".

    Args:
        text: the cleaned text.
        acronyms: the acronyms to look for.
        names_end: where names of instruments end, in order; what stands right behind one is an instrument's.
    """
    wanted = sorted(set(acronyms), key=len, reverse=True)
    if not wanted:
        return frozenset()
    away: set[str] = set()
    either = "|".join(map(re.escape, wanted))
    for match in re.finditer(rf"(?<![\w-])({either}) \((?:the )?([A-Z][\w &-]{{4,80}})\)", text):
        at = bisect_left(names_end, match.start(2))
        of_an_instrument = at < len(names_end) and names_end[at] <= match.end()
        if not of_an_instrument and _initials(match[2]) == match[1].upper():
            away.add(match[1])
    for match in re.finditer(rf" [(\[](?:the )?[\"']?({either})[\"']?[)\]]", text):
        at = bisect_left(names_end, match.start() - 1)
        title = grammar.TITLE_BEFORE.search(text, max(0, match.start() - _TITLE), match.start())
        of_an_instrument = at < len(names_end) and names_end[at] <= match.start()
        if title is not None and not of_an_instrument and _initials(title[0]).endswith(match[1].upper()):
            away.add(match[1])
    return frozenset(away)


def _made_after(text: str, start: int, end: int, limit: int, *, of_provision: bool) -> Iterator[tuple[str, int]]:
    """The short forms made right behind a name, and where they stand.

    A word in quotation marks behind a provision is the heading of that provision: 'Section 11 of the Accords
    ("Deconfliction")'.
    """
    for bracket in grammar.DEFINED.finditer(text, end, limit):
        gap = text[end : bracket.start()]
        if not grammar.BEFORE_DEFINED.fullmatch(gap):
            return
        form, sure = bracket["form"], bool(bracket["word"] or bracket["quote"])
        if form.split()[-1].lower() in grammar.NOUNS and " " not in form:
            continue
        last = form.split()[-1].lower()
        if of_provision and not bracket["word"] and not form.isupper() and last not in grammar.NOUNS:
            continue
        if sure or (form.isupper() and form == _initials(text[start:end])):
            yield form, bracket.start("form")


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())
