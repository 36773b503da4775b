import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.embeddings import Embedder, load_embedder
from pipeline.embeddings.encoder import Encoder
from pipeline.embeddings.export import find_export
from pipeline.embeddings.model_files import find_model
from pipeline.errors import ModelError
from pipeline.inference.arithmetic import arithmetics_of
from pipeline.settings import Settings

SINGLE = ("f32",)
HALVES, EIGHT_BITS = ("bf16", *SINGLE), ("i8x64", "i8x32", *SINGLE)
SENTENCES = [
    "States Parties shall not place nuclear weapons in orbit around the Earth.",
    "The Convention entered into force on 29 March 1972.",
    "Launching States are absolutely liable for damage caused by their space objects on the surface of the Earth.",
    "Short.",
    "",
    "Zażółć gęślą jaźń — 宇宙条約, № 610 U.N.T.S. 205!",
]


def passages(count: int) -> list[str]:
    """Texts from a few words to beyond the encoder's length."""
    rng = np.random.default_rng(5)
    words = " ".join(SENTENCES).split()
    return [" ".join(rng.choice(words, size)) for size in rng.integers(1, 300, count)]


@pytest.mark.parametrize(
    ("capabilities", "processor", "flags", "wanted"),
    [
        (["FP32", "BF16", "INT8"], "Intel(R) Xeon(R) Platinum", "amx_bf16 avx512_bf16 avx512_vnni", HALVES),
        (["FP32", "BF16", "INT8"], "Intel(R) Xeon(R) Processor", "avx512_bf16 avx512_vnni", EIGHT_BITS),
        (["FP32", "BF16", "INT8"], "Intel(R) Xeon(R) Processor", None, SINGLE),
        (["FP32", "BF16"], "AMD EPYC", "avx512_bf16 avx512_vnni", HALVES),
        (["FP32", "BF16"], "AMD EPYC", None, HALVES),
        (["FP32", "BF16"], "Apple M2", None, HALVES),
        (["FP32", "INT8"], "AMD EPYC", "avx2", SINGLE),
        (["FP32", "INT8"], "Intel(R) Core(TM)", "avx2 avx_vnni", EIGHT_BITS),
        (["FP32"], "Intel(R) Core(TM)", "amx_bf16", SINGLE),
    ],
)
def test_each_processor_computes_in_what_it_is_fastest_in(
    tmp_path: Path, capabilities: list[str], processor: str, flags: str | None, wanted: tuple[str, ...]
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    if flags is not None:
        cpuinfo.write_text(f"processor : 0\nflags : fpu {flags}\n")
    assert arithmetics_of(capabilities, processor, cpuinfo) == wanted


@pytest.fixture(scope="module")
def embedder(settings: Settings) -> Embedder:
    return load_embedder(settings)


def test_a_vector_does_not_depend_on_what_else_is_embedded(embedder: Embedder):
    texts = passages(40)
    together = embedder.embed_passages(texts)
    for size in (1, 3, 7, 17):
        apart = np.vstack([embedder.embed_passages(texts[i : i + size]) for i in range(0, len(texts), size)])
        assert np.array_equal(together, apart)


def test_a_vector_does_not_depend_on_the_order(embedder: Embedder):
    texts = passages(40)
    order = np.random.default_rng(1).permutation(len(texts))
    assert np.array_equal(embedder.embed_passages(texts)[order], embedder.embed_passages([texts[i] for i in order]))


def test_texts_beyond_one_window_come_back_in_order(embedder: Embedder, monkeypatch: pytest.MonkeyPatch):
    texts = passages(30)
    whole = embedder.embed_passages(texts)
    monkeypatch.setattr("pipeline.embeddings.encoder._WINDOW", 7)
    assert np.array_equal(embedder.embed_passages(texts), whole)


def test_threads_may_share_an_embedder(embedder: Embedder):
    texts = passages(24)
    expected = embedder.embed_passages(texts)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda i: embedder.embed_queries([texts[i]])[0], range(len(texts))))
        wholes = list(pool.map(lambda _: embedder.embed_passages(texts), range(3)))
    assert np.array_equal(np.vstack(rows), expected)
    assert all(np.array_equal(whole, expected) for whole in wholes)


def test_what_is_beyond_the_last_word_piece_changes_nothing(embedder: Embedder):
    long = "treaty " * 400
    assert embedder.count_tokens([long]) == [402]
    assert np.array_equal(embedder.embed_passages([long]), embedder.embed_passages([long + "banana republic"]))


