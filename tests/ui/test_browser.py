"""The application as a person meets it: a real server, a real index, a real Chromium."""

from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.collection import Collection
from tests.ui.conftest import WAIT, follow, settle
from tests.ui.hostile import HOSTILE_NAME, add_hostile

pytestmark = pytest.mark.browser


def ask(page: Page, url: str, question: str) -> None:
    page.goto(url)
    settle(page)
    page.get_by_label("Question or words").fill(question)
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator(".t-answer").wait_for()
    settle(page)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["wide", "narrow"])
def test_a_citation_opens_the_source_at_the_cited_words(page: Page, application: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    ask(page, application, "Who leads Operation Olympic Defender?")
    sentence = page.locator(".t-answer").inner_text().rpartition("[")[0].strip()
    assert "U.S. Space Command" in sentence
    page.locator("a.t-cite").first.click()
    cited = page.locator("mark.t-cited")
    cited.first.wait_for()
    settle(page)
    assert "".join(cited.all_text_contents()) == sentence
    expect(cited.first).to_be_in_viewport()


def test_the_cited_words_of_a_long_document_show_on_a_narrow_screen(page: Page, application: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{application}/reader?doc=articles%2Fspace-traffic-tests-and-trust.txt&start=2150&end=2216")
    cited = page.locator("mark.t-cited").first
    cited.wait_for()
    expect(cited).to_be_in_viewport()


def test_a_deep_link_shows_a_colleague_the_same(page: Page, browser: Browser, application: str) -> None:
    ask(page, application, "When did the Outer Space Treaty enter into force?")
    page.locator("a.t-cite").first.click()
    page.locator("mark.t-cited").first.wait_for()
    settle(page)
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    other.set_default_timeout(WAIT)
    other.goto(page.url)
    other.locator("mark.t-cited").first.wait_for()
    settle(other)
    assert other.locator("mark.t-cited").all_text_contents() == page.locator("mark.t-cited").all_text_contents()
    # The boxes of each page hold what its address says.
    for address, label, held in (
        ("?q=orbit&tier=reference&treaty=OST%3A4&since=2020", "As of, from", "2020"),
        ("entities?view=treaties&q=liability", "Words in the name", "liability"),
        ("library?q=moon&tier=reference", "Words in title or id", "moon"),
    ):
        other.goto(f"{application}/{address}")
        expect(other.get_by_label(label)).to_have_value(held)
        settle(other)
        assert other.url == f"{application}/{address}"
    other.goto(f"{application}/review?status=all&verdict=refuted")
    other.locator(".t-claim").wait_for()
    settle(other)
    assert {badge[0] for badge in other.locator(".t-queue .t-badge").all_inner_texts()} == {"✗"}
    elsewhere.close()


def test_a_citation_shows_its_passage_under_the_pointer(page: Page, application: str) -> None:
    ask(page, application, "When did the Outer Space Treaty enter into force?")
    card = page.locator("a.t-cite .t-card").first
    expect(card).to_be_hidden()
    page.locator("a.t-cite").first.hover()
    expect(card).to_be_visible()
    cited = "".join(card.locator("mark").all_inner_texts())
    assert cited
    assert len(card.inner_text()) > 2 * len(cited), "what stands around the sentence, too"


def test_markup_of_a_document_never_runs(page: Page, library: tuple[str, Path]) -> None:
    url, index = library
    with Collection.open(index) as collection:
        add_hostile(collection)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto(url)
    settle(page)
    name, markup = quote_plus(HOSTILE_NAME), "<script>alert("
    for address, wanted, words in (
        (f"reader?doc={name}&start=0&end=40", "mark.t-cited", markup),
        (f"?q=alert+orbit&document={name}", ".t-title + .t-meta + .t-text", markup),
        (f"review?doc={name}&status=all", ".t-claim", markup),
        ("entities?q=alert", ".t-table", "Alert Agency"),
        ("library?q=hostile", '[data-testid="stDataFrame"]', ""),
        ("about", ".t-facts", ""),
    ):
        follow(page, f"/{address}")
        page.locator(wanted, has_text=words).first.wait_for()
        settle(page)
        assert page.locator("img[src='x'], img[onerror], [data-testid='stMain'] script, .t-text h1").count() == 0
    assert alerts == []
