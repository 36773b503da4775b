"""What the entailment model makes of question and sentence: it has been trained on questions in the claim's place."""

import math
from collections.abc import Mapping, Sequence

from pipeline.answers.evidence import Candidate
from pipeline.entailment import Entailment

READINGS = (
    "read",  # how likely the sentence under its title answers the question, in log odds, a quarter of them
    "read_around",  # the same of the sentence between its neighbours
)
_LEAST = 1e-3  # of a probability, so that its odds stay finite
_SCALE = 0.25  # brings log odds to the size of the other features


def read(
    entailment: Entailment, question: str, candidate: Candidate, candidates: Sequence[Candidate]
) -> Mapping[str, float]:
    """The features of `READINGS` for a candidate; `candidates` are all of them, for its neighbours."""
    hit = candidate.hit
    of_passage = {one.index: one.text for one in candidates if one.hit.passage.passage_id == hit.passage.passage_id}
    around = [of_passage.get(candidate.index + step, "") for step in (-1, 0, 1)]
    scores = entailment.score(
        [
            (f"{hit.title}. {candidate.text}", question),
            (f"{hit.title}. {' '.join(filter(None, around))}", question),
        ]
    )
    odds = [_SCALE * math.log((p + _LEAST) / (1.0 - p + _LEAST)) for p in scores[:, 0].tolist()]
    return dict(zip(READINGS, odds, strict=True))
