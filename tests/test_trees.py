"""A file, a folder and an archive are read alike; an archive that plays tricks is refused and leaves nothing behind."""

import gzip
import io
import os
import tarfile
import zipfile

import pytest

from labelqa.archives import open_tree, packing
from labelqa.errors import BadFile, StoreUnavailable, TooLarge
from tests.trust.disks import bounded

FILES = {"a/1.txt": b"one", "a/2.json": b"[]", "b.xml": b"<a/>"}


def folder(path):
    for name, data in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def zipped(path, files=FILES):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path, files=FILES, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def content(path, **bounds):
    with open_tree(path, **bounds) as tree:
        found = {}
        for entry in tree.entries:
            with tree.stream(entry.name) as stream:
                found[entry.name] = stream.read()
        return found


def test_a_folder_and_every_kind_of_archive_hold_the_same(tmp_path):
    forms = [
        folder(tmp_path / "folder"),
        zipped(tmp_path / "x.bin"),
        tarred(tmp_path / "x.tar"),
        tarred(tmp_path / "x.tgz", mode="w:gz"),
    ]
    assert [content(form) for form in forms] == [FILES] * 4


def test_a_packed_file_in_an_archive_is_unpacked_too(tmp_path):
    assert content(zipped(tmp_path / "x.zip", {"a.json.gz": gzip.compress(b"[1]")})) == {"a.json.gz": b"[1]"}


def test_what_systems_leave_behind_is_passed_over(tmp_path):
    left = {"__MACOSX/a.json": b"x", ".DS_Store": b"x", "a/._1.json": b"x", "a/1.json": b"[]"}
    assert content(zipped(tmp_path / "x.zip", left)) == {"a/1.json": b"[]"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../canary", "leads out"),
        ("a/../../canary", "leads out"),
        ("/etc/canary", "absolute"),
        ("C:/canary", "absolute"),
        ("..\\canary", "backslash"),
        ("a" * 1025, "more than 1024"),
    ],
)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_points_elsewhere_refuses_the_archive(tmp_path, pack, name, said):
    path = pack(tmp_path / "x", {"good.json": b"[]", name: b"x"})
    with pytest.raises(BadFile, match=said):
        content(path)
    assert os.listdir(tmp_path) == ["x"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_refuses_the_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        archive.writestr("a.json", b"1")
        archive.writestr("./a.json", b"2")
    with pytest.raises(BadFile, match="comes twice"):
        content(tmp_path / "x")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_device_refuses_a_tar_archive(tmp_path, kind):
    with tarfile.open(tmp_path / "x", "w") as archive:
        info = tarfile.TarInfo("a.json")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(BadFile, match="link or a device"):
        content(tmp_path / "x")


def test_a_link_refuses_a_zip_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        info = zipfile.ZipInfo("a.json")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(BadFile, match="link or a device"):
        content(tmp_path / "x")


def test_a_link_out_of_a_folder_is_not_followed_and_named(tmp_path):
    (tmp_path / "canary.json").write_bytes(b"secret")
    folder(tmp_path / "folder")
    (tmp_path / "folder" / "out.json").symlink_to(tmp_path / "canary.json")
    (tmp_path / "folder" / "in.json").symlink_to("a/2.json")
    with open_tree(tmp_path / "folder") as tree:
        assert tree.strays == ["out.json"]
    assert content(tmp_path / "folder") == {**FILES, "in.json": b"[]"}


@pytest.mark.parametrize("depth", [0, 1])
def test_a_bomb_stops_at_the_ratio_in_an_archive_and_packed_within_it(tmp_path, depth):
    data = gzip.compress(bytes(64 << 20)) if depth else bytes(64 << 20)
    with zipfile.ZipFile(tmp_path / "x", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", data)
    with pytest.raises(TooLarge, match="200 times"):
        content(tmp_path / "x")


def test_the_bound_on_bytes_is_for_all_files_of_an_archive_together(tmp_path):
    path = zipped(tmp_path / "x", {"a": b"12345", "b": b"12345"})
    assert content(path, max_bytes=10) == {"a": b"12345", "b": b"12345"}
    with pytest.raises(TooLarge, match="more than 9 bytes"):
        content(path, max_bytes=9)


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("cut", [3, 40, 200])
def test_an_archive_that_breaks_off_is_refused(tmp_path, pack, cut):
    whole = pack(tmp_path / "x", {"a.json": bytes(range(256)) * 40}).read_bytes()
    (tmp_path / "x").write_bytes(whole[: -len(whole) // 2 - cut])
    with pytest.raises(BadFile, match=r"breaks off|damaged"):
        content(tmp_path / "x")


def test_damage_inside_an_archive_is_named_with_its_file(tmp_path):
    whole = bytearray(zipped(tmp_path / "x", {"a.json": bytes(range(256)) * 40}).read_bytes())
    whole[500] ^= 255
    (tmp_path / "x").write_bytes(whole)
    with pytest.raises(BadFile, match=r"x/a\.json: damaged in its archive"):
        content(tmp_path / "x")


@pytest.mark.parametrize("packed_by", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_is_named_however_the_file_was_packed(tmp_path, packed_by):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", packed_by) as archive:
        archive.writestr("a.json", bytes(range(256)) * 20)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    for at in range(45, 90):
        data[at] ^= 0x55
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(BadFile, match=r"a\.json: damaged in its archive"):
        content(tmp_path / "a.zip")


def test_a_disk_that_takes_no_more_while_an_archive_is_unpacked_is_said_and_nothing_stays(tmp_path):
    path, folder = tarred(tmp_path / "a.tgz", {"a.txt": bytes(3 << 20)}, "w:gz"), tmp_path / "unpacked"
    folder.mkdir()
    with bounded(os.getpid(), 1 << 20), pytest.raises(StoreUnavailable), open_tree(path, folder=folder):
        pass
    assert list(folder.iterdir()) == []


def test_an_encrypted_archive_says_so(tmp_path):
    whole = bytearray(zipped(tmp_path / "x", {"a.json": b"[]"}).read_bytes())
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1
    (tmp_path / "x").write_bytes(whole)
    with pytest.raises(BadFile, match="encrypted"):
        content(tmp_path / "x")


@pytest.mark.parametrize("magic", [b"\xfd7zXZ\x00", b"BZh9", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf'", b"Rar!"])
def test_other_archives_are_named(tmp_path, magic):
    (tmp_path / "x").write_bytes(magic + b"....")
    with pytest.raises(BadFile, match="give it plain, or as zip, tar or gzip"):
        content(tmp_path / "x")


def test_the_same_files_packed_twice_are_the_same_bytes_and_can_be_read():
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        with packing(out) as packed:
            for name, data in FILES.items():
                packed.add(name, data)
    assert first.getvalue() == second.getvalue()
    assert zipfile.ZipFile(first).read("a/1.txt") == b"one"
