"""Scored on one machine: what a server makes of the same files, however they are shared out, in one run or several."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from labelqa.cluster import inputs, local, manifest
from labelqa.cluster.job import Job, Progress
from labelqa.cluster.local import score
from labelqa.cluster.schema import FACTS
from labelqa.cluster.scored import Scored, open_scored
from labelqa.cluster.terms import Terms
from labelqa.errors import BadCall, BadFile
from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.model import Annotation, Object
from labelqa.sources import Source
from labelqa.store import open_store
from tests.cluster import labels
from tests.cluster.labels import DAY, NOW, START
from tests.cluster.told import PROJECT, store_totals


def imported(tmp_path: Path, folder: Path) -> object:
    """The totals of a server that imported the same files in the order of their names."""
    store = open_store(f"sqlite:///{tmp_path}/server-{folder.name}.db")
    with store.write() as connection:
        create_project(connection, {"project_id": PROJECT}, now=NOW)
    import_files(store, PROJECT, [Source(path) for path in sorted(folder.iterdir())], now=NOW)
    found = store_totals(store)
    store.close()
    return found


def made(folder: Path, out: Path, **more: object) -> Scored:
    workers = more.pop("workers", 1)
    score(Job(str(folder), str(out), Terms(now=NOW), **more), workers=workers)
    return open_scored(out)


def facts(found: Scored) -> list[dict[str, object]]:
    rows = [row for _, table in found.facts() for row in table.select(FACTS.names).to_pylist()]
    return sorted(rows, key=lambda row: row["image_id"])


def test_pedestrians_are_what_a_server_makes_of_them(tmp_path: Path, shared_data: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("annotations.jsonl", "truth.jsonl"):
        shutil.copy(shared_data / "pedestrians" / name, tmp_path / "in" / name)
    assert made(tmp_path / "in", tmp_path / "out", workers=2).totals() == imported(tmp_path, tmp_path / "in")


def test_late_revisions_and_rows_twice_in_several_files_count_once_and_the_newest_holds(tmp_path: Path) -> None:
    annotations = labels.mixed(60, seed=1)
    again = [replace(a, objects=(), submitted_at=(a.submitted_at or 0) + DAY) for a in annotations[::9]]
    folder = labels.scattered(tmp_path / "in", [*annotations, *again, *annotations[::5]], files=3)
    assert made(folder, tmp_path / "out").totals() == imported(tmp_path, folder)


def test_facts_do_not_hang_on_buckets_files_or_processes(tmp_path: Path) -> None:
    annotations = labels.mixed(80, seed=2)
    one = labels.parquet(tmp_path / "one" / "a.parquet", annotations).parent
    found = made(one, tmp_path / "a", buckets=1)
    other = made(one, tmp_path / "b", buckets=7, workers=2)
    lined = labels.lines(tmp_path / "lines" / "a.jsonl", annotations).parent
    third = made(lined, tmp_path / "c", buckets=3)
    assert facts(found) == facts(other) == facts(third)
    assert found.totals() == other.totals() == third.totals()


def test_new_files_alone_are_scored_and_their_images_are_replaced_not_added(tmp_path: Path) -> None:
    annotations = labels.mixed(80, seed=3)
    folder = labels.parquet(tmp_path / "in" / "b.parquet", annotations[:150]).parent
    first = made(folder, tmp_path / "out")
    labels.parquet(folder / "a.parquet", annotations[150:])
    labels.parquet(
        folder / "c.parquet", [replace(a, submitted_at=(a.submitted_at or 0) + DAY) for a in annotations[:9]]
    )
    second = made(folder, tmp_path / "out")
    every = made(folder, tmp_path / "all")
    assert second.manifest.runs[0] == first.manifest.runs[0]
    assert second.manifest.runs[1].replaced > 0
    assert second.totals() == every.totals() == imported(tmp_path, folder)
    assert facts(second) == facts(every)
    assert second.manifest.images == every.manifest.images == len(facts(every))
    assert made(folder, tmp_path / "out").manifest == second.manifest  # nothing is new: nothing is done


def test_a_third_run_replaces_what_the_second_replaced(tmp_path: Path) -> None:
    annotations = labels.plain(20, seed=4)
    folder = labels.parquet(tmp_path / "in" / "a.parquet", annotations).parent
    made(folder, tmp_path / "out")
    for k, name in enumerate(("b", "c"), 1):
        late = [replace(a, objects=a.objects[:1], submitted_at=a.submitted_at + k * DAY) for a in annotations[::2]]
        labels.parquet(folder / f"{name}.parquet", late)
        found = made(folder, tmp_path / "out")
    every = made(folder, tmp_path / "all")
    assert found.totals() == every.totals()
    assert facts(found) == facts(every)


def test_empty_files_and_buckets_are_nothing(tmp_path: Path) -> None:
    annotations = labels.plain(3, seed=5)
    folder = labels.parquet(tmp_path / "in" / "a.parquet", annotations).parent
    labels.parquet(folder / "empty.parquet", [])
    assert made(folder, tmp_path / "out", buckets=16).totals() == imported(tmp_path, folder)
    nothing = labels.parquet(tmp_path / "nothing" / "empty.parquet", []).parent
    assert made(nothing, tmp_path / "none").totals() == {}


def test_one_annotator_with_half_the_set(tmp_path: Path) -> None:
    annotations = [replace(a, annotator_id="ana") if k % 2 else a for k, a in enumerate(labels.plain(60, seed=6))]
    folder = labels.parquet(tmp_path / "in" / "a.parquet", annotations).parent
    assert made(folder, tmp_path / "out", buckets=4).totals() == imported(tmp_path, folder)


def test_one_image_with_a_hundred_thousand_boxes(tmp_path: Path) -> None:
    side = 224
    boxes = [Object("car", 20.0 * (k % side), 20.0 * (k // side), 15.0, 15.0) for k in range(50_000)]
    crowd = [Annotation("crowd", who, "person", START, tuple(boxes)) for who in ("ana", "bo")]
    folder = labels.parquet(tmp_path / "in" / "a.parquet", [*labels.plain(5, seed=7), *crowd]).parent
    found = made(folder, tmp_path / "out")
    (row,) = [row for row in facts(found) if row["image_id"] == "crowd"]
    assert (row["objects"], row["iou"]) == (100_000, 1 << 30)
    assert found.totals() == imported(tmp_path, folder)


def boxes_table(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


def test_plain_rows_of_boxes_are_what_a_server_makes_of_them(tmp_path: Path) -> None:
    rows = [
        {"image_id": a.image_id, "annotator_id": who, "class": o.class_name, "x": o.x, "y": o.y, "width": o.width,
         "height": o.height, "score": 0.5 if who == "net" and k == 0 else None}
        for a in labels.plain(40, seed=8)
        for who in [a.annotator_id, *(["net"] if a.annotator_id == "ana" else [])]
        for k, o in enumerate(a.objects or ())
    ]  # fmt: skip
    boxes_table(tmp_path / "in" / "boxes.parquet", rows)
    assert made(tmp_path / "in", tmp_path / "out", buckets=5).totals() == imported(tmp_path, tmp_path / "in")


def test_a_bad_row_is_named_and_nothing_counts(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(5, seed=9)).parent
    table = pq.read_table(folder / "a.parquet")
    kinds = ["person"] * (len(table) - 1) + ["robot"]
    at = table.column_names.index("kind")
    pq.write_table(table.set_column(at, "kind", pa.array(kinds)), folder / "a.parquet")
    with pytest.raises(BadFile, match=rf"a\.parquet row {len(table)}, /kind: 'robot'.*nothing was scored"):
        made(folder, tmp_path / "out")
    assert manifest.newest([path.name for path in (tmp_path / "out").iterdir()]) is None


def test_an_annotator_of_two_kinds_is_refused_wherever_the_rows_are(tmp_path: Path) -> None:
    annotations = labels.plain(30, seed=10)
    other = replace(annotations[0], image_id="elsewhere", kind="model")
    folder = labels.parquet(tmp_path / "in" / "a.parquet", [*annotations, other]).parent
    with pytest.raises(
        BadFile, match=rf"'{other.annotator_id}' is a (person here and a model|model here and a person) there"
    ):
        made(folder, tmp_path / "out", buckets=4)


def test_other_settings_or_a_changed_file_need_a_new_folder(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(5, seed=11)).parent
    made(folder, tmp_path / "out")
    with pytest.raises(BadCall, match="other settings"):
        score(Job(str(folder), str(tmp_path / "out"), Terms(iou_threshold=0.7)), workers=1)
    labels.parquet(folder / "a.parquet", labels.plain(6, seed=12))
    with pytest.raises(BadCall, match=r"changed since: 'a\.parquet'"):
        made(folder, tmp_path / "out")


def test_an_output_within_the_input_is_refused(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(2, seed=12)).parent
    with pytest.raises(BadCall, match="lies in the input"):
        made(folder, folder / "out")


def test_a_run_that_is_killed_leaves_nothing_that_counts_and_the_next_one_is_whole(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(400, seed=13)).parent
    command = [sys.executable, "-m", "labelqa", "score", "--input", str(folder), "--output", str(tmp_path / "out")]
    child = subprocess.Popen([*command, "--workers", "1", "--buckets", "400"], env=os.environ)
    try:
        for _ in range(6000):
            if list((tmp_path / "out").glob("*/facts/*.parquet")) or child.poll() is not None:
                break
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    finally:
        child.wait()
    left = [path.name for path in (tmp_path / "out").iterdir()]
    assert left, "it was killed before it wrote anything"
    assert manifest.newest(left) is None
    with pytest.raises(BadCall, match="holds no manifest"):
        open_scored(tmp_path / "out")
    found = made(folder, tmp_path / "out")
    assert found.totals() == made(folder, tmp_path / "anew").totals()
    assert not [name for name in left if (tmp_path / "out" / name).exists()]


def test_a_run_that_is_interrupted_once_it_counts_keeps_what_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(20, seed=15)).parent
    commit = local._commit

    def interrupted(out: Path, folder: Path, made: manifest.Manifest) -> None:
        commit(out, folder, made)
        raise KeyboardInterrupt

    monkeypatch.setattr(local, "_commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made(folder, tmp_path / "out")
    monkeypatch.undo()
    found = open_scored(tmp_path / "out")
    assert facts(found) == facts(made(folder, tmp_path / "anew"))
    assert not list((tmp_path / "out").glob("*/shared"))


def meanwhile(what: Callable[[], object]) -> Progress:
    """Lets something happen just before a run ends."""

    def heard(phase: str, done: int, total: int | None) -> None:
        if phase == "adding up" and done == total:
            what()

    return heard


def test_of_two_runs_at_once_the_first_to_end_counts_and_the_other_says_so(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(20, seed=18)).parent
    job = Job(str(folder), str(tmp_path / "out"), Terms(now=NOW))
    with pytest.raises(BadCall, match="another run ended meanwhile"):
        score(job, workers=1, progress=meanwhile(lambda: score(job, workers=1)))
    assert facts(open_scored(tmp_path / "out")) == facts(made(folder, tmp_path / "anew"))


def test_a_run_whose_folder_another_one_took_for_dead_counts_for_nothing(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(20, seed=19)).parent
    out = tmp_path / "out"
    job = Job(str(folder), str(out), Terms(now=NOW))
    with pytest.raises(BadCall, match="another run began meanwhile and removed it"):
        score(job, workers=1, progress=meanwhile(lambda: local._remove_leftovers(out, None)))
    with pytest.raises(BadCall, match="holds no manifest"):
        open_scored(out)


@pytest.mark.parametrize("outside", ["../elsewhere", "/tmp", "000001-0123abcd/../../x", "000001-0123abcd", ""])
def test_a_manifest_that_names_what_lies_outside_is_refused(tmp_path: Path, outside: str) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(2, seed=20)).parent
    found = made(folder, tmp_path / "out", keep=True).manifest
    run = found.runs[0]
    for moved in (
        replace(found, totals=outside),
        replace(found, runs=(replace(run, facts=outside),)),
        replace(found, runs=(replace(run, annotations=outside),)),
    ):
        (tmp_path / "out" / manifest.name_of(1)).write_bytes(moved.as_bytes())
        with pytest.raises(BadFile, match="which is no folder of a run"):
            open_scored(tmp_path / "out")


def test_a_table_of_boxes_that_holds_text_is_refused_with_its_row(tmp_path: Path) -> None:
    row = {"image_id": "i", "annotator_id": "ana", "class": "car", "x": "left", "y": 1.0, "width": 9.0, "height": 9.0}
    path = tmp_path / "in" / "a.parquet"
    path.parent.mkdir()
    pq.write_table(pa.Table.from_pylist([row]), path)
    with pytest.raises(BadFile, match="row 1, /x"):
        made(path.parent, tmp_path / "out")


def test_two_columns_of_one_name_are_refused_in_words(tmp_path: Path) -> None:
    path = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(2, seed=16))
    table = pq.read_table(path)
    pq.write_table(pa.table([*table.columns, table.column("kind")], names=[*table.column_names, "kind"]), path)
    with pytest.raises(BadFile, match="two columns of one name"):
        made(path.parent, tmp_path / "out")


def test_long_lines_are_held_by_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = labels.lines(tmp_path / "in" / "a.jsonl", labels.plain(30, seed=17))
    monkeypatch.setattr(inputs, "LINE_BYTES", 1000 / inputs.ROWS)
    longest = max(len(line) for line in path.read_bytes().splitlines())
    tables = list(inputs.read(path.parent, inputs.Piece("a.jsonl"), "lines"))
    assert len(tables) > 2
    assert max(sum(map(len, table.column("line").to_pylist())) for table in tables) <= 1000 + longest + 1
    assert sum(map(len, tables)) == len(path.read_bytes().splitlines())


def test_facts_that_are_missing_are_noticed(tmp_path: Path) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(20, seed=14)).parent
    found = made(folder, tmp_path / "out", buckets=4)
    next(iter((tmp_path / "out" / found.manifest.runs[0].facts).glob("*.parquet"))).unlink()
    with pytest.raises(BadFile, match="images are there of 20 that were scored"):
        facts(found)
