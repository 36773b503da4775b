"""Passages: whole sentences of one section, the unit of retrieval."""

from pipeline.passages.split import embedding_text, split_passages

__all__ = ["embedding_text", "split_passages"]
