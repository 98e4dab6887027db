"""Accuracy on truth below the bar: of enough objects on enough images, with the error that is most frequent."""

import pytest

from labelqa.model import Annotation, Object
from labelqa.store import Store
from tests.ingest.world import START, apply, checked, fresh, write
from tests.rules.history import MINUTE, alerts, at, behind, setting


def objects(n: int, off: float = 0.0) -> tuple[Object, ...]:
    return tuple(Object("car", 50.0 * k + off, 0.0, 20.0, 20.0) for k in range(n))


def checked_images(found: list[int], there: int) -> list[Annotation]:
    """Truth images with so many objects, of which ana finds some: the rest is missed."""
    rows = []
    for k, n in enumerate(found):
        rows.append(Annotation(f"t{k:02}", "gt", "truth", START, objects(there)))
        rows.append(Annotation(f"t{k:02}", "ana", "person", START + MINUTE * k, objects(n)))
    return rows


@pytest.mark.parametrize(
    ("found", "there", "raised"),
    [
        ([7] * 10, 10, False),
        ([7] * 9 + [6], 10, True),
        ([1] * 9 + [2], 3, True),
        ([1] * 9, 3, False),
        ([6] * 9, 10, False),
        ([2] * 10, 3, True),
    ],
)
def test_it_is_raised_below_the_bar_of_enough(store: Store, found: list[int], there: int, raised: bool) -> None:
    project_id = fresh(store)
    write(store, project_id, checked_images(found, there))
    assert bool(alerts(store, project_id, "low_benchmark")) == raised


def test_a_share_that_equals_the_bar_is_not_below_it(store: Store) -> None:
    """In floats 0.55 * 100 is more than 55."""
    project_id = fresh(store)
    setting(store, project_id, low_benchmark={"bar": 0.55})
    write(store, project_id, checked_images([6, 5] * 5, 10))
    assert alerts(store, project_id, "low_benchmark") == []


@pytest.mark.parametrize(("right", "severity"), [(69, "warning"), (60, "error"), (62, "warning")])
def test_severity_message_and_images(store: Store, right: int, severity: str) -> None:
    project_id = fresh(store)
    share = [right // 10 + (k < right % 10) for k in range(10)]
    write(store, project_id, [*checked_images(share, 10), Annotation("else", "ana", "person", START, objects(1))])
    [found] = alerts(store, project_id, "low_benchmark")
    assert (found.severity, found.n, found.value) == (severity, 100, right / 100)
    assert found.message.startswith(f"ana: {right} of 100 right on 10 truth images ({right} %, 95 % interval ")
    assert found.message.endswith(f"most of all objects missed ({100 - right})")
    assert "their most frequent error, objects missed" in found.recommended_action
    assert behind(store, found) == {f"t{k:02}" for k in range(10)}
    assert checked(store, project_id).exact


def test_since_is_the_answer_with_which_it_fell(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, checked_images([10] * 10 + [0] * 8, 10)[::-1])
    [found] = alerts(store, project_id, "low_benchmark")
    assert found.since == at(14), "100 of 150 is the first below 70 %"
    apply(store, project_id, ("t17", "gt"))
    for k in range(13, 17):
        apply(store, project_id, (f"t{k}", "gt"))
    assert alerts(store, project_id, "low_benchmark") == []
    assert checked(store, project_id).exact
