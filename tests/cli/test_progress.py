"""Progress is drawn on a terminal and nowhere else. The terminal here is a real pseudo-terminal."""

import os
import pty
import subprocess
import sys

from .conftest import ROOT

CODE = (
    "from pipeline.cli.progress import progress\n"
    "with progress('counting') as advance:\n"
    "    for number in range(3):\n"
    "        advance(number, 'file \\x1b[2J [red]one[/red]')\n"
    "print('done')\n"
)
MEASURED = (
    "from pipeline.cli.progress import measured_progress\n"
    "with measured_progress('extracting', lambda: 300, 'documents') as advance:\n"
    "    for number in range(1, 4):\n"
    "        advance(1_000 + number, 50 * number)\n"
    "print('done')\n"
)


def test_a_terminal_sees_progress_and_a_file_sees_none():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
    drawn = on_terminal(CODE)
    assert "counting" in drawn
    assert "[red]one[/red]" in drawn, "a name is not markup"
    assert "\x1b[2J" not in drawn, "a name does not drive the terminal"


def test_measured_progress_shows_how_much_is_done_and_left():
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
    drawn = on_terminal(MEASURED)
    assert "1,003 documents" in drawn
    assert "50%" in drawn
    assert "left" in drawn


def on_terminal(code):
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs, text=True, cwd=ROOT, env=environment
    )
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.stdout == "done\n"
    return drawn
