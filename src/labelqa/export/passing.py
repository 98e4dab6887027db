"""Which images and annotations pass, and the reason of each that does not, in words that are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from labelqa.export.figures import AnnotatorFigures
from labelqa.export.query import Query
from labelqa.export.splits import Splits
from labelqa.facts.image import FLAGS
from labelqa.model import Annotation, Image
from labelqa.store import Row
from labelqa.tally import ONE


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a query, with what they need to know. `figures`: of annotators, where their accuracy counts."""

    query: Query
    shares: Splits | None
    figures: Mapping[str, AnnotatorFigures]

    def image(self, image: Image, fact: Row[Any]) -> str | None:
        """Why an image is left out; None when it passes."""
        query, shares = self.query, self.shares
        reasons = {
            "batch": query.batch not in (None, image.batch),
            "video": query.video not in (None, image.video),
            "split": query.split is not None and shares is not None and shares.of(image) != query.split,
            "min_annotators": query.min_annotators is not None and fact.n < query.min_annotators,
            "min_iou": query.min_iou is not None and (fact.iou is None or fact.iou < query.min_iou * ONE),
            "flag": bool(query.flag) and not fact.flags & _bits(query.flag),
            "without_flag": bool(fact.flags & _bits(query.without_flag)),
        }
        return _first(reasons)

    def annotation(self, annotation: Annotation) -> str | None:
        """Why an annotation is left out; None when it passes.

        Where one answer is made of several, those that were skipped or rejected are never among them.
        """
        query, chosen = self.query, self.query.labels != "all"
        reasons = {
            "kind": query.source not in (None, annotation.kind),
            "annotator": query.annotator not in (None, annotation.annotator_id),
            "skipped": chosen and annotation.cancelled,
            "rejected": chosen and annotation.verdict == "rejected",
            "verdict": bool(query.verdict) and not any(_is(annotation, wanted) for wanted in query.verdict),
        }
        return _first(reasons) or self._accuracy(annotation)

    def _accuracy(self, annotation: Annotation) -> str | None:
        least = self.query.min_annotator_accuracy
        if least is None or annotation.kind == "truth":
            return None
        accuracy = self.figures[annotation.annotator_id].accuracy
        if accuracy is None:
            return "accuracy_not_measured"
        return "min_annotator_accuracy" if accuracy < least else None

    @property
    def every_image(self) -> bool:
        """True when no annotation can be left out: then images that nobody answered are part of it too."""
        query = self.query
        by_annotation = (query.source, query.annotator, query.min_annotator_accuracy)
        return query.labels == "all" and not query.verdict and by_annotation == (None, None, None)

    def narrowed(self, annotation: Annotation) -> Annotation | None:
        """The annotation with the classes that were asked for; None when all it said was a label of another class."""
        wanted = set(self.query.class_)
        if not wanted:
            return annotation
        objects, labels = annotation.objects, annotation.labels
        if objects is not None:
            objects = tuple(o for o in objects if o.class_name in wanted)
        if labels is not None:
            labels = tuple(name for name in labels if name in wanted)
        if objects is None and annotation.labels and not labels:
            return None
        return replace(annotation, objects=objects, labels=labels)


def _is(annotation: Annotation, wanted: str) -> bool:
    if wanted == "unreviewed":
        return annotation.verdict is None
    if wanted == "verified":
        return annotation.verdict == "approved" or _corrected_to(annotation)
    return annotation.verdict == wanted


def _corrected_to(annotation: Annotation) -> bool:
    """True when a reviewer put this answer in the place of another: only to ask for a correction verifies nothing."""
    judged = annotation.judged
    return bool(judged) and judged[-1].verdict == "corrected" and judged[-1].corrected_to == annotation.revision


def _bits(names: tuple[str, ...]) -> int:
    return sum(FLAGS[name] for name in set(names))


def _first(reasons: Mapping[str, bool]) -> str | None:
    return next((reason for reason, holds in reasons.items() if holds), None)
