"""A server that is killed at any moment loses no message and gives none a second id."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from labelqa.store import open_store
from labelqa.store.schema import alert_event, delivery
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.delivery.receiver import HANG, Receiver, receiving

WAIT = 60


class Site:
    """A server's address, and how to ask it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, **json: Any) -> Any:
        headers = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}
        found = requests.request(method, f"{self.address}/v1{path}", json=json, headers=headers, timeout=WAIT)
        assert found.ok, found.text
        return found.json()

    def draw(self, cars: int) -> None:
        """So many cars beside one van: an alert of class imbalance above 100:1, and none up to 10:1."""
        objects = [{"class": "car", "box": [k % 40 * 20, k // 40 * 20, 9, 9]} for k in range(cars)]
        objects += [{"class": "van", "box": [1, 900, 9, 9]}] * 10
        row = {"image_id": "i", "annotator_id": "a", "kind": "person", "submitted_at": None, "objects": objects}
        self.ask("POST", "/projects/site/annotations", annotations=[row])


@contextmanager
def killed(folder: Path, receiver: Receiver) -> Iterator[Site]:
    """A server that ends with kill -9."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("LABELQA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "labelqa", "serve", "--port", "0", "--database", f"sqlite:///{folder}/a.db"],
        env={**clean, "HOME": str(folder), "LABELQA_EGRESS_ALLOW": f"127.0.0.1:{receiver.port}",
             "LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE},
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stderr
        line = process.stderr.readline()
        yield Site(next(word for word in line.split() if word.startswith("http")))
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=WAIT)


def stored(folder: Path) -> tuple[list[Any], list[Any]]:
    """(events, messages) as the dead server has left them."""
    store = open_store(f"sqlite:///{folder}/a.db")
    with store.read() as c:
        found = c.execute(alert_event.select()).all(), c.execute(delivery.select()).all()
    store.close()
    return list(found[0]), list(found[1])


def prepare(site: Site, found: Receiver) -> None:
    site.ask("POST", "/projects", project_id="site")
    site.ask("POST", "/projects/site/alert-targets", kind="webhook", url=found.url, min_severity="info")


def test_a_server_that_is_killed_while_it_sends_sends_again_under_the_same_id(tmp_path: Path) -> None:
    with receiving(HANG, 200) as found:
        with killed(tmp_path, found) as site:
            prepare(site, found)
            site.draw(200)
            found.wait_for(1)
        events, (message,) = stored(tmp_path)
        assert [(e.event, message.state) for e in events] == [("opened", "waiting")]
        with killed(tmp_path, found) as site:
            found.wait_for(2)
            while site.ask("GET", "/projects/site/deliveries")["deliveries"][0]["state"] == "waiting":
                pass
        _, (message,) = stored(tmp_path)
    assert [r.headers["webhook-id"] for r in found.requests] == [message.message_id] * 2
    assert (message.state, message.attempts, message.status) == ("delivered", 2, 200)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whenever_it_is_killed_every_event_has_one_message_and_every_message_arrives(tmp_path: Path, seed: int) -> None:
    chance, kills = random.Random(seed), 2
    with receiving() as found:
        for k in range(kills):
            with killed(tmp_path, found) as site:
                if k == 0:
                    prepare(site, found)
                for n in range(chance.randint(3, 12)):
                    site.draw(200 if n % 2 == 0 else 90)
                    if chance.random() < 0.2:
                        break
        with killed(tmp_path, found) as site:
            while site.ask("GET", "/projects/site/deliveries?state=waiting")["deliveries"]:
                pass
        events, messages = stored(tmp_path)
    assert len(events) == len(messages) > 0
    assert {m.state for m in messages} == {"delivered"}
    heard = Counter(r.headers["webhook-id"] for r in found.requests)
    assert set(heard) == {m.message_id for m in messages}
    assert sum(heard.values()) - len(heard) <= kills, "one attempt was on its way at each kill"
