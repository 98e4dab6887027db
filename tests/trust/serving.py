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
from glob import glob
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

    @property
    def processes(self) -> list[Path]:
        """Where the system tells of its processes: the server, and its workers where it has some."""
        found = [Path(name) for name in glob("/proc/[0-9]*")]
        return [place for place in found if _session(place) == self.process.pid]

    @property
    def memory(self) -> int:
        """Bytes of memory that they hold (`VmRSS`)."""
        texts = [(place / "status").read_text() for place in self.processes]
        return sum(int(kilobytes) * 1024 for text in texts for kilobytes in re.findall(r"VmRSS:\s+(\d+) kB", text))

    @property
    def connections(self) -> int:
        """Sockets that they have open: of clients, and the few that they listen on and wake each other by."""
        found = [link for place in self.processes for link in (place / "fd").iterdir()]
        return sum(_named(link).startswith("socket:") for link in found)

    @property
    def seconds(self) -> float:
        """Processor time that they have had."""
        fields = [(place / "stat").read_text().rpartition(")")[2].split() for place in self.processes]
        return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")

    def end(self, by: signal.Signals) -> None:
        """Ends it and what it runs under; by SIGKILL as a power cut takes it: no handler runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, by)
        self.process.wait(WAIT)


@contextmanager
def serving(
    folder: Path,
    database: str,
    *,
    end: signal.Signals,
    under: tuple[str, ...] = (),
    program: tuple[str, ...] = ("-m", "labelqa"),
    **environment: str,
) -> Iterator[Running]:
    """A server that ends by this signal when the block is left.

    `under`: a program that runs it, with its options. `program`: what Python runs, where it is not labelqa as it is.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABELQA_")}
    log = folder / "server.log"
    at = log.stat().st_size if log.exists() else 0
    began = time.monotonic()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*under, sys.executable, *program, "serve", "--port", "0", "--database", database],
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


def _named(link: Path) -> str:
    """What a descriptor is of; empty when it has been closed meanwhile."""
    try:
        return os.readlink(link)
    except OSError:
        return ""


def _session(place: Path) -> int:
    """The session of a process, which is the server's number for all that it started; 0 when it has ended."""
    try:
        return int((place / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return 0


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
