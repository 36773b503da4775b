import pytest

from pipeline.language import Language


@pytest.fixture(scope="package")
def language() -> Language:
    return Language()
