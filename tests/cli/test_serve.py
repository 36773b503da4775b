"""The two servers as processes of their own; what they answer is tested with the API and the application."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from .conftest import ROOT

CODE = "from pipeline.cli import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> bytes:
    """What the address answers, as soon as it does; fails when the process ends before."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read()
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail(f"ended with status {process.returncode}: {process.stderr.read()}")


@pytest.mark.parametrize(
    ("arguments", "path", "wanted"),
    [(["serve"], "/health", b'"status":"ok"'), (["app", "--no-browser"], "/_stcore/health", b"ok")],
    ids=["serve", "app"],
)
def test_a_server_answers_on_this_machine_and_ends_with_a_signal(built, arguments, path, wanted):
    port = free_port()
    call = [sys.executable, "-c", CODE, *arguments, "--index", str(built), "--port", str(port)]
    with subprocess.Popen(
        call,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        # A shell starts what it puts into the background with this signal ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        try:
            assert wanted in wait_for(f"http://127.0.0.1:{port}{path}", process)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
            assert "Traceback" not in said
        finally:
            process.kill()


def test_a_port_in_use_is_told_without_a_traceback(built):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        call = [sys.executable, "-c", CODE, "serve", "--index", str(built), "--port", str(port)]
        done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, env=dict(os.environ))
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr
