"""What a store holds of a project, under names: to be compared with what was scored elsewhere."""

from collections.abc import Iterable
from typing import Any

from labelqa.cluster.numbering import Totals
from labelqa.ingest import create_project, write_annotations
from labelqa.model import Annotation, Image, Project
from labelqa.store import Connection, Store, names, projects, totals
from labelqa.tally import TALLIES

PROJECT = "p"


def numbers(connection: Connection, project: Project) -> tuple[dict[int, str], dict[int, str]]:
    """{number: name} of annotators and of classes."""
    people = {k: row[0] for k, row in names.annotators(connection, project.number).items()}
    return people, names.classes(connection, project.number)


def store_totals(store: Store, project_id: str = PROJECT) -> Totals:
    """Every total of a project, by name."""
    with store.read() as connection:
        project = projects.get(connection, project_id)
        people, classes = numbers(connection, project)
        found: Totals = {}
        for (number, key), row in totals.stored(connection, project.number).items():
            tally = TALLIES[number]
            told = [_name(name, value, people, classes) for name, value in zip(tally.keys, key, strict=True)]
            if tally.name == "label":
                told[2:] = sorted(told[2:])  # type: ignore[type-var]
            found[number, tuple(told)] = row
        return found


def _name(key: str, value: int, people: dict[int, str], classes: dict[int, str]) -> Any:
    if key in ("annotator", "a", "b", "model"):
        return people[value]
    return classes[value] if value and key in ("label_class", "c1", "c2", "truth_class", "drawn_class") else value


def written(
    store: Store, annotations: Iterable[Annotation], *, now: int, images: Iterable[Image] = (), **settings: Any
) -> None:
    """The same annotations written by a server, in one batch."""
    with store.write() as connection:
        project = create_project(connection, {"project_id": PROJECT, **settings}, now=now)
    with store.write(project.number) as connection:
        write_annotations(connection, project, list(annotations), now=now, images=list(images), once=False, score=False)
