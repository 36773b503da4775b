"""Acronyms of a query are spelled out where the index hardly uses them."""

from pathlib import Path

import pytest

from pipeline.embeddings import HashingEmbedder
from pipeline.search import find_instruments, spell_out
from tests.search.factories import index_of, source

NOTES = (
    source("space.txt", "", "The Outer Space Treaty has seventeen articles and rules on liability in outer space."),
    source("rescue.txt", "", "The Outer Space Treaty came before the Rescue Agreement."),
    source("agency.txt", "", "The European Space Agency has its seat in Paris.", "The INF Treaty was signed in 1987."),
    source("data.txt", "", "The Space Data Association is a body of operators in the United States and elsewhere."),
    source("weather.txt", "", "ENMOD bans hostile uses of the environment by modification techniques."),
)


@pytest.mark.parametrize(
    ("query", "wording"),
    [
        ("When did the OST enter into force?", "When did the Outer Space Treaty enter into force?"),
        (
            "Does Art. IV OST bind, or is the OST void?",
            "Does Art. IV Outer Space Treaty bind, or is the Outer Space Treaty void?",
        ),
        # The index has the acronym.
        ("What does ENMOD ban?", "What does ENMOD ban?"),
        # Nothing in the index goes by either name.
        ("How many parties does the NPT have?", "How many parties does the NPT have?"),
        ("What does NATO do?", "What does NATO do?"),
        ("Who heads ESA?", "Who heads European Space Agency?"),
        ("What did the U.S. and the US say?", "What did the United States and the United States say?"),
        # Two bodies go by these letters; the texts speak of one.
        ("Who founded the SDA?", "Who founded the Space Data Association?"),
        ("When was the INF Treaty signed?", "When was the INF Treaty signed?"),
        ("What is XQZV?", "What is XQZV?"),
        ("When did the Outer Space Treaty enter into force?", "When did the Outer Space Treaty enter into force?"),
    ],
)
def test_an_acronym_that_the_index_hardly_uses_is_spelled_out(tmp_path: Path, query: str, wording: str):
    with index_of(tmp_path, HashingEmbedder(), NOTES) as snapshot:
        assert spell_out(query, find_instruments(query), snapshot.lexical) == wording


def test_a_query_that_is_no_question_stays_as_it_is(tmp_path: Path):
    query = "OST " * 1_001
    with index_of(tmp_path, HashingEmbedder(), NOTES) as snapshot:
        assert spell_out(query, find_instruments(query), snapshot.lexical) == query
        short = query[:400]
        spelt = spell_out(short, find_instruments(short), snapshot.lexical)
    assert spelt == "Outer Space Treaty " * 100
