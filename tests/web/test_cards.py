"""The list of projects with figures, and the counts of alerts: what the reports say, in short."""

import csv
import io
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Server, row
from tests.web.test_alerts import ALERTS, draw, written

LIST = "/v1/projects?figures=true"


def figures(client: TestClient, project_id: str) -> dict[str, Any]:
    found = client.get(LIST).json()["projects"]
    (only,) = [project["figures"] for project in found if project["project_id"] == project_id]
    return dict(only)


def test_a_card_says_what_the_reports_say(filled: TestClient) -> None:
    card = figures(filled, "site")
    overview, agreement = (filled.get(f"/v1/projects/site/quality/{name}").json() for name in ("overview", "agreement"))
    for name in ("images", "labelled", "as_of"):
        assert card[name] == overview[name]
    assert card["labelled_share"] == overview["labelled"] / overview["images"]
    for name in ("mean_iou", "mean_iou_ci95", "n_images", "verdict"):
        assert card[name] == agreement[name]
    assert card["labels"] is None
    alerts = Counter(alert["severity"] for alert in filled.get("/v1/projects/site/quality/alerts").json()["alerts"])
    assert card["open_alerts"] == {"error": 0, "warning": 0, "info": 0} | dict(alerts)


@pytest.mark.parametrize(
    ("label_type", "people", "coefficient"),
    [
        ("single", 2, "cohen"),
        ("single", 3, "krippendorff"),
        ("multi", 3, "krippendorff"),
        ("ordinal", 2, "cohen_quadratic"),
    ],
)
def test_a_card_of_labels_has_the_headline_by_its_name(
    server: Server, label_type: str, people: int, coefficient: str
) -> None:
    admin = server.admin
    made = {"project_id": "labels", "label_type": label_type, "classes": ["day", "dusk", "night"]}
    assert admin.post("/v1/projects", json=made).status_code == 201
    rows = [
        row(f"img_{k}", who, objects=None, labels=[("day", "dusk", "night")[(k * k + (k % 3 == 0) * at) % 3]])
        for k in range(30)
        for at, who in enumerate(("ana", "bo", "cy")[:people])
    ]
    assert admin.post("/v1/projects/labels/annotations", json={"annotations": rows}).status_code == 200
    card, whole = figures(admin, "labels"), admin.get("/v1/projects/labels/quality/agreement").json()["labels"]
    assert card["labels"]["coefficient"] == coefficient
    for name in ("coefficient", "kappa", "percent_agreement", "n_images", "verdict"):
        assert card["labels"][name] == whole[name]
    assert card["labels"]["kappa_ci95"] == (whole["kappa_ci95"] if people == 2 else None)
    if label_type != "multi":
        assert card["labels"]["percent_agreement_ci95"] == whole["percent_agreement_ci95"]
    assert (card["mean_iou"], card["n_images"], card["verdict"]) == (None, 0, "too_few")


def test_figures_come_when_they_are_asked_for_and_for_whom_may_read(server: Server, filled: TestClient) -> None:
    assert filled.post("/v1/projects", json={"project_id": "empty"}).status_code == 201
    assert [project["figures"] for project in filled.get("/v1/projects").json()["projects"]] == [None, None]
    assert filled.get("/v1/projects?figures=yes").status_code == 422
    nothing = figures(filled, "empty")
    assert (nothing["images"], nothing["labelled_share"], nothing["mean_iou"], nothing["mean_iou_ci95"]) == (
        0, None, None, None,
    )  # fmt: skip
    reader = server.client_with("read", projects=["empty"])
    assert [project["project_id"] for project in reader.get(LIST).json()["projects"]] == ["empty"]
    first = filled.get(f"{LIST}&limit=1").json()
    second = filled.get(f"{LIST}&limit=1", params={"cursor": first["next"]}).json()
    assert [first["projects"][0]["project_id"], second["projects"][0]["project_id"]] == ["empty", "site"]
    table = list(csv.DictReader(io.StringIO(filled.get(LIST, headers={"Accept": "text/csv"}).text)))
    assert [line["figures.images"] for line in table] == ["0", str(figures(filled, "site")["images"])]


def test_alerts_are_counted_whatever_is_listed(admin: TestClient, server: Server) -> None:
    report = "/v1/projects/site/quality/alerts"
    nothing = {"error": 0, "warning": 0, "info": 0}
    none = {"open": 0, "acknowledged": 0, "resolved": 0, "by_severity": nothing, "by_type": {}}
    assert admin.get(report).json()["counts"] == none
    draw(admin, 200)
    for k in range(4):  # a suggestion that no person's object meets: an alert for each image
        rows = [row(f"out_{k}", "ana"), row(f"out_{k}", "net", kind="model", seconds=None, x=900.0)]
        admin.post("/v1/projects/site/annotations", json={"annotations": rows})

    def counted() -> dict[str, Any]:
        rows = written(admin, limit="1000")
        by = Counter(alert["status"] for alert in rows)
        standing = [alert for alert in rows if alert["status"] == "open"]
        return {
            **{status: by[status] for status in ("open", "acknowledged", "resolved")},
            "by_severity": nothing | Counter(alert["severity"] for alert in standing),
            "by_type": dict(Counter(alert["type"] for alert in standing)),
        }

    found = admin.get(report).json()["counts"]
    assert found == counted()
    assert found["by_type"]["suggestion_outlier"] == 4
    for query in ("?limit=1", "?status=resolved", "?type=low_approval", "?severity=info"):
        assert admin.get(report + query).json()["counts"] == found
    alert_id = admin.get(f"{report}?type=class_imbalance").json()["alerts"][0]["alert_id"]
    admin.post(f"{ALERTS}/{alert_id}/acknowledge", json={"why": "known"})
    admin.delete("/v1/projects/site/images/out_0")
    after = admin.get(report).json()["counts"]
    assert after == counted()
    assert (after["acknowledged"], after["by_type"]["suggestion_outlier"]) == (1, 3)
    own = server.client_with("self", projects=["site"], annotator="ana").get(report).json()
    assert own["counts"]["open"] == len(own["alerts"])


def test_an_image_says_how_many_score_lower(filled: TestClient) -> None:
    rows = filled.get("/v1/projects/site/quality/images?sort=qa_score").json()["images"]
    scores = [line["qa_score"] for line in rows if line["qa_score"] is not None]
    assert len(set(scores)) > 1
    filled.post("/v1/projects/site/images", json={"images": [{"image_id": "later"}]})
    for line in rows:
        image = filled.get(f"/v1/projects/site/images/{line['image_id']}").json()
        assert image["n_lower"] == sum(score < line["qa_score"] for score in scores)
        assert image["n_labelled"] == len(rows)
    later = filled.get("/v1/projects/site/images/later").json()
    assert (later["n_lower"], later["n_labelled"]) == (None, len(rows))
