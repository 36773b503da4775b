"""What the statistical model says, as far as it can be believed: in our labels, cut to the name."""

import re
from collections.abc import Iterator

from pipeline.data import Entity
from pipeline.entities.rules import DESIGNATOR, Rules
from pipeline.language import RawEntity

# The model's labels in ours. Peoples, plain numbers and times are no entities here, dates have rules of their own.
_OURS = {
    "ORG": "ORG", "GPE": "GPE", "PERSON": "PERSON", "FAC": "FACILITY", "PRODUCT": "SYSTEM", "EVENT": "EVENT",
    "LAW": "LAW", "LOC": "LOC", "MONEY": "MONEY",
}  # fmt: skip
_LEADING = re.compile(
    r"(?:[\w.]+-(?:led|based|backed|funded|owned|made|run|built)\s|"
    r"(?:[Tt]he|THE|[Aa]n?|[Tt]his|[Ii]ts|[Tt]heir|and|of|Each|Every|Any|Such)\s|"
    r"(?:Box|Figure|Table|Chapter|Annex|Section|Part)\s\d[\d.]*\s|"
    r"[\"“”‘’'(\[•*–—-]\s?)+"
)
_LEADING_TO_PLACE = re.compile(
    r"(?:Near|In|At|From|By|On|For|With|Around|Outside|Inside|Across|Between|Both|Under|Over|Since|While)\s"
)
_SECTION = re.compile(r"\d+\.[\d.]*")  # the number of a section
_WORD_OF_LINE = re.compile(r"[^\W\d_][\w'’-]*")
_TRAILING = re.compile(r"(?:['’]s?|[\"“”)\],;:–—-]|\s|(?<!\b[A-Z])\.)+\Z")
_SMALL_IN_TITLES = frozenset("a as by from into or over under its their with via vs per nor but".split())
_PAPERS = frozenset(
    {"Policy", "Doctrine", "Strategy", "Plan", "Roadmap", "Programme", "Program", "Initiative", "Project"}
)
_SEVERAL = frozenset({"States", "Nations", "Countries", "Powers", "Parties"})
_SEVERAL_THAT_ARE_ONE = frozenset({"United", "Federated"})
_WORDS_IN_NAME = 8
_SMALL = frozenset("of the and for in on to at de la le du des di del der von van al bin e y et".split())
# Numbers, and prefixes in small letters, that may begin a name ("18th Squadron", "al-Zarqawi", "von der Leyen").
_PREFIXED = re.compile(r"\d|(?:al|ar|as|at|el|an|de|di|da|du|van|von|bin|ibn|ben)[-\s’']")
_OFFICE_OF = re.compile(r"\b(?:Secretary|Minister|Chief|Director|Head|Chairman|Chair|Speaker)\sof\s(?:the\s)?\Z")
# What is called after a person ("the Obama administration"); else what has an article is none.
_THE = re.compile(r"\b[Tt]he\s\Z")
_OF_PERSON = re.compile(
    r"['’]s?\b|\s(?:administration|government|family|doctrine|era|plan|years|presidency|cabinet|campaign|report|ministry)\b"
)
_NAME_OF_PERSON = re.compile(
    r"[A-Z][^\W\d_]*[a-z’'-][^\W\d_]*\.?(?:\s(?:[A-Z]\.|[A-Z][^\W\d_]*[a-z’'-][^\W\d_]*)){1,3}"
)
_PROVISION = re.compile(r"(?:Articles?|Sections?|Chapters?|Annex|Paragraphs?)\s[\dIVX]")
_DESIGNATOR = re.compile(DESIGNATOR)
_NUMERAL = re.compile(r"[IVXLC]+|\d+")
_REST_OF_WORD = re.compile(r"-[A-Z0-9][\w-]*")
_CURRENCY_WORD = re.compile(r"\b(?:dollars?|euros?|pounds?|yen|yuan|rou?bles?|francs?|won)\b")


