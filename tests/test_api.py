"""The HTTP API over a small real index."""

import hashlib
import http.client
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from pipeline.api import create_app
from pipeline.collection import Collection
from pipeline.errors import SettingsError
from pipeline.index.lock import writer_lock
from pipeline.roles import Tokens
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


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://[", "http://127.0.0.1.evil.example"])
def test_no_page_of_another_site_adds_a_document(client, origin):
    counts = client.get("/health").json()["counts"]
    answer = client.post("/documents", files={"file": ("x.txt", b"Planted.")}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "another site" in answer.json()["detail"]
    assert client.get("/health").json()["counts"] == counts
    own = str(client.base_url).rstrip("/")
    assert client.get("/health", headers={"origin": own}).status_code == 200


def test_with_a_token_every_request_must_carry_it(collection):
    with served(collection, tokens=Tokens.of("söme secret")) as client:
        assert client.get("/health").json() == {"status": "ok", "counts": {}}
        for path in ("/documents", f"/documents/{DRAFT}/text"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers={"authorization": "Bearer other"}).status_code == 401
        allowed = {"authorization": "Bearer söme secret".encode()}
        assert client.get("/documents", headers=allowed).status_code == 200
        assert client.post("/search", json={"query": "x"}).status_code == 401
        assert client.get("/openapi.json").json()["components"]["securitySchemes"]


def test_nothing_that_a_stranger_sends_is_read(collection):
    """What is announced is never sent: an answer comes all the same."""
    with served(collection, tokens=Tokens.of("secret")) as client, socket.socket() as line:
        line.settimeout(10)
        line.connect(("127.0.0.1", client.base_url.port))
        line.sendall(
            b"POST /documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        assert line.recv(1_000).startswith(b"HTTP/1.1 401 ")


def test_where_a_busy_index_lies_is_not_told_to_clients(collection):
    with served(collection) as client, writer_lock(collection.folder):
        answer = client.put(f"/documents/{DRAFT}/tier", json={"tier": "reference"})
    assert answer.status_code == 409
    assert answer.json() == {"detail": "Another program is changing the index; try again when it has ended."}


ADA, BEN, EVE = "a token of Ada", "a token of Ben", "a token of Eve"


def test_roles_bound_what_a_token_may_do(tmp_path, collection):
    file = tmp_path / "tokens"
    lines = [("reader", "Ada L.", ADA), ("reviewer", "Ben", BEN), ("admin", "Eve", EVE)]
    rows = [f"{role} {name} {hashlib.sha256(token.encode()).hexdigest()}" for role, name, token in lines]
    file.write_text("# who may do what\n\n" + "\n".join(rows) + "\n")
    with served(collection, tokens=Tokens.read(file)) as client:

        def ask(token, method, path, **options):
            headers = {"authorization": f"Bearer {token}"}
            return client.request(method, path, headers=headers, **options)

        assert ask("another", "GET", "/documents").status_code == 401
        assert ask(ADA, "GET", "/documents").status_code == 200
        assert ask(ADA, "POST", "/verify", json={"doc_id": DRAFT}).status_code == 403
        claim = ask(BEN, "POST", "/verify", json={"doc_id": DRAFT}).json()["verdicts"][0]["claim_id"]
        decision = {"decision": "accept"}
        refused = ask(ADA, "POST", f"/review/{claim}/decisions", json=decision)
        assert (refused.status_code, "needs the role reviewer" in refused.json()["detail"]) == (403, True)
        other = ask(BEN, "POST", f"/review/{claim}/decisions", json=decision | {"reviewer": "Ada L."})
        assert other.status_code == 403
        assert ask(BEN, "POST", f"/review/{claim}/decisions", json=decision).json()["reviewer"] == "Ben"
        assert ask(BEN, "DELETE", f"/documents/{DRAFT}").status_code == 403
        assert ask(BEN, "POST", "/documents", files=[("files", ("x.txt", b"A pact."))]).status_code == 403


@pytest.mark.parametrize("lines", ["", "# nobody", "owner Eve " + "0" * 64, "admin " + "0" * 64, "admin Eve secret"])
def test_a_file_of_tokens_that_says_something_else_is_refused(tmp_path, lines):
    file = tmp_path / "tokens"
    file.write_text(lines)
    with pytest.raises(SettingsError, match="token"):
        Tokens.read(file)


def test_documents_come_and_go(client, collection):
    sent = [("files", ("../pact.md", b"The Harbour Pact was signed in 1974.")), ("files", ("bad.pdf", b"none"))]
    report = client.post("/documents?tier=reference", files=sent).json()
    assert (report["added"], [row["source"] for row in report["rejected"]]) == (["pact.md"], ["bad.pdf"])
    listed = client.get("/documents", params={"matching": "pact"}).json()
    assert (listed["total"], listed["documents"][0]["tier"]) == (1, "reference")
    assert client.put("/documents/pact.md/tier", json={"tier": "unverified"}).json()["tier"] == "unverified"
    assert client.get("/documents/pact.md/mentions").json()["mentions"]
    (passage,) = collection.passages("pact.md")
    assert client.get(f"/passages/{quote(passage.passage_id)}").json()["text"] == passage.text
    assert client.delete("/documents/pact.md").json() == {"removed": ["pact.md"]}
    assert client.delete("/documents/pact.md").status_code == 404
    many = [("files", (f"{number}.txt", b"x")) for number in range(101)]
    assert "at most 100" in client.post("/documents", files=many).json()["detail"]


def test_the_queue_is_paged_and_decided_on(client):
    client.post("/verify", json={"doc_id": DRAFT})
    queue = client.get("/review", params={"document": DRAFT, "limit": 1}).json()
    assert len(queue["items"]) == 1 <= queue["total"]
    claim = queue["items"][0]["claim_id"]
    assert client.get(f"/review/{claim}").json()["claim_id"] == claim
    assert client.post(f"/review/{claim}/decisions", json={"decision": "accept"}).status_code == 422
    given = {"decision": "accept", "reviewer": "A. Reader"}
    unseen = client.post(f"/review/{claim}/decisions", json=given | {"fingerprint": "0" * 64})
    assert (unseen.status_code, "another verdict now" in unseen.json()["detail"]) == (422, True)
    given["fingerprint"] = queue["items"][0]["fingerprint"]
    decided = client.post(f"/review/{claim}/decisions", json=given)
    assert (decided.status_code, decided.json()["reviewer"]) == (201, "A. Reader")
    reviewed = client.get("/review", params={"status": "reviewed"}).json()
    assert claim in [item["claim_id"] for item in reviewed["items"]]
    assert client.get("/review/nothing").status_code == 404
    report = client.get("/review/report", params={"format": "csv"})
    assert "attachment" in report.headers["content-disposition"]
    assert "A. Reader" in report.text
    assert client.get("/check").json() == {"problems": []}


def test_the_api_describes_itself_without_loading_anything_from_elsewhere(client):
    description = client.get("/openapi.json").json()
    paths = {"/health", "/documents", "/search", "/ask", "/verify", "/extract", "/check", "/passages/{passage_id}"}
    paths |= {"/documents/{doc_id}", *(f"/documents/{{doc_id}}/{part}" for part in ("text", "mentions", "tier"))}
    paths |= {"/review", "/review/report", "/review/{claim_id}", "/review/{claim_id}/decisions"}
    assert paths == set(description["paths"])
    page = client.get("/docs").text
    for path in paths:
        assert path in page
    for name in ("matching", "status", "verdict", "offset", "format"):
        assert f"<code>{name}</code>" in page
    assert "http" not in page.replace("/http", "").split("<body>")[1]
    assert "<script" not in page
