"""Assignments over HTTP: given out evenly, listed without labels, done by the write that does them, blind."""

from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.verify import verify
from tests.web.conftest import Clock, Server, row

PATH, ANNOTATIONS, REVIEWS = (f"/v1/projects/site/{name}" for name in ("assignments", "annotations", "reviews"))
IDS = [f"img_{k:02}" for k in range(12)]


@pytest.fixture
def site(admin: TestClient) -> TestClient:
    """Twelve images; ana has answered the first three, bo the first."""
    images = [{"image_id": i, "uri": f"s3://x/{i}", "width": 640, "height": 480, "batch": "b1"} for i in IDS]
    assert admin.post("/v1/projects/site/images", json={"images": images}).status_code == 200
    rows = [row(IDS[k], "ana") for k in range(3)] + [row(IDS[0], "bo", x=300.0)]
    assert admin.post(ANNOTATIONS, json={"annotations": rows}).status_code == 200
    return admin


@pytest.fixture(autouse=True)
def _exact(server: Server) -> Any:
    """Whatever a test did: what is stored is its recomputation."""
    yield
    with server.store.read() as connection:
        assert verify(connection, "site").differences == ()


def give(client: TestClient, *assignees: str, **more: Any) -> Any:
    body = {"role": "annotator", "assignees": list(assignees), **more}
    if "select" not in body:
        body.setdefault("image_ids", IDS[3:])
    found = client.post(PATH, json=body)
    assert found.status_code == 200, found.text
    return found.json()


def held(client: TestClient, query: str = "") -> list[tuple[str, str]]:
    rows = client.get(f"{PATH}?limit=1000{query}").json()["assignments"]
    return [(r["image_id"], r["assignee"]) for r in rows]


def test_images_are_shared_out_evenly_and_the_same_every_time(site: TestClient) -> None:
    found = give(site, "ana", "bo", "cy")
    assert [(s["assignee"], s["assigned"]) for s in found["by_assignee"]] == [("ana", 3), ("bo", 3), ("cy", 3)]
    first = held(site)
    assert len({image for image, _ in first}) == len(first) == 9
    site.delete(f"{PATH}?role=annotator")
    give(site, "ana", "bo", "cy")
    assert held(site) == first
    site.delete(f"{PATH}?role=annotator")
    give(site, "ana", "bo", "cy", seed=1)
    assert held(site) != first


def test_images_for_two_are_shared_between_all_pairs(site: TestClient) -> None:
    found = give(site, "ana", "bo", "cy", "dee", per_image=2)
    assert (found["assigned"], found["images"], found["n_short"]) == (18, 9, 0)
    counts = Counter(who for _, who in held(site))
    assert max(counts.values()) - min(counts.values()) <= 1
    pairs = {tuple(sorted(who for i, who in held(site) if i == image)) for image in IDS[3:]}
    assert len(pairs) > 3, "not the same two again and again"
    assert pairs <= set(combinations(("ana", "bo", "cy", "dee"), 2))


def test_nobody_gets_an_image_that_they_answered_or_skipped(site: TestClient) -> None:
    skipped = row(IDS[4], "bo", cancelled=True, objects=None)
    site.post(ANNOTATIONS, json={"annotations": [skipped]})
    found = give(site, "ana", "bo", image_ids=IDS[:5], per_image=2)
    assert sorted(held(site)) == [(IDS[1], "bo"), (IDS[2], "bo"), (IDS[3], "ana"), (IDS[3], "bo"), (IDS[4], "ana")]
    assert (found["n_short"], found["short"]) == (4, [IDS[0], IDS[1], IDS[2], IDS[4]])


def test_nobody_reviews_their_own_answer_or_one_they_are_to_give(site: TestClient) -> None:
    give(site, "cy", image_ids=[IDS[2]])
    found = give(site, "ana", "bo", "cy", role="reviewer", image_ids=IDS[:3], per_image=1)
    by_image = dict(held(site, "&role=reviewer"))
    assert by_image[IDS[0]] == "cy"
    assert by_image[IDS[1]] in ("bo", "cy")
    assert by_image[IDS[2]] == "bo"
    assert found["n_short"] == 0


def test_who_has_judged_an_image_does_not_label_it(site: TestClient) -> None:
    site.post(REVIEWS, json={"reviews": [verdict("approved", reviewer_id="lea")]})
    assert give(site, "lea", image_ids=[IDS[0]])["n_short"] == 1


def test_the_same_list_again_gives_nothing_more_and_a_longer_one_stays_even(site: TestClient) -> None:
    give(site, "ana", "bo", list="week 1", image_ids=IDS[3:7])
    revision = site.get("/v1/projects/site").json()["revision"]
    again = give(site, "ana", "bo", list="week 1", image_ids=IDS[3:7])
    assert (again["assigned"], again["revision"]) == (0, revision)
    give(site, "ana", "bo", "cy", list="week 1")
    assert Counter(who for _, who in held(site, "&list=week 1")) == {"ana": 3, "bo": 3, "cy": 3}


