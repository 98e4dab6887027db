"""While facts are made anew nothing is said that never was: alerts stand as they stood until the last image is done."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from labelqa import ingest
from labelqa.delivery import outbox
from labelqa.model import Project
from labelqa.store import Store, alert_acknowledgements, alert_deliveries, alert_targets, projects
from tests.ingest.world import NOW, START, apply, checked, fresh, write
from tests.rules.history import BOX, MINUTE, alerts, setting, shared

SHORT = {"window": 10, "reference": 40, "minimum": 10, "every": 1}
TARGET = {
    "target_id": "tgt_1", "kind": "webhook", "name": "all", "address": b"", "secret": None, "types": None,
    "min_severity": "info", "state": "active", "problem": None, "created_at": NOW, "changed_at": NOW,
}  # fmt: skip


class Stopped(Exception):
    """The recomputation was stopped after a batch."""


def project_of(store: Store, project_id: str) -> Project:
    with store.read() as connection:
        return projects.get(connection, project_id)


def listened(store: Store) -> str:
    """A project of which everything is told to somebody."""
    project_id = fresh(store)
    setting(store, project_id, iaa_drift=SHORT)
    number = project_of(store, project_id).number
    with store.write(number) as connection:
        alert_targets.add(connection, number, TARGET)
    return project_id


def told(store: Store, project_id: str) -> tuple[int, int]:
    """Events in the history of alerts, and messages in the outbox."""
    number = project_of(store, project_id).number
    with store.read() as connection:
        events = connection.execute(text(f"SELECT count(*) FROM alert_event WHERE project = {number}")).scalar_one()
        return events, len(alert_deliveries.page(connection, number))


def change(store: Store, project_id: str, **values: Any) -> None:
    project = project_of(store, project_id)
    with store.write(project.number) as connection:
        ingest.change_project(connection, project, values, now=NOW)


def batches(store: Store, project_id: str, size: int = 20) -> Iterator[int]:
    """Recomputes a batch at a time, as after a kill; how many images are left."""

    def stop(left: int) -> None:
        raise Stopped

    while project_of(store, project_id).recomputing:
        with pytest.raises(Stopped):
            ingest.recompute(store, project_id, now=NOW, batch=size, progress=stop)
        yield project_of(store, project_id).recomputing


def of_alerts(store: Store, project_id: str) -> list[str]:
    return [line for line in checked(store, project_id).differences if line.startswith("alert ")]


def soiled_as_by_an_upgrade(store: Store) -> None:
    """An upgrade marks every image and leaves the series empty; alerts stand as they stood."""
    with store.engine.execution_options(writing=True).begin() as connection:
        for statement in ("DELETE FROM series", "UPDATE image_fact SET dirty = 1"):
            connection.execute(text(statement))


DIP = [0.9] * 60 + [0.4] * 30 + [0.9] * 70
"""Agreement that fell, and has long recovered."""
FALL = [0.9] * 60 + [0.4] * 30


def test_a_dip_of_long_ago_is_not_told_when_it_becomes_comparable(store: Store) -> None:
    project_id = listened(store)
    change(store, project_id, min_annotators=3)
    ingest.recompute(store, project_id, now=NOW)
    write(store, project_id, shared(0, DIP))
    change(store, project_id, min_annotators=2)
    for left in batches(store, project_id):
        assert (told(store, project_id), of_alerts(store, project_id)) == ((0, 0), []), left
    assert alerts(store, project_id) == []
    assert told(store, project_id) == (0, 0)
    assert checked(store, project_id).exact


def test_what_stands_goes_on_standing_through_an_upgrade_with_its_acknowledgement(store: Store) -> None:
    project_id = listened(store)
    number = project_of(store, project_id).number
    write(store, project_id, shared(0, FALL))
    before = alerts(store, project_id, "iaa_drift")
    assert {a.subject.kind for a in before} == {"project", "annotator", "class"}
    with store.write(number) as connection:
        said: dict[str, Any] = {"by": "lea", "why": "new team", "until": None, "now": NOW}
        known = alert_acknowledgements.acknowledge(connection, number, before[0].alert_id, **said)
        outbox.post(connection, projects.get(connection, project_id), known, now=NOW)
    stood, said_before = alerts(store, project_id, status="all"), told(store, project_id)
    soiled_as_by_an_upgrade(store)
    for _ in batches(store, project_id):
        assert alerts(store, project_id, status="all") == stood
        assert told(store, project_id) == said_before
        assert of_alerts(store, project_id) == []
    assert checked(store, project_id).exact
    assert [a.alert_id for a in alerts(store, project_id, status="acknowledged")] == [before[0].alert_id]


def test_writes_in_the_meantime_say_nothing_of_what_waits_and_all_of_what_does_not(store: Store) -> None:
    project_id = listened(store)
    write(store, project_id, shared(0, FALL))
    stood = {a.alert_id for a in alerts(store, project_id)}
    soiled_as_by_an_upgrade(store)
    next(batches(store, project_id))
    write(store, project_id, shared(200, [0.9] * 5))
    apply(store, project_id, "d0000")
    lone = [replace(BOX, x=500.0)]
    at = START + MINUTE * 300
    write(store, project_id, [replace(shared(0, [0.9])[k], image_id="x", submitted_at=at) for k in (0, 1)])
    model = replace(shared(0, [0.9])[0], image_id="x", annotator_id="yolo", kind="model", objects=tuple(lone))
    write(store, project_id, [model])
    found = alerts(store, project_id)
    assert {a.alert_id for a in found if a.type != "suggestion_outlier"} == stood
    assert [a.subject.id for a in found if a.type == "suggestion_outlier"] == ["x"]
    assert of_alerts(store, project_id) == []
    for _ in batches(store, project_id):
        pass
    assert checked(store, project_id).exact


def test_a_write_that_makes_the_last_marked_image_anew_settles_everything(store: Store) -> None:
    project_id = listened(store)
    write(store, project_id, shared(0, FALL))
    assert alerts(store, project_id) != []
    change(store, project_id, min_annotators=3)
    left = batches(store, project_id, size=len(FALL) + 2)  # all but one
    while next(left) > 1:
        pass
    assert alerts(store, project_id) != []
    with store.read() as connection:
        last = connection.execute(text("SELECT name FROM image_fact WHERE dirty = 1")).scalar_one()
    apply(store, project_id, last)
    assert project_of(store, project_id).recomputing == 0
    assert alerts(store, project_id) == []
    assert checked(store, project_id).exact
