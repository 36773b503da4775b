"""The application as a person meets it: a real server, a real index, a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.hostile import hostile_index

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 60_000  # milliseconds; the first question loads the encoder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        found = found or (path if Path(path := playwright.chromium.executable_path).is_file() else None)
        if found is None:
            reason = "no Chromium found; install one, or run '.venv/bin/playwright install chromium'"
            # Where the browser is meant to be there, its absence is a failure, not a reason to pass.
            pytest.fail(reason) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(reason)
        launched = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        launched.close()


def serve(index: Path, root: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    travaux = Path(sys.executable).with_name("travaux")
    command = [str(travaux), "app", "--index", str(index), "--port", str(port), "--no-browser"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, "the application ended"
                time.sleep(0.25)
        yield url
        process.terminate()


@pytest.fixture(scope="module")
def application(corpus_index: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    copy = shutil.copytree(corpus_index, tmp_path_factory.mktemp("application") / "index")
    yield from serve(Path(copy), root)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    context.close()
    outside = [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]
    assert outside == [], "a page asks nobody but this machine"


def ask(page: Page, url: str, question: str) -> None:
    page.goto(url)
    page.get_by_label("Question or words").fill(question)
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator(".t-answer").wait_for()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["wide", "narrow"])
def test_a_citation_opens_the_source_at_the_cited_words(page: Page, application: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    ask(page, application, "Who leads Operation Olympic Defender?")
    sentence = page.locator(".t-answer").inner_text().rpartition("[")[0].strip()
    assert "U.S. Space Command" in sentence
    page.locator("a.t-cite").first.click()
    cited = page.locator("mark.t-cited")
    cited.first.wait_for()
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
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    other.goto(page.url)
    other.locator("mark.t-cited").first.wait_for(timeout=WAIT)
    assert other.locator("mark.t-cited").all_text_contents() == page.locator("mark.t-cited").all_text_contents()
    elsewhere.close()


def test_claims_are_checked_flagged_and_decided(page: Page, application: str) -> None:
    page.goto(f"{application}/reader?doc=articles%2Fspace-traffic-tests-and-trust.txt")
    page.get_by_role("button", name="Check the claims of this document").click()
    page.locator(".t-text .t-refuted").first.wait_for()
    page.goto(f"{application}/review")
    page.get_by_label("Reviewer").fill("A. Reader")
    page.get_by_label("Reviewer").press("Enter")
    page.get_by_role("button", name="Record").first.click()
    page.get_by_text("1 of ", exact=False).first.wait_for()


def test_markup_of_a_document_never_runs(page: Page, root: Path, tmp_path: Path) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    for url in serve(hostile_index(tmp_path), root):
        page.goto(f"{url}/reader?doc=hostile.txt&start=0&end=40")
        page.locator("mark.t-cited").first.wait_for()
        assert page.locator("mark.t-cited").first.text_content() in "<script>alert(1)</script> The orbit of alert"
        page.goto(f"{url}/?q=alert+orbit")
        page.locator(".t-title").first.wait_for()
        page.goto(f"{url}/review")
        page.get_by_text("verdicts reviewed", exact=False).wait_for()
        assert alerts == []
        assert page.locator(".t-text img, .t-text script, .t-text h1").count() == 0
