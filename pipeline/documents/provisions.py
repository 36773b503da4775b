"""Headings of legal texts: articles, principles, guidelines, sections, chapters; on lines of their own or inline.

A label such as "Article 4" is a heading or a reference. What decides is, for each label, how it stands (alone on its
line, at the start of one, in capitals, after a full stop, before a capital letter) and, for all of a kind, the order:
headings count up by one. The best such chain is found by dynamic programming over the labels in order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_WORDS = {word: value for names in (_CARDINALS, _ORDINALS) for value, word in enumerate(names, 1)}

# Containers come before what they contain. Everything not named here counts like an article.
RANKS = {"annex": 1, "protocol": 1, "part": 2, "title": 3, "chapter": 4, "section": 5}
ARTICLE_RANK = 7
_KINDS = {
    "article": "article",
    "art.": "article",
    "principle": "principle",
    "guideline": "guideline",
    "rule": "rule",
    "regulation": "regulation",
    "recommendation": "recommendation",
    "clause": "clause",
    "commitment": "commitment",
    "§": "paragraph",
    "section": "section",
    "sec.": "section",
    "chapter": "chapter",
    "part": "part",
    "title": "title",
    "annex": "annex",
    "appendix": "annex",
    "schedule": "annex",
    "protocol": "protocol",
}
_LABEL = re.compile(
    r"(?<![\w§/-])(?:(?P<word>article|art\.|principle|guideline|rule|regulation|recommendation|clause|commitment|"
    r"section|sec\.|chapter|part|title|annex|appendix|schedule|protocol)[ \t]{1,3}(?:nos?\.?[ \t]?)?|(?P<sign>§)[ \t]?)"
    r"(?P<number>[a-z]\.\d{1,3}(?:\.\d{1,3}){0,2}|\d{1,6}(?:\.\d{1,4}){0,3}[a-z]?(?:[ ]?(?:bis|ter|quater))?"
    rf"|[ivxlc]{{1,9}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))}|[a-z](?=[ \t]{{0,3}}[\n.:–—-]|[ \t]{{0,3}}$))"
    r"(?![\w(/])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[ \t]*(?:\.?[ \t]?[:–—-]{1,2}|\.[ \t]?[:–—-]{0,2}|\)|(?=[ \t\n]|$))[ \t]*")
_REFERENCE_BEFORE = frozenset(
    "in of under to by with and or from see this that said per article articles paragraph paragraphs both with than "
    "the an any each such section sections annex through until between as for cf".split()
)
_REFERENCE_AFTER = frozenset(
    "of to in and or shall above below paragraph paragraphs thereof hereof is are was were may must should will can "
    "has have had does do applies apply provides says states requires as by on for with from which that at the if "
    "when under but than until concerning relating regarding paras para".split()
)
# Texts that were lower-cased begin their articles with small letters too.
_ALWAYS_REFERENCE_AFTER = _REFERENCE_AFTER - frozenset(
    "the at if when under by as for on from with in that which concerning regarding to until".split()
)
_SENTENCE_MARK = re.compile(r"[.;?!](?:\s|$)")
_CAPS_TITLE = re.compile(r"(?:[A-Z][A-Z'’&,()/-]+(?:[ ]|$)){1,14}")
_COUNTED = re.compile(r"(?:\(?1\)|1\.|1)[ \t]+(?=\S)")
_TITLE_WORDS = re.compile(r"[^\n.:;]{3,160}?(?=[ \t](?:\(1\)|1\.|1\))[ \t])")
_UNNUMBERED = re.compile(
    r"^[ \t]*((?:ANNEX|APPENDIX|PREAMBLE|SCHEDULE|Annex|Appendix|Preamble|Schedule)"
    r"(?:[ \t]*[.:–—-][ \t]*\S[^\n]{0,200}?)?)"
    r"[ \t]*[.:]?[ \t]*$",
    re.MULTILINE,
)
_LONGEST_LINE = 300
_LONGEST_INLINE_TITLE = 15  # words
_WINDOW = 40
_MOST_LABELS = 20_000
_LEAST_SCORE = 2.4
# A chain may begin anywhere, but the first of its kind is the likely place.
_LATE_START = -1.2
_RESTART = -0.5
_JUMP = -3.0


@dataclass(frozen=True, slots=True)
class Provision:
    """A heading with a label: its offsets, what it is and its number ("A.1" is (1, 1)); `alone` on its line."""

    start: int
    end: int
    kind: str
    number: tuple[int, ...]
    alone: bool

    @property
    def rank(self) -> int:
        return RANKS.get(self.kind, ARTICLE_RANK)


@dataclass(frozen=True, slots=True)
class _Label:
    provision: Provision
    weight: float


def find_provisions(text: str) -> tuple[Provision, ...]:
    """The labelled headings of a text, in order; none overlap, and `text[start:end]` are the heading's words."""
    labels = _labels(text)
    chosen: list[Provision] = []
    for kind in sorted({label.provision.kind for label in labels}):
        chosen += _best_chain([label for label in labels if label.provision.kind == kind])
    chosen += _unnumbered(text)
    chosen.sort(key=lambda provision: (provision.start, -provision.end))
    chosen = _without_overlap(chosen)
    chosen += _inline_containers(text, chosen)
    chosen.sort(key=lambda provision: provision.start)
    return tuple(_without_contents(text, _without_overlap(chosen)))


