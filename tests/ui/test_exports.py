"""What a reader takes along: exports that no program runs."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline import Collection
from pipeline.data import AnswerSentence
from pipeline.ui.components import told_apart
from pipeline.ui.exports import as_csv, as_json, as_markdown, plain

HOSTILE = "=HYPERLINK(1) <script>alert(1)</script> [link](javascript:alert) The pact entered into force in 1921."


@pytest.fixture
def library(tmp_path: Path) -> Collection:
    return Collection.open(tmp_path / "index", create=True)


def test_results_are_the_same_in_every_form_and_none_runs(library: Collection) -> None:
    library.ingest_files(("pact.txt", HOSTILE.encode()), tier="reference")
    hits, answer = library.search("pact"), library.ask("When did the pact enter into force?")
    (row,) = csv.DictReader(io.StringIO(as_csv(hits)))
    assert row["text"].startswith("'=")
    assert row["doc_id"] == "pact.txt"
    content = json.loads(as_json("pact", answer, hits))
    assert content["hits"][0]["text"] == HOSTILE
    markdown = as_markdown("pact", answer, hits)
    assert "<script>" not in markdown.replace("\\<", "")
    assert "](" not in markdown.replace("\\](", "")
    (cited,) = (line for line in markdown.splitlines() if line.startswith("1. "))
    assert cited.endswith(f", reference, pact.txt {answer.citations[0].start}-{answer.citations[0].end}")
    assert "The pact entered into force in 1921.”" in cited
    assert f"pact.txt {hits[0].passage.start}-{hits[0].passage.end}" in markdown


def test_what_was_struck_is_shown_as_struck(library: Collection) -> None:
    library.ingest_files(("pact.txt", HOSTILE.encode()), tier="reference")
    answer = library.ask("When did the pact enter into force?")
    false = AnswerSentence("It <b>ended</b> in 1931.", (1,))
    answer = replace(answer, struck=(false,), notice="The endpoint wrote no second sentence.")
    assert "Struck, not supported by what it cites: ~~It \\<b\\>ended" in as_markdown("pact", answer, ())

    def page(answer):
        from pipeline.ui.components import show_answer

        show_answer(answer, "1 documents")

    shown = "".join(one.proto.body for one in AppTest.from_function(page, args=(answer,)).run().get("html"))
    assert "<li><s>It &lt;b&gt;ended&lt;/b&gt; in 1931.</s></li>" in shown
    assert "The endpoint wrote no second sentence." in shown


def test_names_that_several_share_are_told_apart() -> None:
    assert told_apart({"GE": "Georgia", "georgia": "Georgia", "JP": "Japan"}) == {
        "GE": "Georgia (GE)",
        "georgia": "Georgia (georgia)",
        "JP": "Japan",
    }


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("<b>*x*", r"\<b\>\*x\*"),
        ("~~gone~~", r"\~\~gone\~\~"),
        ("1. one\n- two\n+ three\n===", "1\\. one\n\\- two\n\\+ three\n\\==="),
        ("In 1967, it - so to say - ended.", "In 1967, it - so to say - ended."),
    ],
)
def test_markup_is_escaped(words: str, escaped: str) -> None:
    assert plain(words) == escaped


def test_a_question_of_several_lines_is_one_heading(library: Collection) -> None:
    library.ingest_files(("pact.txt", HOSTILE.encode()), tier="reference")
    query = "the pact\n\n# and a heading"
    assert as_markdown(query, library.ask(query), ()).startswith("# the pact \\# and a heading\n\n")
