"""Take the pictures of the README: a corpus index of its own, the real application, a real Chromium.

python scripts/screenshots.py [--out docs/screenshots]
"""

import argparse
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pipeline.collection import Collection
from pipeline.ui.state import SearchState

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "articles/space-traffic-tests-and-trust.txt"
PAGES = (
    ("reader", f"reader?doc={ARTICLE.replace('/', '%2F')}", "h2:has-text('Claim')"),
    ("entities", "entities?view=articles", ".mark-rect"),
    ("together", "entities?view=together", ".st-key-chart-graph .mark-text text"),
    ("review", "review", ".t-claim"),
    ("library", "library", '[data-testid="stFileUploader"]'),
    ("about", "about", ".t-facts"),
)
QUESTION = "Who leads Operation Olympic Defender?"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    out: Path = parser.parse_args().out.resolve()
    os.chdir(ROOT)  # sources are shown as they were named
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="travaux-pictures-") as folder:
        index = Path(folder) / "index"
        with Collection.open(index, create=True) as collection:
            collection.ingest("corpus")
            collection.verify(ARTICLE)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        travaux = Path(sys.executable).with_name("travaux")
        command = [str(travaux), "app", "--index", str(index), "--port", str(port), "--no-browser"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as application:
            try:
                take(f"http://127.0.0.1:{port}", out)
            finally:
                application.terminate()


def take(url: str, out: Path) -> None:
    """Wait for the application and take a picture of each page, light and dark, wide and narrow."""
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    question = SearchState(QUESTION)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        for scheme, width in itertools.product(("light", "dark"), (1280, 390)):
            height = 800 if width == 1280 else 844
            context = launched.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            page.goto(f"{url}/{question.link}")
            page.locator("a.t-cite").first.wait_for(timeout=60_000)
            page.locator("a.t-cite").first.click()
            picture(page, ".t-panel", out / f"search-{scheme}-{width}.png")
            for name, address, wanted in PAGES:
                page.goto(f"{url}/{address}")
                if name == "reader":
                    page.locator("a.t-refuted").first.click()
                picture(page, wanted, out / f"{name}-{scheme}-{width}.png")
            context.close()
        launched.close()


def picture(page: Page, wanted: str, path: Path) -> None:
    """The page as it is once `wanted` shows and it has come to rest."""
    page.locator(wanted).first.wait_for(timeout=60_000)
    page.wait_for_timeout(1_500)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
