"""What one writes with each of four libraries from its own first pages, and the plain script. Uses nothing of Travaux.

rag.py build WHO MODEL WORK  embeds and indexes WORK/texts.json, then asks WORK/queries.json; prints figures as JSON
rag.py first WHO MODEL WORK  opens what `build` left and prints the best passage for the first query

WHO is plain, txtai, haystack or llamaindex, or one of these with "-bf16": the same with the encoder set to bfloat16.
Nothing else is set: batches, precision and threads are as the library has them.
"""

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any, Protocol

K = 10


class Peer(Protocol):
    """A library with its encoder loaded."""

    def build(self, texts: list[str], folder: Path) -> None:
        """Embed and index the texts, and save what `load` needs to search them."""

    def load(self, folder: Path) -> None:
        """Open what `build` saved."""

    def search(self, query: str) -> list[str]:
        """The best passages."""


class Plain:
    """sentence-transformers and a flat FAISS index."""

    def __init__(self, model: str, *, half: bool) -> None:
        import faiss
        import torch
        from sentence_transformers import SentenceTransformer

        options = {"model_kwargs": {"dtype": torch.bfloat16}} if half else {}
        self.faiss, self.model = faiss, SentenceTransformer(model, device="cpu", **options)

    def build(self, texts: list[str], folder: Path) -> None:
        vectors = self.model.encode(texts, normalize_embeddings=True)
        self.index = self.faiss.IndexFlatIP(vectors.shape[1])
        self.index.add(vectors)
        self.texts = texts
        self.faiss.write_index(self.index, str(folder / "index.faiss"))
        (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")

    def load(self, folder: Path) -> None:
        self.index = self.faiss.read_index(str(folder / "index.faiss"))
        self.texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))

    def search(self, query: str) -> list[str]:
        _, found = self.index.search(self.model.encode([query], normalize_embeddings=True), K)
        return [self.texts[at] for at in found[0]]


class Txtai:
    """Embeddings with content, which keeps the texts in SQLite and the vectors in FAISS."""

    def __init__(self, model: str, *, half: bool) -> None:
        from txtai import Embeddings

        self.embeddings = Embeddings(path=model, content=True, **({"vectors": {"dtype": "bfloat16"}} if half else {}))

    def build(self, texts: list[str], folder: Path) -> None:
        self.embeddings.index(texts)
        self.embeddings.save(str(folder))

    def load(self, folder: Path) -> None:
        self.embeddings.load(str(folder))

    def search(self, query: str) -> list[str]:
        return [row["text"] for row in self.embeddings.search(query, K)]


class Haystack:
    """The sentence-transformers embedders and the in-memory store with its retriever."""

    def __init__(self, model: str, *, half: bool) -> None:
        from haystack import Document
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        options: dict[str, Any] = {"model_kwargs": {"dtype": "bfloat16"}} if half else {}
        self.document, self.stores, self.retriever = Document, InMemoryDocumentStore, InMemoryEmbeddingRetriever
        self.passages = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False, **options)
        self.queries = SentenceTransformersTextEmbedder(model=model, progress_bar=False, **options)

    def build(self, texts: list[str], folder: Path) -> None:
        self.passages.warm_up()
        self.store = self.stores()
        made = self.passages.run([self.document(content=text) for text in texts])["documents"]
        self.store.write_documents(made)
        self.store.save_to_disk(str(folder / "store.json"))

    def load(self, folder: Path) -> None:
        self.store = self.stores.load_from_disk(str(folder / "store.json"))

    def search(self, query: str) -> list[str]:
        self.queries.warm_up()
        vector = self.queries.run(query)["embedding"]
        found = self.retriever(self.store, top_k=K).run(query_embedding=vector)
        return [each.content for each in found["documents"]]


class LlamaIndex:
    """A vector store index over FAISS with the Hugging Face embedding."""

    def __init__(self, model: str, *, half: bool) -> None:
        import faiss
        import torch
        from llama_index.core import Settings
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        options: dict[str, Any] = {"model_kwargs": {"dtype": torch.bfloat16}} if half else {}
        self.faiss = faiss
        Settings.embed_model = HuggingFaceEmbedding(model_name=model, **options)
        Settings.llm = None

    def build(self, texts: list[str], folder: Path) -> None:
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.vector_stores.faiss import FaissVectorStore

        store = FaissVectorStore(faiss_index=self.faiss.IndexFlatIP(384))
        context = StorageContext.from_defaults(vector_store=store)
        index = VectorStoreIndex([TextNode(text=text) for text in texts], storage_context=context)
        index.storage_context.persist(persist_dir=str(folder))
        self.retriever = index.as_retriever(similarity_top_k=K)

    def load(self, folder: Path) -> None:
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.vector_stores.faiss import FaissVectorStore

        store = FaissVectorStore.from_persist_dir(str(folder))
        context = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder))
        self.retriever = load_index_from_storage(context).as_retriever(similarity_top_k=K)

    def search(self, query: str) -> list[str]:
        return [each.node.get_content() for each in self.retriever.retrieve(query)]


PEERS = {"plain": Plain, "txtai": Txtai, "haystack": Haystack, "llamaindex": LlamaIndex}


def peak_memory() -> float:
    """Megabytes; ru_maxrss would begin with those of the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) * 1.024e-3


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main(command: str, who: str, model: str, work: Path) -> None:
    name, _, precision = who.partition("-")
    queries = json.loads((work / "queries.json").read_text(encoding="utf-8"))
    peer: Peer = PEERS[name](model, half=precision == "bf16")
    if command == "first":
        peer.load(work / who)
        print(json.dumps(peer.search(queries[0])[0][:200]), flush=True)
        return
    texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
    peer.build(texts[:32], fresh(work / "warm"))
    started = time.perf_counter()
    peer.build(texts, fresh(work / who))
    seconds = time.perf_counter() - started
    for query in queries[:5]:
        peer.search(query)
    times = []
    for query in queries:
        started = time.perf_counter()
        found = peer.search(query)
        times.append(time.perf_counter() - started)
    if len(found) != K:
        raise SystemExit(f"{who}: {len(found)} passages instead of {K}")
    # Libraries print what they like; the figures are the last line.
    print("\n" + json.dumps({"seconds": seconds, "queries": times, "peak_mb": peak_memory()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]))
