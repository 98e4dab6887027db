"""Alert targets over HTTP: nothing inside, nothing secret shown twice, and every message to be followed."""

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.errors import BadCall
from labelqa.reports.cursor import encode
from labelqa.settings import Settings
from labelqa.store import Store, alert_deliveries
from labelqa.store.schema import meta
from tests.delivery.receiver import HANG, Receiver, receiving
from tests.delivery.test_guard import INSIDE
from tests.delivery.test_outbox import signed
from tests.web.conftest import SETTINGS, Clock, Server
from tests.web.test_alerts import draw

TARGETS = "/v1/projects/site/alert-targets"
DELIVERIES = "/v1/projects/site/deliveries"
HOOK = {"kind": "webhook", "url": "https://hooks.example/T0/very-secret?token=also-secret"}


def public(name: str, port: int) -> Sequence[str]:
    """A resolver that knows every name, so that no test asks another machine."""
    return ["203.0.114.7"]


def serving(store: Store, clock: Clock, settings: Settings, **more: Any) -> Iterator[Server]:
    app = create_app(settings, store=store, clock=clock, **{"resolver": public, **more})
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Server(store, clock, client)
        found.admin.post("/v1/projects", json={"project_id": "site", "name": "Site"})
        yield found


@pytest.fixture
def server(store: Store, clock: Clock) -> Iterator[Server]:
    yield from serving(store, clock, replace(SETTINGS, smtp_host="127.0.0.1", smtp_from="qa@example.com"))


@pytest.fixture
def admin(server: Server) -> TestClient:
    return server.admin


def test_what_an_answer_points_to_is_there_whatever_the_project_is_called(admin: TestClient) -> None:
    name = "a?b#c d\\"
    assert admin.post("/v1/projects", json={"project_id": name}).status_code == 201
    targets = f"/v1/projects/{quote(name, safe='')}/alert-targets"
    made = [admin.post(targets, json=HOOK | {"name": f"t{k}"}) for k in range(2)]
    assert [one.headers["Location"] for one in made] == [f"{targets}/{one.json()['target_id']}" for one in made]
    page = admin.get(f"{targets}?limit=1", headers={"Accept": "text/csv"})
    assert page.links["next"]["url"].startswith(f"{targets}?limit=1&cursor=")


def test_an_operator_may_name_all_that_is_reached(store: Store, clock: Clock) -> None:
    settings = replace(SETTINGS, egress="listed", egress_allow="hooks.example")
    for server in serving(store, clock, settings):
        assert server.admin.post(TARGETS, json=HOOK).status_code == 201
        refused = server.admin.post(TARGETS, json=HOOK | {"url": "https://other.example/"})
        assert refused.status_code == 422
        assert "operator's list" in refused.json()["detail"]
        body = {"kind": "label_studio", "address": "https://other.example/", "token": "t", "options": {"project": 1}}
        assert server.admin.post("/v1/projects/site/sources", json=body).status_code == 422
    with pytest.raises(BadCall, match="LABELQA_EGRESS"):
        Settings(egress="anything")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def near(store: Store, clock: Clock, receiver: Receiver) -> Iterator[TestClient]:
    """An admin of a server that may send to the receiver."""
    for found in serving(store, clock, replace(SETTINGS, egress_allow=f"127.0.0.1:{receiver.port}")):
        yield found.admin


def settled(client: TestClient, count: int = 1) -> list[dict[str, Any]]:
    """The messages, when nothing waits for its first attempt any more."""
    while True:
        found: list[dict[str, Any]] = client.get(DELIVERIES).json()["deliveries"]
        if len(found) >= count and all(d["state"] != "waiting" or d["problem"] for d in found):
            return found


