"""Lists of images are what all facts, filtered and ordered one by one, come to: whichever way the store takes."""

import random
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, text

from labelqa.facts import STATUSES
from labelqa.model import Annotation, Object, Review
from labelqa.queue import IMAGE_FLAGS
from labelqa.reports import REPORTS
from labelqa.store import Store, image_list, narrowing, open_store, projects
from labelqa.store.schema import annotation, annotator, image_class, image_fact, label_class
from tests.ingest.world import DAY, START, apply, fresh, write

FLAG = "low_agreement"
FILTERS: dict[str, tuple[Any, ...]] = {
    "status": (None, "unreviewed", "approved"),
    "flag": (None, FLAG, "rushed"),
    "class_": (None, "car", "bus"),
    "annotator": (None, "bo"),
    "min_score": (None, 0.5),
    "q": (None, "I1", "none"),
}
CUTS = [dict(zip(FILTERS, values, strict=True)) for values in product(*FILTERS.values())]


@pytest.fixture
def project_id(store: Store) -> str:
    """Forty images: some with one answer and some with several, a third reviewed, some without any answer."""
    random_, project_id = random.Random(5), fresh(store)
    rows, reviews = [], []
    for k in range(40):
        real = [Object(random_.choice(["car", "van"]), 90.0 * n, 5.0, 60.0, 60.0) for n in range(3)]
        real += [Object("bus", 400.0, 5.0, 50.0, 50.0)] * (k % 9 == 0)
        for who in ("ana", "bo", "cy")[: k % 4]:
            drawn = tuple(replace(o, x=o.x + random_.random() * (50 if k % 5 == 0 else 4)) for o in real)
            rows.append(Annotation(f"i{k:02}", who, "person", START + k % 7 * DAY, drawn))
        if k % 3 == 1:
            reviews.append(Review(f"i{k:02}", "ana", "approved", at=START + 9 * DAY))
    write(store, project_id, rows)
    for review in reviews:
        apply(store, project_id, review)
    return project_id


@pytest.fixture(params=["read", "walked", "given up"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Sets that are few, sets that are many, and walks that end before a page is full."""
    few, far = {"read": (10_000, 10_000), "walked": (2, 10_000), "given up": (2, 3)}[request.param]
    for module in (narrowing, image_list):
        monkeypatch.setattr(module, "COUNTED", few)
        monkeypatch.setattr(module, "SIZED", few + 2)
    for name in ("WALKED", "PASSED"):
        monkeypatch.setattr(image_list, name, far)
    return str(request.param)


def facts(store: Store, project_id: str) -> list[dict[str, Any]]:
    """Every image with its facts, classes and annotators, as the tables have them."""
    with store.read() as connection:
        number = projects.get(connection, project_id).number
        rows = [dict(r._mapping) for r in connection.execute(select(image_fact).where(image_fact.c.project == number))]
        classes = select(image_class.c.image, label_class.c.name).join(
            label_class, label_class.c.id == image_class.c.label_class
        )
        people = select(annotation.c.image, annotator.c.name).join(annotator, annotator.c.id == annotation.c.annotator)
        held, done = ([tuple(row) for row in connection.execute(query)] for query in (classes, people))
    for row in rows:
        row["classes"] = {name for image, name in held if image == row["image"]}
        row["people"] = {name for image, name in done if image == row["image"]}
    return rows


def met(row: dict[str, Any], cut: dict[str, Any]) -> bool:
    return (
        (cut["status"] is None or STATUSES[row["status"]] == cut["status"])
        and (cut["flag"] is None or bool(row["flags"] & IMAGE_FLAGS[cut["flag"]]))
        and (cut["class_"] is None or cut["class_"] in row["classes"])
        and (cut["annotator"] is None or cut["annotator"] in row["people"])
        and (cut["min_score"] is None or (row["qa"] is not None and row["qa"] >= cut["min_score"] * 2**30))
        and (cut["q"] is None or cut["q"].lower() in row["name"])
    )


def ordered(rows: list[dict[str, Any]], sort: str) -> list[str]:
    column, down = image_list.SORTS[sort]
    some = sorted((r for r in rows if r[column] is not None), key=lambda r: (r[column], r["name"]), reverse=down)
    none = sorted((r for r in rows if r[column] is None), key=lambda r: r["name"])
    return [row["name"] for row in some + none]


def listed(store: Store, project_id: str, **asked: Any) -> tuple[list[str], set[int | None]]:
    """All pages, one after the other, and the counts that they named."""
    found, counts, cursor = list[str](), set[int | None](), None
    with store.read() as connection:
        project = projects.get(connection, project_id)
        while True:
            page = REPORTS["images"].build(connection, project, limit=7, cursor_=cursor, **asked)
            found += [row.image_id for row in page.images]
            counts.add(page.count)
            cursor = page.next
            if cursor is None:
                return found, counts


@pytest.mark.parametrize("sort", list(image_list.SORTS))
def test_every_filter_in_every_order_gives_the_images_that_meet_it(
    store: Store, project_id: str, way: str, sort: str
) -> None:
    rows = facts(store, project_id)
    for cut in CUTS[list(image_list.SORTS).index(sort) :: 5]:  # 5 divides no number of values: all pairs are met
        wanted = ordered([row for row in rows if met(row, cut)], sort)
        exact = len(wanted) if len(wanted) <= narrowing.COUNTED else None
        assert listed(store, project_id, sort=sort, **cut) == (wanted, {exact}), cut


def plan(store: Store, statement: str) -> str:
    with store.read() as connection:
        return " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")))


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT image, place, qa, updated_at, status, flags, name FROM image_fact WHERE project = 1 "
         "AND place IS NOT NULL ORDER BY place, name LIMIT 9", "image_fact_by_place"),
        ("SELECT image, place + 0, name FROM image_fact WHERE project = 1 AND image IN "
         "(SELECT image FROM image_class WHERE project = 1 AND label_class = 2) ORDER BY place + 0",
         "image_fact_in_short"),
        ("SELECT 1 FROM image_fact AS f WHERE project = 1 AND EXISTS (SELECT 1 FROM image_class AS c "
         "WHERE c.project = 1 AND c.image BETWEEN f.image AND f.image AND c.label_class = 3)", "image_class_by_class"),
        ("SELECT image FROM annotation WHERE project = 1 AND annotator = 2", "annotation_by"),
        ("SELECT labels FROM annotation WHERE project + 0 = 1 "
         "AND annotator IN (SELECT id FROM annotator WHERE project = 1) AND cancelled = 0 AND labels IS NOT NULL",
         "annotation_labelled"),
    ],
)  # fmt: skip
def test_plans_take_the_index_that_holds_what_is_read(
    tmp_path: Any, sqlite_files: Any, statement: str, index: str
) -> None:
    with sqlite_files.migrated(tmp_path) as url:
        store = open_store(url)
        assert f"INDEX {index}" in plan(store, statement)
        store.close()
