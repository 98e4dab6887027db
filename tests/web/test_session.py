"""Signing a browser in: what its session may do, how it is carried, and when it is over."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.cookies import Morsel, SimpleCookie
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from labelqa.clock import written
from labelqa.errors import BadCall
from labelqa.settings import Settings
from labelqa.store import Store, sessions
from labelqa.web import sessions as web_sessions
from labelqa.web.keyring import Keyring
from labelqa.web.keys import BOOTSTRAP_EXAMPLE, new_key
from labelqa.web.secret import server_secret
from labelqa.web.sessions import Sessions
from tests.web.conftest import SETTINGS, START, Clock, Server, Started, row

MINUTE, HOUR = 60_000, 3_600_000
IDLE, MONTH = 12 * HOUR, 30 * 24 * HOUR
OVER = "this session has expired or was ended; sign in again"
PUBLIC = replace(SETTINGS, public_url="https://qa.example.com/labelqa/")


@pytest.fixture
def page(server: Server, admin: TestClient) -> TestClient:
    """The admin's browser."""
    return server.signed_in(admin)


def browser(server: Server, base: str = "http://testserver") -> TestClient:
    """One that nobody is signed in with."""
    return TestClient(server.client.app, base_url=base, raise_server_exceptions=False)


def cookie(found: Any) -> "Morsel[str]":
    """The one cookie that an answer sets."""
    (line,) = found.headers.get_list("set-cookie")
    (morsel,) = SimpleCookie(line).values()
    return morsel


def flags(found: Any) -> tuple[str, str, bool, bool, str, str]:
    """(name, path, Secure, HttpOnly, SameSite, all that would let others have it or let it live on)."""
    m = cookie(found)
    assert len(m.value) == 43
    return m.key, m["path"], bool(m["secure"]), bool(m["httponly"]), m["samesite"].lower(), m["domain"] + m["max-age"]


def settled(server: Server) -> None:
    """What waits to be written is written."""
    chores = server.client.app.state.services.chores  # type: ignore[attr-defined]
    chores._short.submit(lambda: None).result()  # it has one thread


def sign_in(client: TestClient, key: str = BOOTSTRAP_EXAMPLE, **headers: str) -> Any:
    return client.post("/v1/session", json={"key": key}, headers=headers)


@pytest.fixture
def made(server: Server) -> dict[str, Any]:
    """A key that may read two projects."""
    body = {"name": "Lea", "scopes": ["read", "review"], "projects": ["site", "other"]}
    found: dict[str, Any] = server.admin.post("/v1/keys", json=body).json()
    return found


def test_a_key_is_exchanged_for_a_session_that_may_do_the_same(server: Server, made: dict[str, Any]) -> None:
    client = browser(server)
    done = sign_in(client, made["key"])
    assert (done.status_code, done.content, done.headers["cache-control"]) == (204, b"", "no-store")
    assert client.get("/v1/session").json() == {
        "key_id": made["key_id"],
        "name": "Lea",
        "scopes": ["read", "review"],
        "projects": ["other", "site"],
        "annotator": None,
        "expires_at": "2026-11-02T21:14:03Z",
    }
    assert client.get("/v1/projects").status_code == 200
    assert client.get("/v1/keys").status_code == 403


def test_one_sees_where_one_is_signed_in_and_ends_any_of_it(server: Server, made: dict[str, Any]) -> None:
    here, there, other = browser(server), browser(server), browser(server)
    here.headers["X-Labelqa"] = "1"
    for client in (here, there):
        assert sign_in(client, made["key"]).status_code == 204
    assert sign_in(other).status_code == 204
    rows = here.get("/v1/sessions").json()["sessions"]
    assert [set(r) for r in rows] == [{"session_id", "begun_at", "used_at", "expires_at", "current"}] * 2
    (away,) = [r["session_id"] for r in rows if not r["current"]]
    assert cookie_digest_is_no_door(server, away)
    (foreign,) = [r["session_id"] for r in other.get("/v1/sessions").json()["sessions"]]
    assert here.delete(f"/v1/sessions/{foreign}").status_code == 404
    assert here.delete("/v1/sessions/ses_none").status_code == 404
    assert here.delete(f"/v1/sessions/{away}").status_code == 204
    assert [c.get("/v1/projects").status_code for c in (here, there, other)] == [200, 401, 200]
    assert [r["current"] for r in here.get("/v1/sessions").json()["sessions"]] == [True]
    (entry, *_) = server.admin.get("/v1/audit?operation=end_session").json()["entries"]
    assert (entry["about"], entry["after"], entry["key_id"]) == (away, None, made["key_id"])
    with_key = server.with_key(made["key"])
    assert [r["current"] for r in with_key.get("/v1/sessions").json()["sessions"]] == [False]


