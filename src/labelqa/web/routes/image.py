"""One image with all that is known of it: who drew what, what was judged, how far each two agree."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from labelqa.consensus import Terms
from labelqa.consensus.merging import merged
from labelqa.consensus.pool import CROWDED, pool
from labelqa.errors import BadInput, NotFound
from labelqa.formats.values import text
from labelqa.gallery import Gallery
from labelqa.model import Annotation, Object, Project, Review
from labelqa.reports.figures import score, time
from labelqa.reports.images import ImageFlag, escalations, row_of
from labelqa.shapes import written
from labelqa.store import Connection, annotations, image_facts, images, listing, names, pictures, totals
from labelqa.store.reviews import conflicting
from labelqa.web.answering import json_response
from labelqa.web.auth import Reader
from labelqa.web.comment_list import CommentRow, newest
from labelqa.web.described import described
from labelqa.web.doubts import ObjectToCheck, doubts
from labelqa.web.links import links
from labelqa.web.services import services

MOST_COMMENTS = 100
"""Comments that come with an image; the list has them all."""


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One object: its class and its box `[x, y, width, height]` in pixels, which `rotation` turns about its centre.

    With a `polygon`, an `rle` or `keypoints` the box is their hull, or the one drawn around the keypoints.
    """

    class_: str
    box: tuple[float, float, float, float]
    rotation: float | None
    polygon: list[list[list[float]]] | None
    rle: dict[str, Any] | None
    keypoints: list[dict[str, Any]] | None
    track_id: str | None
    score: float | None
    object_id: str | None
    attributes: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """A verdict on one revision of the annotation; `corrected_to`: the revision that came of it.

    One that was taken back says when and by whom, and counts no more.
    """

    review_id: str | None
    verdict: str
    revision: int | None
    reviewer_id: str | None
    reason: str | None
    at: str | None
    corrected_to: int | None
    undone_at: str | None
    undone_by: str | None
    sampled: bool