@pytest.mark.parametrize("kind", ["webhook", "slack"])
def test_no_address_inside_is_stored_however_it_is_spelled(admin: TestClient, kind: str) -> None:
    good = admin.post(TARGETS, json={**HOOK, "kind": kind}).json()["target_id"]
    for url in INSIDE:
        for found in (admin.post(TARGETS, json={"kind": kind, "url": url}),
                      admin.patch(f"{TARGETS}/{good}", json={"url": url})):  # fmt: skip
            assert found.status_code == 422, (url, found.text)
            assert found.json()["errors"][0]["pointer"] == "/url", url
    assert [t["host"] for t in admin.get(TARGETS).json()["targets"]] == ["hooks.example"]


def test_a_name_that_leads_inside_is_refused_when_it_is_saved(store: Store, clock: Clock) -> None:
    for inner in (["10.0.0.1"], ["203.0.114.7", "127.0.0.1"], ["::ffff:127.0.0.1"]):
        for found in serving(store, clock, SETTINGS, resolver=lambda name, port, inner=inner: inner):
            refused = found.admin.post(TARGETS, json=HOOK)
            assert refused.status_code == 422
            assert "LABELQA_EGRESS_ALLOW" in refused.json()["errors"][0]["detail"]


def test_a_look_up_holds_up_no_write_however_many_wait_for_one(store: Store, clock: Clock) -> None:
    asked, known, count = SimpleQueue[str](), Event(), 6

    def slow(name: str, port: int) -> Sequence[str]:
        if name == "slow.example":
            asked.put(name)
            assert known.wait(60)
        return ["203.0.114.7"]

    body = {"kind": "webhook", "url": "https://slow.example/"}
    for found in serving(store, clock, SETTINGS, resolver=slow):
        one_loop = found.client  # as a server has it: what waits for a place waits in the loop that serves
        one_loop.headers["Authorization"] = found.admin.headers["Authorization"]
        here = one_loop.post(TARGETS, json=HOOK).json()["target_id"]
        with ThreadPoolExecutor(2 * count) as pool:
            made = [pool.submit(one_loop.post, TARGETS, json=body) for _ in range(count)]
            changed = [
                pool.submit(one_loop.patch, f"{TARGETS}/{here}", json={"url": body["url"]}) for _ in range(count)
            ]
            try:
                assert asked.get(timeout=60)
                draw(one_loop, 200)
                assert one_loop.patch(f"{TARGETS}/{here}", json={"name": "quick"}).json()["name"] == "quick"
                assert not any(one.done() for one in made + changed)
            finally:
                known.set()
        assert [one.result().status_code for one in made + changed] == [201] * count + [200] * count
        assert one_loop.get(f"{TARGETS}/{here}").json()["host"] == "slow.example"


def test_a_look_up_that_changes_between_saving_and_sending_goes_nowhere(store: Store, clock: Clock) -> None:
    with receiving() as canary:
        answers = [["203.0.114.7"]]
        resolver = lambda name, port: answers.pop() if answers else ["127.0.0.1"]  # noqa: E731
        settings = replace(SETTINGS, egress_allow=f"127.0.0.2:{canary.port}")
        for found in serving(store, clock, settings, resolver=resolver):
            made = found.admin.post(TARGETS, json={"kind": "webhook", "url": "http://rebound.example/"})
            assert made.status_code == 201, made.text
            found.admin.post(f"{TARGETS}/{made.json()['target_id']}/test")
            (message,) = settled(found.admin)
            assert "public internet" in message["problem"]
        assert canary.connections == 0


def test_a_secret_is_shown_once_and_an_address_never_whole(admin: TestClient, store: Store) -> None:
    made = admin.post(TARGETS, json={**HOOK, "name": "Team"})
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    secret = made.json()["secret"]
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    one = admin.get(made.headers["location"])
    assert one.json()["address"] == "https://hooks.example/***"
    assert "secret" not in one.json()
    admin.patch(made.headers["location"], json={"name": "Other"})
    answers = [one.text, admin.get(TARGETS).text, admin.patch(made.headers["location"], json={}).text]
    with store.read() as connection:
        stored = repr([connection.execute(table.select()).all() for table in meta.sorted_tables])
    for text in (*answers, stored):
        assert "very-secret" not in text
        assert "also-secret" not in text
        assert secret not in text
        assert secret.removeprefix("whsec_") not in text


