"""Reads: the same bytes while nothing changed, fresh ones at once when something did, tables as CSV, lists in pages."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.reports import REPORTS
from tests.web.conftest import SETTINGS, Started, row

BASE = "/v1/projects/site/quality"


@pytest.mark.parametrize("name", list(REPORTS))
def test_an_answer_that_still_holds_is_not_sent_again(filled: TestClient, name: str) -> None:
    first = filled.get(f"{BASE}/{name}")
    tag = first.headers["etag"]
    assert tag.startswith(f'"{filled.get("/v1/projects/site").json()["revision"]}-')
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        held = filled.get(f"{BASE}/{name}", headers={"If-None-Match": given})
        assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", tag)
    assert filled.get(f"{BASE}/{name}", headers={"If-None-Match": '"1-x"'}).content == first.content
    filled.post("/v1/projects/site/annotations", json={"annotations": [row("fresh", "cy", x=99.0)]})
    after = filled.get(f"{BASE}/{name}", headers={"If-None-Match": tag})
    assert (after.status_code, after.headers["etag"] != tag) == (200, True)


def test_every_query_has_a_tag_of_its_own(filled: TestClient) -> None:
    queries = ("", "?limit=5", "?sort=qa_score", "?min_score=0.5", "?annotator=ana")
    tags = [filled.get(f"{BASE}/images{query}").headers["etag"] for query in queries]
    tags.append(filled.get(f"{BASE}/images", headers={"Accept": "text/csv"}).headers["etag"])
    tags.append(filled.get(f"{BASE}/overview").headers["etag"])
    assert len(set(tags)) == len(tags)
    assert filled.get(f"{BASE}/images?limit=100&sort=priority").headers["etag"] == tags[0]  # the defaults, written out


def test_a_kept_answer_is_the_answer_that_is_computed(start: Started, filled: TestClient) -> None:
    forgetful = start(replace(SETTINGS, report_cache=0)).admin
    for name in REPORTS:
        for _ in range(2):
            assert filled.get(f"{BASE}/{name}").content == forgetful.get(f"{BASE}/{name}").content


@pytest.mark.parametrize("accept", ["text/csv", "text/csv;q=0.9, application/json;q=0.5", "text/csv, */*;q=0.1"])
@pytest.mark.parametrize("name", list(REPORTS))
def test_a_table_comes_as_csv_where_that_is_asked_for(filled: TestClient, name: str, accept: str) -> None:
    table = filled.get(f"{BASE}/{name}").json()[REPORTS[name].table]
    found = filled.get(f"{BASE}/{name}", headers={"Accept": accept})
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert len(rows) == len(table)
    for given, shown in zip(table, rows, strict=True):
        cells = {column: value for column, value in given.items() if not isinstance(value, dict | list)}
        assert {column: shown[column] for column in cells} == {column: _written(v) for column, v in cells.items()}


def _written(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "application/json, text/csv", "text/csv;q=x"])
def test_json_is_what_everybody_else_gets(filled: TestClient, accept: str) -> None:
    found = filled.get(f"{BASE}/images", headers={"Accept": accept})
    assert found.headers["content-type"] == "application/json"
    assert found.headers["vary"] == "Accept, Accept-Encoding"


def test_a_cell_of_csv_is_no_formula(admin: TestClient) -> None:
    names = ["=1+1", "+1", "-1", "@a", "plain"]
    rows = [row(f"img_{i}", objects=[{"class": name, "box": [1, 2, 3, 4]}]) for i, name in enumerate(names)]
    admin.post("/v1/projects/site/annotations", json={"annotations": rows})
    found = admin.get(f"{BASE}/overview", headers={"Accept": "text/csv"}).text
    shown = [line.split(",")[0] for line in found.splitlines()[1:]]
    assert sorted(shown) == sorted(["'=1+1", "'+1", "'-1", "'@a", "plain"])


def _pages(client: TestClient, path: str, table: str, limit: int) -> Iterator[Any]:
    cursor = ""
    while True:
        found = client.get(f"{path}?limit={limit}{cursor}").json()
        assert len(found[table]) <= limit
        yield from found[table]
        if found["next"] is None:
            return
        cursor = f"&cursor={found['next']}"


def test_pages_hold_everything_once_and_in_order(filled: TestClient) -> None:
    for i in range(4):
        filled.post("/v1/projects", json={"project_id": f"p{i}"})
        filled.post("/v1/keys", json={"name": f"k{i}", "scopes": ["read"]})
    lists = (
        (f"{BASE}/images", "images"),
        (f"{BASE}/agreement", "by_image"),
        (f"{BASE}/annotators", "annotators"),
        ("/v1/projects", "projects"),
        ("/v1/keys", "keys"),
    )
    for path, table in lists:
        whole = filled.get(path).json()[table]
        assert len(whole) >= 2
        for limit in (1, 2, 3):
            assert list(_pages(filled, path, table, limit)) == whole, (path, limit)


def test_a_cursor_is_good_for_its_own_list_alone(filled: TestClient) -> None:
    cursor = filled.get(f"{BASE}/images?limit=1").json()["next"]
    for path in (f"{BASE}/images?sort=qa_score&", f"{BASE}/agreement?", "/v1/projects?", "/v1/keys?"):
        assert filled.get(f"{path}cursor={cursor}").status_code == 422


def test_csv_says_where_the_next_page_is(filled: TestClient) -> None:
    accept = {"Accept": "text/csv"}
    first = filled.get(f"{BASE}/images?limit=2&sort=qa_score", headers=accept)
    following = first.links["next"]["url"]
    assert following.startswith(f"{BASE}/images?")
    second = filled.get(following, headers=accept)
    assert second.status_code == 200
    assert not set(second.text.splitlines()[1:]) & set(first.text.splitlines()[1:])
    assert "link" not in filled.get(f"{BASE}/images", headers=accept).headers


def test_projects_and_keys_come_as_csv_too(filled: TestClient) -> None:
    for path, column in (("/v1/projects", "project_id"), ("/v1/keys", "key_id")):
        found = filled.get(path, headers={"Accept": "text/csv"})
        assert column in found.text.splitlines()[0].split(",")


def test_reading_changes_nothing(filled: TestClient) -> None:
    before = filled.get("/v1/projects/site").content
    site = "/v1/projects/site"
    for path in ("/v1/projects", f"{BASE}/images", f"{site}/images/img_0", f"{site}/export", "/v1/keys"):
        assert filled.get(path).status_code == 200
    assert filled.get("/v1/projects/site").content == before
