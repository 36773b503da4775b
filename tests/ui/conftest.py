"""A real server on a real index, and a real Chromium to look at it."""

import itertools
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
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

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
WAIT = 120_000  # milliseconds; the first question loads the encoder, and a busy machine takes its time
QUIET = 250  # milliseconds without a run, after which none is under way
_AT_REST = """([call, quiet]) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const rests =
    app?.dataset.testScriptState === 'notRunning' &&
    app.dataset.testConnectionState === 'CONNECTED' &&
    !document.querySelector('[data-stale="true"]');
  if (!rests || window.rest?.call !== call) window.rest = { call, since: performance.now() };
  return rests && performance.now() - window.rest.since > quiet;
}"""
_calls = itertools.count()
expect.set_options(timeout=WAIT)


def settle(page: Page) -> None:
    """Wait until the page is drawn to its end and stays so; before that, what is clicked or read may be replaced."""
    page.wait_for_function(_AT_REST, arg=[next(_calls), QUIET])


def barriers(page: Page) -> list[str]:
    """What keeps people out of a page as it stands, as far as axe-core finds it and calls it serious."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
        page.evaluate(Axe().axe_script)
    found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def follow(page: Page, address: str) -> None:
    """Go where one of our links leads; the application is not loaded anew.

    Nothing tells when the page for it is there but something on it that the page before did not show.
    """
    page.evaluate(
        """address => {
          history.pushState({}, "", address);
          window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
        }""",
        address,
    )


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves the page as the program that runs, which every process started later would run as well."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def serve(index: Path, root: Path, *, port: int = 0) -> Iterator[str]:
    port = port or free_port()
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
        try:
            yield url
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def library(reviewed_index: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on an index that tests may add to, with the claims of the corpus' article checked."""
    index = Path(shutil.copytree(reviewed_index, tmp_path_factory.mktemp("library") / "index"))
    for url in serve(index, root):
        yield url, index


@pytest.fixture(scope="session")
def application(library: tuple[str, Path]) -> str:
    """The address of the same server, for those who only read."""
    return library[0]


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser, which need not load the application's files for each test anew."""
    opened = browser.new_context()
    opened.set_default_timeout(WAIT)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    opened.set_viewport_size({"width": 1280, "height": 800})
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    opened.close()
    context.clear_cookies()
    outside = [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]
    assert outside == [], "a page asks nobody but this machine"