@pytest.mark.parametrize(
    ("select", "role", "wanted"),
    [
        ({"by": "unlabelled", "n": 20}, "annotator", set(IDS[3:])),
        ({"by": "overlap", "n": 20}, "annotator", {IDS[1], IDS[2]}),
        ({"by": "priority", "n": 1}, "reviewer", {IDS[0]}),
        ({"by": "priority", "n": 9}, "reviewer", set(IDS[:3])),
    ],
)
def test_images_are_picked_for_what_they_need(
    site: TestClient, select: dict[str, Any], role: str, wanted: set[str]
) -> None:
    give(site, "dee", role=role, select=select)
    assert {image for image, _ in held(site)} == wanted
    assert give(site, "eve", role=role, select={"by": select["by"], "n": 20})["images"] == (
        2 if select == {"by": "priority", "n": 1} else 0
    )


def test_what_was_sent_back_is_picked_for_annotators_and_not_for_reviewers(site: TestClient) -> None:
    site.post(REVIEWS, json={"reviews": [verdict("rejected", IDS[1])]})
    pick = {"by": "priority", "n": 9}
    assert give(site, "dee", role="reviewer", select=pick)["images"] == 2
    assert give(site, "eve", select=pick)["images"] == 3


def verdict(word: str, image_id: str = IDS[0], annotator_id: str = "ana", **more: Any) -> dict[str, Any]:
    return {"image_id": image_id, "annotator_id": annotator_id, "verdict": word, **more}


def state(client: TestClient, query: str) -> list[str]:
    return [r["state"] for r in client.get(f"{PATH}?{query}").json()["assignments"]]


def test_an_answer_does_what_was_assigned_and_its_removal_opens_it_again(site: TestClient) -> None:
    give(site, "cy", image_ids=[IDS[5]])
    skip = row(IDS[5], "cy", cancelled=True, objects=None)
    site.post(ANNOTATIONS, json={"annotations": [skip]})
    assert state(site, "assignee=cy") == ["open"], "a skip is no answer"
    site.post(ANNOTATIONS, json={"annotations": [row(IDS[5], "cy", submitted_at="2026-11-02T12:00:00Z")]})
    (done,) = site.get(f"{PATH}?assignee=cy&state=done").json()["assignments"]
    assert done["done_at"] == "2026-11-02T12:00:00Z"
    site.delete(f"{ANNOTATIONS}?image_id={IDS[5]}&annotator_id=cy")
    assert state(site, "assignee=cy") == ["open"]
    site.delete(f"/v1/projects/site/images/{IDS[5]}")
    assert state(site, "assignee=cy") == []


def test_a_review_since_does_what_was_assigned_until_it_is_taken_back(site: TestClient, clock: Clock) -> None:
    site.post(REVIEWS, json={"reviews": [verdict("approved", reviewer_id="lea", at="2026-11-01T00:00:00Z")]})
    clock.now += 60_000
    give(site, "rui", role="reviewer", image_ids=[IDS[0]])
    early = {"reviewer_id": "rui", "at": "2026-11-01T01:00:00Z"}
    site.post(REVIEWS, json={"reviews": [verdict("approved", annotator_id="bo", **early)]})
    assert state(site, "role=reviewer") == ["open"], "judged before it was asked for"
    clock.now += 60_000
    made = site.post(REVIEWS, json={"reviews": [verdict("rejected", reviewer_id="rui")]}).json()["reviews"][0]
    assert state(site, "role=reviewer") == ["done"]
    site.delete(f"{REVIEWS}/{made['review_id']}")
    assert state(site, "role=reviewer") == ["open"]


def test_the_list_holds_what_is_known_of_the_images_and_no_labels(site: TestClient) -> None:
    give(site, "bo", image_ids=IDS[1:3], list="week 1")
    found = site.get(PATH, headers={"Accept": "text/csv"}).text.splitlines()
    assert found[0] == "image_id,uri,width,height,batch,assignee,role,list,state,created_at,done_at"
    assert found[1] == "img_01,s3://x/img_01,640,480,b1,bo,annotator,week 1,open,2026-11-02T09:14:03Z,"
    assert set(site.get(PATH).json()["assignments"][0]) == set(found[0].split(","))


def test_pages_follow_each_other_without_gap_or_repeat(site: TestClient) -> None:
    give(site, "ana", "bo", per_image=2)
    whole, paged, cursor = held(site), [], ""
    while cursor is not None:
        page = site.get(f"{PATH}?limit=4{cursor and '&cursor=' + cursor}").json()
        paged += [(r["image_id"], r["assignee"]) for r in page["assignments"]]
        cursor = page["next"]
    assert (paged, len(whole)) == (whole, 18)
    first = site.get(f"{PATH}?limit=4").json()["next"]
    assert site.get(f"{PATH}?limit=4&role=annotator&cursor={first}").status_code == 422


