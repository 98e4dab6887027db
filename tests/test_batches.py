"""A project is the same whatever the order and the batches in which its answers were written."""

import random
from typing import Any

import pytest

from labelqa.model import Annotation, Kind, Object
from labelqa.reports import REPORTS
from labelqa.store import Store, projects
from tests.ingest.world import DAY, START, checked, fresh, named, write

WHO: dict[str, Kind] = {"ana": "person", "bo": "person", "cy": "person", "yolo": "model", "gt": "truth"}


def random_answers(r: random.Random) -> list[Annotation]:
    """Persons, a model and a truth on forty images, with some boxes in common."""
    found = []
    for image in range(40):
        common = [spot_of(r) for _ in range(r.randint(0, 4))]
        for who, kind in WHO.items():
            if r.random() < 0.7:
                objects = tuple(Object(r.choice(("car", "van")), *b) for b in common if r.random() < 0.9)
                at = START + r.randrange(5) * DAY
                label = (r.choice(("day", "night")),)
                found.append(Annotation(f"i{image:02}", who, kind, at, objects, label, revision=1))
    return found


def spot_of(r: random.Random) -> tuple[float, float, float, float]:
    return float(r.randrange(200)), float(r.randrange(200)), float(r.randint(10, 60)), float(r.randint(10, 60))


@pytest.mark.parametrize("seed", range(2))
def test_a_project_written_in_any_order_and_batches_gives_the_same_answers(store: Store, seed: int) -> None:
    r = random.Random(seed)
    given = random_answers(r)
    one, other = fresh(store), fresh(store)
    write(store, one, given)
    r.shuffle(given)
    while given:
        size = r.randint(1, 60)
        batch, given = given[:size], given[size:]
        write(store, other, batch)
    assert named(store, one) == named(store, other)
    assert checked(store, other).exact
    for name in ("agreement", "benchmark", "annotators", "images"):
        assert reported(store, one, name) == reported(store, other, name), name


def reported(store: Store, project_id: str, name: str) -> Any:
    report = REPORTS[name]
    more = {"limit": 1000} if "limit" in report.parameters else {}
    with store.read() as connection:
        return report.build(connection, projects.get(connection, project_id), **more)
