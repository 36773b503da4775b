"""The service: routes, limits, errors and the page that describes it all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.api.access import TokenNeeded
from pipeline.api.limits import SizeLimit
from pipeline.api.models import Health
from pipeline.api.routes import router
from pipeline.collection import Collection
from pipeline.data import Record
from pipeline.errors import DocumentError, IndexBusy, IndexError_, ModelError, NotHeld, PipelineError, ReviewError
from pipeline.roles import Tokens

_STATUS = (
    (NotHeld, 404),
    (DocumentError, 422),
    (ReviewError, 422),
    (IndexBusy, 409),
    (ModelError, 503),
    (IndexError_, 503),
)
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_FORM_OVERHEAD = 100_000  # bytes that the form around an uploaded file may take
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": why, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}}
    for status, why in (
        (400, "The request is not understood."),
        (401, "The token is missing or wrong."),
        (403, "The token's role does not allow this."),
        (404, "The index does not hold this."),
        (409, "Another process is changing the index."),
        (413, "The request is too large."),
        (422, "The request says something that cannot be done."),
        (503, "The index or a model cannot be used."),
    )
}


def create_app(collection: Collection, *, tokens: Tokens | None = None) -> FastAPI:
    """The service over an open collection.

    Args:
        collection: stays open as long as the service runs; its owner closes it.
        tokens: when given, every request but /health must carry one of them as `Authorization: Bearer TOKEN`. Without,
            only requests that name this machine as their host are answered, so that no web page can reach the
            service through a name of its own, and none that a page of another site makes a browser send.
    """
    app = FastAPI(
        title="Travaux",
        summary="Search, cite and check policy documents.",
        docs_url=None,  # Swagger's page loads its program from another host
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.collection, app.state.tokens = collection, tokens
    if tokens is None:
        app.add_middleware(_OwnPages)
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK)
    app.add_middleware(SizeLimit, most=int(collection.settings.max_file_mb * 1_000_000) + _FORM_OVERHEAD)
    if tokens is not None:
        app.add_middleware(TokenNeeded, tokens=tokens)  # the outermost: nothing of a stranger's request is read
    app.add_exception_handler(PipelineError, _explain)
    app.add_exception_handler(RequestValidationError, _explain_request)

    @app.get("/health")
    def health() -> Health:
        """Whether the service runs; needs no token."""
        return Health(counts=_mapping(collection.info()["counts"]) if tokens is None else {})

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(_page(app.openapi()))

    wanted = [] if tokens is None else [Depends(HTTPBearer(auto_error=False))]  # for the description alone
    app.include_router(router, responses=_ERRORS, dependencies=wanted)
    plain = app.openapi
    app.openapi = lambda: _with_fault(plain())  # type: ignore[method-assign]  # as FastAPI's manual extends it
    return app


class _OwnPages:
    """Refuses what a page of another site has a browser send, which says where it comes from."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        origin = headers.get("origin")
        answer: ASGIApp = self._app
        if origin and origin.partition("://")[2] != headers.get("host"):
            why = "A page of another site sent this; use the command line or a page of this service."
            answer = JSONResponse({"detail": why}, 403)
        await answer(scope, receive, send)


def _with_fault(description: dict[str, Any]) -> dict[str, Any]:
    """The description with the one shape that all our errors have."""
    sentence = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
    description["components"]["schemas"]["Fault"] = sentence
    return description


def _mapping(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _explain(_request: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    return JSONResponse({"detail": error.elsewhere if isinstance(error, PipelineError) else str(error)}, status)


def _explain_request(_request: Request, error: Exception) -> JSONResponse:
    """One sentence for each fault, without what was sent: that may be large, or no valid text at all."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    sentences = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in faults]
    return JSONResponse({"detail": "; ".join(sentences)}, 422)


def _page(description: Record) -> str:
    """The OpenAPI description as a page that loads nothing from elsewhere."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    return environment.get_template("api.html").render(description=description)
