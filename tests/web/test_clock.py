"""A clock that is set back an hour: nothing that was ended comes back, and nothing that holds is refused."""

from dataclasses import replace

from starlette.testclient import TestClient

from tests.web.conftest import SETTINGS, Clock, Server, Started, row

HOUR = 3_600_000
SITE = "/v1/projects/site"


def test_what_was_revoked_or_signed_out_stays_so(server: Server, clock: Clock) -> None:
    key, other, rotated = server.key("read"), server.key("read"), server.key("read")
    page = server.signed_in(server.with_key(other))
    for one, method, end in ((key, "DELETE", ""), (rotated, "POST", "/rotate")):
        key_id = server.with_key(one).get("/v1/session").json()["key_id"]
        assert server.admin.request(method, f"/v1/keys/{key_id}{end}").status_code in (201, 204)
    assert page.delete("/v1/session").status_code == 204
    server.admin.delete(f"/v1/keys/{server.with_key(other).get('/v1/session').json()['key_id']}")
    clock.now -= HOUR
    for void in (key, other, rotated):
        assert server.with_key(void).get("/v1/projects").status_code == 401
    assert page.get("/v1/projects").status_code == 401


def test_what_holds_goes_on(filled: TestClient, server: Server, clock: Clock) -> None:
    reader = server.client_with("read", projects=["site"])
    page = server.signed_in(reader)
    once = {"Idempotency-Key": "once"}
    body = {"annotations": [row("late.jpg", "ana")]}
    first = filled.post(f"{SITE}/annotations", json=body, headers=once)
    clock.now -= HOUR
    assert filled.post(f"{SITE}/annotations", json=body, headers=once).content == first.content
    assert filled.post(f"{SITE}/annotations", json=body).json()["annotations"]["same"] == 1
    for client in (reader, page):
        assert client.get(f"{SITE}/quality/overview").status_code == 200
    verdict = {"image_id": "late.jpg", "annotator_id": "ana", "verdict": "approved"}
    assert filled.post(f"{SITE}/reviews", json={"reviews": [verdict]}).json()["added"] == 1


def test_nobody_waits_an_hour_for_the_limit_of_requests(start: Started, clock: Clock) -> None:
    server = start(replace(SETTINGS, requests_per_minute=60, request_burst=3))
    while server.admin.get("/v1/projects").status_code == 200:
        pass
    clock.now -= HOUR
    found = server.admin.get("/v1/projects")
    assert (found.status_code, found.headers["retry-after"]) == (429, "1")
    clock.now += 1000
    assert server.admin.get("/v1/projects").status_code == 200