def cookie_digest_is_no_door(server: Server, session_id: str) -> bool:
    """What a session is called does not sign in."""
    client = TestClient(server.client.app, cookies={"labelqa_session": session_id})
    return client.get("/v1/session").status_code == 401


def test_a_session_that_is_over_is_in_no_list(server: Server, clock: Clock) -> None:
    client = browser(server)
    sign_in(client)
    clock.now += web_sessions.IDLE_MS
    assert server.admin.get("/v1/sessions").json() == {"sessions": []}


def test_neither_key_nor_session_is_stored(server: Server, store: Store) -> None:
    client = browser(server)
    value = cookie(sign_in(client)).value
    with store.read() as connection:
        stored = json.dumps([[str(v) for v in r] for t in ("session", "key") for r in rows_of(connection, t)])
    assert stored.count("2026") or stored.count(str(START))
    assert value not in stored
    assert BOOTSTRAP_EXAMPLE not in stored


def rows_of(connection: Any, table: str) -> Iterator[Any]:
    yield from connection.execute(text(f"SELECT * FROM {table}"))


CARRIED = [
    ("http://testserver", SETTINGS, ("labelqa_session", "/", False)),
    ("https://testserver", SETTINGS, ("__Host-labelqa_session", "/", True)),
    (
        "http://testserver",
        replace(SETTINGS, public_url="https://qa.example.com"),
        ("__Host-labelqa_session", "/", True),
    ),
    ("http://testserver", replace(SETTINGS, public_url="http://qa:8000/qa"), ("labelqa_session", "/qa", False)),
    ("http://testserver", PUBLIC, ("__Secure-labelqa_session", "/labelqa", True)),
]


@pytest.mark.parametrize(("base", "settings", "wanted"), CARRIED)
def test_the_cookie_is_for_this_server_its_own_pages_and_no_script(
    start: Started, base: str, settings: Settings, wanted: tuple[str, str, bool]
) -> None:
    client = browser(start(settings), base)
    done = sign_in(client)
    assert flags(done) == (*wanted, True, "strict", "")
    name, value = cookie(done).key, cookie(done).value
    client.cookies.clear()
    carried = {"Cookie": f"{name}={value}"}
    assert client.get("/v1/session", headers=carried).status_code == 200
    ended = client.delete("/v1/session", headers={**carried, "X-Labelqa": "1"})
    gone = cookie(ended)
    assert (ended.status_code, gone.key, gone["path"], bool(gone["secure"])) == (204, *wanted)
    assert (gone.value, gone["max-age"]) == ("", "0")


def test_over_tls_a_cookie_that_a_neighbour_could_have_set_does_not_count(server: Server) -> None:
    client = browser(server, "https://testserver")
    value = cookie(sign_in(client)).value
    client.cookies.clear()
    assert client.get("/v1/session", headers={"Cookie": f"labelqa_session={value}"}).status_code == 401


def test_a_cookie_that_is_left_over_from_a_shorter_path_does_not_count(start: Started) -> None:
    client = browser(start(PUBLIC))
    value = cookie(sign_in(client)).value
    client.cookies.clear()
    both = f"theme=dark; __Secure-labelqa_session={value}; __Secure-labelqa_session={'0' * 43}"
    assert client.get("/v1/session", headers={"Cookie": both}).status_code == 200


