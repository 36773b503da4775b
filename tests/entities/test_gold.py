"""Sentences that another hand wrote and annotated, without a look at the program: what share of them is right."""

import json
from pathlib import Path

import pytest

from pipeline.data import Entity
from pipeline.entities import find_entities
from pipeline.language import Language

FILE = Path(__file__).parents[1] / "data" / "policy_entities.jsonl"


@pytest.fixture(scope="module")
def pairs() -> list[tuple[dict[tuple[int, int, str], str | None], dict[tuple[int, int, str], Entity]]]:
    language, out = Language(), []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = {(one["start"], one["end"], one["type"]): one["canonical_id"] for one in row["entities"]}
        out.append((wanted, {(one.start, one.end, one.label): one for one in find_entities(row["text"], language)}))
    return out


def test_spans_and_labels(pairs):
    right = sum(len(wanted.keys() & found.keys()) for wanted, found in pairs)
    said, meant = sum(len(found) for _, found in pairs), sum(len(wanted) for wanted, _ in pairs)
    assert 2 * right / (said + meant) >= 0.965


def test_ids(pairs):
    linked = [
        found[key].canonical_id == wanted[key]
        for wanted, found in pairs
        for key in wanted.keys() & found.keys()
        if wanted[key]
    ]
    assert sum(linked) / len(linked) >= 0.90
