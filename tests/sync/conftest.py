"""A project with a source, a tool behind it, and a clock that is told to move."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from labelqa.ingest import create_project
from labelqa.reports import REPORTS
from labelqa.store import Store, annotations, images, names, projects, sources
from labelqa.store.sources import Source
from labelqa.sync import Pulled, pull
from labelqa.web.encoding import plain
from tests.sync.tool import FakeTool

START = 1_793_610_843_000


@dataclass
class World:
    """What a test of pulls works with."""

    store: Store
    tool: FakeTool = field(default_factory=FakeTool)
    now: int = START

    def clock(self) -> int:
        return self.now

    @property
    def source(self) -> Source:
        with self.store.read() as connection:
            return sources.get(connection, projects.get(connection, "site").number, "src_1")

    def pull(self, how: Any = "changes", **more: Any) -> Pulled:
        return pull(self.store, self.source, more.pop("tool", self.tool), clock=self.clock, how=how, **more)

    @property
    def revision(self) -> int:
        with self.store.read() as connection:
            return projects.get(connection, "site").revision

    def answers(self) -> dict[tuple[str, str], float]:
        """{(image, annotator): x of the box}."""
        with self.store.read() as connection:
            project = projects.get(connection, "site").number
            found = annotations.page(connection, project, names.classes(connection, project), limit=1000)
        return {(a.image_id, a.annotator_id): a.objects[0].x if a.objects else -1.0 for a in found}

    def images(self) -> list[str]:
        with self.store.read() as connection:
            return [i.image_id for i in images.page(connection, projects.get(connection, "site").number)]

    def reports(self) -> dict[str, Any]:
        """The six reports, without what a different past may differ in."""
        return reports_of(self.store, "site")


def reports_of(store: Store, project_id: str) -> dict[str, Any]:
    """The six reports and all answers of a project, without its past: revisions, and annotators with no answer left."""
    found = {}
    with store.read() as connection:
        project = projects.get(connection, project_id)
        rows = annotations.page(connection, project.number, names.classes(connection, project.number), limit=10_000)
        for name in ("overview", "agreement", "annotators", "images", "benchmark", "alerts"):
            answer = plain(REPORTS[name].build(connection, project))
            found[name] = {
                key: value for key, value in answer.items() if key not in ("revision", "as_of", "project_id")
            }
    there = {a.annotator_id for a in rows}
    found["answers"] = [(a.image_id, a.annotator_id, a.kind, a.submitted_at, a.objects, a.cancelled) for a in rows]
    people, matrix = found["annotators"], found["agreement"]["matrix"]
    people["annotators"] = [row for row in people["annotators"] if row["annotator_id"] in there]
    found["overview"]["annotators"] = len(people["annotators"])
    kept = [i for i, who in enumerate(matrix["annotators"]) if who in there]
    for key in ("iou", "n", "kappa", "n_labels"):
        matrix[key] = [[matrix[key][i][k] for k in kept] for i in kept]
    matrix["annotators"] = [matrix["annotators"][i] for i in kept]
    return found


def add_source(store: Store, project_id: str, source_id: str = "src_1", **more: Any) -> None:
    values = {
        "source_id": source_id,
        "kind": "fake",
        "name": "a tool",
        "address": "https://tool.example",
        "token": b"",
        "options": "{}",
        "state": "active",
        "minutes": 10,
        "next_at": START,
        "created_at": START,
        "changed_at": START,
        "write_back": False,
        **more,
    }
    with store.write() as connection:
        sources.add(connection, projects.get(connection, project_id).number, values)


@pytest.fixture
def world(store: Store) -> World:
    with store.write() as connection:
        create_project(connection, {"project_id": "site"}, now=START)
    add_source(store, "site")
    return World(store)
