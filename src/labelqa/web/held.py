"""What an image holds, in short: enough to say in the audit log what went with it."""

from dataclasses import dataclass

from fastapi import Request

from labelqa.model import Annotation
from labelqa.store import Connection, annotations, images, names, projects


@dataclass(frozen=True, slots=True)
class Drawn:
    """One annotation; how many objects and labels it has, None for none of that kind."""

    annotator_id: str
    kind: str
    revision: int | None
    verdict: str | None
    objects: int | None
    labels: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """The annotations of an image, or the one that is meant."""

    annotations: list[Drawn]


def held(request: Request, connection: Connection, image_id: str) -> Held:
    """What an image of the request's project holds; of one annotator, where the address names one. NotFound."""
    project = projects.get(connection, request.path_params["project_id"])
    number, _ = images.get(connection, project.number, image_id)
    classes = names.classes(connection, project.number)
    drawn = annotations.of_images(connection, project.number, [number], classes).get(image_id, [])
    only = request.query_params.get("annotator_id")
    return Held([_drawn(a) for a in drawn if only in (None, a.annotator_id)])


def _drawn(a: Annotation) -> Drawn:
    objects, labels = (None if found is None else len(found) for found in (a.objects, a.labels))
    return Drawn(a.annotator_id, a.kind, a.revision, a.verdict, objects, labels)
