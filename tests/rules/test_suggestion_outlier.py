"""Suggestions that nobody confirms: who is to be believed, and which image it is."""

from dataclasses import replace

import pytest

from labelqa.model import Annotation
from labelqa.store import Store
from tests.ingest.world import START, checked, fresh, write
from tests.rules.history import BOX, alerts, at, behind

FAR, FARTHER = replace(BOX, x=50.0), replace(BOX, x=90.0)


@pytest.mark.parametrize(("width", "raised"), [(20.0, False), (20.1, True)])
def test_an_overlap_of_half_confirms_a_suggestion(store: Store, width: float, raised: bool) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", "yolo", "model", START, (BOX,))])
    write(store, project_id, [Annotation("p", "ana", "person", START, (replace(BOX, width=width),))])
    found = alerts(store, project_id, "suggestion_outlier")
    assert [a.message for a in found] == (["p: 1 drawn object matches none of the one suggestion"] if raised else [])


def test_it_tells_who_is_to_be_believed(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation("p", "yolo", "model", START, (BOX,)), Annotation("p", "ana", "person", START, (FAR,))]
    write(store, project_id, rows)
    assert [(a.severity, a.subject.id) for a in alerts(store, project_id, "suggestion_outlier")] == [("warning", "p")]
    write(store, project_id, [Annotation("p", "bo", "person", START, (FAR,))])
    assert [a.severity for a in alerts(store, project_id, "suggestion_outlier")] == ["info"]
    write(store, project_id, [Annotation("p", "bo", "person", START + 1, (FARTHER,))])
    assert [a.severity for a in alerts(store, project_id, "suggestion_outlier")] == ["error"]
    assert checked(store, project_id).exact
    write(store, project_id, [Annotation("p", "bo", "person", START + 2, (BOX,))])
    assert alerts(store, project_id, "suggestion_outlier") == []


def test_the_link_lists_that_image_and_none_whose_name_holds_it(store: Store) -> None:
    project_id = fresh(store)
    for name in ("img_1", "img_10", "img_2"):
        rows = [Annotation(name, "yolo", "model", START, (BOX,)), Annotation(name, "ana", "person", START, (FAR,))]
        write(store, project_id, rows)
    found = {a.subject.id: a for a in alerts(store, project_id, "suggestion_outlier")}
    assert behind(store, found["img_1"]) == {"img_1"}
    assert found["img_1"].since == at(0)


def test_an_image_without_suggested_objects_never_raises_it(store: Store) -> None:
    project_id = fresh(store)
    write(
        store,
        project_id,
        [Annotation("p", "yolo", "model", START, ()), Annotation("p", "ana", "person", START, (FAR,))],
    )
    assert alerts(store, project_id, "suggestion_outlier") == []
    write(
        store,
        project_id,
        [Annotation("q", "yolo", "model", START, (BOX,)), Annotation("q", "ana", "person", START, ())],
    )
    assert len(alerts(store, project_id, "suggestion_outlier")) == 1, (
        "nobody drew anything where something was suggested"
    )
