"""Days that are asked for, in the totals of a project."""

import pytest

from labelqa.ingest import create_project
from labelqa.store import Store, totals
from labelqa.store.totals import EVER, Window
from labelqa.tally import BY_NAME, Bag, add, count
from tests.ingest.world import NOW


@pytest.mark.parametrize(
    ("window", "days"),
    [((0, None), [3]), ((0, 5), [3]), ((None, 0), [-2]), ((-2, 3), [-2, 3]), ((None, 3), [-2, 3]), (EVER, [0])],
)
def test_a_window_holds_its_days_and_no_other_also_where_it_begins_in_1970(
    store: Store, window: Window, days: list[int]
) -> None:
    bag: Bag = {}
    for day in (-2, 3):
        count(bag, BY_NAME["agreement"], (day, 2), {"images": 1})
    with store.write() as connection:
        number = create_project(connection, {"project_id": "old"}, now=NOW).number
        totals.apply(connection, number, add({}, bag))
        found = totals.rows(connection, number, "agreement", window=window, by=("day",))
    assert [row["day"] for row in found] == days
