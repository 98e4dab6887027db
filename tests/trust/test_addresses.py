"""Every field that takes an address: nothing inside is reached through it, whatever is written there.

The fields come from the served OpenAPI document, so a new one without a row here fails. A row says how a client puts an
address into the field, and what makes the server dial what was stored. What listens inside must stay silent.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from starlette.testclient import TestClient

from labelqa import formats
from labelqa.app import create_app, routers, routes_of
from labelqa.model import Image
from labelqa.store import open_store
from labelqa.web.openapi import document
from labelqa.web.puller import Puller
from tests.databases import SqliteFiles
from tests.delivery.receiver import Receiver, receiving
from tests.delivery.test_guard import INSIDE
from tests.painted import painted
from tests.trust.lengths import LONG
from tests.trust.operations import JSON, Operation, operations, places
from tests.web.conftest import SETTINGS, Clock, Server
from tests.web.test_imports import ended as import_ended
from tests.web.test_puller import ended as pulled
from tests.web.test_targets import settled

SITE = "/v1/projects/site"
PUBLIC, HERE = ["203.0.114.7"], ["127.0.0.1"]
NAMED = re.compile(r"(^|_)(ur[il]|address|link|href|host|hook|webhook|callback|endpoint|proxy|redirect|server|site)s?$")
"""What a field that takes an address is called, where it does not say so by its format."""
TOOL = {"kind": "label_studio", "token": "t0", "options": {"project": 7}}


@dataclass
class Site:
    """A project on a server. `leads_to`: where names lead to just now."""

    server: Server
    leads_to: Sequence[str] = field(default_factory=lambda: PUBLIC)

    @property
    def admin(self) -> TestClient:
        return self.server.admin

    @property
    def services(self) -> Any:
        app: Any = self.server.client.app
        return app.state.services

    def made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        found = self.admin.post(f"{SITE}/{path}", json=body)
        assert found.status_code == 201, found.text
        return dict(found.json())

    def targets(self) -> list[dict[str, Any]]:
        return list(self.admin.get(f"{SITE}/alert-targets").json()["targets"])

    def sources(self) -> list[dict[str, Any]]:
        return list(self.admin.get(f"{SITE}/sources").json()["sources"])


def post_target(site: Site, url: str) -> httpx2.Response:
    return site.admin.post(f"{SITE}/alert-targets", json={"kind": "webhook", "url": url})


def patch_target(site: Site, url: str) -> httpx2.Response:
    made = site.targets() or [site.made("alert-targets", {"kind": "slack", "url": "https://8.8.8.8/"})]
    return site.admin.patch(f"{SITE}/alert-targets/{made[0]['target_id']}", json={"url": url})


def send_alerts(site: Site) -> None:
    """A message to every target that was given an address of the test."""
    for target in site.targets():
        if target["host"] != "8.8.8.8":
            assert site.admin.post(f"{SITE}/alert-targets/{target['target_id']}/test").status_code == 202
            settled(site.admin)


def post_source(site: Site, url: str) -> httpx2.Response:
    return site.admin.post(f"{SITE}/sources", json={**TOOL, "address": url})


def patch_source(site: Site, url: str) -> httpx2.Response:
    made = site.sources() or [site.made("sources", {**TOOL, "address": "https://8.8.8.8"})]
    body = {"address": url, "token": "t1"}
    return site.admin.patch(f"{SITE}/sources/{made[0]['source_id']}", json=body)


def post_hook(site: Site, url: str) -> httpx2.Response:
    """What a tool tells, with an address in every place that one may stand in."""
    found = site.sources()[:1] or [site.made("sources", {**TOOL, "address": "https://nobody.example"})]
    secret = site.admin.post(f"{SITE}/sources/{found[0]['source_id']}/rotate").json()["hook_secret"]
    told = {
        "action": "ANNOTATION_CREATED",
        "event": "update:job",
        "url": url,
        "job": {"url": url, "id": 7},
        "webhook_id": url,
        "task": {"id": 7, "data": {"image": url}, "url": url},
        "project": {"id": 7, "url": url},
        "annotation": {"id": 1, "task": 7, "url": url},
    }
    return site.admin.post(found[0]["hook"], json=told, headers={"X-Labelqa-Secret": secret})


def pull(site: Site) -> None:
    """A look at every source, by hand and as the server does by itself."""
    for source in site.sources():
        if source["address"] != "https://8.8.8.8":
            site.admin.post(f"{SITE}/sources/{source['source_id']}/check")
    if any(source["address"] != "https://8.8.8.8" for source in site.sources()):
        served = site.services
        pulled(Puller(site.server.store, served.connecting, site.server.clock, lambda project: None))


def post_images(site: Site, url: str) -> httpx2.Response:
    name = f"image {site.server.clock.now}"
    site.server.clock.now += 1
    return site.admin.post(f"{SITE}/images", json={"images": [{"image_id": name, "uri": url}]})


def post_picture(site: Site, url: str) -> httpx2.Response:
    """A drawing that names a picture elsewhere, as browsers and converters of drawings would fetch it."""
    post_images(site, "nowhere.png")
    drawing = f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>'
    image_id = f"image {site.server.clock.now - 1}"
    return site.admin.post(f"{SITE}/pictures", params={"image_id": image_id}, content=drawing.encode())


def start_import(site: Site, url: str) -> httpx2.Response:
    """Files in which images stand under an address: as a column, as a task's picture, and as the id itself."""
    site.server.clock.now += 1
    table = io.BytesIO()
    formats.write([Image(f"imported {site.server.clock.now}", 9, 9, uri=url)], table, format="parquet")
    box = {"original_width": 9, "original_height": 9, "value": {"x": 1, "y": 1, "width": 5, "height": 5}}
    region = {**box, "id": "r", "type": "rectanglelabels", "from_name": "label", "to_name": "image"}
    region["value"] = {**region["value"], "rectanglelabels": ["car"], "rotation": 0}
    answer = {"id": 1, "completed_by": 1, "result": [region], "created_at": "2026-11-02T09:14:03Z"}
    task = {"id": site.server.clock.now, "data": {"image": url}, "annotations": [answer]}
    row = {"image_id": url, "annotator_id": "ana", "kind": "person", "submitted_at": None, "objects": []}
    files = {"parquet": table.getvalue(), "label-studio": _json([task]), "native": _json(row)}
    for format, content in files.items():
        found = site.admin.post(f"{SITE}/imports", params={"format": format}, content=content)
        assert found.status_code in (202, 200), found.text
        import_ended(site.admin, f"{SITE}/imports/{found.json()['import_id']}")
    return found


