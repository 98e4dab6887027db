"""Another mixture of classes: raised when it is large and sure, of the project and of one annotator among many."""

from collections.abc import Sequence

import pytest

from labelqa.metrics.homogeneity import shift
from labelqa.model import Annotation, Object
from labelqa.store import Store
from tests.ingest.world import START, apply, checked, fresh, write
from tests.rules.history import MINUTE, alerts, behind, setting

SMALL = {"window": 40, "reference": 100, "minimum": 40, "objects": 40, "every": 1}
"""Windows that a test can fill."""


def drawn(first: int, vans: Sequence[int], who: str = "ana", of: int = 10, name: str = "m") -> list[Annotation]:
    """One image a minute with `of` objects, so many of which are vans."""
    return [
        Annotation(
            f"{name}{k:04}",
            who,
            "person",
            START + MINUTE * k,
            tuple(Object("van" if j < n else "car", 20.0 * j, 0.0, 10.0, 10.0) for j in range(of)),
        )
        for k, n in enumerate(vans, first)
    ]


@pytest.mark.parametrize(("vans", "severity"), [(2, None), (3, "warning"), (7, "error")])
def test_it_is_raised_by_a_distance_above_the_bar(store: Store, vans: int, severity: str | None) -> None:
    """Shares of 20 % before and 20, 30 or 70 % after: distances of 0, .083 and .36; the first bar is set to .08."""
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL | {"distance": 0.08, "back": 0.07})
    write(store, project_id, drawn(0, [2] * 100) + drawn(100, [vans] * 40))
    found = [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project"]
    assert [a.severity for a in found] == ([severity] if severity else [])
    if severity:
        expected = shift({1: 40 * vans, 2: 400 - 40 * vans}, {1: 200, 2: 800}).distance
        assert found[0].value == pytest.approx(expected)
        message = f"'car' fell from 80 % to {100 - 10 * vans} % of objects in the last 40 images"
        assert found[0].message == message
        assert behind(store, found[0]) == {f"m{k:04}" for k in range(100, 140)}
        assert checked(store, project_id).exact


def test_it_says_whether_the_class_rose_or_fell(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL)
    write(store, project_id, drawn(0, [7] * 100) + drawn(100, [2] * 40))
    (found,) = (a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project")
    assert found.message == "'car' rose from 30 % to 80 % of objects in the last 40 images"


def test_the_newest_image_is_in_the_window_it_ends(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL | {"distance": 0.08, "back": 0.07})
    write(store, project_id, drawn(0, [2] * 100) + drawn(100, [*[3] * 39, 8]))
    [found] = [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project"]
    assert found.value == pytest.approx(shift({1: 125, 2: 275}, {1: 200, 2: 800}).distance)


def test_just_below_the_bar_it_is_quiet(store: Store) -> None:
    project_id = fresh(store)
    distance = shift({1: 120, 2: 280}, {1: 200, 2: 800}).distance
    write(store, project_id, drawn(0, [2] * 100) + drawn(100, [3] * 40))
    for bar, raised in ((distance + 1e-6, False), (distance - 1e-6, True)):
        setting(store, project_id, class_drift=SMALL | {"distance": bar, "back": 0.01})
        found = [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project"]
        assert bool(found) == raised


def test_it_needs_enough_images_and_objects(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL)
    rows = drawn(0, [1] * 39) + drawn(39, [9] * 40)
    write(store, project_id, rows)
    assert alerts(store, project_id, "class_drift") == []
    setting(store, project_id, class_drift=SMALL | {"minimum": 39, "reference": 100})
    assert alerts(store, project_id, "class_drift") != []
    setting(store, project_id, class_drift=SMALL | {"minimum": 39, "objects": 401})
    assert alerts(store, project_id, "class_drift") == []


def test_between_the_levels_it_stays_and_then_it_is_over(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL | {"distance": 0.2, "back": 0.1})
    write(store, project_id, drawn(0, [2] * 100) + drawn(100, [6] * 40))
    raised = [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project"]
    write(store, project_id, drawn(140, [4] * 40))
    kept = [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project"]
    assert len(raised) == len(kept) == 1 or kept == []
    write(store, project_id, drawn(180, [4] * 140))
    assert [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "project"] == []
    assert checked(store, project_id).exact


def test_an_annotator_s_own_reading_is_found(store: Store) -> None:
    """bo begins to call cars vans while ana, on other images, goes on: bo is named."""
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL)
    write(store, project_id, drawn(0, [2] * 140) + drawn(0, [2] * 100, "bo", name="n"))
    write(store, project_id, drawn(100, [8] * 40, "bo", name="n"))
    found = [a for a in alerts(store, project_id, "class_drift") if a.subject.kind == "annotator"]
    assert [a.subject.id for a in found] == ["bo"]
    assert found[0].message.startswith("bo: 'car' fell from 80 % to 20 %")
    assert behind(store, found[0]) == {f"n{k:04}" for k in range(100, 140)}
    apply(store, project_id, "n0139")
    assert checked(store, project_id).exact


def test_a_late_or_edited_answer_inside_the_window_counts_at_once(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, class_drift=SMALL | {"every": 10})
    rows = drawn(0, [2] * 100) + drawn(100, [6] * 60)
    write(store, project_id, rows[:120] + rows[121:])
    write(store, project_id, [rows[120]])
    assert checked(store, project_id).exact
    for row in drawn(100, [2] * 60):
        write(store, project_id, [Annotation(row.image_id, "ana", "person", row.submitted_at, row.objects)])
        assert checked(store, project_id).exact
    assert alerts(store, project_id, "class_drift") == []
