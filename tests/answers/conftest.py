"""What the tests of answers share: the real encoder and one small index."""

from collections.abc import Iterator

import pytest

from pipeline.answers import Reader, open_reader
from pipeline.embeddings import Embedder, load_embedder
from pipeline.index import Snapshot
from pipeline.settings import load_settings
from tests.search.factories import SPACE, index_of


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder(load_settings())


@pytest.fixture(scope="session")
def reader() -> Reader:
    return open_reader(load_settings())


@pytest.fixture(scope="module")
def snapshot(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with index_of(tmp_path_factory.mktemp("index"), embedder, SPACE) as snapshot:
        yield snapshot
