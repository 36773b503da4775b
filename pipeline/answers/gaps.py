"""What a question says and a sentence does not: what tells a question without an answer from one that has it.

Questions written to look answerable change one thing: a name, a number, a verb to its denial. Nearness in meaning
hardly moves with that, so what is left over of the question is looked at by itself.
"""

import re
from collections.abc import Mapping

from pipeline.answers.questions import Question

_DENIAL = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|cannot|nobody|nothing|except|lack(?:s|ed|ing)?|fail(?:s|ed|ing)?"
    r"|refus(?:e|es|ed|al)|unable|unlike|least|dis(?:like|agree|allow|approve)[ds]?)\b|n['’]t\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")

GAPS = (
    "denied",  # the question denies something
    "denied_alone",  # it does, and the sentence does not
    "rarest_missing",  # how much the rarest word of the question tells that the sentence lacks; 1 at the most
    "figures_missing",  # figures of the question that sentence, title and headings lack: one half for one, 1 for more
    "names_missing",  # share of the question's capitalised words that not even the passage has
)


def find_gaps(
    question: Question,
    sentence: str,
    context: str,
    own: frozenset[str],
    passage: frozenset[str],
    rarity: Mapping[str, float],
    most: float,
) -> dict[str, float]:
    """The features of `GAPS`.

    `own` and `passage` are the stems of the sentence, and of the passage with title and headings; `context` is title
    and headings; `most` is the rarity of a word that no passage has.
    """
    denied = bool(_DENIAL.search(question.text))
    plain = [term for term in question.terms if term.treaty_id is None]
    names = [term for term in plain if term.form[:1].isupper()]
    given = set(_FIGURES.findall(f"{sentence} {context}"))
    missing = sum(figures not in given for figures in _FIGURES.findall(question.text))
    return {
        "denied": float(denied),
        "denied_alone": float(denied and not _DENIAL.search(sentence)),
        "rarest_missing": max((rarity[term.stem] for term in plain if term.stem not in own), default=0.0) / most,
        "figures_missing": min(missing, 2) / 2,
        "names_missing": sum(term.stem not in passage for term in names) / len(names) if names else 0.0,
    }
