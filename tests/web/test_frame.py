"""What stands around every answer: headers, the id of the request, and a last catch that tells nothing."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from labelqa.errors import BadCall, StoreUnavailable
from labelqa.reports import Report
from tests.web.conftest import SETTINGS, Server, Started

PATHS = ("/healthz", "/readyz", "/docs", "/docs/style.css", "/openapi.json", "/nothing", "/v1/projects", "/v1/keys/x")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_protects_the_browser_that_shows_it(server: Server, path: str) -> None:
    headers = server.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-cache"
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_over_tls_browsers_are_told_to_stay_with_it(start: Started) -> None:
    name = "strict-transport-security"
    over_tls = replace(SETTINGS, public_url="https://qa.example.com")
    served = start(over_tls).client
    for path in PATHS:
        assert served.get(path).headers[name] == "max-age=31536000", path
    below = start(replace(over_tls, hsts="subdomains")).client
    assert below.get("/healthz").headers[name] == "max-age=31536000; includeSubDomains"
    for settings in (replace(over_tls, hsts="off"), replace(SETTINGS, public_url="http://qa.example.com")):
        assert name not in start(settings).client.get("/healthz").headers


def test_a_word_for_hsts_that_is_none_stops_the_start(start: Started) -> None:
    with pytest.raises(BadCall, match="LABELQA_HSTS"):
        start(replace(SETTINGS, hsts="yes"))


IDS = [("abc_-9", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("", False)]


@pytest.mark.parametrize(("given", "kept"), IDS)
def test_the_id_of_a_request_is_taken_from_outside_when_it_is_harmless(server: Server, given: str, kept: bool) -> None:
    found = server.client.get("/v1/projects", headers={"X-Request-ID": given})
    assert (found.headers["x-request-id"] == given) == kept
    assert found.json()["instance"] == found.headers["x-request-id"]
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", found.headers["x-request-id"])


def test_what_nobody_foresaw_tells_the_client_no_more_than_an_id(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(Report, "table", property(broken), raising=True)
    found = filled.get("/v1/projects/site/quality/overview", headers={"Accept": "text/csv", "X-Request-ID": "r1"})
    assert (found.status_code, found.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in found.text
    assert found.json()["instance"] == "r1"
    assert "r1" in caplog.text
    assert "the secret of the house" in caplog.text


def test_the_router_speaks_as_everything_else(admin: TestClient) -> None:
    nowhere = admin.get("/v1/nowhere")
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "urn:labelqa:problem:not-found")
    wrong = admin.put("/v1/projects/site")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "DELETE, GET, PATCH")
    assert wrong.headers["content-type"] == "application/problem+json"


def test_an_address_or_headers_without_end_are_refused(server: Server) -> None:
    assert server.client.get("/v1/projects?cursor=" + "x" * 17_000).status_code == 414
    assert server.client.get("/v1/projects", headers={"X-Long": "x" * 66_000}).status_code == 431


def test_a_problem_is_never_longer_than_64_kib(admin: TestClient) -> None:
    rows = [{"image_id": "é" * 600, "kind": "\u4e2d" * 600, "colour" * 30: 1} for _ in range(100)]
    found = admin.post("/v1/projects/site/annotations", json={"annotations": rows})
    assert found.status_code == 422
    assert len(found.content) < 64 * 1024
    assert len(found.json()["errors"]) > 10


def test_a_database_that_cannot_be_reached_is_503_and_the_process_still_alive(server: Server, monkeypatch: Any) -> None:
    def gone(**_: Any) -> Any:
        raise StoreUnavailable("the database cannot be reached; check that it runs and that its URL is right")

    monkeypatch.setattr(server.store, "read", gone)
    for path in ("/readyz", "/v1/projects"):
        found = server.client.get(path, headers={"Authorization": "Bearer x"})
        assert (found.status_code, found.headers["retry-after"]) == (503, "1"), path
    assert server.client.get("/healthz").json() == {"status": "ok"}


def test_the_documents_need_no_key_and_nothing_from_outside(server: Server) -> None:
    page = server.client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    for attribute in re.findall(r'(?:src|href)="([^"]*)"', page.text):
        assert attribute.startswith("#") or attribute in ("docs/style.css", "openapi.json"), attribute
    assert not re.search(r"<script|<style|style=|onclick=|javascript:", page.text)
    assert "url(" not in server.client.get("/docs/style.css").text
    assert server.client.get("/docs/style.css").headers["content-type"].startswith("text/css")


def test_the_document_says_of_every_operation_what_it_needs_and_gives(server: Server) -> None:
    document = server.client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            keyed = path.startswith("/v1/") and not path.endswith("/hook")
            assert ("security" in operation) == keyed, path
            assert operation["summary"], path
            if method in ("post", "patch") and not path.endswith(("/test", "/redeliver", "/check", "}/rotate")):
                assert operation["requestBody"]["content"], path
            if keyed:
                assert {"401", "403", "422", "429", "503"} <= set(operation["responses"]), path
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert named <= set(document["components"]["schemas"])


def test_answers_are_as_the_document_describes_them(filled: TestClient) -> None:
    document = filled.get("/openapi.json").json()
    parts = {"project_id": "site", "image_id": "img_0"}
    checked = 0
    for path, methods in document["paths"].items():
        operation = methods.get("get")
        if not operation or not set(re.findall(r"{(\w+)}", path)) <= set(parts):
            continue
        schema = operation["responses"]["200"]["content"].get("application/json", {}).get("schema")
        if schema and path.startswith("/v1/") and not path.endswith("/export"):
            query = {"compare": "?days=7", "me": "?annotator=ana"}.get(path.rpartition("/")[2], "")
            found = filled.get(path.format(**parts) + query).json()
            Draft202012Validator({**schema, "components": document["components"]}).validate(found)
            checked += 1
    assert checked >= 10
