"""Text to vectors: the `Embedder` protocol and `load_embedder`, which gives a real one."""

from pipeline.embeddings.embedder import Embedder
from pipeline.embeddings.hashing import HashingEmbedder
from pipeline.embeddings.load import load_embedder

__all__ = ["Embedder", "HashingEmbedder", "load_embedder"]
