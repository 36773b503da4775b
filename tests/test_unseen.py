"""Claims and questions that nothing was fitted on: floors well below what is reached, see tests/unseen/README.md."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.collection import Collection
from pipeline.data import VERDICTS, Claim

FOLDER = Path(__file__).parent / "unseen"
OPEN = "not_enough_info"


def rows(name: str, *, far: bool) -> list[dict[str, Any]]:
    """Those in the manner of the development data, or those of which half are worded far from the notes."""
    given = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    return [row for row in given if row["id"].startswith("unseen2-") == far]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with Collection.open(tmp_path_factory.mktemp("unseen"), create=True) as opened:
        opened.ingest(FOLDER / "notes.jsonl", tier="reference")
        yield opened


@pytest.mark.parametrize(("far", "least", "most"), [(False, 0.72, 0.13), (True, 0.6, 0.29)])
def test_unseen_claims_are_judged(collection: Collection, far: bool, least: float, most: float):
    given = rows("claims.jsonl", far=far)
    gold = [OPEN if row["verdict"] == "nei" else row["verdict"] for row in given]
    said = [verdict.label for verdict in collection.verify_claims([Claim(row["id"], row["claim"]) for row in given])]
    pairs = list(zip(gold, said, strict=True))
    f1 = [2 * pairs.count((label, label)) / (gold.count(label) + said.count(label)) for label in VERDICTS]
    falsely = sum(one != "supported" and other == "supported" for one, other in pairs)
    assert sum(f1) / len(f1) >= least
    assert falsely / sum(one != "supported" for one in gold) <= most


@pytest.mark.parametrize(("far", "least_right", "least_declined"), [(False, 0.85, 0.65), (True, 0.7, 0.75)])
def test_unseen_questions_are_answered_or_declined(
    collection: Collection, far: bool, least_right: float, least_declined: float
):
    given = rows("questions.jsonl", far=far)
    answers = {row["id"]: collection.ask(row["question"]) for row in given}
    answerable = [row for row in given if row["answers"]]
    right = sum(any(text.lower() in answers[row["id"]].text.lower() for text in row["answers"]) for row in answerable)
    declined = sum(answers[row["id"]].abstained for row in given if not row["answers"])
    assert right / len(answerable) >= least_right
    assert declined / (len(given) - len(answerable)) >= least_declined
