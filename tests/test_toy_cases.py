"""Pairs of answers on which other tools disagree by up to 1.0 give our stated values, from the file to the report.

What the others give was read or run in their open code: see each case.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labelqa.facts import facts
from labelqa.formats.format import Hints
from labelqa.formats.native.line import parse
from labelqa.geometry import columns
from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.model import Answer
from labelqa.reports import REPORTS
from labelqa.sources import Source, Summary
from labelqa.store import Store, projects
from labelqa.tally import BY_NAME, ONE, rows

NOW = 1_700_000_000_000
CLASSES = {"bus": 1, "car": 2, "carton": 3, "truck": 4}
Objects = list[dict[str, Any]]


def drawn(*boxes: Sequence[float], name: str = "car", **more: float) -> Objects:
    return [{"class": name, "box": list(box), **more} for box in boxes]


@dataclass(frozen=True)
class Case:
    """Two answers, and what is stated of them; `others`: what other tools make of it."""

    name: str
    a: Objects
    b: Objects
    iou: float
    class_agnostic: float
    f1: float | None
    others: str


SMALL = [10.0, 10.0, 20.0, 20.0]
TEN = [[9.0 * i, 10.0, 8.0, 8.0] for i in range(10)]
CASES = [
    Case("equal", drawn(SMALL), drawn(SMALL), 1, 1, 1, "1 everywhere"),
    Case("ten equals", drawn(*TEN), drawn(*TEN), 1, 1, 1, "Label Studio's open evalme: F1 .18"),
    Case(
        "nine too many",
        drawn(SMALL),
        drawn(SMALL, *[[50.0 + 4 * i, 60.0, 3.0, 3.0] for i in range(9)]),
        *(0.181818, 0.181818, 0.181818),
        "from .10 to .18",
    ),
    Case(
        "three times the same",
        drawn(SMALL),
        drawn(SMALL, SMALL, SMALL),
        *(0.5, 0.5, 0.5),
        "evalme 1.00, without one-to-one matching; Labelbox .33",
    ),
    Case("class swap", drawn(SMALL), drawn(SMALL, name="truck"), 0, 1, 0, "Dataloop .67"),
    Case("name within a name", drawn(SMALL), drawn(SMALL, name="carton"), 0, 1, 0, "Dataloop 1.00: a substring"),
    Case("looser", drawn(SMALL), drawn([10.0, 10.0, 24.0, 24.0]), 0.694444, 0.694444, 1, ".69; Dataloop .90"),
    Case(
        "one more of a rare class",
        [*drawn(*TEN[:9]), *drawn([10.0, 50.0, 30.0, 30.0], name="bus")],
        drawn(*TEN[:9]),
        *(0.947368, 0.947368, 0.947368),
        "Labelbox .50: a mean over classes",
    ),
    Case("touching", drawn([0.0, 0.0, 10.0, 10.0]), drawn([10.0, 0.0, 10.0, 10.0]), 0, 0, 0, "0"),
    Case("both empty", [], [], 1, 1, None, "none, NaN or 1"),
    Case("one empty", drawn(SMALL), [], 0, 0, 0, "0"),
    Case(
        "a quarter turn",
        drawn([30.0, 40.0, 40.0, 20.0], rotation=0.0),
        drawn([30.0, 40.0, 40.0, 20.0], rotation=90.0),
        *(0.333333, 0.333333, 0),
        "1 where the angle is ignored",
    ),
    Case(
        "both turned, one moved",
        drawn([30.0, 40.0, 40.0, 20.0], rotation=45.0),
        drawn([40.0, 40.0, 40.0, 20.0], rotation=45.0),
        *(0.362556, 0.362556, 0),
        ".600 where equal angles are dropped",
    ),
    Case(
        "without area",
        drawn([10.0, 10.0, 0.0, 20.0]),
        drawn([10.0, 10.0, 0.0, 20.0]),
        *(1, 1, None),
        "evalme: ZeroDivisionError; CVAT: missing and extra",
    ),
]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def row(who: str, objects: Objects) -> dict[str, Any]:
    """A line of the native form."""
    line = {"image_id": "i", "annotator_id": who, "kind": "person", "submitted_at": "2026-11-02T09:14:03Z"}
    return line | {"objects": objects}


def answer(number: int, who: str, objects: Objects) -> Answer:
    """An annotation as facts take it, read as from a file."""
    read = parse(row(who, objects), Hints("toy", "toy"), "toy").annotation
    taken = sorted(read.objects or (), key=lambda o: o.order)
    return Answer(number, who, "person", boxes=columns(taken, CLASSES))


@each_case
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_facts_of_a_toy_case_are_as_stated(case: Case, turned: bool) -> None:
    a, b = (case.b, case.a) if turned else (case.a, case.b)
    found = facts([answer(1, "ana", a), answer(2, "bo", b)])
    (cell,) = rows(found.bag, BY_NAME["agreement"])
    assert found.iou is not None
    assert found.iou / ONE == pytest.approx(case.iou, abs=5e-7)
    empty = case.f1 is None
    assert found.empty == empty
    assert cell["s1_any"] / ONE == pytest.approx(0 if empty else case.class_agnostic, abs=5e-7)
    objects = 2 * cell["tp"] + cell["fp"] + cell["fn"]
    assert (2 * cell["tp"] / objects if objects else None) == (None if empty else pytest.approx(case.f1, abs=5e-7))


def imported(store: Store, folder: Path, case: Case) -> tuple[str, Summary]:
    """A project that holds the case, by way of a file."""
    project_id = case.name.replace(" ", "-").replace(",", "")
    path = folder / f"{project_id}.jsonl"
    path.write_text("\n".join(json.dumps(row(who, o)) for who, o in (("ana", case.a), ("bo", case.b))))
    with store.write() as connection:
        create_project(connection, {"project_id": project_id}, now=NOW)
    return project_id, import_files(store, project_id, [Source(path)], now=NOW)


def agreement(store: Store, project_id: str) -> Any:
    with store.read() as connection:
        return REPORTS["agreement"].build(connection, projects.get(connection, project_id))


def test_every_toy_case_comes_out_of_the_report_as_stated(store: Store, tmp_path: Path) -> None:
    for case in CASES:
        project_id, summary = imported(store, tmp_path, case)
        found = agreement(store, project_id)
        (image,) = found.by_image
        assert image.iou == pytest.approx(case.iou, abs=5e-7), case
        assert found.mean_iou_incl_empty == pytest.approx(case.iou, abs=5e-7), case
        assert image.n == 2
        if case.f1 is None:
            assert image.empty
            assert (found.mean_iou, found.mean_iou_class_agnostic, found.f1_50) == (None, None, None), case
        else:
            assert found.mean_iou == pytest.approx(case.iou, abs=5e-7), case
            assert found.mean_iou_class_agnostic == pytest.approx(case.class_agnostic, abs=5e-7), case
            assert found.f1_50 == pytest.approx(case.f1, abs=5e-7), case
        problems = 2 if case.name == "without area" else 0
        assert sum(summary.skipped.values()) == problems, case


def test_boxes_without_area_are_data_problems_and_the_answers_stay(store: Store, tmp_path: Path) -> None:
    (case,) = [case for case in CASES if case.name == "without area"]
    project_id, summary = imported(store, tmp_path, case)
    assert (summary.annotations, summary.objects, dict(summary.skipped)) == (2, 0, {"degenerate box": 2})
    found = agreement(store, project_id)
    assert (found.n_images, found.n_empty) == (1, 1)
