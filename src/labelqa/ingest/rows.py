"""An annotation as the row that is stored: objects in their order, classes as numbers."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from labelqa.model import Annotation, Object, Project
from labelqa.store import Connection, names, packing
from labelqa.store.reviews import NO_VERDICT, Place
from labelqa.store.schema import label_class


def class_numbers(connection: Connection, project: Project, annotations: Sequence[Annotation]) -> dict[str, int]:
    """{class: number} of all that these annotations use; new ones are created, undeclared."""
    used = {o.class_name for a in annotations for o in a.objects or ()} | {
        k for a in annotations for k in a.labels or ()
    }
    rows = {name: {"declared": False} for name in sorted(used)}
    numbers, _ = names.ensure(connection, label_class, project.number, rows)
    return numbers


def row_of(project: Project, place: Place, annotation: Annotation, classes: Mapping[str, int]) -> dict[str, Any]:
    """The row without its revision, which depends on what is stored, and not judged yet."""
    return {
        "project": project.number,
        "image": place[0],
        "annotator": place[1],
        "submitted_at": annotation.submitted_at,
        "ms": None if annotation.seconds is None else round(annotation.seconds * 1000),
        "origin": annotation.origin,
        "cancelled": annotation.cancelled,
        **packed_labels(annotation.labels, classes),
        **packed_objects(annotation.objects, classes),
        **NO_VERDICT,
    }


def packed_labels(labels: Sequence[str] | None, classes: Mapping[str, int]) -> dict[str, Any]:
    """The column of image-level labels."""
    return {"labels": None if labels is None else packing.pack_labels(labels, classes)}


def packed_objects(objects: Sequence[Object] | None, classes: Mapping[str, int]) -> dict[str, Any]:
    """The columns of objects and of what is kept beside them."""
    if objects is None:
        return {"objects": None, "extra": None}
    ordered = _ordered(objects)
    return {"objects": packing.pack_objects(ordered, classes), "extra": packing.pack_extra(ordered)}


def _ordered(objects: Sequence[Object]) -> list[Object]:
    """In canonical order, which the left edges mostly decide."""
    if len({o.x for o in objects}) == len(objects):
        return sorted(objects, key=attrgetter("x"))
    return sorted(objects, key=_order)


def _order(o: Object) -> tuple[object, ...]:
    return *o.order, o.score or 0.0, o.object_id or "", o.track_id or ""
