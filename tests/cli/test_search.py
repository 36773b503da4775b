import gzip
import json
import re

import pytest

from .conftest import ARTICLE, NOTES


@pytest.fixture(scope="module")
def texts(built):
    from pipeline import Collection

    with Collection.open(built) as collection:
        return {document.doc_id: collection.text(document.doc_id) for document in collection.documents()}


@pytest.fixture
def queries(tmp_path):
    def write(*rows, name="queries.jsonl"):
        path = tmp_path / name
        raw = b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return write


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_hits_are_slices_of_the_texts_best_first(run, built, texts, mode):
    hits = run("search", "collision of two satellites", "--mode", mode, "--k", 5, "--json", "--index", built).records
    assert 1 <= len(hits) <= 5
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    for hit in hits:
        assert texts[hit["doc_id"]][hit["start"] : hit["end"]] == hit["text"]
        promised = "rank score doc_id passage_id start end text title heading page tier".split()
        assert set(promised) <= set(hit)


def test_people_see_title_place_and_a_snippet_with_the_words_asked_for(run, built):
    done = run("search", "conventional weapons in Earth orbit", "--k", 3, "--tier", "reference", "--index", built)
    assert "Outer Space Treaty, Article IV: weapons" in done.out
    assert "notes/n02-outer-space-treaty-article-iv-weapons.md" in done.out
    assert "Conventional weapons in Earth orbit are not mentioned" in " ".join(done.out.split())
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--document", ARTICLE], lambda hit: hit["doc_id"] == ARTICLE),
        (["--exclude", ARTICLE], lambda hit: hit["doc_id"] != ARTICLE),
        (["--tier", "unverified"], lambda hit: hit["tier"] == "unverified"),
        (["--from", "2024"], lambda hit: hit["date"] >= "2024"),
        (["--from", "2022", "--to", "2023"], lambda hit: "2022" <= hit["date"] < "2024"),
        (["--treaty", "LIAB"], lambda hit: "Liability Convention" in hit["text"] or "n05-liability" in hit["doc_id"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_limit_what_is_found(run, built, options, kept):
    hits = run("search", "satellite", "--k", 50, *options, "--json", "--index", built).records
    everything = run("search", "satellite", "--k", 50, "--json", "--index", built).records
    assert 0 < len(hits) < len(everything)
    assert all(kept(hit) for hit in hits)


def test_nothing_found_is_said_and_no_failure(run, built):
    done = run("search", "satellite", "--document", "gone.txt", "--index", built)
    assert (done.status, done.out) == (0, "")
    assert "Nothing found" in done.err


@pytest.mark.parametrize("name", ["queries.jsonl", "queries.jsonl.gz"])
def test_a_run_ranks_documents_by_their_best_passage(run, built, queries, tmp_path, name):
    path = queries({"_id": "q1", "text": "satellite"}, {"_id": "q2", "text": "Who may sign the Accords?"}, name=name)
    out = tmp_path / "out.trec"
    done = run("search", "--queries", path, "--k", 4, "--run", out, "--index", built)
    assert (done.status, done.out) == (0, "")
    lines = [line.split() for line in out.read_text().splitlines()]
    assert all(re.fullmatch(r"q[12] Q0 \S+ \d+ -?\d+\.\d+ travaux", " ".join(line)) for line in lines)
    for query in ("q1", "q2"):
        ranking = [line for line in lines if line[0] == query]
        assert [int(line[3]) for line in ranking] == [1, 2, 3, 4]
        assert len({line[2] for line in ranking}) == 4
        scores = [float(line[4]) for line in ranking]
        assert scores == sorted(scores, reverse=True)


def test_a_run_reaches_its_length_though_one_document_fills_the_top(run, tmp_path):
    long = " ".join(f"Sentence {number} speaks about orbital debris and nothing else at all." for number in range(600))
    rows = [{"_id": "long", "text": long}] + [{"_id": f"d{n}", "text": f"Letter {n} is about trade."} for n in range(4)]
    source, queries = tmp_path / "docs.jsonl", tmp_path / "q.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)))
    queries.write_text(json.dumps({"_id": "q", "text": "orbital debris"}))
    assert run("ingest", source, "--index", tmp_path / "i").status == 0
    run("search", "--queries", queries, "--k", 3, "--run", tmp_path / "o", "--mode", "dense", "--index", tmp_path / "i")
    documents = [line.split()[2] for line in (tmp_path / "o").read_text().splitlines()]
    assert documents[0] == "long"
    assert len(set(documents)) == len(documents) == 3


def test_ids_with_spaces_do_not_break_a_run(run, tmp_path):
    source, queries = tmp_path / "docs.jsonl", tmp_path / "q.jsonl"
    rows = [{"_id": "a b", "text": "On the Moon."}, {"_id": "a%20b", "text": "On Mars."}]
    source.write_text("\n".join(map(json.dumps, rows)))
    queries.write_text(json.dumps({"_id": "q 1", "text": "Moon"}))
    run("ingest", source, "--index", tmp_path / "i")
    done = run("search", "--queries", queries, "--run", tmp_path / "o", "--index", tmp_path / "i")
    assert "written as in URLs" in done.err
    lines = [line.split() for line in (tmp_path / "o").read_text().splitlines()]
    assert {len(line) for line in lines} == {6}
    assert {line[0] for line in lines} == {"q%201"}
    assert {line[2] for line in lines} == {"a%20b", "a%2520b"}


def test_a_broken_query_is_named_and_the_others_are_run(run, built, queries, tmp_path):
    path = queries({"_id": "q1", "text": "satellite"}, b'{"_id": "q2"', {"_id": "q3", "text": "treaty"})
    done = run("search", "--queries", path, "--run", tmp_path / "o", "--index", built)
    assert done.status == 1
    assert "queries.jsonl, line 2: is no JSON" in done.err
    assert {line.split()[0] for line in (tmp_path / "o").read_text().splitlines()} == {"q1", "q3"}


def test_every_document_can_be_ranked(run, built, queries, tmp_path):
    path = queries({"_id": "q", "text": "treaty"})
    run("search", "--queries", path, "--k", 100, "--mode", "dense", "--run", tmp_path / "o", "--index", built)
    assert len((tmp_path / "o").read_text().splitlines()) == len(NOTES) + 1