def test_assignments_are_taken_back_by_what_is_said_and_done_ones_stay(site: TestClient) -> None:
    give(site, "cy", image_ids=IDS[3:6])
    give(site, "dee", image_ids=IDS[6:8], list="week 1")
    site.post(ANNOTATIONS, json={"annotations": [row(IDS[3], "cy")]})
    assert site.delete(f"{PATH}?list=week 1").json()["removed"] == 2
    assert site.delete(f"{PATH}?assignee=cy&image_id={IDS[4]}").json()["removed"] == 1
    assert site.delete(f"{PATH}?assignee=cy").json()["removed"] == 1
    assert held(site) == [(IDS[3], "cy")]
    assert site.delete(f"{PATH}?assignee=cy&state=done").json()["removed"] == 1
    assert site.delete(PATH).status_code == 422
    assert site.delete(f"{PATH}?image_id=nowhere").status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"assignees": []}, "/assignees"),
        ({"assignees": ["bo", "bo"]}, "/assignees/1"),
        ({"assignees": ["net"]}, "/assignees/0"),
        ({"role": "lead"}, "/role"),
        ({"per_image": 3}, "/per_image"),
        ({"per_image": 11}, "/per_image"),
        ({"image_ids": ["img_00", "nowhere"]}, "/image_ids/1"),
        ({"image_ids": None}, ""),
        ({"select": {"by": "unlabelled", "n": 1}}, ""),
        ({"image_ids": None, "select": {"by": "whim", "n": 1}}, "/select/by"),
        ({"image_ids": None, "select": {"by": "overlap", "n": 0}}, "/select/n"),
        ({"seed": -1}, "/seed"),
        ({"list": ""}, "/list"),
    ],
)
def test_an_order_that_is_none_gives_nothing_out(site: TestClient, change: dict[str, Any], pointer: str) -> None:
    site.post(ANNOTATIONS, json={"annotations": [row(IDS[0], "net", kind="model", seconds=None)]})
    body = {"role": "annotator", "assignees": ["cy", "dee"], "image_ids": IDS[:2], **change}
    found = site.post(PATH, json={k: v for k, v in body.items() if v is not None})
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, pointer), found.text
    assert held(site) == []


def test_an_order_under_one_key_is_given_out_once(site: TestClient) -> None:
    body = {"role": "annotator", "assignees": ["cy"], "select": {"by": "unlabelled", "n": 3}}
    key = {"Idempotency-Key": "k"}
    first = site.post(PATH, json=body, headers=key)
    assert site.post(PATH, json=body, headers=key).content == first.content
    assert len(held(site)) == 3


# ---- blind to what others answered


def test_an_own_key_sees_its_own_assignments_alone(site: TestClient, server: Server) -> None:
    give(site, "ana", "bo", per_image=2)
    own = server.client_with("self", projects=["site"], annotator="bo")
    assert {who for _, who in held(own)} == {"bo"}
    assert {r["image_id"] for r in own.get(f"{PATH}?state=open").json()["assignments"]} == set(IDS[3:])
    asked = own.get(f"{PATH}?assignee=ana")
    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (422, "/assignee")
    assert own.post(PATH, json={}).status_code == 403
    assert own.get(f"/v1/projects/site/images/{IDS[0]}").status_code == 403


def test_an_own_key_learns_nothing_of_an_image_it_is_still_to_label(site: TestClient, server: Server) -> None:
    secret = IDS[1]
    site.post(ANNOTATIONS, json={"annotations": [row(secret, "bo", cancelled=True, objects=None), row(secret, "cy")]})
    site.delete(f"{ANNOTATIONS}?image_id={secret}&annotator_id=bo")
    give(site, "bo", image_ids=[secret])
    site.post(ANNOTATIONS, json={"annotations": [row(secret, "bo", cancelled=True, objects=None)]})
    own = server.client_with("self", projects=["site"], annotator="bo")
    assert held(own) == [(secret, "bo")]
    served = own.get("/openapi.json").json()["paths"]
    reports = [path for path in served if "/quality/" in path]
    assert reports
    for path in reports:
        name = path.rpartition("/")[2]
        for query in ("", "?drift=true") if name == "agreement" else ("",):
            found = own.get(f"/v1/projects/site/quality/{name}{query}")
            assert found.status_code == 200, found.text
            assert secret not in found.text, (name, found.text)
    site.post(ANNOTATIONS, json={"annotations": [row(secret, "bo", x=11.0, submitted_at="2026-11-03T00:00:00Z")]})
    assert secret in own.get("/v1/projects/site/quality/images").text, "once it is answered, they may compare"
