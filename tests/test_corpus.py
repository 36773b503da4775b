"""The corpus that comes with the project, its manifest and the gold data about its article."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
NOTES = sorted((CORPUS / "notes").glob("*.md"))
ARTICLE = CORPUS / "articles" / "space-traffic-tests-and-trust.txt"
DATA = ROOT / "tests" / "data"


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def split_note(path: Path) -> tuple[dict, str]:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body.strip()


NOTE_TEXTS = {split_note(path)[0]["id"]: split_note(path)[1] for path in NOTES}


def test_there_are_thirty_notes_and_one_article():
    assert len(NOTES) == 30
    assert [path.name for path in (CORPUS / "articles").iterdir()] == [ARTICLE.name]


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_a_note_says_where_it_comes_from_and_is_dependable(path):
    head, body = split_note(path)
    assert set(head) == {"id", "title", "as_of", "tier", "source"}
    assert head["tier"] == "reference"
    assert re.fullmatch(r"\d{4}-\d{2}", head["as_of"])
    assert path.stem.startswith(head["id"].lower() + "-")
    assert body.endswith(".")
    assert "\n" not in body


def test_notes_keep_the_wording_of_the_reference_notes(shared):
    wanted = {row["id"]: row["text"] for row in rows(shared / "claims" / "notes.jsonl")}
    assert wanted == NOTE_TEXTS


def test_the_manifest_describes_every_document_and_nothing_else():
    listed = {row["path"]: row for row in rows(CORPUS / "_manifest.jsonl")}
    found = {path.relative_to(CORPUS).as_posix(): path for path in [*NOTES, ARTICLE]}
    assert set(listed) == set(found)
    for name, path in found.items():
        assert listed[name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert listed[name]["licence"] == "Apache-2.0"
        assert listed[name]["origin"]
        assert listed[name]["tier"] == ("reference" if path.suffix == ".md" else "unverified")


def test_the_script_agrees_with_the_manifest():
    done = subprocess.run([sys.executable, "scripts/corpus_manifest.py", "--check"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_the_article_begins_with_a_notice_and_names_no_source():
    text = ARTICLE.read_text(encoding="utf-8")
    assert " AI " in text.splitlines()[0]
    assert not re.search(r"https?://|\[\d+\]|^#", text, re.MULTILINE)


def test_every_sentence_of_the_article_is_a_judged_claim_or_a_statement_of_another_kind():
    text = ARTICLE.read_text(encoding="utf-8")
    sentences = [row["claim"] for row in rows(DATA / "article_claims.jsonl")]
    sentences += [row["text"] for row in rows(DATA / "article_statements.jsonl")]
    for sentence in sentences:
        assert text.count(sentence) == 1
        text = text.replace(sentence, "")
    _, *left = [line for line in text.splitlines() if line.strip()]
    assert all(len(line.split()) <= 9 and not line.endswith(".") for line in left), "only headings are left"


@pytest.mark.parametrize("row", rows(DATA / "article_claims.jsonl"), ids=lambda row: row["id"])
def test_a_judged_claim_names_sentences_that_its_notes_hold(row):
    assert row["verdict"] in {"supported", "refuted", "not_enough_info"}
    assert bool(row["evidence"]) == (row["verdict"] != "not_enough_info")
    assert len(row["evidence"]) == len(row["evidence_text"])
    for place, sentence in zip(row["evidence"], row["evidence_text"], strict=True):
        assert sentence in NOTE_TEXTS[place.split(".")[0]]
