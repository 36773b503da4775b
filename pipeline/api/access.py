"""Who asks, and whether that is allowed."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.collection import Collection
from pipeline.roles import Person, Role, Tokens


def _collection(request: Request) -> Collection:
    held: Collection = request.app.state.collection
    return held


class TokenNeeded:
    """Middleware that answers nobody without a token, before anything but the head of a request is read.

    Open to everybody are the pages that say how to ask, and whether the service runs.
    """

    _OPEN = ("/health", "/docs", "/openapi.json")

    def __init__(self, app: ASGIApp, *, tokens: Tokens) -> None:
        self._app, self._tokens = app, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self._OPEN:
            scheme, _, token = dict(scope["headers"]).get(b"authorization", b"").partition(b" ")
            sent = token.strip().decode("utf-8", "surrogateescape")
            found = self._tokens.person(sent) if scheme.lower() == b"bearer" else None
            if found is None:
                why = "The token is missing or wrong; send 'Authorization: Bearer TOKEN'."
                await JSONResponse({"detail": why}, 401, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
                return
            scope.setdefault("state", {})["person"] = found
        await self._app(scope, receive, send)


def _needs(role: Role) -> Callable[[Request], Person]:
    def person(request: Request) -> Person:
        if request.app.state.tokens is None:
            return Person("", "admin")
        found: Person = request.state.person
        if not found.may(role):
            raise HTTPException(403, f"This needs the role {role}; the token's role is {found.role}.")
        return found

    return person


Held = Annotated[Collection, Depends(_collection)]
Reader = Annotated[Person, Depends(_needs("reader"))]
Reviewer = Annotated[Person, Depends(_needs("reviewer"))]
Admin = Annotated[Person, Depends(_needs("admin"))]
