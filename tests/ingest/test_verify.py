"""`labelqa verify` finds whatever does not follow from the annotations, and names it."""

import pytest
from sqlalchemy import text

from labelqa.model import Annotation, Object
from labelqa.store import Store
from tests.ingest.world import START, checked, fresh, write

BOX = Object("car", 0.0, 0.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE agreement_tally SET s1 = s1 + 1 WHERE day = 0", "total agreement (day 0"),
        ("DELETE FROM pair_fact", "recomputed but not stored"),
        ("UPDATE image_fact SET iou = 7 WHERE iou IS NOT NULL", "iou is stored as 7"),
        ("DELETE FROM coverage_tally", "total coverage"),
    ],
)
def test_damage_is_found_and_named(store: Store, damage: str, said: str) -> None:
    project_id = fresh(store)
    rows = [Annotation("p", who, "person", START, (BOX,)) for who in ("ana", "bo")]
    write(store, project_id, rows)
    assert checked(store, project_id).exact
    with store.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text(damage))
    differences = checked(store, project_id).differences
    assert any(said in line for line in differences), differences


def test_verdicts_that_no_review_gave_are_found(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", "ana", "person", START, (BOX,))])
    with store.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE annotation SET verdict = 1, first_verdict = 1"))
    write(store, project_id, [Annotation("p", "bo", "person", START, (BOX,))])
    assert not checked(store, project_id).exact
