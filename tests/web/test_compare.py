"""Two periods over HTTP: what is served, as JSON and as CSV, and what is refused."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Server, row

COMPARE = "/v1/projects/site/compare"
DAYS = "from=2026-11-02&to=2026-11-08&from2=2026-11-09&to2=2026-11-15"


@pytest.fixture
def sprints(admin: TestClient) -> TestClient:
    """Thirty images in each of two weeks by ana and bo, who draws a tenth too far right in the first."""
    rows = [
        row(
            f"w{week}_{k}",
            who,
            x=20.0 if (week, who) == (0, "bo") else 10.0,
            submitted_at=f"2026-11-{day:02}T09:00:00Z",
        )
        for week in (0, 1)
        for k in range(30)
        for day in (2 + 7 * week + k % 5,)
        for who in ("ana", "bo")
    ]
    posted = admin.post("/v1/projects/site/annotations", json={"annotations": rows})
    assert posted.status_code == 200, posted.text
    return admin


def test_every_headline_is_served_with_both_values_and_its_change(sprints: TestClient) -> None:
    found = sprints.get(f"{COMPARE}?{DAYS}")
    assert found.status_code == 200, found.text
    answer = found.json()
    assert (answer["first"], answer["second"]) == (
        {"from": "2026-11-02", "to": "2026-11-08"},
        {"from": "2026-11-09", "to": "2026-11-15"},
    )
    figures = {figure["figure"]: figure for figure in answer["figures"]}
    mean = figures["mean_iou"]
    assert (mean["first"]["n"], mean["second"]["n"], mean["second"]["value"]) == (30, 30, 1.0)
    assert mean["first"]["value"] == pytest.approx(9 / 11)
    assert mean["change"] == pytest.approx(2 / 11)
    assert mean["verdict"] == "better"
    assert (figures["accuracy"]["first"]["value"], figures["accuracy"]["verdict"]) == (None, "too_few")
    assert figures["annotations"]["change"] == 0
    assert answer["summary"].startswith("Agreement rose from 0.82 (n 30) to 1.00 (n 30), +0.18 [+")
    assert {(d["figure"], d["by"]) for d in answer["drivers"] if d["top"]} == {
        ("mean_iou", by) for by in ("annotator", "class", "batch")
    }


def test_the_newest_days_are_the_same_as_the_days_themselves(sprints: TestClient) -> None:
    newest = sprints.get(f"{COMPARE}?days=5").json()
    assert (newest["first"]["from"], newest["second"]["to"]) == ("2026-11-04", "2026-11-13")


def test_as_csv_there_is_a_line_for_every_figure(sprints: TestClient) -> None:
    answer = sprints.get(f"{COMPARE}?{DAYS}", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[0]["figure"] == "mean_iou"
    assert {"first.value", "first.n", "second.value", "change", "change_ci95", "verdict"} <= set(rows[0])
    assert len(rows) == len(sprints.get(f"{COMPARE}?{DAYS}").json()["figures"])


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "/from"),
        ("from=2026-11-02&to=2026-11-08&from2=2026-11-09", "/to2"),
        ("from=2026-11-02&to=2026-11-09&from2=2026-11-09&to2=2026-11-15", "/from2"),
        ("from=2026-11-09&to=2026-11-02&from2=2026-11-10&to2=2026-11-15", "/from"),
        ("days=7&from=2026-11-02", "/days"),
        ("days=0", "/days"),
        ("days=3661", "/days"),
        ("from=yesterday&to=2026-11-08&from2=2026-11-09&to2=2026-11-15", "/from"),
        (f"{DAYS}&until=2026-11-15", "/until"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(sprints: TestClient, query: str, pointer: str) -> None:
    refused = sprints.get(f"{COMPARE}?{query}")
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]


def test_the_first_and_the_last_day_there_is_are_no_reason_to_fail(sprints: TestClient) -> None:
    far = sprints.get(f"{COMPARE}?from=0001-01-01&to=2026-11-08&from2=2026-11-09&to2=9999-12-31")
    assert far.status_code == 200
    assert sprints.get(f"{COMPARE}?days=3660").status_code == 200


def test_an_annotators_own_key_does_not_compare(server: Server, sprints: TestClient) -> None:
    assert server.client_with("read", projects=["site"]).get(f"{COMPARE}?{DAYS}").status_code == 200
    assert server.client_with("self", projects=["site"], annotator="ana").get(f"{COMPARE}?{DAYS}").status_code == 403
