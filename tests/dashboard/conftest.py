"""The simulated project and an empty one, served as they are in use, and browsers that are signed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from labelqa.app import create_app
from labelqa.cli.simulated import PROJECT, fill, paint
from labelqa.clock import wall_clock
from labelqa.settings import Settings
from labelqa.store import open_store
from labelqa.web.dashboard import STATIC
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.dashboard.browser import WAIT, Tab, launched, tab
from tests.web.streams import served

EMPTY = "empty"


@dataclass(frozen=True)
class Site:
    """A server with both projects."""

    base: str

    def client(self, key: str = BOOTSTRAP_EXAMPLE) -> httpx2.Client:
        """A program that calls the API."""
        return httpx2.Client(base_url=self.base, headers={"Authorization": f"Bearer {key}"}, timeout=60)

    def key(self, *scopes: str, **more: Any) -> str:
        """The text of a new key."""
        with self.client() as client:
            made = client.post("/v1/keys", json={"name": "rita", "scopes": list(scopes), **more})
            assert made.status_code == 201, made.text
            return str(made.json()["key"])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Built files are wanted: `make test` builds them."""
    assert (STATIC / "index.html").is_file(), "the dashboard is not built: make dashboard"
    folder = tmp_path_factory.mktemp("site")
    settings = Settings(
        database=f"sqlite:///{folder / 'labelqa.db'}",
        bootstrap_key=BOOTSTRAP_EXAMPLE,
        secret="a secret of the tests, long enough",
        requests_per_minute=0,
        export_folder=str(folder / "exports"),
        upload_folder=str(folder),
        picture_folder=str(folder / "pictures"),
    )
    store = open_store(settings.database)
    fill(store, now=wall_clock())
    with served(create_app(settings, store=store, paint=paint)) as base:
        made = Site(base)
        with made.client() as client:
            assert client.post("/v1/projects", json={"project_id": EMPTY, "name": "Nothing yet"}).status_code == 201
        yield made
    store.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed before other tests run, as its event loop is in the way of theirs."""
    expect.set_options(timeout=WAIT)
    with launched() as found:
        yield found


Opened = Callable[..., Tab]


@pytest.fixture
def open_tab(browser: Browser, site: Site) -> Iterator[Opened]:
    """Opens tabs, each in a browser of its own: `open_tab(key=…, theme="dark", width=390)`."""
    contexts: list[BrowserContext] = []

    def opened(
        *, key: str | None = BOOTSTRAP_EXAMPLE, theme: str = "light", width: int = 1440, **expected: bool
    ) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if key is not None:
            answer = context.request.post(f"{site.base}/v1/session", data={"key": key}, headers={"X-Labelqa": "1"})
            assert answer.status == 204, answer.text()
        return tab(context, site.base, **expected)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def project() -> str:
    return PROJECT
