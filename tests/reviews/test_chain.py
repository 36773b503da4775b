"""The history of decisions: what breaks its chain is told, and what was decided is reopened when the texts change."""

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import Collection
from pipeline.data import Judgement, ReviewItem
from pipeline.index.catalog import Catalog
from pipeline.reviews import ReviewStore
from pipeline.reviews.migrations import STEPS, chain_judgements, migrate
from tests.reviews.conftest import make_verdict

TRIGGERS = ("judgements_no_update", "judgements_no_delete", "judgement_chain_no_update", "judgement_chain_no_delete")


@pytest.fixture
def decided(store: ReviewStore) -> ReviewStore:
    store.save([make_verdict(f"c{number}") for number in range(4)], doc_id="article.txt")
    for number in range(4):
        store.decide(f"c{number}", "accept", note=f"note {number}", reviewer="Ana")
    return store


def tamper(catalog: Catalog, *statements: str) -> None:
    """What somebody with a database tool could do."""
    connection = sqlite3.connect(catalog.path)
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_history_is_whole(decided: ReviewStore) -> None:
    assert decided.problems() == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE judgements SET note = 'another' WHERE judgement_id = 2", "decision 2 on claim c1"),
        ("UPDATE judgements SET reviewer = 'Ben' WHERE judgement_id = 1", "decision 1 on claim c0"),
        ("UPDATE claims SET text = 'Another claim.' WHERE claim_id = 'c2'", "decision 3 on claim c2"),
        ("DELETE FROM judgements WHERE judgement_id = 2", "decision 2 was removed"),
        ("DELETE FROM judgements WHERE judgement_id = 4", "decision 4 was removed"),
        (
            "INSERT INTO judgements (claim_id, verdict_id, decision, note, reviewer, time)"
            " VALUES ('c0', 1, 'reject', '', 'Eve', '2026-01-01')",
            "decision 5 on claim c0 was inserted",
        ),
    ],
)
def test_a_row_that_was_tampered_with_is_named(
    decided: ReviewStore, catalog: Catalog, statement: str, told: str
) -> None:
    tamper(catalog, statement)
    (problem,) = decided.problems()
    assert told in problem


def test_two_decisions_that_changed_places_are_noticed(decided: ReviewStore, catalog: Catalog) -> None:
    tamper(
        catalog,
        "UPDATE judgements SET judgement_id = 99 WHERE judgement_id = 2",
        "UPDATE judgements SET judgement_id = 2 WHERE judgement_id = 3",
        "UPDATE judgements SET judgement_id = 3 WHERE judgement_id = 99",
    )
    assert "decision 2" in decided.problems()[0]


def test_removing_the_last_decision_with_its_link_is_noticed(decided: ReviewStore, catalog: Catalog) -> None:
    tamper(
        catalog,
        "DELETE FROM judgement_chain WHERE judgement_id = 4",
        "DELETE FROM judgements WHERE judgement_id = 4",
    )
    assert "from 4 on, were removed" in decided.problems()[0]


def test_the_chain_itself_refuses_changes(decided: ReviewStore, catalog: Catalog) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="never changed"):
        catalog.connection().execute("DELETE FROM judgement_chain")


def test_decisions_of_an_older_version_join_the_chain(catalog: Catalog) -> None:
    store = ReviewStore(catalog)
    with catalog.writing() as connection:
        for step in STEPS[: STEPS.index(chain_judgements)]:
            step(connection)
        connection.execute("CREATE TABLE review_migrations (name TEXT PRIMARY KEY, applied TEXT NOT NULL)")
        for step in STEPS[: STEPS.index(chain_judgements)]:
            connection.execute("INSERT INTO review_migrations VALUES (?, '')", (step.__name__,))
        connection.execute("INSERT INTO verification_runs (doc_id, time) VALUES ('a', '')")
        connection.execute(
            "INSERT INTO claims (run_id, claim_id, text, kind, reason, context) VALUES (1, 'c', 'x', 'claim', '', '')"
        )
        connection.execute(
            "INSERT INTO verdicts (run_id, claim_key, claim_id, label, confidence, reasons, evidence, fingerprint)"
            " VALUES (1, 1, 'c', 'refuted', 0.5, '[]', '[]', 'f')"
        )
        connection.execute(
            "INSERT INTO judgements (claim_id, verdict_id, decision, note, reviewer, time)"
            " VALUES ('c', 1, 'accept', '', 'Ana', '')"
        )
    with catalog.writing() as connection:
        assert migrate(connection) == ("chain_judgements", "allow_withdrawal")
    assert store.problems() == ()
    assert len(store.head()) == 64


