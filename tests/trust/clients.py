"""Many clients at once, in a process of their own: `python clients.py PLAN`, a file of JSON; prints what they met.

They speak HTTP over plain sockets, each one request after the other on a connection that stays: that costs a twentieth
of what the server pays, so that it is the server that has too little. `cpu` of what is printed says what it did cost.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

WAIT = 60.0
"""Seconds after which an answer that has not come will not: the server hangs."""
PAUSE = 0.05
"""Seconds that a client waits when it is told to come back: shorter than it is told, since it is no polite one."""
BASE = "/v1/projects/yard"
CACHED = ("overview", "annotators", "images?limit=60", "agreement")
KINDS = ("cached", "uncached", "write", "queue")
"""What a client asks for; client k the k-th, in turn."""


@dataclass
class Met:
    """What all clients met: statuses by kind, seconds of each good answer, and what must not be."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As JSON; percentiles of reads in milliseconds."""
        usage, ranks = resource.getrusage(resource.RUSAGE_SELF), sorted(self.seconds)
        at = {f"p{p}": round(1000 * ranks[min(len(ranks) - 1, len(ranks) * p // 100)], 1) for p in (50, 99)}
        return {
            "statuses": {kind: dict(found) for kind, found in self.statuses.items()},
            "ms": at if ranks else {},
            "faults": self.faults[:20],
            "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        }


class Client:
    """One client of one kind, with its key."""

    def __init__(self, number: int, key: str, port: int, images: int, met: Met) -> None:
        self._kind, self._number, self._port = KINDS[number % len(KINDS)], number, port
        self._images, self._met, self._key = images, met, key
        self._tag = self._cursor = ""
        self._began = time.time_ns()

    async def run(self, until: float) -> None:
        """Asks until it is time to stop."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        for turn in count():
            if time.monotonic() >= until:
                break
            begun = time.monotonic()
            writer.write(self._request(turn))
            try:
                status, headers, body = await asyncio.wait_for(answer(reader), WAIT)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                self._met.faults.append(f"{self._kind}: {error!r} after {time.monotonic() - begun:.1f} s")
                break
            self._note(status, headers, body, time.monotonic() - begun)
            if status in (429, 503):
                await asyncio.sleep(PAUSE)
        writer.close()

    def _request(self, turn: int) -> bytes:
        if self._kind == "write":
            image = (turn * len(KINDS) + self._number) % self._images
            row = {"image_id": f"img_{image}", "annotator_id": "ana", "kind": "person", "seconds": 4.0}
            row |= {"submitted_at": datetime.now(UTC).isoformat()}  # an edit: there is never more, but in the past
            rows = [row | {"objects": [{"class": "car", "box": [turn % 50, 20, 30, 40]}]}]
            once = f"Idempotency-Key: load-{self._number}-{self._began}-{turn}"
            return self._line("POST", "/annotations", {"annotations": rows}, once)
        if self._kind == "uncached":
            return self._line("GET", f"/images/img_{(turn * 7 + self._number) % self._images}")
        if self._kind == "queue":
            return self._line("GET", f"/quality/images?status=unreviewed&limit=20{self._cursor}")
        known = f"If-None-Match: {self._tag}" if self._tag and turn % 2 else ""
        return self._line("GET", f"/quality/{CACHED[turn // 2 % len(CACHED)]}", None, known)

    def _line(self, method: str, path: str, body: Any = None, more: str = "") -> bytes:
        content = b"" if body is None else json.dumps(body).encode()
        head = [
            f"{method} {BASE}{path} HTTP/1.1",
            "Host: a",
            f"Authorization: Bearer {self._key}",
            *([more] if more else []),
        ]
        if body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        return "\r\n".join([*head, "", ""]).encode() + content

    def _note(self, status: int, headers: dict[str, str], body: bytes, seconds: float) -> None:
        self._met.statuses[self._kind][status] += 1
        if status not in (200, 201, 304, 429, 503):
            self._met.faults.append(f"{self._kind}: {status} {body[:300]!r}")
        if status in (429, 503) and not headers.get("retry-after", "").isdigit():
            self._met.faults.append(f"{self._kind}: {status} without Retry-After")
        if status in (200, 304) and self._kind != "write":
            self._met.seconds.append(seconds)
        self._tag = headers.get("etag", "") if status == 200 else self._tag
        if self._kind == "queue" and status == 200:
            after = json.loads(body).get("next")
            self._cursor = f"&cursor={after}" if after else ""


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
    status = int(head[0].split()[1])
    body = b"" if status in (204, 304) else await reader.readexactly(int(headers["content-length"]))
    return status, headers, body


async def load(plan: dict[str, Any]) -> Met:
    """All of them at once: client k has the k-th of the plan's `keys`."""
    met, until = Met(), time.monotonic() + plan["seconds"]
    clients = [Client(k, key, plan["port"], plan["images"], met) for k, key in enumerate(plan["keys"])]
    await asyncio.gather(*[client.run(until) for client in clients])
    return met


if __name__ == "__main__":
    print(json.dumps(asyncio.run(load(json.loads(Path(sys.argv[1]).read_text()))).told()))
