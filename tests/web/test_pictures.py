"""Pictures over HTTP: uploaded, shown whole and small, by what they hold and never by what they are called."""

import io
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from labelqa.pictures import look
from tests.painted import opened, painted, sideways, zipped
from tests.web.conftest import SETTINGS, Server, Started, row
from tests.web.test_bad_input import refused

PICTURES = "/v1/projects/site/pictures"


@pytest.fixture
def site(admin: TestClient) -> TestClient:
    """A project with images: one of a known size, others of none."""
    images: list[dict[str, Any]] = [{"image_id": name} for name in ("cam1/7.jpg", "cam2/8", "9.png", "cam3/9.png")]
    posted = admin.post(
        "/v1/projects/site/images", json={"images": [*images, {"image_id": "1", "width": 60, "height": 40}]}
    )
    assert posted.status_code == 200, posted.text
    return admin


def put(client: TestClient, content: bytes, image_id: str = "1") -> dict[str, Any]:
    answer = client.post(PICTURES, params={"image_id": image_id}, content=content)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def kept(tmp_path: Path) -> list[Path]:
    """The files of uploaded pictures."""
    return sorted(path for path in (tmp_path / "pictures" / "kept").rglob("*") if path.is_file())


MEDIA = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "BMP": "image/bmp"}


@pytest.mark.parametrize("format", sorted(MEDIA))
def test_a_picture_comes_back_as_it_was_given_and_can_only_be_shown(site: TestClient, format: str) -> None:
    content = painted(format)
    assert put(site, content)["stored"] == 1
    found = site.get(f"{PICTURES}/1")
    assert (found.status_code, found.content, found.headers["content-type"]) == (200, content, MEDIA[format])
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert found.headers["content-disposition"] == "inline"
    assert found.headers["cross-origin-resource-policy"] == "same-origin"
    assert found.headers["cache-control"].startswith("private, max-age=")


def test_tiff_is_made_anew_for_browsers(site: TestClient) -> None:
    put(site, painted("TIFF"))
    found = site.get(f"{PICTURES}/1")
    assert (found.headers["content-type"], opened(found.content).size) == ("image/jpeg", (60, 40))


@pytest.mark.parametrize(
    ("size", "width", "small"),
    [
        ((400, 200), 100, (100, 50)),
        ((60, 40), 100, (60, 40)),  # never enlarged
        ((20_000, 30), 400, (400, 1)),
        ((30, 20_000), 100, (1, 400)),
    ],
)
def test_a_thumbnail_keeps_its_shape_and_is_never_enlarged(
    site: TestClient, size: tuple[int, int], width: int, small: tuple[int, int]
) -> None:
    put(site, painted("PNG", size))
    found = site.get(f"{PICTURES}/1", params={"w": width})
    assert found.headers["content-type"] == "image/jpeg"
    assert opened(found.content).size == small


def test_a_transparent_picture_stays_transparent(site: TestClient) -> None:
    put(site, painted("PNG", mode="LA"))
    found = site.get(f"{PICTURES}/1?w=20")
    assert (found.headers["content-type"], opened(found.content).size) == ("image/webp", (20, 13))


def test_a_thumbnail_holds_nothing_but_what_is_seen(site: TestClient) -> None:
    put(site, sideways())
    small = site.get(f"{PICTURES}/1?w=30").content
    assert b"secret" not in small
    assert not opened(small).getexif()


def test_a_picture_lies_as_the_labels_do(site: TestClient) -> None:
    """Of 60 x 40 stored pixels that a viewer turns to 40 x 60; the image says on which the labels were drawn."""
    put(site, sideways(), "cam1/7.jpg")  # no size was known: it is that of the turned picture
    image = site.get("/v1/projects/site/images/cam1/7.jpg").json()
    assert (image["width"], image["height"]) == (40, 60)
    assert opened(site.get(f"{PICTURES}/cam1/7.jpg?w=20").content).size == (20, 30)
    assert site.get(f"{PICTURES}/cam1/7.jpg").content == sideways()
    put(site, sideways())  # image 1 has 60 x 40: drawn on the pixels as they are stored
    assert opened(site.get(f"{PICTURES}/1?w=30").content).size == (30, 20)
    whole = opened(site.get(f"{PICTURES}/1").content)
    assert (whole.size, dict(whole.getexif())) == ((60, 40), {})


