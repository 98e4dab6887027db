"""Reviews over HTTP: verdicts, corrections, many at once, and taking them back."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.verify import verify
from tests.web.conftest import Clock, Server, row

REVIEWS, BULK = "/v1/projects/site/reviews", "/v1/projects/site/reviews/bulk"
VAN = {"class": "van", "box": [12.0, 20.0, 100.0, 50.0]}


def image(client: TestClient, image_id: str = "img_1") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/projects/site/images/{image_id}").json()
    return found


def annotation(client: TestClient, image_id: str = "img_1", annotator_id: str = "ana") -> dict[str, Any]:
    return next(a for a in image(client, image_id)["annotations"] if a["annotator_id"] == annotator_id)


def judged(client: TestClient, verdict: str, reviewer: str | None = "lea", **more: Any) -> Any:
    review = {"image_id": "img_1", "annotator_id": "ana", "verdict": verdict, "reviewer_id": reviewer} | more
    return client.post(REVIEWS, json={"reviews": [review]})


@pytest.fixture
def site(admin: TestClient) -> TestClient:
    """Three images by ana and bo, and a model on the first."""
    rows = [row(f"img_{k}", who) for k in range(1, 4) for who in ("ana", "bo")]
    rows += [row("img_1", "net", kind="model", seconds=None)]
    assert admin.post("/v1/projects/site/annotations", json={"annotations": rows}).status_code == 200
    return admin


@pytest.fixture(autouse=True)
def _exact(server: Server) -> Any:
    """Whatever a test did: the totals are their recomputation."""
    yield
    with server.store.read() as connection:
        assert verify(connection, "site").differences == ()


def test_an_answer_names_every_row_by_an_id_to_take_it_back_by(site: TestClient) -> None:
    found = judged(site, "approved").json()
    (told,) = found["reviews"]
    assert (found["added"], told["image_id"], told["annotator_id"], told["revision"]) == (1, "img_1", "ana", 1)
    (shown,) = annotation(site)["reviews"]
    assert (shown["review_id"], shown["verdict"], shown["undone_at"]) == (told["review_id"], "approved", None)
    known = judged(site, "approved", at=shown["at"]).json()
    assert (known["added"], known["reviews"]) == (0, found["reviews"])


def test_a_correction_is_shown_in_place_of_the_answer(site: TestClient) -> None:
    found = judged(site, "corrected", objects=[VAN], reason="it is a van").json()
    assert found["reviews"][0]["corrected_to"] == 2
    shown = annotation(site)
    assert (shown["revision"], shown["verdict"], shown["superseded"]) == (2, "corrected", 1)
    assert [o["class"] for o in shown["objects"]] == ["van"]
    assert (shown["seconds"], shown["submitted_at"]) == (21.5, "2026-11-02T09:14:03Z")
    overview = site.get("/v1/projects/site/quality/overview").json()
    assert (overview["correction_rate"], overview["reviewed"]) == (1.0, 1)


def test_a_correction_taken_back_leaves_the_answer_as_it_was(site: TestClient) -> None:
    before = annotation(site)
    made = judged(site, "corrected", objects=[VAN]).json()["reviews"][0]["review_id"]
    undone = site.delete(f"{REVIEWS}/{made}?reviewer_id=rui")
    assert (undone.status_code, undone.json()["annotation_revision"], undone.json()["verdict"]) == (200, 1, None)
    after = annotation(site)
    (told,) = after.pop("reviews")
    assert (told["corrected_to"], told["undone_by"], told["undone_at"]) == (2, "rui", "2026-11-02T09:14:03Z")
    assert {**after, "reviews": [], "superseded": 0} == before
    assert site.delete(f"{REVIEWS}/{made}").json() == undone.json()


def test_who_takes_a_verdict_back_without_a_name_is_known_by_their_key(site: TestClient) -> None:
    made = judged(site, "approved").json()["reviews"][0]["review_id"]
    site.delete(f"{REVIEWS}/{made}")
    assert annotation(site)["reviews"][0]["undone_by"].startswith("key_")


def test_a_correction_that_something_came_after_is_not_taken_back(site: TestClient) -> None:
    made = judged(site, "corrected", objects=[VAN]).json()["reviews"][0]["review_id"]
    newer = row("img_1", "ana", x=40.0, submitted_at="2026-11-03T09:00:00Z")
    site.post("/v1/projects/site/annotations", json={"annotations": [newer]})
    found = site.delete(f"{REVIEWS}/{made}")
    assert (found.status_code, found.json()["type"]) == (409, "urn:labelqa:problem:conflict")
    assert "revision 3 came in after" in found.json()["detail"]
    assert annotation(site)["revision"] == 3


def test_if_match_on_more_than_one_review_is_refused_as_that(site: TestClient) -> None:
    rows = [{"image_id": "img_1", "annotator_id": who, "verdict": "approved"} for who in ("ana", "bo")]
    rows[1] = rows[1] | {"revision": 2}
    found = site.post(REVIEWS, json={"reviews": rows}, headers={"If-Match": '"1"'})
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, "/reviews")


def test_a_stale_row_refuses_the_correction_and_the_whole_batch(site: TestClient) -> None:
    judged(site, "corrected", objects=[VAN])
    stale = {"image_id": "img_1", "annotator_id": "ana", "verdict": "corrected", "revision": 1, "labels": ["day"]}
    good = {"image_id": "img_2", "annotator_id": "ana", "verdict": "approved"}
    revision = image(site)["revision"]
    found = site.post(REVIEWS, json={"reviews": [good, stale]})
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (412, "/reviews/1/revision")
    assert judged(site, "corrected", labels=["day"], revision=2).status_code == 200
    assert site.post(REVIEWS, json={"reviews": [stale]}, headers={"If-Match": '"1"'}).status_code == 412
    assert image(site)["revision"] == revision + 1
    assert annotation(site, "img_2")["verdict"] is None


@pytest.mark.parametrize(
    ("review", "pointer"),
    [
        ({"verdict": "approved", "objects": []}, "/reviews/0/verdict"),
        ({"verdict": "rejected", "labels": ["day"]}, "/reviews/0/verdict"),
        ({"verdict": "corrected", "objects": [{"class": "van"}]}, "/reviews/0/objects/0/box"),
        ({"verdict": "corrected", "objects": [VAN | {"score": 0.5}]}, "/reviews/0/objects/0/score"),
        ({"verdict": "corrected", "corrected_to": 2}, "/reviews/0/corrected_to"),
    ],
)
def test_a_correction_that_is_none_is_refused_by_its_place(
    site: TestClient, review: dict[str, Any], pointer: str
) -> None:
    found = judged(site, **review)
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, pointer)
    assert annotation(site)["reviews"] == []


def test_conflicting_verdicts_are_all_shown_and_the_latest_stands(site: TestClient, clock: Clock) -> None:
    judged(site, "approved")
    clock.now += 1000
    judged(site, "rejected", "rui", reason="loose")
    shown = annotation(site)
    assert (shown["verdict"], shown["conflict"]) == ("rejected", True)
    assert [(r["reviewer_id"], r["verdict"]) for r in shown["reviews"]] == [("lea", "approved"), ("rui", "rejected")]
    assert annotation(site, annotator_id="bo")["conflict"] is False
    assert [f["reason"] for f in image(site)["flags"]].count("conflicting_verdicts") == 1
    flagged = site.get("/v1/projects/site/quality/images?flag=conflicting_verdicts").json()["images"]
    assert [r["image_id"] for r in flagged] == ["img_1"]
    site.delete(f"{REVIEWS}/{shown['reviews'][1]['review_id']}")
    assert (annotation(site)["verdict"], annotation(site)["conflict"]) == ("approved", False)


def test_many_are_judged_at_once_and_those_that_were_judged_stay(site: TestClient) -> None:
    judged(site, "rejected")
    body = {"verdict": "approved", "reviewer_id": "rui", "where": {"annotator_id": "ana"}}
    dry = site.post(BULK, json=body | {"dry_run": True}).json()
    assert (dry["chosen"], dry["added"], dry["dry_run"]) == (2, 0, True)
    assert annotation(site, "img_2")["verdict"] is None
    found = site.post(BULK, json=body).json()
    assert (found["chosen"], found["added"], found["revision"]) == (2, 2, dry["revision"] + 1)
    assert [annotation(site, f"img_{k}")["verdict"] for k in (1, 2, 3)] == ["rejected", "approved", "approved"]
    assert site.post(BULK, json=body).json()["chosen"] == 0


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ({"image_ids": ["img_1", "img_2"]}, 3),
        ({"image_ids": ["img_1"], "annotator_id": "bo"}, 1),
        ({"status": "unreviewed"}, 5),
        ({"status": "approved"}, 0),
        ({"annotator_id": "ana", "verdict": "any"}, 3),
        ({"annotator_id": "ana", "verdict": "rejected"}, 1),
        ({"annotator_id": "net"}, 0),
        ({"flag": "suggestion_outlier"}, 0),
    ],
)
def test_what_is_meant_is_all_that_is_said(site: TestClient, where: dict[str, Any], chosen: int) -> None:
    judged(site, "rejected")
    assert site.post(BULK, json={"verdict": "approved", "where": where, "dry_run": True}).json()["chosen"] == chosen


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"verdict": "corrected", "where": {"annotator_id": "ana"}}, "/verdict"),
        ({"verdict": "approved", "where": {}}, "/where"),
        ({"verdict": "approved", "where": {"verdict": "any"}}, "/where"),
        ({"verdict": "approved"}, "/where"),
        ({"verdict": "approved", "where": {"image_ids": ["img_1", "nowhere"]}}, "/where/image_ids/1"),
        ({"verdict": "approved", "where": {"annotator_id": "nobody"}}, "/where/annotator_id"),
        ({"verdict": "approved", "where": {"image_ids": ["i"] * 10_001}}, "/where/image_ids"),
        ({"verdict": "approved", "where": {"status": "fine"}}, "/where/status"),
        ({"verdict": "approved", "where": {"annotator_id": "ana"}, "dry_run": 1}, "/dry_run"),
    ],
)
def test_a_bulk_review_that_is_none_stores_nothing(site: TestClient, body: dict[str, Any], pointer: str) -> None:
    revision = image(site)["revision"]
    found = site.post(BULK, json=body)
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, pointer), found.text
    assert image(site)["revision"] == revision


def test_more_than_one_call_may_judge_are_refused(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labelqa.ingest.bulk.MOST", 5)
    found = site.post(BULK, json={"verdict": "approved", "where": {"status": "unreviewed"}})
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, "/where")
    assert annotation(site)["verdict"] is None


@pytest.mark.parametrize("review_id", ["rv_0", "rv_" + "0" * 24, "%00", "rv_\u00e9", "bulk"])
def test_a_review_that_is_not_there_answers_404(site: TestClient, review_id: str) -> None:
    assert site.delete(f"{REVIEWS}/{review_id}").status_code == 404


def test_an_undo_under_one_key_is_answered_the_same_again(site: TestClient) -> None:
    made = judged(site, "approved").json()["reviews"][0]["review_id"]
    key = {"Idempotency-Key": "undo"}
    first = site.delete(f"{REVIEWS}/{made}", headers=key)
    judged(site, "approved")
    assert site.delete(f"{REVIEWS}/{made}", headers=key).content == first.content
