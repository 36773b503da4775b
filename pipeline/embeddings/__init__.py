"""Text to vectors: the `Embedder` protocol and `load_embedder`, which gives a real one."""

from pipeline.embeddings.embedder import Embedder, EncodedPassages, EncodedQueries
from pipeline.embeddings.hashing import HashingEmbedder
from pipeline.embeddings.load import load_embedder
from pipeline.embeddings.pieces import QueryPieces, unpack

__all__ = ["Embedder", "EncodedPassages", "EncodedQueries", "HashingEmbedder", "QueryPieces", "load_embedder", "unpack"]
