"""Numbers of articles and paragraphs: Roman, arabic and in words, single, listed and in ranges, to arabic figures."""

import re

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_WORD_VALUES = {word: value for value, word in enumerate(_WORDS, 1)}
_ITEM = re.compile(
    r"(?P<number>\d{1,3}|[IVXLC]+\b|\b(?:" + "|".join(_WORDS) + r")\b)(?P<brackets>(?:\s?\(\w{1,4}\))*)", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:[-–—]|to|through)\s*\Z")
_PARAGRAPH = re.compile(r"\bpara(?:graph|s?\.?)s?\s*(?P<number>\(?\w{1,4}\)?(?:\(\w\))*)", re.IGNORECASE)
_HEAD = re.compile(r"^\D*?(?=\b[IVXLC]+\b|\d|\b(?:" + "|".join(_WORDS) + r")\b)", re.IGNORECASE)
_LONGEST_RANGE = 60


def value_of(number: str) -> int | None:
    """The value of a number in figures, Roman numerals or words; None where it is none of these."""
    if number.isdigit():
        return int(number)
    if number.lower() in _WORD_VALUES:
        return _WORD_VALUES[number.lower()]
    values = [_ROMAN.get(letter) for letter in number.upper()]
    total = 0
    for at, value in enumerate(values):
        if value is None:
            return None
        following = values[at + 1] if at + 1 < len(values) else None
        total += -value if following and value < following else value
    return total or None


def articles_and_paragraphs(pinpoint: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Articles and paragraphs that an expression names ("Arts. II-IV" -> 2, 3, 4; "Art. 51(5)(b)" -> 51 and 5(b))."""
    named = _PARAGRAPH.search(pinpoint)
    paragraph = named["number"].strip("()") if named else ""
    rest = (
        pinpoint[: named.start()] + " " * (named.end() - named.start()) + pinpoint[named.end() :] if named else pinpoint
    )
    head = _HEAD.match(rest)
    articles: list[str] = []
    brackets: list[str] = []
    last_end = head.end() if head else 0
    for item in _ITEM.finditer(rest, last_end):
        value = value_of(item["number"])
        if value is None:
            continue
        between = rest[last_end : item.start()]
        if articles and _RANGE.match(between):
            low = int(articles[-1])
            if low < value <= low + _LONGEST_RANGE:
                articles += [str(number) for number in range(low + 1, value)]
        articles.append(str(value))
        brackets.append(item["brackets"].replace(" ", ""))
        last_end = item.end()
    if paragraph:
        return tuple(articles), (paragraph,)
    if len(articles) == 1 and brackets[0]:
        first, _, deeper = brackets[0][1:].partition(")")
        return tuple(articles), (first + deeper,)
    return tuple(articles), ()
