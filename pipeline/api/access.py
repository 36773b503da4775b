"""Who asks, and whether that is allowed."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request

from pipeline.collection import Collection
from pipeline.roles import Person, Role, Tokens


def _collection(request: Request) -> Collection:
    held: Collection = request.app.state.collection
    return held


def _needs(role: Role) -> Callable[[Request, str], Person]:
    def person(request: Request, authorization: Annotated[str, Header()] = "") -> Person:
        tokens: Tokens | None = request.app.state.tokens
        if tokens is None:
            return Person("", "admin")
        scheme, _, token = authorization.partition(" ")
        # Headers come as Latin-1; tokens are UTF-8.
        sent = token.strip().encode("latin-1").decode("utf-8", "surrogateescape")
        found = tokens.person(sent) if scheme.lower() == "bearer" else None
        if found is None:
            raise HTTPException(401, "The token is missing or wrong; send 'Authorization: Bearer TOKEN'.")
        if not found.may(role):
            raise HTTPException(403, f"This needs the role {role}; the token's role is {found.role}.")
        return found

    return person


Held = Annotated[Collection, Depends(_collection)]
Reader = Annotated[Person, Depends(_needs("reader"))]
Reviewer = Annotated[Person, Depends(_needs("reviewer"))]
Admin = Annotated[Person, Depends(_needs("admin"))]
