"""Whether a text says of itself that AI helped to write it. The wordings are data: `notices.yaml`."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import yaml

from pipeline.data import Span

# A notice stands before or after the text, not in its midst, where texts write about AI.
_HEAD, _TAIL = 1200, 1000
_SENTENCE_END = re.compile(r"[.!?](?=[\s\"')\]”’]|$)|\n")
_ABBREVIATIONS = re.compile(r"(?:\b[A-Z]|\be\.g|\bi\.e|\bNo|\bU\.S)\.$")
_GAPS = {"..": r"(?:[^\w\n.!?]+\w[\w'’-]*){0,3}?", "...": r"(?:[^\w\n.!?]+\w[\w'’-]*){0,8}?"}
_BETWEEN = r"[^\w\n.!?]+"


def find_ai_notice(text: str) -> Span | None:
    """The sentence near the beginning or the end that says that AI helped to write the text, or None.

    Writing about AI is no such notice: the sentence must speak of the text itself, and must not deny it.
    """
    named, patterns, denials = _patterns()
    for sentence in _sentences(text):
        words = text[sentence.start : sentence.end]
        # Every wording names AI, which few sentences do.
        if named.search(words) and any(pattern.search(words) for pattern in patterns) and not denials.search(words):
            return sentence
    return None


def _sentences(text: str) -> Iterator[Span]:
    stretches = [(0, len(text))] if len(text) <= _HEAD + _TAIL else [(0, _HEAD), (len(text) - _TAIL, len(text))]
    for low, high in stretches:
        start = low
        for end in _SENTENCE_END.finditer(text, low, high):
            if end[0] == "." and _ABBREVIATIONS.search(text, max(low, end.end() - 4), end.end()):
                continue
            yield from _trimmed(text, start, end.end())
            start = end.end()
        yield from _trimmed(text, start, high)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if stripped := piece.strip().lstrip("*_>#[(~ \t"):
        start = text.index(stripped[0], start)
        yield Span(start, start + len(text[start:end].rstrip()))


@cache
def _patterns() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """What names AI, the wordings of a notice, and those of its denial."""
    table = yaml.safe_load(files(__package__).joinpath("notices.yaml").read_text(encoding="utf-8"))
    words = {
        name: "(?:" + "|".join(_literal(item) for item in sorted(items, key=len, reverse=True)) + ")"
        for name, items in table["words"].items()
    }
    named = re.compile(words["ai"], re.IGNORECASE)
    words["ai"] += rf"(?!{_BETWEEN}(?:{'|'.join(_literal(item) for item in table['not_after'])})(?!\w))"
    patterns = tuple(_compiled(row["pattern"], row.get("where", ""), words) for row in table["patterns"])
    denials = "|".join(_expression(wording, words) for wording in table["denials"])
    return named, patterns, re.compile(rf"(?<!\w)(?:{denials})(?!\w)", re.IGNORECASE)


def _compiled(pattern: str, where: str, words: dict[str, str]) -> re.Pattern[str]:
    before = r"^\W*" if where else r"(?<![\w-])"
    after = r"(?=\W*$)" if where == "whole" else r"(?!\w)"
    return re.compile(before + _expression(pattern, words) + after, re.IGNORECASE)


def _literal(words: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in words.split())


def _expression(pattern: str, words: dict[str, str]) -> str:
    """A regular expression for a line of the wordings; every gap in it is bounded."""
    out, started = "", False
    for token in re.findall(r"\.{2,3}|\{\w+\}|\([^)]*\)|\[[^\]]*\]|[^\s({\[]+", pattern):
        if token in _GAPS:
            out += _GAPS[token]
            continue
        name = token[1:-1]
        if token[0] == "[":
            # A name of the lists may stand in the brackets as well.
            body = words.get(name) or _alternatives(name)
            out += f"(?:{_BETWEEN}{body})?" if started else f"(?:{body}{_BETWEEN})?"
            continue
        body = words[name] if token[0] == "{" else _alternatives(name) if token[0] == "(" else _literal(token)
        out += (_BETWEEN if started else "") + body
        started = True
    return out


def _alternatives(names: str) -> str:
    return "(?:" + "|".join(_literal(item) for item in names.split("|")) + ")"
