import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.data import Filters
from pipeline.errors import NotAnIndex, NotHeld
from pipeline.index.catalog import Catalog
from pipeline.index.staging import publish, stage
from tests.index.factories import DIMENSION, opened, prepared

DOCUMENTS = (
    prepared("notes/a.md", "Alpha one.", "Alpha two.", date="2023-05", entities=("NATO",), treaties=("OST",)),
    prepared("b", "Beta one.", tier="unverified", date="2024-12-31", entities=("ESA",)),
    prepared("law", "Article I", "Article IV", instrument="OST", provisions=("1", "4"), date="1967"),
    prepared("undated", "Gamma one."),
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder = tmp_path_factory.mktemp("catalogue")
    made, _ = opened(folder)
    stage(made, DOCUMENTS)
    publish(folder, made, dimension=DIMENSION)
    yield made
    made.close()


def test_a_document_comes_back_as_it_went_in(catalog: Catalog) -> None:
    for put in DOCUMENTS:
        assert catalog.document(put.document.doc_id) == put.document
        assert catalog.passages_of(put.document.doc_id) == put.passages
        assert catalog.mentions_of(put.document.doc_id) == put.mentions


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(), {"notes/a.md", "b", "law", "undated"}),
        (Filters(documents=("b", "nowhere")), {"b"}),
        (Filters(exclude_documents=("b", "law")), {"notes/a.md", "undated"}),
        (Filters(tier="unverified"), {"b"}),
        (Filters(date_from="2023"), {"notes/a.md", "b"}),
        (Filters(date_from="2023-06"), {"b"}),
        (Filters(date_from="1967-06-01"), {"notes/a.md", "b", "law"}),
        (Filters(date_from="2023-05-31", date_to="2023-05-31"), {"notes/a.md"}),
        (Filters(date_to="2023"), {"notes/a.md", "law"}),
        (Filters(date_to="2024-12"), {"notes/a.md", "b", "law"}),
        (Filters(date_from="2024", date_to="2024"), {"b"}),
        (Filters(entities=("NATO",)), {"notes/a.md"}),
        (Filters(entities=("alph", "ESA")), {"notes/a.md", "b"}),
        (Filters(entities=("alph + NATO",)), {"notes/a.md"}),
        (Filters(entities=("alph + ESA",)), set()),
        (Filters(entities=("alph + ESA", "ESA")), {"b"}),
        (Filters(entities=("a + " * 9 + "alph",) * 3_000 + ("ESA",)), {"b"}),
        (Filters(entities=(" + ".join(["alph", "NATO"] * 400),)), set()),
        (Filters(treaties=("OST",)), {"notes/a.md", "law"}),
        (Filters(treaties=("OST",), tier="unverified"), set()),
        (Filters(treaties=("OST:IV",)), {"notes/a.md", "law"}),
        (Filters(treaties=("outer space treaty",)), {"notes/a.md", "law"}),
        (Filters(treaties=("the Outer Space Treaty:4",)), {"notes/a.md", "law"}),
        (Filters(treaties=("Outer Space Treaty:5",)), set()),
        (Filters(treaties=("OST:4", "MOON")), {"notes/a.md", "law"}),
        (Filters(treaties=("OST:5", "OST:²", ":4", ":")), set()),
        (Filters(treaties=("OST:5", "OST:")), {"notes/a.md", "law"}),
        (Filters(treaties=("OST:5", "MOON:4")), set()),
        (Filters(treaties=tuple(f"OST:{number}" for number in range(2_000))), {"notes/a.md", "law"}),
        (Filters(documents=("'; DROP TABLE documents; --",)), set()),
    ],
)
def test_filters_limit_to_what_they_say(catalog: Catalog, filters: Filters, documents: set[str]) -> None:
    stored = catalog.stored_passages(catalog.keys_matching(filters).tolist()).values()
    assert {found.passage.doc_id for found in stored} == documents


@pytest.mark.parametrize(
    ("articles", "texts"), [(["4"], ["Article IV"]), ([], ["Article I", "Article IV"]), (["9"], [])]
)
def test_provisions_are_found_by_article(catalog: Catalog, articles: list[str], texts: list[str]) -> None:
    keys = catalog.keys_of_provision("OST", articles).tolist()
    assert [catalog.stored_passages([key])[key].passage.text for key in keys] == texts


def test_a_passage_is_found_by_its_id(catalog: Catalog) -> None:
    stored = catalog.passage("notes/a.md#12-22")
    assert (stored.passage.text, stored.date, stored.passage.page) == ("Alpha two.", "2023-05", "iv")


@pytest.mark.parametrize(
    "passage_id", ["", "b", "b#", "b#0-", "b#0-8", "b#x-y", "b#²-³", "b#" + "9" * 40 + "-1", "#0-9"]
)
def test_an_unknown_passage_id_is_refused(catalog: Catalog, passage_id: str) -> None:
    with pytest.raises(NotHeld):
        catalog.passage(passage_id)


def test_more_keys_than_a_statement_takes_are_looked_up(catalog: Catalog) -> None:
    assert len(catalog.stored_passages(range(100_000))) == 6


def test_each_thread_reads_for_itself(catalog: Catalog) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(catalog.documents()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [4] * 8


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads the open files of the process from /proc")
def test_a_thread_that_ended_leaves_no_file_open(catalog: Catalog) -> None:
    # A server takes a new thread for each page that it draws: a connection left behind by each is two megabytes lost.
    def opened() -> int:
        names = (os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.is_symlink())
        return sum(name.startswith(str(catalog.path)) for name in names)

    catalog.documents()
    before = opened()
    for _ in range(8):
        thread = threading.Thread(target=catalog.documents)
        thread.start()
        thread.join()
    assert 0 < opened() <= before


def test_closing_ends_the_connections_of_threads_still_at_work(catalog: Catalog) -> None:
    own = Catalog(catalog.path.parent)
    asked, closed = threading.Event(), threading.Event()
    failed: list[sqlite3.Error] = []

    def read() -> None:
        connection = own.connection()
        asked.set()
        closed.wait(10)
        try:
            connection.execute("SELECT 1")
        except sqlite3.Error as error:
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    asked.wait(10)
    own.close()
    closed.set()
    thread.join()
    assert len(failed) == 1


def test_a_copy_of_a_held_text_is_recognised(catalog: Catalog) -> None:
    assert catalog.same_text("Beta one.") == ("b",)
    assert catalog.same_text("beta one.") == ()


def test_a_file_of_something_else_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_text("this was never a database, only a long enough text" * 50)
    with pytest.raises(NotAnIndex, match=r"catalogue.sqlite: is damaged or no catalogue"):
        Catalog(tmp_path)


def test_a_failed_transaction_leaves_nothing(catalog: Catalog) -> None:
    def write_twice() -> None:
        with catalog.writing() as connection:
            for _ in range(2):
                connection.execute("INSERT INTO meta VALUES ('mark', '1')")

    with pytest.raises(sqlite3.IntegrityError):
        write_twice()
    assert catalog.connection().execute("SELECT count(*) FROM meta WHERE name = 'mark'").fetchone()[0] == 0
