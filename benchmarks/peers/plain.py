"""The yardstick: what one writes with sentence-transformers and FAISS in ten minutes. Uses nothing of Travaux.

plain.py build MODEL TEXTS FOLDER     embeds and indexes; prints passages and seconds as JSON
plain.py query MODEL FOLDER QUESTION  prints the best passage
"""

import json
import sys
import time
from pathlib import Path

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer


def build(model_folder: str, texts_file: str, folder: str) -> None:
    texts = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    model = SentenceTransformer(model_folder, device="cpu")
    model.encode(texts[:32], batch_size=32)
    started = time.perf_counter()
    vectors = model.encode(texts, batch_size=32, normalize_embeddings=True, convert_to_numpy=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.asarray(vectors, np.float32))
    faiss.write_index(index, str(Path(folder) / "plain.faiss"))
    seconds = time.perf_counter() - started
    (Path(folder) / "plain.json").write_text(json.dumps(texts), encoding="utf-8")
    print(json.dumps({"passages": len(texts), "seconds": seconds}))


def query(model_folder: str, folder: str, question: str) -> None:
    model = SentenceTransformer(model_folder, device="cpu")
    index = faiss.read_index(str(Path(folder) / "plain.faiss"))
    texts = json.loads((Path(folder) / "plain.json").read_text(encoding="utf-8"))
    _, found = index.search(model.encode([question], normalize_embeddings=True), 10)
    print(json.dumps(texts[found[0, 0]][:200]), flush=True)


if __name__ == "__main__":
    {"build": build, "query": query}[sys.argv[1]](*sys.argv[2:])
