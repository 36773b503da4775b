"""Numbers with what they count, and whether two of them can both be right."""

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Bound = Literal["exactly", "about", "more", "less", "at least", "at most"]
_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
CARDINALS = _UNITS | _TENS
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_ORDINAL_FIGURE = re.compile(r"(\d+)(?:st|nd|rd|th)")
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at least", re.compile(r"(?:at least|no fewer than|no less than|a minimum of)\s+(?:an?\s+)?$", re.I)),
    ("at most", re.compile(r"(?:at most|up to|no more than|not more than|a maximum of)\s+(?:an?\s+)?$", re.I)),
    ("more", re.compile(r"(?:more than|over|above|exceeding|upwards of)\s+(?:an?\s+)?$", re.I)),
    ("less", re.compile(r"(?:less than|fewer than|under|below|almost|nearly)\s+(?:an?\s+)?$", re.I)),
    ("about", re.compile(r"(?:about|around|approximately|some|roughly|circa)\s+(?:an?\s+)?$", re.I)),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the lemma that it counts ("party", "percent", "time"; "" when the sentence does not say).

    `start` is where the number begins, `phrase_start` where the words before it that bound it begin ("more than").
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    ordinal: bool = False
    bound: Bound = "exactly"
    phrase_start: int = 0


def find_quantities(doc: "Doc", *, taken: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Numbers of a parsed sentence in order, without those inside a stretch in `taken` (dates, articles)."""
    found: list[Quantity] = []
    index = 0
    while index < len(doc):
        token = doc[index]
        if any(token.idx < end and start < token.idx + len(token) for start, end in taken):
            index += 1
            continue
        run = _run(doc, index)
        if run is None:
            index += 1
            continue
        length, value, ordinal, unit = run
        last = doc[index + length - 1]
        end = last.idx + len(last)
        bound, bounded = _bound(doc.text[: token.idx])
        found.append(
            Quantity(
                start=token.idx,
                end=end,
                text=doc.text[token.idx : end],
                value=value,
                unit=unit or _unit(doc, index, index + length),
                ordinal=ordinal,
                bound=bound,
                phrase_start=token.idx - bounded,
            )
        )
        index += length
    return tuple(found)


def _run(doc: "Doc", index: int) -> tuple[int, float, bool, str] | None:
    """Length in tokens, value, ordinal or not, and unit where the word itself gives it ("twice")."""
    word = doc[index].lower_
    if word in _TIMES and doc[index].dep_ != "mark":
        return 1, _TIMES[word], False, "time"
    ordinal = _ORDINAL_FIGURE.fullmatch(word)
    if ordinal:
        return 1, int(ordinal.group(1)), True, ""
    if word in _ORDINALS:
        return 1, _ORDINALS[word], True, ""
    value = _cardinal(word)
    if value is None or (word == "one" and doc[index].pos_ == "PRON"):
        return None
    length = 1
    while index + length < len(doc):
        follower = doc[index + length].lower_
        if follower in SCALES:
            value *= SCALES[follower]
        elif follower in ("%", "percent"):
            return length + 1, value, False, "percent"
        elif follower == "-" and index + length + 1 < len(doc) and doc[index + length + 1].lower_ in _UNITS:
            value += _UNITS[doc[index + length + 1].lower_]
            length += 1
        else:
            break
        length += 1
    return length, value, False, ""


def _cardinal(word: str) -> float | None:
    if _FIGURE.fullmatch(word):
        return float(word.replace(",", ""))
    if "-" in word:
        tens, _, units = word.partition("-")
        if tens in _TENS and units in _UNITS:
            return _TENS[tens] + _UNITS[units]
    return CARDINALS.get(word, SCALES.get(word))


def _unit(doc: "Doc", first: int, stop: int) -> str:
    """The noun that the number counts: its head in the parse, or the next noun."""
    heads: list[Token] = [doc[index].head for index in range(first, stop) if not first <= doc[index].head.i < stop]
    for head in heads:
        if head.pos_ in ("NOUN", "PROPN", "SYM"):
            return str(head.lemma_.lower())
    for token in doc[stop : stop + 3]:
        if token.pos_ == "NOUN":
            return str(token.lemma_.lower())
    return ""


def _bound(before: str) -> tuple[Bound, int]:
    """What the words right before a number make of it, and how many characters they take."""
    tail = before[-24:]
    for bound, pattern in _BOUNDS:
        match = pattern.search(tail)
        if match:
            return bound, len(match.group())
    return "exactly", 0


def compare(claimed: Quantity, stated: Quantity) -> Literal["same", "different", "unclear"]:
    """Whether the source's number bears out the claim's one; both count the same thing."""
    said, given = claimed.value, stated.value
    if stated.bound == "exactly":
        fits = {
            "exactly": said == given,
            "about": abs(said - given) <= 0.1 * max(abs(said), abs(given)),
            "more": given > said,
            "less": given < said,
            "at least": given >= said,
            "at most": given <= said,
        }[claimed.bound]
        return "same" if fits else "different"
    if claimed.bound == stated.bound:
        return "same" if said == given else "unclear"
    if stated.bound == "about":
        near = abs(said - given) <= 0.1 * max(abs(said), abs(given))
        return ("same" if claimed.bound == "exactly" else "unclear") if near else "different"
    if claimed.bound == "exactly":
        excluded = {
            "more": said <= given,
            "at least": said < given,
            "less": said >= given,
            "at most": said > given,
        }[stated.bound]
        return "different" if excluded else "unclear"
    (least, most), (their_least, their_most) = _range(claimed), _range(stated)
    return "different" if most < their_least or their_most < least else "unclear"


def _range(quantity: Quantity) -> tuple[float, float]:
    """The least and the most that a bounded number may be."""
    if quantity.bound in ("more", "at least"):
        return quantity.value, math.inf
    return -math.inf, quantity.value
