"""Many at once store what one after the other stores, to the last bit, and a killed import goes on where it was."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from labelqa import ingest
from labelqa.imports import import_files
from labelqa.model import Annotation, Image, Kind, Review
from labelqa.sources import Source
from labelqa.store import Store, projects, schema
from tests.ingest.world import KINDS, NOW, START, answers, checked, current, named, verdicts

CLASSES = ["bus", "car", "day", "night", "van"]


def made(store: Store) -> str:
    """A project whose classes have their numbers before anything comes in."""
    with store.write() as c:
        project_id = f"bulk-{len(projects.page(c, limit=10_000))}"
        ingest.create_project(c, {"project_id": project_id, "classes": CLASSES, "min_annotators": 2}, now=START)
    with store.read() as c:
        number = projects.get(c, project_id).number
    people = [Annotation("first", who, cast(Kind, kind), START, ()) for who, kind in KINDS.items()]
    with store.write(number) as c:
        ingest.write_annotations(c, projects.get(c, project_id), people, now=NOW, score=False)
    return project_id


def write(store: Store, project_id: str, rows: Sequence[Annotation], images: Sequence[Image] = ()) -> None:
    with store.read() as c:
        number = projects.get(c, project_id).number
    with store.write(number) as c:
        project = projects.get(c, project_id)
        ingest.write_annotations(c, project, rows, now=NOW, images=images, once=False, score=False)


@st.composite
def batches(draw: Any) -> tuple[list[Annotation], list[Annotation], list[Image]]:
    """Some answers, then many at once for images that are there and for new ones; each annotator once an image."""
    rows = {}
    for k, answer in enumerate(draw(st.lists(answers(), min_size=1, max_size=14))):
        row = replace(answer, image_id=f"i{draw(st.integers(0, 4))}", revision=None)
        judged: tuple[Review, ...] = ()
        if row.kind == "person" and draw(st.booleans()):
            verdict = draw(verdicts)
            judged = (replace(verdict, image_id=row.image_id, annotator_id=row.annotator_id),)
        rows[row.image_id, row.annotator_id] = replace(row, reviews=judged, place=f"row {k}")
    given_rows = list(rows.values())
    cut = draw(st.integers(0, len(given_rows)))
    images = [Image("i1", 100, 80), Image("i9", 50, 50)] if draw(st.booleans()) else []
    return given_rows[:cut], given_rows[cut:], images


Many = tuple[list[Annotation], list[Annotation], list[Image]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches())
def test_many_at_once_store_what_one_after_the_other_stores(store: Store, many: Many) -> None:
    same_either_way(store, *many)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches())
def test_upright_boxes_of_persons_are_measured_as_columns_to_the_same(store: Store, many: Many) -> None:
    before, batch, images = many
    same_either_way(store, [plain(row) for row in before], [plain(row) for row in batch], images)


def plain(row: Annotation) -> Annotation:
    """Nothing but upright boxes of a person, not judged; but what is left of others among them goes image by image."""
    upright = tuple(replace(o, shape=None, track_id=None) for o in row.objects or ())
    return row if row.kind == "truth" else replace(row, objects=upright, labels=None, cancelled=False, reviews=())


def same_either_way(store: Store, before: list[Annotation], batch: list[Annotation], images: list[Image]) -> None:
    """Some answers one by one, then others at once or one by one."""
    one, other = made(store), made(store)
    for row in before:
        write(store, one, [row])
        write(store, other, [row])
    write(store, one, batch, images)
    for row in batch:
        write(store, other, [row])
    for image in images:
        write(store, other, [], [image])
    assert current(store, one) == current(store, other)
    assert named(store, one) == named(store, other)
    assert facts_by_name(store, one) == facts_by_name(store, other)
    assert series_of(store, one) == series_of(store, other)
    assert checked(store, one).differences == checked(store, other).differences == ()


def facts_by_name(store: Store, project_id: str) -> dict[str, tuple[Any, ...]]:
    """The fact row of each image by its id, without the numbers that hang on arrival (those in its bag too)."""
    with store.read() as c:
        number = projects.get(c, project_id).number
        table = schema.image_fact
        columns = [column for column in table.c if column.name not in ("project", "image", "name", "bag")]
        query = select(table.c.name, *columns).where(table.c.project == number)
        return {row[0]: tuple(row[1:]) for row in c.execute(query)}


def series_of(store: Store, project_id: str) -> list[tuple[Any, ...]]:
    """Every entry of the series but those of annotators, whose numbers hang on the project: their values alone."""
    with store.read() as c:
        number = projects.get(c, project_id).number
        s = schema.series.c
        rows = c.execute(select(s.line, s.at, s.name, s.value).where(s.project == number)).all()
        return sorted(map(tuple, rows))


CHILD = """
import sys
import labelqa.imports as imports
import labelqa.ingest.fitting as fitting
from labelqa.sources import Source
from labelqa.store import open_store
from pathlib import Path
url, project, path, now = sys.argv[1:]
imports.BATCH, fitting.BATCH = 150, 50
imports.import_files(open_store(url), project, [Source(Path(path))], now=int(now),
                     progress=lambda step: print(step.phase, step.done, flush=True))
"""


def labels(path: Path) -> Path:
    """400 images, of which many are answered twice, here and there in the file."""
    r = random.Random(7)
    rows = [
        {
            "image_id": f"i{k:03}", "width": 200, "height": 200, "annotator_id": who, "kind": "person",
            "submitted_at": f"2026-11-02T09:{k % 60:02}:03Z",
            "objects": [
                {"class": r.choice(CLASSES), "box": [r.randrange(99) / 2, r.randrange(99) / 2, 40.0, 30.0]}
                for _ in range(r.randrange(6))
            ],
        }
        for who in ("ana", "bo")
        for k in range(400)
        if who == "ana" or k % 3
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


@pytest.mark.parametrize("phase", ["storing", "scoring"])
def test_an_import_killed_twice_stores_what_an_undisturbed_one_stores(store: Store, tmp_path: Path, phase: str) -> None:
    path = labels(tmp_path / "labels.jsonl")
    whole, killed = "whole", "killed"
    for name in (whole, killed):
        with store.write() as c:
            ingest.create_project(c, {"project_id": name, "classes": CLASSES}, now=START)
    import_files(store, whole, [Source(path)], now=NOW)
    url = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", CHILD, url, killed, str(path), str(NOW)]
    for nth in (1, 2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as child:
            assert child.stdout is not None
            seen = 0
            for line in child.stdout:
                seen += line.startswith(phase)
                if seen == nth:
                    os.kill(child.pid, signal.SIGKILL)
                    break
            assert child.wait() == -signal.SIGKILL
        found = checked(store, killed)
        assert found.differences == ()
        assert phase == "scoring" or 0 < found.images < 401
    import_files(store, killed, [Source(path)], now=NOW)
    assert checked(store, killed).differences == ()
    assert current(store, killed) == current(store, whole)
    assert named(store, killed) == named(store, whole)
    assert facts_by_name(store, killed) == facts_by_name(store, whole)
