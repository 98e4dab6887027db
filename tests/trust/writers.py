"""Writers that send batches to a server until it is gone, and know which of them were answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import requests

from labelqa.web.keys import BOOTSTRAP_EXAMPLE

IMAGES = 3
"""Images in a batch: none may be stored without the others."""
DAY = "2026-11-02T09:14:03Z"
HEADERS = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}", "Content-Type": "application/json"}
WAIT = 30


@dataclass(frozen=True, slots=True)
class Batch:
    """One request of one writer; `shared`: on images that all writers answer, so that they meet in the totals."""

    writer: str
    number: int

    @property
    def key(self) -> str:
        """Its Idempotency-Key."""
        return f"{self.writer}-{self.number}"

    @property
    def images(self) -> list[str]:
        """The first two are its own; the last one every writer answers."""
        return [*(f"{self.key}-{k}" for k in range(IMAGES - 1)), f"all-{self.number}"]

    @property
    def body(self) -> dict[str, Any]:
        """What is sent: of every second batch, the verdicts too."""
        box = [10.0 + self.number % 7, 20.0, 30.0, 40.0 + len(self.writer)]
        answer: dict[str, Any] = {"annotator_id": self.writer, "kind": "person", "submitted_at": DAY, "seconds": 4.0}
        answer["objects"] = [{"class": "car", "box": box}]
        answer["reviews"] = [{"verdict": "approved", "reviewer_id": "lea"}] if self.number % 2 else []
        return {"annotations": [answer | {"image_id": image} for image in self.images]}


@dataclass
class Writer:
    """Sends one batch after the other; whatever was not taken is in `open`, `refused` says with which statuses."""

    name: str
    url: str
    stop: Event
    first: int = 0
    answered: dict[Batch, bytes] = field(default_factory=dict)
    open: Batch | None = None
    refused: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Until it is told to stop, or the server does not answer."""
        number = self.first
        with requests.Session() as session:
            while not self.stop.is_set():
                batch = self.open = Batch(self.name, number)
                try:
                    answer = post(session, self.url, batch)
                except requests.RequestException:
                    return
                if answer.status_code == 200:
                    self.answered[batch] = answer.content
                    self.open = None
                    number += 1
                else:  # the same again, until it is taken
                    self.refused.append(answer.status_code)
                    self.stop.wait(0.1)


def post(session: requests.Session, url: str, batch: Batch) -> requests.Response:
    """Sends a batch."""
    headers = HEADERS | {"Idempotency-Key": batch.key}
    path = f"{url}/v1/projects/yard/annotations"
    return session.post(path, data=json.dumps(batch.body), headers=headers, timeout=WAIT)


def sent(session: requests.Session, url: str, batch: Batch) -> bytes:
    """Sends a batch; what it was answered, byte for byte, which must be yes."""
    answer = post(session, url, batch)
    assert answer.status_code == 200, answer.text
    return answer.content


def write_together(url: str, names: Mapping[str, int], stop: Event) -> tuple[list[Writer], list[Thread]]:
    """One writer for each name, from the batch of that number on, all at once."""
    writers = [Writer(name, url, stop, first) for name, first in names.items()]
    threads = [Thread(target=writer.run, daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    return writers, threads
