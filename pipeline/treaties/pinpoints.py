"""Reads the expression of a provision: "Arts. II-IV", "Article 51(5)(b)", "§§ 9-12", "paragraph 1 of Article IV"."""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.treaties import grammar
from pipeline.treaties.numerals import figures_of, ordinal_value, value_of
from pipeline.treaties.registry import Instrument

_MOST_ITEMS = 40
_LONGEST_RANGE = 60
_NEAR = {"article": "section", "section": "article"}  # people say the one for the other ("§ 5 UN Charter")
_BRACKET = re.compile(r"\((\w{1,4})\)")
_LAST_LETTER = re.compile(r"(?P<stem>.+)\((?P<deep>[a-z])\)|(?P<letter>[a-z])")


class Pinpoint(NamedTuple):
    """A provision as a text gives it: cleaned offsets, the division that it counts, and the numbers.

    `highest` is the value of the highest article.
    `idem` tells that "Id." or "Ibid." stands before it, `common` that "Common" does; `weak` that the expression alone
    may mean something else (small letters after "an", an ordinal), so that it counts only beside an instrument.
    """

    start: int
    end: int
    division: str
    articles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    highest: int
    idem: bool = False
    common: bool = False
    weak: bool = False


class Paragraphs(NamedTuple):
    """Paragraphs that stand before their article, from the head word to the last number."""

    start: int
    end: int
    numbers: tuple[str, ...]


def read_pinpoint(text: str, start: int, end: int, division: str, before: Paragraphs | None = None) -> Pinpoint | None:
    """The provision whose head word stands at `text[start:end]`; None where no number belongs to it."""
    head = text[start:end]
    lead = text[max(0, start - grammar.LEAD) : start]
    articles, paragraphs, reached = _numbers(text, end, division, head.lower().strip("."))
    weak = head.islower() and grammar.NOT_A_PROVISION.search(lead) is not None
    part = grammar.PART_BEFORE.search(lead) if division != "paragraph" else None
    if part is not None and (division == "section" or not part["larger"]):
        return None  # of the annex, or of the part, and not the instrument's own
    if not articles:
        ordinal = grammar.ORDINAL_BEFORE.search(lead)
        value = ordinal_value(ordinal["ordinal"]) if ordinal else None
        if ordinal is None or value is None or division == "paragraph":
            return None
        articles, reached, weak = [str(value)], end, True
        start -= len(ordinal[0])
        lead = lead[: ordinal.start()]
    if before is not None and grammar.OF_ARTICLE.fullmatch(text, before.end, start):
        paragraphs, start = list(before.numbers), before.start
        lead = text[max(0, start - grammar.LEAD) : start]
    idem, common = grammar.IDEM.search(lead), grammar.COMMON.search(lead)
    opening = idem or common
    prefix = grammar.PREFIX_OF_DIVISION[division]
    return Pinpoint(
        start - (len(opening[0]) if opening else 0),
        reached,
        division,
        tuple(prefix + number for number in articles),
        tuple(paragraphs) if len(articles) == 1 else (),
        max(map(_plain, articles)),
        idem is not None,
        common is not None,
        weak,
    )


def read_paragraphs(text: str, start: int, end: int) -> Paragraphs | None:
    """Paragraphs whose head word stands at `text[start:end]`, with their numbers or an ordinal."""
    opening = grammar.AFTER_PARAGRAPH_HEAD.match(text, end)
    numbers, reached = _paragraph_list(text, opening.end() if opening else end)
    if not numbers:
        ordinal = grammar.ORDINAL_BEFORE.search(text[max(0, start - grammar.LEAD) : start])
        value = ordinal_value(ordinal["ordinal"]) if ordinal else None
        if ordinal is None or value is None:
            return None
        return Paragraphs(start - len(ordinal[0]), end, (str(value),))
    return Paragraphs(start, reached, tuple(numbers))


def has_provision(one: Instrument, pinpoint: Pinpoint, *, known: bool = False) -> bool:
    """Whether an instrument has all the provisions of an expression.

    Where the registry says nothing of that division, the answer is yes, or with `known` no.
    """
    most = one.count(pinpoint.division)
    if most is None and not known and pinpoint.division in _NEAR:
        most = one.count(_NEAR[pinpoint.division])
    if most is None:
        return not known and not one.divisions
    return pinpoint.highest <= most


