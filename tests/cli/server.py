"""A real server in a process of its own, as `labelqa serve` and `labelqa demo` start it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

WAIT = 60
"""Seconds that a start may take on a busy machine."""


ADDRESS = r"http://[\d.]+:\d+"
"""How a server's address looks where it is printed."""


@contextmanager
def started(folder: Path, *arguments: str, until: str = ADDRESS, **environment: str) -> Iterator[tuple[str, str]]:
    """Yields the server's address and what it printed `until` then; it must end with 0 when it is told to stop."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("LABELQA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "labelqa", *arguments],
        cwd=folder,
        env={**clean, "HOME": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    lines: Queue[str] = Queue()
    reader = Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        yield _said(lines, until)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT) == 0
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


def _read(out: IO[str], lines: Queue[str]) -> None:
    for line in out:
        lines.put(line)
    lines.put("")  # there is no more


def _said(lines: Queue[str], until: str) -> tuple[str, str]:
    said = ""
    while not re.search(until, said):
        line = lines.get(timeout=WAIT)
        assert line, f"it ended, and had said: {said}"
        said += line
    address = re.search(ADDRESS, said)
    assert address, said
    return address[0], said
