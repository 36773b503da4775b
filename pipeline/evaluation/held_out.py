"""Which rows of the data the shipped entailment model and the reader of questions have not been trained on."""

from hashlib import sha256

_ONE_IN = 40
# Or nothing could be told from them.
_OF_SMALL_SETS = {"fool-me-twice": 5, "wice": 5, "control": 5, "written": 8, "written-notes": 8}


def is_held_out(source: str, evidence: str) -> bool:
    """Whether a row takes no part in training: its evidence, by its hash, is one of those held back of its source."""
    return int(sha256(evidence[:200].encode()).hexdigest(), 16) % _OF_SMALL_SETS.get(source, _ONE_IN) == 0


def is_fitted_on(article: str) -> bool:
    """Whether questions on an article of SQuAD 2.0, by its title, have been trained on; half of the articles have."""
    return int(sha256(article.encode()).hexdigest(), 16) % 2 == 0
