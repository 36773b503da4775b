"""Answers: sentences of the evidence with citations to exact spans, or an abstention with its reason."""

from pipeline.answers.compose import answer
from pipeline.answers.endpoint import Endpoint
from pipeline.answers.reading import Reader, open_reader

__all__ = ["Endpoint", "Reader", "answer", "open_reader"]
