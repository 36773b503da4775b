"""Answers: sentences of the evidence with citations to exact spans, or an abstention with its reason."""

from pipeline.answers.compose import answer

__all__ = ["answer"]