def test_an_image_without_a_size_takes_that_of_its_picture_and_others_keep_theirs(site: TestClient) -> None:
    assert put(site, painted(size=(33, 22)), "cam2/8")["sizes"] == 1
    assert put(site, painted(size=(33, 22)))["sizes"] == 0
    sizes = [site.get(f"/v1/projects/site/images/{i}").json() for i in ("cam2/8", "1")]
    assert [(s["width"], s["height"]) for s in sizes] == [(33, 22), (60, 40)]


def test_a_client_that_has_it_is_told_so_until_it_changes(site: TestClient) -> None:
    put(site, painted())
    for query in ("", "?w=20"):
        first = site.get(f"{PICTURES}/1{query}")
        again = site.get(f"{PICTURES}/1{query}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    put(site, painted(colour=200))
    assert site.get(f"{PICTURES}/1?w=20", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_head_and_ranges_are_of_the_same_file(site: TestClient) -> None:
    content = painted()
    put(site, content)
    head = site.head(f"{PICTURES}/1")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))
    part = site.get(f"{PICTURES}/1", headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, content[4:10])
    refused(site.get(f"{PICTURES}/1", headers={"Range": f"bytes={len(content)}-"}), 416)
    assert site.head(f"{PICTURES}/nowhere").status_code == 404


