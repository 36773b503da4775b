"""What a search gave, and the searches before it, kept for a session."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.collection import Collection
from pipeline.data import Answer, Hit
from pipeline.ui.state import SearchState

REMEMBERED = 20  # searches of a session


@dataclass(frozen=True)
class Results:
    """What an index gives for a search; so many passages and the answer are each looked for once, when first wanted.

    The passages are there at once; for the answer, all their sentences are read.
    """

    opened: Collection
    state: SearchState
    found: dict[int, tuple[Hit, ...]] = field(default_factory=dict)

    def hits(self, k: int) -> tuple[Hit, ...]:
        """The first `k` passages."""
        state = self.state
        if k not in self.found:
            self.found[k] = self.opened.search(state.q, k=k, mode=state.search_mode, filters=state.filters)
        return self.found[k]

    @cached_property
    def answer(self) -> Answer:
        """The answer to the question, or its abstention."""
        return self.opened.ask(self.state.q, filters=self.state.filters)

    @property
    def answered(self) -> bool:
        """Whether the answer is there already."""
        return "answer" in vars(self)


def results_of(opened: Collection, state: SearchState, session: MutableMapping[Any, Any]) -> Results:
    """What the index gives for a search; the same for as long as search and index stay the same."""
    key = (opened.folder, opened.generation, state.begun())
    held = session.get("results")
    if held is None or held[0] != key:
        session["results"] = held = (key, Results(opened, state.begun()))
    results: Results = held[1]
    return results


def remember(state: SearchState, session: MutableMapping[Any, Any]) -> tuple[SearchState, ...]:
    """Put a search on top of the session's; the ones before it, the latest first, each once."""
    searched = state.begun()
    before = tuple(one for one in session.get("searches", ()) if one != searched)[: REMEMBERED - 1]
    session["searches"] = (searched, *before) if searched.q.strip() else before
    return before
