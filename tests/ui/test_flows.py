"""What people do from one page to the next, in a real Chromium on a real server."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Literal
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.collection import Collection
from pipeline.ui.state import SearchState
from tests.conftest import ARTICLE
from tests.documents.test_bad_input import BAD_FILES
from tests.test_originals import LINES, pdf_of
from tests.ui.conftest import WAIT, barriers, follow, settle

pytestmark = pytest.mark.browser

NOTE = "notes/n01-outer-space-treaty-adoption-and-status.md"
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (1280, "light"),
    (1280, "dark"),
    (390, "dark"),
    (390, "light"),
)
SEARCHED = SearchState("Who leads Operation Olympic Defender?").beside(NOTE, 300, 360).link
CHANGES = {"✓": "2", "✗": "3", "?": "1", "⇄": "1"}  # the key that changes a verdict with this sign to another
PACT = """# The Harbour Pact

The Harbour Pact was signed in Bergen on 3 May 1974. It entered into force on 12 June 1976.

The secretariat of the Harbour Pact is led by Norway. The pact has nine articles.
"""
MEMO = """# A memorandum on harbours

The Harbour Pact was signed in Bergen on 3 May 1974. The Harbour Pact entered into force on 12 June 1981.
"""


def upload(page: Page, url: str, *files: tuple[str, bytes], tier: str = "") -> None:
    page.goto(f"{url}/library")
    settle(page)
    page.locator('input[type="file"]').set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )
    page.get_by_test_id("stFileChip").first.wait_for()
    expect(page.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)
    if tier:
        page.get_by_label("Tier of what is added").click()
        page.get_by_role("option", name=tier).click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".t-notice-box").first.wait_for()
    settle(page)


def taken(page: Page, button: str, name: str) -> str:
    """What a button gives to take along, under this name."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    settle(page)
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_from_the_upload_to_the_report(page: Page, library: tuple[str, Path], tmp_path: Path) -> None:
    url, _ = library
    upload(page, url, ("pact.md", PACT.encode()), tier="reference")
    upload(page, url, ("memo.md", MEMO.encode()))
    expect(page.locator(".t-n-success")).to_contain_text("1 added: memo.md")
    # Search, and look at the source beside the answer.
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("heading", name="Search and ask").wait_for()
    settle(page)
    box = page.get_by_label("Question or words")
    box.fill("Who leads the secretariat of the Harbour Pact?")
    box.press("Enter")
    page.locator(".t-answer").wait_for()
    settle(page)
    page.locator("a.t-cite").first.click()
    panel = page.locator(".t-panel")
    panel.wait_for()
    settle(page)
    assert "led by Norway" in "".join(panel.locator("mark.t-cited").all_text_contents())
    # Read the memorandum, and check its claims.
    page.goto(f"{url}/reader?doc=memo.md")
    settle(page)
    page.get_by_role("button", name="Check the claims of this document").click()
    page.locator("a.t-refuted").first.wait_for()
    settle(page)
    page.locator("a.t-refuted").first.click()
    page.get_by_role("heading", name="Claim", exact=True).wait_for()
    settle(page)
    expect(page.get_by_text("12 June 1976", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Decide on it in the review").click()
    page.get_by_role("heading", name="Review", exact=True).wait_for()
    # Decide on them, and take the report along.
    page.goto(f"{url}/review?doc=memo.md&status=all")
    expect(page.locator(".t-claim .t-differs")).to_have_text("12 June 1981")
    settle(page)
    page.get_by_label("Reviewer").fill("A. Reader")
    page.get_by_label("Reviewer").press("Enter")
    settle(page)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text(re.compile(r"^1 of \d+ verdicts reviewed")).wait_for()
    settle(page)
    report = json.loads(taken(page, "Download JSON", "travaux-report.json"))
    decided = [item for item in report["items"] if item["decision"]]
    assert [(item["doc_id"], item["decision"]["reviewer"]) for item in decided] == [("memo.md", "A. Reader")]
    rows = list(csv.DictReader(io.StringIO(taken(page, "Download CSV", "travaux-report.csv"))))
    assert {row["reviewer"] for row in rows} == {"A. Reader", ""}
    # The report as a page of its own, with nothing but itself.
    (tmp_path / "report.html").write_text(taken(page, "Download HTML", "travaux-report.html"), encoding="utf-8")
    printed = page.context.browser.new_context(java_script_enabled=False) if page.context.browser else page.context
    sheet = printed.new_page()
    sheet.goto((tmp_path / "report.html").as_uri())
    expect(sheet.locator("article", has_text="12 June 1981")).to_contain_text("by A. Reader")
    printed.close()


def test_one_search_after_the_other_takes_its_words_and_filters(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    page.goto(url)
    settle(page)
    for words, tier in (("space debris", "any"), ("weapons in orbit", "reference"), ("Artemis Accords", "unverified")):
        if tier != "any":
            if not page.get_by_label("As of, from").is_visible():
                page.get_by_text("Filters", exact=True).click()
                page.get_by_label("As of, from").wait_for()
            settle(page)  # a list that opens while the page is still being drawn closes again
            page.get_by_label("Tier", exact=True).click()
            page.get_by_role("option", name=tier, exact=True).click()
        page.get_by_label("Question or words").fill(words)
        page.get_by_label("Question or words").press("Enter")
        page.get_by_role("heading", name=f"passages for “{words}”").wait_for()
        settle(page)
        shown = {badge.split()[-1] for badge in page.locator(".t-title + .t-meta .t-badge").all_inner_texts()}
        assert tier == "any" or shown == {tier}
    # Take the results along, and go back to an earlier search by the list of them and by the browser.
    assert "# Artemis Accords" in taken(page, "Markdown", "travaux-results.md")
    hits = json.loads(taken(page, "JSON", "travaux-results.json"))["hits"]
    rows = list(csv.DictReader(io.StringIO(taken(page, "CSV", "travaux-results.csv"))))
    assert [row["doc_id"] for row in rows] == [hit["doc_id"] for hit in hits]
    assert len(rows) == page.locator(".t-title").count()
    page.get_by_text("Earlier in this session", exact=True).click()
    page.get_by_role("link", name="space debris", exact=True).wait_for()
    # While the list opens, which begins a moment later, a link slips away between a button's press and its release.
    settle(page)
    page.wait_for_function("document.getAnimations().length === 0")
    page.get_by_role("link", name="space debris", exact=True).click()
    page.get_by_role("heading", name="passages for “space debris”").wait_for()
    settle(page)
    page.go_back()
    page.get_by_role("heading", name="passages for “Artemis Accords”").wait_for()
    settle(page)
    page.go_back()
    expect(page.get_by_label("Question or words")).to_have_value("weapons in orbit")
    page.get_by_role("heading", name="passages for “weapons in orbit”").wait_for()


def test_a_pdf_shows_its_page_with_the_words_marked(page: Page, library: tuple[str, Path]) -> None:
    url, index = library
    upload(page, url, ("orbit.pdf", pdf_of(LINES)))
    with Collection.open(index) as collection:
        start = collection.text("orbit.pdf").index("shall not place")
    page.goto(f"{url}/reader?doc=orbit.pdf&start={start}&end={start + len('shall not place')}")
    page.get_by_alt_text("Page 1, the cited words marked").wait_for()
    expect(page.locator("mark.t-cited").first).to_have_text("shall not place")


def test_the_index_is_checked_on_request(page: Page, application: str) -> None:
    page.goto(f"{application}/about")
    settle(page)
    page.get_by_role("button", name="Check the index").click()
    expect(page.locator(".t-n-success")).to_contain_text("agree")


def test_layers_are_drawn_and_taken_away_again(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    page.goto(f"{url}/reader?doc={ARTICLE.replace('/', '%2F')}")
    page.locator(".t-text .t-treaty").first.wait_for()
    settle(page)
    for layer, style in (("entities", ".t-entity"), ("treaties", ".t-treaty"), ("entities", ".t-entity")):
        before = page.locator(f".t-text {style}").count()
        page.get_by_role("button", name=layer, exact=True).click()
        page.wait_for_function(
            f"() => (document.querySelectorAll('.t-text {style}').length === 0) === {str(before > 0).lower()}"
        )
        settle(page)


def test_a_flag_that_is_clicked_shows_its_claim_and_its_words(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    page.goto(f"{url}/reader?doc={ARTICLE.replace('/', '%2F')}")
    flag = page.locator("a.t-first").last
    flag.scroll_into_view_if_needed()
    settle(page)
    flag.click()
    panel = page.get_by_role("heading", name="Claim", exact=True)
    panel.wait_for()
    settle(page)
    expect(panel).to_be_in_viewport()
    expect(page.locator("mark.t-cited").first).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 844})
    here = page.url
    page.keyboard.press("p")
    page.wait_for_function("url => location.href !== url", arg=here)
    settle(page)
    expect(panel).to_be_in_viewport()
    page.get_by_role("link", name="Decide on it in the review").click()
    page.locator(".t-claim").wait_for()
    assert "claim=" in page.url
    # A verdict of the queue that is clicked comes into sight.
    settle(page)
    shown = page.url.partition("claim=")[2].partition("&")[0]
    last = page.locator(f".t-queue a:not([href*='{shown}'])").last
    last.scroll_into_view_if_needed()
    page.set_viewport_size({"width": 390, "height": 500})
    here = page.url
    last.click()
    page.wait_for_function("url => location.href !== url", arg=here)
    expect(page.locator(".t-claim")).to_be_in_viewport()


def test_the_outline_leads_to_its_headings(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    page.goto(f"{url}/reader?doc={quote_plus(ARTICLE)}")
    settle(page)
    entry = page.get_by_role("link", name="Trust as Infrastructure")
    words = entry.inner_text()
    entry.click()
    expect(page.locator("mark.t-cited").first).to_have_text(words)
    expect(page.locator("mark.t-cited").first).to_be_in_viewport()


def test_a_search_needs_no_pointer(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    page.goto(url)
    settle(page)

    def reach(wanted: str, within: int = 60) -> None:
        """Press Tab until what has the focus is that."""
        for _ in range(within):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(wanted)

    reach("input[aria-label='Question or words']")
    page.keyboard.type("Who leads Operation Olympic Defender?")
    page.keyboard.press("Enter")
    page.locator(".t-answer").wait_for()
    settle(page)
    reach("a.t-cite")
    expect(page.locator("a.t-cite:focus .t-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("a.t-cite:focus .t-card")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".t-panel h2")).to_be_focused()
    settle(page)
    reach(".t-panel a[href*='reader']", within=4)
    page.keyboard.press("Enter")
    expect(page.locator(".t-flagged mark.t-cited").first).to_be_in_viewport()
    expect(page.locator(".t-flagged mark.t-cited").first).to_be_focused()
    assert page.title().endswith(" · Travaux")
    # The next claim is read out: it has the focus when it comes.
    page.goto(f"{url}/review?status=all")
    page.locator(".t-claim").wait_for()
    settle(page)
    page.keyboard.press("n")
    page.wait_for_url(re.compile("claim="))
    expect(page.locator(".t-claim")).to_be_focused()


def test_ten_claims_are_reviewed_by_keyboard_alone(page: Page, library: tuple[str, Path]) -> None:
    url, index = library
    page.goto(f"{url}/review?doc={ARTICLE.replace('/', '%2F')}")
    page.locator(".t-claim").wait_for()
    settle(page)
    while not page.evaluate("document.activeElement.getAttribute('aria-label') === 'Reviewer'"):
        page.keyboard.press("Tab")
    page.keyboard.type("K. Board")
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.tagName === 'INPUT'"):
        page.keyboard.press("Tab")
    settle(page)
    for number in range(10):
        claim = page.locator(".t-claim").inner_text()
        if number == 0:
            while not page.evaluate("document.activeElement.getAttribute('aria-label') === 'Note'"):
                page.keyboard.press("Tab")
            page.keyboard.type("a look at 1 and 2")  # no decision while words are typed
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            settle(page)
            assert page.locator(".t-claim").inner_text() == claim
        label = page.locator(".t-claim").locator("xpath=..").locator(".t-badge").inner_text()
        page.keyboard.press("ax"[number % 2] if number < 6 else CHANGES[label[0]])
        page.wait_for_function(
            "claim => document.querySelector('.t-claim') && document.querySelector('.t-claim').innerText !== claim",
            arg=claim,
        )
        settle(page)
    with Collection.open(index) as collection:
        items = [item for item in collection.review_queue(ARTICLE) if item.current]
    assert len(items) == 10
    assert {item.current.reviewer for item in items if item.current} == {"K. Board"}
    said = Counter((item.current.decision, item.current.note) for item in items if item.current)
    assert said == {("accept", "a look at 1 and 2"): 1, ("accept", ""): 2, ("reject", ""): 3, ("change", ""): 4}


def test_two_people_at_once_see_what_the_other_decided(page: Page, browser: Browser, library: tuple[str, Path]) -> None:
    url, index = library
    with Collection.open(index) as collection:
        one, two = [entry.claim_id for entry in collection.review_entries() if not entry.reviewed][-2:]
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    other.set_default_timeout(WAIT)
    for person, name, claim in ((page, "Ada", one), (other, "Ben", two)):
        person.goto(f"{url}/review?claim={claim}")
        settle(person)
        person.get_by_label("Reviewer").fill(name)
        person.get_by_label("Reviewer").press("Enter")
        settle(person)
    for person, claim in ((page, one), (other, two)):
        person.get_by_role("button", name="Accept").click()
        person.wait_for_url(re.compile(f"^(?!.*claim={claim})"))
    for person, claim, name in ((page, two, "Ben"), (other, one, "Ada")):
        person.goto(f"{url}/review?status=reviewed&claim={claim}")
        person.get_by_text(f"{name}: accept").wait_for()
    elsewhere.close()


def test_every_bad_file_is_refused_with_its_cause(page: Page, library: tuple[str, Path]) -> None:
    url, index = library
    with Collection.open(index) as collection:
        held = collection.document_count()
    upload(page, url, *((name, data) for name, data, _ in BAD_FILES))
    page.locator(".t-n-error").nth(len(BAD_FILES) - 1).wait_for()
    settle(page)
    told = page.locator(".t-n-error").all_inner_texts()
    for name, _, cause in BAD_FILES:
        (words,) = [one for one in told if f"✗ {name}: " in one]
        # What a file may unpack to is bounded more narrowly where the test of that bound stands.
        assert cause in words or name == "bomb.docx", name
        assert ";" in words, name
    with Collection.open(index) as collection:
        assert collection.document_count() == held


def test_a_document_that_is_gone_is_said_to_be(page: Page, library: tuple[str, Path]) -> None:
    url, index = library
    upload(page, url, ("short.txt", b"The Dock Accord was signed in 1951."))
    page.goto(f"{url}/reader?doc=short.txt")
    page.locator(".t-text").wait_for()
    with Collection.open(index) as collection:
        collection.remove("short.txt")
    page.reload()
    page.get_by_text("the index holds no such document", exact=False).wait_for()


def test_no_page_has_a_serious_barrier(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    found = []
    page.goto(url)
    settle(page)
    for address, wanted, looks in (
        (SEARCHED, ".t-panel", LOOKS),
        (f"reader?doc={ARTICLE.replace('/', '%2F')}", ".t-flagged", LOOKS),
        ("review?status=all", ".t-claim", LOOKS),
        ("about", ".t-table", LOOKS),
        ("library", '[data-testid="stDataFrame"]', LOOKS),
        ("entities", "th:text-is('mentions')", LOOKS[::2]),
        ("entities?view=treaties", "th:text-is('instrument')", LOOKS[::2]),
        ("entities?view=articles", ".st-key-chart-articles .mark-rect", LOOKS[::2]),
        ("entities?view=timeline", ".st-key-chart-years .mark-rect", LOOKS[::2]),
        ("entities?view=together", ".st-key-chart-graph .mark-text text", LOOKS[::2]),
        ("", "text=Ask in a sentence", LOOKS[::2]),
        ("?q=Which+country+won+the+football+world+cup", ".t-n-info", LOOKS[::2]),
        ("reader", "text=Choose a document to read", LOOKS[::2]),
    ):
        follow(page, f"/{address}")
        page.locator(wanted).first.wait_for()
        settle(page)
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'")
            found += [f"{address[:12]}, {width}, {scheme}: {barrier}" for barrier in barriers(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []


def test_a_document_changes_its_tier_and_is_removed_when_the_question_is_answered_with_yes(
    page: Page, library: tuple[str, Path]
) -> None:
    url, index = library
    upload(page, url, ("brief.txt", b"The Quay Accord was signed in 1952."))

    def held() -> bool:
        with Collection.open(index) as collection:
            return any(info.doc_id == "brief.txt" for info in collection.documents(matching="brief.txt"))

    def ask() -> None:
        page.goto(f"{url}/library?q=brief.txt")
        table = page.locator('[data-testid="stDataFrame"]')
        table.wait_for()
        settle(page)
        table.click(position={"x": 16, "y": 52})  # the box before the first row
        page.get_by_text("1 chosen").wait_for()
        settle(page)
        page.get_by_role("button", name="Remove ...").click()
        page.get_by_role("dialog").get_by_text("brief.txt").wait_for()

    ask()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert held()
    page.get_by_role("button", name="Read again").click()
    expect(page.locator(".t-n-success")).to_contain_text("1 updated: brief.txt")
    settle(page)
    page.goto(f"{url}/library?q=brief.txt")
    table = page.locator('[data-testid="stDataFrame"]')
    table.wait_for()
    settle(page)
    table.hover()
    expect(page.get_by_role("button", name="Download as CSV")).to_be_hidden()
    table.click(position={"x": 16, "y": 52})
    page.get_by_text("1 chosen").wait_for()
    settle(page)
    page.get_by_role("button", name="Make reference").click()
    expect(page.locator(".t-n-success")).to_contain_text("1 now reference: brief.txt")
    settle(page)
    ask()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=False).click()
    page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_text("No document has", exact=False).wait_for()
    expect(page.locator(".t-n-success")).to_contain_text("1 removed: brief.txt")
    assert not held()


def test_a_mark_of_a_chart_leads_to_its_passages(page: Page, library: tuple[str, Path]) -> None:
    url, _ = library
    page.goto(f"{url}/entities?view=together")
    field = page.locator(".mark-rect path").first
    field.wait_for()
    settle(page)
    field.click()
    page.wait_for_url(re.compile(r"\?q=.*entity="))
    page.locator(".t-title").first.wait_for()
    settle(page)
    for view, mark, wanted in (
        ("articles", ".st-key-chart-articles .mark-rect path", r"\?q=.*treaty="),
        ("timeline", ".st-key-chart-years .mark-rect path", r"\?q=(19|20)\d\d&mode=lexical$"),
    ):
        follow(page, f"/entities?view={view}")
        page.locator(mark).first.wait_for()
        settle(page)
        page.locator(mark).last.click()
        page.wait_for_url(re.compile(wanted))
        page.locator(".t-title").first.wait_for()
        settle(page)
    follow(page, "/entities?view=treaties&q=liability")
    page.locator("th:text-is('instrument')").wait_for()
    settle(page)
    told = taken(page, "Mentions as CSV", "travaux-mentions.csv")
    assert {row["id"] for row in csv.DictReader(io.StringIO(told))} == {"LIAB"}
    lines = taken(page, "Mentions as JSON Lines", "travaux-mentions.jsonl").splitlines()
    assert len(lines) == len(told.splitlines()) - 1
    assert json.loads(lines[0])["treaty_id"] == "LIAB"
    follow(page, "/entities?view=together")
    page.locator(".st-key-chart-pairs .mark-rect path").first.wait_for()
    settle(page)
    page.locator(".st-key-chart-pairs .mark-rect path").first.click()
    page.wait_for_url(re.compile(r"\?q=.*entity="))
    page.locator(".t-title").first.wait_for()
    settle(page)
    page.go_back()
    page.get_by_role("heading", name="Entities and treaties").wait_for()
    settle(page)
    assert page.url == f"{url}/entities?view=together"
    page.locator(".st-key-chart-graph .mark-symbol.role-mark path").first.click()
    page.wait_for_url(re.compile(r"\?q=.*entity="))
    page.locator(".t-title").first.wait_for()
