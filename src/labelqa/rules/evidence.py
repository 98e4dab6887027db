"""What rules may look at: bounded reads of one project's stored history, each made once."""

from dataclasses import dataclass
from typing import Any

from labelqa.model import Project
from labelqa.store import Connection, Row, image_facts, names, reviews, schema, totals


@dataclass(frozen=True, slots=True)
class Evidence:
    """One project as it stands inside a transaction."""

    connection: Connection
    project: Project

    def content(self) -> list[tuple[str, int]]:
        """(class, objects and image-level labels of persons), for classes that are declared or have any, by name."""
        counted = totals.rows(self.connection, self.project.number, "content", by=("label_class",))
        named = names.classes(self.connection, self.project.number)
        found = {named[row["label_class"]]: row["objects"] + row["labels"] for row in counted}
        found |= {name: 0 for name in names.declared(self.connection, self.project.number) if name not in found}
        return sorted(found.items())

    def decisions(self, annotator_id: str, last: int) -> list[tuple[int, int]]:
        """(time, verdict) of an annotator's last decisions, newest first; 1 is approved."""
        number = self._annotator(annotator_id)
        if number is None:
            return []
        return reviews.recent(self.connection, self.project.number, number, last)

    def comparable(self, what: str, last: int) -> list[tuple[str, int, int]]:
        """(image id, time, value x 2^30) of the newest images that can be compared, oldest first."""
        return image_facts.comparable(self.connection, self.project.number, what, last)

    def image(self, image_id: str) -> Row[Any] | None:
        """The fact row of an image."""
        found = names.numbers(self.connection, schema.image, self.project.number, [image_id])
        rows = image_facts.rows(self.connection, self.project.number, found.values())
        return next(iter(rows.values()), None)

    def _annotator(self, annotator_id: str) -> int | None:
        return names.numbers(self.connection, schema.annotator, self.project.number, [annotator_id]).get(annotator_id)
