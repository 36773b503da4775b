"""The command as a whole: help, quick start, exit statuses, and errors in one line."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from pipeline.cli import travaux
from pipeline.cli.program import Travaux
from pipeline.errors import PipelineError

from .conftest import ROOT, run_travaux

TRAVAUX = (sys.executable, "-c", "from pipeline.cli import main; main()")
HEAVY = ("torch", "spacy", "faiss", "streamlit", "tantivy", "openvino", "numpy", "fastapi", "rich", "pyarrow")


def commands(group: click.Group, *above: str) -> list[tuple[str, ...]]:
    found = []
    for name, command in group.commands.items():
        found.append((*above, name))
        if isinstance(command, click.Group):
            found += commands(command, *above, name)
    return found


def test_the_command_line_starts_without_any_heavy_library():
    code = f"import sys, pipeline.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_the_promised_commands_are_there():
    promised = "ingest tier remove info check text extract search ask verify review app serve mcp".split()
    assert list(travaux.commands) == promised


@pytest.mark.parametrize("path", commands(travaux), ids=" ".join)
def test_help_says_what_a_command_does_and_shows_examples_that_parse(path):
    done = run_travaux(*path, "--help")
    assert done.status == 0
    assert "Examples:" in done.out
    assert f"travaux {' '.join(path)}" in done.out.split("Examples:")[1]


def test_version(run):
    assert run("--version").out.startswith("travaux ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["search"],
        ["search", " "],
        ["search", "words", "--queries", "q.jsonl", "--run", "r"],
        ["search", "--queries", "q.jsonl"],
        ["search", "words", "--k", "0"],
        ["search", "words", "--mode", "magic"],
        ["search", "words", "--from", "yesterday"],
        ["search", "words", "--to", "2024-13"],
        ["search", "words", "--tier", "secret"],
        ["ask"],
        ["ask", ""],
        ["ask", "one", "--questions", "q.jsonl"],
        ["ask", "one", "--out", "a.jsonl"],
        ["verify"],
        ["verify", "--claims", "c", "--pairs", "p"],
        ["verify", "a.txt", "--out", "v.jsonl"],
        ["extract"],
        ["extract", "a.txt", "--format", "parquet"],
        ["ingest"],
        ["remove"],
        ["review", "decide", "claim", "change"],
        ["review", "decide", "claim", "accept", "--verdict", "refuted"],
        ["review", "decide", "claim", "perhaps"],
        ["serve", "--host", "0.0.0.0"],
        ["serve", "--port", "0"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_status_2_and_touches_nothing(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run_travaux(*arguments)
    assert done.status == 2
    assert "Error: " in done.err
    assert done.out == ""
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["remove", "a"],
        ["info"],
        ["check"],
        ["text", "a"],
        ["search", "a"],
        ["ask", "a"],
        ["verify", "a"],
        ["review", "list"],
        ["review", "show", "a"],
        ["review", "decide", "a", "accept", "--reviewer", "R"],
        ["review", "export"],
        ["app"],
        ["serve"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("there", [False, True], ids=["missing", "no index"])
def test_a_folder_that_is_no_index_is_named_in_one_line(arguments, there, tmp_path):
    folder = tmp_path / "nothing"
    if there:
        folder.mkdir()
        (folder / "letter.txt").write_text("Dear Sir")
    done = run_travaux(*arguments, "--index", folder)
    assert done.status == 1
    assert done.out == ""
    assert done.err.startswith("travaux: ")
    assert str(folder) in done.err
    assert len(done.err.splitlines()) == 1
    assert folder.exists() == there


@pytest.fixture
def group():
    @click.group(cls=Travaux)
    def group():
        """A group like ours."""

    return group


def test_an_error_of_ours_is_one_line_without_control_characters(group):
    @group.command()
    def fail():
        raise PipelineError("first\nsecond \x1b[2J third")

    done = click.testing.CliRunner().invoke(group, ["fail"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "travaux: first second �[2J third\n"


def test_an_interruption_is_one_line(group):
    @group.command()
    def wait():
        raise KeyboardInterrupt

    done = click.testing.CliRunner().invoke(group, ["wait"])
    assert done.exit_code == 1
    assert done.stderr == "travaux: stopped on request; what was finished before stands.\n"


def test_a_defect_is_one_line_unless_the_traceback_is_asked_for():
    code = (
        "from pipeline.cli import main, travaux\n"
        "@travaux.command()\n"
        "def fail(): raise RuntimeError('two\\nlines')\n"
        "main()"
    )
    call = [sys.executable, "-c", code, "fail"]
    quiet = subprocess.run(call, capture_output=True, text=True, cwd=ROOT)
    assert quiet.returncode == 1
    assert quiet.stderr.startswith("travaux: internal error (RuntimeError: two lines)")
    assert len(quiet.stderr.splitlines()) == 1
    loud = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"TRAVAUX_DEBUG": "1"})
    assert "Traceback" in loud.stderr


def test_a_reader_that_goes_away_is_no_error():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*TRAVAUX, "--help"], stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(write)
    assert done.stderr == ""


def test_output_is_utf_8_whatever_the_terminal_says(built):
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    call = [*TRAVAUX, "search", "satellite", "--k", "1", "--index", built]
    done = subprocess.run(call, capture_output=True, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
    done.stdout.decode("utf-8")


def test_ctrl_c_ends_a_running_command_with_one_line(tmp_path):
    # A named pipe without a writer keeps the command reading until it is interrupted.
    pipe = tmp_path / "claims.jsonl"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [*TRAVAUX, "verify", "--pairs", pipe, "--out", tmp_path / "v.jsonl"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        # A shell starts what it puts into the background with this signal ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        part = f".v.jsonl.{process.pid}.part"
        while part not in os.listdir(tmp_path) and process.poll() is None:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert said == "travaux: stopped on request; what was finished before stands.\n"
    assert process.returncode == 1
    assert sorted(os.listdir(tmp_path)) == ["claims.jsonl"]
    assert not Path(tmp_path / "v.jsonl").exists()
