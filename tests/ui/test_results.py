"""What a search gives, each part of it looked for once."""

from pathlib import Path
from typing import Any

from pipeline import Collection
from pipeline.ui.results import results_of
from pipeline.ui.state import SearchState


def test_passages_come_before_the_answer_and_both_are_kept(corpus_index: Path) -> None:
    session: dict[str, Any] = {}
    state = SearchState("Who leads Operation Olympic Defender?")
    with Collection.open(corpus_index) as collection:
        results = results_of(collection, state, session)
        assert results.hits(10) == collection.search(state.q)
        assert not results.answered
        assert results.answer == collection.ask(state.q)
        again = results_of(collection, state.beside("a.md", 1, 2), session)
        assert again is results, "a source beside the answer is no other search"
        assert again.answered
        longer = results_of(collection, state.longer(), session)
        assert longer is results, "nor are more of its passages"
        assert longer.hits(20)[:10] == longer.hits(10)
        assert len(longer.hits(20)) == 20
        assert not results_of(collection, SearchState("debris"), session).answered
