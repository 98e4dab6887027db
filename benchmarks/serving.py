"""How fast a kept answer is given again over HTTP, and a 304, beside a bare FastAPI application with the same bytes.

And what the line in the log costs, beside the same server without it; how many such answers a second one process gives
to eight clients, and how long 99 of 100 of them take, beside the bounds that are promised (500 a second, 50 ms).

Both run as processes of their own under the server that `labelqa serve` runs (same protocol, same settings), and are
asked in turn over eight connections that stay open, one request after the other on each. What is compared is the CPU
time of the server for a request: the load generator and other work on the machine do not count.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from fastapi import FastAPI
from starlette.responses import Response

from ingest import fill
from labelqa.cli.serving import run
from labelqa.egress import listen
from labelqa.store import open_store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE as KEY
from table import Row, arguments, show, versus

BODY, TAG = "LABELQA_BENCH_BODY", '"a-tag"'
CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")
QUERY = "/v1/projects/bench/quality/images?limit=60"


def bare() -> None:
    """Serves the bytes of a file at /body, and nothing else: what this script runs as another process."""
    body, app = Path(os.environ[BODY]).read_bytes(), FastAPI()

    @app.get("/body")
    async def answer() -> Response:
        return Response(body, media_type="application/json")

    @app.get("/same")
    async def same() -> Response:
        return Response(status_code=304, headers={"ETag": TAG})

    run(app, listen("127.0.0.1", int(sys.argv[2])))


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server in a process of its own: its port, which stands last in the command, and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*command, str(port)], env=os.environ | environment, stdout=quiet, stderr=quiet) as server:
        try:
            _wait(port)
            yield port, server
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


async def _ask(port: int, request: bytes, times: int, took: list[float]) -> int:
    """Sends one request so many times over one connection, each after the answer to the one before; its status.

    `took` gets the seconds of each.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    status = 0
    for _ in range(times):
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0)
        if length and status != 304:
            await reader.readexactly(length)
        took.append(time.perf_counter() - begun)
    writer.close()
    return status


async def _all(port: int, request: bytes, times: int) -> tuple[set[int], list[float]]:
    """The statuses, and the seconds of each answer."""
    took: list[float] = []
    asked = [_ask(port, request, times // CONNECTIONS, took) for _ in range(CONNECTIONS)]
    return set(await asyncio.gather(*asked)), took


def seconds(of: subprocess.Popen[bytes]) -> float:
    """CPU time of a process and what it runs, in seconds, to a hundredth."""
    fields = Path(f"/proc/{of.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def spent(port: int, server: subprocess.Popen[bytes], request: bytes, times: int, status: int) -> float:
    """CPU seconds of the server for one request, of so many."""
    begin = seconds(server)
    if asyncio.run(_all(port, request, times))[0] != {status}:
        raise SystemExit(f"not answered by {status}: {request!r}")
    return (seconds(server) - begin) / times


def promised(port: int, request: bytes, times: int, repeats: int) -> list[Row]:
    """Seconds an answer with eight clients at once, and those of the slowest of a hundred, beside what is promised."""
    each, slow = [], []
    for _ in range(repeats):
        begun = time.perf_counter()
        took = sorted(asyncio.run(_all(port, request, times))[1])
        each.append((time.perf_counter() - begun) / len(took))
        slow.append(took[len(took) * 99 // 100])
    what = f"cached read, {CONNECTIONS} clients"
    return [
        versus(what, "500 a second", each, [1 / 500] * repeats, unit="ms", target=">= 1", scale=1e3),
        versus(f"{what}, p99", "50 ms", slow, [0.05] * repeats, unit="ms", target=">= 1", scale=1e3),
    ]


def get(path: str, **headers: str) -> bytes:
    """A request as it goes over the line."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def line(port: int, server: subprocess.Popen[bytes], own: list[str], request: bytes, times: int, repeats: int) -> Row:
    """The row of the log: the server, and another one without a line for each request, in turn."""
    with running(own, LABELQA_LOG="warnings") as (quiet_port, quiet):
        return beside(
            "cached read with its line in the log",
            "the same without",
            partial(spent, port, server, request, times, 200),
            partial(spent, quiet_port, quiet, request, times, 200),
            repeats,
            target=">= 0.95",
        )


def beside(
    what: str, other: str, ours: Callable[[], float], theirs: Callable[[], float], repeats: int, *, target: str
) -> Row:
    """The row of two servers that are asked in turn; the first turn of each warms it up."""
    pairs = [(ours(), theirs()) for _ in range(repeats + 1)][1:]
    own, others = ([pair[k] for pair in pairs] for k in (0, 1))
    return versus(what, other, own, others, unit="us CPU/request", target=target, scale=1e6)


def measured(folder: Path, times: int, repeats: int) -> list[Row]:
    """The rows: a kept answer and a 304 beside the bare ones, the line in the log, what is promised."""
    store = open_store(f"sqlite:///{folder / 'bench.db'}")
    fill(store, "bench", 300, seed=1)
    store.close()
    known = {"LABELQA_BOOTSTRAP_KEY": KEY, "LABELQA_REQUESTS_PER_MINUTE": "0", "LABELQA_LEARN_AFTER": "0"}
    database = f"sqlite:///{folder / 'bench.db'}"
    own = [sys.executable, "-m", "labelqa", "serve", "--database", database, "--port"]
    os.environ |= known
    with running(own) as (port, server):
        address = f"http://127.0.0.1:{port}{QUERY}"
        with urlopen(Request(address, headers={"Authorization": f"Bearer {KEY}"})) as answer:
            body, tag = answer.read(), answer.headers["ETag"]
        (folder / "body").write_bytes(body)
        other = [sys.executable, str(Path(__file__).resolve()), "--bare"]
        with running(other, **{BODY: str(folder / "body")}) as (bare_port, bare_server):
            cases = (
                ("cached read", get(QUERY, Authorization=f"Bearer {KEY}"), get("/body"), 200),
                ("304", get(QUERY, Authorization=f"Bearer {KEY}", If_None_Match=tag), get("/same"), 304),
            )
            rows = []
            for what, ours, theirs, status in cases:
                rows.append(
                    beside(
                        f"{what}, {len(body) / 1000:.0f} kB" if status == 200 else what,
                        "bare FastAPI, same bytes and server",
                        partial(spent, port, server, ours, times, status),
                        partial(spent, bare_port, bare_server, theirs, times, status),
                        repeats,
                        target=">= 0.8",
                    )
                )
        request = get(QUERY, Authorization=f"Bearer {KEY}")
        rows.append(line(port, server, own, request, times, repeats))
        rows += promised(port, request, times, repeats)
    return rows


def main() -> None:
    """Both servers on one machine, in turn."""
    options = arguments(__doc__, repeats=5)
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(Path(folder), 800 if options.quick else 4_000, options.repeats)
    show("kept answers over HTTP", rows, options)


if __name__ == "__main__":
    bare() if sys.argv[1:2] == ["--bare"] else main()
