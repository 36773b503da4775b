import json

import pytest


@pytest.fixture(scope="module")
def answer(run, built):
    (record,) = run("ask", "When did the Outer Space Treaty enter into force?", "--json", "--index", built).records
    return record


def test_every_citation_is_a_slice_of_its_document(answer, built):
    from pipeline import Collection

    assert not answer["abstained"]
    assert "10 October 1967" in answer["answer"]
    with Collection.open(built) as collection:
        for citation in answer["citations"]:
            text = collection.text(citation["doc_id"])
            assert text[citation["start"] : citation["end"]] == citation["text"]
    numbers = {citation["number"] for citation in answer["citations"]}
    assert all(sentence["citations"] and set(sentence["citations"]) <= numbers for sentence in answer["sentences"])


def test_people_see_the_answer_with_numbers_and_its_sources(run, built):
    done = run("ask", "When did the Outer Space Treaty enter into force?", "--tier", "reference", "--index", built)
    assert done.status == 0
    assert "10 October 1967" in done.out
    assert "[1]" in done.out.splitlines()[0] + done.out.splitlines()[1]
    assert "Sources" in done.out
    assert "notes/n01-outer-space-treaty-adoption-and-status.md" in done.out


def test_an_abstention_is_said_and_no_failure(run, built):
    done = run("ask", "What is the best recipe for plum dumplings?", "--index", built)
    assert done.status == 0
    assert done.out.startswith("No answer: ")


def test_a_batch_writes_an_answer_for_each_question(run, built, tmp_path):
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    rows = [
        {"id": "a", "question": "When did the Outer Space Treaty enter into force?"},
        {"id": "b", "question": "What is the best recipe for plum dumplings?"},
        {"id": "c"},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    done = run("ask", "--questions", questions, "--out", out, "--index", built)
    assert done.status == 1
    assert done.out == ""
    assert "q.jsonl, line 3: has no text in 'question'" in done.err
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [answer["question_id"] for answer in answers] == ["a", "b"]
    assert [answer["abstained"] for answer in answers] == [False, True]


def test_a_batch_without_a_file_is_printed(run, built, tmp_path):
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"id": "a", "question": "Who founded the Space Data Association?"}))
    (answer,) = run("ask", "--questions", questions, "--index", built).records
    assert answer["question_id"] == "a"
