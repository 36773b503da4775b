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
# By so much more, in these units, must a sentence answer with its neighbours for one of them to be taken along.
_BESIDE = 0.3


def read(
    reader: Entailment, question: str, chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> list[Mapping[str, float]]:
    """The features of `READINGS` for each of the chosen, at least one; `candidates` give their neighbours."""
    place = {(one.hit.passage.passage_id, one.index): one for one in candidates}
    texts: list[list[Candidate]] = []
    for one in chosen:
        around = [place.get((one.hit.passage.passage_id, one.index + step)) for step in (-1, 0, 1)]
        texts += [[one], [each for each in around if each]]
    odds = _odds(reader, question, texts)
    both = list(zip(odds[::2], odds[1::2], strict=True))
    best = max(sum(pair) / 2 for pair in both)
    return [dict(zip(READINGS, (*pair, best), strict=True)) for pair in both]


def beside(
    reader: Entailment, question: str, one: Candidate, readings: Mapping[str, float], candidates: Sequence[Candidate]
) -> Candidate | None:
    """The sentence before or after one that answers only together with it; None where it answers as well by itself.

    "A draft was put to the vote in April. Russia vetoed it." answers who vetoed the draft of April by both.

    Args:
        reader: tells whether a text answers a question.
        question: the user's words.
        one: the sentence that answers best.
        readings: what the reader makes of it.
        candidates: hold the neighbours that may be taken.
    """
    alone = readings["read"]
    if alone >= 0.0 or readings["read_around"] < alone + _BESIDE:
        return None
    near = [
        other
        for other in candidates
        if other.hit.passage.passage_id == one.hit.passage.passage_id and abs(other.index - one.index) == 1
    ]
    odds = _odds(reader, question, [sorted((one, other), key=lambda each: each.index) for other in near])
    most = max(odds, default=alone)
    return near[odds.index(most)] if most >= alone + _BESIDE else None


def _odds(reader: Entailment, question: str, texts: Sequence[Sequence[Candidate]]) -> list[float]:
    """A quarter of the log odds that each text, of sentences of one passage and under its title, answers."""
    pairs = [(" ".join((f"{text[0].hit.title}.", *(each.text for each in text))), question) for text in texts]
    scores = reader.score(pairs)[:, 0].tolist()
    return [_SCALE * math.log((p + _LEAST) / (1.0 - p + _LEAST)) for p in scores]
