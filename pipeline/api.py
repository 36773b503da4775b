"""The HTTP API: `Collection` behind JSON, with pydantic models at the border and an OpenAPI description."""

import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, HTTPException, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.collection import Collection
from pipeline.data import Claim, Document, Filters, Mention, Mode, Record, Rejection, Tier
from pipeline.documents import Limits, find_sources, parse
from pipeline.errors import DocumentError, IndexBusy, IndexError_, ModelError, NotHeld, PipelineError
from pipeline.ingest import find_mentions
from pipeline.treaties import load_registry

_STATUS = ((NotHeld, 404), (DocumentError, 422), (IndexBusy, 409), (ModelError, 503), (IndexError_, 503))
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_FORM_OVERHEAD = 100_000  # bytes that the form around an uploaded file may take

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Kind = Literal["entities", "treaties", "all"]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Limited(_Asked):
    """What a search is limited to; what is left out limits nothing."""

    documents: list[str] = Field(default=[], max_length=1_000)
    exclude_documents: list[str] = Field(default=[], max_length=1_000)
    tier: Tier | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    entities: list[str] = Field(default=[], max_length=100)
    treaties: list[str] = Field(default=[], max_length=100)

    def filters(self) -> Filters:
        """The same as Travaux has it inside."""
        return Filters(
            tuple(self.documents),
            tuple(self.exclude_documents),
            self.tier,
            self.date_from,
            self.date_to,
            tuple(self.entities),
            tuple(self.treaties),
        )


class SearchRequest(Limited):
    """A query for ranked passages."""

    query: Text
    k: int = Field(default=10, ge=1, le=1_000)
    mode: Mode = "hybrid"


class AskRequest(Limited):
    """A question for a cited answer."""

    question: Text


class ClaimGiven(_Asked):
    """One claim to be checked."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    claim: Text


class VerifyRequest(_Asked):
    """Either a held document whose claims are to be checked, or claims."""

    doc_id: str | None = None
    claims: list[ClaimGiven] = Field(default=[], max_length=200)
    tiers: list[Tier] = Field(default=["reference"], min_length=1)


class Found(BaseModel):
    """Passages, best first; each hit is the record that the command line prints."""

    hits: list[dict[str, Any]]


class Checked(BaseModel):
    """Verdicts, and the statements of a document that are no claims."""

    verdicts: list[dict[str, Any]]
    unchecked: list[dict[str, Any]] = []


class Mentions(BaseModel):
    """Entities and treaty references with offsets into `text`."""

    doc_id: str
    text: str
    mentions: list[dict[str, Any]]


class Held(BaseModel):
    """The documents of the index."""

    documents: list[dict[str, Any]]


class Health(BaseModel):
    """That the service runs, and on which index."""

    status: Literal["ok"] = "ok"
    counts: dict[str, Any]


class SizeLimit:
    """Middleware that refuses a request's body beyond so many bytes with status 413, declared or not."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self._most:
            await self._refuse(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413, self._sentence())  # answered by the application, which reads the body
            return message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse({"detail": self._sentence()}, 413)(scope, receive, send)

    def _sentence(self) -> str:
        return f"The request is larger than {self._most:,} bytes; send less or raise max_file_mb."


