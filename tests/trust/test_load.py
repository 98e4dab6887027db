"""A server under more than it can do answers or says when to come back; slow clients hold up nobody.

The long form (`tests.trust.lengths`) lasts a minute for each database. How long answers take is printed, not judged:
benchmarks/serving.py measures that.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from signal import SIGTERM
from threading import Event, Thread
from typing import Any

import requests

from tests.trust import clients, hasty
from tests.trust.clients import KINDS
from tests.trust.lengths import LONG
from tests.trust.serving import HEADERS, Running, serving

SECONDS = 60 if LONG else 5
CLIENTS, SHARING = 64, 32
"""Clients at once, and how many of them share one key."""
IMAGES = 200
GROWTH = 32 * 1024**2
"""Bytes that the memory of a process may grow by, once each kind of request has been answered for some seconds."""
ALIVE = 5.0
"""Seconds in which `/healthz` answers: one is the promise, on a machine that does nothing else."""
SETTINGS = {
    "LABELQA_SECRET": "s" * 32,
    "LABELQA_REQUESTS_PER_MINUTE": "1200",
    "LABELQA_REQUEST_BURST": "20",
    "LABELQA_WAITING_REQUESTS": "56",
    "LABELQA_LOG": "warnings",
}
DAY = "2026-11-02T09:14:03Z"
AUTHORIZATION = f"Authorization: {HEADERS['Authorization']}"


def test_more_clients_than_it_can_serve_are_answered_or_told_to_come_back(database_url: str, tmp_path: Path) -> None:
    several = {} if database_url.startswith("sqlite") else {"LABELQA_WORKERS": "2"}
    with serving(tmp_path, database_url, end=SIGTERM, **SETTINGS, **several) as server:
        keys = settled(server)
        crowd(server, keys, tmp_path, 3 + SECONDS // 6)  # what is kept, compiled and opened once is there after that
        before, begun = server.memory, server.seconds
        with probed(server) as slowest:
            met = crowd(server, keys, tmp_path, SECONDS)
        grown, spent, processes = server.memory - before, server.seconds - begun, len(server.processes)
        assert server.ask("GET", "/readyz").status_code == 200
    print(f"{met}; memory {before / 2**20:.0f} MB, and {grown / 2**20:+.1f}; {spent:.1f} s CPU; /healthz {slowest}")
    assert met["faults"] == []
    assert set(met["statuses"]) == set(KINDS)
    assert all("200" in found for found in met["statuses"].values())
    assert grown < GROWTH * processes
    assert max(slowest) < ALIVE
    assert "Traceback" not in server.log.read_text()


def settled(server: Running) -> list[str]:
    """A project with images to ask for; a key for each client, one of them for several."""
    assert server.ask("POST", "/v1/projects", json={"project_id": "yard"}).status_code == 201
    for k in range(0, IMAGES, 50):
        rows = [annotation(i, who) for i in range(k, k + 50) for who in ("ana", "bo")]
        assert server.ask("POST", "/v1/projects/yard/annotations", json={"annotations": rows}).status_code == 200
    return [key(server) for _ in range(CLIENTS - SHARING)] + [key(server)] * SHARING


def annotation(image: int, who: str) -> dict[str, Any]:
    row = {"image_id": f"img_{image}", "annotator_id": who, "kind": "person", "submitted_at": DAY, "seconds": 4.0}
    return row | {"objects": [{"class": "car", "box": [10.0 + image % 9 * len(who), 20.0, 30.0, 40.0]}]}


def key(server: Running) -> str:
    while (made := server.ask("POST", "/v1/keys", json={"name": "one", "scopes": ["admin"]})).status_code == 429:
        time.sleep(int(made.headers["retry-after"]))
    return str(made.json()["key"])


def crowd(server: Running, keys: list[str], folder: Path, seconds: float) -> dict[str, Any]:
    """What clients meet that ask all at once for so long."""
    plan = folder / "plan.json"
    port = int(server.address.rpartition(":")[2])
    plan.write_text(json.dumps({"port": port, "keys": keys, "images": IMAGES, "seconds": seconds}))
    done = subprocess.run(
        [sys.executable, clients.__file__, str(plan)], stdout=subprocess.PIPE, timeout=seconds + 3 * clients.WAIT
    )
    assert done.returncode == 0
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def probed(server: Running) -> Iterator[list[float]]:
    """Asks again and again whether it is alive, as long as the block lasts; the most seconds that took."""
    over, slowest = Event(), [0.0]

    def probe() -> None:
        while not over.wait(0.2):
            begun = time.monotonic()
            assert requests.get(f"{server.address}/healthz", timeout=clients.WAIT).status_code == 200
            slowest[0] = max(slowest[0], time.monotonic() - begun)

    failed = list[BaseException]()

    def run() -> None:
        try:
            probe()
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield slowest
    finally:
        over.set()
        thread.join()
    assert failed == []


HEADS, LINES, BODIES, TAKERS, STREAMS = 70, 60, 50, 20, 50
"""Clients that send a byte and wait, that send a byte of a head or a body each second, that take nothing; followers."""
PATIENCE = {"LABELQA_REQUESTS_PER_MINUTE": "0", "LABELQA_SECRET": "s" * 32, "LABELQA_LOG": "warnings"}
HASTY = {"LABELQA_BODY_SECONDS": str(hasty.SECONDS)}
ENOUGH = 120.0 if LONG else 60.0
"""Seconds after which all of them are cut, or never will be."""


def test_two_hundred_slow_clients_and_fifty_followers_are_harmless(tmp_path: Path) -> None:
    quick = {} if LONG else {"program": (hasty.__file__,)}
    database, more = f"sqlite:///{tmp_path / 'labelqa.db'}", PATIENCE if LONG else PATIENCE | HASTY
    with serving(tmp_path, database, end=SIGTERM, **quick, **more) as server:  # type: ignore[arg-type]
        settled(server)
        port = int(server.address.rpartition(":")[2])
        served_well(server, "before")
        before = server.connections
        with ExitStack() as held:
            streams = [held.enter_context(following(port)) for _ in range(STREAMS)]
            slow = [held.enter_context(one) for one in slow_clients(port)]
            assert len(slow) == 200
            rounds, deadline = 0, time.monotonic() + ENOUGH
            while server.connections > before + STREAMS:
                assert time.monotonic() < deadline, f"{server.connections - before - STREAMS} are not cut"
                drip(slow)
                served_well(server, f"during {rounds}")
                rounds += 1
                time.sleep(0.5)
            assert rounds > 1, "they were cut before anybody else asked for anything"
            served_well(server, "after")
            for stream in streams:
                assert b"event: revision" in until_told(stream)
        while server.connections > before:
            assert time.monotonic() < deadline + ENOUGH, "descriptors do not come back"
            time.sleep(0.1)
        assert "Traceback" not in server.log.read_text()


def served_well(server: Running, name: str) -> None:
    """A good client asks for one of everything."""
    body = {"annotations": [annotation(0, "good") | {"image_id": name}]}
    assert server.ask("POST", "/v1/projects/yard/annotations", json=body).status_code == 200
    for path in ("quality/overview", "quality/images?status=unreviewed&limit=20", "images/img_1"):
        assert server.ask("GET", f"/v1/projects/yard/{path}").status_code == 200
    assert server.ask("GET", "/healthz").status_code == 200


def connected(port: int, *, window: int = 0) -> socket.socket:
    """A connection; with a `window` it has room for few bytes."""
    made = socket.socket()
    if window:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    made.connect(("127.0.0.1", port))
    return made


def slow_clients(port: int) -> Iterator[socket.socket]:
    """One connection each of those that are slow."""
    begin = f"GET {clients.BASE}/quality/images?limit=200 HTTP/1.1\r\nHost: a\r\n{AUTHORIZATION}\r\n"
    head = f"POST {clients.BASE}/annotations HTTP/1.1\r\nHost: a\r\n{AUTHORIZATION}\r\n"
    body = "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
    for text in ["G"] * HEADS + [begin + "X-Slow: "] * LINES + [head + body] * BODIES:
        made = connected(port)
        made.sendall(text.encode())
        yield made
    for _ in range(TAKERS):
        made = connected(port, window=2048)
        made.sendall(f"{begin}\r\n".encode() * 100)  # no buffer holds the answers to all
        yield made


def drip(slow: list[socket.socket]) -> None:
    """Each that sends slowly sends a byte more; to who takes nothing there is nothing to send."""
    for one in slow[HEADS : HEADS + LINES + BODIES]:
        with suppress(OSError):  # it has been cut
            one.send(b"x")


@contextmanager
def following(port: int) -> Iterator[socket.socket]:
    """A connection that follows the events of the project, from its first ones on."""
    with connected(port) as made:
        made.settimeout(clients.WAIT)
        made.sendall(f"GET {clients.BASE}/events HTTP/1.1\r\nHost: a\r\n{AUTHORIZATION}\r\n\r\n".encode())
        assert made.recv(65536).startswith(b"HTTP/1.1 200")
        yield made


def until_told(stream: socket.socket) -> bytes:
    """All that it was told until it heard of a revision."""
    found = b""
    while b"event: revision" not in found:
        found += (more := stream.recv(65536))
        assert more, "the stream has ended"
    return found
