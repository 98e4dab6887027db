"""Series tell what follows a place, and whose entries those are, without a walk through the whole project."""

from collections.abc import Sequence
from random import Random

import pytest
from sqlalchemy import event

from labelqa.ingest import create_project
from labelqa.model import Image
from labelqa.store import Connection, Store, images, projects, series
from labelqa.store.series import Entry
from tests.ingest.world import NOW

LINES = [(0, 0), (1, 3), (1, 4)]


def filled(connection: Connection) -> tuple[int, list[Entry]]:
    """A project with three series of twenty images, some of them at the same time."""
    r = Random(5)
    taken = len(projects.page(connection, limit=1000))
    number = create_project(connection, {"project_id": f"series-{taken}"}, now=NOW).number
    numbers, _, _ = images.put(connection, number, {f"i{k:02}": Image(f"i{k:02}") for k in range(20)})
    entries = [Entry(*line, r.randrange(8), name, image, 1) for line in LINES for name, image in numbers.items()]
    series.change(connection, number, [], entries)
    return number, entries


def behind(entries: Sequence[Entry], one: Entry) -> list[Entry]:
    return [e for e in entries if e[:2] == one[:2] and (e.at, e.name) > (one.at, one.name)]


def test_a_place_is_buried_under_as_many_entries_as_follow_it(store: Store) -> None:
    with store.write() as connection:
        number, entries = filled(connection)
        for one in entries:
            n = len(behind(entries, one))
            for most, expected in ((n, {one[:2]} if n else set()), (n + 1, set())):
                if most:
                    assert series.buried(connection, number, {one[:2]: (one.at, one.name)}, most) == expected


def test_images_that_came_together_are_followed_by_others_alone(store: Store) -> None:
    r = Random(2)
    with store.write() as connection:
        number, entries = filled(connection)
        for _ in range(60):
            own = set(r.sample(sorted({e.image for e in entries}), 4))
            first = {line: min((e for e in entries if e[:2] == line and e.image in own), key=lambda e: e[2:4])
                     for line in LINES}  # fmt: skip
            expected = {line for line, e in first.items() if any(b.image not in own for b in behind(entries, e))}
            places = {line: (e.at, e.name) for line, e in first.items()}
            assert series.followed_by_others(connection, number, places, own) == expected


def test_sqlite_looks_places_up_in_an_index(store: Store) -> None:
    if not store.sqlite:
        pytest.skip("PostgreSQL chooses by the numbers of rows")
    asked: list[tuple[str, object]] = []
    with store.write() as connection:
        number, entries = filled(connection)

        def note(_connection: object, _cursor: object, text: str, values: object, *_more: object) -> None:
            asked.append((text, values))

        event.listen(store.engine, "before_cursor_execute", note)
        series.buried(connection, number, {LINES[0]: (3, "i03")}, 2)
        series.followed_by_others(connection, number, {LINES[0]: (3, "i03")}, {entries[0].image})
        event.remove(store.engine, "before_cursor_execute", note)
        for text, values in asked:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)  # type: ignore[arg-type]
            plan = " ".join(row[3] for row in rows)
            assert "(project=?)" not in plan, plan
            assert "line=? AND subject=?" in plan or "image=?" in plan, plan


def test_more_lines_than_a_statement_takes_are_asked_about_all_the_same(store: Store) -> None:
    many = 16_500  # four values each: beyond the 65,535 that PostgreSQL binds
    with store.write() as connection:
        number, entries = filled(connection)
        places = {(1, k + 100): (0, "i00") for k in range(many)}
        places |= {one[:2]: (one.at, one.name) for one in sorted(entries, key=lambda e: (e.at, e.name), reverse=True)}
        first = {line: min((e.at, e.name) for e in entries if e[:2] == line) for line in LINES}
        images_there = {e.image for e in entries if (e.at, e.name) in first.values()}
        found = series.followed_by_others(connection, number, places | first, images_there)
        assert found == set(LINES)
