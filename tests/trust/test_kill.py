"""A server that is killed with four writers at work: what was answered is there, nothing is there in part.

And what is sent again counts once, and all totals are those of the rows. `make trust` does it a hundred times.
"""

import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests
from sqlalchemy import select

from labelqa.store import open_store
from labelqa.store.schema import annotation, image
from labelqa.verify import verify
from tests.trust.serving import HEADERS, Running, serving

KILLS = int(os.environ.get("LABELQA_TEST_KILLS", "1"))
WRITERS, ROWS, ANNOTATORS = 4, 3, ("ana", "bo")
SITE = "/v1/projects/site"


@dataclass
class Work:
    """What was sent, and what was answered: status and body by the name of the batch."""

    sent: list[str] = field(default_factory=list)
    answered: dict[str, bytes] = field(default_factory=dict)

    def send(self, server: Running, batch: str) -> requests.Response:
        rows = [
            {
                "image_id": f"{batch}/{k}", "annotator_id": who, "kind": "person", "submitted_at": None,
                "objects": [{"class": "car", "box": [1 + shift, 2, 30 + k, 40]}],
                "reviews": [{"verdict": "approved", "reviewer_id": "lea"}] if not shift else [],
            }
            for k in range(ROWS) for shift, who in enumerate(ANNOTATORS)
        ]  # fmt: skip
        headers = {**HEADERS, "Idempotency-Key": batch}
        return server.ask("POST", f"{SITE}/annotations", json={"annotations": rows}, headers=headers)


def write(server: Running, work: Work, run: int, writer: int) -> None:
    """Sends batches until the server is gone."""
    for number in range(10_000):
        batch = f"{run}-{writer}-{number}"
        work.sent.append(batch)
        try:
            found = work.send(server, batch)
        except requests.RequestException:
            return
        assert found.status_code == 200, found.text
        work.answered[batch] = found.content


def stored(database: str) -> dict[str, int]:
    """Annotations of each batch; fails when a total is not that of the rows."""
    store = open_store(database)
    with store.read() as connection:
        query = select(image.c.name).join(annotation, annotation.c.image == image.c.id)
        names = [name for (name,) in connection.execute(query)]
        found = verify(connection, "site")
    store.close()
    assert found.exact, found.differences
    return {batch: sum(n.startswith(f"{batch}/") for n in names) for batch in {n.split("/")[0] for n in names}}


def test_killed_at_any_moment_it_loses_nothing_and_shows_nothing_in_part(database_url: str, tmp_path: Path) -> None:
    chance, whole = random.Random(7), ROWS * len(ANNOTATORS)
    secret = {"LABELQA_SECRET": "s" * 32}
    with serving(tmp_path, database_url, end=signal.SIGTERM, **secret) as server:
        assert server.ask("POST", "/v1/projects", json={"project_id": "site"}).status_code == 201
    everything = Work()
    for run in range(KILLS):
        work = Work()
        with serving(tmp_path, database_url, end=signal.SIGKILL, **secret) as server:
            writers = [threading.Thread(target=write, args=(server, work, run, k)) for k in range(WRITERS)]
            for writer in writers:
                writer.start()
            while len(work.answered) < WRITERS:
                time.sleep(0.01)
            time.sleep(chance.random())
        for writer in writers:
            writer.join()
        found = stored(database_url)
        assert {batch: found.get(batch, 0) for batch in work.answered} == dict.fromkeys(work.answered, whole)
        assert {found.get(batch, 0) for batch in work.sent} <= {0, whole}
        everything.sent += work.sent
        everything.answered |= work.answered
    with serving(tmp_path, database_url, end=signal.SIGTERM, **secret) as server:
        for batch in everything.sent:
            again = everything.send(server, batch)
            assert again.status_code == 200, again.text
            if batch in everything.answered:
                assert again.content == everything.answered[batch], "the first answer, byte for byte"
            else:
                assert json.loads(again.content)["revision"] > 0
    assert stored(database_url) == dict.fromkeys(everything.sent, whole)
