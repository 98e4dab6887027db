"""Exports that are kept: written once by several processes, whole or not there, and within a bound."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pytest

from labelqa.errors import StoreUnavailable
from labelqa.export import Kept, Manifest, Query, Shelf
from labelqa.export.manifest import Counting

WRITER = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from labelqa.export import Query, Shelf
from labelqa.export.manifest import Counting

folder, end = Path(sys.argv[1]), sys.argv[2]

def write(out):
    out.write(b"half ")
    out.flush()
    with (folder.parent / "log").open("a") as log:
        log.write("written\\n")
    print("half", flush=True)
    sys.stdin.readline()
    if end == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    out.write(b"whole")
    return replace(Counting("p", 1, Query()).manifest, bytes=10, sha256="00")

with Shelf(folder, 1 << 20).get("tag", write).file as file:
    print(file.read().decode(), flush=True)
"""


def process(folder: Path, end: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), end]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(running: subprocess.Popen[str]) -> str:
    assert running.stdout
    return running.stdout.readline().strip()


def holding(content: bytes, out: BinaryIO) -> Manifest:
    out.write(content)
    return replace(Counting("p", 1, Query()).manifest, bytes=len(content), sha256="00")


def written(content: bytes, shelf: Shelf, tag: str) -> Kept:
    return shelf.get(tag, partial(holding, content))


def test_who_comes_second_waits_and_gets_what_the_first_has_written(tmp_path: Path) -> None:
    first = process(tmp_path / "kept", "")
    assert line(first) == "half"
    second = process(tmp_path / "kept", "")
    assert Shelf(tmp_path / "kept", 1 << 20).find("tag") is None
    first.communicate("go on\n")
    out, _ = second.communicate("go on\n")
    assert (first.returncode, second.returncode, out) == (0, 0, "half whole\n")
    assert (tmp_path / "log").read_text() == "written\n"


def test_a_writer_that_is_killed_in_the_middle_leaves_nothing_that_is_served(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept", 1 << 20)
    dying = process(tmp_path / "kept", "kill")
    assert line(dying) == "half"
    dying.communicate("go on\n")
    assert dying.returncode == -signal.SIGKILL
    assert shelf.find("tag") is None
    with written(b"another try", shelf, "tag").file as file:  # its lock died with it
        assert file.read() == b"another try"


def test_the_one_used_longest_ago_goes_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 320_000)
    for at, tag in enumerate(("a", "b", "c")):
        written(bytes(100_000), shelf, tag).file.close()
        newest = max(tmp_path.glob("*.labels"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (at, at))
    found = shelf.find("a")  # used now
    assert found
    found.file.close()
    written(bytes(100_000), shelf, "d").file.close()
    there = {}
    for tag in "abcd":
        kept = shelf.find(tag)
        there[tag] = kept is not None
        if kept:
            kept.file.close()
    assert there == {"a": True, "b": False, "c": True, "d": True}


def test_one_that_is_removed_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 100)
    kept = written(b"x" * 5000, shelf, "large")  # larger than all there may be
    assert shelf.find("large") is None
    with kept.file as file:
        assert file.read() == b"x" * 5000


def test_nobody_else_on_the_machine_can_read_what_is_kept(tmp_path: Path) -> None:
    written(b"labels", Shelf(tmp_path / "kept", 1 << 20), "tag").file.close()
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_threads_write_a_file_once_too(tmp_path: Path) -> None:
    shelf, count = Shelf(tmp_path, 1 << 20), list[int]()

    def write(out: BinaryIO) -> Manifest:
        count.append(1)
        return holding(b"once", out)

    threads = [Thread(target=lambda: shelf.get("tag", write).file.close()) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == [1]


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="LABELQA_EXPORT_FOLDER"):
        written(b"", Shelf(tmp_path / "file" / "below", 1 << 20), "tag")
