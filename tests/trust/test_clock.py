"""A clock that is set back an hour: nothing void comes back, nothing is doubled, nothing is stuck."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from labelqa.errors import Conflict
from labelqa.store.sources import LEASE_MS
from labelqa.sync.lease import Lease
from labelqa.web.sessions import IDLE_MS
from tests.delivery.conftest import World as Outbox
from tests.delivery.conftest import row as alert_row
from tests.delivery.receiver import receiving
from tests.sync.conftest import World as Pulls
from tests.sync.test_pulling import fill
from tests.web.conftest import SETTINGS, Clock, Server, Started, row

HOUR = 3_600_000
DAY = 24 * HOUR
ANNOTATIONS = "/v1/projects/site/annotations"


def opens(client: TestClient) -> bool:
    status = client.get("/v1/projects").status_code
    assert status in (200, 401)
    return status == 200


def test_a_revoked_key_stays_void(server: Server, clock: Clock) -> None:
    made = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()
    client = server.with_key(made["key"])
    browser = server.signed_in(client)
    assert server.admin.delete(f"/v1/keys/{made['key_id']}").status_code == 204
    for back in (0, 1, HOUR, 400 * DAY):
        clock.now -= back
        assert not opens(client), back
        assert not opens(browser), back


def test_a_key_that_was_rotated_away_stays_void(server: Server, clock: Clock) -> None:
    made = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()
    assert server.admin.post(f"/v1/keys/{made['key_id']}/rotate").status_code == 201
    clock.now -= HOUR
    assert not opens(server.with_key(made["key"]))


def test_a_session_that_was_signed_out_stays_so(server: Server, clock: Clock) -> None:
    browser = server.signed_in(server.admin)
    kept = TestClient(server.client.app, cookies=dict(browser.cookies))
    assert opens(kept)
    assert browser.delete("/v1/session").status_code == 204
    clock.now -= HOUR
    assert not opens(kept)


def test_a_key_expires_by_the_clock_and_an_hour_is_all_that_it_gains(server: Server, clock: Clock) -> None:
    made = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"], "days": 1}).json()
    client = server.with_key(made["key"])
    for passed, live in ((-HOUR, True), (DAY, True), (HOUR - 1, True), (1, False)):
        clock.now += passed
        assert opens(client) is live, clock.now


def test_a_session_goes_on_and_ends_when_it_is_not_used(server: Server, clock: Clock) -> None:
    browser = server.signed_in(server.admin)
    clock.now -= HOUR
    assert opens(browser)
    clock.now += HOUR + IDLE_MS
    assert not opens(browser)


def test_a_request_sent_again_is_answered_as_before_and_stored_once(admin: TestClient, clock: Clock) -> None:
    def send() -> tuple[int, bytes]:
        again = {"Idempotency-Key": "one"}
        answer = admin.post(ANNOTATIONS, json={"annotations": [row()]}, headers=again)
        return answer.status_code, answer.content

    first = send()
    clock.now -= HOUR
    assert (first[0], send()) == (200, first)
    assert admin.post(ANNOTATIONS, json={"annotations": [row()]}).json()["annotations"]["same"] == 1
    clock.now += DAY
    assert send() == first
    assert admin.get("/v1/projects/site").json()["revision"] == 1


def test_a_verdict_that_is_given_later_counts(filled: TestClient, clock: Clock) -> None:
    def judge(verdict: str, image: str) -> str:
        given = {"image_id": image, "annotator_id": "bo", "verdict": verdict}
        assert filled.post("/v1/projects/site/reviews", json={"reviews": [given]}).status_code == 200
        answers = filled.get(f"/v1/projects/site/images/{image}").json()["annotations"]
        return str(next(a["verdict"] for a in answers if a["annotator_id"] == "bo"))

    assert judge("approved", "img_2") == "approved"
    clock.now -= HOUR
    assert [judge(verdict, "img_2") for verdict in ("rejected", "approved", "rejected")] == [
        "rejected",
        "approved",
        "rejected",
    ]
    assert judge("approved", "img_3") == "approved"


def test_limits_go_on_counting_and_hold_nobody_for_an_hour(start: Started, clock: Clock) -> None:
    server = start(replace(SETTINGS, requests_per_minute=60, request_burst=5, bad_keys_per_minute=10))
    admin, wrong = server.admin, server.with_key("lqa_" + "0" * 49)
    while admin.get("/v1/projects").status_code == 200:
        pass
    while wrong.get("/v1/projects").status_code == 401:
        pass
    clock.now -= HOUR
    held = admin.get("/v1/projects")
    assert (held.status_code, held.headers["retry-after"]) == (429, "1")
    assert wrong.get("/v1/projects").status_code == 429
    clock.now += 1_000
    assert admin.get("/v1/projects").status_code == 200
    clock.now += 6_000
    assert wrong.get("/v1/projects").status_code == 401


def test_a_pull_under_way_keeps_its_source_and_nobody_else_gets_it(pulls: Pulls) -> None:
    lease = Lease(pulls.store, pulls.source, pulls.clock)
    pulls.now -= HOUR
    for passed in (0, LEASE_MS):
        pulls.now += passed
        with pytest.raises(Conflict):
            Lease(pulls.store, pulls.source, pulls.clock)
        with lease.writing():
            pass
    lease.left()
    fill(pulls.tool, 2)
    assert pulls.pull().units["written"] == 2


def test_a_pull_that_died_is_taken_over_when_the_clock_is_where_it_was(pulls: Pulls) -> None:
    Lease(pulls.store, pulls.source, pulls.clock)
    pulls.now -= HOUR
    pulls.now += HOUR + LEASE_MS
    fill(pulls.tool, 2)
    assert pulls.pull().units["written"] == 2


def test_messages_are_sent_once_each_and_new_ones_at_once(outbox: Outbox) -> None:
    with receiving() as found:
        outbox.target(found.url)
        courier = outbox.to(found.port)
        outbox.look(alert_row())
        assert courier.deliver_all() == (1, 0)
        outbox.now -= HOUR
        assert courier.deliver_all() == (0, 0)
        outbox.look(alert_row(value=0.5, severity="error"))
        assert courier.deliver_all() == (1, 0)
        outbox.now += HOUR
        assert courier.deliver_all() == (0, 0)
    assert len({request.headers["webhook-id"] for request in found.requests}) == 2
