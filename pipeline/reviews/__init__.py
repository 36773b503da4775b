"""Reviews: people's dated decisions on verdicts, kept for ever, and the report of them."""

from pipeline.reviews.entries import QueueEntry
from pipeline.reviews.export import DECIDED, ReportFormat, export_report, neutral_cell
from pipeline.reviews.store import ReviewStatus, ReviewStore

__all__ = ["DECIDED", "QueueEntry", "ReportFormat", "ReviewStatus", "ReviewStore", "export_report", "neutral_cell"]
