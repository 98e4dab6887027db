"""Pictures that lie elsewhere: below the operator's folder, at addresses of named hosts, or painted."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.errors import BadCall
from labelqa.settings import Settings
from labelqa.store import Store
from tests.delivery.receiver import CLOSE, ENDLESS, Receiver, receiving
from tests.delivery.test_guard import INSIDE
from tests.painted import opened, painted
from tests.web.conftest import SETTINGS, Clock, Server
from tests.web.test_bad_input import refused

PICTURES = "/v1/projects/site/pictures"
Opened = Callable[..., TestClient]


def here(name: str, port: int) -> Sequence[str]:
    """A resolver that finds every name on this machine."""
    return ["127.0.0.1"]


@pytest.fixture
def open_site(store: Store, clock: Clock, tmp_path: Path) -> Iterator[Opened]:
    """Opens a server with settings, and a project with images of these addresses by id."""
    running: list[TestClient] = []

    def made(uris: dict[str, str | None], paint: Any = None, **more: Any) -> TestClient:
        settings: Settings = replace(SETTINGS, picture_folder=str(tmp_path / "pictures"), **more)
        client = TestClient(create_app(settings, store=store, clock=clock, resolver=here, paint=paint))
        client.__enter__()
        running.append(client)
        admin = Server(store, clock, client).admin
        admin.post("/v1/projects", json={"project_id": "site"})
        rows = [{"image_id": i} | ({} if uri is None else {"uri": uri}) for i, uri in uris.items()]
        posted = admin.post("/v1/projects/site/images", json={"images": rows})
        assert posted.status_code == 200, posted.text
        return admin

    yield made
    for client in running:
        client.__exit__()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of pictures, with a secret picture beside it."""
    folder = tmp_path / "root"
    (folder / "cam1").mkdir(parents=True)
    (folder / "cam1" / "7.png").write_bytes(painted(colour=70))
    (folder / "8.jpg").write_bytes(painted("JPEG", colour=80))
    (tmp_path / "secret.png").write_bytes(painted(colour=250))
    (tmp_path / "root-too").mkdir()
    (tmp_path / "root-too" / "secret.png").write_bytes(painted(colour=250))
    return folder


def test_pictures_lie_below_the_operators_folder_by_address_or_id(open_site: Opened, root: Path) -> None:
    images = {"by address": "cam1/7.png", "cam1/7.png": None, "8": None, "9": "nowhere.png"}
    site = open_site(images, picture_root=str(root))
    assert site.get(f"{PICTURES}/by address").content == painted(colour=70)
    assert site.get(f"{PICTURES}/cam1/7.png").content == painted(colour=70)
    assert site.get(f"{PICTURES}/8").content == painted("JPEG", colour=80)
    assert opened(site.get(f"{PICTURES}/8?w=20").content).size == (20, 13)
    assert refused(site.get(f"{PICTURES}/9"), 404)["type"] == "urn:labelqa:problem:picture-unknown"
    for path in ("9?missing=empty", "9?missing=empty&w=20"):  # for pages: a browser calls every refusal an error
        empty = site.get(f"{PICTURES}/{path}")
        assert (empty.status_code, empty.content, empty.headers["cache-control"]) == (204, b"", "no-store")


def test_a_changed_file_is_seen(open_site: Opened, root: Path) -> None:
    site = open_site({"8.jpg": None}, picture_root=str(root))
    first = site.get(f"{PICTURES}/8.jpg?w=20")
    (root / "8.jpg").write_bytes(painted("JPEG", (30, 30)))
    again = site.get(f"{PICTURES}/8.jpg?w=20", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, opened(again.content).size) == (200, (20, 20))


def test_an_uploaded_picture_goes_before_one_in_the_folder(open_site: Opened, root: Path) -> None:
    site = open_site({"8.jpg": None}, picture_root=str(root))
    site.post(PICTURES, params={"image_id": "8.jpg"}, content=painted())
    assert site.get(f"{PICTURES}/8.jpg").content == painted()


