"""A small real index of our own notes, and a way to run the command line."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import travaux
from tests.conftest import ARTICLE

ROOT = Path(__file__).resolve().parent.parent.parent
NOTES = ("n01", "n02", "n05", "n06", "n09", "n16", "n17", "n20")


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Outcome]


def run_travaux(*arguments: object, **environment: str) -> Outcome:
    """Run a command in this process; a traceback fails the test."""
    done = CliRunner(env=environment).invoke(travaux, [str(argument) for argument in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def run() -> Run:
    return run_travaux


@pytest.fixture(scope="session")
def sources(tmp_path_factory) -> Path:
    """A folder with the article and a few notes of the corpus."""
    folder = tmp_path_factory.mktemp("sources")
    for path in (ROOT / "corpus" / "notes").glob("*.md"):
        if path.name.startswith(NOTES):
            (folder / "notes").mkdir(exist_ok=True)
            shutil.copy(path, folder / "notes")
    (folder / "articles").mkdir()
    shutil.copy(ROOT / "corpus" / ARTICLE, folder / "articles")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory, sources) -> Path:
    """An index of these sources; no test changes it."""
    folder = tmp_path_factory.mktemp("index") / "built"
    done = run_travaux("ingest", sources, "--index", folder)
    assert done.status == 0, done.err
    return folder


@pytest.fixture(scope="session")
def verification(tmp_path_factory, built) -> tuple[Path, list[dict]]:
    """A copy of the index in which the article was verified, which no test changes, and what was printed."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("verified") / "index"))
    done = run_travaux("verify", ARTICLE, "--json", "--index", folder)
    assert done.status == 0, done.err
    return folder, done.records


@pytest.fixture
def index(tmp_path, built) -> Path:
    """A copy of the index that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "index"))
