"""Whatever interrupts a batch, it goes on to exactly the result of one that nothing interrupted."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from .conftest import ROOT, run_travaux

# Committing after every document puts many steps, and so many places to be killed in, into a short run.
SLOWLY = (
    "from pipeline.cli import main\nfrom pipeline.extraction import unfinished\nunfinished.COMMIT_SECONDS = 0\nmain()"
)
COUNTRIES = ("Japan", "France", "Canada", "Brazil", "India", "Kenya", "Norway", "Ghana")
DOCUMENTS = 300


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """Many small documents; some without a mention, some that are none, one with an id like a formula."""
    path = tmp_path_factory.mktemp("resume") / "docs.jsonl"
    rows = []
    for number in range(DOCUMENTS):
        text = (
            f"Article {number % 17 + 1} of the Outer Space Treaty binds {COUNTRIES[number % 8]} and its agencies. " * 3
        )
        row = {"id": f"=doc-{number}" if number == 5 else f"doc-{number}", "text": text if number % 5 else "Nothing."}
        rows.append('{"id": broken' if number % 50 == 7 else json.dumps(row))
    path.write_text("\n".join(rows))
    return path


@pytest.fixture(scope="module")
def undisturbed(documents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    files = {}
    for form in ("jsonl", "csv", "parquet"):
        files[form] = folder / f"m.{form}"
        done = run_travaux(
            *("extract", documents, "--kind", "treaties", "--out", files[form]),
            *("--summary", folder / "summary.json", "--failures", folder / "failures.jsonl"),
        )
        assert done.status == 1, done.err
    assert sorted(os.listdir(folder)) == ["failures.jsonl", "m.csv", "m.jsonl", "m.parquet", "summary.json"]
    return files


def content(path):
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return pq.read_table(path).to_pylist()
    return path.read_bytes()


def start(*arguments, code=SLOWLY):
    return subprocess.Popen(
        [sys.executable, "-c", code, "extract", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def wait_for_bytes(path, count, process):
    while process.poll() is None and (not path.exists() or path.stat().st_size < count):
        time.sleep(0.002)


def timeless(path):
    return {key: value for key, value in json.loads(path.read_text()).items() if "second" not in key}


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_killed_runs_end_in_the_undisturbed_result(form, documents, undisturbed, tmp_path):
    out = tmp_path / f"m.{form}"
    moments = random.Random(form)
    call = (documents, "--kind", "treaties", "--out", out, "--resume")
    call += ("--summary", tmp_path / "summary.json", "--failures", tmp_path / "failures.jsonl")
    reached = 0
    for _ in range(3):
        with start(*call) as process:
            wait_for_bytes(tmp_path / f"m.{form}.part", reached + moments.randint(1, 6_000), process)
            time.sleep(moments.uniform(0, 0.02))
            process.kill()
        assert process.wait() == -signal.SIGKILL
        assert not out.exists()
        with (tmp_path / f"m.{form}.part").open("ab") as part:
            part.write(b'{"doc_id": "half a li')
        with (tmp_path / f"m.{form}.journal").open("ab") as journal:
            journal.write(b'{"sources": ["ab')
        reached = (tmp_path / f"m.{form}.part").stat().st_size
    done = run_travaux("extract", *call)
    assert done.status == 1
    assert "going on after" in done.err
    assert content(out) == content(undisturbed[form])
    beside = undisturbed[form].parent
    assert timeless(tmp_path / "summary.json") == timeless(beside / "summary.json")
    assert (tmp_path / "failures.jsonl").read_text() == (beside / "failures.jsonl").read_text()
    assert sorted(os.listdir(tmp_path)) == ["failures.jsonl", f"m.{form}", "summary.json"]


@pytest.fixture
def interrupted(documents, tmp_path):
    """The output of a run that Ctrl-C has stopped; and what it said."""
    out = tmp_path / "m.jsonl"
    with start(documents, "--kind", "treaties", "--out", out) as process:
        wait_for_bytes(tmp_path / "m.jsonl.part", 3_000, process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 1
    return out, said


def test_ctrl_c_leaves_a_result_that_can_be_resumed_and_says_how(interrupted, documents, undisturbed):
    out, said = interrupted
    (last,) = [line for line in said.splitlines() if "docs.jsonl line" not in line]
    assert last.startswith("travaux: stopped on request; ")
    assert "--resume" in last
    assert run_travaux("extract", documents, "--kind", "treaties", "--out", out, "--resume").status == 1
    assert content(out) == content(undisturbed["jsonl"])


def refused(*arguments):
    done = run_travaux("extract", *arguments)
    assert (done.status, done.out) == (1, "")
    return done.err.splitlines()[-1]


def test_an_interrupted_run_is_neither_overwritten_nor_mixed_with_another(interrupted, documents, tmp_path):
    out, _ = interrupted
    before = (tmp_path / "m.jsonl.part").read_bytes()
    assert "go on with it by --resume, or remove m.jsonl.part" in refused(documents, "--out", out)
    assert "was begun with --kind treaties, not all" in refused(documents, "--out", out, "--resume")
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "a", "text": "The Moon Agreement."}))
    same = ("--kind", "treaties", "--out", out, "--resume")
    assert "was begun with the sources" in refused(other, *same)
    assert "was begun with --format jsonl, not csv" in refused(documents, *same, "--format", "csv")
    registry = tmp_path / "own.yaml"
    registry.write_text(
        "{id: X, name: X Treaty, official_title: X Treaty, type: treaty, confidence: high, source: none}"
    )
    assert "was begun with the instruments" in refused(documents, *same, "--registry", registry)
    assert (tmp_path / "m.jsonl.part").read_bytes() == before


def test_a_source_that_was_changed_meanwhile_is_named(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"Article {number + 1} of the Outer Space Treaty. " * 20)
    call = (folder, "--kind", "treaties", "--out", tmp_path / "m.jsonl")
    with start(*call) as process:
        wait_for_bytes(tmp_path / "m.jsonl.part", 10_000, process)
        process.kill()
    (folder / "01.txt").write_text("Another text.")
    said = refused(*call, "--resume")
    assert "was begun with other sources" in said
    assert "01.txt" in said


def test_a_finished_result_stands_until_a_new_one_is_complete(documents, undisturbed, tmp_path):
    out = tmp_path / "m.jsonl"
    out.write_text("a former result\n")
    call = (documents, "--kind", "treaties", "--out", out)
    with start(*call) as process:
        wait_for_bytes(tmp_path / "m.jsonl.part", 3_000, process)
        assert "is being written by another process" in refused(*call, "--resume")
        process.kill()
    assert out.read_text() == "a former result\n"
    run_travaux("extract", *call, "--resume")
    assert content(out) == content(undisturbed["jsonl"])


def test_a_complete_result_has_nothing_to_resume(run, documents, undisturbed):
    before = content(undisturbed["csv"])
    done = run("extract", documents, "--out", undisturbed["csv"], "--resume")
    assert done.status == 0
    assert "is complete, there is nothing to resume" in done.err
    assert content(undisturbed["csv"]) == before


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.unlink"])
def test_killed_between_the_last_steps_it_is_complete_or_resumes(step, documents, undisturbed, tmp_path):
    module, _, name = step.rpartition(".")
    dying = (
        "import os, pathlib\n"
        "from pipeline.cli import main\n"
        "from pipeline.extraction import unfinished\n"
        "finish = unfinished.Unfinished.finish\n"
        "def dying(self):\n"
        f"    real = {step}\n"
        "    def die(*a, **k): real(*a, **k); os.kill(os.getpid(), 9)\n"
        f"    {module}.{name} = die\n"
        "    finish(self)\n"
        "unfinished.Unfinished.finish = dying\n"
        "main()"
    )
    out = tmp_path / "m.parquet"
    call = (documents, "--kind", "treaties", "--out", out)
    with start(*call, code=dying) as process:
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    run_travaux("extract", *call, "--resume")
    assert content(out) == content(undisturbed["parquet"])
    assert os.listdir(tmp_path) == ["m.parquet"]


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="finds the workers in /proc")
def test_workers_that_are_killed_cost_nothing_but_time(documents, undisturbed, tmp_path):
    out = tmp_path / "m.jsonl"
    with start(documents, "--kind", "treaties", "--out", out, "--workers", "2", "--timeout", "60") as process:
        wait_for_bytes(tmp_path / "m.jsonl.part", 1, process)
        for child in workers_of(process.pid):
            os.kill(child, signal.SIGKILL)
        _, said = process.communicate()
    assert process.returncode == 1
    assert "Traceback" not in said
    assert content(out) == content(undisturbed["jsonl"])


def workers_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        for child in children.read().split():
            with open(f"/proc/{child}/cmdline") as command:
                if "spawn_main" in command.read():
                    yield int(child)
