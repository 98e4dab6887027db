"""Recomputes everything from the annotations and compares it with what is stored, exactly: facts, totals, alerts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labelqa.facts import measured
from labelqa.facts.series import RAISED
from labelqa.ingest.assigned import done_times
from labelqa.ingest.following import entries_of
from labelqa.ingest.replay import alert_differences, recomputed_alerts
from labelqa.ingest.scoring import LASTING, Scorer, blank, scorer, truths_of
from labelqa.ingest.touch import rows_of
from labelqa.model import Project
from labelqa.store import Connection, annotations, assignments, comments, image_facts, names, projects, series, totals
from labelqa.tally import TALLIES, Bag, add, clean

BATCH = 500
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Verification:
    """How many images, totals and alerts were compared, and every difference, in words (the first 100)."""

    project_id: str
    revision: int
    images: int
    totals: int
    differences: tuple[str, ...]
    alerts: int = 0

    @property
    def exact(self) -> bool:
        """True when everything stored is the recomputation."""
        return not self.differences


def verify(connection: Connection, project_id: str, *, progress: Progress = lambda done: None) -> Verification:
    """Compares stored facts, totals and alerts with their recomputation from annotations and reviews alone."""
    project = projects.get(connection, project_id)
    by = scorer(connection, project)
    total: Bag = {}
    differences, images = [], 0
    for numbers in _batches(connection, project):
        stored = dict(image_facts.stored_rows(connection, project.number, numbers))
        fresh = _recomputed(connection, project, numbers, total, _waiting(stored["image_fact"], by.version), by)
        held = series.of_images(connection, project.number, numbers, RAISED)
        stored["series"] = [{"project": project.number} | entry._asdict() for entry in held]
        for table, rows in fresh.items():
            differences += list(_compared(table, rows, stored[table]))[:100]
        differences += list(_assignments(connection, project, numbers))[:100]
        images += len(numbers)
        progress(images)
    kept = totals.stored(connection, project.number)
    differences += list(_totals(clean(total), kept))
    standing = recomputed_alerts(connection, project)
    differences += list(alert_differences(connection, project, standing))
    return Verification(project_id, project.revision, images, len(kept), tuple(differences[:100]), alerts=len(standing))


def _batches(connection: Connection, project: Project) -> Iterator[list[int]]:
    after = 0
    while numbers := image_facts.numbers(connection, project.number, after=after, limit=BATCH):
        yield numbers
        after = numbers[-1]


def _waiting(stored: list[dict[str, Any]], version: int) -> dict[int, dict[str, Any]]:
    """Scores of images that an earlier model gave: they are taken as they are until the newest has come to them."""
    of_queue = ~LASTING
    return {
        row["image"]: {name: row[name] for name in blank(version)} | {"flags": row["flags"] & of_queue}
        for row in stored
        if row["scored"] != version
    }


def _recomputed(
    connection: Connection,
    project: Project,
    numbers: list[int],
    total: Bag,
    waiting: dict[int, dict[str, Any]],
    by: Scorer,
) -> Mapping[str, list[dict[str, Any]]]:
    answers = annotations.answers(connection, project.number, numbers, recount=True)
    named = names.image_names(connection, project.number, numbers)
    found = {number: measured(project, answers[number]) for number in numbers}
    for fact in found.values():
        add(total, fact.bag)
    tables = ("image_fact", "pair_fact", "image_class", "image_flag")
    scored = {number: name for number, name in named.items() if number not in waiting}
    scores = by.rows(scored, answers, truths_of(found)) | waiting
    entries = [{"project": project.number} | entry._asdict() for entry in entries_of(named, found)]
    rows = rows_of(project.number, named, found, scores, comments.standing(connection, project.number, numbers))
    return {**dict(zip(tables, rows, strict=True)), "series": entries}


def _assignments(connection: Connection, project: Project, numbers: list[int]) -> Iterator[str]:
    rows = [dict(row._mapping) for row in assignments.of(connection, project.number, numbers)]
    for old, new in zip(rows, done_times(connection, project.number, rows) if rows else (), strict=True):
        if old["done_at"] != new["done_at"]:
            place = f"assignment ({old['image']}, {old['assignee']}, {old['role']})"
            yield f"{place}: done_at is stored as {old['done_at']!r}, recomputed {new['done_at']!r}"


def _compared(table: str, fresh: list[dict[str, Any]], stored: list[dict[str, Any]]) -> Iterator[str]:
    now, then = ({_key(table, row): row for row in rows} for rows in (fresh, stored))
    for key in sorted(now.keys() | then.keys()):
        a, b = now.get(key), then.get(key)
        if a is None or b is None:
            yield f"{table} {key}: {'stored but not recomputed' if a is None else 'recomputed but not stored'}"
        else:
            for column in a:
                if a[column] != b[column]:
                    yield f"{table} {key}: {column} is stored as {b[column]!r}, recomputed {a[column]!r}"


_KEYS = {
    "image_fact": (),
    "pair_fact": ("a", "b"),
    "image_class": ("label_class",),
    "image_flag": ("flag",),
    "series": ("line", "subject"),
}


def _key(table: str, row: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(row[k] for k in ("image", *_KEYS[table]))


def _totals(fresh: Bag, stored: Bag) -> Iterator[str]:
    for number, key in sorted(fresh.keys() | stored.keys()):
        a, b = fresh.get((number, key)), stored.get((number, key))
        if a != b:
            tally = TALLIES[number]
            place = ", ".join(f"{k} {v}" for k, v in zip(tally.keys, key, strict=True))
            yield f"total {tally.name} ({place}): stored {b}, recomputed {a}"
