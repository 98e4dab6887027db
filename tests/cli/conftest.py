import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labelqa.cli import main

Row = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def labelqa(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, as the shell would."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        said = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """The log of this process: `serve` sends it to the standard error of its test, which is closed afterwards."""
    root, own = logging.getLogger(), logging.getLogger("labelqa")
    handlers, level = root.handlers, own.level
    yield
    root.handlers = handlers
    own.setLevel(level)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of this test alone, where commands work that name none."""
    for name in ("LABELQA_SERVER", "LABELQA_KEY", "LABELQA_DEBUG", "LABELQA_SECRET", "LABELQA_BOOTSTRAP_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    url = f"sqlite:///{tmp_path / 'labelqa.db'}"
    monkeypatch.setenv("LABELQA_DATABASE", url)
    return url


def row(image: int, annotator: str, *, kind: str = "person", wider: float = 0.0, label: str = "", **more: Any) -> Row:
    """One answer for one image: a car and, in every other image, a van; `wider` in pixels to the right."""
    objects = [{"class": "car", "box": [10, 10, 100 + wider, 100]}]
    if image % 2:
        objects.append({"class": "van", "box": [300, 200, 50 + wider / 2, 50]})
    labels = {"labels": [label]} if label else {}
    return {
        "image_id": f"img_{image:03}.jpg",
        "annotator_id": annotator,
        "kind": kind,
        "submitted_at": f"2026-11-{1 + image % 28:02}T10:00:00Z",
        "objects": objects,
        **labels,
        **more,
    }


def write(path: Path, rows: Sequence[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    return path


@pytest.fixture
def ana(tmp_path: Path) -> Path:
    """Thirty images, drawn exactly."""
    return write(tmp_path / "ana.jsonl", [row(k, "ana", label="day" if k % 3 else "night") for k in range(30)])


@pytest.fixture
def bo(tmp_path: Path) -> Path:
    """The same thirty, a quarter too wide: IoU 100 / 125 = 0.8 everywhere."""
    rows = [row(k, "bo", wider=25, label="day" if k % 3 else "night") for k in range(30)]
    return write(tmp_path / "bo.jsonl", rows)


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """What really is there, of ten of the images."""
    return write(tmp_path / "truth.jsonl", [row(k, "truth", kind="truth") for k in range(10)])
