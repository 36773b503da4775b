import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Claim, Record, ReviewItem, Verdict
from pipeline.errors import ReviewError
from pipeline.reviews import ReviewStore, export_report
from tests.reviews.conftest import make_verdict

HEADER: Record = {"model": "all-MiniLM-L6-v2", "index": {"schema": 1, "documents": 31}, "registry": "83 instruments"}


class Tags(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.fixture
def items(store: ReviewStore) -> tuple[ReviewItem, ...]:
    store.save([make_verdict("c1"), make_verdict("c2", "supported")], doc_id="article.txt")
    store.decide("c1", "change", label="not_enough_info", note="=HYPERLINK(evil)", reviewer="Ana")
    return store.queue()


def test_json_holds_versions_and_items(items: tuple[ReviewItem, ...]) -> None:
    report = json.loads(export_report(items, format="json", header=HEADER))
    assert report["header"]["model"] == "all-MiniLM-L6-v2"
    assert report["header"]["counts"] == {
        "claims": 2,
        "supported": 1,
        "refuted": 0,  # a reviewer changed it
        "not_enough_info": 1,
        "set_aside": 0,
        "reviewed": 1,
    }
    assert report["items"][0]["history"][0]["reviewer"] == "Ana"
    assert report["items"][0]["evidence"][0]["doc_id"] == "notes.md"


def test_csv_has_a_row_for_each_claim_and_no_formula(items: tuple[ReviewItem, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(export_report(items, format="csv", header=HEADER))))
    assert [row["claim_id"] for row in rows] == ["c1", "c2"]
    assert rows[0]["note"] == "'=HYPERLINK(evil)"
    assert rows[0]["decided_verdict"] == "not_enough_info"
    assert rows[1]["status"] == "pending"


def test_csv_keeps_what_was_decided_on_a_claim_that_is_open_again(items: tuple[ReviewItem, ...]) -> None:
    again = replace(items[0], reopened="The document has changed since.")
    (row,) = csv.DictReader(io.StringIO(export_report([again], format="csv", header=HEADER)))
    assert again.label == "refuted", "the decision holds no longer"
    assert (row["decision"], row["decided_verdict"], row["status"]) == ("change", "not_enough_info", "pending")
    assert row["reopened"] == again.reopened


@given(st.text(max_size=60))
def test_no_cell_of_any_text_starts_a_formula(text: str) -> None:
    item = ReviewItem(Verdict(Claim(text, text, context=text), "supported", 0.5, (text,), ()))
    for row in list(csv.reader(io.StringIO(export_report([item], format="csv", header={}), newline="")))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_html_shows_claim_reason_evidence_and_decision(items: tuple[ReviewItem, ...]) -> None:
    page = export_report(items, format="html", header=HEADER)
    for words in (
        "Refuted",
        "Supported",
        "The claim says 1966; the source says 10 October 1967.",
        "The treaty entered into force on 10 October 1967.",
        "characters 20–69",
        "page 3",
        "by Ana",
        "all-MiniLM-L6-v2",
        "schema: 1",
    ):
        assert words in page


def test_html_is_self_contained_and_runs_nothing(items: tuple[ReviewItem, ...]) -> None:
    tags = Tags()
    tags.feed(export_report(items, format="html", header=HEADER))
    assert not {"script", "link", "img", "iframe", "object", "a"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in ("src", "href")]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><b>", "{{ 7 * 7 }}"]
)
def test_hostile_text_stays_text(text: str) -> None:
    verdict = make_verdict(text=text, evidence=text, doc_id=text)
    page = export_report([ReviewItem(verdict)], format="html", header={"index": text})
    tags = Tags()
    tags.feed(page)
    assert not {"script", "img"} & set(tags.tags)
    if "<" in text:
        assert text not in page


def test_a_template_sign_in_a_claim_is_not_run() -> None:
    page = export_report([ReviewItem(make_verdict(text="{{ 7 * 7 }}"))], format="html", header={})
    assert "{{ 7 * 7 }}" in page


def test_an_empty_report_says_so() -> None:
    assert "No claim is held" in export_report([], format="html", header={})


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ReviewError, match="'pdf' is no format"):
        export_report([], format="pdf", header={})  # type: ignore[arg-type]
