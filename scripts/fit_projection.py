"""Fit the projection of piece vectors that the shipped encoder uses, and write pipeline/embeddings/projection.npz.

    python scripts/fit_projection.py [--dimensions 128]

The text is what the treaty registry knows, in sentences: ours, and about what our users read. Half precision is kept.
"""

import argparse
from pathlib import Path

import numpy as np

from pipeline.embeddings.model_files import find_model
from pipeline.embeddings.sentence_transformer import load_sentence_transformer
from pipeline.settings import load_settings
from pipeline.treaties import facts_of, load_registry

TARGET = Path(__file__).resolve().parent.parent / "pipeline" / "embeddings" / "projection.npz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dimensions", type=int, default=128)
    dimensions = parser.parse_args().dimensions
    texts = [" ".join(facts_of(instrument)) for instrument in load_registry().instruments.values()]
    model = load_sentence_transformer(find_model("", cache=load_settings().cache))
    pieces = model.encode(texts, output_value="token_embeddings", convert_to_numpy=False, show_progress_bar=False)
    rows = np.concatenate([np.asarray(each.cpu(), np.float64) for each in pieces])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    middle = rows.mean(axis=0)
    _, vectors = np.linalg.eigh((rows - middle).T @ (rows - middle))
    axes = vectors[:, ::-1][:, :dimensions]
    projected = (rows - middle) @ axes
    projected /= np.linalg.norm(projected, axis=1, keepdims=True)
    scale = np.quantile(np.abs(projected), 0.995, axis=0)
    halves = {"axes": axes, "middle": middle, "scale": scale}
    np.savez_compressed(TARGET, **{name: value.astype(np.float16) for name, value in halves.items()})
    print(f"{TARGET.name}: {len(rows)} pieces of {len(texts)} texts, {dimensions} dimensions")


if __name__ == "__main__":
    main()
