"""What was found of images, as it is written back into the tools that they came from."""

from collections.abc import Callable, Collection, Sequence

from labelqa.connectors import Finding, Flag
from labelqa.model import Project
from labelqa.reports.images import row_of
from labelqa.store import Connection, image_facts, names
from labelqa.store.schema import image


def finder(project: Project, what: Collection[str]) -> Callable[[Connection, Sequence[str]], list[Finding]]:
    """Finds flags and priorities of images, by id, as the review queue has them; priorities in hundredths.

    Comments stay here: an image is told without its flag `escalated`, whose words are for reviewers.
    """

    def find(connection: Connection, images: Sequence[str]) -> list[Finding]:
        numbers = names.numbers(connection, image, project.number, images)
        rows = image_facts.rows(connection, project.number, numbers.values())
        found = []
        for name, number in sorted(numbers.items()):
            if number not in rows:
                continue
            row = row_of(rows[number])
            priority = None if "priority" not in what or row.priority is None else round(row.priority, 2)
            flags = tuple(Flag(flag.reason, flag.severity, flag.detail) for flag in row.flags)
            found.append(Finding(name, priority, flags if "flags" in what else None))
        return found

    return find