def _json(value: Any) -> bytes:
    return httpx2.Request("POST", "http://x", json=value).content


def look_at_pictures(site: Site) -> None:
    """Every picture, whole and small; none is there."""
    ids = [row["image_id"] for row in site.admin.get(f"{SITE}/quality/images?limit=1000").json()["images"]]
    assert ids
    for image_id in ids:
        for query in ("", "?w=32"):
            found = site.admin.get(f"{SITE}/pictures/{quote(image_id, safe='')}{query}")
            assert found.status_code == 404, (image_id, found.text)


@dataclass(frozen=True)
class Row:
    """How an address gets into a field, and what dials it. `asks`: an address that is allowed is asked."""

    put: Callable[[Site, str], httpx2.Response]
    dial: Callable[[Site], None]
    asks: bool = True
    checked: bool = True
    """Whether an address is checked when it is stored, and not only when it is dialled."""


ROWS: dict[tuple[str, str], Row] = {
    ("post_target", "/url"): Row(post_target, send_alerts),
    ("patch_target", "/url"): Row(patch_target, send_alerts),
    ("post_source", "/address"): Row(post_source, pull),
    ("patch_source", "/address"): Row(patch_source, pull),
    ("post_images", "/images/0/uri"): Row(post_images, look_at_pictures, checked=False),
    ("start_import", ""): Row(start_import, look_at_pictures, checked=False),
    ("post_pictures", ""): Row(post_picture, look_at_pictures, asks=False, checked=False),
    ("post_hook", ""): Row(post_hook, pull, asks=False, checked=False),
}
"""By operation and place; no place is a body of any kind, which may hold addresses."""


def addressed(served: dict[str, Any]) -> set[tuple[str, str]]:
    """(operation, place) of everything in a document that may be an address that the server dials."""
    return {(operation.name, place) for operation in operations(served) for place in _addresses(operation)}


def _addresses(operation: Operation) -> Iterator[str]:
    for where in ("path", "query", "header"):
        for name, parameter in operation.parameters(where).items():
            if parameter["schema"].get("format") == "uri" or NAMED.search(name):
                yield f"{where} {name}"
    if operation.media == JSON:
        for place in set(places(operation.body, operation.schemas)):
            if isinstance(place[-1], str) and NAMED.search(place[-1]):
                yield "".join(f"/{step}" for step in place)
    elif operation.media:
        yield ""


def test_every_field_that_takes_an_address_has_its_row() -> None:
    assert addressed(document(routes_of(*routers()))) == ROWS.keys()


