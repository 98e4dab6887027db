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
    """A server that is ready: its address, its process, the file with all it says, and after how many seconds."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path
    ready: float

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        return requests.request(
            method, f"{self.address}{path}", headers=more.pop("headers", HEADERS), timeout=WAIT, **more
        )

    def end(self, by: signal.Signals) -> None:
        """Ends it and what it runs under; by SIGKILL as a power cut takes it: no handler runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, by)
        self.process.wait(WAIT)


@contextmanager
def serving(
    folder: Path, database: str, *, end: signal.Signals, under: tuple[str, ...] = (), **environment: str
) -> Iterator[Running]:
    """A server that ends by this signal when the block is left. `under`: a program that runs it, with its options."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABELQA_")}
    log = folder / "server.log"
    at = log.stat().st_size if log.exists() else 0
    began = time.monotonic()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*under, sys.executable, "-m", "labelqa", "serve", "--port", "0", "--database", database],
            cwd=folder,
            env={**clean, "HOME": str(folder), "LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE, **environment},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        address = _address(process, log, at)
        server = Running(address, process, log, time.monotonic() - began)
    except BaseException:
        process.kill()
        process.wait(WAIT)
        raise
    try:
        yield server
    finally:
        server.end(end)


def _address(process: subprocess.Popen[bytes], log: Path, at: int) -> str:
    """Where it answers, once it is ready."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        found = re.search(rb"labelqa serves (http://[\d.]+:\d+)", log.read_bytes()[at:])
        if found and _ready(found[1].decode()):
            return found[1].decode()
        assert process.poll() is None, log.read_text()
        time.sleep(0.02)
    raise AssertionError("the server did not begin to serve")


def _ready(address: str) -> bool:
    try:
        return requests.get(f"{address}/readyz", timeout=WAIT).status_code == 200
    except requests.ConnectionError:
        return False
