"""Files made to do harm: each is refused in words; nothing is stored, left on the disk or read elsewhere."""

import gzip
import io
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.conftest import SETTINGS, Started, row
from tests.web.test_imports import IMPORTS, ended, lines

CANARY = "secret-of-the-server"


def zipped(name: str, data: bytes, *, link: bool = False, alone: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if not alone:
            archive.writestr("good.jsonl", lines(row()))
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        if link:
            info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, data)
    return out.getvalue()


def tarred(name: str, data: bytes = b"", *, kind: bytes = tarfile.REGTYPE, to: str = "", mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo(name)
        info.size, info.type, info.linkname = len(data), kind, to
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def nested(depth: int) -> bytes:
    data = lines(row())
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("inner.zip", data)
        data = out.getvalue()
    return data


ENTITIES = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><annotations><version>&b;</version></annotations>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><annotation><filename>&c;</filename></annotation>'
HOSTILE: dict[str, Callable[[Path], bytes]] = {
    "zip that climbs": lambda canary: zipped("../../canary.jsonl", lines(row())),
    "zip with an absolute name": lambda canary: zipped(str(canary), lines(row())),
    "zip with a link": lambda canary: zipped("a.jsonl", str(canary).encode(), link=True),
    "tar that climbs": lambda canary: tarred("a/../../canary.jsonl", lines(row())),
    "tar with a link": lambda canary: tarred("a.jsonl", kind=tarfile.SYMTYPE, to=str(canary)),
    "tar with a hard link": lambda canary: tarred("a.jsonl", kind=tarfile.LNKTYPE, to=str(canary)),
    "tar with a device": lambda canary: tarred("a.jsonl", kind=tarfile.CHRTYPE),
    "packed tar that climbs": lambda canary: tarred("../canary.jsonl", lines(row()), mode="w:gz"),
    "zip bomb": lambda canary: zipped("bomb.jsonl", lines(row()) + b"\n" * (40 << 20)),
    "gzip bomb": lambda canary: gzip.compress(bytes(40 << 20)),
    "packed tar bomb": lambda canary: tarred("bomb.jsonl", bytes(40 << 20), mode="w:gz"),
    "archives ten deep": lambda canary: nested(10),
    "pickle": lambda canary: pickle.dumps({"image_id": "x"}),
    "pickle in an archive": lambda canary: zipped("labels.json", pickle.dumps([1]), alone=True),
    "outside entity": lambda canary: ENTITIES.replace(b"/etc/passwd", str(canary).encode()),
    "entities in entities": lambda canary: LAUGHS,
    "entities in an archive": lambda canary: zipped("labels.xml", ENTITIES, alone=True),
    "zip cut off": lambda canary: zipped("a.jsonl", lines(row()))[:-30],
    "gzip cut off": lambda canary: gzip.compress(lines(row()))[:-9],
    "JSON nested without end": lambda canary: b'{"image_id": ' + b"[" * 200_000,
    "JSON cut off": lambda canary: lines(row())[:-20],
    "wrong encoding": lambda canary: lines(row("ä")).decode().replace("\\u00e4", "ä").encode("latin-1"),
    "UTF-16": lambda canary: lines(row()).decode().encode("utf-16"),
    "spaces": lambda canary: b" \n",
    "zeros": lambda canary: bytes(100_000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_refused_in_words_and_leaves_no_trace(start: Started, tmp_path: Path, case: str) -> None:
    around = tmp_path / "around"
    uploads, canary = around / "in" / "uploads", around / "canary.jsonl"
    uploads.mkdir(parents=True)
    canary.write_bytes(lines(row(image_id=CANARY)))
    server = start(replace(SETTINGS, upload_folder=str(uploads)))
    admin = server.admin
    admin.post("/v1/projects", json={"project_id": "site"})
    sent = admin.post(f"{IMPORTS}?name=labels", content=HOSTILE[case](canary))
    found = ended(admin, sent.headers["location"])
    assert found["state"] == "failed", found
    assert found["problems"][0]["detail"]
    assert CANARY not in str(found)
    assert str(tmp_path) not in str(found["problems"]).replace(str(canary), "")
    assert admin.get("/v1/projects/site/quality/overview").json()["images"] == 0
    assert list(uploads.iterdir()) == []
    assert sorted(p.name for p in around.rglob("*")) == ["canary.jsonl", "in", "uploads"]


def test_mixed_line_ends_are_no_harm(start: Started) -> None:
    admin = start(SETTINGS).admin
    admin.post("/v1/projects", json={"project_id": "site"})
    content = lines(row("1")).replace(b"\n", b"\r\n") + b"\r\n\n" + lines(row("2")).rstrip(b"\n")
    found = ended(admin, admin.post(IMPORTS, content=content).headers["location"])
    assert (found["state"], found["summary"]["annotations"]) == ("done", 2)