def test_slack_and_letters_have_no_secret_to_show_or_rotate(admin: TestClient) -> None:
    for body in ({"kind": "slack", "url": HOOK["url"]}, {"kind": "email", "to": "lea@example.com"}):
        made = admin.post(TARGETS, json=body).json()
        assert made["secret"] is None
        assert admin.post(f"{TARGETS}/{made['target_id']}/rotate").status_code == 409
    assert {t["address"] for t in admin.get(TARGETS).json()["targets"]} == {
        "https://hooks.example/***", "l***@example.com",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"kind": "pager", "url": "https://a.example/"}, "/kind"), ({"kind": "webhook"}, "/url"), ({}, "/kind"),
     ({"kind": "webhook", "to": "lea@example.com"}, "/to"), ({"kind": "email", "url": "https://a.example/"}, "/url"),
     ({"kind": "email", "to": "lea@example.com\r\nBcc: bo@example.com"}, "/to"),
     ({"kind": "email", "to": "lea@example.com,bo@example.com"}, "/to"), ({**HOOK, "types": []}, "/types"),
     ({**HOOK, "types": ["low_spirits"]}, "/types/0"), ({**HOOK, "min_severity": "fatal"}, "/min_severity"),
     ({**HOOK, "secret": "whsec_x"}, "/secret"), ({**HOOK, "enabled": 1}, "/enabled"), ({**HOOK, "url": 5}, "/url")],
)  # fmt: skip
def test_what_is_no_target_is_refused_by_field(admin: TestClient, body: dict[str, Any], pointer: str) -> None:
    refused = admin.post(TARGETS, json=body)
    assert refused.status_code == 422
    assert pointer in [e["pointer"] for e in refused.json()["errors"]]
    assert admin.get(TARGETS).json()["targets"] == []


def test_letters_are_offered_where_the_operator_named_a_mail_server(near: TestClient) -> None:
    refused = near.post(TARGETS, json={"kind": "email", "to": "lea@example.com"})
    assert "LABELQA_SMTP_HOST" in refused.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "wrong", [{"egress_allow": "http://x"}, {"smtp_tls": "ssl"}, {"smtp_host": "m", "smtp_from": "a@b.c\r\nBcc: d"}]
)
def test_a_setting_that_is_none_stops_the_start(store: Store, wrong: dict[str, str]) -> None:
    with pytest.raises(BadCall, match="LABELQA_"):
        create_app(replace(SETTINGS, **wrong), store=store)


def test_an_alert_is_sent_signed_and_can_be_followed(near: TestClient, receiver: Receiver) -> None:
    target = near.post(TARGETS, json={"kind": "webhook", "url": receiver.url}).json()
    draw(near, 200)
    (message,) = settled(near)
    assert (message["state"], message["event"], message["status"], message["problem"]) == (
        "delivered", "opened", 200, None,
    )  # fmt: skip
    (request,) = receiver.requests
    assert request.headers["webhook-id"] == message["message_id"]
    assert signed(request, target["secret"]) == [True]
    told = json.loads(request.body)
    alert = near.get("/v1/projects/site/quality/alerts").json()["alerts"][0]
    assert told["data"]["alert"] == alert, "the message says what the report says"
    assert told["type"] == "alert.opened"


def test_after_a_rotation_both_secrets_sign(near: TestClient, receiver: Receiver) -> None:
    target = near.post(TARGETS, json={"kind": "webhook", "url": receiver.url}).json()
    base = f"{TARGETS}/{target['target_id']}"
    rotated = near.post(f"{base}/rotate")
    assert rotated.status_code == 201
    new = rotated.json()["secret"]
    assert new != target["secret"]
    assert rotated.json()["earlier_until"] == "2026-11-03T09:14:03Z"
    assert near.post(f"{base}/test").status_code == 202
    settled(near)
    near.post(f"{base}/rotate", json={"overlap_seconds": 0})
    near.post(f"{base}/test")
    settled(near, 2)
    first, second = receiver.requests
    assert (signed(first, new), signed(first, target["secret"])) == ([True, False], [False, True])
    assert signed(second, new) == [False]
    assert json.loads(first.body)["type"] == "test"


