"""A server on each database, a clock that stands still, and clients with keys of any kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.settings import Settings
from labelqa.store import Store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE

START = 1_793_610_843_000
SETTINGS = Settings(
    bootstrap_key=BOOTSTRAP_EXAMPLE,
    secret="a secret of the tests, long enough",
    requests_per_minute=0,
    learn_after=0,  # nothing happens between two requests, unless a test wants it
)


@dataclass
class Clock:
    """Time that passes when it is told to."""

    now: int = field(default=START)

    def __call__(self) -> int:
        return self.now


@dataclass(frozen=True)
class Server:
    """An application that runs, and how to reach it."""

    store: Store
    clock: Clock
    client: TestClient

    def key(self, *scopes: str, **more: Any) -> str:
        made = self.admin.post("/v1/keys", json={"name": "a key", "scopes": list(scopes), **more})
        assert made.status_code == 201, made.text
        return str(made.json()["key"])

    def with_key(self, key: str) -> TestClient:
        client = TestClient(self.client.app, raise_server_exceptions=False)
        client.headers["Authorization"] = f"Bearer {key}"
        return client

    def client_with(self, *scopes: str, **more: Any) -> TestClient:
        return self.with_key(self.key(*scopes, **more))

    def signed_in(self, holder: TestClient, **headers: str) -> TestClient:
        """A browser's page, signed in with the key of another client."""
        client = TestClient(self.client.app, raise_server_exceptions=False)
        client.headers.update({"X-Labelqa": "1", **headers})
        key = holder.headers["Authorization"].removeprefix("Bearer ")
        done = client.post("/v1/session", json={"key": key})
        assert done.status_code == 204, done.text
        return client

    @property
    def admin(self) -> TestClient:
        return self.with_key(BOOTSTRAP_EXAMPLE)


Started = Callable[[Settings], Server]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(store: Store, clock: Clock, tmp_path: Path) -> Iterator[Started]:
    """Starts servers with settings of one's own; all stop at the end."""
    running: list[TestClient] = []

    def started(settings: Settings) -> Server:
        settings = replace(
            settings,
            export_folder=settings.export_folder or str(tmp_path / "exports"),
            picture_folder=settings.picture_folder or str(tmp_path / "pictures"),
        )
        client = TestClient(create_app(settings, store=store, clock=clock), raise_server_exceptions=False)
        client.__enter__()
        running.append(client)
        return Server(store, clock, client)

    yield started
    for client in running:
        client.__exit__()


@pytest.fixture
def server(start: Started) -> Server:
    return start(SETTINGS)


def row(image_id: str = "img_1", annotator_id: str = "ana", **more: Any) -> dict[str, Any]:
    """A good annotation row; `x` moves its box."""
    box = [more.pop("x", 10.0), 20.0, 100.0, 50.0]
    return {
        "image_id": image_id,
        "annotator_id": annotator_id,
        "kind": "person",
        "submitted_at": "2026-11-02T09:14:03Z",
        "seconds": 21.5,
        "objects": [{"class": "car", "box": box}],
        **more,
    }


@pytest.fixture
def admin(server: Server) -> TestClient:
    """The first admin's client, and a project `site` with little in it."""
    client = server.admin
    assert client.post("/v1/projects", json={"project_id": "site"}).status_code == 201
    return client


@pytest.fixture
def filled(admin: TestClient) -> TestClient:
    """The project with what every report has something to say of."""
    rows = [row(f"img_{i}", who, x=10.0 + i * shift) for i in range(4) for who, shift in (("ana", 0), ("bo", 3))]
    rows += [row(f"img_{i}", "gt", kind="truth", seconds=None) for i in range(3)]
    rows += [row("img_0", "net", kind="model", seconds=None, x=400.0)]
    rows += [row(f"flag_{i}", "bo", objects=[{"class": "van", "box": [5, 5, 9, 9]}]) for i in range(2)]
    rows[0]["reviews"] = [{"verdict": "rejected", "reviewer_id": "lea", "reason": "too loose"}]
    posted = admin.post("/v1/projects/site/annotations", json={"annotations": rows})
    assert posted.status_code == 200, posted.text
    return admin
