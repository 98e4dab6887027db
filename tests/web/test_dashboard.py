"""The dashboard's files are served as they were built, and nothing but the dashboard is served in their place."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from labelqa import __version__
from labelqa.settings import Settings
from labelqa.web import frame, problems
from labelqa.web.counting import Counts
from labelqa.web.dashboard import POLICY, RESERVED, Dashboard

HTML = {"accept": "text/html,application/xhtml+xml"}
INDEX = """<html><head><meta name="labelqa-prefix" content="" /><meta name="labelqa-version" content="" />
<link rel="icon" href="./icon.svg" />
<script type="module" src="./assets/index-1.js"></script></head></html>"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "assets" / "index-1.js").write_text("export {}")
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


def client_of(dashboard: Dashboard) -> TestClient:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.router.default = dashboard
    problems.install(app)
    app.add_middleware(frame.Frame, counts=Counts(), settings=Settings(), stay=b"")
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/p/site", "/p/site/review/a/b.jpg", "/p/docs", "/keys"])
def test_every_address_of_the_dashboard_shows_its_page_under_its_policy(built: Path, path: str) -> None:
    answer = client_of(Dashboard(built)).get(path, headers=HTML)
    assert (answer.status_code, answer.headers["content-security-policy"]) == (200, POLICY)
    assert "unsafe" not in POLICY
    assert 'src="/assets/index-1.js"' in answer.text


@pytest.mark.parametrize("name", RESERVED)
def test_no_reserved_address_shows_the_page(built: Path, name: str) -> None:
    client = client_of(Dashboard(built))
    for path in (f"/{name}", f"/{name}/nothing"):
        answer = client.get(path, headers=HTML)
        assert (answer.status_code, answer.headers["content-type"]) == (404, problems.MEDIA)


@pytest.mark.parametrize(
    ("method", "headers"), [("POST", HTML), ("DELETE", HTML), ("GET", {"accept": "application/json"})]
)
def test_a_program_that_asks_what_nobody_serves_gets_a_problem(
    built: Path, method: str, headers: dict[str, str]
) -> None:
    answer = client_of(Dashboard(built)).request(method, "/nothing", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (404, problems.MEDIA)


def test_files_named_by_their_hash_are_kept_for_good_and_the_page_is_asked_for_each_time(built: Path) -> None:
    client = client_of(Dashboard(built))
    assert "immutable" in client.get("/assets/index-1.js").headers["cache-control"]
    page = client.get("/", headers=HTML)
    assert page.headers["cache-control"] == "private, no-cache"
    assert client.get("/", headers={**HTML, "if-none-match": page.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/../secret.txt", "/assets/../../secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt"])
def test_nothing_outside_the_built_files_is_served(built: Path, path: str) -> None:
    assert "secret" not in client_of(Dashboard(built)).get(path).text


def test_the_page_names_its_files_below_the_path_of_the_proxy(built: Path) -> None:
    page = client_of(Dashboard(built, prefix="/qa")).get("/", headers=HTML).text
    assert 'src="/qa/assets/index-1.js"' in page
    assert 'name="labelqa-prefix" content="/qa"' in page
    assert f'name="labelqa-version" content="{__version__}"' in page


def test_without_a_build_the_page_says_how_to_get_one(tmp_path: Path) -> None:
    answer = client_of(Dashboard(tmp_path, prefix="/qa")).get("/", headers=HTML)
    assert answer.status_code == 200
    assert "make dashboard" in answer.text
    assert "/qa/docs" in answer.text