def test_a_target_that_is_gone_is_off_until_it_is_enabled_again(near: TestClient, receiver: Receiver) -> None:
    receiver.replies = [410, 200]
    target = near.post(TARGETS, json={"kind": "webhook", "url": receiver.url}).json()
    base = f"{TARGETS}/{target['target_id']}"
    near.post(f"{base}/test")
    (message,) = settled(near)
    assert (message["state"], message["status"]) == ("dropped", 410)
    found = near.get(base).json()
    assert (found["state"], "410" in found["problem"]) == ("disabled", True)
    assert near.post(f"{base}/test").status_code == 409
    assert near.post(f"{DELIVERIES}/{message['message_id']}/redeliver").status_code == 409
    assert near.patch(base, json={"enabled": True}).json()["state"] == "active"
    again = near.post(f"{DELIVERIES}/{message['message_id']}/redeliver")
    assert (again.status_code, again.json()["message_id"]) == (202, message["message_id"])
    (message,) = settled(near)
    assert message["state"] == "delivered"
    assert [r.headers["webhook-id"] for r in receiver.requests] == [message["message_id"]] * 2


def test_switched_off_by_hand_it_hears_nothing_and_what_waited_is_dropped(near: TestClient, receiver: Receiver) -> None:
    receiver.replies = [500]
    target = near.post(TARGETS, json={"kind": "webhook", "url": receiver.url}).json()
    base = f"{TARGETS}/{target['target_id']}"
    draw(near, 200)
    settled(near)
    near.patch(base, json={"enabled": False})
    draw(near, 90)
    (message,) = settled(near)
    assert (message["state"], message["problem"]) == ("dropped", "the target was switched off")


