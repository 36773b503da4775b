"""An MCP server over a collection: assistants search, ask, check claims and read, and can cite what they say."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from pipeline.collection import Collection
from pipeline.data import DATE_PREFIX, Claim, Filters, Tier
from pipeline.errors import PipelineError

T = TypeVar("T")
_WINDOW = 20_000  # characters of a document that one call gives
Words = Annotated[str, Field(min_length=1, max_length=4_000)]
Names = Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(max_length=100)]
Day = Annotated[str, Field(pattern=f"^(?:{DATE_PREFIX})$")]

_INSTRUCTIONS = (
    "Searches a library of policy documents and treaties on this machine. Every answer and passage comes with its "
    "document and offsets: cite them. Sources of tier 'unverified' may be wrong. Where the library holds no answer it "
    "says so; then do not answer from it."
)


def create_server(collection: Collection) -> MCPServer:
    """The server over an open collection; its owner runs it and closes the collection."""
    server = MCPServer("travaux", instructions=_INSTRUCTIONS)

    @server.tool()
    def search(
        query: Words,
        k: Annotated[int, Field(ge=1, le=50)] = 10,
        tier: Tier | None = None,
        treaties: Names | None = None,
        entities: Names | None = None,
        documents: Names | None = None,
        date_from: Day | None = None,
        date_to: Day | None = None,
    ) -> list[dict[str, Any]]:
        """The best passages for a query, each with document, offsets, tier and date.

        `treaties` are ids, alone or with an article ("OST", "OST:IV"); dates are what documents are as of, a year, a
        month or a day.
        """
        filters = Filters(
            documents=tuple(documents or ()),
            tier=tier,
            date_from=date_from,
            date_to=date_to,
            entities=tuple(entities or ()),
            treaties=tuple(treaties or ()),
        )
        return [dict(hit.record()) for hit in _told(lambda: collection.search(query, k=k, filters=filters))]

    @server.tool()
    def ask(question: Words, tier: Tier | None = None) -> dict[str, Any]:
        """One to four sentences from the library that answer a question, with citations; or why there is no answer."""
        return dict(_told(lambda: collection.ask(question, filters=Filters(tier=tier))).record())

    @server.tool()
    def verify(claims: Annotated[list[Words], Field(min_length=1, max_length=50)]) -> list[dict[str, Any]]:
        """Whether reliable sources support, refute or leave open each claim, with reasons and evidence."""
        given = [Claim(str(number), claim) for number, claim in enumerate(claims, start=1)]
        return [dict(verdict.record()) for verdict in _told(lambda: collection.verify_claims(given))]

    @server.tool()
    def read(document: Words, start: Annotated[int, Field(ge=0)] = 0) -> dict[str, Any]:
        """The text of a document from an offset on, at most 20,000 characters; `next` is where to go on, or null."""
        text = _told(lambda: collection.text(document))
        end = min(len(text), start + _WINDOW)
        return {"document": document, "start": start, "text": text[start:end], "next": end if end < len(text) else None}

    @server.tool()
    def documents(matching: Annotated[str, Field(max_length=200)] = "") -> list[dict[str, Any]]:
        """The documents of the library, at most 200, by words of their title or id."""
        found = _told(lambda: collection.documents(matching=matching, limit=200))
        return [dict(info.record()) for info in found]

    return server


def _told(made: Callable[[], T]) -> T:
    """What a call gives; what goes wrong is told to the assistant in its sentence."""
    try:
        return made()
    except PipelineError as error:
        raise ToolError(str(error)) from error
