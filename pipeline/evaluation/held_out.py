"""Which rows of the verification data the shipped entailment model has not been trained on."""

from hashlib import sha256

UNSEEN = frozenset({"fool-me-twice", "wice", "control"})
_ONE_IN = 40


def is_held_out(source: str, evidence: str) -> bool:
    """Whether a row takes no part in training: its source is unseen, or its evidence falls on the one in forty."""
    return source in UNSEEN or int(sha256(evidence[:200].encode()).hexdigest(), 16) % _ONE_IN == 0
