"""Does the evidence support the claim, refute it, or leave it open? A model's answer, by `load_entailment`.

Does a text answer the question? Another's, by `load_reader`. Is it what a query looks for? A third's, by `load_ranker`.
"""

from pipeline.entailment.entailment import CLASSES, Entailment, log_odds
from pipeline.entailment.focus import focus
from pipeline.entailment.load import SHIPPED, load_entailment, load_ranker, load_reader

__all__ = ["CLASSES", "SHIPPED", "Entailment", "focus", "load_entailment", "load_ranker", "load_reader", "log_odds"]
