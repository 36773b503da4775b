"""The HTTP API over a small real index."""

import http.client
import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn

from pipeline.api import create_app
from pipeline.collection import Collection
from pipeline.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
DRAFT = "drafts/draft one.txt"


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    sources = tmp_path_factory.mktemp("sources")
    for name in ("n01", "n02", "n20"):
        for path in (ROOT / "corpus" / "notes").glob(f"{name}-*.md"):
            shutil.copy(path, sources)
    (sources / "drafts").mkdir()
    (sources / DRAFT).write_text("The Outer Space Treaty has twelve articles. It is a truly wonderful treaty.")
    settings = replace(load_settings(), max_file_mb=0.5)
    with Collection.open(tmp_path_factory.mktemp("index") / "i", create=True, settings=settings) as collection:
        collection.ingest(sources)
        yield collection


@contextmanager
def served(collection, **options):
    """A client of a real server on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(create_app(collection, **options), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def client(collection):
    with served(collection) as client:
        yield client


def test_health_says_what_is_held(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["counts"]["documents"] == 4


def test_documents_are_listed_and_their_text_is_given_as_held(client, collection):
    held = client.get("/documents").json()["documents"]
    assert {document["doc_id"] for document in held} == {info.doc_id for info in collection.documents()}
    answer = client.get(f"/documents/{DRAFT}/text")
    assert answer.text == collection.text(DRAFT)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_search_gives_the_same_as_the_collection(client, collection):
    answer = client.post("/search", json={"query": "weapons in orbit", "k": 3, "tier": "reference"})
    assert answer.status_code == 200
    hits = answer.json()["hits"]
    assert 0 < len(hits) <= 3
    for hit in hits:
        assert hit["tier"] == "reference"
        assert collection.text(hit["doc_id"])[hit["start"] : hit["end"]] == hit["text"]


def test_ask_answers_with_citations(client, collection):
    answer = client.post("/ask", json={"question": "When did the Outer Space Treaty enter into force?"}).json()
    assert "10 October 1967" in answer["answer"]
    for citation in answer["citations"]:
        assert collection.text(citation["doc_id"])[citation["start"] : citation["end"]] == citation["text"]


def test_verify_checks_a_held_document_and_given_claims(client):
    checked = client.post("/verify", json={"doc_id": DRAFT}).json()
    assert checked["verdicts"]
    assert checked["unchecked"]
    given = {"claims": [{"id": "c", "claim": "The Outer Space Treaty entered into force on 10 October 1967."}]}
    (verdict,) = client.post("/verify", json=given).json()["verdicts"]
    assert (verdict["claim_id"], verdict["verdict"]) == ("c", "supported")


def test_verify_opens_no_file_of_the_server(client, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The password of the vault was set on 3 May 2020.")
    answer = client.post("/verify", json={"doc_id": str(secret)})
    assert answer.status_code == 404
    assert "password" not in answer.text


def test_extract_takes_a_file_and_keeps_nothing(client, collection):
    text = "Article IV of the Outer Space Treaty was discussed in Brussels."
    answer = client.post("/extract", files={"file": ("../../note.txt", text.encode())}).json()
    assert answer["text"].strip() == text
    assert {mention["kind"] for mention in answer["mentions"]} == {"entity", "treaty"}
    for mention in answer["mentions"]:
        assert answer["text"][mention["start"] : mention["end"]] == mention["text"]
    assert len(collection.documents()) == 4


@pytest.mark.parametrize("name", ["empty.txt", "cut.pdf", "note.exe", "", "no-ending"])
def test_a_file_that_cannot_be_read_is_explained(client, name):
    answer = client.post("/extract", files={"file": (name, b"")})
    assert answer.status_code == 422
    assert "/tmp" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/search", {}),
        ("/search", {"query": " "}),
        ("/search", {"query": "x", "k": 0}),
        ("/search", {"query": "x", "mode": "magic"}),
        ("/search", {"query": "x", "date_from": "yesterday"}),
        ("/search", {"query": "x", "surprise": 1}),
        ("/search", {"query": "x" * 5_000}),
        ("/ask", {"question": 7}),
        ("/verify", {}),
        ("/verify", {"doc_id": "a", "claims": [{"id": "c", "claim": "d"}]}),
        ("/verify", {"doc_id": "a", "tiers": ["secret"]}),
    ],
)
def test_a_wrong_request_is_explained_in_a_sentence(client, path, body):
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"query": "\\ud800"}', b"[" * 100_000])
def test_a_body_that_is_no_text_or_json_is_explained(client, body):
    answer = client.post("/search", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert isinstance(answer.json()["detail"], str)


def test_an_unknown_document_is_not_found(client):
    answer = client.get("/documents/gone.txt/text")
    assert answer.status_code == 404
    assert "gone.txt" in answer.json()["detail"]


def test_a_request_that_declares_more_than_the_limit_is_refused_at_once(client):
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=60)
    connection.putrequest("POST", "/search")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert b"larger than 600,000 bytes" in answer.read()
    connection.close()


def test_a_request_that_turns_out_larger_than_the_limit_is_refused(client):
    answer = client.post("/search", content=iter([b"x" * 600_001]), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "larger than" in answer.json()["detail"]


def test_a_large_file_is_refused_by_the_limit_of_documents(client):
    answer = client.post("/extract", files={"file": ("long.txt", b"word " * 110_000)})
    assert answer.status_code == 422
    assert "upload.txt" in answer.json()["detail"]


def test_only_this_machine_is_answered_without_a_token(client):
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/health", headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_with_a_token_every_request_must_carry_it(collection):
    with served(collection, token="söme secret") as client:
        assert client.get("/health").json() == {"status": "ok", "counts": {}}
        for path in ("/documents", f"/documents/{DRAFT}/text"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers={"authorization": "Bearer other"}).status_code == 401
        allowed = {"authorization": "Bearer söme secret".encode()}
        assert client.get("/documents", headers=allowed).status_code == 200
        assert client.post("/search", json={"query": "x"}).status_code == 401


def test_the_api_describes_itself_without_loading_anything_from_elsewhere(client):
    description = client.get("/openapi.json").json()
    paths = {"/health", "/documents", "/documents/{doc_id}/text", "/search", "/ask", "/verify", "/extract"}
    assert paths == set(description["paths"])
    page = client.get("/docs").text
    for path in paths:
        assert path in page
    assert "http" not in page.replace("/http", "").split("<body>")[1]
    assert "<script" not in page
