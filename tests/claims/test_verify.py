"""Claims against the notes: what the whole of alignment, entailment model and retrieval makes of them."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import Collection
from pipeline.data import Claim
from pipeline.evaluation.corruptions import corruptions, true_sentences

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with Collection.open(tmp_path_factory.mktemp("notes") / "index", create=True) as collection:
        collection.ingest(ROOT / "corpus" / "notes", tier="reference")
        yield collection


def test_true_sentences_are_supported_and_corrupted_ones_are_not(notes: Collection) -> None:
    sentences = [
        sentence.strip() + "."
        for path in sorted((ROOT / "corpus" / "notes").glob("*.md"))
        for sentence in " ".join(path.read_text(encoding="utf-8").split("---", 2)[-1].split()).split(". ")
    ]
    rng = random.Random(3)
    true = true_sentences(sentences, rng)[:24]
    wrong = [one for sentence in true for one in corruptions(sentence, rng)]
    said = [
        verdict.label for verdict in notes.verify_claims([Claim(str(n), text) for n, text in enumerate(true + wrong)])
    ]
    assert Counter(said[: len(true)])["supported"] >= 0.9 * len(true)
    assert Counter(said[len(true) :])["supported"] <= 0.05 * len(wrong)


def test_own_claims_hold_their_floor(notes: Collection) -> None:
    rows = [
        json.loads(line) for line in (ROOT / "tests/claims/own_claims.jsonl").read_text(encoding="utf-8").splitlines()
    ][::4]
    verdicts = notes.verify_claims([Claim(row["id"], row["claim"]) for row in rows])
    right = sum(verdict.label == row["verdict"] for verdict, row in zip(verdicts, rows, strict=True))
    assert right >= 0.7 * len(rows)


ACCORD = """# Harbour Accord

## Article 4

The depositary of this Accord is Norway.

## Article 14

If no settlement is reached under Article 9 within one year, the parties shall set up a Claims Board of three members.

## Article 15

Each party appoints one member of the Board.
"""


@pytest.fixture(scope="module")
def accord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("accord")
    (folder / "accord.md").write_text(ACCORD, encoding="utf-8")
    with Collection.open(folder / "index", create=True) as collection:
        collection.ingest(folder / "accord.md", tier="reference")
        yield collection


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        (
            "Article 14 of the Harbour Accord sets up a Claims Board when no settlement is reached in a year.",
            "supported",
        ),
        ("Under Article 14 of the Harbour Accord, a Claims Board of three members is set up.", "supported"),
        ("Article 15 of the Harbour Accord lets each party appoint a member of the Board.", "supported"),
        ("Article 9 of the Harbour Accord sets up a Claims Board of three members.", "refuted"),
        ("Article 15 of the Harbour Accord sets up a Claims Board of three members.", "refuted"),
        ("Article 9 of the Harbour Accord names Norway as the depositary.", "refuted"),
    ],
)
def test_what_stands_under_an_article_is_said_by_that_article(accord: Collection, claim: str, label: str) -> None:
    (verdict,) = accord.verify_claims([Claim("c", claim)])
    assert verdict.label == label


@pytest.mark.parametrize("who", ["Moscow", "Russia"])
def test_a_capital_that_acts_is_read_as_its_state(notes: Collection, who: str) -> None:
    (verdict,) = notes.verify_claims([Claim("c", f"{who} vetoed the draft resolution of April 2024.")])
    assert verdict.label == "supported"


def test_a_strict_verdict_needs_its_probability(notes: Collection) -> None:
    claim = Claim("c", "The Outer Space Treaty entered into force on 10 October 1967.")
    (plain,) = notes.verify_claims([claim])
    (strict,) = notes.verify_claims([claim], strict=1.0)
    assert plain.label == "supported"
    assert strict.label == "not_enough_info"
    assert "likely supported" in strict.reasons[0]


def test_what_no_document_speaks_of_is_left_open(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "empty", create=True) as collection:
        (verdict,) = collection.verify_claims([Claim("c", "Norway ratified the pact in 1970.")])
    assert verdict.label == "not_enough_info"
    assert not verdict.evidence
