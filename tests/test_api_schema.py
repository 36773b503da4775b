"""The API under requests that nobody would write: no fault of ours, and answers as they are described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pipeline.collection import Collection
from tests.test_api import served

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = (
    ("GET", "/health"),
    ("GET", "/documents"),
    ("POST", "/documents"),
    ("GET", "/documents/{doc_id}/text"),
    ("GET", "/documents/{doc_id}/mentions"),
    ("PUT", "/documents/{doc_id}/tier"),
    ("DELETE", "/documents/{doc_id}"),
    ("GET", "/passages/{passage_id}"),
    ("POST", "/search"),
    ("POST", "/ask"),
    ("POST", "/extract"),
    ("POST", "/verify"),
    ("GET", "/check"),
    ("GET", "/review"),
    ("GET", "/review/report"),
    ("GET", "/review/{claim_id}"),
    ("POST", "/review/{claim_id}/decisions"),
)


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    with Collection.open(tmp_path_factory.mktemp("schema") / "index", create=True) as collection:
        collection.ingest_files(("pact.md", b"The Harbour Pact was signed in Bergen on 3 May 1974."), tier="reference")
        collection.ingest_files(("memo.md", b"The Harbour Pact was signed in 1975."))
        collection.verify("memo.md")
        with served(collection) as client:
            yield schemathesis.openapi.from_url(f"{client.base_url}/openapi.json")


def test_every_operation_is_tried(schema):
    described = {(method.upper(), path) for path, item in schema.raw_schema["paths"].items() for method in item if path}
    assert described == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
def test_no_request_is_answered_with_a_fault(schema, method, path):
    @settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy())
    def tried(case):
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        assert "Traceback" not in response.text

    tried()
