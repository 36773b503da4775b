"""Fixtures that more than one room uses."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from pipeline.collection import Collection

# Every model here comes from an installed package; no test may ask a hub for one.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

# No test is timed. Machines that decide on a change try the same examples every time; people's try new ones.
hypothesis.settings.register_profile("people", deadline=None)
hypothesis.settings.register_profile("machines", deadline=None, derandomize=True)
hypothesis.settings.load_profile("machines" if os.environ.get("CI") else "people")

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
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches a test; the export of the encoder is shared by all."""
    for name in [name for name in os.environ if name.startswith("TRAVAUX_") and name != "TRAVAUX_CACHE"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def corpus_index(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of corpus/, built once; tests read it and never write to it."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    with Collection.open(folder, create=True) as collection:
        collection.ingest(root / "corpus")
    return folder


@pytest.fixture
def index_copy(corpus_index: Path, tmp_path: Path) -> Path:
    """A copy of the corpus index that a test may change."""
    return Path(shutil.copytree(corpus_index, tmp_path / "index"))


@pytest.fixture(scope="session")
def collection(corpus_index: Path) -> Iterator[Collection]:
    """The corpus index, open for reading."""
    with Collection.open(corpus_index) as opened:
        yield opened
