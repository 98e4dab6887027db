"""Spans of requests, for a collector: what the log says of a request, to whoever the operator names, and no secret."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from labelqa.app import create_app
from labelqa.errors import BadCall
from labelqa.settings import Settings
from labelqa.store import Store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.web.conftest import SETTINGS, Clock, Server, Started, row

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SERVER_KIND, ERROR = 2, 2


class Collector:
    """A collector on this machine, which keeps the bytes it takes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        kept = self.taken

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                kept.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *said: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        self.address = f"http://127.0.0.1:{self._server.server_port}/v1/traces"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def spans(self) -> list[Any]:
        batches = [ExportTraceServiceRequest.FromString(body) for body in self.taken]
        every = [s for b in batches for r in b.resource_spans for scope in r.scope_spans for s in scope.spans]
        return sorted(every, key=lambda span: int(span.end_time_unix_nano))


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    yield found
    found.close()


def said(span: Any) -> dict[str, Any]:
    """The attributes of a span."""
    return {a.key: a.value.string_value or a.value.int_value for a in span.attributes}


def stopped(server: Server) -> None:
    """The server stops; what waits is sent by then."""
    server.client.__exit__()
    server.client.__enter__()  # for the fixture, which stops it too


def test_a_request_is_a_span_below_the_one_that_asked(start: Started, collector: Collector) -> None:
    server = start(replace(SETTINGS, traces=collector.address))
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "r1"}
    assert server.admin.get("/v1/projects", headers=headers).status_code == 200
    assert server.admin.get("/healthz").status_code == 200
    assert server.admin.get("/v1/projects/none", headers={"traceparent": "nonsense"}).status_code == 404
    stopped(server)
    asked, other = collector.spans
    assert (asked.name, asked.kind) == ("GET /v1/projects", SERVER_KIND)
    assert (asked.trace_id.hex(), asked.parent_span_id.hex()) == (TRACE, PARENT)
    assert said(asked) == {
        "http.request.method": "GET", "http.route": "/v1/projects", "http.response.status_code": 200,
        "labelqa.request_id": "r1",
    }  # fmt: skip
    assert 0 < asked.end_time_unix_nano - asked.start_time_unix_nano < 60e9
    assert (other.name, other.parent_span_id) == ("GET /v1/projects/{project_id}", b"")
    assert other.trace_id.hex() != TRACE
    assert said(other)["http.response.status_code"] == 404
    (batch, *_) = [ExportTraceServiceRequest.FromString(body) for body in collector.taken]
    assert "labelqa" in {a.value.string_value for a in batch.resource_spans[0].resource.attributes}


def test_a_request_that_its_asker_does_not_follow_is_no_span(start: Started, collector: Collector) -> None:
    server = start(replace(SETTINGS, traces=collector.address))
    server.admin.get("/v1/projects", headers={"traceparent": f"00-{TRACE}-{PARENT}-00"})
    stopped(server)
    assert collector.spans == []


def test_no_span_holds_a_name_a_query_a_body_or_a_key(start: Started, collector: Collector) -> None:
    server = start(replace(SETTINGS, traces=collector.address))
    admin = server.admin
    admin.post("/v1/projects", json={"project_id": "hush-hush"})
    admin.post("/v1/projects/hush-hush/annotations", json={"annotations": [row("whisper.jpg")]})
    admin.get("/v1/projects/hush-hush/images/whisper.jpg?whisper=1", headers={"tracestate": "whisper=1"})
    admin.get("/whisper", headers={"Accept": "text/html", "User-Agent": "whisper"})
    server.client.get("/v1/projects", headers={"Authorization": "Bearer whisper"})
    server.client.request("WHISPER", "/v1/projects")
    stopped(server)
    assert len(collector.spans) == 6
    everything = b"".join(collector.taken).lower()
    assert [s for s in (b"hush-hush", b"whisper", b"lqa_", BOOTSTRAP_EXAMPLE.lower().encode()) if s in everything] == []


def test_what_went_wrong_is_marked(start: Started, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(replace(SETTINGS, traces=collector.address))

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("whisper")

    monkeypatch.setattr(Store, "read", broken)
    assert server.admin.get("/v1/projects").status_code == 500
    monkeypatch.undo()
    stopped(server)
    (span,) = collector.spans
    assert (span.status.code, span.status.message, list(span.events)) == (ERROR, "", [])
    assert b"whisper" not in b"".join(collector.taken)


def test_a_collector_that_is_away_holds_up_nobody(start: Started) -> None:
    server = start(replace(SETTINGS, traces="http://127.0.0.1:1/v1/traces"))
    assert [server.admin.get("/v1/projects").status_code for _ in range(3)] == [200] * 3


def test_without_the_extra_the_start_says_what_to_install(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "labelqa.web.spans", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(BadCall, match=r"pip install 'labelqa\[tracing\]'"):
        create_app(replace(SETTINGS, traces="http://127.0.0.1:1/"), store=store, clock=clock)


def test_unasked_nothing_of_it_is_loaded() -> None:
    own = "('labelqa.web.spans', 'opentelemetry.sdk', 'opentelemetry.exporter')"
    text = f"import sys, labelqa.app; print([m for m in sys.modules if m.startswith({own})])"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "address", ["collector:4318", "ftp://collector/", "http://", "http://me:sesame@collector/v1/traces"]
)
def test_an_address_that_is_none_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(BadCall, match="LABELQA_TRACES") as refused:
        Settings(traces=address)
    assert "sesame" not in str(refused.value)