@pytest.mark.parametrize("key", ["", "lqa_short", "0" * 43, "é\u0000", "unknown"])
def test_a_bad_key_opens_nothing_and_counts_against_its_address(start: Started, key: str, clock: Clock) -> None:
    key = new_key() if key == "unknown" else key
    server = start(replace(SETTINGS, bad_keys_per_minute=3))
    client = browser(server)
    found = [sign_in(client, key) for _ in range(4)]
    assert [f.status_code for f in found] == [401, 401, 401, 429]
    assert not any("set-cookie" in f.headers for f in found)
    assert found[3].headers["retry-after"]
    assert sign_in(client).status_code == 204  # a good one goes on
    clock.now += MINUTE
    assert client.post("/v1/session", json={"token": key}).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"key": BOOTSTRAP_EXAMPLE, "token": "0" * 43}, 422),
        ({"key": 5}, 422),
        ({"key": None}, 422),
        ({"key": BOOTSTRAP_EXAMPLE, "remember": True}, 422),
        ([BOOTSTRAP_EXAMPLE], 422),
        ({"key": "x" * 5000}, 413),
    ],
)
def test_a_body_that_is_none_is_refused(server: Server, body: Any, status: int) -> None:
    found = browser(server).post("/v1/session", json=body)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert BOOTSTRAP_EXAMPLE not in found.text


def test_a_form_of_another_site_signs_nobody_in(server: Server) -> None:
    client, body = browser(server), json.dumps({"key": BOOTSTRAP_EXAMPLE})
    for media in ("text/plain", "application/x-www-form-urlencoded"):
        assert client.post("/v1/session", content=body, headers={"Content-Type": media}).status_code == 415
    for site in ("cross-site", "same-site"):
        found = sign_in(client, **{"Sec-Fetch-Site": site})
        assert (found.status_code, "set-cookie" in found.headers) == (403, False)
    assert sign_in(client, **{"Sec-Fetch-Site": "same-origin"}).status_code == 204


def test_a_session_ends_after_twelve_hours_without_use_and_says_so(
    page: TestClient, server: Server, clock: Clock
) -> None:
    for _ in range(3):  # used every eleven hours, it goes on
        clock.now += 11 * HOUR
        assert page.get("/v1/projects").status_code == 200
        settled(server)
    clock.now += IDLE - 1
    assert page.get("/v1/projects").status_code == 200
    settled(server)
    clock.now += IDLE
    found = page.get("/v1/projects")
    assert (found.status_code, found.json()["detail"]) == (401, OVER)
    assert page.get("/v1/session").status_code == 401


def test_a_session_ends_after_thirty_days_however_often_it_is_used(
    page: TestClient, server: Server, clock: Clock
) -> None:
    while clock.now < START + MONTH - 10 * HOUR:
        clock.now += 10 * HOUR
        assert page.get("/v1/projects").status_code == 200
        settled(server)
    assert page.get("/v1/session").json()["expires_at"] == written(START + MONTH)
    clock.now = START + MONTH - 1
    assert page.get("/v1/projects").status_code == 200
    clock.now = START + MONTH
    assert page.get("/v1/projects").json()["detail"] == OVER


def test_uses_are_noted_once_a_minute(page: TestClient, server: Server, store: Store, clock: Clock) -> None:
    def used() -> int:
        settled(server)
        with store.read() as connection:
            return int(connection.execute(text("SELECT used_at FROM session")).scalar_one())

    clock.now = START + MINUTE - 1
    page.get("/v1/projects")
    assert used() == START
    clock.now = START + MINUTE
    page.get("/v1/projects")
    assert used() == START + MINUTE
    clock.now = START + 2 * MINUTE - 1
    page.get("/v1/projects")
    assert used() == START + MINUTE


def test_a_write_that_is_refused_keeps_no_session_alive(
    page: TestClient, server: Server, store: Store, clock: Clock
) -> None:
    clock.now += HOUR
    assert page.delete("/v1/projects/site", headers={"X-Labelqa": "0"}).status_code == 403
    settled(server)
    with store.read() as connection:
        assert connection.execute(text("SELECT used_at FROM session")).scalar_one() == START


def test_a_session_ends_with_its_key(server: Server, clock: Clock) -> None:
    short = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"], "days": 1}).json()
    revoked = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()
    pages = [browser(server), browser(server)]
    assert [sign_in(p, k["key"]).status_code for p, k in zip(pages, (short, revoked), strict=True)] == [204, 204]
    assert server.admin.delete(f"/v1/keys/{revoked['key_id']}").status_code == 204
    assert pages[1].get("/v1/projects").json()["detail"] == OVER
    clock.now = START + 24 * HOUR - MINUTE
    assert sign_in(pages[0], short["key"]).status_code == 204
    assert pages[0].get("/v1/session").json()["expires_at"] == short["expires_at"]
    clock.now = START + 24 * HOUR
    assert pages[0].get("/v1/session").status_code == 401


