"""The server in a process of its own, as an operator starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from labelqa.web.keys import BOOTSTRAP_EXAMPLE as KEY


@contextmanager
def served(path: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """The address of a server on this SQLite file, whose admin key is KEY, and the number of its process.

    `settings`: environment variables of the server's own.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    known = {"LABELQA_BOOTSTRAP_KEY": KEY, "LABELQA_REQUESTS_PER_MINUTE": "0"}
    command = [sys.executable, "-m", "labelqa", "serve", "--port", port, "--database", f"sqlite:///{path}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=os.environ | known | settings, stdout=quiet, stderr=quiet) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.2)
    raise SystemExit("the server did not start: is there a built dashboard, and a valid database?")
