"""What the models make of question and sentence, with the question in a claim's place.

Two read each pair, one trained on questions alone and the one for claims, which has read questions before: the mean of
their log odds tells answers better than either does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.answers.evidence import Candidate
from pipeline.entailment import SHIPPED, Entailment, load_entailment, load_reader, log_odds
from pipeline.settings import Settings

READINGS = (
    "read",  # how likely the sentence under its title and headings answers the question, in log odds, a quarter of them
    "read_around",  # the same of the sentence between its neighbours
    "read_best",  # the highest mean of the two among the sentences that were read
)
_LEAST = 1e-3  # of a probability, so that its odds stay finite
_SCALE = 0.25  # brings log odds to the size of the other features
# By so much more, in these units, must a sentence answer with its neighbours for one of them to be taken along.
_BESIDE = 0.3


@dataclass(frozen=True, slots=True)
class Reader:
    """Models that tell whether a text answers a question, as one."""

    models: tuple[Entailment, ...]

    def get_ready(self) -> None:
        """Begin to load them, in the background."""
        for model in self.models:
            model.get_ready()

    def odds(self, question: str, texts: Sequence[str]) -> list[float]:
        """A quarter of the log odds that each text answers: the mean of what the models hold."""
        pairs = [(text, question) for text in texts]
        likely = np.array([model.score(pairs)[:, 0] for model in self.models])
        odds: list[float] = (_SCALE * log_odds(likely, least=_LEAST)).mean(axis=0).tolist()
        return odds


def open_reader(settings: Settings, shipped: Entailment | None = None) -> Reader:
    """The two models that are shipped; `shipped` is the one for claims, where it is loaded already.

    Raises:
        ModelError: as for `load_reader`.
    """
    return Reader((load_reader(settings), shipped or load_entailment(settings, model=SHIPPED)))


def read(
    reader: Reader, question: str, chosen: Sequence[Candidate], candidates: Sequence[Candidate]
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
    reader: Reader, question: str, one: Candidate, readings: Mapping[str, float], candidates: Sequence[Candidate]
) -> tuple[Candidate | None, Mapping[str, float]]:
    """The sentence before or after one that answers only together with it, and the readings of both together.

    Without such a neighbour, None and the readings as they are.

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
        return None, readings
    near = [
        other
        for other in candidates
        if other.hit.passage.passage_id == one.hit.passage.passage_id and abs(other.index - one.index) == 1
    ]
    odds = _odds(reader, question, [sorted((one, other), key=lambda each: each.index) for other in near])
    most = max(odds, default=alone)
    if most < alone + _BESIDE:
        return None, readings
    together = max(readings["read_best"], (most + readings["read_around"]) / 2)
    return near[odds.index(most)], {**readings, "read": most, "read_best": together}


def _odds(reader: Reader, question: str, texts: Sequence[Sequence[Candidate]]) -> list[float]:
    """The odds that each text, of sentences of one passage, answers; it is read under its title and headings."""
    return reader.odds(question, [" ".join((*_above(text[0]), *(each.text for each in text))) for text in texts])


def _above(one: Candidate) -> list[str]:
    """The title and the headings that a sentence stands under; what the title says already is not said again."""
    above = [one.hit.title, *(each for each in one.hit.passage.heading if each not in one.hit.title)]
    return [f"{each}." for each in above]
