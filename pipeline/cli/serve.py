"""`travaux app` and `travaux serve`: the browser application and the HTTP API."""

import os
import socket
import sys
import tomllib
from pathlib import Path

import click

from pipeline.cli.options import examples, index_option
from pipeline.cli.output import note
from pipeline.errors import SettingsError
from pipeline.roles import LOOPBACK, Tokens

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
@click.option(
    "--open",
    "anyone",
    is_flag=True,
    envvar="TRAVAUX_OPEN",
    help="Let everyone in who reaches --host, without signing in.",
)
def app(index: Path, host: str, port: int, browser: bool, anyone: bool) -> None:
    """Open the browser application on an index.

    Only this machine is served unless people sign in ([auth] in .streamlit/secrets.toml, see the README) or --open says
    that everyone may come in.
    """
    from pipeline.collection import Collection

    with Collection.open(index) as collection:  # a missing or foreign index is told here, not in the browser
        most = max(1, round(collection.settings.max_file_mb))
    if host not in LOOPBACK and not signs_in():
        if not anyone:
            raise click.UsageError(
                f"--host {host} opens the index to others, and nobody signs in: configure [auth] in "
                ".streamlit/secrets.toml, or add --open to let everyone in."
            )
        note(f"Everyone who reaches {host}:{port} can read this index and decide on its verdicts.")
    if host in LOOPBACK:
        note(f"Open to this machine alone ({host}).")
    script = Path(__file__).resolve().parent.parent / "ui" / "start.py"
    headless = not browser or not (os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32"))
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.address", host, "--server.port", str(port), "--server.headless", str(headless).lower()]
    command += ["--server.showEmailPrompt", "false", "--browser.gatherUsageStats", "false"]
    command += ["--server.maxUploadSize", str(most)]
    # Streamlit takes the place of this process: it wants the main thread, and a signal must end it, not orphan it.
    told = {"TRAVAUX_INDEX": str(index.resolve()), "TRAVAUX_OPEN": "1" if anyone else ""}
    os.execve(sys.executable, command, os.environ | told)  # noqa: S606


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
    (Authorization: Bearer TOKEN). For several people, TRAVAUX_TOKENS names a file with a line for each: role (reader,
    reviewer or admin), name, and the SHA-256 of the token.
    """
    tokens = tokens_set()
    if host not in LOOPBACK and tokens is None:
        raise click.UsageError(f"--host {host} opens the index to others; set TRAVAUX_TOKEN to a secret first.")
    import uvicorn

    from pipeline.api import create_app
    from pipeline.collection import Collection

    with Collection.open(index) as collection, _listening(host, port) as listener:
        note(f"Serving {index} on http://{host}:{port}, OpenAPI page on /docs.")
        config = uvicorn.Config(create_app(collection, tokens=tokens), log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


@click.command(epilog=examples("travaux mcp", "travaux mcp --index indexes/treaties"))
@index_option
def mcp(index: Path) -> None:
    """Serve an index to an assistant over MCP, on standard input and output.

    The assistant starts this command itself; it may search, ask, check claims and read, and changes nothing.
    """
    try:
        from pipeline.mcp_server import create_server
    except ImportError as error:
        raise SettingsError(f"The MCP server needs one more package ({error}): pip install 'travaux[mcp]'.") from error
    from pipeline.collection import Collection

    with Collection.open(index) as collection:
        create_server(collection).run("stdio")


def signs_in() -> bool:
    """Whether a provider of sign-in is configured, here or for this user."""
    for folder in (Path.cwd(), Path.home()):
        file = folder / ".streamlit" / "secrets.toml"
        try:
            if "auth" in tomllib.loads(file.read_text(encoding="utf-8")):
                return True
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise SettingsError(f"{file}: cannot be read ({error}); correct it or take it away.") from error
    return False


def tokens_set() -> Tokens | None:
    """The tokens that the environment sets: one for all, or a file of them. Raises SettingsError."""
    if file := os.environ.get("TRAVAUX_TOKENS", ""):
        return Tokens.read(Path(file))
    token = os.environ.get("TRAVAUX_TOKEN", "")
    return Tokens.of(token) if token else None


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address; bound here so that a port in use is told in a sentence."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"{host}:{port}: cannot be served ({reason}); name another --host or --port.") from error
