"""Which documents are versions of another, and which only quote it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Collection
from pipeline.claims import near_duplicates
from pipeline.claims.copies import RESEMBLANCE, resemblance, shingles
from tests.conftest import ARTICLE


@given(st.text(), st.text())
def test_resemblance_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = shingles(one), shingles(other)
    assert 0 <= resemblance(first, second) == resemblance(second, first) <= 1
    assert resemblance(first, first) == bool(first)


def test_versions_resemble_each_other_and_quotations_do_not() -> None:
    text = " ".join(f"word{number}" for number in range(400))
    edited = " ".join(f"word{number}" if number % 20 else "other" for number in range(400))
    own = shingles(text)
    assert resemblance(own, shingles(edited)) >= RESEMBLANCE
    assert resemblance(own, shingles(text[: len(text) // 4])) < RESEMBLANCE
    assert resemblance(own, shingles(" ".join(reversed(text.split())))) == 0


def test_every_version_is_found_and_a_short_text_has_none(tmp_path: Path) -> None:
    said = [f"State {number} signed the Dock Accord in {1900 + number}." for number in range(20)]
    short = "The Dock Accord was signed in Riga in 1951 by nine states."
    with Collection.open(tmp_path / "index", create=True) as collection:
        collection.ingest_files(
            *((f"v{number}.txt", " ".join([*said, f"Version {number}."]).encode()) for number in range(12)),
            ("short.txt", short.encode()),
        )
        with collection.snapshot() as snapshot:
            found = near_duplicates(" ".join(said), snapshot, collection.embedder)
            assert set(found) == {f"v{number}.txt" for number in range(12)}
            assert near_duplicates(short, snapshot, collection.embedder) == ()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda text: text, {ARTICLE}),
        (lambda text: text[len(text) // 4 :].replace(" is ", " was "), {ARTICLE}),
        (lambda text: text.upper(), {ARTICLE}),
        (lambda text: text[: len(text) // 4], set()),
        (lambda text: "An accord on docks was signed in 1951.", set()),
        (lambda text: "", set()),
    ],
    ids=["same", "cut and edited", "capitals", "excerpt", "another", "empty"],
)
def test_versions_are_found_in_the_index(corpus_index: Path, change, found: set[str]) -> None:
    with Collection.open(corpus_index) as collection, collection.snapshot() as snapshot:
        text = change(collection.text(ARTICLE))
        assert set(near_duplicates(text, snapshot, collection.embedder)) == found
