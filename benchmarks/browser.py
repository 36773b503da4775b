"""The browser application on a large index: how long a page and a search take, and what fifty people at once get.

    python benchmarks/browser.py [--passages 100000] [--claims 5000] [--people 50] [--seconds 120] [--work FOLDER]

The index is made up as in scale.py, with eight entities in each passage, and made-up verdicts stand in its queue; one
more document has 1,200 claims of its own. Pages are timed in a real Chromium, from the click on a page's name until its
heading and what it shows stand there; the reader also at places of the long document, and with the key for its next
flag; Entities also right after a document was added, when everything is counted anew; searches from the Enter key until
all passages stand there, and until the answer above them does as well. The fifty speak Streamlit's own protocol, each
over a connection of its own: a search, then a pause of one to three seconds, and again.
See benchmarks/README.md.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from machine import machine, machine_line
from scale import build, queries

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("streamlit", "faiss-cpu", "tantivy", "openvino", "playwright", "travaux")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
# The name of a page, and what stands on it when it is there.
PAGES = (
    ("Search", "p:has-text('Ask in a sentence')"),
    ("Reader", "p:has-text('Choose a document to read')"),
    ("Entities", ".t-table"),
    ("Review", ".t-claim"),
    ("Library", "[data-testid='stDataFrame']"),
    ("About", ".t-facts"),
)
SEARCH = ("search, until the passages stand there", "search, until the answer does")
LONG, LONG_CLAIMS = "long.txt", 1_200
PLACE, FLAG = f"a place in a document of {LONG_CLAIMS:,} claims", "its next flag"
ANEW = "page Entities after a document was added"
OTHERS = (PLACE, FLAG, ANEW, *SEARCH)
# What a click on one of our links does, wherever such a link stands.
FOLLOW = """address => {
  history.pushState({}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""
CITED = """start => document.querySelector(`[data-test-script-state='notRunning']`)
  && !document.querySelector("[data-stale='true']") && location.search.includes(`start=${start}&`)
  && document.querySelector("mark.t-cited")"""
FLAGGED = """before => location.search !== before && document.querySelector(`[data-test-script-state='notRunning']`)
  && !document.querySelector("[data-stale='true']") && document.querySelector(".t-panel-head")"""
PASSAGES = """query => document.querySelectorAll("[data-stale='false'] .t-title").length >= 10
  && [...document.querySelectorAll("[data-stale='false'] .t-count")].some(head => head.textContent.includes(query))"""
DRAWN = "() => document.querySelector(\"[data-test-script-state='notRunning'] .t-title\")"
ROUNDS, SEARCHES, WARM, ADDED = 20, 60, 5, 5
CROWDS = 3  # one after the other, so that what the server holds on to shows


def judged(folder: Path, count: int) -> None:
    """Put made-up verdicts on claims of the made-up documents into the queue, with evidence from other passages."""
    from pipeline import Collection
    from pipeline.data import VERDICTS, Claim, Evidence, Verdict
    from pipeline.reviews import ReviewStore

    rng = random.Random(5)
    with Collection.open(folder) as collection:
        store = ReviewStore(collection._catalog)
        passages = [passage for info in collection.documents(limit=200) for passage in collection.passages(info.doc_id)]
        documents = collection.documents(limit=max(1, count // 50))
        for info in documents:
            verdicts = []
            for number, passage in enumerate(collection.passages(info.doc_id) * 5):
                span = passage.sentences[number % len(passage.sentences)]
                text = passage.text[span.start - passage.start : span.end - passage.start]
                claim = Claim(f"{info.doc_id}-{number}", text, doc_id=info.doc_id, start=span.start, end=span.end)
                evidence = tuple(
                    Evidence(
                        one.doc_id, one.passage_id, one.sentences[0].start, one.sentences[0].end,
                        one.text[: one.sentences[0].end - one.start], 0.5, "neutral", "reference",
                    )
                    for one in rng.sample(passages, 3)
                )  # fmt: skip
                verdicts.append(Verdict(claim, rng.choice(VERDICTS), rng.random(), ("Made up.",), evidence))
            store.save(verdicts, doc_id=info.doc_id)


def long_document(folder: Path) -> list[int]:
    """Where the sentences of the long document begin, each of them a claim; it is added where it is not held."""
    from pipeline import Collection
    from pipeline.data import VERDICTS, Claim, Verdict
    from pipeline.reviews import ReviewStore

    rng = random.Random(6)
    sentences = [f"State {number} signed the accord of {1900 + number % 120}." for number in range(LONG_CLAIMS)]
    with Collection.open(folder) as collection:
        if not collection.documents(matching=LONG):
            collection.ingest_files((LONG, " ".join(sentences).encode()))
        text = collection.text(LONG)
        starts = [text.index(sentence) for sentence in sentences]
        verdicts = [
            Verdict(
                Claim(f"{LONG}-{start}", sentence, doc_id=LONG, start=start, end=start + len(sentence)),
                rng.choice(VERDICTS), rng.random(), ("Made up.",), (),
            )
            for sentence, start in zip(sentences, starts, strict=True)
        ]  # fmt: skip
        ReviewStore(collection._catalog).save(verdicts, doc_id=LONG)
    return starts


@contextmanager
def served(index: Path) -> Iterator[tuple[str, int]]:
    """The address of the real application on the index, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    travaux = Path(sys.executable).with_name("travaux")
    command = [str(travaux), "app", "--index", str(index), "--port", str(port), "--no-browser"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.25)
        try:
            yield f"127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def looked_at(address: str, index: Path, starts: list[int]) -> dict[str, list[float]]:
    """Milliseconds of each switch to a page, of each place and flag in the long document, and of each search."""
    from playwright.sync_api import Page, sync_playwright

    from pipeline import Collection

    times: dict[str, list[float]] = {f"page {name}": [] for name, _ in PAGES} | {name: [] for name in OTHERS}

    def reads(page: Page) -> None:
        for turn, start in enumerate(random.Random(7).sample(starts, ROUNDS + 1)):
            page.get_by_role("link", name="About", exact=True).click()
            page.locator(".t-facts").first.wait_for()
            page.wait_for_timeout(300)
            started = time.perf_counter()
            page.evaluate(FOLLOW, f"/reader?doc={LONG}&start={start}&end={start + 20}")
            page.wait_for_function(CITED, arg=start, polling="raf")
            there = time.perf_counter()
            page.wait_for_timeout(300)
            before = page.evaluate("location.search")
            pressed = time.perf_counter()
            page.keyboard.press("n")
            page.wait_for_function(FLAGGED, arg=before, polling="raf")
            if turn:
                times[PLACE].append((there - started) * 1e3)
                times[FLAG].append((time.perf_counter() - pressed) * 1e3)

    def counts_anew(page: Page) -> None:
        for turn in range(ADDED):
            with Collection.open(index) as collection:
                collection.remove(*(info.doc_id for info in collection.documents(matching="added-")))
                collection.ingest_files((f"added-{turn}.txt", f"NATO met Japan in {2000 + turn}.".encode()))
            page.get_by_role("link", name="Search", exact=True).click()
            page.locator(PAGES[0][1]).wait_for()
            page.wait_for_timeout(1_000)
            started = time.perf_counter()
            page.get_by_role("link", name="Entities", exact=True).click()
            page.locator(".t-table").first.wait_for()
            times[ANEW].append((time.perf_counter() - started) * 1e3)

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(60_000)
        page.goto(f"http://{address}/")
        page.locator(PAGES[0][1]).wait_for()
        for turn in range(ROUNDS + 1):
            for name, wanted in (*PAGES[1:], PAGES[0]):
                link = page.get_by_role("link", name=name, exact=True)
                started = time.perf_counter()
                link.click()
                page.locator(wanted).first.wait_for()
                if turn:  # the first round loads what is loaded once
                    times[f"page {name}"].append((time.perf_counter() - started) * 1e3)
                page.wait_for_timeout(300)
        reads(page)
        counts_anew(page)
        page.get_by_role("link", name="Search", exact=True).click()
        page.locator(PAGES[0][1]).wait_for()
        for number, query in enumerate(queries()[: SEARCHES + WARM]):
            box = page.get_by_label("Question or words")
            box.fill(query)
            started = time.perf_counter()
            box.press("Enter")
            # A locator's wait looks every half second in the end; these look at each frame.
            page.wait_for_function(PASSAGES, arg=query, polling="raf")
            found = time.perf_counter()
            page.wait_for_function(DRAWN, polling="raf")
            passages, answer = SEARCH
            if number >= WARM:
                times[answer].append((time.perf_counter() - started) * 1e3)
                times[passages].append((found - started) * 1e3)
        browser.close()
    return times


async def person(address: str, number: int, until: float, times: list[float], faults: list[str]) -> None:
    """One session that searches until the time is over."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.asyncio.client import connect

    rng = random.Random(number)
    asked = queries()
    await asyncio.sleep(rng.random() * 3)
    async with connect(f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as stream:  # type: ignore[list-item]
        while time.perf_counter() < until:
            message = BackMsg()
            message.rerun_script.query_string = urlencode({"q": rng.choice(asked)})
            started = time.perf_counter()
            await stream.send(message.SerializeToString())
            found = False
            while True:
                told = ForwardMsg()
                told.ParseFromString(await asyncio.wait_for(stream.recv(), 60))
                if told.delta.new_element.HasField("exception"):
                    faults.append(told.delta.new_element.exception.message)
                if 't-notice-box t-n-error"' in told.delta.new_element.html.body:
                    faults.append(told.delta.new_element.html.body)
                found = found or 'class="t-title"' in told.delta.new_element.html.body
                if told.WhichOneof("type") == "script_finished":
                    faults += [] if found else ["a search without passages"]
                    break
            times.append((time.perf_counter() - started) * 1e3)
            await asyncio.sleep(1 + 2 * rng.random())


async def crowd(address: str, people: int, seconds: float) -> tuple[list[float], list[str]]:
    times: list[float] = []
    faults: list[str] = []
    until = time.perf_counter() + seconds
    done = await asyncio.gather(
        *(person(address, number, until, times, faults) for number in range(people)), return_exceptions=True
    )
    return times, faults + [repr(one) for one in done if isinstance(one, BaseException)]


def resident(pid: int) -> float:
    """Megabytes that the process holds now."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1e3


def share(times: list[float], hundredth: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[hundredth - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=5_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--work", type=Path, help="keep the index here, and use the one of an earlier run")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    given = parser.parse_args()
    about = machine(PACKAGES)
    with tempfile.TemporaryDirectory(prefix="travaux-browser-") as folder:
        index = (given.work or Path(folder)) / f"{given.passages}"
        if not index.exists():
            index.parent.mkdir(parents=True, exist_ok=True)
            build(index, given.passages, mentions=8)
            judged(index, given.claims)
        starts = long_document(index)
        with served(index) as (address, process):
            times = looked_at(address, index, starts)
            held, crowded, faults = [resident(process)], [], []
            for _ in range(CROWDS):
                some, wrong = asyncio.run(crowd(address, given.people, given.seconds))
                crowded, faults = crowded + some, faults + wrong
                held.append(resident(process))
    pages = [one for name, some in times.items() if name not in OTHERS for one in some]
    rows = {
        **{name: some for name, some in times.items() if name not in OTHERS},
        "all page switches": pages,
        **{name: times[name] for name in OTHERS},
        f"search, {given.people} people at once": crowded,
    }
    figures = {
        name: {"p50_ms": round(share(some, 50), 1), "p95_ms": round(share(some, 95), 1), "count": len(some)}
        for name, some in rows.items()
    }
    crowd_facts = {
        "people": given.people, "seconds": given.seconds, "faults": len(faults), "first fault": (faults or [""])[0],
        "memory before and after each crowd, MB": [round(one) for one in held],
    }  # fmt: skip
    result = {"machine": about, "passages": given.passages, "claims": given.claims, "ms": figures, "crowd": crowd_facts}
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "browser.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    table = [f"| {name} | {one['count']} | {one['p50_ms']} | {one['p95_ms']} |" for name, one in figures.items()]
    lines = [
        "# The browser application on a large index",
        "",
        f"Written by `benchmarks/browser.py`: {given.passages:,} passages, {given.claims:,} claims.",
        "",
        "| what | times | p50, ms | p95, ms |",
        "|---|---|---|---|",
        *table,
        "",
        f"{CROWDS} times {given.people} people searched for {given.seconds:.0f} s: {len(crowded):,} searches, "
        f"{len(faults)} faults; the server held {held[0]:,.0f} MB before, and after each time "
        f"{', '.join(f'{one:,.0f}' for one in held[1:])} MB.",
        "",
        machine_line(about),
        "",
    ]
    (given.out / "browser.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