CLIMBING = (
    "../secret.png", "cam1/../../secret.png", "..%2fsecret.png", "%2e%2e/secret.png", "..\\secret.png",
    "....//secret.png", "cam1/../../root-too/secret.png", "../root-too/secret.png", "{root}/../secret.png",
    "{tmp}/secret.png", "/{tmp}/secret.png", "file://{tmp}/secret.png", "file:{tmp}/secret.png", "out.png",
    "away/secret.png",    ".", "..", "cam1", "cam1/", "pipe.png", "~/secret.png",
)  # fmt: skip
"""Ways out of the folder, and what is no file of it."""


@pytest.mark.parametrize("name", CLIMBING)
def test_no_name_leads_out_of_the_folder(open_site: Opened, root: Path, tmp_path: Path, name: str) -> None:
    (root / "out.png").symlink_to(tmp_path / "secret.png")
    (root / "away").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.png")
    name = name.format(root=root, tmp=tmp_path)
    site = open_site({"by address": name, name: None}, picture_root=str(root))
    for image_id in ("by address", name):
        found = site.get(f"{PICTURES}/{quote(image_id, safe='').replace('.', '%2E')}")
        assert found.status_code == 404
        assert str(tmp_path) not in found.json()["detail"].replace(name, "")


def test_a_link_within_the_folder_is_followed(open_site: Opened, root: Path) -> None:
    (root / "in.png").symlink_to(root / "cam1" / "7.png")
    assert open_site({"in.png": None}, picture_root=str(root)).get(f"{PICTURES}/in.png").content == painted(colour=70)


def test_what_is_no_picture_below_the_folder_is_not_served(open_site: Opened, root: Path) -> None:
    (root / "a.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (root / "passwords").write_bytes(b"root:x:0:0")
    (root / "large.bmp").write_bytes(painted("BMP", (200, 200)))
    site = open_site({"a.png": None, "passwords": None, "large.bmp": None}, picture_root=str(root), max_picture=9000)
    for image_id, why in (("a.png", "no picture"), ("passwords", "no picture"), ("large.bmp", "bytes")):
        problem = refused(site.get(f"{PICTURES}/{image_id}"), 404)
        assert why in problem["detail"]


def test_a_folder_that_is_not_there_stops_the_start(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadCall, match="LABELQA_PICTURE_ROOT"):
        create_app(replace(SETTINGS, picture_root=str(tmp_path / "nowhere")), store=store)
    with pytest.raises(BadCall, match="LABELQA_PICTURE_HOSTS"):
        create_app(replace(SETTINGS, picture_hosts="http://x/"), store=store)


def answered(content: bytes, head: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


@contextmanager
def host(*replies: int | str | bytes) -> Iterator[tuple[Receiver, dict[str, str], str]]:
    """A host of pictures, the settings that let it be asked, and the address of a picture there."""
    with receiving(*replies) as found:
        settings = {
            "picture_hosts": f"pics.example:{found.port}",
            "egress_allow": f"pics.example:{found.port}",
        }
        yield found, settings, f"http://pics.example:{found.port}/a/7.png?size=1"


def test_a_picture_is_fetched_once_from_a_named_host_and_nothing_secret_goes_along(open_site: Opened) -> None:
    with host(answered(painted(colour=33), "Content-Type: text/html\r\nSet-Cookie: a=b\r\n")) as (found, settings, url):
        site = open_site({"1": url}, **settings)
        site.cookies.set("session", "very-secret")
        for _ in range(3):
            answer = site.get(f"{PICTURES}/1")
            assert (answer.content, answer.headers["content-type"]) == (painted(colour=33), "image/png")
            assert "set-cookie" not in answer.headers
        assert opened(site.get(f"{PICTURES}/1?w=20").content).size == (20, 13)
        assert [request.line for request in found.requests] == ["GET /a/7.png?size=1 HTTP/1.1"]
        assert not {"authorization", "cookie", "referer"} & set(found.requests[0].headers)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (404, "answered 404"),
        (answered(b"<html>inner secret</html>"), "no picture"),
        (answered(bytes(20_000)), "more than"),
        (CLOSE, "broke"),
        (ENDLESS, "broke"),
    ],
)
def test_a_host_without_a_picture_is_told_in_words_and_not_asked_again_at_once(
    open_site: Opened, reply: Any, why: str, clock: Clock
) -> None:
    with host(reply) as (found, settings, url):
        site = open_site({"1": url}, **settings, max_picture=10_000)
        for _ in range(3):
            problem = refused(site.get(f"{PICTURES}/1"), 404)
            assert problem["type"] == "urn:labelqa:problem:picture-unknown"
            assert "inner secret" not in problem["detail"]
            assert why in problem["detail"]
        assert found.connections == 1
        clock.now += 61_000
        site.get(f"{PICTURES}/1")
        assert found.connections == 2


