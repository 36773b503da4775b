import sqlite3

import pytest

from pipeline.data import Claim
from pipeline.errors import IndexError_, NotHeld, ReviewError
from pipeline.index.catalog import Catalog
from pipeline.reviews import ReviewStore
from pipeline.reviews.migrations import STEPS, applied_steps, migrate
from tests.reviews.conftest import make_verdict


def test_an_empty_index_has_an_empty_queue(store: ReviewStore) -> None:
    assert store.queue() == ()
    assert store.claims("article.txt") == ()


def test_what_was_saved_comes_back_whole(store: ReviewStore) -> None:
    verdict = make_verdict()
    store.save(
        [verdict], [Claim("c2", "It is vital.", "opinion", "It values.", "article.txt", 90, 102)], doc_id="article.txt"
    )
    (item,) = store.queue()
    assert item.verdict == verdict
    assert item.current is None
    assert [(claim.claim_id, claim.kind) for claim in store.claims("article.txt")] == [
        ("c1", "claim"),
        ("c2", "opinion"),
    ]


def test_claims_without_a_document_are_kept_one_by_one(store: ReviewStore) -> None:
    store.save([make_verdict("a", doc_id=None)])
    store.save([make_verdict("b", doc_id=None)])
    assert {item.verdict.claim.claim_id for item in store.queue()} == {"a", "b"}


def test_the_queue_is_ordered_by_risk(store: ReviewStore) -> None:
    verdicts = [
        make_verdict("supported", "supported"),
        make_verdict("plain", "not_enough_info", text="It works well in most harbours."),
        make_verdict("specific", "not_enough_info", text="The agency of Norway moved in 1999."),
        make_verdict("unsure", "refuted", confidence=0.6),
        make_verdict("sure", "refuted", confidence=0.9),
    ]
    store.save(verdicts, doc_id="article.txt")
    order = [item.verdict.claim.claim_id for item in store.queue()]
    assert order == ["sure", "unsure", "specific", "plain", "supported"]


def test_every_decision_is_kept(store: ReviewStore) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ana")
    store.decide("c1", "change", label="supported", note="Newer source.", reviewer="Ben")
    last = store.decide("c1", "reject", reviewer="Ana")
    history = store.history("c1")
    assert [judgement.decision for judgement in history] == ["accept", "change", "reject"]
    assert store.item("c1").current == last == history[-1]
    assert all(judgement.time.endswith("+00:00") for judgement in history)


@pytest.mark.parametrize(("status", "ids"), [("pending", ["c2"]), ("reviewed", ["c1"]), (None, ["c1", "c2"])])
def test_the_queue_can_be_narrowed_by_status(store: ReviewStore, status: str | None, ids: list[str]) -> None:
    store.save([make_verdict("c1"), make_verdict("c2")], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ana")
    assert [item.verdict.claim.claim_id for item in store.queue(status=status)] == ids  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("decision", "options", "words"),
    [
        ("change", {"reviewer": "Ana"}, "needs a label"),
        ("accept", {"reviewer": "Ana", "label": "refuted"}, "'change' only"),
        ("change", {"reviewer": "Ana", "label": "maybe"}, "'maybe' is no verdict"),
        ("accept", {"reviewer": "  "}, "name of its reviewer"),
        ("accept", {"reviewer": "A" * 201}, "at most 200"),
        ("accept", {"reviewer": "Ana", "note": "n" * 4_001}, "shorten it to 4,000"),
        ("burn", {"reviewer": "Ana"}, "'burn' is no decision"),
    ],
)
def test_an_incomplete_decision_is_refused(
    store: ReviewStore, decision: str, options: dict[str, str], words: str
) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    with pytest.raises(ReviewError, match=words):
        store.decide("c1", decision, **options)  # type: ignore[arg-type]
    assert store.history("c1") == ()


