"""The histogram of per-image agreement: what the listed images say when they are counted one by one."""

from bisect import bisect_right
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text, update

from labelqa.facts.agreement import BIN, PEER_BIN
from labelqa.facts.bins import BINS, EDGES, bin_of
from labelqa.ingest.settings import recompute
from labelqa.store import Store, migration, projects
from labelqa.store.schema import image_fact, tallies
from labelqa.tally import pack, unpack
from tests.ingest.world import NOW, checked, fresh
from tests.reports.test_agreement import HALF_ANEW, built, day, project_id

__all__ = ["project_id"]
ADDED = "Histograms of per-image agreement"
BARS = [round(k / 20 * 2**30) / 2**30 for k in range(21)]
"""The edges as scores that can be measured: to the nearest 2^-30."""
CUTS: list[dict[str, Any]] = [
    {},
    {"min_annotators": 3},
    {"class_": "van"},
    {"since": day(1)},
    {"since": day(0), "until": day(1), "class_": "car"},
    {"annotator": "bo"},
    {"annotator": "cy", "until": day(1)},
    {"annotator": "bo", "class_": "van"},
    {"annotator": "bo", "class_": "van", "since": day(2)},
    {"annotator": "bo", "group_by": "class"},
    {"iou_threshold": HALF_ANEW},
]


def obvious(values: list[float]) -> list[int]:
    """Every value put into its bin."""
    counts = [0] * 20
    for value in values:
        counts[min(bisect_right(BARS, value) - 1, 19)] += 1
    return counts


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_bins_hold_the_listed_images(store: Store, project_id: str, cut: dict[str, Any]) -> None:
    found = built(store, project_id, histogram_=True, limit=1000, **cut)
    values = [row.iou for row in found.by_image if not row.empty]
    assert found.histogram.counts == obvious(values)
    assert found.histogram.n == found.counts.n == len(values) > 0
    assert found.histogram.edges == [k / 20 for k in range(21)]
    below = sum(value < BARS[14] for value in values)
    assert found.histogram.below_healthy == below / len(values)
    low, high = found.histogram.below_healthy_ci95
    assert low <= found.histogram.below_healthy <= high
    assert built(store, project_id, **cut).histogram is None


def test_of_nothing_the_share_is_null(store: Store) -> None:
    found = built(store, fresh(store), histogram_=True).histogram
    assert (found.counts, found.n, found.below_healthy, found.below_healthy_ci95) == ([0] * 20, 0, None, None)


def test_an_own_key_sees_the_bins_of_the_team(store: Store, project_id: str) -> None:
    whole = built(store, project_id, histogram_=True)
    assert built(store, project_id, histogram_=True, viewer="cy").histogram == whole.histogram


def test_a_model_is_counted_as_its_mean_is(store: Store, project_id: str) -> None:
    found = built(store, project_id, histogram_=True, annotator="yolo")
    assert found.histogram.n == found.counts.n == 1


@pytest.mark.parametrize("k", range(21))
def test_the_score_of_an_edge_is_in_the_bin_that_begins_there(k: int) -> None:
    assert EDGES[k] == round(k / BINS * 2**30)
    assert bin_of(EDGES[k]) == min(k, BINS - 1)
    assert k == 0 or bin_of(EDGES[k] - 1) == k - 1


def test_a_database_of_before_is_measured_anew(store: Store, project_id: str) -> None:
    whole = built(store, project_id, histogram_=True).histogram
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        _as_before(connection)
        script = next(s for s in ScriptDirectory.from_config(migration._config()).walk_revisions() if ADDED in s.doc)
        with Operations.context(MigrationContext.configure(connection)):
            script.module.upgrade()
    found = built(store, project_id, histogram_=True)
    assert (found.histogram.n, found.counts.n) == (0, whole.n)
    with store.read() as connection:
        assert projects.get(connection, project_id).recomputing > 0
    recompute(store, project_id, now=NOW, batch=7)
    assert built(store, project_id, histogram_=True).histogram == whole
    assert checked(store, project_id).exact


def _as_before(connection: Connection) -> None:
    """Takes away what the migration brings, from the stored bags too."""
    connection.execute(text("DROP INDEX alert_by_status"))
    for tally in (BIN, PEER_BIN):
        tallies[tally.number].drop(connection)
    fact = image_fact.c
    for number, bag in connection.execute(select(fact.image, fact.bag)).all():
        kept = {key: row for key, row in unpack(bag).items() if key[0] not in (BIN.number, PEER_BIN.number)}
        connection.execute(update(image_fact).where(fact.image == number).values(bag=pack(kept)))
