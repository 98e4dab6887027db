"""Messages may be lost, doubled and out of order: what is known in the end is the same."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa.connectors import TOOLS, Connector
from labelqa.egress.api import Api
from labelqa.egress.guard import Guard, entries
from labelqa.errors import SourceFailed
from labelqa.ingest import create_project, learn_queue
from labelqa.store import Store, projects, source_hints, sources
from labelqa.store.sources import Source
from labelqa.sync import pull
from tests.connectors.label_studio_server import LEGACY, PERSONAL, Fault, LabelStudioServer, label_studio
from tests.sync.conftest import START, add_source, reports_of

TOOL = TOOLS["label_studio"]
FAULTS = (
    Fault(500), Fault(502), Fault(429, {"Retry-After": "30"}), Fault(401), Fault(drop=True), Fault(404),
    Fault(200, delay=0.05),
)  # fmt: skip
ACTS = (*["task"] * 3, *["annotate"] * 8, *["change"] * 4, "remove", "delete")
Step = tuple[str, int, int]


def act(server: LabelStudioServer, step: Step) -> None:
    """What somebody does in the tool; what cannot be done now is left."""
    what, which, how = step
    tasks = sorted(server.tasks)
    if what == "task" or not tasks:
        server.add_task(f"s3://bucket/{which % 12}.jpg")
        return
    task = tasks[which % len(tasks)]
    answers = [a["id"] for a in server.tasks[task]["annotations"]]
    if what == "delete":
        server.delete_task(task)
    elif what == "annotate":
        more = {"ground_truth": True} if how % 9 == 0 else {"was_cancelled": True} if how % 9 == 1 else {}
        server.annotate(task, who=how % 4, x=float(how % 60), **more)
    elif answers and what == "change":
        server.change(task, answers[how % len(answers)], x=float(how % 60))
    elif answers and what == "remove":
        server.remove(task, answers[how % len(answers)])


class Follower:
    """A project that follows the tool by its messages."""

    def __init__(self, store: Store, server: LabelStudioServer, name: str, token: str = LEGACY) -> None:
        self.store, self.server, self.name, self.token = store, server, name, token
        self.now = START
        with store.write() as connection:
            create_project(connection, {"project_id": name}, now=START)
        add_source(store, name, f"src_{name}", kind="label_studio", address=server.url)

    @property
    def source(self) -> Source:
        with self.store.read() as connection:
            return sources.get(connection, projects.get(connection, self.name).number, f"src_{self.name}")

    def connector(self) -> Connector:
        api = Api(self.server.url, {}, Guard(entries(f"127.0.0.1:{self.server.port}")))
        return TOOL.connect(api, self.token, TOOL.options({"project": 7}))

    def told(self, message: dict[str, Any]) -> None:
        with self.store.write() as connection:
            for hint in TOOL.hints(json.dumps(message).encode(), {"project": 7}):
                source_hints.add(connection, self.source.number, hint.key, now=self.now)

    def pull(self, how: Any) -> None:
        self.now += 1000
        pull(self.store, self.source, self.connector(), clock=lambda: self.now, how=how, learn=False)

    def settled(self, how: Any = "full") -> dict[str, Any]:
        """The reports after a reconcile, or after what hints say alone."""
        self.pull(how)
        self.pull("hints")
        learn_queue(self.store, self.name, now=self.now, force=True)
        return reports_of(self.store, self.name)


@contextmanager
def served() -> Iterator[LabelStudioServer]:
    with label_studio() as server:
        for _ in range(3):
            act(server, ("task", server._ticks, 0))
        yield server


def follow(store: Store, history: list[Step], seed: int, run: str) -> None:
    """One project hears of everything at once, one of most things at some time; a third one looks once, at the end."""
    draw = random.Random(seed)
    with served() as server:
        clean, lossy = Follower(store, server, f"clean{run}"), Follower(store, server, f"lossy{run}")
        under_way: list[dict[str, Any]] = []
        heard = 0
        for step in [("task", 0, 0), *history]:
            act(server, step)
            fresh, heard = server.events[heard:], len(server.events)
            for message in fresh:
                clean.told(message)
                under_way += [message] * (0 if draw.random() < 0.1 else 2 if draw.random() < 0.2 else 1)
            clean.pull("hints")
            draw.shuffle(under_way)
            while under_way and draw.random() < 0.5:
                lossy.told(under_way.pop())
            if draw.random() < 0.3:
                lossy.pull(draw.choice(["hints", "hints", "changes"]))
        for message in under_way:
            lossy.told(message)
        expected = Follower(store, server, f"fresh{run}").settled()
        assert clean.settled("hints") == expected  # messages alone are enough where none is lost
        assert clean.settled() == expected
        assert lossy.settled() == expected


def random_history(seed: int, length: int) -> list[Step]:
    draw = random.Random(seed)
    return [(draw.choice(ACTS), draw.randrange(1000), draw.randrange(1000)) for _ in range(length)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lost_doubled_and_shuffled_messages_end_in_the_same_reports(store: Store, seed: int) -> None:
    follow(store, random_history(seed, 40), seed, "")


@pytest.mark.parametrize("seed", [1, 2])
def test_doubled_and_shuffled_messages_are_enough_without_a_reconcile(store: Store, seed: int) -> None:
    """The clean order and the shuffled one come to the same; a project that does not listen knows nothing."""
    draw = random.Random(seed)
    with served() as server:
        clean, shuffled = Follower(store, server, "clean"), Follower(store, server, "shuffled")
        deaf = Follower(store, server, "deaf")
        under_way: list[dict[str, Any]] = []
        heard = 0
        for step in random_history(seed, 40):
            act(server, step)
            fresh, heard = server.events[heard:], len(server.events)
            for message in fresh:
                clean.told(message)
                under_way += [message] * draw.choice([1, 1, 1, 1, 2])
            clean.pull("hints")
            draw.shuffle(under_way)
            while under_way and draw.random() < 0.5:
                shuffled.told(under_way.pop())
            shuffled.pull("hints")
        for message in under_way:
            shuffled.told(message)
        expected = clean.settled("hints")
        assert expected["answers"]
        assert shuffled.settled("hints") == expected
        assert deaf.settled("hints")["answers"] == []


STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50), st.integers(0, 50)), max_size=12)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=STEPS, seed=st.integers(0, 1000))
def test_any_history_in_any_order_of_messages_ends_in_the_same_reports(
    store: Store, history: list[Step], seed: int
) -> None:
    with store.read() as connection:
        run = len(projects.page(connection, limit=1000))
    follow(store, history, seed, str(run))


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_fails_on_the_way_the_labels_are_those_of_the_tool(store: Store, seed: int) -> None:
    """Errors, refusals and tokens that run out, at any request; each pull goes on where the last ended."""
    draw = random.Random(seed)
    with served() as server:
        troubled = Follower(store, server, "troubled", token=PERSONAL)
        server.access_lasts = 5
        failed = 0
        for step in random_history(seed, 60):
            act(server, step)
            if draw.random() < 0.5:
                ahead = len(server.requests) + draw.randrange(1, 6)
                server.faults[ahead] = draw.choice(FAULTS)
                troubled.now += 3_600_000
                try:
                    troubled.pull(draw.choice(["changes", "full"]))
                except SourceFailed:
                    failed += 1
        server.faults.clear()
        troubled.now += 7 * 3_600_000
        assert failed
        assert troubled.settled() == Follower(store, server, "fresh").settled()
