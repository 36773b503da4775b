"""What the tests of claims share: one loaded language, one reader."""

import pytest

from pipeline.claims.reading import Reader
from pipeline.language import Language


@pytest.fixture(scope="session")
def language() -> Language:
    return Language()


@pytest.fixture(scope="session")
def reader(language: Language) -> Reader:
    return Reader(language)
