"""`travaux app` and `travaux serve`: the browser application and the HTTP API."""

import os
import socket
import sys
from pathlib import Path

import click

from pipeline.cli.options import examples, index_option
from pipeline.cli.output import note
from pipeline.errors import SettingsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_port = click.IntRange(1, 65_535)


@click.command(
    epilog=examples(
        "travaux app",
        "travaux app --index indexes/treaties --port 8600 --no-browser",
    )
)
@index_option
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; this machine only unless given."
)
@click.option("--port", type=_port, default=8501, show_default=True)
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open a browser window.")
def app(index: Path, host: str, port: int, browser: bool) -> None:
    """Open the browser application on an index."""
    from pipeline.collection import Collection

    Collection.open(index).close()  # a missing or foreign index is told here, not in the browser
    if host not in LOOPBACK:
        note(f"Everyone who reaches {host}:{port} can read this index and decide on its verdicts.")
    script = Path(__file__).resolve().parent.parent / "ui" / "start.py"
    headless = not browser or not (os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32"))
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.address", host, "--server.port", str(port), "--server.headless", str(headless).lower()]
    command += ["--server.showEmailPrompt", "false", "--browser.gatherUsageStats", "false"]
    # Streamlit takes the place of this process: it wants the main thread, and a signal must end it, not orphan it.
    os.execve(sys.executable, command, os.environ | {"TRAVAUX_INDEX": str(index.resolve())})  # noqa: S606


@click.command(
    epilog=examples(
        "travaux serve",
        "curl -s http://127.0.0.1:8000/documents",
        "TRAVAUX_TOKEN=... travaux serve --host 0.0.0.0 --port 8080",
    )
)
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=_port, default=8000, show_default=True)
def serve(index: Path, host: str, port: int) -> None:
    """Serve the HTTP API; its OpenAPI page is /docs.

    Only this machine is served unless TRAVAUX_TOKEN is set. Then every request but /health must carry it
    (Authorization: Bearer TOKEN).
    """
    token = os.environ.get("TRAVAUX_TOKEN", "")
    if host not in LOOPBACK and not token:
        raise click.UsageError(f"--host {host} opens the index to others; set TRAVAUX_TOKEN to a secret first.")
    import uvicorn

    from pipeline.api import create_app
    from pipeline.collection import Collection

    with Collection.open(index) as collection, _listening(host, port) as listener:
        note(f"Serving {index} on http://{host}:{port}, OpenAPI page on /docs.")
        config = uvicorn.Config(create_app(collection, token=token), log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address; bound here so that a port in use is told in a sentence."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"{host}:{port}: cannot be served ({reason}); name another --host or --port.") from error
