"""What the reader makes of question and sentence: an entailment model trained on questions in the claim's place."""

import math
from collections.abc import Mapping, Sequence

from pipeline.answers.evidence import Candidate
from pipeline.entailment import Entailment

READINGS = (
    "read",  # how likely the sentence under its title answers the question, in log odds, a quarter of them
    "read_around",  # the same of the sentence between its neighbours
    "read_best",  # the highest mean of the two among the sentences that were read
)
_LEAST = 1e-3  # of a probability, so that its odds stay finite
_SCALE = 0.25  # brings log odds to the size of the other features


def read(
    reader: Entailment, question: str, chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> list[Mapping[str, float]]:
    """The features of `READINGS` for each of the chosen, at least one; `candidates` give their neighbours."""
    texts = {(one.hit.passage.passage_id, one.index): one.text for one in candidates}
    pairs: list[tuple[str, str]] = []
    for one in chosen:
        around = [texts.get((one.hit.passage.passage_id, one.index + step), "") for step in (-1, 0, 1)]
        pairs += [(f"{one.hit.title}. {text}", question) for text in (one.text, " ".join(filter(None, around)))]
    scores = reader.score(pairs)[:, 0].tolist()
    odds = [_SCALE * math.log((p + _LEAST) / (1.0 - p + _LEAST)) for p in scores]
    both = list(zip(odds[::2], odds[1::2], strict=True))
    best = max(sum(pair) / 2 for pair in both)
    return [dict(zip(READINGS, (*pair, best), strict=True)) for pair in both]
