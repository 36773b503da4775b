"""What a person is shown of a ranking: each text once, and more than one document."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.data import TIERS, Hit

# One document may fill half of what is shown, and three places of a short list.
_FEWEST_PER_DOCUMENT = 3


def distinct(hits: Sequence[Hit], k: int) -> tuple[Hit, ...]:
    """At most `k` of the hits, in their order, ranks from 1.

    Of hits with the same words the one of the best tier stays, at the place and with the score of the first. A
    document takes at most half of the places, or three, while hits of others are left to fill the rest.

    Args:
        hits: best first; more than `k`, so that something can take the place of what is left out.
        k: how many to keep at most.
    """
    if k <= 0:
        return ()
    once: dict[str, Hit] = {}
    for hit in hits:
        words = " ".join(hit.passage.text.casefold().split())
        first = once.get(words)
        if first is None:
            once[words] = hit
        elif TIERS.index(hit.tier) < TIERS.index(first.tier):
            once[words] = replace(hit, score=first.score)
    most = max(_FEWEST_PER_DOCUMENT, k // 2)
    taken: Counter[str] = Counter()
    within: list[int] = []
    beyond: list[int] = []
    left = list(once.values())
    for place, hit in enumerate(left):
        taken[hit.passage.doc_id] += 1
        (within if taken[hit.passage.doc_id] <= most else beyond).append(place)
    shown = sorted((within + beyond)[:k])
    return tuple(
        left[place] if left[place].rank == rank else replace(left[place], rank=rank)
        for rank, place in enumerate(shown, start=1)
    )
