"""The MCP server as an assistant meets it: the SDK's client, the real command, a real index."""

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters


def called(index: Path, *calls: tuple[str, dict[str, object]]) -> list[tuple[bool, object]]:
    """Whether each call failed, and what it gave."""
    command = StdioServerParameters(
        command=str(Path(sys.executable).with_name("travaux")), args=["mcp", "--index", str(index)]
    )

    async def run() -> list[tuple[bool, object]]:
        async with Client(command) as client:
            answers = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                content = result.structured_content
                text = "".join(part.text for part in result.content if part.type == "text")
                answers.append((bool(result.is_error), content["result"] if content and "result" in content else text))
            return answers

    # In a thread of its own: the browser of other tests keeps an event loop in this one.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: asyncio.run(run())).result()


def test_an_assistant_searches_asks_checks_and_reads(corpus_index: Path) -> None:
    found, answer, verdicts, text, gone, listed = called(
        corpus_index,
        ("search", {"query": "weapons in orbit", "k": 3, "treaties": ["OST:IV"]}),
        ("ask", {"question": "When did the Outer Space Treaty enter into force?"}),
        ("verify", {"claims": ["The Outer Space Treaty entered into force on 10 October 1967."]}),
        ("read", {"document": "notes/n05-liability-convention.md"}),
        ("read", {"document": "gone.md"}),
        ("documents", {"matching": "liability conv"}),
    )
    hits = found[1]
    assert isinstance(hits, list)
    assert 0 < len(hits) <= 3
    assert {"doc_id", "start", "end", "text", "tier"} <= set(hits[0])
    assert "10 October 1967" in str(answer[1])
    assert isinstance(verdicts[1], list)
    assert verdicts[1][0]["verdict"] == "supported"
    assert "29 March 1972" in str(text[1])
    assert gone[0]
    assert "the index holds no such document" in str(gone[1])
    assert [row["doc_id"] for row in json.loads(json.dumps(listed[1]))] == ["notes/n05-liability-convention.md"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search", {"query": "", "k": 3}),
        ("search", {"query": "x", "k": 5_000}),
        ("verify", {"claims": []}),
        ("ask", {}),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(corpus_index: Path, name: str, arguments: dict[str, object]) -> None:
    ((failed, _),) = called(corpus_index, (name, arguments))
    assert failed