@pytest.mark.parametrize("width", ["15", "2049", "0", "-5", "1_00", " 20", "20.0", "x", ""])
def test_a_width_is_a_whole_number_within_bounds(site: TestClient, width: str) -> None:
    put(site, painted())
    refused(site.get(f"{PICTURES}/1", params={"w": width}))


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of few bytes that says it has many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
HOSTILE = {
    "SVG": (SVG, 415),
    "HTML": (HTML, 415),
    "HTML after a few bytes of PNG": (b"\x89PNG\r\n\x1a\n" + HTML, 415),
    "a PDF": (b"%PDF-1.7\n", 415),
    "text": (b"hello", 415),
    "a picture of 2,500 million pixels": (bomb(), 422),
    "a picture of 110 million pixels": (bomb(11_000, 10_000), 422),
    "nothing": (b"", 422),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_is_no_picture_is_never_stored_nor_served(site: TestClient, tmp_path: Path, name: str) -> None:
    content, status = HOSTILE[name]
    headers = {"Content-Type": "image/png"}
    refused(site.post(PICTURES, params={"image_id": "9.png"}, content=content, headers=headers), status)
    problem = refused(site.get(f"{PICTURES}/9.png"), 404)
    assert problem["type"] == "urn:labelqa:problem:picture-unknown"
    assert not kept(tmp_path)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_picture_that_breaks_off_is_refused_in_words_where_it_is_decoded(site: TestClient, format: str) -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 80).save(out, format)
    whole = out.getvalue()
    answer = site.post(PICTURES, params={"image_id": "1"}, content=whole[: len(whole) // 2])
    assert answer.status_code in (200, 415)
    problem = refused(site.get(f"{PICTURES}/1?w=50"), 404)
    assert problem["type"] == "urn:labelqa:problem:picture-unknown"


def test_a_polyglot_is_served_as_the_picture_it_is(site: TestClient) -> None:
    content = painted("GIF") + HTML
    put(site, content)
    found = site.get(f"{PICTURES}/1")
    assert (found.headers["content-type"], found.headers["x-content-type-options"]) == ("image/gif", "nosniff")
    assert b"script" not in site.get(f"{PICTURES}/1?w=30").content


def test_a_picture_larger_than_the_limit_is_refused(start: Started, tmp_path: Path) -> None:
    admin = start(replace(SETTINGS, max_picture=500)).admin
    admin.post("/v1/projects", json={"project_id": "site"})
    admin.post("/v1/projects/site/images", json={"images": [{"image_id": "1"}]})
    refused(admin.post(PICTURES, params={"image_id": "1"}, content=painted("BMP")), 413)
    taken = admin.post(PICTURES, content=zipped({"1.bmp": painted("BMP")})).json()
    assert (taken["stored"], taken["refused"], taken["problems"][0]["pointer"]) == (0, 1, "1.bmp")
    assert not kept(tmp_path)


def test_an_archive_gives_each_image_the_file_of_its_name(site: TestClient) -> None:
    grey = {name: painted(colour=20 * k + 20) for k, name in enumerate(("a", "b", "c", "d"))}
    files = {
        "cam1/7.jpg": grey["a"],  # the id itself
        "cam2/8.png": grey["b"],  # the id and an ending
        "deep/in/1.png": grey["c"],  # the only image of this name
        "other/9.png": grey["d"],  # two images are called so
        "unheard_of.png": grey["a"],
        "cam9/7.png": grey["a"],  # the name of an image that has a better file
        "notes.txt": b"not a picture",
    }
    taken = site.post(PICTURES, content=zipped(files)).json()
    counts = {k: taken[k] for k in ("stored", "same", "unknown", "refused", "ignored", "sizes")}
    assert counts == {"stored": 3, "same": 0, "unknown": 3, "refused": 0, "ignored": 1, "sizes": 2}
    assert sorted(p["pointer"] for p in taken["problems"]) == ["cam9/7.png", "other/9.png", "unheard_of.png"]
    for image_id, name in (("cam1/7.jpg", "a"), ("cam2/8", "b"), ("1", "c")):
        assert site.get(f"{PICTURES}/{image_id}").content == grey[name]
    refused(site.get(f"{PICTURES}/9.png"), 404)
    again = site.post(PICTURES, content=zipped(files)).json()
    assert (again["stored"], again["same"]) == (0, 3)


def test_one_bad_file_of_an_archive_is_named_and_the_others_are_stored(site: TestClient) -> None:
    taken = site.post(PICTURES, content=zipped({"1.png": SVG, "9.png": painted(), "cam1/7.jpg": bomb()})).json()
    assert (taken["stored"], taken["refused"]) == (1, 2)
    assert [p["pointer"] for p in taken["problems"]] == ["1.png", "cam1/7.jpg"]


@pytest.mark.parametrize("name", ["../../1.png", "/1.png", "a/../../1.png", "C:/1.png", "..\\1.png"])
def test_an_archive_that_climbs_is_refused_whole(site: TestClient, tmp_path: Path, name: str) -> None:
    refused(site.post(PICTURES, content=zipped({"9.png": painted(), name: painted()})))
    assert not kept(tmp_path)


def test_a_single_file_says_whose_picture_it_is(site: TestClient) -> None:
    problem = refused(site.post(PICTURES, content=painted()))
    assert "image" in problem["detail"]
    refused(site.post(PICTURES, params={"image_id": "nowhere"}, content=painted()), 404)


def test_the_same_picture_is_stored_once_and_goes_with_its_last_image(site: TestClient, tmp_path: Path) -> None:
    for image_id in ("1", "9.png"):
        put(site, painted(), image_id)
    assert len(kept(tmp_path)) == 1
    assert site.delete(f"{PICTURES}/1").status_code == 204
    refused(site.get(f"{PICTURES}/1"), 404)
    refused(site.delete(f"{PICTURES}/1"), 404)
    assert site.get(f"{PICTURES}/9.png").status_code == 200
    assert site.delete("/v1/projects/site/images/9.png").status_code == 200
    assert not kept(tmp_path)


def test_a_picture_that_takes_the_place_of_another_leaves_no_file_behind(site: TestClient, tmp_path: Path) -> None:
    put(site, painted())
    put(site, painted(colour=9))
    assert [path.read_bytes() for path in kept(tmp_path)] == [painted(colour=9)]


def test_an_archive_that_breaks_off_leaves_no_file_of_what_it_replaced(
    site: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelqa.gallery.taking.BATCH", 1)
    put(site, painted())
    broken = bytearray(zipped({"1.png": painted(colour=50), "9.png": painted(colour=70)}))
    broken[broken.rindex(b"IDAT") + 6] ^= 1  # in the second: its checksum is not that of the archive
    refused(site.post(PICTURES, content=bytes(broken)))
    assert site.get(f"{PICTURES}/1").content == painted(colour=50)
    assert len(kept(tmp_path)) == 1


def test_a_picture_that_goes_while_it_is_looked_at_is_not_there(
    site: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(file: Any) -> Any:
        for path in kept(tmp_path):
            path.unlink()
        return look(file)

    put(site, painted())
    monkeypatch.setattr("labelqa.gallery.gallery.look", lost)
    assert "ask again" in refused(site.get(f"{PICTURES}/1"), 404)["detail"]


def test_a_deleted_project_takes_its_pictures_with_it_and_no_others(site: TestClient, tmp_path: Path) -> None:
    site.post("/v1/projects", json={"project_id": "other"})
    site.post("/v1/projects/other/images", json={"images": [{"image_id": "1"}]})
    put(site, painted())
    put(site, painted(colour=9), "9.png")
    site.post("/v1/projects/other/pictures", params={"image_id": "1"}, content=painted())
    assert len(kept(tmp_path)) == 2
    assert site.delete("/v1/projects/site").status_code == 204
    assert [path.read_bytes() for path in kept(tmp_path)] == [painted()]
    assert site.get("/v1/projects/other/pictures/1").content == painted()


def test_pictures_lie_in_a_folder_that_only_their_owner_enters(site: TestClient, tmp_path: Path) -> None:
    put(site, painted())
    site.get(f"{PICTURES}/1?w=20")
    folders = [path for path in (tmp_path / "pictures").rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in [tmp_path / "pictures", *folders] if path.name != "kept"} == {0o700}


def test_a_thumbnail_is_made_once_and_the_cache_stays_within_its_bound(start: Started, tmp_path: Path) -> None:
    admin = start(replace(SETTINGS, picture_cache=20_000)).admin
    admin.post("/v1/projects", json={"project_id": "site"})
    admin.post("/v1/projects/site/images", json={"images": [{"image_id": "1"}]})
    put(admin, painted("PNG", (800, 600)))
    cache = tmp_path / "pictures" / "cache"
    admin.get(f"{PICTURES}/1?w=100")
    made = [(path, path.stat().st_ino) for path in cache.glob("*.picture")]
    admin.get(f"{PICTURES}/1?w=100")
    assert [(path, path.stat().st_ino) for path in cache.glob("*.picture")] == made
    for width in range(100, 700, 20):
        assert admin.get(f"{PICTURES}/1?w={width}").status_code == 200
        assert sum(path.stat().st_size for path in cache.glob("*.picture")) <= 20_000
    assert os.listdir(cache)


def test_the_picture_of_another_project_is_as_one_that_is_not_there(site: TestClient, server: Server) -> None:
    put(site, painted())
    server.admin.post("/v1/projects", json={"project_id": "other"})
    foreign = server.client_with("read", projects=["other"])
    found, missing = (foreign.get(f"/v1/projects/{p}/pictures/1").json() for p in ("site", "missing"))
    assert {**found, "instance": ""} == {**missing, "instance": ""}
    assert foreign.get("/v1/projects/other/pictures/1").status_code == 404


def test_an_annotators_own_key_sees_the_pictures_of_their_own_images(site: TestClient, server: Server) -> None:
    site.post("/v1/projects/site/annotations", json={"annotations": [row("1", "ana"), row("9.png", "bo")]})
    for image_id in ("1", "9.png", "cam1/7.jpg"):
        put(site, painted(), image_id)
    own = server.client_with("self", projects=["site"], annotator="ana")
    assert own.get(f"{PICTURES}/1").status_code == 200
    hidden, missing = own.get(f"{PICTURES}/9.png"), own.get(f"{PICTURES}/nowhere")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json()["detail"].replace("9.png", "nowhere") == missing.json()["detail"]
    given = {"role": "annotator", "assignees": ["ana"], "image_ids": ["cam1/7.jpg"]}
    assert site.post("/v1/projects/site/assignments", json=given).status_code == 200
    assert own.get(f"{PICTURES}/cam1/7.jpg?w=20").status_code == 200
    assert own.post(PICTURES, params={"image_id": "1"}, content=painted()).status_code == 403