def test_a_session_of_a_rotated_key_goes_on_for_the_overlap(server: Server, made: dict[str, Any], clock: Clock) -> None:
    client = browser(server)
    sign_in(client, made["key"])
    server.admin.post(f"/v1/keys/{made['key_id']}/rotate", json={"overlap_seconds": 3600})
    assert client.get("/v1/session").json()["expires_at"] == "2026-11-02T10:14:03Z"
    clock.now += HOUR
    assert client.get("/v1/session").status_code == 401


def test_signing_out_ends_the_session_everywhere_and_not_the_key(start: Started, clock: Clock) -> None:
    one, other = start(SETTINGS), start(SETTINGS)  # two workers on one database
    client = browser(one)
    value = cookie(sign_in(client)).value
    stolen = TestClient(other.client.app, cookies={"labelqa_session": value})
    assert stolen.get("/v1/session").status_code == 200
    left = client.delete("/v1/session", headers={"X-Labelqa": "1"})
    assert (left.status_code, left.headers["clear-site-data"]) == (204, '"cache"')
    assert "labelqa_session" not in client.cookies
    assert stolen.get("/v1/session").json()["detail"] == OVER
    assert one.admin.get("/v1/projects").status_code == 200


def test_a_new_sign_in_takes_the_place_of_the_one_before(server: Server, made: dict[str, Any]) -> None:
    client = browser(server)
    former = cookie(sign_in(client)).value
    assert sign_in(client, made["key"]).status_code == 204
    assert client.get("/v1/session").json()["key_id"] == made["key_id"]
    late = TestClient(server.client.app, cookies={"labelqa_session": former})
    assert late.get("/v1/session").status_code == 401


def test_a_key_in_place_of_a_session_is_described_and_not_signed_out(server: Server, made: dict[str, Any]) -> None:
    holder = server.with_key(made["key"])
    assert holder.get("/v1/session").json()["expires_at"] == made["expires_at"]
    assert holder.delete("/v1/session").status_code == 404
    assert holder.get("/v1/session").status_code == 200


WRITES = [("post", "annotations", {"annotations": [row()]}), ("patch", "", {"name": "north"}), ("delete", "", None)]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, False),
        ({"X-Labelqa": "yes"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"X-Labelqa": "1", "Sec-Fetch-Site": "cross-site"}, False),
        ({"X-Labelqa": "1", "Sec-Fetch-Site": "same-site"}, False),
        ({"X-Labelqa": "1", "Sec-Fetch-Site": "same-origin"}, True),
        ({"X-Labelqa": "1", "Sec-Fetch-Site": "none"}, True),
        ({"X-Labelqa": "1"}, True),
    ],
)
def test_a_write_with_a_session_needs_our_own_page(
    page: TestClient, method: str, path: str, body: Any, headers: dict[str, str], allowed: bool
) -> None:
    del page.headers["X-Labelqa"]
    before = page.get("/v1/projects/site").content
    found = page.request(method.upper(), f"/v1/projects/site/{path}".rstrip("/"), json=body, headers=headers)
    if allowed:
        assert found.status_code in (200, 204)
        return
    assert (found.status_code, found.json()["type"]) == (403, "urn:labelqa:problem:foreign-page")
    assert "X-Labelqa" in found.json()["detail"] or "Sec-Fetch-Site" in found.json()["detail"]
    assert page.get("/v1/projects/site").content == before


def test_a_key_needs_no_header_and_wins_over_the_cookie(page: TestClient, server: Server, made: dict[str, Any]) -> None:
    del page.headers["X-Labelqa"]
    key = {"Authorization": f"Bearer {made['key']}"}
    assert page.get("/v1/session", headers=key).json()["key_id"] == made["key_id"]
    review = {"reviews": [{"image_id": "nowhere", "annotator_id": "ana", "verdict": "approved"}]}
    assert page.post("/v1/projects/site/reviews", json=review, headers=key).status_code == 404
    for other in ("Bearer lqa_" + "0" * 49, "Bearer", "Basic YTpi", ""):
        assert page.get("/v1/session", headers={"Authorization": other}).status_code == 401, other


