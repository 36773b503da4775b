"""Measures the quality of every room on the development data and writes the figures down."""

from pipeline.evaluation.report import Result, markdown
from pipeline.evaluation.tasks import TASKS, Task

__all__ = ["TASKS", "Result", "Task", "markdown"]
