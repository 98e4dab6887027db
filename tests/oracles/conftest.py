"""The readers of other tools, which have an environment of their own: see `make oracles`."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IN_CI

ROOT = Path(__file__).parent.parent.parent
WITNESS = Path(__file__).parent / "witness.py"
Oracle = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """Asks another tool what it reads: `oracle("labelformat_coco", path)`; CI must have these tools."""
    folder = Path(os.environ.get("LABELQA_ORACLES", ROOT / ".venv-oracles"))
    python = folder / "bin" / "python"
    if not python.exists():
        reason = f"{folder} holds no readers of other tools; `make oracles` installs them"
        pytest.fail(reason) if IN_CI else pytest.skip(reason)

    def ask(reader: str, path: Path, classes: str = "") -> dict[str, Any]:
        command = [str(python), "-W", "ignore", str(WITNESS), reader, str(path), classes]
        alone = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
        answer = subprocess.run(command, capture_output=True, text=True, env=alone, cwd=path.parent)
        assert answer.returncode == 0, answer.stderr[-2000:]
        found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
        return found

    return ask
