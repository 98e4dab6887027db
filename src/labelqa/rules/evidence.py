"""What rules may look at: bounded reads of one project's stored history."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelqa.model import Project
from labelqa.store import Connection, Row, image_facts, mixture, names, recent, schema, series, totals


@dataclass(frozen=True)
class Evidence:
    """One project as it stands inside a transaction."""

    connection: Connection
    project: Project

    def content(self) -> list[tuple[str, int]]:
        """(class, objects and image-level labels of persons), for classes that are declared or have any, by name."""
        counted = totals.rows(self.connection, self.project.number, "content", by=("label_class",))
        found = {self.classes[row["label_class"]]: row["objects"] + row["labels"] for row in counted}
        found |= {name: 0 for name in names.declared(self.connection, self.project.number) if name not in found}
        return sorted(found.items())

    @cached_property
    def classes(self) -> dict[int, str]:
        """{number: name} of the project's classes."""
        return names.classes(self.connection, self.project.number)

    @cached_property
    def persons(self) -> dict[int, str]:
        """{number: annotator id} of the persons."""
        people = names.annotators(self.connection, self.project.number, "person")
        return {number: name for number, (name, _, _) in people.items()}

    def number(self, kind: str, name: str) -> int | None:
        """The number of a person or class; None when there is none."""
        known = self.persons if kind == "annotator" else self.classes
        return next((number for number, held in known.items() if held == name), None)

    def decisions(self, annotator: int, most: int) -> list[recent.Decision]:
        """An annotator's newest decisions, oldest first."""
        return recent.decisions(self.connection, self.project.number, annotator, most)

    def timed(self, annotator: int, most: int) -> list[recent.Timed]:
        """An annotator's newest answers with the time they took, oldest first."""
        return recent.timed(self.connection, self.project.number, annotator, most)

    def checked(self, annotator: int, most: int) -> list[recent.Checked]:
        """An annotator's newest answers that were compared with the truth, oldest first."""
        return recent.checked(self.connection, self.project.number, annotator, most)

    def drawn(self, annotator: int, most: int) -> list[recent.Drawn]:
        """An annotator's newest answers with their objects by class, oldest first."""
        return recent.drawn(self.connection, self.project.number, annotator, most)

    def drawn_classes(self, annotator: int, later: int, sizes: Sequence[int]) -> list[list[bytes]]:
        """Stretches of an annotator's answers, so many each, before the newest `later`, the newest first: per answer
        the classes of its objects as whole numbers of four bytes.
        """
        return recent.drawn_classes(self.connection, self.project.number, annotator, later, sizes)

    @cached_property
    def answered(self) -> dict[int, int]:
        """{annotator: their answers}, the skipped ones left out."""
        return self.counts("work", "annotator", "annotations")

    def annotated(self, most: int) -> list[mixture.Place]:
        """The project's newest annotated images, oldest first."""
        return mixture.places(self.connection, self.project.number, most)

    def annotated_at(self, later: int) -> mixture.Place | None:
        """The annotated image that `later` others follow; None when there are not so many."""
        return mixture.place(self.connection, self.project.number, later)

    def objects(self, later: int, most: int) -> Counter[int]:
        """{class: objects of persons} on so many annotated images before the newest `later`."""
        return mixture.objects(self.connection, self.project.number, later, most)

    def objects_by_image(self, places: Sequence[mixture.Place], classes: Sequence[int] = ()) -> list[recent.Drawn]:
        """A stretch of annotated images, each with the objects that persons drew; `classes`: of these alone."""
        if not places:
            return []
        found = mixture.by_image(self.connection, self.project.number, places[0], places[-1], classes)
        return [recent.Drawn(p.at, p.name, p.image, found.get(p.image, Counter())) for p in places]

    def values(self, line: series.Line, most: int) -> list[int]:
        """The newest values of a series, oldest first."""
        return series.values(self.connection, self.project.number, line, most)

    def column(self, line: series.Line, most: int) -> NDArray[np.int64]:
        """The newest values of a series, oldest first, as an array: much quicker where they are many."""
        return series.column(self.connection, self.project.number, line, most)

    def newest(self, line: series.Line, most: int) -> list[tuple[str, int]]:
        """(image id, value) of the newest entries of a series, the newest first."""
        return series.newest(self.connection, self.project.number, line, most)

    def newest_own(self, annotator: int, most: int) -> list[str]:
        """Ids of the images of an annotator's newest answers that were asked for objects, the newest first."""
        return recent.drawn_names(self.connection, self.project.number, annotator, most)

    def buried(self, places: Mapping[series.Line, tuple[int, str]], most: int) -> set[series.Line]:
        """The series in which at least so many entries follow the one at this place."""
        return series.buried(self.connection, self.project.number, places, most)

    def annotated_since(self, place: tuple[int, str], most: int) -> bool:
        """True when at least so many annotated images follow a place in their order."""
        return mixture.followed(self.connection, self.project.number, place, most)

    def drawn_since(self, annotator: int, at: int, most: int) -> bool:
        """True when an annotator has at least so many later answers that were asked for objects."""
        return recent.followed(self.connection, self.project.number, annotator, at, most)

    def place(self, line: series.Line, later: int) -> series.Entry:
        """The entry of a series that `later` others follow."""
        return series.place(self.connection, self.project.number, line, later)

    def total(self, tally: str, at_least: int = 0, **where: int) -> dict[str, int]:
        """One tally summed over all days; of those entries alone whose keys are as said."""
        rows = totals.rows(self.connection, self.project.number, tally, where=where, at_least=at_least)
        return rows[0] if rows else {}

    def met_truth(self, annotator: int) -> Mapping[str, int]:
        """What an annotator's answers come to against the truth: images, empty, tp, fp and fn; all 0 without any."""
        return totals.met_truth(self.connection, self.project.number, annotator)

    def counts(self, tally: str, by: str, counter: str, at_least: int = 0) -> dict[int, int]:
        """One counter of a tally by one of its keys, over all days; `at_least`: of images with so many annotators."""
        return totals.counts(self.connection, self.project.number, tally, by, counter, at_least)

    def paces(self) -> dict[int, dict[int, int]]:
        """{person: {step of the histogram of milliseconds: annotations}}."""
        found: dict[int, dict[int, int]] = {number: {} for number in self.persons}
        for who, step, annotations in totals.paces(self.connection, self.project.number):
            if who in found:
                found[who][step] = annotations
        return found

    def image(self, image_id: str) -> Row[Any] | None:
        """The fact row of an image."""
        found = names.numbers(self.connection, schema.image, self.project.number, [image_id])
        rows = image_facts.rows(self.connection, self.project.number, found.values())
        return next(iter(rows.values()), None)
