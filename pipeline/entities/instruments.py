"""Names of treaties and the like that no list holds, by the noun that they end in or begin with."""

import re
from collections.abc import Container, Iterable, Iterator

from pipeline.entities.rules import CAPITALISED, Rules

_WORD = re.compile(r"\S+")
# What stands before "Treaty" in its name, and what behind it: "Status of Forces Agreement", "Treaty of Lisbon".
_MODIFIERS = re.compile(rf"(?<![\w.@/’'-])(?:(?=[A-Z]){CAPITALISED}\s|(?:Status|Law|Rules)\sof\s(?:the\s)?){{1,7}}\Z")
_COMPLEMENT = re.compile(
    rf"\s(?:of|on|for|against|concerning|regarding|relating\sto)\s(?:the\s)?(?P<first>(?=[A-Z]){CAPITALISED})"
    rf"(?:\s(?:(?:and|of|on|for|the|or|in)\s){{0,3}}(?=[A-Z]){CAPITALISED}(?:(?<=s)['’](?=\s[A-Z]))?){{0,9}}"
)
# "Treaty of Friendship, Commerce and Navigation": what stands behind the first thing that it is about.
_LIST = re.compile(r"(?:,\s[A-Z][\w-]+(?:\s[A-Z][\w-]+)?){1,5},?\sand\s[A-Z][\w-]+(?:\s[A-Z][\w-]+)?")
_ITEM = re.compile(r"(?:,|,?\sand)\s(?=[A-Z])")
_AND = re.compile(r"\sand\s(?:the\s)?")
_NUMERAL = re.compile(r"[IVXLC]+|Articles?|Art|Section")
# Behind the name of a town: an instrument, though the noun alone tells of none.
_PAPER = re.compile(r"\s(?:Communiqué|Communique|Guidelines|Call|Commitments|Principles|Document)\b(?!\s[A-Z])")
_REACH = 90  # characters before the noun in which the rest of the name stands


def find_instruments(text: str, rules: Rules, known: Container[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each such name ("Elysée Treaty", "Treaty of Lisbon").

    Args:
        text: any text.
        rules: the nouns, and the words that go with them.
        known: the offsets at which other names begin; "and" before one of these ends a title.
    """
    for head in rules.instrument.finditer(text):
        before = _before(text, head.start(), rules)
        end = _end(text, head.end(), rules, known)
        signing = next((at for at, (_, word) in enumerate(before) if word in rules.signing), None)
        if signing is not None:  # a headline: "Germany and Norway Sign Pact on Small Rockets"
            before, end = before[signing + 1 :], head.end()
        if end > head.end() or _tells_which([word for _, word in before], rules):
            yield before[0][0] if before else head.start(), end


def find_by_town(text: str, towns: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Start and end of what States have agreed to in a town and called by it ("Paris Call", "Kigali Communiqué").

    Args:
        text: any text.
        towns: where it names towns.
    """
    for start, end in towns:
        if paper := _PAPER.match(text, end):
            yield start, paper.end()


def _before(text: str, head: int, rules: Rules) -> list[tuple[int, str]]:
    """The words of the name before its noun, each with its start."""
    found = _MODIFIERS.search(text, max(0, head - _REACH), head)
    words = [(word.start(), word[0]) for word in _WORD.finditer(text, found.start(), head)] if found else []
    while words and (words[0][1] in rules.before or _NUMERAL.fullmatch(words[0][1])):
        words.pop(0)
    return words


def _end(text: str, head: int, rules: Rules, known: Container[int]) -> int:
    """Where a name ends whose noun ends at `head`: there, or behind what the instrument is about."""
    after = _COMPLEMENT.match(text, head)
    if after is None or after["first"].lower() in rules.months or after["first"] in rules.days:
        return head
    if after["first"] in rules.no_title:
        return head
    for join in _AND.finditer(text, head, after.end()):
        if join.end() in known or rules.instrument.search(text, join.end(), after.end()):
            return join.start()
    listed = _LIST.match(text, after.end())
    if listed and not any(item.end() in known for item in _ITEM.finditer(text, after.end(), listed.end())):
        return listed.end()
    return after.end()


def _tells_which(words: list[str], rules: Rules) -> bool:
    """Whether the words before the noun make it a name by themselves, as those of "Draft Agreement" do not."""
    if words and words[-1] in rules.something_else:
        return False
    return any(word not in rules.no_instrument for word in words)