# --- labels ----------------------------------------------------------------------------------------------------


def _labels(text: str) -> list[_Label]:
    letters = sum(map(str.isalpha, text[:20_000]))
    shouting = sum(map(str.isupper, text[:20_000])) > 0.5 * letters
    # Texts from OCR are often lower-cased, but for the labels: next to no word has but its first letter large.
    lowered = letters > 200 and 200 * len(re.findall(r"\b[A-Z][a-z]", text[:20_000])) < letters and not shouting
    found: list[_Label] = []
    for match in _LABEL.finditer(text):
        if len(found) >= _MOST_LABELS:
            break
        if (label := _label(text, match, shouting=shouting, lowered=lowered)) is not None:
            found.append(label)
    return found


def _label(text: str, match: re.Match[str], *, shouting: bool, lowered: bool) -> _Label | None:
    word = match["word"] or match["sign"]
    number = parse_number(match["number"])
    if number is None or (word[0].islower() and not lowered):
        return None
    if match["word"] and match["number"].lower() in _WORDS and not match["number"][0].isupper():
        return None
    if text[match.start() - 1 : match.start()] == "." and not word.isupper():
        return None  # OCR loses the space before "ARTICLE"; elsewhere this is a file name or an abbreviation
    kind = _KINDS[word.lower()]
    line_start = text.rfind("\n", 0, match.start()) + 1
    line_end = text.find("\n", match.end())
    line_end = len(text) if line_end < 0 else line_end
    separator = _SEPARATOR.match(text, match.end(), line_end)
    if separator is None:
        return None
    mark = separator[0].strip()
    rest_start, rest_end = separator.end(), line_end
    while rest_end > rest_start and text[rest_end - 1].isspace():
        rest_end -= 1
    at_start = not text[line_start : match.start()].strip(' \t*#_"“')
    caps = word.isupper() and word.isalpha() and not shouting
    if at_start and rest_start >= rest_end:
        alone = Provision(match.start(), match.end(), kind, number, True)
        return _Label(alone, 4.0 if word[0].isupper() or word == "§" or kind == "article" else 2.0)
    following = text[rest_start : min(rest_start + 40, len(text))]
    if not following.strip():
        return None
    first_word = re.match(r"[\W_]*([\w'-]*)", following)
    next_word = first_word[1] if first_word else ""
    after = _ALWAYS_REFERENCE_AFTER if caps and lowered else _REFERENCE_AFTER
    refers = next_word.lower() in after and not next_word[:1].isupper()
    capital = following[0].isupper() or following[0].isdigit() or following[0] in "\"“‘'([-–—"
    rest = text[rest_start:rest_end] if rest_end - rest_start <= _LONGEST_LINE else ""
    is_title = bool(rest) and rest_end > rest_start and not _SENTENCE_MARK.search(rest) and rest[-1] not in ",;:.?!"
    if at_start and is_title and (capital or mark) and not refers:
        title = Provision(match.start(), rest_end, kind, number, True)
        return _Label(title, 4.0 if mark or word == "§" else 2.5 if len(rest.split()) <= 25 else 1.0)
    if refers or (kind in RANKS and not at_start):
        return None
    if not (capital or caps or (lowered and at_start)):
        return None
    end = _inline_title_end(text, match.end(), separator.end(), line_end)
    label = Provision(match.start(), end, kind, number, False)
    if at_start:
        return _Label(label, 2.0 if caps else 1.5 if mark else 1.2)
    before = text[max(0, match.start() - 40) : match.start()].rstrip()
    boundary = not before or before[-1] in '.:;?!)]"”’»>' or "\n" in text[len(before.rstrip()) : match.start()]
    words = re.findall(r"[\w'-]+", before)
    if words and words[-1].lower() in _REFERENCE_BEFORE and (not boundary or before[-1] not in ".:;?!"):
        return None
    if caps:
        return _Label(label, 2.0 if boundary else 1.4)
    return _Label(label, 1.0) if boundary and capital and following[0] != "(" else None