def test_messages_are_listed_newest_first_by_state_and_target_in_pages(near: TestClient, receiver: Receiver) -> None:
    first, second = (
        near.post(TARGETS, json={"kind": "webhook", "url": receiver.url}).json()["target_id"] for _ in range(2)
    )
    for n in range(3):
        draw(near, 90 if n % 2 else 200)
    everything = settled(near, 6)
    pages, cursor = [], None
    while not pages or cursor:
        page = near.get(DELIVERIES, params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        pages += page["deliveries"]
        cursor = page["next"]
    assert pages == everything
    assert [d["event"] for d in everything][::2] == ["reopened", "resolved", "opened"]
    mine = near.get(DELIVERIES, params={"target": second, "state": "delivered"}).json()["deliveries"]
    assert {d["target_id"] for d in mine} == {second} != {first}
    assert len(mine) == 3
    assert near.get(DELIVERIES, params={"state": "dead"}).json()["deliveries"] == []
    assert near.get(DELIVERIES, params={"state": "lost"}).status_code == 422
    assert near.get(DELIVERIES, headers={"Accept": "text/csv"}).text.startswith("message_id,target_id,")


def test_a_message_that_is_being_sent_is_not_sent_again_by_hand(store: Store, clock: Clock) -> None:
    with receiving(HANG) as found:
        for server in serving(store, clock, replace(SETTINGS, egress_allow=f"127.0.0.1:{found.port}")):
            target = server.admin.post(TARGETS, json={"kind": "webhook", "url": found.url}).json()["target_id"]
            message = server.admin.post(f"{TARGETS}/{target}/test").json()["message_id"]
            found.wait_for(1)
            refused = server.admin.post(f"{DELIVERIES}/{message}/redeliver")
            assert refused.status_code == 409
            assert "just now" in refused.json()["detail"]
            found.replies = [200]
            found.stopped.set()
            settled(server.admin)
            assert server.admin.post(f"{DELIVERIES}/{message}/redeliver").status_code == 202
            server.client.app.state.services.dispatcher.stop()  # type: ignore[attr-defined]
    assert len(found.requests) == 1


@pytest.mark.parametrize("place", [2**31, 2**62 - 1, -(2**40)])
def test_a_cursor_of_ones_own_making_reads_a_page_like_another(admin: TestClient, place: int) -> None:
    cursor = encode([place], ["site", "deliveries", None, None])
    assert admin.get(DELIVERIES, params={"cursor": cursor}).status_code == 200


def test_what_belongs_to_another_project_is_not_reached_through_ones_own(near: TestClient, receiver: Receiver) -> None:
    near.post("/v1/projects", json={"project_id": "other"})
    target = near.post(TARGETS, json={"kind": "webhook", "url": receiver.url}).json()["target_id"]
    message = near.post(f"{TARGETS}/{target}/test").json()["message_id"]
    other = "/v1/projects/other"
    assert near.get(f"{other}/alert-targets/{target}").status_code == 404
    assert near.patch(f"{other}/alert-targets/{target}", json={"name": "x"}).status_code == 404
    assert near.post(f"{other}/alert-targets/{target}/rotate").status_code == 404
    assert near.post(f"{other}/alert-targets/{target}/test").status_code == 404
    assert near.post(f"{other}/deliveries/{message}/redeliver").status_code == 404
    assert near.get(f"{other}/deliveries?target={target}").json()["deliveries"] == []
    assert near.delete(f"{other}/alert-targets/{target}").status_code == 404
    assert near.delete(f"{TARGETS}/{target}").status_code == 204
    assert near.get(DELIVERIES).json()["deliveries"] == []


def test_a_project_has_so_many_targets_and_no_more(admin: TestClient) -> None:
    for _ in range(50):
        assert admin.post(TARGETS, json=HOOK).status_code == 201
    assert admin.post(TARGETS, json=HOOK).status_code == 409
    page = admin.get(f"{TARGETS}?limit=30").json()
    assert len(page["targets"]) == 30
    assert len(admin.get(f"{TARGETS}?limit=30&cursor={page['next']}").json()["targets"]) == 20


def test_what_a_server_has_begun_and_not_ended_is_sent_by_the_next(store: Store, clock: Clock) -> None:
    with receiving() as found:
        settings = replace(SETTINGS, egress_allow=f"127.0.0.1:{found.port}")
        for server in serving(store, clock, settings):
            server.client.app.state.services.dispatcher.stop()  # type: ignore[attr-defined]
            target = server.admin.post(TARGETS, json={"kind": "webhook", "url": found.url}).json()["target_id"]
            server.admin.post(f"{TARGETS}/{target}/test")
            (message,) = server.admin.get(DELIVERIES).json()["deliveries"]
            with store.write() as c:
                (due,) = alert_deliveries.due(c, now=clock.now)
                assert alert_deliveries.claim(c, due.number, now=clock.now, until=clock.now + 1000)
        clock.now += 0 if store.sqlite else 1000  # a database of several servers waits for the end of the claim
        for server in serving(store, clock, settings):
            assert settled(server.admin)[0]["message_id"] == message["message_id"]
    assert len(found.requests) == 1


@pytest.mark.parametrize("name", ["ĽÄ 🚗", "a b?#", "plain"])
def test_where_a_thing_that_was_made_is_to_be_found_is_said_whatever_the_project_is_called(
    server: Server, name: str
) -> None:
    admin, app = server.admin, server.client.app
    app.state.services.puller.stop()  # type: ignore[attr-defined]
    assert admin.post("/v1/projects", json={"project_id": name}).status_code == 201
    source = {"kind": "label_studio", "address": "https://labels.example", "token": "t0", "options": {"project": 7}}
    for path, body in (("alert-targets", HOOK), ("sources", source)):
        made = admin.post(f"/v1/projects/{quote(name, safe='')}/{path}", json=body)
        assert made.status_code == 201, made.text
        assert admin.get(made.headers["location"]).status_code == 200
