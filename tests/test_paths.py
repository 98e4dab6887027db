"""Files are read where the caller points, written wholly or not at all, and never outside their folder."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa import paths
from labelqa.errors import BadCall, BadFile, StoreFull, StoreUnavailable
from tests.trust.disks import bounded


def test_a_file_is_read_as_bytes_and_as_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf\xc3\xa4\n")
    with paths.open_binary(path) as file:
        assert file.read() == b"\xef\xbb\xbf\xc3\xa4\n"
    with paths.open_text(path) as text:
        assert text.read() == "ä\n"


@pytest.mark.parametrize("opened", [paths.open_binary, lambda path: paths.open_text(path).__enter__()])
def test_a_file_that_cannot_be_opened_is_named_with_what_to_do(tmp_path, opened):
    for path, said in (
        (tmp_path / "x", "no such file"),
        (tmp_path, "is a folder"),
        ("a\x00b", "no name a file can have"),
    ):
        with pytest.raises(BadCall, match=said) as caught:
            opened(path)
        caught.value.detail.encode()


def test_text_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"abc\xff")
    with paths.open_text(tmp_path / "a.txt") as file, pytest.raises(UnicodeDecodeError):
        file.read()
    with pytest.raises(BadFile, match="not UTF-8"), paths.open_text(tmp_path / "a.txt") as file:
        file.read()


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", ".", "", "a\x00b", "link/x", "a/../.."])
def test_a_name_that_leads_outside_is_refused(tmp_path, name):
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(BadCall):
        paths.inside(root, name)


@given(name=st.text() | st.lists(st.sampled_from(["..", ".", "a", "%2e%2e", "\\", "", "~"])).map("/".join))
def test_whatever_the_name_the_path_lies_inside(name):
    root = Path("/nowhere/root")
    try:
        path = paths.inside(root, name)
    except BadCall as error:
        error.detail.encode()
    else:
        assert os.path.commonpath([root, os.path.normpath(path)]) == str(root)
        assert path != root


def test_a_name_inside_is_joined(tmp_path):
    assert paths.inside(tmp_path, "a/b.json") == tmp_path.resolve() / "a" / "b.json"


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "a.json"
    with paths.write_atomically(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.json"]


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    with pytest.raises(BadFile), paths.write_atomically(path) as file:  # noqa: PT012
        file.write(b"new")
        raise BadFile("on purpose")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_replaced_file_keeps_its_rights(tmp_path):
    path = tmp_path / "a.json"
    path.touch()
    path.chmod(0o640)
    with paths.write_atomically(path) as file:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_writing_into_a_missing_folder_or_over_a_folder_is_the_callers_mistake(tmp_path):
    for path in (tmp_path / "no" / "a.json", tmp_path):
        with pytest.raises(BadCall, match=str(path)), paths.write_atomically(path) as file:
            file.write(b"new")
    assert os.listdir(tmp_path) == []


def test_an_upload_is_for_its_user_alone_and_gone_afterwards(tmp_path):
    with paths.temporary_file(tmp_path) as file:
        path = Path(file.name)
        file.write(b"abc")
        file.flush()
        assert path.parent == tmp_path
        assert path.read_bytes() == b"abc"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()
    with pytest.raises(BadCall, match="folder does not exist"), paths.temporary_file(tmp_path / "no"):
        pass


def test_the_folder_of_a_database_is_made_and_its_file_restricted(tmp_path):
    path = tmp_path / "a" / "b" / "labelqa.db"
    paths.make_folder(path)
    paths.restrict(path)
    path.touch(0o644)
    paths.restrict(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_temporary_file_that_does_not_fit_says_so_in_our_words_and_goes(tmp_path):
    with bounded(os.getpid(), 8), paths.temporary_file(tmp_path) as file:
        file.write(b"more than that")
        with pytest.raises(StoreUnavailable, match="cannot be written"):
            file.flush()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_below_a_temporary_file_is_a_full_disk_and_names_no_folder(tmp_path, monkeypatch):
    made = str(tmp_path / "made")
    monkeypatch.setattr(tempfile, "mkstemp", lambda **_: (os.open("/dev/full", os.O_RDWR), made))
    with paths.temporary_file(tmp_path) as file:
        file.write(b"some")
        with pytest.raises(StoreFull, match="the disk for temporary files is full") as caught:
            file.flush()
    assert str(tmp_path) not in caught.value.detail


def test_where_no_folder_for_temporary_files_can_be_found_that_is_said(monkeypatch):
    def nowhere():
        raise FileNotFoundError(errno.ENOENT, "no usable temporary directory found")

    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", nowhere)
    with pytest.raises(BadCall, match="the folder for temporary files"), paths.temporary_file():
        pass


def begin(path):
    """Writes the files that a database has while it is filled, and goes no further."""
    with paths.fill_file(path) as part:
        part.with_name(f"{part.name}-journal").write_bytes(b"begun")
        raise BadCall("no more")


def test_what_fills_a_file_leaves_nothing_beside_it(tmp_path):
    with pytest.raises(BadCall, match="no more"):
        begin(tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []
    with paths.fill_file(tmp_path / "copy.db") as part:
        part.write_bytes(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def fill(folder, *names):
    """Fills a folder with files of these names."""
    with paths.fill_folder(folder) as part:
        for name in names:
            paths.put(part, name, [name.encode()])


def test_an_empty_folder_that_is_there_is_filled_and_stays_the_same(tmp_path, monkeypatch):
    mounted, linked = tmp_path / "mounted", tmp_path / "linked"
    mounted.mkdir(0o750)
    linked.symlink_to(mounted, target_is_directory=True)
    before = mounted.stat()
    fill(linked, "a", "b/c")
    assert (mounted.stat().st_ino, mounted.stat().st_mode) == (before.st_ino, before.st_mode)
    assert sorted(p.relative_to(mounted).as_posix() for p in mounted.rglob("*") if p.is_file()) == ["a", "b/c"]
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    fill(".", "a")
    assert os.listdir(tmp_path / "here") == ["a"]


def test_a_folder_that_somebody_else_fills_meanwhile_takes_nothing_in(tmp_path):
    def late():
        with paths.fill_folder(tmp_path) as part:
            paths.put(part, "mine", [b"mine"])
            (tmp_path / "other").touch()

    with pytest.raises(BadCall, match="not empty any more"):
        late()
    assert os.listdir(tmp_path) == ["other"]


def test_a_folder_takes_all_in_or_nothing(tmp_path, monkeypatch):
    rename = Path.rename

    def broken(self, target):
        if self.name == "b":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(BadCall, match="Input/output error"):
        fill(tmp_path, "a", "b")
    assert os.listdir(tmp_path) == []
