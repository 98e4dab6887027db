"""Who asks, behind proxies: their headers count when the operator has named them, and nobody else's do."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.errors import BadCall
from labelqa.settings import Settings
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


def seen(server: Server, log: list[dict[str, Any]], peer: str, *forwarded: str) -> str:
    """Which address the log has of a request without a good key."""
    log.clear()
    headers = [("X-Forwarded-For", one) for one in forwarded]
    assert through(server, peer, "nothing").get("/v1/keys", headers=headers).status_code in (401, 429)
    (line,) = log
    return str(line["from"])


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
    start: Started, lines: list[dict[str, Any]], forwarded: tuple[str, ...], client: str
) -> None:
    assert seen(start(BEHIND), lines, PROXY, *forwarded) == client


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "2001:db8:f::2"])
def test_a_header_of_whoever_is_not_named_changes_nothing(
    start: Started, lines: list[dict[str, Any]], peer: str
) -> None:
    server = start(BEHIND)
    assert seen(server, lines, peer, CLIENT) == seen(server, lines, peer) == peer
    assert seen(start(SETTINGS), lines, PROXY, CLIENT) == PROXY  # none is named


def test_an_ipv4_proxy_is_known_on_an_ipv6_socket_too(start: Started, lines: list[dict[str, Any]]) -> None:
    assert seen(start(BEHIND), lines, f"::ffff:{PROXY}", CLIENT) == CLIENT


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


def test_the_audit_log_names_the_client_and_not_the_proxy(start: Started) -> None:
    server = start(BEHIND)
    through(server, PROXY).get("/v1/projects", headers={"X-Forwarded-For": CLIENT})
    through(server, OTHER).get("/v1/projects", headers={"X-Forwarded-For": CLIENT})
    server.client.app.state.services.refusals.write()  # type: ignore[attr-defined]
    (row,) = [row for row in server.admin.get("/v1/audit").json()["entries"] if row["operation"] == "refuse_key"]
    assert row["after"]["addresses"] == {CLIENT: 1, OTHER: 1}


@pytest.mark.parametrize(
    ("peer", "proto", "secure"),
    [
        (PROXY, "https", True),
        (PROXY, "HTTPS", True),
        (PROXY, "http", False),
        (PROXY, "gopher", False),
        (PROXY, "https, http", False),
        (OTHER, "https", False),
    ],
)
def test_a_session_travels_over_tls_alone_where_a_named_proxy_was_asked_over_it(
    start: Started, peer: str, proto: str, secure: bool
) -> None:
    client = through(start(BEHIND), peer)
    headers = {"X-Labelqa": "1", "X-Forwarded-Proto": proto}
    found = client.post("/v1/session", json={"key": SETTINGS.bootstrap_key}, headers=headers)
    assert found.status_code == 204
    assert ("Secure" in found.headers["set-cookie"]) == secure


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.0/33", "127.0.0.1:80", "10.0.0.1;10.0.0.2"])
def test_what_names_no_proxy_stops_the_start(server: Server, text: str) -> None:
    with pytest.raises(BadCall, match="LABELQA_PROXIES"):
        create_app(replace(SETTINGS, proxies=text), store=server.store)


def test_blanks_and_empty_parts_of_the_setting_name_nobody(start: Started, lines: list[dict[str, Any]]) -> None:
    assert seen(start(replace(SETTINGS, proxies=" ,, ")), lines, PROXY, CLIENT) == PROXY
    assert Settings.read({}).proxies == ""
