"""Pages of images by their agreement are what all facts come to, whether a series holds the values or not."""

import random
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, text

from labelqa.model import Annotation, Object
from labelqa.store import Connection, Store, compared, listing, names, open_store, projects
from labelqa.store.schema import LOW, annotator, image_class, image_fact, label_class, pair_fact
from labelqa.tally import div
from tests.ingest.world import DAY, START, fresh, write

PEOPLE = ("ana", "bo", "cy", "dee")
Listed = tuple[str, int, int, int]
"""Name, value, persons, empty."""


@pytest.fixture
def project_id(store: Store) -> str:
    """Sixty images: with two to four answers, good and bad, some equal, some empty, some of unknown time."""
    random_, project_id, rows = random.Random(11), fresh(store), list[Annotation]()
    for k in random_.sample(range(60), 60):
        real = [Object(random_.choice(["car", "van"]), 90.0 * n, 5.0, 60.0, 60.0) for n in range(k % 5)]
        loose, at = (0.0, 4.0, 30.0, 90.0)[k % 4], None if k % 7 == 0 else START + k % 9 * DAY
        for who in random_.sample(PEOPLE, 2 + k % 3):
            drawn = [Object(o.class_name, o.x + random_.random() * loose, 5.0, 60.0, 60.0) for o in real]
            kept = tuple(o for o in drawn if random_.random() < 0.8)
            rows.append(Annotation(f"i{k:02}", who, "person", at, kept))
        if k % 6 == 0:
            rows.append(Annotation(f"i{k:02}", "yolo", "model", START, tuple(real)))
    write(store, project_id, rows)
    return project_id


def values(connection: Connection, project: int, number: int | None, who: int | None) -> dict[int, int]:
    """{image: its value}, from the tables of facts alone."""
    if number is not None:
        c = image_class.c
        query = select(c.image, c.iou).where(c.project == project, c.label_class == number, c.iou.is_not(None))
        return {row.image: row.iou for row in connection.execute(query)}
    people = names.annotators(connection, project, "person")
    scores: dict[int, list[int]] = {}
    for row in connection.execute(select(pair_fact).where(pair_fact.c.project == project)):
        if who in (row.a, row.b) and row.a in people and row.b in people:
            scores.setdefault(row.image, []).append(row.score)
    return {image: div(sum(own), len(own)) for image, own in scores.items()}


def whole(connection: Connection, project: int, cut: dict[str, Any], order: str) -> list[Listed]:
    """All images of a cut in their order, one by one."""
    of, (first, last) = values(connection, project, cut["label_class"], cut["annotator"]), cut["window"]
    found = [
        (row.name, of[row.image], row.n_boxes, row.empty)
        for row in connection.execute(select(image_fact).where(image_fact.c.project == project))
        if row.image in of and row.n_boxes >= cut["at_least"] and (first is None or first <= row.day <= last)
    ]
    key = (lambda row: row[0]) if order == "image_id" else (lambda row: (row[1], row[0]))
    return sorted(found, key=key, reverse=order == "-iou")


def paged(connection: Connection, project: int, cut: dict[str, Any], order: Any) -> list[Listed]:
    """The same, page by page."""
    found: list[Listed] = []
    after = None
    while True:
        rows = listing.by_agreement(connection, project, **cut, order=order, after=after, limit=5)
        found += [(row.name, row.value, row.n, row.empty) for row in rows]
        if len(rows) < 5:
            return found
        after = (rows[-1].value, rows[-1].name)


@pytest.mark.parametrize("most", [10_000, 3], ids=["few of unknown time", "many of unknown time"])
@pytest.mark.parametrize("order", ["iou", "-iou", "image_id"])
def test_pages_of_a_class_or_an_annotator_are_what_the_facts_come_to(
    store: Store, project_id: str, order: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (compared, listing):
        monkeypatch.setattr(module, "COUNTED", most)
    days = (START // DAY + 1, START // DAY + 5)
    with store.read() as connection:
        project = projects.get(connection, project_id).number
        own = dict(
            connection.execute(select(annotator.c.name, annotator.c.id).where(annotator.c.project == project)).all()
        )
        classes = connection.execute(select(label_class.c.id).where(label_class.c.project == project)).scalars().all()
        who: list[tuple[int | None, int | None]] = [(k, None) for k in classes] + [(None, n) for n in own.values()]
        for (number, annotator_number), at_least, window in product(who, (2, 3), ((None, None), days)):
            cut = {"label_class": number, "annotator": annotator_number, "at_least": at_least, "window": window}
            wanted = whole(connection, project, cut, order)
            assert paged(connection, project, cut, order) == wanted, cut
            assert wanted or annotator_number == own["yolo"], "the cut holds images"


def test_the_least_agreement_is_read_from_its_own_index(tmp_path: Any, sqlite_files: Any) -> None:
    with sqlite_files.migrated(tmp_path) as url:
        store = open_store(url)
        statement = (
            "SELECT image, name, value FROM series WHERE project = 1 AND line = 2 AND subject = 3 "
            f"AND value < {LOW} ORDER BY value, name LIMIT 9"
        )
        with store.read() as connection:
            plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
        assert "INDEX series_lowest" in plan
        assert "ORDER BY" not in plan
        store.close()