def test_nobody_decides_on_a_verdict_that_they_have_not_seen(store: ReviewStore) -> None:
    store.save([make_verdict("c1", "refuted")], doc_id="article.txt")
    seen = store.item("c1").fingerprint
    store.save([make_verdict("c1", "refuted", confidence=0.5)], doc_id="article.txt")
    assert store.decide("c1", "accept", reviewer="Ana", fingerprint=seen).reviewer == "Ana", "it says the same"
    store.save([make_verdict("c1", "supported")], doc_id="article.txt")
    with pytest.raises(ReviewError, match="has another verdict now"):
        store.decide("c1", "accept", reviewer="Ben", fingerprint=seen)
    assert store.item("c1").history == ()
    assert store.decide("c1", "accept", reviewer="Ben", fingerprint=store.item("c1").fingerprint).reviewer == "Ben"


def test_a_decision_on_an_unknown_claim_is_refused(store: ReviewStore) -> None:
    with pytest.raises(NotHeld, match="'nowhere'"):
        store.decide("nowhere", "accept", reviewer="Ana")
    with pytest.raises(NotHeld):
        store.history("nowhere")


def test_the_same_verdict_of_a_later_run_keeps_its_judgement(store: ReviewStore) -> None:
    store.save([make_verdict(confidence=0.8)], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ana")
    store.save([make_verdict(confidence=0.7)], doc_id="article.txt")
    assert len(store.queue()) == 1
    assert store.item("c1").current is not None


def test_another_verdict_of_a_later_run_waits_for_review_again(store: ReviewStore) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    decided = store.decide("c1", "accept", reviewer="Ana")
    store.save([make_verdict(evidence="It entered into force on 9 October 1967.")], doc_id="article.txt")
    item = store.item("c1")
    assert item.current is None
    assert item.earlier == (decided,)
    assert store.history("c1") == (decided,)


def test_claims_that_left_the_document_leave_the_queue_and_keep_their_history(store: ReviewStore) -> None:
    store.save([make_verdict("old"), make_verdict("kept")], doc_id="article.txt")
    decided = store.decide("old", "accept", reviewer="Ana")
    store.save([make_verdict("kept")], doc_id="article.txt")
    assert [item.verdict.claim.claim_id for item in store.queue()] == ["kept"]
    assert store.history("old") == (decided,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgements SET reviewer = 'Eve'",
        "DELETE FROM judgements",
        "UPDATE verdicts SET label = 'supported'",
        "DELETE FROM verdicts",
    ],
)
def test_the_database_itself_refuses_to_rewrite_history(store: ReviewStore, catalog: Catalog, statement: str) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ana")
    with (
        pytest.raises((sqlite3.DatabaseError, IndexError_), match="appended, never changed"),
        catalog.writing() as connection,
    ):
        connection.execute(statement)
    assert store.history("c1")[0].reviewer == "Ana"


def test_migrations_run_once_and_are_written_down(catalog: Catalog) -> None:
    with catalog.writing() as connection:
        assert migrate(connection) == tuple(step.__name__ for step in STEPS)
    with catalog.writing() as connection:
        assert migrate(connection) == ()
    assert applied_steps(catalog.connection()) == tuple(step.__name__ for step in STEPS)


def test_evidence_that_is_no_longer_held_reopens_the_decision(catalog: Catalog, store: ReviewStore) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ada")
    assert store.item("c1").reopened == ""
    with catalog.writing() as connection:
        connection.execute("DELETE FROM documents WHERE doc_id = 'notes.md'")
    assert "no longer held" in store.item("c1").reopened


def test_a_withdrawn_document_leaves_only_what_was_decided(catalog: Catalog, store: ReviewStore) -> None:
    store.save([make_verdict("c1"), make_verdict("c2", start=500)], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ada")
    store.withdraw("article.txt")
    assert store.queue() == ()
    assert [judgement.reviewer for judgement in store.history("c1")] == ["Ada"]
    with pytest.raises(NotHeld):
        store.item("c2")
    assert store.problems() == ()


def test_evidence_that_is_no_reference_any_longer_reopens_the_decision(catalog: Catalog, store: ReviewStore) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ada")
    with catalog.writing() as connection:
        connection.execute("UPDATE documents SET tier = 'unverified'")
    assert "no longer of the tier reference" in store.item("c1").reopened
