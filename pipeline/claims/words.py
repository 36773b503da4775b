"""A cheap reading of words for ranking many sentences before any of them is parsed."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z0-9][\w/-]*")
_STOP = frozenset(
    "a an the of in on at to for from by with and or nor but not no is are was were be been being it its this that"
    " these those which who whom whose as into than then there their they them he she his her has have had do does did"
    " can could may might will would shall should must also such only any all some each every other another".split()
)
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ments",
    "ment",
    "ies",
    "ied",
    "ions",
    "ion",
    "ers",
    "er",
    "es",
    "ed",
    "s",
)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, lower case.

    >>> sorted(content_stems("The States signed two treaties"))
    ['sign', 'state', 'treat', 'two']
    """
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)