def _numbers(text: str, at: int, division: str, head: str) -> tuple[list[str], list[str], int]:
    """Articles and paragraphs from a place behind a head word, and where they end."""
    many = head in grammar.MANY
    opening = grammar.AFTER_HEAD.match(text, at)
    reached = opening.end() if opening else at
    articles: list[str] = []
    paragraphs: list[str] = []
    style = ""
    following, joined_by_range = reached, False
    for _ in range(_MOST_ITEMS):
        item = grammar.NUMBER.match(text, following)
        value = _value(item["number"], division) if item else None
        if item is None or value is None or (articles and _style(item["number"]) != style):
            break
        if articles and grammar.REPORTER_AFTER.match(text, item.end()):
            break
        if articles and item["number"] == "I" and re.match(r" (?!of\b|to\b|and\b|or\b)[a-z]", text[item.end() :][:6]):
            break  # "Articles IV and I think"
        style = _style(item["number"])
        if joined_by_range:
            low = _plain(articles[-1])
            if not low < value <= low + _LONGEST_RANGE:
                break
            articles += [str(number) for number in range(low + 1, value)]
        articles.append(f"{value}{(item['suffix'] or '').strip()}")
        own, reached = _more_brackets(text, item.end(), _paragraphs_of(item))
        paragraphs += own
        wanted = head in grammar.PLURAL and len(articles) == 1
        separator = _past_paragraph(text, reached, style, more=wanted) or grammar.SEPARATOR.match(text, reached)
        if separator is None:
            break
        if separator["comma"] and not (many or separator["head"] or grammar.CLOSED_LIST.match(text, separator.end())):
            break
        if separator["head"] and ";" in separator[0]:
            break  # "Art. 2, para. 4; Art. 51": cited one by one
        if separator["head"] and "," in separator[0] and not grammar.GOES_ON_OF.match(text, separator.end()):
            break  # "in Article 1, and Article 3 limits it": another clause, another reference
        following, joined_by_range = separator.end(), separator["range"] is not None
    if articles and (more := grammar.FOLLOWING.match(text, reached)) is not None:
        reached = more.end()
    if articles:  # those of the last one of several are part of the expression, though not of what it is reduced to
        paragraphs, reached = _further_paragraphs(text, reached, paragraphs if len(articles) == 1 else [])
    return articles, paragraphs, reached


def _past_paragraph(text: str, reached: int, style: str, *, more: bool) -> re.Match[str] | None:
    """What goes on with a list of articles behind the paragraph of one ("arts. I para. 1 and II"); else None.

    The next number is an article where the head word stands before it again, or where articles alone are in Roman
    numerals, or where `more` must come: the head is a plural, and one article has been read ("Articles 2, paragraph
    4, and 51"). Else it may be a further paragraph.
    """
    clause = grammar.PARAGRAPH_AFTER.match(text, reached)
    if clause is None or clause["ordinal"]:
        return None
    numbers, end = _paragraph_list(text, clause.end())
    if more and len(numbers) > (2 if "aragraphs" in clause[0] else 1) and numbers[-1].isdigit():
        numbers, end = _paragraph_list(text, clause.end(), most=len(numbers) - 1)
    separator = grammar.SEPARATOR.match(text, end) if numbers and numbers[0][0].isdigit() else None
    if separator is None or separator["range"]:
        return None
    item = grammar.NUMBER.match(text, separator.end())
    roman = style == "roman" and item is not None and item["number"].isupper() and _style(item["number"]) == style
    return separator if item is not None and (separator["head"] or roman or more) else None


def _value(number: str, division: str) -> int | None:
    """The value of a number; an S at its front is a misread 5 where articles are counted, which have no letters."""
    if number[0] == "S" and division == "article" and number.lower() not in grammar.NUMBER_WORDS:
        figures = figures_of(number)
        return int(figures) if figures.isdigit() else None
    return value_of(number)


@lru_cache(maxsize=4096)
def _style(number: str) -> str:
    if number.lower() in grammar.NUMBER_WORDS or (number.isalpha() and not set(number) <= set("IVXLCOlSBivxc")):
        return "word"
    if number[0] == "S":
        return "figures"
    return "figures" if any(character.isdigit() for character in number) and not set("IVX") & set(number) else "roman"


@lru_cache(maxsize=4096)
def _plain(article: str) -> int:
    return int("".join(character for character in article if character.isdigit()))


def _paragraphs_of(item: re.Match[str]) -> list[str]:
    """The paragraph after a point or in brackets behind an article: first level, deeper ones in one string."""
    levels = [_paragraph(level) for level in _BRACKET.findall(item["brackets"])]
    if item["point"]:
        levels.insert(0, str(int(item["point"][1:])))
    return ["".join((levels[0], *(f"({level})" for level in levels[1:])))] if levels else []


