"""Alerts over HTTP: acknowledged, taken back, opened again by the clock; markers beside what drifts."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from labelqa.alert import TYPES
from labelqa.reports import REPORTS
from tests.web.conftest import START, Server, row

ALERTS = "/v1/projects/site/alerts"
REPORT = "/v1/projects/site/quality/alerts"
MARKERS = "/v1/projects/site/markers"
HOUR, DAY = 3_600_000, 86_400_000


def draw(client: TestClient, cars: int, **more: Any) -> None:
    """So many cars beside ten vans: class imbalance, `warning` above 10:1 and `error` above 100:1."""
    objects = [{"class": "car", "box": [k % 40 * 20, k // 40 * 20, 9, 9]} for k in range(cars)]
    objects += [{"class": "van", "box": [1, 900, 9, 9]}] * 10
    posted = client.post("/v1/projects/site/annotations", json={"annotations": [row(objects=objects, **more)]})
    assert posted.status_code == 200, posted.text


def written(client: TestClient, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(REPORT, params={"status": "all", **query}).json()["alerts"]
    return found


@pytest.fixture
def raised(admin: TestClient) -> str:
    draw(admin, 200)
    (alert,) = written(admin)
    assert (alert["type"], alert["severity"], alert["status"]) == ("class_imbalance", "warning", "open")
    return str(alert["alert_id"])


def test_an_alert_shows_when_it_was_opened_and_its_history(admin: TestClient, raised: str) -> None:
    (alert,) = written(admin)
    assert alert["opened_at"] == alert["updated_at"] == "2026-11-02T09:14:03Z"
    assert (alert["resolved_at"], alert["acknowledged"]) == (None, None)
    found = admin.get(f"{ALERTS}/{raised}").json()
    events, markers = found.pop("events"), found.pop("markers")
    assert found == alert, "the page of an alert says what the report says"
    assert [(e["event"], e["severity"], e["message"]) for e in events] == [("opened", "warning", alert["message"])]
    assert markers == []
    schema = admin.get("/openapi.json").json()["components"]
    Draft202012Validator({**schema["schemas"]["AlertDetail"], "components": schema}).validate(
        {**found, "events": events, "markers": markers}
    )


def test_the_report_names_all_types(admin: TestClient) -> None:
    assert len(TYPES) == 7
    assert all(f"`{name}`" in REPORTS["alerts"].doc for name in TYPES)


def test_acknowledged_is_a_status_of_its_own_in_the_next_answer(admin: TestClient, raised: str, server: Server) -> None:
    before = admin.get(f"{REPORT}?status=open")
    body = {"by": "lea", "why": "the vans come next week", "until": "2026-11-02T12:14:03+02:00"}
    said = admin.post(f"{ALERTS}/{raised}/acknowledge", json=body)
    assert said.status_code == 200
    assert said.json()["acknowledged"] == {
        "by": "lea", "why": "the vans come next week", "at": "2026-11-02T09:14:03Z", "until": "2026-11-02T10:14:03Z",
    }  # fmt: skip
    after = admin.get(f"{REPORT}?status=open", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.json()["alerts"]) == (200, [])
    assert [a["alert_id"] for a in written(admin, status="acknowledged")] == [raised]
    again = admin.post(f"{ALERTS}/{raised}/acknowledge", json={"until": None})
    assert again.json()["acknowledged"]["until"] is None
    assert again.json()["acknowledged"]["by"].startswith("key_"), "who is not named is the key"
    assert [e["event"] for e in again.json()["events"]] == ["opened", "acknowledged", "acknowledged"]


def test_no_body_acknowledges_too_and_a_review_key_may(server: Server, admin: TestClient, raised: str) -> None:
    reviewer = server.client_with("review", projects=["site"])
    assert reviewer.post(f"{ALERTS}/{raised}/acknowledge").json()["status"] == "acknowledged"
    assert reviewer.delete(f"{ALERTS}/{raised}/acknowledge").json()["status"] == "open"


def test_an_acknowledged_alert_that_gets_worse_is_open_again(admin: TestClient, raised: str) -> None:
    admin.post(f"{ALERTS}/{raised}/acknowledge", json={})
    draw(admin, 300)
    (alert,) = written(admin)
    assert (alert["status"], round(alert["value"])) == ("acknowledged", 30), "it goes on being updated"
    draw(admin, 1100)
    (alert,) = written(admin)
    assert (alert["status"], alert["severity"], alert["acknowledged"]) == ("open", "error", None)
    events = admin.get(f"{ALERTS}/{raised}").json()["events"]
    assert [e["event"] for e in events] == ["opened", "acknowledged", "updated", "reopened"]


def test_when_the_time_is_over_it_is_open_again_and_kept_answers_are_stale(
    server: Server, admin: TestClient, raised: str
) -> None:
    admin.post(f"{ALERTS}/{raised}/acknowledge", json={"until": "2026-11-02T10:14:03Z"})
    kept = admin.get(REPORT)
    assert kept.json()["alerts"] == []
    server.clock.now = START + HOUR
    dispatcher = server.client.app.state.services.dispatcher  # type: ignore[attr-defined]
    dispatcher.wake()
    while not admin.get(REPORT).json()["alerts"]:
        pass
    found = admin.get(REPORT, headers={"If-None-Match": kept.headers["etag"]})
    assert found.status_code == 200
    events = admin.get(f"{ALERTS}/{raised}").json()["events"]
    assert [e["event"] for e in events] == ["opened", "acknowledged", "reopened"]


def test_a_resolved_cause_that_comes_back_keeps_id_and_history(server: Server, admin: TestClient, raised: str) -> None:
    draw(admin, 90)
    (alert,) = written(admin)
    assert (alert["status"], alert["resolved_at"]) == ("resolved", "2026-11-02T09:14:03Z")
    assert admin.post(f"{ALERTS}/{raised}/acknowledge", json={}).status_code == 409
    server.clock.now = START + DAY
    draw(admin, 200)
    (alert,) = written(admin)
    assert (alert["alert_id"], alert["status"], alert["opened_at"]) == (raised, "open", "2026-11-03T09:14:03Z")
    events = admin.get(f"{ALERTS}/{raised}").json()["events"]
    assert [e["event"] for e in events] == ["opened", "resolved", "reopened"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"until": "2026-11-02T09:14:03Z"}, "/until"), ({"until": "2020-01-01T00:00:00Z"}, "/until"),
     ({"until": "2026-12-01T00:00:00"}, "/until"), ({"until": 5}, "/until"), ({"why": "x" * 10_001}, "/why"),
     ({"by": ""}, "/by"), ({"by": "a\u0000"}, "/by"), ({"forever": True}, "/forever")],
)  # fmt: skip
def test_what_is_no_acknowledgement_is_refused_and_changes_nothing(
    admin: TestClient, raised: str, body: dict[str, Any], pointer: str
) -> None:
    refused = admin.post(f"{ALERTS}/{raised}/acknowledge", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert written(admin)[0]["status"] == "open"


def test_the_same_acknowledgement_under_one_key_is_one(admin: TestClient, raised: str) -> None:
    headers = {"Idempotency-Key": "once"}
    first, second = (admin.post(f"{ALERTS}/{raised}/acknowledge", json={}, headers=headers) for _ in range(2))
    assert first.content == second.content
    assert len(admin.get(f"{ALERTS}/{raised}").json()["events"]) == 2


def test_an_alert_of_another_project_is_not_there(admin: TestClient, raised: str) -> None:
    admin.post("/v1/projects", json={"project_id": "other"})
    other = f"/v1/projects/other/alerts/{raised}"
    for alert in (other, f"{ALERTS}/al_nowhere", f"{ALERTS}/%00"):
        assert admin.get(alert).status_code == 404
        assert admin.post(f"{alert}/acknowledge", json={}).status_code == 404
        assert admin.delete(f"{alert}/acknowledge").status_code == 404


def marker(at: str = "2026-11-01T00:00:00+01:00", **more: Any) -> dict[str, Any]:
    return {"at": at, "kind": "guideline", "text": "version 2: <b>tight</b> boxes", **more}


def test_markers_are_kept_listed_by_time_and_deleted(admin: TestClient) -> None:
    made = admin.post(MARKERS, json=marker(by="lea"))
    assert made.status_code == 201
    first = made.json()
    assert (first["at"], first["by"], first["text"]) == ("2026-10-31T23:00:00Z", "lea", "version 2: <b>tight</b> boxes")
    admin.post(MARKERS, json=marker("2026-10-01T00:00:00Z", kind="team"))
    page = admin.get(f"{MARKERS}?limit=1").json()
    assert [m["kind"] for m in page["markers"]] == ["team"]
    assert admin.get(f"{MARKERS}?limit=1&cursor={page['next']}").json() == {"markers": [first], "next": None}
    assert admin.get(MARKERS, headers={"Accept": "text/csv"}).text.startswith("marker_id,at,kind,text,by\r\n")
    assert admin.delete(f"{MARKERS}/{first['marker_id']}").status_code == 204
    assert admin.delete(f"{MARKERS}/{first['marker_id']}").status_code == 404
    assert len(admin.get(MARKERS).json()["markers"]) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [(marker("2026-11-01"), "/at"), (marker(kind="weather"), "/kind"), (marker(text=""), "/text"),
     (marker(text="x" * 2001), "/text"), (marker(colour="red"), "/colour"), ({"kind": "tool", "text": "x"}, "/at")],
)  # fmt: skip
def test_what_is_no_marker_is_refused(admin: TestClient, body: dict[str, Any], pointer: str) -> None:
    refused = admin.post(MARKERS, json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_markers_stand_beside_drift_in_the_next_answer(filled: TestClient) -> None:
    agreement = "/v1/projects/site/quality/agreement"
    assert filled.get(agreement).json()["markers"] is None
    before = filled.get(f"{agreement}?drift=true")
    assert before.json()["markers"] == []
    made = filled.post(MARKERS, json=marker()).json()
    after = filled.get(f"{agreement}?drift=true", headers={"If-None-Match": before.headers["etag"]})
    assert after.json()["markers"] == [made]
    filled.delete(f"{MARKERS}/{made['marker_id']}")
    assert filled.get(f"{agreement}?drift=true").json()["markers"] == []


def falling(client: TestClient) -> dict[str, Any]:
    """Two persons who agree on a hundred images and then no more on fifty."""
    rows = []
    for i in range(150):
        for who, shift in (("ana", 0.0), ("bo", 2.0 + i % 3 if i < 100 else 45.0 + i % 3)):
            at = f"2026-10-{1 + i // 10:02}T10:{i % 60:02}:00Z"
            rows.append(row(f"img_{i:03}", who, x=10.0 + shift, submitted_at=at))
    assert client.post("/v1/projects/site/annotations", json={"annotations": rows}).status_code == 200
    (alert,) = [alert for alert in written(client, type="iaa_drift") if alert["subject"]["kind"] == "project"]
    return alert


def test_drift_is_followed_over_the_newest_images(admin: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    falling(admin)
    agreement = "/v1/projects/site/quality/agreement?drift=true"
    (fell,) = admin.get(agreement).json()["drift"]
    monkeypatch.setattr("labelqa.reports.drift.MOST", 140)
    admin.post(MARKERS, json=marker())  # asked anew, not taken from the last answer
    (again,) = admin.get(agreement).json()["drift"]
    assert (again["image_id"], again["index"]) == (fell["image_id"], fell["index"] - 10)
    monkeypatch.setattr("labelqa.reports.drift.MOST", 60)
    admin.post(MARKERS, json=marker())
    assert admin.get(agreement).json()["drift"] == []  # too few to compare


def test_an_alert_of_drift_shows_what_changed_in_the_two_weeks_before_it(admin: TestClient) -> None:
    alert = falling(admin)
    assert alert["since"].startswith("2026-10-12")
    for day in ("2026-09-20", "2026-10-02", "2026-10-12", "2026-10-13"):
        admin.post(MARKERS, json=marker(f"{day}T00:00:00Z"))
    found = admin.get(f"{ALERTS}/{alert['alert_id']}").json()["markers"]
    assert [m["at"] for m in found] == ["2026-10-02T00:00:00Z", "2026-10-12T00:00:00Z"]