def create_app(collection: Collection, *, token: str = "") -> FastAPI:
    """The service over an open collection.

    Args:
        collection: stays open as long as the service runs; its owner closes it.
        token: when given, every request but /health must carry it as `Authorization: Bearer TOKEN`. Without one,
            only requests that name this machine as their host are answered, so that no web page can reach the
            service through a name of its own.
    """

    def authorized(authorization: Annotated[str, Header()] = "") -> None:
        if token and not secrets.compare_digest(authorization.encode("latin-1"), f"Bearer {token}".encode()):
            raise HTTPException(401, "The token is missing or wrong; send 'Authorization: Bearer TOKEN'.")

    app = FastAPI(
        title="Travaux",
        summary="Search, cite and check policy documents.",
        docs_url=None,  # Swagger's page loads its program from another host
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    if not token:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK)
    app.add_middleware(SizeLimit, most=int(collection.settings.max_file_mb * 1_000_000) + _FORM_OVERHEAD)
    app.add_exception_handler(PipelineError, _explain)
    app.add_exception_handler(RequestValidationError, _explain_request)
    guarded = [Depends(authorized)]

    @app.get("/health")
    def health() -> Health:
        """Whether the service runs; needs no token."""
        return Health(counts=_mapping(collection.info()["counts"]) if not token else {})

    @app.get("/documents", dependencies=guarded)
    def documents() -> Held:
        """Every document that the index holds."""
        return Held(documents=[dict(document.record()) for document in collection.documents()])

    @app.get("/documents/{doc_id:path}/text", dependencies=guarded)
    def text(doc_id: str) -> PlainTextResponse:
        """A document's text as held; all offsets count in its characters."""
        return PlainTextResponse(collection.text(doc_id))

    @app.post("/search", dependencies=guarded)
    def search(asked: SearchRequest) -> Found:
        """The best passages for a query."""
        hits = collection.search(asked.query, k=asked.k, mode=asked.mode, filters=asked.filters())
        return Found(hits=[dict(hit.record()) for hit in hits])

    @app.post("/ask", dependencies=guarded)
    def ask(asked: AskRequest) -> dict[str, Any]:
        """An answer with citations, or an abstention."""
        return dict(collection.ask(asked.question, filters=asked.filters()).record())

    @app.post("/verify", dependencies=guarded)
    def verify(asked: VerifyRequest) -> Checked:
        """Verdicts on the claims of a held document (put up for review) or on claims given here."""
        if (asked.doc_id is None) == (not asked.claims):
            raise HTTPException(422, "Give either 'doc_id' or 'claims'.")
        if asked.doc_id is None:
            claims = [Claim(given.id, given.claim) for given in asked.claims]
            verdicts = collection.verify_claims(claims, tiers=tuple(asked.tiers))
            return Checked(verdicts=[dict(verdict.record()) for verdict in verdicts])
        collection.document(asked.doc_id)  # held ones only: the path of a file here is no business of a client
        verification = collection.verify(asked.doc_id, tiers=tuple(asked.tiers))
        return Checked(
            verdicts=[dict(verdict.record()) for verdict in verification.verdicts],
            unchecked=[dict(claim.record()) for claim in verification.unchecked],
        )

    @app.post("/extract", dependencies=guarded)
    def extract(file: UploadFile, kind: Kind = "all") -> Mentions:
        """Entities and treaty references of an uploaded file, which is not kept."""
        document = _uploaded(file, collection)
        mentions = [dict(mention.record()) for mention in _mentions(document, collection, kind)]
        return Mentions(doc_id=document.doc_id, text=document.text, mentions=mentions)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(_page(app.openapi()))

    return app


def _mentions(document: Document, collection: Collection, kind: Kind) -> list[Mention]:
    analysis = None if kind == "treaties" else collection.language.analyse(document.text, headings=document.headings)
    found = find_mentions(document, analysis=analysis, registry=None if kind == "entities" else load_registry())
    return [Mention(document.doc_id, thing) for thing in found]


def _uploaded(file: UploadFile, collection: Collection) -> Document:
    """The uploaded file as a document; only the ending of its name is taken from the client."""
    name = Path((file.filename or "").replace("\\", "/")).name
    suffix = "".join(sign for sign in Path(name).suffix if sign.isalnum() or sign == ".")[:10]
    limits = Limits.from_settings(collection.settings)
    with tempfile.TemporaryDirectory(prefix="travaux-") as folder:
        path = Path(folder) / f"upload{suffix}"
        with path.open("wb") as copy:
            while part := file.file.read(1_000_000):
                copy.write(part)
        for source in find_sources([path], limits=limits):
            if isinstance(source, Rejection):
                raise DocumentError(path.name, source.cause, source.remedy)
            try:
                return parse(source, limits=limits)
            except DocumentError as error:  # without the path on this machine
                raise DocumentError(path.name, error.cause, error.remedy) from error
    raise DocumentError(path.name, "holds no document", "send a file with text")


def _mapping(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _explain(_request: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    return JSONResponse({"detail": str(error)}, status)


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