def test_a_session_sees_the_projects_of_its_key_and_no_other(server: Server, admin: TestClient) -> None:
    for name in ("own", "foreign"):
        admin.post("/v1/projects", json={"project_id": name})
    client = server.signed_in(server.client_with("admin", projects=["own"]))
    foreign, missing = (client.get(f"/v1/projects/{name}").json() for name in ("foreign", "missing"))
    assert foreign["status"] == 404
    assert {**foreign, "instance": ""} == {**missing, "instance": ""}
    assert [p["project_id"] for p in client.get("/v1/projects").json()["projects"]] == ["own"]
    assert client.delete("/v1/projects/foreign").status_code == 404


def test_an_annotators_own_session_sees_their_own(server: Server, filled: TestClient) -> None:
    client = server.signed_in(server.client_with("self", projects=["site"], annotator="ana"))
    assert client.get("/v1/session").json()["annotator"] == "ana"
    assert client.get("/v1/projects/site/me").json()["annotator_id"] == "ana"
    assert '"bo"' not in client.get("/v1/projects/site/quality/annotators").text
    assert client.get("/v1/projects/site/images/img_0").status_code == 403


def test_a_session_and_its_key_share_one_rate(start: Started) -> None:
    server = start(replace(SETTINGS, requests_per_minute=60, request_burst=3))
    client, holder = browser(server), server.admin
    assert [sign_in(client).status_code, holder.get("/v1/keys").status_code] == [204, 200]
    assert [client.get("/v1/session").status_code for _ in range(2)] == [200, 429]
    assert holder.get("/v1/keys").status_code == 429
    assert sign_in(browser(server)).status_code == 429


def test_a_page_whose_session_is_over_may_ask_often(start: Started) -> None:
    server = start(replace(SETTINGS, bad_keys_per_minute=1))
    late = TestClient(server.client.app, cookies={"labelqa_session": "0" * 43})
    assert {late.get("/v1/projects").status_code for _ in range(5)} == {401}


def test_sessions_of_another_server_are_none_here(store: Store, start: Started) -> None:
    server = start(SETTINGS)
    value = cookie(sign_in(browser(server))).value
    other = start(replace(SETTINGS, secret="another secret, long enough as well"))
    assert TestClient(other.client.app, cookies={"labelqa_session": value}).get("/v1/session").status_code == 401


def test_old_sessions_and_links_are_dropped(server: Server, store: Store, clock: Clock) -> None:
    sign_in(browser(server))
    link(server)
    assert counted(store) == (1, 1)
    clock.now += IDLE + HOUR
    server.admin.get("/v1/projects")
    settled(server)
    assert counted(store) == (0, 0)


def counted(store: Store) -> tuple[int, int]:
    with store.read() as connection:
        return len([*rows_of(connection, "session")]), len([*rows_of(connection, "sign_in_link")])


def test_of_too_many_sessions_of_a_key_those_that_were_not_used_end(
    server: Server, store: Store, clock: Clock, made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_sessions, "MOST", 2)
    others = browser(server)
    sign_in(others, made["key"])
    pages = [browser(server) for _ in range(3)]
    for client in pages:
        clock.now += 1
        assert sign_in(client).status_code == 204
    assert [client.get("/v1/session").status_code for client in pages] == [401, 200, 200]
    assert others.get("/v1/session").status_code == 200


def link(server: Server, *, key_id: str = "") -> str:
    """The token of a link for a key, by default for the first one."""
    ring = Keyring(server_secret(server.store, SETTINGS))
    with server.store.write() as connection:
        key = ring.find(connection, BOOTSTRAP_EXAMPLE, now=server.clock.now)
        assert key is not None
        return Sessions(ring).link(connection, replace(key, key_id=key_id or key.key_id), now=server.clock.now)


def test_a_link_signs_in_once(server: Server) -> None:
    token = link(server)
    client, late = browser(server), browser(server)
    assert client.post("/v1/session", json={"token": token}).status_code == 204
    assert client.get("/v1/session").json()["name"] == "first admin key"
    found = late.post("/v1/session", json={"token": token})
    assert (found.status_code, "used before" in found.json()["detail"]) == (401, True)
    assert "set-cookie" not in found.headers


def test_a_link_waits_ten_minutes_and_ends_with_its_key(server: Server, made: dict[str, Any], clock: Clock) -> None:
    in_time, late, void = link(server), link(server), link(server, key_id=made["key_id"])
    server.admin.delete(f"/v1/keys/{made['key_id']}")
    assert browser(server).post("/v1/session", json={"token": void}).status_code == 401
    clock.now = START + 10 * MINUTE - 1
    assert browser(server).post("/v1/session", json={"token": in_time}).status_code == 204
    clock.now = START + 10 * MINUTE
    assert browser(server).post("/v1/session", json={"token": late}).status_code == 401


