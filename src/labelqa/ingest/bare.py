"""Images of which facts are stored without the annotations they are made of: nothing may be measured anew of them."""

from collections.abc import Collection

from labelqa.errors import Conflict, quoted
from labelqa.model import Project
from labelqa.store import Connection, image_facts

ADVICE = "import the folder of facts with its annotations (labelqa import --scored), or into a project of its own"


def check_bare(connection: Connection, project: Project, unanswered: Collection[int]) -> None:
    """Conflict when one of these images, of which no annotation is stored, has facts of some all the same."""
    if not unanswered:
        return
    name = image_facts.bare(connection, project.number, unanswered)
    if name is not None:
        text = f"of image {quoted(name)} this project holds facts that were scored elsewhere, and no annotations"
        raise Conflict(f"{text}; to write to it, {ADVICE}")


def check_measurable(connection: Connection, project: Project) -> None:
    """Conflict when the facts of some image cannot be made anew, as other settings would ask."""
    name = image_facts.any_bare(connection, project.number)
    if name is not None:
        text = f"the project holds facts without annotations, those of image {quoted(name)} among them"
        raise Conflict(f"{text}; they cannot be made anew under other settings: score the set anew, or {ADVICE}")
