import json

import pytest

from .conftest import ARTICLE

VERDICTS = {"supported", "refuted", "not_enough_info"}


@pytest.fixture(scope="module")
def records(verification):
    return verification[1]


def test_claims_stand_where_they_say_in_the_order_of_the_text(records, built):
    from pipeline import Collection

    with Collection.open(built) as collection:
        text = collection.text(ARTICLE)
    assert [record["start"] for record in records] == sorted(record["start"] for record in records)
    for record in records:
        assert record["doc_id"] == ARTICLE
        assert text[record["start"] : record["end"]] == record["text"]


def test_a_checkable_claim_has_a_verdict_and_any_other_says_what_it_is(records):
    assert {record["checkable"] for record in records} == {True, False}
    for record in records:
        if record["checkable"]:
            assert record["verdict"] in VERDICTS
            assert 0 <= record["confidence"] <= 1
            assert record["reasons"]
        else:
            assert record["kind"] in {"opinion", "vague", "forecast", "self"}
            assert "verdict" not in record


def test_evidence_is_a_slice_of_a_dependable_document_and_never_of_the_article_itself(records, built):
    from pipeline import Collection

    pieces = [piece for record in records for piece in record.get("evidence", [])]
    assert pieces
    with Collection.open(built) as collection:
        for piece in pieces:
            assert piece["doc_id"] != ARTICLE
            assert piece["tier"] == "reference"
            assert collection.text(piece["doc_id"])[piece["start"] : piece["end"]] == piece["text"]


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text("The Outer Space Treaty entered into force on 10 October 1967. It is a truly wonderful treaty.")
    return path


def test_a_file_outside_the_index_is_verified_for_people_and_not_kept(run, index, draft):
    done = run("verify", draft, "--index", index, "--all")
    assert done.status == 0
    for words in ("SUPPORTED", "NOT CHECKABLE", "  - ", "supports: notes/n01-", "1 claims: 1 supported", "1 opinions"):
        assert words in done.out
    assert run("text", "draft.txt", "--index", index).status == 1


def test_claims_of_a_batch_get_verdicts_in_order(run, built, tmp_path):
    claims, out = tmp_path / "c.jsonl", tmp_path / "v.jsonl"
    rows = [
        {"id": "right", "claim": "The Outer Space Treaty entered into force on 10 October 1967."},
        {"id": "wrong", "claim": "The Outer Space Treaty entered into force on 27 January 1968."},
        {"claim": "nobody"},
        {"id": "open", "claim": "The chair of the first meeting wore a green hat."},
    ]
    claims.write_text("\n".join(map(json.dumps, rows)))
    done = run("verify", "--claims", claims, "--out", out, "--index", built)
    assert done.status == 1
    assert "c.jsonl, line 3: has no 'id'" in done.err
    verdicts = [json.loads(line) for line in out.read_text().splitlines()]
    assert [verdict["claim_id"] for verdict in verdicts] == ["right", "wrong", "open"]
    assert [verdict["verdict"] for verdict in verdicts] == ["supported", "refuted", "not_enough_info"]


def test_pairs_are_judged_on_their_own_evidence_without_an_index(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [
        {"id": "a", "evidence": "The treaty has seventeen articles.", "claim": "The treaty has 17 articles."},
        {"id": "b", "evidence": "The treaty has seventeen articles.", "claim": "The treaty has twelve articles."},
    ]
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, rows)))
    verdicts = run("verify", "--pairs", "p.jsonl").records
    assert [(verdict["claim_id"], verdict["verdict"]) for verdict in verdicts] == [("a", "supported"), ("b", "refuted")]
    for row, verdict in zip(rows, verdicts, strict=True):
        for piece in verdict["evidence"]:
            assert row["evidence"][piece["start"] : piece["end"]] == piece["text"]


def test_an_empty_batch_gives_an_empty_file(run, tmp_path):
    (tmp_path / "p.jsonl").write_text("\n")
    done = run("verify", "--pairs", tmp_path / "p.jsonl", "--out", tmp_path / "v.jsonl")
    assert done.status == 0
    assert (tmp_path / "v.jsonl").read_text() == ""


def test_what_is_neither_document_nor_file_is_named(run, built):
    done = run("verify", "gone.txt", "--index", built)
    assert done.status == 1
    assert "gone.txt" in done.err


def test_a_profile_tells_how_the_sentences_divide(run, index, draft):
    profile = run("verify", ARTICLE, "--index", index, "--profile", "--json").records[0]
    parts = [profile[name] for name in ("supported", "refuted", "unsupported", "opinion", "vague", "forecast", "self")]
    assert sum(parts) == profile["sentences"] > 50
    assert profile["checkable"] == sum(parts[:3])
    assert "Of 2 sentences 1 (" in run("verify", draft, "--index", index, "--profile").out
