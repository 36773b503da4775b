"""Fixtures that more than one room uses."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Every model here comes from an installed package; no test may ask a hub for one.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the repository; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the development data in ../shared/data, which is not part of the repository")
    return folder


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the person who runs the tests reaches a test; the export of the encoder is shared by all."""
    for name in [name for name in os.environ if name.startswith("TRAVAUX_") and name != "TRAVAUX_CACHE"]:
        monkeypatch.delenv(name)
    yield
