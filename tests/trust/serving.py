"""A server in a process of its own that is killed or stopped, and what it has said."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from labelqa.web.keys import BOOTSTRAP_EXAMPLE

WAIT = 60
HEADERS = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}


@dataclass
class Running:
    """A server: its address, its process and the file with all it says."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        return requests.request(
            method, f"{self.address}{path}", headers=more.pop("headers", HEADERS), timeout=WAIT, **more
        )


@contextmanager
def serving(folder: Path, database: str, *, end: signal.Signals, **environment: str) -> Iterator[Running]:
    """A server that ends by this signal when the block is left."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABELQA_")}
    log = folder / "server.log"
    at = log.stat().st_size if log.exists() else 0
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "labelqa", "serve", "--port", "0", "--database", database],
            env={**clean, "HOME": str(folder), "LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE, **environment},
            stdout=out,
            stderr=out,
        )
    try:
        yield Running(_address(process, log, at), process, log)
    finally:
        process.send_signal(end)
        process.wait(WAIT)


def _address(process: subprocess.Popen[bytes], log: Path, at: int) -> str:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        found = re.search(rb"labelqa serves (http://[\d.]+:\d+)", log.read_bytes()[at:])
        if found:
            return found[1].decode()
        assert process.poll() is None, log.read_text()
        time.sleep(0.02)
    raise AssertionError("the server did not begin to serve")
