"""Taking back: an annotation, or an image with everything on it, leaves all figures."""

from labelqa.errors import NotFound
from labelqa.facts.series import RAISED
from labelqa.ingest.alerts import evaluate
from labelqa.ingest.touch import touch
from labelqa.ingest.touched import Touched
from labelqa.model import Project
from labelqa.rules import ANSWERED, CONTENT, OWN
from labelqa.store import Connection, annotations, image_facts, images, names, projects, series, totals
from labelqa.store.schema import annotator
from labelqa.tally import Bag, add


def remove_annotation(connection: Connection, project: Project, image_id: str, annotator_id: str, *, now: int) -> int:
    """Deletes an annotation with its revisions and reviews; returns the project's revision after it."""
    image, _ = images.get(connection, project.number, image_id)
    who = names.numbers(connection, annotator, project.number, [annotator_id]).get(annotator_id)
    if who is None or (image, who) not in annotations.stored(connection, project.number, [image]):
        raise NotFound(f"{annotator_id!r} has no annotation of image {image_id!r}")
    annotations.remove(connection, project.number, [(image, who)])
    touched = touch(connection, project, [image]) | Touched(
        annotators=frozenset([annotator_id]), lines={(OWN, who): None}
    )
    evaluate(connection, project, touched, now=now)
    return projects.advance(connection, project.number, now=now)


def remove_image(connection: Connection, project: Project, image_id: str, *, now: int) -> int:
    """Deletes an image with all its annotations; returns the project's revision after it."""
    number, _ = images.get(connection, project.number, image_id)
    answers = annotations.answers(connection, project.number, [number])[number]
    people = {a.annotator: a.name for a in answers if a.kind == "person"}
    lines = [(e.line, e.subject) for e in series.of_images(connection, project.number, [number], RAISED)]
    lines += [(ANSWERED, 0), (CONTENT, 0), *[(OWN, who) for who in people]]
    gone: Bag = {}
    for bag in image_facts.bags(connection, project.number, [number]).values():
        add(gone, bag, -1)
    totals.apply(connection, project.number, gone)
    images.remove(connection, project.number, number)
    touched = Touched(frozenset([image_id]), frozenset(people.values()), dict.fromkeys(lines))
    evaluate(connection, project, touched, now=now)
    return projects.advance(connection, project.number, now=now)