def believed(text: str, raw: RawEntity, rules: Rules) -> Iterator[Entity]:
    """What the model says, in our labels and without articles, quotation marks and possessives."""
    label = _OURS.get(raw.label)
    if label is None:
        return
    surface = text[raw.start : raw.end].split("\n")[0]
    start = raw.start + len(surface) - len(surface.lstrip())
    surface = surface.strip()
    if leading := _LEADING.match(surface):
        start, surface = start + leading.end(), surface[leading.end() :]
    if label in ("PERSON", "GPE", "LOC") and (leading := _LEADING_TO_PLACE.match(surface)):
        start, surface = start + leading.end(), surface[leading.end() :]
    surface = _TRAILING.sub("", surface.split(" (")[0]).rstrip()
    rest = _REST_OF_WORD.match(text, start + len(surface)) if label != "GPE" else None
    if rest:  # "OSIRIS" of "OSIRIS-REx"
        surface += rest[0]
    words = surface.split()
    if not words or len(words) > _WORDS_IN_NAME or rules.is_generic(surface) or surface in rules.places:
        return
    if surface in rules.adjectives:  # "Argentinian", as peoples are no entities
        return
    if label == "MONEY":
        if any(char.isdigit() for char in surface) and _CURRENCY_WORD.search(surface):
            yield Entity(start, start + len(surface), surface, label)
        return
    if (
        _NUMERAL.fullmatch(surface)
        or _PROVISION.match(surface)
        or all(part in rules.places for part in re.split(r"[\s-]+", surface))
    ):
        return
    if rules.no_names.fullmatch(surface):
        return
    if label in ("PERSON", "GPE", "ORG") and (designator := _DESIGNATOR.fullmatch(surface)):
        if designator["series"] in rules.no_designators:
            return
        label = "SYSTEM"  # "GBU-39", "MTG-S1"
    if label == "ORG" and len(words) > 2 and words[-1] in _PAPERS:
        body = any(rules.ends.get((word,)) == "ORG" for word in words[:-1])
        label = label if body else "PROGRAM"  # "National Space Science Policy", but no "Institute for Space Policy"
    if label in ("GPE", "ORG") and words[-1] in _SEVERAL and words[0] not in _SEVERAL_THAT_ARE_ONE:  # "African States"
        return
    if label in ("ORG", "SYSTEM", "FACILITY") and (held := _holder(text, start, surface, rules)) is not None:
        label, start, surface = "PERSON", start + len(surface) - len(held), held
        words = surface.split()
    if label in ("PERSON", "GPE") and any(char.isdigit() for char in surface):
        return
    if label == "PERSON" and len(words) == 1 and surface.isupper():  # initials, of a body more often than of a person
        label = "ORG"
    if label == "PERSON" and "to" in words:  # "Bennu to Earth"
        return
    if _OFFICE_OF.search(text, max(0, start - 20), start):  # "the Secretary of Defense"
        return
    if label == "PERSON" and len(words) == 1 and _THE.search(text, max(0, start - 5), start):
        label = "PERSON" if _OF_PERSON.match(text, start + len(surface)) else "ORG"
    if label != "GPE" and _in_title(text, start, start + len(surface)):
        return
    if label == "LAW" and words[-1] not in rules.laws and not rules.laws.intersection(words):
        return
    if not any(char.isupper() for char in surface) or not (words[0][0].isupper() or _PREFIXED.match(surface)):
        return
    if any(word.islower() and word not in _SMALL for word in words):  # a piece of a sentence rather than a name
        return
    yield Entity(start, start + len(surface), surface, label)


def _holder(text: str, start: int, surface: str, rules: Rules) -> str | None:
    """The name of a person in what is taken for a body, where an office of persons begins it or stands before it."""
    words = surface.split()
    offices = [n for n in (3, 2, 1) if words[n:] and words[n - 1] in rules.sure_offices]
    if offices and rules.titles.fullmatch(" ".join([*words[: offices[0]], ""])):
        words = words[offices[0] :]
    else:
        before = rules.titles.search(text, max(0, start - 60), start)
        if before is None or before[0].split()[-1] not in rules.sure_offices:
            return None
    name = " ".join(words)
    if not _NAME_OF_PERSON.fullmatch(name) or not surface.endswith(name):
        return None
    return None if any((word,) in rules.ends or word in rules.offices for word in words) else name


def _in_title(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a line of capitalised words, a heading, where capitals tell the model nothing."""
    low, high = text.rfind("\n", max(0, start - 120), start) + 1, text.find("\n", end, end + 120)
    if (low == 0 and start > 120) or (high < 0 and end + 120 < len(text)):
        return False
    line = text[low : high if high >= 0 else len(text)]
    words = _WORD_OF_LINE.findall(line)
    plain = len(words) > 3 and not any(char in ",;." for char in _SECTION.sub("", line))
    return plain and all(word[0].isupper() or word in _SMALL or word in _SMALL_IN_TITLES for word in words)
