"""What a search gave, and the searches before it, kept for a session."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from pipeline.collection import Collection
from pipeline.data import Answer, Hit
from pipeline.ui.state import SearchState

RESULTS = 10
REMEMBERED = 20  # searches of a session


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a question, or its abstention, and the passages that were found."""

    answer: Answer
    hits: tuple[Hit, ...]


def results_of(opened: Collection, state: SearchState, session: MutableMapping[Any, Any]) -> Results:
    """What the index gives for a search; asked once for as long as search and index stay the same."""
    key = (opened.folder, opened.generation, state.closed())
    held = session.get("results")
    if held is None or held[0] != key:
        answer = opened.ask(state.q, filters=state.filters)
        hits = opened.search(state.q, k=RESULTS, mode=state.search_mode, filters=state.filters)
        session["results"] = held = (key, Results(answer, hits))
    results: Results = held[1]
    return results


def remember(state: SearchState, session: MutableMapping[Any, Any]) -> tuple[SearchState, ...]:
    """Put a search on top of the session's; the ones before it, the latest first, each once."""
    searched = state.closed()
    before = tuple(one for one in session.get("searches", ()) if one != searched)[: REMEMBERED - 1]
    session["searches"] = (searched, *before) if searched.q.strip() else before
    return before
