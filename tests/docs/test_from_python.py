"""The Python of the page on Python runs on the simulated project, and prints what the page shows."""

import re
import runpy
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from labelqa.web.keys import BOOTSTRAP_EXAMPLE

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "how-to" / "from-python.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, with a server of the simulated project in the environment."""
    served = runpy.run_path(str(DOCS / "generate" / "notebook.py"))["demo"]
    (tmp_path / "work").mkdir()
    with served(str(tmp_path)) as url:
        monkeypatch.setenv("LABELQA_SERVER", url)
        monkeypatch.setenv("LABELQA_KEY", BOOTSTRAP_EXAMPLE)
        monkeypatch.chdir(tmp_path / "work")
        yield tmp_path / "work"


def test_every_block_of_the_page_runs_and_prints_what_is_shown(demo: Path) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) >= 8
    names: dict[str, object] = {}
    for code, shown in blocks:
        with redirect_stdout(StringIO()) as printed:
            exec(compile(code, str(PAGE), "exec"), names)
        if shown:
            assert printed.getvalue().split() == shown.split(), code
    assert (demo / "verified.jsonl").is_file()
    names["client"].close()  # type: ignore[attr-defined]
