"""Answers: sentences of the evidence with citations to exact spans, or an abstention with its reason."""

from pipeline.answers.compose import answer
from pipeline.answers.endpoint import Endpoint

__all__ = ["Endpoint", "answer"]