def test_a_link_is_no_session_and_a_session_no_link(server: Server) -> None:
    token = link(server)
    client = browser(server)
    value = cookie(sign_in(client)).value
    assert TestClient(server.client.app, cookies={"labelqa_session": token}).get("/v1/session").status_code == 401
    assert client.post("/v1/session", json={"token": value}).status_code == 401


def test_of_several_at_once_one_wins_the_link(server: Server, store: Store) -> None:
    ring = Sessions(Keyring(server_secret(store, SETTINGS)))
    token = link(server)

    def burn(_: int) -> bool:
        with store.write() as connection:
            return ring.burn(connection, token)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(burn, range(8))) == [False] * 7 + [True]
    assert counted(store) == (0, 0)


def test_two_that_saw_the_link_at_once_burn_it_once(server: Server, store: Store) -> None:
    """Both have found it before either writes."""
    ring = Sessions(Keyring(server_secret(store, SETTINGS)))
    token = link(server)
    with store.read() as connection:
        assert ring.linked(connection, token, now=START) is not None
    with store.write() as connection:
        assert ring.burn(connection, token)
    with store.write() as connection:
        assert not ring.burn(connection, token)


def test_a_use_that_is_noted_late_brings_no_session_back(server: Server, store: Store) -> None:
    client = browser(server)
    sign_in(client)
    with store.read() as connection:
        ((digest, *_),) = rows_of(connection, "session")
    client.delete("/v1/session", headers={"X-Labelqa": "1"})
    with store.write() as connection:
        sessions.use(connection, digest, at=START + MINUTE)
    assert counted(store) == (0, 0)


PREFIXED = ["/labelqa/v1/projects", "/v1/projects"]


@pytest.mark.parametrize("path", PREFIXED)
def test_a_proxy_may_take_the_prefix_away_or_leave_it(start: Started, path: str) -> None:
    admin = start(PUBLIC).admin
    made = admin.post(path.replace("projects", "keys"), json={"name": "k", "scopes": ["read"]})
    assert made.headers["location"] == f"/labelqa/v1/keys/{made.json()['key_id']}"
    assert admin.get(made.headers["location"]).status_code == 200
    for name in ("a", "b"):
        assert admin.post(path, json={"project_id": name}).status_code == 201
    first = admin.get(f"{path}?limit=1", headers={"Accept": "text/csv"})
    following = first.headers["link"].partition(">")[0].removeprefix("<")
    assert following.startswith("/labelqa/v1/projects?")
    assert admin.get(following).json()["projects"][0]["project_id"] == "b"
    wrong = admin.put(f"{path}/a")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "DELETE, GET, PATCH")


def test_with_a_prefix_the_documents_find_each_other(start: Started) -> None:
    client = start(PUBLIC).client
    for base in ("/labelqa", ""):
        assert 'href="docs/style.css"' in client.get(f"{base}/docs").text
        assert client.get(f"{base}/docs/style.css").status_code == 200
        assert client.get(f"{base}/openapi.json").json()["servers"] == [{"url": "/labelqa"}]
        assert client.get(f"{base}/healthz").status_code == 200
    for path in ("/labelqax/healthz", "/labelqa", "/labelqahealthz", "/labelqa/labelqa/healthz"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "url",
    ["qa.example.com", "ftp://qa.example.com", "https://", "https://u:p@qa.example.com", "https://qa.example.com/?a=1",
     "https://qa.example.com/#a", "https://qa.example.com//a", "https://qa.example.com/../a", 'https://qa.example.com/"',
     "https://qa.example.com/v1", "https://qa.example.com/docs/x", "https://qa.example.com/a b", "https://qa\n.example"],
)  # fmt: skip
def test_a_public_address_that_is_none_stops_the_start(url: str) -> None:
    with pytest.raises(BadCall, match="LABELQA_PUBLIC_URL"):
        Settings(public_url=url)


def test_the_document_names_both_ways_in(server: Server) -> None:
    document = server.client.get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["session"]["in"] == "cookie"
    assert document["paths"]["/v1/projects"]["get"]["security"] == [{"key": []}, {"session": []}]
    assert document["paths"]["/v1/session"]["post"]["security"] == []
