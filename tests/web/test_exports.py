"""Exports over HTTP: one state of a project is one file, and any part of it is of the very same bytes."""

import base64
import hashlib
import json
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from labelqa.export import shelf
from tests.web.conftest import SETTINGS, Server, Started, row

EXPORT = "/v1/projects/site/export"


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "exports").rglob("*.labels"))


def test_the_same_revision_is_the_same_file_whoever_writes_it(
    start: Started, filled: TestClient, tmp_path: Path
) -> None:
    first = filled.get(EXPORT)
    other = start(replace(SETTINGS, export_folder=str(tmp_path / "elsewhere"))).admin.get(EXPORT)
    assert (other.content, other.headers["etag"]) == (first.content, first.headers["etag"])
    digest = base64.b64encode(hashlib.sha256(first.content).digest()).decode()
    assert first.headers["repr-digest"] == f"sha-256=:{digest}:"
    manifest = json.loads(first.headers["labelqa-manifest"])
    assert manifest["sha256"] == hashlib.sha256(first.content).hexdigest()
    assert manifest["bytes"] == len(first.content) == int(first.headers["content-length"])


def test_head_says_of_a_file_what_get_says_and_sends_none_of_it(filled: TestClient) -> None:
    whole, head = filled.get(EXPORT), filled.head(EXPORT)
    assert (head.status_code, head.content) == (200, b"")
    names = ("content-length", "content-type", "content-disposition", "etag", "repr-digest", "labelqa-manifest")
    assert {name: head.headers[name] for name in names} == {name: whole.headers[name] for name in names}
    assert filled.head(EXPORT, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_the_whole_manifest_has_an_address_of_its_own(filled: TestClient) -> None:
    query = "?format=coco&kind=person&verdict=rejected&verdict=unreviewed&class=car"
    short = json.loads(filled.get(EXPORT + query).headers["labelqa-manifest"])
    found = filled.get(f"{EXPORT}/manifest{query}")
    assert found.headers["content-type"] == "application/json"
    whole = found.json()
    assert {k: whole[k] for k in short} == short
    assert whole["filters"] == {
        "format": "coco", "kind": "person", "verdict": ["rejected", "unreviewed"], "class": ["car"]
    }  # fmt: skip
    assert whole["taken"]["annotations"] + sum(whole["left_out"].values()) == whole["project"]["annotations"]
    assert filled.get(f"{EXPORT}/manifest{query}", headers={"If-None-Match": found.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("format", "media", "name"),
    [
        ("native", "application/x-ndjson", "labels.native.jsonl"),
        ("coco", "application/json", "labels.coco.json"),
        ("parquet", "application/vnd.apache.parquet", "labels.parquet"),
        ("cvat", "application/zip", "labels.cvat.zip"),
    ],
)
def test_a_file_is_called_what_it_is(filled: TestClient, format: str, media: str, name: str) -> None:
    headers = filled.get(f"{EXPORT}?format={format}").headers
    assert headers["content-type"] == media
    assert headers["content-disposition"] == f'attachment; filename="{name}"'


def test_who_has_the_file_already_is_told_so_before_anything_is_written(filled: TestClient, tmp_path: Path) -> None:
    tag = filled.get(EXPORT).headers["etag"]
    for path in kept(tmp_path):
        path.unlink()
    for named in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        found = filled.get(EXPORT, headers={"If-None-Match": named})
        assert (found.status_code, found.content, found.headers["etag"]) == (304, b"", tag)
    assert kept(tmp_path) == []
    assert filled.get(f"{EXPORT}?kind=person", headers={"If-None-Match": tag}).status_code == 200
    filled.post("/v1/projects/site/annotations", json={"annotations": [row("img_9")]})
    assert filled.get(EXPORT, headers={"If-None-Match": tag}).status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_ranges_however_cut_join_to_the_same_bytes(filled: TestClient, data: st.DataObject) -> None:
    whole = filled.get(EXPORT)
    size, tag = len(whole.content), whole.headers["etag"]
    cuts = sorted({0, size, *data.draw(st.lists(st.integers(0, size), max_size=4))})
    joined = b""
    for start, end in pairwise(cuts):
        last = data.draw(st.sampled_from([str(end - 1), str(end + size)])) if end == size else str(end - 1)
        found = filled.get(EXPORT, headers={"Range": f"bytes={start}-{last}", "If-Range": tag})
        assert found.status_code == 206
        assert found.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert found.headers["content-length"] == str(end - start)
        assert found.headers["repr-digest"] == whole.headers["repr-digest"]
        joined += found.content
    assert joined == whole.content


def test_a_range_may_be_open_or_count_from_the_end(filled: TestClient) -> None:
    whole = filled.get(EXPORT).content
    asked = {"bytes=5-": whole[5:], "bytes=-7": whole[-7:], f"bytes=-{len(whole) * 2}": whole, "bytes=0-0": whole[:1]}
    for given_, content in asked.items():
        found = filled.get(EXPORT, headers={"Range": given_})
        assert (found.status_code, found.content) == (206, content), given_


@pytest.mark.parametrize(
    "given_", ["bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=-", "bytes=9-3", "bytes=" + "9" * 40]
)
def test_what_is_no_single_range_is_answered_by_the_whole(filled: TestClient, given_: str) -> None:
    found = filled.get(EXPORT, headers={"Range": given_})
    assert (found.status_code, found.content) == (200, filled.get(EXPORT).content)
    assert found.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("beyond", ["bytes={size}-", "bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(filled: TestClient, beyond: str) -> None:
    size = len(filled.get(EXPORT).content)
    found = filled.get(EXPORT, headers={"Range": beyond.format(size=size)})
    assert (found.status_code, found.headers["content-range"]) == (416, f"bytes */{size}")
    assert found.headers["content-type"] == "application/problem+json"


def test_a_revision_between_two_ranges_gives_the_whole_of_the_new_one(filled: TestClient) -> None:
    first = filled.get(EXPORT, headers={"Range": "bytes=0-99"})
    tag = first.headers["etag"]
    filled.post("/v1/projects/site/annotations", json={"annotations": [row("img_9")]})
    found = filled.get(EXPORT, headers={"Range": "bytes=100-", "If-Range": tag})
    assert (found.status_code, found.content) == (200, filled.get(EXPORT).content)
    assert found.headers["etag"] != tag
    assert b"img_9" in found.content


def test_a_file_is_written_once_and_kept(filled: TestClient, tmp_path: Path) -> None:
    for _ in range(3):
        filled.get(EXPORT)
        filled.get(EXPORT, headers={"Range": "bytes=3-9"})
        filled.get(f"{EXPORT}/manifest")
    [path] = kept(tmp_path)
    before = path.stat().st_ino
    filled.get(EXPORT)
    assert kept(tmp_path)[0].stat().st_ino == before


def test_what_is_kept_stays_within_its_bound_and_the_oldest_goes(
    start: Started, filled: TestClient, tmp_path: Path
) -> None:
    size = len(filled.get(EXPORT).content)
    client = start(replace(SETTINGS, export_cache=4 * size + 8000, export_folder=str(tmp_path / "small"))).admin
    folder = tmp_path / "small"
    for seed in range(12):
        assert client.get(f"{EXPORT}?seed={seed}").status_code == 200
        assert sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) <= 4 * size + 8000
    assert 0 < len(list(folder.rglob("*.labels"))) < 12
    assert len(list(folder.rglob("*.labels"))) == len(list(folder.rglob("*.json")))


def test_without_room_to_keep_anything_exports_are_served_all_the_same(
    start: Started, filled: TestClient, tmp_path: Path
) -> None:
    client = start(replace(SETTINGS, export_cache=0, export_folder=str(tmp_path / "none"))).admin
    whole = filled.get(EXPORT).content
    assert client.get(EXPORT).content == whole
    assert client.get(EXPORT, headers={"Range": "bytes=7-"}).content == whole[7:]
    assert list((tmp_path / "none").rglob("*.labels")) == []


def test_a_kept_file_that_was_cut_or_lost_its_manifest_is_written_again(filled: TestClient, tmp_path: Path) -> None:
    whole = filled.get(EXPORT).content
    [path] = kept(tmp_path)
    path.write_bytes(whole[:10])
    assert filled.get(EXPORT).content == whole
    path.with_suffix(".json").write_text("{")
    assert filled.get(EXPORT).content == whole
    path.with_suffix(".json").unlink()
    assert filled.get(EXPORT).content == whole


def test_an_export_that_fails_in_the_middle_leaves_nothing(
    filled: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(items: Any, out: Any, **more: Any) -> dict[str, int]:
        for _ in items:
            out.write(b"half")
            raise RuntimeError("the power is gone")
        return {}

    with monkeypatch.context() as patched:
        patched.setattr("labelqa.export.writing.formats.write", broken)
        assert filled.get(EXPORT).status_code == 500
    left = [p for p in (tmp_path / "exports").rglob("*") if p.is_file() and not p.name.startswith("lock")]
    assert left == []
    assert filled.get(EXPORT).status_code == 200


def test_a_folder_that_cannot_be_written_is_the_operators_business(
    start: Started, filled: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    client = start(replace(SETTINGS, export_folder=str(tmp_path / "file"))).admin
    found = client.get(EXPORT)
    assert found.status_code == 503
    assert "LABELQA_EXPORT_FOLDER" in found.json()["detail"]
    assert str(tmp_path) not in found.text


def test_a_project_made_again_under_its_id_is_not_the_one_that_was_kept(filled: TestClient, server: Server) -> None:
    before = filled.get(EXPORT)
    assert filled.delete("/v1/projects/site").status_code == 204
    server.clock.now += 5
    filled.post("/v1/projects", json={"project_id": "site"})
    found = filled.get(EXPORT, headers={"If-None-Match": before.headers["etag"]})
    assert (found.status_code, found.content) == (200, b"")


BAD = [
    "labels=worst", "verdict=good", "min_annotator_accuracy=2", "flag=ugly", "without_flag=", "class=", "class=unknown",
    "annotator=nobody", "quorum=0", "exclude_disputed=true", "splits=train", "splits=a:0.5,b:0.5", "split=train",
    "splits=a:1.5", "seed=-1", "seed=x", "kind=model&labels=consensus", "format=native&format2=x",
    "verdict=approved,rejected",
]  # fmt: skip


@pytest.mark.parametrize("address", [EXPORT, f"{EXPORT}/manifest"])
def test_a_query_that_cannot_be_answered_is_refused_in_words(filled: TestClient, address: str) -> None:
    for query in BAD:
        found = filled.get(f"{address}?{query}")
        assert found.status_code == 422, (query, found.text)
        problem = found.json()
        assert problem["errors"][0]["pointer"].split("/")[1].rstrip("s") in query
        assert problem["detail"]


def test_two_servers_of_one_database_write_a_file_once(start: Started, filled: TestClient, tmp_path: Path) -> None:
    other = start(SETTINGS).admin
    filled.get(EXPORT)
    [path] = kept(tmp_path)
    before = path.stat().st_ino
    assert other.get(EXPORT).status_code == 200
    assert [p.stat().st_ino for p in kept(tmp_path)] == [before]


def test_what_a_dead_process_left_behind_is_swept(filled: TestClient, tmp_path: Path) -> None:
    filled.get(EXPORT)
    folder = kept(tmp_path)[0].parent
    old, new = folder / ".aa.part", folder / ".bb.part"
    for path in (old, new):
        path.write_bytes(b"half")
    long_ago = kept(tmp_path)[0].stat().st_mtime - shelf.FORGOTTEN - 60
    os.utime(old, (long_ago, long_ago))
    filled.get(f"{EXPORT}?seed=5")
    assert (old.exists(), new.exists()) == (False, True)
