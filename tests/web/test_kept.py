"""An answer is given again without a look at the store, and never once anything has changed, or to anybody else."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.store import projects
from labelqa.web.kept import Kept
from tests.web.conftest import SETTINGS, START, Server, Started, row

OVERVIEW = "/v1/projects/site/quality/overview"
IMAGES = "/v1/projects/site/quality/images"
DAY = 86_400_000


@pytest.fixture
def given_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of answers that were given again."""
    found, again = list[str](), Kept._again

    async def noted(self: Kept, asked: bytes, said: Any, scope: Any, receive: Any, send: Any) -> None:
        found.append(scope["path"])
        await again(self, asked, said, scope, receive, send)

    monkeypatch.setattr(Kept, "_again", noted)
    return found


def settled(client: TestClient, path: str) -> Any:
    """An answer once the hour of the key's use is noted, which is a commit too."""
    for _ in range(20):
        found = client.get(path)
    return found


def test_the_same_answer_is_given_again(server: Server, filled: TestClient, given_again: list[str]) -> None:
    first = settled(filled, IMAGES)
    again = filled.get(IMAGES)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert given_again


def test_a_write_is_seen_by_the_next_read(filled: TestClient) -> None:
    before = settled(filled, OVERVIEW).json()
    filled.post("/v1/projects/site/annotations", json={"annotations": [row("fresh", "cy", x=99.0)]})
    assert filled.get(OVERVIEW).json()["revision"] == before["revision"] + 1


def test_a_commit_of_another_process_is_seen(server: Server, filled: TestClient) -> None:
    settled(filled, OVERVIEW)
    with server.store.write() as connection:
        projects.remove(connection, projects.get(connection, "site").number)
    assert filled.get(OVERVIEW).status_code == 404


def test_a_revoked_key_reads_nothing_more(server: Server, filled: TestClient) -> None:
    made = filled.post("/v1/keys", json={"name": "a", "scopes": ["read"]}).json()
    reader = server.with_key(made["key"])
    assert settled(reader, OVERVIEW).status_code == 200
    assert filled.delete(f"/v1/keys/{made['key_id']}").status_code in (200, 204)
    assert reader.get(OVERVIEW).status_code == 401


def test_a_key_that_expires_reads_nothing_more(server: Server, filled: TestClient) -> None:
    reader = server.client_with("read", days=1)
    assert settled(reader, OVERVIEW).status_code == 200
    server.clock.now = START + DAY
    assert reader.get(OVERVIEW).status_code == 401


def test_a_session_that_was_ended_reads_nothing_more(server: Server, filled: TestClient) -> None:
    page = server.signed_in(filled)
    assert settled(page, OVERVIEW).status_code == 200
    cookie = page.cookies
    assert page.delete("/v1/session").status_code == 204
    page.cookies = cookie
    assert page.get(OVERVIEW).status_code == 401


def test_nobody_is_given_the_answer_of_another(server: Server, filled: TestClient) -> None:
    settled(filled, OVERVIEW)
    stranger = server.client_with("read", projects=["other"])
    assert stranger.get(OVERVIEW).status_code == 404
    assert server.with_key("").get(OVERVIEW).status_code == 401
    own = server.client_with("self", annotator="ana", projects=["site"])
    assert settled(own, IMAGES).content != settled(filled, IMAGES).content


def test_answers_given_again_count_for_the_limit(start: Started) -> None:
    server = start(replace(SETTINGS, requests_per_minute=1, request_burst=12))
    server.admin.put("/v1/projects/site", json={})
    server.admin.post("/v1/projects", json={"project_id": "site"})
    found = [server.admin.get(OVERVIEW).status_code for _ in range(14)]
    assert found[0] == 200
    assert found[-1] == 429


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_gzip_holds_the_same_bytes_under_a_tag_of_its_own(filled: TestClient, accept: str) -> None:
    plain = filled.get(f"{IMAGES}?limit=60", headers={"Accept": accept, "Accept-Encoding": "identity"})
    packed = filled.get(f"{IMAGES}?limit=60", headers={"Accept": accept, "Accept-Encoding": "gzip"})
    refused = filled.get(f"{IMAGES}?limit=60", headers={"Accept": accept, "Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content == refused.content
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]
    held = filled.get(
        f"{IMAGES}?limit=60",
        headers={"Accept": accept, "Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]},
    )
    assert held.status_code == 304
