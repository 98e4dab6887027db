"""Plug-ins: found by their folder, whole for whoever asks, loud when two claim a name."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labelqa.registry import Registry

SLOW = """
import time
import plugged
time.sleep(0.05)
plugged.FOUND.add(__name__.rpartition(".")[2], 1)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "plugged"
    package.mkdir()
    (package / "__init__.py").write_text("from labelqa.registry import Registry\nFOUND = Registry('plugged')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "modules", {k: v for k, v in sys.modules.items() if not k.startswith("plugged")})
    return package


def registry() -> Registry[int]:
    found: Registry[int] = __import__("plugged").FOUND
    return found


def test_a_file_in_the_folder_is_all_it_takes(folder: Path) -> None:
    (folder / "one.py").write_text("import plugged\nplugged.FOUND.add('one', 1)\n")
    assert list(registry()) == ["one"]


def test_threads_that_ask_at_once_all_find_everything(folder: Path) -> None:
    for name in ("a", "b", "c"):
        (folder / f"{name}.py").write_text(SLOW)
    found = registry()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: (time.sleep(0.02), list(found))[1], range(4)))
    assert answers == [["a", "b", "c"]] * 4


def test_a_file_that_does_not_import_is_loud(folder: Path) -> None:
    (folder / "broken.py").write_text("import nowhere_at_all\n")
    found = registry()
    for _ in range(2):  # and stays so: half a registry is never handed out
        with pytest.raises(ModuleNotFoundError, match="nowhere_at_all"):
            list(found)


class Plugin:
    """Stands for an entry point of another package."""

    name = "foreign"

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.loads = error, 0

    def load(self) -> None:
        self.loads += 1
        if self.error:
            raise self.error


@pytest.mark.parametrize("error", [ImportError("gone"), TypeError("no such keyword"), SyntaxError("of a newer Python")])
def test_a_plug_in_that_does_not_load_is_told_and_left_out_whatever_it_raises(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    (folder / "one.py").write_text("import plugged\nplugged.FOUND.add('one', 1)\n")
    monkeypatch.setattr("labelqa.registry.entry_points", lambda group: [Plugin(error)])
    assert list(registry()) == ["one"]
    assert f"plug-in foreign of plugged left out: {error}" in caplog.text


def test_plug_ins_are_loaded_once_by_however_many_threads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.py").write_text(SLOW)
    plugin = Plugin()
    monkeypatch.setattr("labelqa.registry.entry_points", lambda group: [plugin])
    found = registry()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: list(found), range(4))) == [["a"]] * 4
    assert plugin.loads == 1
