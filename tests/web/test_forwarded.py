"""Who asks, behind proxies: their headers count when the operator has named them, and nobody else's do."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.errors import BadCall
from labelqa.web.forwarded import Forwarded, proxies_of
from labelqa.web.keys import new_key
from tests.web.conftest import SETTINGS, Server, Started
from tests.web.test_operating import lines

__all__ = ["lines"]

PROXY, INNER, CLIENT, OTHER = "10.0.0.1", "10.0.0.2", "198.51.100.7", "203.0.113.9"
BEHIND = replace(SETTINGS, proxies="10.0.0.0/8, 2001:db8:f::1", bad_keys_per_minute=2)


def through(server: Server, peer: str, key: str = "") -> TestClient:
    """A client whose connection comes from that address."""
    client = TestClient(server.client.app, raise_server_exceptions=False, client=(peer, 40_000))
    client.headers["Authorization"] = f"Bearer {key or new_key()}"
    return client


def told(proxies: str, peer: str, *forwarded: str, proto: str = "") -> tuple[str, str]:
    """Address and scheme that the application is told, of a request with these headers."""
    found: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope)

    headers = [(b"x-forwarded-for", one.encode("latin-1")) for one in forwarded]
    headers += [(b"x-forwarded-proto", proto.encode())] if proto else []
    scope = {"type": "http", "client": (peer, 40_000), "scheme": "http", "headers": headers}
    asyncio.run(Forwarded(application, proxies_of(proxies))(scope, None, None))  # type: ignore[arg-type]
    return found[0]["client"][0], found[0]["scheme"]


FORWARDED = [
    ((), PROXY),
    ((CLIENT,), CLIENT),
    ((f"{OTHER}, {CLIENT}",), CLIENT),  # whatever stands to the left may be invented
    ((f"{OTHER}, {CLIENT}, {INNER}",), CLIENT),
    ((OTHER, f"{CLIENT}, {INNER}"), CLIENT),  # several headers are one list
    ((CLIENT, INNER), CLIENT),
    ((f"{CLIENT}:5123",), CLIENT),
    (("[2001:db8::7]:443",), "2001:db8::7"),
    (("2001:DB8:0::7",), "2001:db8::7"),
    ((f"{CLIENT}, 2001:db8:f::1",), CLIENT),
    ((f"::ffff:{CLIENT}",), CLIENT),
    ((f"{INNER}",), INNER),
    (("10.0.0.9, 10.0.0.8",), "10.0.0.9"),
    (("unknown",), PROXY),
    (("",), PROXY),
    ((f"{CLIENT}, <script>, {INNER}",), INNER),  # who wrote what is no address is not believed further
    (("10.0.0.300",), PROXY),
    (("127.0.0.1\x1b[2J",), PROXY),
]


@pytest.mark.parametrize(("forwarded", "client"), FORWARDED)
def test_behind_named_proxies_the_client_is_the_first_from_the_right_that_is_none(
    forwarded: tuple[str, ...], client: str
) -> None:
    assert told(BEHIND.proxies, PROXY, *forwarded) == (client, "http")


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "2001:db8:f::2"])
def test_a_header_of_whoever_is_not_named_changes_nothing(peer: str) -> None:
    assert told(BEHIND.proxies, peer, CLIENT, proto="https") == (peer, "http")
    assert told("", PROXY, CLIENT, proto="https") == (PROXY, "http")
    assert told(" ,, ", PROXY, CLIENT, proto="https") == (PROXY, "http")


def test_an_ipv4_proxy_is_known_on_an_ipv6_socket_too() -> None:
    assert told(BEHIND.proxies, f"::ffff:{PROXY}", CLIENT) == (CLIENT, "http")


SCHEMES = [("https", "https"), ("HTTPS", "https"), ("http", "http"), ("gopher", "http"), ("https, http", "http")]


@pytest.mark.parametrize(("said", "scheme"), SCHEMES)
def test_the_nearest_proxy_says_by_what_it_was_asked(said: str, scheme: str) -> None:
    assert told(BEHIND.proxies, PROXY, CLIENT, proto=said) == (CLIENT, scheme)


def test_who_guesses_behind_a_proxy_is_slowed_down_and_others_behind_it_are_not(start: Started) -> None:
    server = start(BEHIND)
    wrong = through(server, PROXY)

    def status(client: str) -> int:
        return wrong.get("/v1/projects", headers={"X-Forwarded-For": client}).status_code

    assert [status(CLIENT) for _ in range(3)] == [401, 401, 429]
    assert status(f"{OTHER}, {CLIENT}") == 429  # an invented hop is no way out
    assert status(OTHER) == 401


def test_who_guesses_cannot_change_its_address(start: Started) -> None:
    wrong = through(start(BEHIND), OTHER)
    found = [wrong.get("/v1/projects", headers={"X-Forwarded-For": f"198.51.100.{k}"}).status_code for k in range(4)]
    assert found == [401, 401, 429, 429]


def test_the_log_and_the_audit_log_name_the_client_and_not_the_proxy(
    start: Started, lines: list[dict[str, Any]]
) -> None:
    server = start(BEHIND)
    for peer in (PROXY, OTHER):
        through(server, peer).get("/v1/projects", headers={"X-Forwarded-For": CLIENT})
    assert [line["from"] for line in lines] == [CLIENT, OTHER]
    server.client.app.state.services.refusals.write()  # type: ignore[attr-defined]
    (row,) = [row for row in server.admin.get("/v1/audit").json()["entries"] if row["operation"] == "refuse_key"]
    assert row["after"]["addresses"] == {CLIENT: 1, OTHER: 1}


def test_a_session_travels_over_tls_alone_where_a_named_proxy_was_asked_over_it(start: Started) -> None:
    server = start(BEHIND)
    for peer, secure in ((PROXY, True), (OTHER, False)):
        headers = {"X-Labelqa": "1", "X-Forwarded-Proto": "https"}
        found = through(server, peer).post("/v1/session", json={"key": SETTINGS.bootstrap_key}, headers=headers)
        assert found.status_code == 204
        assert ("Secure" in found.headers["set-cookie"]) == secure


WRONG = ["*", "proxy.example", "10.0.0.1/8", "10.0.0.0/33", "127.0.0.1:80", "10.0.0.1;10.0.0.2"]


@pytest.mark.parametrize("text", WRONG)
def test_what_names_no_proxy_stops_the_start(text: str) -> None:
    with pytest.raises(BadCall, match="LABELQA_PROXIES"):
        create_app(replace(SETTINGS, proxies=text, database="sqlite:////nowhere/there.db"))
