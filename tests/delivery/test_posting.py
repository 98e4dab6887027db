"""Sending to somebody else's server: bounded in time and size, never led elsewhere, and deaf to what it says."""

import socket
import ssl
from pathlib import Path

import pytest

from labelqa.egress.api import Api
from labelqa.egress.guard import Guard, entries
from labelqa.egress.posting import MOST, Outcome, Post
from labelqa.errors import SourceFailed
from tests.delivery.certificates import contexts
from tests.delivery.receiver import CLOSE, DRIP, ENDLESS, HANG, Receiver, receiving

NOW = 1_793_000_000_000


def post(found: Receiver, *, seconds: float = 5.0) -> Outcome:
    guard = Guard(entries(f"127.0.0.1:{found.port}"))
    return Post(guard, seconds=seconds).send(found.url, b'{"a":1}', {"X-Own": "1"}, now=NOW)


def test_a_message_arrives_as_it_was_written() -> None:
    with receiving(204) as found:
        assert post(found) == Outcome(204, None)
    (request,) = found.requests
    assert request.line == "POST /hook?key=very-secret HTTP/1.1"
    assert request.body == b'{"a":1}'
    assert (request.headers["host"], request.headers["x-own"]) == (f"127.0.0.1:{found.port}", "1")


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_another_status_is_a_failure_that_says_no_word_of_the_answer(status: int) -> None:
    with receiving(status) as found:
        outcome = post(found)
    assert outcome == Outcome(status, f"it answered {status}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_where_it_leads_nobody_comes(status: int) -> None:
    with receiving() as canary, receiving(f"HTTP/1.1 {status} X\r\nLocation: {canary.url}\r\n\r\n") as found:
        outcome = post(found)
    assert outcome.status == status
    assert "not followed" in str(outcome.problem)
    assert canary.connections == 0


@pytest.mark.parametrize("way", [HANG, DRIP])
def test_whoever_hangs_or_drips_is_given_up_after_the_time_in_all(way: str) -> None:
    with receiving(way) as found:
        outcome = post(found, seconds=0.4)
    assert outcome == Outcome(None, "there was no answer within 0.4 seconds")


@pytest.mark.parametrize("way", [CLOSE, ENDLESS, "HTTP/1.1 abc\r\n\r\n", "<html>"])
def test_what_is_no_answer_is_a_broken_connection(way: str) -> None:
    with receiving(way) as found:
        outcome = post(found)
    assert outcome == Outcome(None, "the connection broke before there was an answer")


def test_where_nobody_listens_it_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Receiver(listening.getsockname()[1])
    assert post(found) == Outcome(None, "it cannot be reached")


@pytest.mark.parametrize(
    ("text", "wait"),
    [("7", 7000), ("0", 0), ("Mon, 26 Oct 2026 07:33:30 GMT", 10_000), ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
     ("soon", None), ("-5", None), ("9" * 30, None), ("", None), ("Mon, 99 Foo 2026 99:99:99 GMT", None)],
)  # fmt: skip
def test_how_long_it_asks_to_wait_is_read_as_seconds_or_as_a_date(text: str, wait: int | None) -> None:
    with receiving(f"HTTP/1.1 429 X\r\nRetry-After: {text}\r\n\r\n") as found:
        assert post(found) == Outcome(429, "it answered 429", wait)


def test_a_body_that_is_too_large_is_not_sent() -> None:
    with receiving() as found:
        guard = Guard(entries(f"127.0.0.1:{found.port}"))
        assert Post(guard).send(found.url, b"x" * (MOST + 1), {}, now=NOW).problem
    assert found.connections == 0


def test_a_look_up_that_changes_between_saving_and_dialling_leads_nowhere() -> None:
    with receiving() as canary:
        answers = [["8.8.8.8"], ["127.0.0.1"]]
        guard = Guard(entries(f"other.example:{canary.port}"), resolver=lambda name, port: answers.pop(0))
        url = "http://rebound.example/"
        guard.check(url)
        outcome = Post(guard).send(url, b"{}", {}, now=NOW)
    assert outcome.status is None
    assert "public internet" in str(outcome.problem)
    assert canary.connections == 0


def test_the_address_that_was_checked_is_dialled_and_the_name_stays_in_host_and_certificate(tmp_path: Path) -> None:
    server, client = contexts(tmp_path, "hooks.example")
    names: list[str | None] = []
    server.sni_callback = lambda connection, name, context: names.append(name)
    with receiving(200, context=server) as found:
        guard = Guard(entries(f"hooks.example:{found.port}"), resolver=lambda name, port: ["127.0.0.1"])
        url = f"https://hooks.example:{found.port}/x"
        assert Post(guard, context=client).send(url, b"{}", {}, now=NOW) == Outcome(200, None)
    assert found.requests[0].headers["host"] == f"hooks.example:{found.port}"
    assert names == ["hooks.example"]


def test_a_certificate_for_another_name_or_of_an_unknown_authority_is_refused(tmp_path: Path) -> None:
    server, client = contexts(tmp_path, "other.example")
    with receiving(200, context=server) as found:
        guard = Guard(entries(f"hooks.example:{found.port}"), resolver=lambda name, port: ["127.0.0.1"])
        url = f"https://hooks.example:{found.port}/x"
        for context in (client, None):
            outcome = Post(guard, context=context).send(url, b"{}", {}, now=NOW)
            assert outcome == Outcome(None, "its certificate is not valid for this name")
    assert found.requests == []


def test_an_authority_of_ones_own_is_trusted_where_the_environment_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving(200, context=contexts(tmp_path, "hooks.example")[0]) as found:
        guard = Guard(entries(f"hooks.example:{found.port}"), resolver=lambda name, port: ["127.0.0.1"])
        url = f"https://hooks.example:{found.port}"
        with pytest.raises(SourceFailed, match="certificate"):
            Api(url, {}, guard).get("/x")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        assert Post(guard).send(f"{url}/x", b"{}", {}, now=NOW) == Outcome(200, None)
        Api(url, {}, guard).get("/x")
    assert len(found.requests) == 2


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_a_server_that_speaks_old_tls_alone_gets_nothing(tmp_path: Path) -> None:
    server, client = contexts(tmp_path, "hooks.example")
    old, lax = ssl.TLSVersion.TLSv1_1, contexts(tmp_path, "lax.example")[1]
    for context in (server, lax):
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
    server.maximum_version = old
    lax.check_hostname, lax.verify_mode = False, ssl.CERT_NONE
    with receiving(200, context=server) as found:
        guard = Guard(entries(f"hooks.example:{found.port}"), resolver=lambda name, port: ["127.0.0.1"])
        url = f"https://hooks.example:{found.port}/x"
        outcome = Post(guard, context=client).send(url, b"{}", {}, now=NOW)
        assert outcome == Outcome(None, "it does not speak TLS as it should")
        assert Post(guard, context=lax).send(url, b"{}", {}, now=NOW) == Outcome(200, None), "it does speak"
    assert len(found.requests) == 1


def test_the_next_address_of_a_name_is_tried_when_one_takes_no_connection() -> None:
    with receiving(200) as found:
        addresses = ["::1", "127.0.0.1"]  # the receiver listens on the second only
        guard = Guard(entries(f"hooks.example:{found.port}"), resolver=lambda name, port: addresses)
        outcome = Post(guard).send(f"http://hooks.example:{found.port}/", b"{}", {}, now=NOW)
    assert outcome == Outcome(200, None)
