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


def test_a_terminal_sees_progress_and_a_file_sees_none():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, stderr=theirs, text=True, cwd=ROOT, env=environment
    )
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.stdout == "done\n"
    assert "counting" in drawn
    assert "[red]one[/red]" in drawn, "a name is not markup"
    assert "\x1b[2J" not in drawn, "a name does not drive the terminal"