@pytest.fixture(scope="module")
def small(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that name the small model, with a cache of their own."""
    return Settings(cache=tmp_path_factory.mktemp("cache"), embedder=str(small_model))


def test_another_pooling_length_and_prompts_are_followed(small: Settings):
    ours, theirs = load_embedder(small, backend="openvino"), load_embedder(small)
    assert (ours.backend, theirs.backend) == ("openvino", "torch")
    assert (ours.dimension, ours.max_tokens) == (theirs.dimension, theirs.max_tokens) == (32, 48)
    assert (ours.model_id, ours.model_hash) == (theirs.model_id, theirs.model_hash)
    texts = [*SENTENCES, *passages(5)]
    for name in ("embed_passages", "embed_queries"):
        assert (getattr(ours, name)(texts) * getattr(theirs, name)(texts)).sum(axis=1).min() >= 0.999
    assert not np.allclose(ours.embed_passages(texts), ours.embed_queries(texts), atol=1e-2)
    assert ours.count_tokens(["peace"]) == theirs.count_tokens(["peace"]) == [5]  # [CLS] text : peace [SEP]


def test_the_export_is_made_once_and_again_when_it_is_not_whole(small: Settings):
    files = find_model(small.embedder, cache=small.cache)
    first = find_export(files, cache=small.cache)
    description, weights = first.folder / "export.json", first.folder / "model.bin"
    written = description.stat().st_mtime_ns
    assert find_export(files, cache=small.cache) == first
    assert description.stat().st_mtime_ns == written
    record = json.loads(description.read_text())
    assert record["model_hash"] == files.sha256
    assert set(record["versions"]) >= {"openvino", "torch", "sentence-transformers"}

    os.truncate(weights, weights.stat().st_size // 2)
    assert find_export(files, cache=small.cache) == first
    assert weights.stat().st_size == first.size
    assert [path.name for path in (small.cache / "encoders").iterdir()] == [first.folder.name]


def test_a_changed_configuration_wants_an_export_of_its_own(small: Settings, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(small.embedder, other)
    pooling = next(path for path in other.glob("1_*/config.json"))
    pooling.write_text(pooling.read_text().replace('"cls"', '"mean"'))
    ours = load_embedder(small, model=str(other), backend="openvino")
    assert ours.model_hash == load_embedder(small, backend="openvino").model_hash
    theirs = load_embedder(small, model=str(other))
    assert (ours.embed_passages(SENTENCES) * theirs.embed_passages(SENTENCES)).sum(axis=1).min() >= 0.999


def test_two_processes_may_export_at_once_and_say_nothing(small: Settings, tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from pipeline.embeddings import load_embedder;"
        "from pipeline.settings import Settings;"
        "e = load_embedder(Settings(cache=Path(sys.argv[1])), model=sys.argv[2], backend='openvino');"
        "print(e.embed_queries(['peace']).tobytes().hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path), small.embedder]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    results = [process.communicate() for process in running]
    vector = load_embedder(small, backend="openvino").embed_queries(["peace"]).tobytes().hex()
    assert results == [(vector + "\n", ""), (vector + "\n", "")]
    assert len(list((tmp_path / "encoders").iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_named(small: Settings, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ModelError, match=r"cannot be exported to .*TRAVAUX_CACHE"):
        load_embedder(replace(small, cache=blocked), backend="openvino")


def test_a_later_start_needs_neither_torch_nor_any_connection(embedder: Embedder, settings: Settings):
    code = """
import socket, sys
def refuse(*arguments):
    raise OSError("no connection wanted")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from pathlib import Path
from pipeline.embeddings import load_embedder
from pipeline.settings import Settings
embedder = load_embedder(Settings(cache=Path(sys.argv[1])))
embedder.embed_queries(["peace"]); embedder.embed_passages(["peace"] * 40); embedder.count_tokens(["peace"])
heavy = ("torch", "transformers", "sentence_transformers", "openvino_telemetry.main", "openvino_telemetry.utils")
print([name for name in heavy if name in sys.modules])
"""
    out = subprocess.run(
        [sys.executable, "-c", code, str(settings.cache)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HOME": "/nonexistent"},
    )
    assert (out.stdout.strip(), out.stderr) == ("[]", "")


@pytest.mark.parametrize("arithmetic", ["i8x32", "f32"])
def test_every_arithmetic_gives_the_same_vectors_whatever_the_batch(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arithmetic: str
) -> None:
    monkeypatch.setattr("pipeline.inference.arithmetic.arithmetics", lambda: (arithmetic,))
    files = find_model("", cache=tmp_path)
    export = find_export(files, cache=tmp_path)
    assert export.arithmetic == arithmetic
    encoder, texts = Encoder(export), passages(30)
    vectors = encoder.encode(texts)
    torchs = load_embedder(settings, backend="torch").embed_passages(texts)
    assert (vectors * torchs).sum(axis=1).min() >= 0.999
    for size in (1, 3, 17):
        apart = np.vstack([encoder.encode(texts[i : i + size]) for i in range(0, len(texts), size)])
        assert np.array_equal(vectors, apart)


def test_what_gives_other_vectors_is_not_computed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.inference.arithmetic.arithmetics", lambda: ("i8x32", "f32"))
    monkeypatch.setattr("pipeline.embeddings.export._COSINE", 0.99999)
    assert find_export(find_model("", cache=tmp_path), cache=tmp_path).arithmetic == "f32"


def test_getting_ready_ahead_changes_no_vector(embedder: Embedder, settings: Settings) -> None:
    fresh = load_embedder(settings)
    for _ in range(2):
        fresh.get_ready()
    assert np.array_equal(fresh.embed_queries(["peace"]), embedder.embed_queries(["peace"]))
