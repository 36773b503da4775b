"""What is shown of a ranking: equal texts, tiers, documents with many passages."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Hit, Passage, Span, Tier
from pipeline.search import distinct


def hit(rank: int, doc_id: str, text: str, tier: Tier = "reference") -> Hit:
    place = f"{doc_id}#{rank * 100}-{rank * 100 + len(text)}"
    sentences = (Span(rank * 100, rank * 100 + len(text)),)
    passage = Passage(place, doc_id, rank * 100, rank * 100 + len(text), text, (), None, sentences)
    return Hit(rank, 10.0 - rank / 10, passage, doc_id, tier)


def test_the_copy_of_the_better_tier_stays_in_the_place_of_the_first() -> None:
    hits = [
        hit(1, "blog", "Weapons in  orbit are banned.", "unverified"),
        hit(2, "b", "Another text."),
        hit(3, "law", "weapons in orbit\nare banned."),
    ]
    shown = distinct(hits, 3)
    assert [each.passage.doc_id for each in shown] == ["law", "b"]
    assert [each.rank for each in shown] == [1, 2]
    assert shown[0].score == hits[0].score


def test_a_document_does_not_fill_the_list_while_others_have_something() -> None:
    hits = [hit(rank, "long" if rank <= 12 else f"d{rank}", f"Text {rank}.") for rank in range(1, 20)]
    shown = [each.passage.doc_id for each in distinct(hits, 10)]
    assert shown == ["long"] * 5 + [f"d{rank}" for rank in range(13, 18)]


def test_a_document_fills_what_nobody_else_can() -> None:
    hits = [hit(rank, "long" if rank != 9 else "other", f"Text {rank}.") for rank in range(1, 10)]
    assert [each.passage.doc_id for each in distinct(hits, 8)] == ["long"] * 7 + ["other"]
    assert distinct(hits, 0) == ()


@given(
    given_hits=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6), st.booleans()), max_size=25),
    k=st.integers(-1, 12),
)
def test_order_and_number_hold_for_any_ranking(given_hits: list[tuple[str, int, bool]], k: int) -> None:
    hits = [
        hit(rank, doc_id, f"Text {text}.", "reference" if good else "unverified")
        for rank, (doc_id, text, good) in enumerate(given_hits, start=1)
    ]
    shown = distinct(hits, k)
    texts = [each.passage.text for each in shown]
    assert len(shown) == min(max(k, 0), len({each.passage.text for each in hits}))
    assert max(Counter(texts).values(), default=1) == 1
    assert [each.rank for each in shown] == list(range(1, len(shown) + 1))
    assert [each.score for each in shown] == sorted((each.score for each in shown), reverse=True)
