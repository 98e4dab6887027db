"""A project whose alerts go to a receiver on this machine, a clock that stands still, and what sends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from labelqa import ingest
from labelqa.delivery import Courier, outbox, signing
from labelqa.delivery.address import PURPOSE, Safe
from labelqa.delivery.sending import Sender
from labelqa.egress.guard import Guard, entries
from labelqa.egress.mail import MailServer
from labelqa.egress.posting import Post
from labelqa.sealing import Sealer
from labelqa.store import Store, alert_deliveries, alert_targets, alerts, projects
from labelqa.store.alert_deliveries import Delivery
from labelqa.store.alert_targets import Target

START = 1_793_000_000_000
SECRET = b"a secret of the tests, long enough."


@dataclass
class World:
    """One project, its targets and its outbox."""

    store: Store
    number: int
    now: int = START
    safe: Safe = field(default_factory=lambda: Safe(Sealer(SECRET, PURPOSE)))
    mail: MailServer | None = None
    base: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    def target(self, url: str, kind: str = "webhook", name: str = "tgt_1", **more: Any) -> Target:
        self.secrets[name] = signing.new_secret()
        values = {
            "target_id": name, "kind": kind, "name": name, "address": self.safe.seal(name, "address", url),
            "secret": self.safe.seal(name, "secret", self.secrets[name]) if kind == "webhook" else None,
            "types": None, "min_severity": "info", "state": "active", "problem": None,
            "created_at": self.now, "changed_at": self.now, **more,
        }  # fmt: skip
        with self.store.write(self.number) as c:
            return alert_targets.add(c, self.number, values)

    def look(self, *found: dict[str, Any], type: str = "low_approval", project: str = "site") -> None:
        """What a rule finds, and with it the messages, in one transaction."""
        with self.store.write(self.number) as c:
            changes = alerts.settle(c, self.number, type, ["bo"], [dict(one) for one in found], now=self.now)
            outbox.post(c, projects.get(c, project), changes, now=self.now)

    def courier(self, *, seconds: float = 5.0, jitter: Callable[[], float] = lambda: 0.0, **more: Any) -> Courier:
        post = Post(more.pop("guard", None) or Guard(entries("127.0.0.0/8:1,127.0.0.1")), seconds=seconds)
        return Courier(self.store, Sender(self.safe, post, self.mail, self.base), lambda: self.now, jitter)

    def to(self, *ports: int, **more: Any) -> Courier:
        """One that may reach these ports of this machine."""
        return self.courier(guard=Guard(entries(",".join(f"127.0.0.1:{port}" for port in ports))), **more)

    @property
    def messages(self) -> list[Delivery]:
        """All of them, the oldest first."""
        with self.store.read() as c:
            return alert_deliveries.page(c, self.number)[::-1]


def row(**more: Any) -> dict[str, Any]:
    figures = {"severity": "warning", "value": 0.6, "threshold": 0.7, "n": 50, "since": None, "message": "31 of 50"}
    subject = {"alert_id": "al_1", "scope": "bo", "subject_kind": "annotator", "subject_id": "bo"}
    return {**subject, **figures, "action": "Talk.", "images": "annotator=bo", **more}


@pytest.fixture
def world(store: Store) -> World:
    with store.write() as c:
        return World(store, ingest.create_project(c, {"project_id": "site", "name": "Site"}, now=START).number)
