"""The annotator's own view: what it shows, and that nobody else is named in it."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Server, row

ME = "/v1/projects/site/me"
OTHERS = ("bo-the-other", "cy-the-third", "rui-the-reviewer", "gt-the-truth", "net-the-model", "display-of-bo")


def drawn(k: int, who: str, *, wide: float = 100.0, name: str = "car") -> dict[str, Any]:
    """One answer in one of five weeks."""
    day = f"2026-{10 + k // 20:02}-{1 + k % 20:02}T09:00:00Z"
    return row(f"img_{k:03}", who, submitted_at=day, objects=[{"class": name, "box": [10, 20, wide, 50]}])


@pytest.fixture
def team(admin: TestClient) -> TestClient:
    """Forty images by three persons with a truth: ana draws a fifth too wide, and calls every fourth car a van."""
    rows = []
    for k in range(40):
        rows.append(drawn(k, "ana", wide=120.0, name="van" if k % 4 == 0 else "car"))
        rows += [drawn(k, who) for who in OTHERS[:2]]
        rows.append({**drawn(k, OTHERS[3]), "kind": "truth", "seconds": None})
        rows.append({**drawn(k, OTHERS[4]), "kind": "model", "seconds": None})
        verdict = "approved" if k % 2 else "rejected"
        for one in rows[-5:-2]:
            one["reviews"] = [{"verdict": verdict, "reviewer_id": OTHERS[2], "reason": f"says {OTHERS[2]}"}]
    posted = admin.post("/v1/projects/site/annotations", json={"annotations": rows})
    assert posted.status_code == 200, posted.text
    return admin


@pytest.fixture
def ana(server: Server, team: TestClient) -> TestClient:
    return server.client_with("self", projects=["site"], annotator="ana")


def test_nobody_else_is_named_anywhere_in_the_answer(ana: TestClient) -> None:
    found = ana.get(ME)
    assert found.status_code == 200, found.text
    assert found.json()["alerts"], "an alert about ana, so that its words are looked through too"
    named = [name for name in OTHERS if name in found.text]
    assert named == []


def test_own_figures_stand_beside_those_of_the_team(ana: TestClient, team: TestClient) -> None:
    found = ana.get(ME).json()
    benchmark = team.get("/v1/projects/site/quality/benchmark").json()
    own = next(row for row in benchmark["annotators"] if row["annotator_id"] == "ana")
    assert found["accuracy"] == {
        "own": {"value": own["accuracy"], "n": own["n_accuracy"], "ci95": own["accuracy_ci95_images"]},
        "team": {
            "value": benchmark["team"]["accuracy"],
            "n": benchmark["team"]["n_accuracy"],
            "ci95": benchmark["team"]["accuracy_ci95_images"],
        },
    }
    agreement = team.get("/v1/projects/site/quality/agreement").json()
    people = team.get("/v1/projects/site/quality/annotators").json()["annotators"]
    mine = next(row for row in people if row["annotator_id"] == "ana")
    assert found["mean_iou"]["own"] == {"value": mine["mean_iou"], "n": mine["n_shared"], "ci95": mine["mean_iou_ci95"]}
    assert found["mean_iou"]["team"]["value"] == agreement["mean_iou"]
    assert found["approval_rate"]["own"]["value"] == mine["approval_rate"] == 0.5
    assert found["approval_rate"]["team"]["n"] == 120
    assert found["pace"]["own"]["median_seconds"] == mine["median_seconds_per_image"]
    assert (found["pace"]["own"]["n"], found["pace"]["team"]["n"]) == (40, 120)
    assert found["n_labelled"] == 40


def test_systematic_errors_come_with_the_newest_images_that_show_them(ana: TestClient) -> None:
    found = ana.get(ME).json()
    errors = {error["error"]: error for error in found["errors"]}
    wrong = errors["class"]
    assert (wrong["n"], wrong["of"], wrong["notable"]) == (10, 40, True)
    assert wrong["images"] == [f"img_{k:03}" for k in (36, 32, 28, 24, 20)]
    bias = {one["axis"]: one for one in found["bias"]}
    assert bias["dw"]["systematic"]
    assert bias["dw"]["text"].startswith("draws boxes 20 % too wide")
    assert bias["dw"]["images"] == [f"img_{k:03}" for k in (39, 38, 37, 35, 34)], "those that match, the newest first"
    assert (bias["dy"]["systematic"], bias["dy"]["images"]) == (False, [])
    assert found["confusions"] == [
        {"truth": "car", "drawn": "van", "n": 10, "of": 40, "images": [f"img_{k:03}" for k in (36, 32, 28, 24, 20)]}
    ]
    assert errors["apart"]["n"] == 10
    assert "draws boxes 20 % too wide" in " ".join(found["findings"])


def test_wrong_labels_come_with_their_images_and_labels_beside_labels(server: Server, admin: TestClient) -> None:
    rows = []
    for k in range(40):
        for who, kind in (("ana", "person"), (OTHERS[0], "person"), (OTHERS[3], "truth")):
            said = "night" if who == "ana" and k % 4 == 0 else "day"
            one = row(f"img_{k:03}", who, kind=kind, labels=[said], submitted_at=f"2026-10-{1 + k % 20:02}T09:00:00Z")
            del one["objects"]
            rows.append(one)
    assert admin.post("/v1/projects/site/annotations", json={"annotations": rows}).status_code == 200
    found = server.client_with("self", projects=["site"], annotator="ana").get(ME).json()
    assert (found["accuracy"]["own"]["value"], found["accuracy"]["own"]["n"]) == (0.75, 40)
    assert (found["accuracy"]["team"]["value"], found["label_agreement"]["own"]["value"]) == (0.875, 0.75)
    assert [error["error"] for error in found["errors"]] == ["label"]
    assert found["errors"][0]["images"] == [f"img_{k:03}" for k in (36, 16, 32, 12, 28)], "the newest first"
    assert found["findings"][0].startswith("gives the wrong label: 10 of 40 images")
    assert not any(name in json.dumps(found) for name in OTHERS)


def test_weeks_come_in_order_with_their_own_n(ana: TestClient) -> None:
    weeks = ana.get(ME).json()["weeks"]
    assert [week["week"] for week in weeks] == sorted(week["week"] for week in weeks)
    assert sum(week["approval_rate"]["n"] for week in weeks) == 40
    assert sum(week["mean_iou"]["n"] for week in weeks) == 40
    assert sum(week["accuracy"]["n"] for week in weeks) == 50, "a wrong class is drawn and due"
    assert all(re.fullmatch(r"2026-W\d\d", week["week"]) for week in weeks)


def test_open_alerts_about_oneself_are_shown(ana: TestClient) -> None:
    assert [alert["type"] for alert in ana.get(ME).json()["alerts"]] == ["low_approval", "low_benchmark"]


def test_a_key_that_may_read_names_the_annotator_and_sees_the_same(ana: TestClient, team: TestClient) -> None:
    assert team.get(f"{ME}?annotator=ana").content == ana.get(ME).content == ana.get(f"{ME}?annotator=ana").content


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "annotator is missing"),
        ("?annotator=nobody", "no annotator 'nobody'"),
        ("?annotator=net-the-model", "is a model; this view is for persons"),
        ("?annotator=", ""),
    ],
)
def test_whose_view_must_be_a_person_of_the_project(team: TestClient, query: str, told: str) -> None:
    refused = team.get(f"{ME}{query}")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/annotator")
    assert told in refused.text


def test_an_own_key_may_ask_for_nobody_else_there_or_not(ana: TestClient) -> None:
    there, gone = (ana.get(f"{ME}?annotator={name}") for name in ("bo-the-other", "nobody"))
    assert there.status_code == gone.status_code == 422
    assert {**there.json(), "instance": ""} == {**gone.json(), "instance": ""}


def test_who_has_done_nothing_yet_has_nulls_and_the_teams_figures(server: Server, team: TestClient) -> None:
    found = server.client_with("self", projects=["site"], annotator="new").get(ME).json()
    assert (found["annotator_id"], found["n_labelled"], found["accuracy"]["own"]["value"]) == ("new", 0, None)
    assert found["accuracy"]["team"]["n"] > 0
    assert (found["errors"], found["confusions"], found["weeks"], found["alerts"]) == ([], [], [], [])
    assert not any(name in json.dumps(found) for name in OTHERS)


def test_images_that_only_others_answered_are_not_shown(server: Server, team: TestClient) -> None:
    more = [drawn(k, who) for k in range(40, 60) for who in OTHERS[:2]]
    assert team.post("/v1/projects/site/annotations", json={"annotations": more}).status_code == 200
    text = server.client_with("self", projects=["site"], annotator="ana").get(ME).text
    assert not any(f"img_{k:03}" in text for k in range(40, 60))