def test_two_people_must_decide_alike_where_two_are_asked_for(catalog: Catalog) -> None:
    store = ReviewStore(catalog, signatures=2)
    store.save([make_verdict()], doc_id="article.txt")
    store.decide("c1", "accept", reviewer="Ana")
    store.decide("c1", "accept", reviewer="Ana")
    assert store.item("c1").status == "pending"
    store.decide("c1", "reject", reviewer="Ben")
    assert store.item("c1").disputed
    assert store.item("c1").status == "pending"
    store.decide("c1", "accept", reviewer="Ben")
    item = store.item("c1")
    assert (item.status, item.signed_by, item.disputed) == ("reviewed", ("Ana", "Ben"), False)


def test_the_last_of_one_persons_decisions_counts() -> None:
    def by(name: str, decision: str) -> Judgement:
        return Judgement(1, "c", decision, None, "", name, "")  # type: ignore[arg-type]

    item = ReviewItem(make_verdict(), (by("Ana", "reject"), by("Ana", "accept")))
    assert item.status == "reviewed"
    assert not item.disputed


def test_a_claim_is_reopened_when_its_evidence_changes(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Harbour Treaty\n\nThe Harbour Treaty entered into force on 3 May 1921.\n")
    article = tmp_path / "article.txt"
    article.write_text("The Harbour Treaty entered into force on 3 May 1921.")
    with Collection.open(tmp_path / "index", create=True) as collection:
        collection.ingest(note, tier="reference")
        (verdict,) = collection.verify(article).verdicts
        collection.decide(verdict.claim.claim_id, "accept", reviewer="Ana")
        assert [item.status for item in collection.review_queue()] == ["reviewed"]
        note.write_text("# Harbour Treaty\n\nThe Harbour Treaty has been in force since 9 July 1920, some say.\n")
        collection.ingest(note, tier="reference")
        (item,) = collection.review_queue()
        assert item.status == "pending"
        assert "has changed since" in item.reopened
        assert len(item.history) == 1
        assert collection.check() == ()


_DECIDE = """
import sys
from pathlib import Path
from pipeline.index.catalog import Catalog
from pipeline.reviews import ReviewStore
catalog = Catalog(Path(sys.argv[1]))
store = ReviewStore(catalog)
for number in range(int(sys.argv[3])):
    store.decide("c1", "accept", note=str(number), reviewer=sys.argv[2])
    print(number, flush=True)
"""


def test_two_processes_lose_none_of_five_hundred_decisions(catalog: Catalog, store: ReviewStore) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    command = [sys.executable, "-c", _DECIDE, str(catalog.path.parent)]
    both = [subprocess.Popen([*command, name, "250"], stdout=subprocess.DEVNULL) for name in ("Ana", "Ben")]
    assert [process.wait() for process in both] == [0, 0]
    history = store.history("c1")
    assert len(history) == 500
    for name in ("Ana", "Ben"):
        assert [one.note for one in history if one.reviewer == name] == [str(number) for number in range(250)]
    assert store.problems() == ()


def test_a_killed_reviewer_loses_nothing_that_was_acknowledged(catalog: Catalog, store: ReviewStore) -> None:
    store.save([make_verdict()], doc_id="article.txt")
    process = subprocess.Popen(
        [sys.executable, "-c", _DECIDE, str(catalog.path.parent), "Ana", "100000"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    said = [line for line in process.stdout.read().split("\n") if line]
    process.wait()
    process.stdout.close()
    assert len(store.history("c1")) >= len(said) + 1
    assert store.problems() == ()
