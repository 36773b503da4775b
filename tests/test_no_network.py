"""The whole path, from files to a report, with every socket beyond loopback refused."""

import subprocess
import sys
from pathlib import Path

# An audit hook sees every connection and look-up that goes through Python, whatever library makes it.
GUARD = """
import sys
LOCAL = ("127.", "::1", "localhost")
def refuse(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(LOCAL):
            print("REFUSED", event, address, file=sys.stderr)
            raise OSError(f"connection to {address} refused by the test")
    elif event == "socket.getaddrinfo" and arguments[0] and not str(arguments[0]).startswith(LOCAL):
        print("REFUSED", event, arguments[0], file=sys.stderr)
        raise OSError(f"look-up of {arguments[0]} refused by the test")
sys.addaudithook(refuse)
"""
PATH = """
from pipeline.cli import main
import contextlib
index, corpus, out = sys.argv[1:4]
article = "articles/space-traffic-tests-and-trust.txt"
for command in (
    ["ingest", corpus, "--index", index],
    ["search", "weapons in orbit", "--index", index],
    ["ask", "Who leads Operation Olympic Defender?", "--index", index],
    ["extract", corpus + "/articles", "--out", out + "/mentions.csv"],
    ["verify", article, "--index", index],
    ["review", "export", "--index", index, "--format", "html", "--out", out + "/report.html"],
    ["info", "--index", index],
    ["check", "--index", index],
    ["remove", article, "--index", index],
):
    sys.argv = ["travaux", *command]
    with contextlib.suppress(SystemExit):
        try:
            main()
        except SystemExit as end:
            assert not end.code, (command, end.code)
print("DONE")
"""


def run(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", GUARD + script, *arguments], capture_output=True, text=True)


def test_the_guard_refuses_what_it_should() -> None:
    done = run("import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)")
    assert done.returncode == 1
    assert "refused by the test" in done.stderr


def test_the_whole_path_needs_no_network(root: Path, tmp_path: Path) -> None:
    done = run(PATH, str(tmp_path / "index"), str(root / "corpus"), str(tmp_path))
    assert done.stdout.endswith("DONE\n"), done.stderr
    assert "REFUSED" not in done.stderr
    assert (tmp_path / "report.html").stat().st_size > 1_000