def _inline_title_end(text: str, label_end: int, after: int, line_end: int) -> int:
    """Where the heading ends when running text follows it on the same line: with its title, if that is certain.

    Certain is a title in capitals before ordinary words, and a few words before a paragraph counted 1.
    """
    if caps := _CAPS_TITLE.match(text, after, line_end):
        words = caps[0].split()
        # The last word may belong to the sentence: "A" and "I" are words, not titles.
        if len("".join(words)) > 4 and caps.end() < line_end:
            return caps.start() + len(caps[0].rstrip(" ,-("))
    if _COUNTED.match(text, after, line_end):
        return label_end
    title = _TITLE_WORDS.match(text, after, min(line_end, after + 200))
    if title and len(title[0].split()) <= _LONGEST_INLINE_TITLE and title[0][0].isupper() and title[0][-1] != ",":
        return title.end()
    return label_end


def parse_number(written: str) -> tuple[int, ...] | None:
    """The number of a label: "IV" is (4,), "A.1" is (1, 1), "4 bis" is (4, 2), "twelve" is (12,); None if none."""
    lowered = written.lower().strip()
    if lowered in _WORDS:
        return (_WORDS[lowered],)
    if (roman := parse_roman(lowered)) is not None:
        return (roman,)
    if match := re.fullmatch(r"(\d+(?:\.\d+)*)([a-z])?\s?(bis|ter|quater)?", lowered):
        parts = [int(part) for part in match[1].split(".")]
        if match[2]:
            parts.append(ord(match[2]) - ord("a") + 1)
        if match[3]:
            parts.append({"bis": 2, "ter": 3, "quater": 4}[match[3]])
        return tuple(parts)
    if match := re.fullmatch(r"([a-z])((?:\.\d+)*)", lowered):
        return (ord(match[1]) - ord("a") + 1, *(int(part) for part in match[2].split(".") if part))
    return None


def parse_roman(lowered: str) -> int | None:
    """The value of a Roman numeral below 400 that is written in the usual way, else None."""
    pattern = r"(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})"
    if not lowered or not re.fullmatch(pattern, lowered):
        return None
    values = [ROMAN_VALUES[letter] for letter in lowered]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


# --- order -----------------------------------------------------------------------------------------------------


def _best_chain(labels: Sequence[_Label]) -> list[Provision]:
    """The labels of one kind that are headings: the chain with the greatest sum of weights and transitions."""
    scores: list[float] = []
    links: list[int | None] = []
    for at, label in enumerate(labels):
        best, link = (0.0 if _is_first(label.provision.number) else _LATE_START), None
        for before in range(max(0, at - _WINDOW), at):
            score = scores[before] + _transition(labels[before].provision.number, label)
            if score > best:
                best, link = score, before
        scores.append(best + label.weight)
        links.append(link)
    if not scores or max(scores) < _LEAST_SCORE:
        return []
    chain: list[Provision] = []
    at_end: int | None = scores.index(max(scores))
    while at_end is not None:
        chain.append(labels[at_end].provision)
        at_end = links[at_end]
    return chain[::-1]


def _is_first(number: tuple[int, ...]) -> bool:
    return all(part == 1 for part in number) or (number[-1:] == (1,) and len(number) == 1)


