"""A folder of facts in a store: served, written to and verified like any other project."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from labelqa.cluster.job import Job
from labelqa.cluster.loading import _Rows, load
from labelqa.cluster.local import score
from labelqa.cluster.schema import COUNTERS
from labelqa.cluster.scored import open_scored
from labelqa.cluster.terms import Terms
from labelqa.errors import BadFile, BadInput, Conflict
from labelqa.imports import import_files
from labelqa.ingest import change_project, create_project, recompute, write_annotations
from labelqa.model import Annotation
from labelqa.reports import REPORTS
from labelqa.sources import Source
from labelqa.store import Store, projects
from labelqa.verify import verify
from labelqa.web.encoding import json_bytes
from tests.cluster import labels
from tests.cluster.labels import DAY, NOW
from tests.cluster.told import PROJECT, store_totals
from tests.databases import PostgresServer, SqliteFiles

MEASURED = ("overview", "agreement", "annotators", "images", "benchmark", "alerts")


def scored(tmp_path: Path, annotations: list[Annotation], *, keep: bool = True) -> Path:
    folder = labels.scattered(tmp_path / "in", annotations, files=2)
    score(Job(str(folder), str(tmp_path / "out"), Terms(now=NOW), keep=keep, buckets=3), workers=1)
    return tmp_path / "out"


def project_in(store: Store, name: str = PROJECT, **settings: Any) -> None:
    with store.write() as connection:
        create_project(connection, {"project_id": name, **settings}, now=NOW)


def reports(store: Store, name: str = PROJECT) -> dict[str, Any]:
    """The six answers, without what tells of the project and its revision alone."""
    found = {}
    for report in MEASURED:
        with store.read() as connection:
            answer = REPORTS[report].build(connection, projects.get(connection, name))
        row = json.loads(json_bytes(answer))
        for key in ("project_id", "revision", "name"):
            row.pop(key, None)
        found[report] = row
    standing = found["alerts"]["alerts"]  # which came and went meanwhile hangs on the batches
    found["alerts"] = [{key: alert[key] for key in ("alert_id", "message", "value", "n")} for alert in standing]
    return found


def test_a_scored_project_is_served_as_the_same_import_and_a_later_write_updates_it(
    store: Store, databases: SqliteFiles | PostgresServer, tmp_path: Path
) -> None:
    annotations = labels.mixed(70, seed=31)
    out = scored(tmp_path, annotations)
    project_in(store)
    found = load(store, PROJECT, out, now=NOW)
    assert found.images == {"new": 70, "known": 0}
    project_in(store, "imported")
    import_files(store, "imported", [Source(p) for p in sorted((tmp_path / "in").iterdir())], now=NOW)
    assert store_totals(store) == store_totals(store, "imported")
    assert reports(store) == reports(store, "imported")
    late = replace(annotations[0], objects=(), labels=None, reviews=(), submitted_at=NOW - DAY)
    for name in (PROJECT, "imported"):
        with store.read() as connection:
            project = projects.get(connection, name)
        with store.write(project.number) as connection:
            write_annotations(connection, projects.get(connection, name), [late], now=NOW)
    assert store_totals(store) == store_totals(store, "imported")
    with store.read() as connection:
        assert verify(connection, PROJECT).differences == ()


def test_the_same_folder_again_changes_nothing_and_one_that_was_added_to_adds(store: Store, tmp_path: Path) -> None:
    annotations = labels.mixed(40, seed=32)
    out = scored(tmp_path, annotations[:70])
    project_in(store)
    first = load(store, PROJECT, out, now=NOW)
    again = load(store, PROJECT, out, now=NOW)
    assert (again.images["new"], again.annotations, again.revision) == (0, 0, first.revision)
    labels.parquet(tmp_path / "in" / "z.parquet", annotations[70:])
    score(Job(str(tmp_path / "in"), str(out), Terms(now=NOW), buckets=3), workers=1)
    load(store, PROJECT, out, now=NOW)
    project_in(store, "imported")
    import_files(store, "imported", [Source(p) for p in sorted((tmp_path / "in").iterdir())], now=NOW)
    assert store_totals(store) == store_totals(store, "imported")
    with store.read() as connection:
        assert verify(connection, PROJECT).differences == ()


def test_rows_that_a_later_run_replaced_are_not_held(tmp_path: Path) -> None:
    annotations = labels.plain(60, seed=35)
    folder = labels.parquet(tmp_path / "in" / "a.parquet", annotations).parent
    late = [replace(a, submitted_at=a.submitted_at + DAY) for a in annotations if not a.image_id.endswith("9")]
    for name, items in (("a", annotations), ("b", late)):
        labels.parquet(folder / f"{name}.parquet", items)
        score(Job(str(folder), str(tmp_path / "out"), Terms(now=NOW), buckets=1), workers=1)
    found = open_scored(tmp_path / "out")
    rows, given, held = _Rows(found), dict[str, Any](), list[int]()
    for run, table in found.facts():
        given |= rows.of(run, {row["image_id"]: row for row in table.to_pylist()})
        held.append(len(rows._ahead))
    assert len(given) == 60
    assert max(held) <= 1


def test_facts_alone_are_served_and_take_no_annotation_that_would_lose_the_others(store: Store, tmp_path: Path) -> None:
    annotations = labels.mixed(40, seed=33)
    out = scored(tmp_path, annotations, keep=False)
    project_in(store)
    with pytest.raises(BadInput, match="without the annotations; take --facts-only"):
        load(store, PROJECT, out, now=NOW)
    assert load(store, PROJECT, out, now=NOW, facts_only=True).images["new"] == 40
    assert load(store, PROJECT, out, now=NOW, facts_only=True).images == {"new": 0, "known": 40}
    project_in(store, "imported")
    import_files(store, "imported", [Source(p) for p in sorted((tmp_path / "in").iterdir())], now=NOW)
    assert store_totals(store) == store_totals(store, "imported")
    ours, theirs = reports(store), reports(store, "imported")
    for found in (ours, theirs):  # intervals of label coefficients look at the labels themselves
        for name in ("kappa_ci95", "alpha_ci95", "ac1_ci95"):
            found["agreement"]["labels"].pop(name)
    assert ours["agreement"] == theirs["agreement"]
    before = store_totals(store)
    with store.read() as connection:
        project = projects.get(connection, PROJECT)
    with pytest.raises(Conflict, match="facts that were scored elsewhere"), store.write(project.number) as connection:
        write_annotations(connection, project, [replace(annotations[0], submitted_at=NOW)], now=NOW)
    with pytest.raises(Conflict, match="cannot be made anew"), store.write(project.number) as connection:
        change_project(connection, project, {"iou_threshold": 0.7}, now=NOW)
    assert store_totals(store) == before
    with store.write(project.number) as connection:
        write_annotations(connection, project, [replace(annotations[0], image_id="another")], now=NOW)
    assert store_totals(store) != before


def test_a_change_of_settings_measures_a_loaded_project_anew(store: Store, tmp_path: Path) -> None:
    out = scored(tmp_path, labels.mixed(20, seed=34))
    project_in(store)
    load(store, PROJECT, out, now=NOW)
    with store.read() as connection:
        project = projects.get(connection, PROJECT)
    with store.write(project.number) as connection:
        change_project(connection, project, {"iou_threshold": 0.8}, now=NOW)
    recompute(store, PROJECT, now=NOW)
    with store.read() as connection:
        assert verify(connection, PROJECT).differences == ()


def test_a_project_of_other_settings_does_not_take_the_facts(store: Store, tmp_path: Path) -> None:
    out = scored(tmp_path, labels.plain(3, seed=35))
    project_in(store, iou_threshold=0.75)
    with pytest.raises(Conflict, match=r"iou_threshold is 0\.75 there, the facts are of 0\.5"):
        load(store, PROJECT, out, now=NOW)


def test_totals_that_are_not_the_sum_of_the_facts_are_noticed(store: Store, tmp_path: Path) -> None:
    out = scored(tmp_path, labels.plain(5, seed=36))
    (path,) = out.glob("*/totals/*.parquet")
    table = pq.read_table(path)
    at = table.column_names.index(COUNTERS[0])
    values = [value + 1 for value in table.column(COUNTERS[0]).to_pylist()]
    pq.write_table(table.set_column(at, table.schema.field(at), [values]), path)
    project_in(store)
    with pytest.raises(BadFile, match="not the sum of its facts"):
        load(store, PROJECT, out, now=NOW)
