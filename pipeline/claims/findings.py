"""What a check says of a claim and a source, in words that a reviewer can read."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["agrees", "conflicts", "missing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check.

    `agrees`: the source says this part of the claim too. `conflicts`: the source says otherwise of the same thing.
    `missing`: the source is silent on this part. `reason` is a full sentence.
    """

    check: str
    outcome: Outcome
    reason: str
