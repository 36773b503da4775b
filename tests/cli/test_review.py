import csv
import io
import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def verified(verification, tmp_path):
    """A copy of the verified index that a test may change."""
    return Path(shutil.copytree(verification[0], tmp_path / "index"))


def first_claim(run, index, *options):
    return run("review", "list", "--json", "--index", index, *options).records[0]["claim_id"]


def test_an_index_without_verdicts_has_nothing_to_review(run, built):
    done = run("review", "list", "--index", built)
    assert (done.status, done.out) == (0, "")
    assert "travaux verify" in done.err


def test_a_decision_is_recorded_and_moves_the_claim_from_pending_to_reviewed(run, verified):
    pending = run("review", "list", "--json", "--index", verified).records
    claim = pending[0]["claim_id"]
    done = run("review", "decide", claim, "accept", "--reviewer", "A. Reader", "--note", "seen", "--index", verified)
    assert done.status == 0
    assert "A. Reader  accept: seen" in done.out
    left = run("review", "list", "--json", "--index", verified).records
    assert {item["claim_id"] for item in left} == {item["claim_id"] for item in pending[1:]}
    (reviewed,) = run("review", "list", "--status", "reviewed", "--json", "--index", verified).records
    assert reviewed["claim_id"] == claim
    assert reviewed["status"] == "reviewed"
    assert reviewed["decision"]["reviewer"] == "A. Reader"


def test_a_later_decision_stands_beside_the_earlier_one(run, verified):
    claim = first_claim(run, verified)
    run("review", "decide", claim, "accept", "--index", verified, TRAVAUX_REVIEWER="First")
    run("review", "decide", claim, "change", "--verdict", "refuted", "--reviewer", "Second", "--index", verified)
    (item,) = run("review", "show", claim, "--json", "--index", verified).records
    assert [judgement["reviewer"] for judgement in item["history"]] == ["First", "Second"]
    assert item["decision"]["verdict"] == "refuted"
    shown = run("review", "show", claim, "--index", verified).out
    assert "First  accept" in shown
    assert "Second  change to refuted" in shown


def test_a_decision_needs_a_name(run, verified):
    done = run("review", "decide", first_claim(run, verified), "accept", "--index", verified)
    assert done.status == 2
    assert "--reviewer" in done.err


@pytest.mark.parametrize("arguments", [["show", "gone"], ["decide", "gone", "accept", "--reviewer", "R"]])
def test_an_unknown_claim_is_named(run, verified, arguments):
    done = run("review", *arguments, "--index", verified)
    assert (done.status, done.out) == (1, "")
    assert "gone" in done.err


def test_the_report_comes_in_three_formats(run, verified, tmp_path):
    claims = len(run("review", "list", "--status", "all", "--json", "--index", verified).out.splitlines())
    report = json.loads(run("review", "export", "--index", verified).out)
    assert len(report["items"]) == claims
    rows = list(csv.reader(io.StringIO(run("review", "export", "--format", "csv", "--index", verified).out)))
    assert len(rows) == claims + 1
    out = tmp_path / "report.html"
    assert run("review", "export", "--out", out, "--index", verified).status == 0
    page = out.read_text()
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "<script" not in page


def test_a_document_without_verdicts_is_named(run, verified):
    done = run("review", "export", "--document", "gone.txt", "--index", verified)
    assert done.status == 1
    assert "gone.txt" in done.err
