"""The door to the network: errors mean what they mean on the server, and a key goes nowhere else."""

import io
import json
import socket
from collections.abc import Callable

import httpx2
import pytest

from labelqa import errors
from labelqa.egress import Server, address, listen
from labelqa.errors import BadCall, LabelqaError, StoreUnavailable, TooManyRequests

KEY = "lqa_secret"
Handler = Callable[[httpx2.Request], httpx2.Response]


def server(handler: Handler) -> Server:
    return Server("http://quality.example", KEY, transport=httpx2.MockTransport(handler))


def problem(status: int, slug: str, **more: object) -> httpx2.Response:
    content = {"type": f"urn:labelqa:problem:{slug}", "title": "No", "status": status, "detail": "because", **more}
    return httpx2.Response(status, headers={"content-type": "application/problem+json"}, content=json.dumps(content))


KINDS = [kind for kind in errors.every_error() if kind is not TooManyRequests and kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS)
def test_a_problem_is_raised_as_the_error_that_the_server_meant(kind: type[LabelqaError]) -> None:
    rows = [{"pointer": "/a", "detail": "one"}, {"pointer": "/b", "detail": "two"}]
    with server(lambda request: problem(kind.status, kind.slug, errors=rows)) as asked, pytest.raises(kind) as caught:
        asked.get("/v1/projects")
    assert type(caught.value) is kind
    assert caught.value.detail == "because"
    assert [p.pointer for p in caught.value.problems] == ["/a", "/b"]


@pytest.mark.parametrize(
    "rows", [["no object", None, {"pointer": "/a", "detail": "one"}], "text", 7, {"pointer": "/a"}]
)
def test_problems_that_are_named_in_another_way_are_passed_over(rows: object) -> None:
    asked = server(lambda request: problem(422, "bad-input", errors=rows))
    with asked, pytest.raises(errors.BadInput) as caught:
        asked.get("/v1/projects")
    assert (caught.value.detail, len(caught.value.problems)) == ("because", 1 if isinstance(rows, list) else 0)


def test_an_unknown_problem_is_still_an_error_of_its_status() -> None:
    with server(lambda request: problem(404, "gone-fishing")) as asked, pytest.raises(errors.NotFound):
        asked.get("/")
    with server(lambda request: problem(500, "internal")) as asked, pytest.raises(LabelqaError) as caught:
        asked.get("/")
    assert caught.value.exit_code == 4


def test_too_many_requests_say_for_how_long() -> None:
    def slow_down(request: httpx2.Request) -> httpx2.Response:
        answer = problem(429, "too-many-requests")
        answer.headers["Retry-After"] = "7"
        return answer

    with server(slow_down) as asked, pytest.raises(TooManyRequests) as caught:
        asked.get("/")
    assert caught.value.retry_after == 7


@pytest.mark.parametrize("body", [b"<html>", b"", b"[1]", b'"text"', b'{"error": 1}'])
def test_an_answer_that_is_no_problem_document_says_that_this_is_no_labelqa(body: bytes) -> None:
    with (
        server(lambda request: httpx2.Response(502, content=body)) as asked,
        pytest.raises(StoreUnavailable, match="not as a labelqa server does"),
    ):
        asked.get("/v1/projects")
    with server(lambda request: httpx2.Response(200, content=b"<html>")) as asked, pytest.raises(StoreUnavailable):
        _ = asked.get("/v1/projects").value


def test_a_redirect_is_not_followed() -> None:
    seen = []

    def away(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(307, headers={"Location": "http://elsewhere.example/"})

    with server(away) as asked, pytest.raises(StoreUnavailable):
        asked.get("/v1/projects")
    assert seen == ["http://quality.example/v1/projects"]


def test_the_key_goes_in_the_header_and_in_nothing_else() -> None:
    seen = []

    def note(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=b"{}")

    with server(note) as asked:
        asked.get("/v1/projects", {"limit": 3, "strict": True, "none": None})
    (request,) = seen
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in str(request.url)
    assert dict(request.url.params) == {"limit": "3", "strict": "true"}


def test_a_download_is_written_and_a_refused_one_is_not() -> None:
    out = io.BytesIO()
    with server(lambda request: httpx2.Response(200, headers={"X-N": "1"}, content=b"labels")) as asked:
        headers = asked.download("/v1/x", {}, out)
    assert out.getvalue() == b"labels"
    assert headers["x-n"] == "1"
    with server(lambda request: problem(403, "forbidden")) as asked, pytest.raises(errors.Forbidden):
        asked.download("/v1/x", {}, out)
    assert out.getvalue() == b"labels"


TROUBLES = [httpx2.ConnectError, httpx2.ReadTimeout, httpx2.RemoteProtocolError, httpx2.ReadError]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_on_the_way_is_an_unreachable_server(trouble: type[httpx2.TransportError]) -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise trouble("no", request=request)

    with server(broken) as asked, pytest.raises(StoreUnavailable, match=r"quality\.example"):
        asked.get("/")


@pytest.mark.parametrize("url", ["", "quality", "ftp://quality", "file:///etc/passwd", "http://", "http://[::1"])
def test_an_address_that_is_none_is_a_wrong_call(url: str) -> None:
    with pytest.raises(BadCall):
        Server(url, KEY)


@pytest.mark.parametrize("key", ["a\nb", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_a_wrong_call_and_not_shown(key: str) -> None:
    with pytest.raises(BadCall) as caught:
        Server("http://quality.example", key)
    assert key not in caught.value.detail


def test_a_port_that_is_taken_gives_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port, ports=100) as found:
            assert port < found.getsockname()[1] < port + 100
            assert address(found) == f"http://127.0.0.1:{found.getsockname()[1]}"
        with pytest.raises(BadCall, match=f"port {port} is taken"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_ours_is_a_wrong_call(host: str) -> None:
    with pytest.raises(BadCall, match="cannot listen"):
        listen(host, 8000)
