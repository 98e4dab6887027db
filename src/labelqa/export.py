"""The labels out again: which annotations pass, in the order of image and annotator, with a manifest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from labelqa.model import Annotation, Image, Kind, Project, Verdict
from labelqa.store import Connection, Row, annotations, image_facts, images, names
from labelqa.store.schema import image as image_table
from labelqa.tally import ONE

BATCH = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What passes: None asks nothing. `verdict` is that of the annotation, the others are of its image."""

    verdict: Verdict | None = None
    min_iou: float | None = None
    min_annotators: int | None = None
    kind: Kind | None = None
    annotator: str | None = None


@dataclass(slots=True)
class Manifest:
    """What an export holds and what was left out, counted while it is written."""

    project_id: str
    revision: int
    filters: Filters
    images: int = 0
    annotations: int = 0
    objects: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def selected(
    connection: Connection, project: Project, filters: Filters
) -> tuple[Manifest, Iterator[Image | Annotation]]:
    """The images and annotations that pass, one by one; the manifest is complete when they are spent."""
    manifest = Manifest(project.project_id, project.revision, filters)
    return manifest, _items(connection, project, filters, manifest)


def _items(
    connection: Connection, project: Project, filters: Filters, manifest: Manifest
) -> Iterator[Image | Annotation]:
    classes, after = names.classes(connection, project.number), ""
    while page := images.page(connection, project.number, after=after, limit=BATCH):
        after = page[-1].image_id
        numbers = names.numbers(connection, image_table, project.number, [i.image_id for i in page])
        facts = image_facts.rows(connection, project.number, numbers.values())
        every = annotations.of_images(connection, project.number, numbers.values(), classes)
        for image in page:
            given, fact = every.get(image.image_id, []), facts[numbers[image.image_id]]
            passing = [a for a in given if _passes(a, fact, filters, manifest)]
            if passing or not given:
                manifest.images += 1
                yield image
            for a in passing:
                manifest.annotations += 1
                manifest.objects += len(a.objects or ())
                yield a


def _passes(annotation: Annotation, fact: Row[Any], filters: Filters, manifest: Manifest) -> bool:
    reasons = {
        "kind": filters.kind not in (None, annotation.kind),
        "annotator": filters.annotator not in (None, annotation.annotator_id),
        "verdict": filters.verdict not in (None, annotation.verdict),
        "min_iou": filters.min_iou is not None and (fact.iou is None or fact.iou < filters.min_iou * ONE),
        "min_annotators": filters.min_annotators is not None and fact.n < filters.min_annotators,
    }
    failed = next((name for name, fails in reasons.items() if fails), None)
    if failed is not None:
        manifest.left_out[failed] += 1
    return failed is None