def test_a_new_field_that_takes_an_address_is_seen() -> None:
    body = {"type": "object", "properties": {"name": {"type": "string"}, "callback_url": {"type": "string"}}}
    said = {
        "operationId": "new",
        "parameters": [{"name": "u", "in": "query", "schema": {"type": "string", "format": "uri"}}],
        "requestBody": {"content": {JSON: {"schema": body}}},
    }
    found = addressed({"components": {"schemas": {}}, "paths": {"/new": {"post": said}}})
    assert found == {("new", "query u"), ("new", "/callback_url")}


@pytest.fixture
def canary() -> Iterator[Receiver]:
    """What listens inside, and would answer with a picture."""
    content = painted()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {len(content)}\r\n\r\n".encode()
    with receiving(head + content) as found:
        yield found


@pytest.fixture
def open_site(sqlite_files: SqliteFiles, clock: Clock, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Opens a server, and a project on it; nothing is pulled but by the test."""
    running: list[TestClient] = []
    database = ExitStack()
    store = open_store(database.enter_context(sqlite_files.migrated(tmp_path)))
    database.callback(store.close)

    def opened(**settings: str) -> Site:
        site = Site.__new__(Site)
        chosen = replace(SETTINGS, picture_folder=str(tmp_path / "pictures"), **settings)  # type: ignore[arg-type]
        app = create_app(chosen, store=store, clock=clock, resolver=lambda name, port: _found(site, name))
        client = TestClient(app, raise_server_exceptions=False)
        client.__enter__()
        running.append(client)
        site.__init__(Server(store, clock, client))  # type: ignore[misc]
        site.services.puller.stop()
        assert site.admin.post("/v1/projects", json={"project_id": "site"}).status_code == 201
        return site

    yield opened
    for client in running:
        client.__exit__()
    database.close()


def _found(site: Site, name: str) -> Sequence[str]:
    if name == "nobody.example":
        raise OSError
    return site.leads_to


def spelled(port: int) -> Iterator[str]:
    """Every spelling of an inner address that a row can hold, and those of this machine with the canary's port."""
    for url in (*INSIDE, "http://inner.example/", "https://inner.example/"):
        scheme, there, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        yield url
        if there and slash and not re.search(r":\d*$|[@#\\]", host):
            yield f"{scheme}://{host}:{port}/{path}"


@pytest.mark.parametrize("row", ROWS.values(), ids=[f"{name} {place}".strip() for name, place in ROWS])
def test_nothing_inside_is_asked_through_any_field(open_site: Callable[..., Site], canary: Receiver, row: Row) -> None:
    port = canary.port
    near = f"127.0.0.1:{port},localhost:{port},[::1]:{port},inner.example:{port}"
    site = open_site(picture_hosts=near, egress_allow=f"203.0.114.7:{port}")
    site.leads_to = HERE
    every = 1 if LONG or row.checked else 12  # what is checked when it is dialled alone takes its time
    for url in list(spelled(port))[::every]:
        found = row.put(site, url)
        assert found.status_code < 500, (url, found.text)
        assert not row.checked or found.status_code == 422, (url, found.text)
    row.dial(site) if not row.checked else None
    assert canary.connections == 0


@pytest.mark.parametrize("row", ROWS.values(), ids=[f"{name} {place}".strip() for name, place in ROWS])
def test_a_name_that_leads_inside_by_now_is_not_asked(
    open_site: Callable[..., Site], canary: Receiver, row: Row
) -> None:
    place = f"inner.example:{canary.port}"
    site = open_site(picture_hosts=place, egress_allow=f"203.0.114.7:{canary.port}")
    assert row.put(site, f"http://{place}/7.png").status_code < 300 or not row.asks
    site.leads_to = HERE
    row.dial(site)
    assert canary.connections == 0


@pytest.mark.parametrize("row", ROWS.values(), ids=[f"{name} {place}".strip() for name, place in ROWS])
def test_what_is_allowed_is_asked_and_where_it_leads_is_not(
    open_site: Callable[..., Site], canary: Receiver, row: Row
) -> None:
    away = f"HTTP/1.1 302 Found\r\nLocation: http://inner.example:{canary.port}/\r\nContent-Length: 0\r\n\r\n"
    with receiving(away) as door:
        place = f"door.example:{door.port}"
        site = open_site(picture_hosts=f"{place},inner.example:{canary.port}", egress_allow=place)
        site.leads_to = HERE
        assert row.put(site, f"http://{place}/7.png").status_code < 300 or not row.asks
        row.dial(site)
        assert bool(door.connections) == row.asks, "the row dials what it was given"
    assert canary.connections == 0
