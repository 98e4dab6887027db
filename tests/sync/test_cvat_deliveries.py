"""Messages of CVAT may be lost, doubled and out of order: whose answers there are in the end is the same."""

import hmac
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from labelqa.connectors import TOOLS
from labelqa.ingest import create_project
from labelqa.store import Store, annotations, names, projects, source_hints, sources
from labelqa.store.sources import Source
from labelqa.sync import pull
from tests.connectors.cvat_server import Cvat, Row, box, event, serving
from tests.connectors.cvat_source import source as connector
from tests.sync.conftest import START, add_source

TOOL = TOOLS["cvat"]
SECRET = "a secret of the hook"
BEGUN = datetime(2026, 11, 2, 9, 0, 0)
IMAGES = [f"{i}.png" for i in range(12)]
ACTS = (*["draw"] * 8, *["erase"] * 2, "finish", *["hand"] * 3, *["reject"] * 2, "accept", "delete", "create")
Message = tuple[dict[str, str], bytes]


@dataclass
class House:
    """People who label in CVAT: each job has one annotator, and another person reviews. `sent`: its messages."""

    cvat: Cvat
    sent: list[Message] = field(default_factory=list)
    ticks: int = 0

    def create(self, first: int) -> None:
        number = max(self.cvat.jobs, default=0) + 1
        who = 3 + number % 3
        self.cvat.job(number, 1, first, first + 2, assignee=self.cvat.user(who, f"user {who}"))
        given = event("update:job", 1, obj_name="assignee", obj_id=who, payload={"old_value": None}, request_id="r0")
        self.cvat.events[number] = [given]
        self.changed(number, "create")

    def act(self, what: str, which: int) -> None:
        """What somebody does; what cannot be done now is left."""
        jobs = sorted(self.cvat.jobs)
        if what == "create" or not jobs:
            self.create(which % 4 * 3)
            return
        number = jobs[which % len(jobs)]
        job, shapes = self.cvat.jobs[number], self.cvat.annotations[number]["shapes"]
        if what == "delete":
            del self.cvat.jobs[number]
            self.tell("delete:job", job)
        elif what == "reject":
            job["state"] = "rejected"
            self.changed(number)
        elif what == "accept":
            self.accept(number)
        elif what == "hand":
            self.move(number, "annotation" if job["stage"] != "annotation" else "validation")
        elif job["stage"] == "annotation" and what == "finish":
            job["state"] = "completed"
            self.changed(number)
        elif job["stage"] == "annotation" and what == "draw":
            shapes.append(box(job["start_frame"] + which % 3, 0, 0, 9 + which % 60, 9))
            self.cvat.events[number].append(event("create:shapes", self.annotator(number), request_id=f"d{self.ticks}"))
            self.changed(number)
        elif job["stage"] == "annotation" and shapes:
            shapes.pop()
            self.changed(number)

    def annotator(self, number: int) -> int:
        return 3 + number % 3

    def move(self, number: int, stage: str) -> None:
        """To the next stage or back; the reviewer, who is another one, takes the place of the annotator."""
        job = self.cvat.jobs[number]
        before, old = job["stage"], job["assignee"]["id"]
        who = self.annotator(number) if stage == "annotation" else 9
        job |= {"stage": stage, "state": "new", "assignee": self.cvat.user(who, f"user {who}")}
        request = f"m{self.ticks}"
        self.cvat.events[number] += [
            event("update:job", 1, obj_name="assignee", obj_id=who, payload={"old_value": {"id": old}},
                  request_id=request),
            event("update:job", 1, obj_name="stage", obj_val=stage, payload={"old_value": before}, request_id=request),
        ]  # fmt: skip
        self.changed(number)

    def accept(self, number: int) -> None:
        if self.cvat.jobs[number]["stage"] != "acceptance":
            self.move(number, "acceptance")
        self.cvat.jobs[number]["state"] = "completed"
        self.changed(number)

    def changed(self, number: int, verb: str = "update") -> None:
        self.ticks += 1
        self.cvat.update(number, (BEGUN + timedelta(seconds=self.ticks)).isoformat() + "Z")
        self.tell(f"{verb}:job", self.cvat.jobs[number])

    def tell(self, what: str, job: Row) -> None:
        body = json.dumps({"event": what, "job": job, "webhook_id": 1}).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
        self.sent.append(({"x-signature-256": signature}, body))