@dataclass(frozen=True, slots=True)
class AnnotationAnswer:
    """One annotator's current answer. `verdict` is the latest on this revision; `superseded` counts earlier ones.

    `conflict`: the reviewers who gave their names differ on whether this revision is right; all stand in `reviews`.
    `chance_of_error`: the chance that a careful reviewer would change it; null for models and the truth.
    `link`: where the answer is to be seen in the labelling tool; null unless it came from a live source.
    """

    annotator_id: str
    kind: str
    submitted_at: str | None
    seconds: float | None
    origin: str | None
    revision: int | None
    cancelled: bool
    verdict: str | None
    conflict: bool
    chance_of_error: float | None
    objects: list[DrawnObject] | None
    labels: list[str] | None
    reviews: list[ReviewAnswer]
    superseded: int
    link: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two annotators agree on this image, by class and with classes ignored."""

    a: str
    b: str
    iou: float | None
    iou_class_agnostic: float | None


@dataclass(frozen=True, slots=True)
class AgreedObject:
    """One object as the persons of the image agree on it: the median of every edge of their boxes, the class most gave.

    `support`: who drew it, of `n` persons; `iou`: how well their boxes fit it. `disputed`: one of two persons drew it.
    `below_quorum`: fewer than half of the persons did.
    """

    class_: str
    box: tuple[float, float, float, float]
    support: list[str]
    n: int
    iou: float | None
    disputed: bool
    below_quorum: bool


@dataclass(frozen=True, slots=True)
class ImageAnswer:
    """An image, its row of the review queue, its annotations and their pairs, at the project's `revision`.

    `n_lower`: images with a lower QA score, exact up to 10,000, else null, as it is without a score;
    `n_labelled`: images that somebody labelled.
    `picture`: whether it has one to show; null where that turns out only when its address is asked for it.
    """

    image_id: str
    revision: int
    width: int | None
    height: int | None
    uri: str | None
    picture: bool | None
    batch: str | None
    video: str | None
    frame: int | None
    qa_score: float | None
    n_lower: int | None
    n_labelled: int
    priority: float | None
    review_status: str
    flags: list[ImageFlag]
    n_annotators: int
    iou: float | None
    truth_iou: float | None
    suggestion_iou: float | None
    label_agreement: float | None
    objects: int
    updated_at: str | None
    annotations: list[AnnotationAnswer]
    pairs: list[Pair]
    consensus: list[AgreedObject]
    to_check: list[ObjectToCheck]
    comments: list[CommentRow]


@described(ImageAnswer)
async def get_image(request: Request, caller: Reader, image_id: str) -> Response:
    """One image: its annotations with revision, verdict and reviews, how far each two agree, and what to check.

    The id stands in the address as it is, its slashes too.
    """
    served = services(request)
    return json_response(await served.reading(lambda c: _image(c, caller.project, image_id, served.gallery)))


def _image(connection: Connection, project: Project, image_id: str, gallery: Gallery) -> ImageAnswer:
    number, image = images.get(connection, project.number, known(image_id))
    fact = image_facts.rows(connection, project.number, [number])[number]
    row = row_of(fact, escalation=escalations(connection, project, [fact]).get(number))
    covered = totals.counts(connection, project.number, "coverage", "n", "images")
    people = {k: name for k, (name, _, _) in names.annotators(connection, project.number).items()}
    kept = Counter(people[r.annotator] for r in annotations.kept(connection, project.number, number))
    classes = names.classes(connection, project.number)
    current = annotations.of_images(connection, project.number, [number], classes).get(image.image_id, [])
    pairs = image_facts.pairs(connection, project.number, number)
    linked = links(connection, project.number, image.image_id)
    own = {name: getattr(row, name) for name in row.__slots__}
    doubted = doubts(connection, project, number, image.image_id)
    return ImageAnswer(
        **own,
        revision=project.revision,
        n_lower=None if fact.qa is None else listing.scored_below(connection, project.number, fact.qa),
        n_labelled=sum(n for people, n in covered.items() if people),
        width=image.width,
        height=image.height,
        uri=image.uri,
        picture=gallery.has(project.project_id, image, pictures.of(connection, project.number, [number]).get(number)),
        batch=image.batch,
        video=image.video,
        frame=image.frame,
        annotations=[
            _annotation(a, kept[a.annotator_id], doubted.chances.get(a.annotator_id), linked.get(a.annotator_id))
            for a in current
        ],
        pairs=sorted(
            [Pair(people[p.a], people[p.b], score(p.score), score(p.score_any)) for p in pairs],
            key=lambda p: (p.a, p.b),
        ),
        consensus=_consensus(connection, project, number, classes),
        to_check=doubted.objects,
        comments=newest(connection, project, number, MOST_COMMENTS),
    )


def _consensus(connection: Connection, project: Project, number: int, classes: Mapping[int, str]) -> list[AgreedObject]:
    """What the persons agree on; nothing where fewer than two drew, or where too many boxes lie on each other."""
    together = pool(a for a in annotations.answers(connection, project.number, [number])[number] if not a.cancelled)
    if len(together.annotators) < 2 or len(together.overlaps) > CROWDED:
        return []
    found = merged(together, Terms(classes=classes))
    agreed = [(o, False) for o in found.objects] + [(o, True) for o in found.left_out]
    return [
        AgreedObject(
            class_=classes[o.label_class],
            box=(o.x1, o.y1, o.x2 - o.x1, o.y2 - o.y1),
            support=list(o.support),
            n=o.n,
            iou=score(o.iou),
            disputed=o.disputed,
            below_quorum=below,
        )
        for o, below in agreed
    ]


def known(image_id: str) -> str:
    """An id that an image may have; NotFound for a text that none has."""
    try:
        return text(image_id, "")
    except BadInput:
        raise NotFound("there is no such image in this project") from None


def _annotation(a: Annotation, superseded: int, chance: float | None, link: str | None) -> AnnotationAnswer:
    return AnnotationAnswer(
        annotator_id=a.annotator_id,
        kind=a.kind,
        submitted_at=time(a.submitted_at),
        seconds=a.seconds,
        origin=a.origin,
        revision=a.revision,
        cancelled=a.cancelled,
        verdict=a.verdict,
        conflict=conflicting((r.reviewer_id, r.verdict == "approved") for r in a.judged if r.revision == a.revision),
        chance_of_error=chance,
        objects=None if a.objects is None else [_object(o) for o in a.objects],
        labels=None if a.labels is None else list(a.labels),
        reviews=[_review(r) for r in a.reviews],
        superseded=superseded,
        link=link,
    )


def _object(o: Object) -> DrawnObject:
    shape = {} if o.shape is None else written(o.shape)
    x, y, width, height = shape.get("box", (o.x, o.y, o.width, o.height))
    return DrawnObject(
        class_=o.class_name,
        box=(x, y, width, height),
        rotation=shape.get("rotation"),
        polygon=shape.get("polygon"),
        rle=shape.get("rle"),
        keypoints=shape.get("keypoints"),
        track_id=o.track_id,
        score=o.score,
        object_id=o.object_id,
        attributes=None if o.attributes is None else dict(o.attributes),
    )


def _review(r: Review) -> ReviewAnswer:
    return ReviewAnswer(
        review_id=r.review_id,
        verdict=r.verdict,
        revision=r.revision,
        reviewer_id=r.reviewer_id,
        reason=r.reason,
        at=time(r.at),
        corrected_to=r.corrected_to,
        undone_at=time(r.undone_at),
        undone_by=r.undone_by,
        sampled=r.sampled,
    )


def add_routes(v1: APIRouter) -> None:
    """Adds this route."""
    v1.add_api_route("/projects/{project_id}/images/{image_id:path}", get_image, methods=["GET"])