def test_a_redirect_is_not_followed(open_site: Opened) -> None:
    with receiving(answered(painted())) as canary:
        to = f"HTTP/1.1 302 Found\r\nLocation: http://pics.example:{canary.port}/\r\nContent-Length: 0\r\n\r\n"
        with host(to) as (_, settings, url):
            refused(open_site({"1": url}, **settings).get(f"{PICTURES}/1"), 404)
        assert canary.connections == 0


def test_a_host_that_is_not_named_is_never_asked(open_site: Opened) -> None:
    """Neither one that alerts may go to, nor one that is named and lies inside, nor any way to spell it."""
    with receiving(answered(painted())) as canary:
        port = canary.port
        spelled = [f"http://other.example:{port}/", f"http://127.0.0.1:{port}/", f"http://pics.example.:{port + 1}/"]
        spelled += [f"http://pics.example@127.0.0.1:{port}/", f"http://127.0.0.1:{port}/#pics.example", *INSIDE]
        uris = {str(k): uri for k, uri in enumerate(spelled) if uri and uri.isprintable() and len(uri) < 500}
        site = open_site(dict(uris), picture_hosts=f"pics.example:{port + 1}", egress_allow=f"127.0.0.1:{port}")
        for image_id in uris:
            assert site.get(f"{PICTURES}/{image_id}").status_code == 404
        inside = open_site({"named": f"http://pics.example:{port}/"}, picture_hosts=f"pics.example:{port}")
        problem = refused(inside.get(f"{PICTURES}/named"), 404)  # named, but at an inner address that is not allowed
        assert "LABELQA_EGRESS_ALLOW" in problem["detail"]
        assert canary.connections == 0


def test_without_hosts_none_is_asked(open_site: Opened) -> None:
    with receiving(answered(painted())) as canary:
        site = open_site({"1": f"http://127.0.0.1:{canary.port}/"}, egress_allow=f"127.0.0.1:{canary.port}")
        assert "LABELQA_PICTURE_HOSTS" in refused(site.get(f"{PICTURES}/1"), 404)["detail"]
        assert canary.connections == 0


def test_a_picture_that_changed_at_its_address_is_fetched_again_some_day(open_site: Opened, clock: Clock) -> None:
    with host(answered(painted()), answered(painted(colour=9))) as (found, settings, url):
        site = open_site({"1": url}, **settings)
        assert site.get(f"{PICTURES}/1").content == painted()
        clock.now += 8 * 86_400_000
        assert site.get(f"{PICTURES}/1").content == painted(colour=9)
        assert len(found.requests) == 2


def test_a_painted_picture_is_painted_once(open_site: Opened) -> None:
    asked: list[str] = []

    def paint(project_id: str, image_id: str) -> Callable[[], bytes] | None:
        def painting() -> bytes:
            asked.append(image_id)
            return painted(colour=44)

        return painting if (project_id, image_id) == ("site", "1") else None

    site = open_site({"1": None, "2": None}, paint)
    assert {site.get(f"{PICTURES}/1").content for _ in range(3)} == {painted(colour=44)}
    assert asked == ["1"]
    refused(site.get(f"{PICTURES}/2"), 404)


def test_an_image_says_whether_it_has_a_picture_without_asking_anybody(open_site: Opened, root: Path) -> None:
    with host(answered(painted())) as (found, settings, url):
        images = {
            "8": None,
            "nowhere": None,
            "there": url,
            "elsewhere": "https://other.example/",
            "file": "file:///8.jpg",
        }
        site = open_site(images, picture_root=str(root), **settings)
        site.post(PICTURES, params={"image_id": "elsewhere"}, content=painted())
        said = {i: site.get(f"/v1/projects/site/images/{i}").json()["picture"] for i in images}
        assert said == {"8": True, "nowhere": False, "there": None, "elsewhere": True, "file": False}
        assert found.connections == 0