def _more_brackets(text: str, reached: int, paragraphs: list[str]) -> tuple[list[str], int]:
    """The paragraphs of an article with those in brackets that follow: "(1)-(3)", ", (b) and (c)".

    A letter behind one of a deeper level is of that level: "(2)(a) and (b)" is 2(a) and 2(b).
    """
    for _ in range(_MOST_ITEMS if paragraphs else 0):
        more = grammar.MORE_BRACKETS.match(text, reached)
        if more is None:
            break
        written = _BRACKET.findall(more["brackets"])
        in_range = more["separator"] in ("-", "to")
        last = _LAST_LETTER.fullmatch(paragraphs[-1])
        if last is not None and len(written) == 1 and len(written[0]) == 1 and written[0].islower():
            first = ord(last["deep"] or last["letter"]) + 1 if in_range else ord(written[0])
            letters = [chr(code) for code in range(first, ord(written[0]) + 1)]
            paragraphs += [f"{last['stem']}({letter})" if last["stem"] else letter for letter in letters]
        else:
            levels = [_paragraph(level) for level in written]
            if in_range and paragraphs[-1].isdigit() and levels[0].isdigit():
                low, high = int(paragraphs[-1]), int(levels[0])
                paragraphs += [str(number) for number in range(low + 1, min(high, low + _LONGEST_RANGE))]
            paragraphs.append("".join((levels[0], *(f"({level})" for level in levels[1:]))))
        reached = more.end()
    return paragraphs, reached


def _further_paragraphs(text: str, reached: int, paragraphs: list[str]) -> tuple[list[str], int]:
    """What follows a single article: "paragraph 2", "subparagraph (b)", "first sentence"."""
    for _ in range(3):
        clause = grammar.PARAGRAPH_AFTER.match(text, reached)
        if clause is None:
            break
        if clause["ordinal"]:
            value = ordinal_value(clause["ordinal"])
            numbers, end = ([str(value)] if value else []), clause.end()
        else:
            numbers, end = _paragraph_list(text, clause.end())
        if not numbers:
            break
        beside = "and " in clause[0] and numbers[0].isdigit()  # "para. 4 and para. 5"
        deeper = len(paragraphs) == 1 and len(numbers) == 1 and not beside
        paragraphs = [f"{paragraphs[0]}({numbers[0]})"] if deeper else [*paragraphs, *numbers]
        reached = end
    sentence = grammar.SENTENCE.match(text, reached)
    if sentence is not None:
        reached = sentence.end() - (1 if sentence[0].endswith(",") else 0)
    return paragraphs, reached


def _paragraph_list(text: str, at: int, most: int = _MOST_ITEMS) -> tuple[list[str], int]:
    numbers: list[str] = []
    reached = following = at
    in_range = False
    for _ in range(most):
        item = grammar.PARAGRAPH_NUMBER.match(text, following)
        if item is None or (numbers and not _goes_on(item, text)):
            break
        first = _paragraph(item["number"].strip("()"))
        if item["number"].lower() in grammar.NUMBER_WORDS:
            first = str(value_of(item["number"]))
        last = _LAST_LETTER.fullmatch(numbers[-1]) if numbers and item["number"].startswith("(") else None
        if last is not None and last["stem"] and len(first) == 1 and first.islower():
            first = f"{last['stem']}({first})"  # "2 (c) and (k)"
        if numbers and numbers[-1][0].isdigit() != first[0].isdigit():
            break
        if in_range and numbers[-1].isdigit() and first.isdigit() and int(first) <= int(numbers[-1]) + _LONGEST_RANGE:
            numbers += map(str, range(int(numbers[-1]) + 1, int(first)))
        deeper = "".join(f"({_paragraph(level)})" for level in _BRACKET.findall(item["brackets"]))
        if len(first) > 1 and first.isalpha() and not item["number"].startswith("("):
            break  # a word
        numbers.append(first + deeper)
        reached = item.end()
        separator = grammar.PARAGRAPH_SEPARATOR.match(text, reached)
        if separator is None:
            break
        following, in_range = separator.end(), separator["range"] is not None
    return numbers, reached


def _goes_on(item: re.Match[str], text: str) -> bool:
    """Whether a further item is a paragraph and not the next word of the sentence."""
    number = item["number"]
    return (
        number.startswith("(") or number.isdigit() or (len(number) == 1 and text[item.end() : item.end() + 1] in ",;)")
    )


def _paragraph(written: str) -> str:
    """A paragraph's number in figures where it is one, else its letter."""
    if written in ("l", "I", "S"):
        return figures_of(written)
    if written.isdigit() or not written.isupper():
        return figures_of(written) if any(character.isdigit() for character in written) else written
    value = value_of(written)
    return str(value) if value is not None else written
