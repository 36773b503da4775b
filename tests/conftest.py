"""Fixtures that more than one room uses."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
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
ARTICLE = "articles/space-traffic-tests-and-trust.txt"  # of corpus/


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


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], Path]]:
    """What mounts a file system of so many bytes.

    It lies outside the folders that pytest clears away: one that a killed run left mounted fails no later run.
    """
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="travaux-disk-"))
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, text=True
        )
        if done.returncode:
            folder.rmdir()
            pytest.skip(f"no small file system can be mounted here: {done.stderr.strip()}")
        mounted.append(folder)
        return folder

    if shutil.which("mount") is None:
        pytest.skip("no small file system can be mounted here: there is no `mount`")
    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


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
def reviewed_index(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus with the claims of its article checked; to be copied by whoever changes it."""
    index = Path(shutil.copytree(corpus_index, tmp_path_factory.mktemp("reviewed") / "index"))
    with Collection.open(index) as collection:
        collection.verify(ARTICLE)
    return index


@pytest.fixture
def review_copy(reviewed_index: Path, tmp_path: Path) -> Path:
    """A copy of that which a test may change."""
    return Path(shutil.copytree(reviewed_index, tmp_path / "index"))


@pytest.fixture(scope="session")
def collection(corpus_index: Path) -> Iterator[Collection]:
    """The corpus index, open for reading."""
    with Collection.open(corpus_index) as opened:
        yield opened