class Follower:
    """A project that follows CVAT by its messages."""

    def __init__(self, store: Store, cvat: Cvat, name: str) -> None:
        self.store, self.cvat, self.name, self.now = store, cvat, name, START
        with store.write() as connection:
            create_project(connection, {"project_id": name}, now=START)
        add_source(store, name, f"src_{name}", kind="cvat", address=cvat.url)

    @property
    def source(self) -> Source:
        with self.store.read() as connection:
            return sources.get(connection, projects.get(connection, self.name).number, f"src_{self.name}")

    def told(self, message: Message) -> None:
        assert TOOL.genuine(*message, SECRET)
        with self.store.write() as connection:
            for hint in TOOL.hints(message[1], {"tasks": [1], "projects": []}):
                source_hints.add(connection, self.source.number, hint.key, now=self.now)

    def pull(self, how: Any) -> None:
        self.now += 1000
        tool = connector(self.cvat, events=True)
        pull(self.store, self.source, tool, clock=lambda: self.now, how=how, learn=False)

    def totals(self) -> list[Any]:
        """Every answer and its verdict, but for its time: CVAT dates none, so that is when it was first seen."""
        with self.store.read() as connection:
            project = projects.get(connection, self.name).number
            found = annotations.page(connection, project, names.classes(connection, project), limit=1000)
        return [(a.image_id, a.annotator_id, a.kind, a.objects, [r.verdict for r in a.reviews][-1:]) for a in found]


@contextmanager
def house() -> Iterator[House]:
    with serving() as cvat:
        cvat.log_style = "new"
        cvat.task(1, IMAGES)
        found = House(cvat)
        for first in (0, 3, 6):
            found.create(first)
        yield found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lost_doubled_and_shuffled_messages_end_in_the_same_answers(store: Store, seed: int) -> None:
    """One project hears everything in order, one most of it, twice and shuffled; a third one looks once, at the end."""
    draw = random.Random(seed)
    with house() as people:
        clean, lossy = Follower(store, people.cvat, "clean"), Follower(store, people.cvat, "lossy")
        under_way: list[Message] = []
        heard = 0
        steps = [(draw.choice(ACTS), draw.randrange(1000)) for _ in range(40)] + [("end", 0)]
        for what, which in steps:
            if what == "end":
                for number in sorted(people.cvat.jobs):
                    people.accept(number)
            else:
                people.act(what, which)
            fresh, heard = people.sent[heard:], len(people.sent)
            for message in fresh:
                clean.told(message)
                under_way += [message] * (0 if draw.random() < 0.1 else 2 if draw.random() < 0.2 else 1)
            clean.pull("hints")
            draw.shuffle(under_way)
            while under_way and draw.random() < 0.5:
                lossy.told(under_way.pop())
            if draw.random() < 0.3:
                lossy.pull("hints")
        for message in under_way:
            lossy.told(message)
        by_hints = clean.totals()
        lossy.pull("full")
        fresh_one = Follower(store, people.cvat, "fresh")
        fresh_one.pull("full")
        assert by_hints
        assert by_hints == fresh_one.totals()  # messages alone were enough, as none was lost
        assert lossy.totals() == fresh_one.totals()


def test_doubled_and_shuffled_messages_alone_are_enough(store: Store) -> None:
    """Nothing is listed: whoever does not listen knows nothing, and whoever believes the last message is wrong."""
    draw = random.Random(5)
    with house() as people:
        follower = Follower(store, people.cvat, "shuffled")
        for _ in range(30):
            people.act(draw.choice(ACTS), draw.randrange(1000))
        for number in sorted(people.cvat.jobs):
            people.accept(number)
        every = people.sent * 2
        draw.shuffle(every)
        for message in every:
            follower.told(message)
            if draw.random() < 0.1:
                follower.pull("hints")
        follower.pull("hints")
        assert people.cvat.asked("/api/jobs") == 0
        fresh = Follower(store, people.cvat, "fresh")
        fresh.pull("full")
        assert follower.totals() == fresh.totals() != []