def _transition(before: tuple[int, ...], label: _Label) -> float:
    after = label.provision.number
    if _follows(before, after):
        return 0.0
    if before[:-1] == after[:-1] and 1 < after[-1] - before[-1] <= 6:
        return -0.3 * (after[-1] - before[-1])
    if _is_first(after):
        return _RESTART
    return -1.0 if label.weight >= 2.5 else _JUMP


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether a number comes next: IV, V; A.1, A.2; A.5, B.1; 4, 4 bis; 4 bis, 5.

    >>> _follows((4,), (5,)), _follows((1, 5), (2, 1)), _follows((4,), (4, 2)), _follows((4, 2), (5,))
    (True, True, True, True)
    """
    if len(before) == len(after):
        if before[:-1] == after[:-1]:
            return after[-1] == before[-1] + 1
        return after[-1] == 1 and _follows(before[:-1], after[:-1])
    if len(after) > len(before):
        return after[: len(before)] == before and after[len(before) :] in ((1,), (2,))
    return after[:-1] == before[: len(after) - 1] and after[-1] == before[len(after) - 1] + 1


# --- what the chain does not tell ------------------------------------------------------------------------------


def _unnumbered(text: str) -> Iterator[Provision]:
    for match in _UNNUMBERED.finditer(text):
        kind = "preamble" if match[1][:3].lower() == "pre" else "annex"
        yield Provision(match.start(1), match.end(1), kind, (0,), True)


_INLINE_CONTAINER = re.compile(
    r"(?<![\w./-])(?P<word>TITLE|CHAPTER|PART|SECTION|Title|Chapter|Part|Section)[ ]"
    rf"(?P<number>\d{{1,3}}|[IVXLC]{{1,8}}|{'|'.join(_WORDS)})(?![\w(/])",
    re.IGNORECASE,
)


def _inline_containers(text: str, chosen: Sequence[Provision]) -> list[Provision]:
    """Chapters and titles within a long line: they count where they lead straight to a heading that is certain."""
    found: list[Provision] = []
    if not chosen:
        return found
    taken = {provision.start for provision in chosen}
    starts = sorted(taken)
    candidates = [match for match in _INLINE_CONTAINER.finditer(text) if match["word"][0].isupper()]
    at = len(starts) - 1
    goal: int | None = None
    for match in reversed(candidates):
        if match.start() in taken:
            continue
        while at >= 0 and starts[at] >= match.end():
            at -= 1
        following = starts[at + 1] if at + 1 < len(starts) else None
        goal = min(
            (start for start in (following, found[-1].start if found else None) if start is not None), default=None
        )
        if goal is None or goal - match.end() > 200:
            continue
        between = text[match.end() : goal].strip(" \t.:–—-")
        number = parse_number(match["number"])
        if number is None or "\n" in between or len(between.split()) > _LONGEST_INLINE_TITLE:
            continue
        before = re.findall(r"[\w'-]+", text[max(0, match.start() - 40) : match.start()])
        refers = bool(before) and before[-1].lower() in _REFERENCE_BEFORE
        if refers or re.search(r"[.;?!:]\s|\bof (?:this|the present|that)\b", between) or between[:3] == "of ":
            continue
        end = match.end() if not between else text.index(between, match.end()) + len(between)
        found.append(Provision(match.start(), end, _KINDS[match["word"].lower()], number, False))
    return found


def _without_overlap(provisions: Sequence[Provision]) -> list[Provision]:
    kept: list[Provision] = []
    for provision in provisions:
        if not kept or provision.start >= kept[-1].end:
            kept.append(provision)
    return kept


def _without_contents(text: str, provisions: Sequence[Provision]) -> list[Provision]:
    """Without tables of contents: four or more headings in a row on lines of their own with nothing between them."""
    kept: list[Provision] = []
    run: list[Provision] = []
    for at, provision in enumerate(provisions):
        run.append(provision)
        following = provisions[at + 1].start if at + 1 < len(provisions) else len(text)
        between = text[provision.end : following].strip(" \t\n.…0123456789")
        if between or not provision.alone:
            kept += run[-1:] if len(run) >= 5 else run
            run = []
    return kept + (run if len(run) < 5 else [])
