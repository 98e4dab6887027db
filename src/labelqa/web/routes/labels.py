"""Labels in: images and annotations in batches, all or nothing; and taking them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from labelqa.errors import LISTED, BadInput, Problem, quoted
from labelqa.formats.values import shown, wrong
from labelqa.gallery import tidy
from labelqa.ingest import Written, remove_annotation, remove_image, write_annotations
from labelqa.model import Image, Project
from labelqa.store import Connection, images, pictures
from labelqa.web.annotation_rows import annotations_of
from labelqa.web.answering import changed, done
from labelqa.web.audited import audited
from labelqa.web.auth import Ingester
from labelqa.web.bodies import batch
from labelqa.web.described import ONCE, described
from labelqa.web.held import held
from labelqa.web.inputs import AnnotationBatch, ImageBatch
from labelqa.web.query import STRICT, Name
from labelqa.web.routes.image import known
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer


@dataclass(frozen=True, slots=True)
class ImageCounts:
    """Images by what became of them; `changed` are among the `known`."""

    new: int
    changed: int
    known: int


@dataclass(frozen=True, slots=True)
class ImagesWritten:
    """What a batch of images changed."""

    revision: int
    images: ImageCounts


@dataclass(frozen=True, slots=True)
class AnnotationCounts:
    """Annotations by what became of them; `older` ones came too late and are kept as superseded."""

    new: int
    revised: int
    same: int
    older: int


@dataclass(frozen=True, slots=True)
class AnnotationsWritten:
    """What a batch of annotations changed; `warnings` names the first 100 things that were taken, but look wrong."""

    revision: int
    annotations: AnnotationCounts
    images: ImageCounts
    reviews: int
    warnings: list[Problem]
    n_warnings: int


@dataclass(frozen=True, slots=True)
class Removed:
    """The project's revision after it."""

    revision: int


class Place(BaseModel):
    """Which annotation is meant."""

    model_config = STRICT
    image_id: Name
    annotator_id: Name


@described(ImagesWritten, body=ImageBatch, **ONCE)
async def post_images(request: Request, caller: Ingester) -> Response:
    """Creates images, or tells more of known ones; what is left out stays."""

    def prepare(value: Any) -> Act:
        images = [row.image() for row in batch(value, ImageBatch)]
        _check_once(images)

        def act(connection: Connection, project: Project) -> Answer:
            written = write_annotations(connection, project, [], now=_now(request), images=images)
            return Answer.of(200, ImagesWritten(written.revision, _images(written)))

        return act

    return await changed(request, caller, "post_images", prepare)


@described(AnnotationsWritten, body=AnnotationBatch, **ONCE)
async def post_annotations(request: Request, caller: Ingester) -> Response:
    """Stores annotations of persons, models and the truth set, with the verdicts that come with them.

    One counts per image and annotator: the newest revision, or the latest `submitted_at`. The same again changes
    nothing. Images that are not known yet are created. With more than ten images, these get their place in the review
    queue some seconds later, and stand last until then; `waiting` of the queue report counts them.
    """
    chores, later = services(request).chores, False

    def prepare(value: Any) -> Act:
        rows = annotations_of(value)
        annotations, sized = [annotation for annotation, _ in rows], _sized([image for _, image in rows])

        def act(connection: Connection, project: Project) -> Answer:
            nonlocal later
            later = chores.scores_later(len(sized))
            written = write_annotations(
                connection, project, annotations, now=_now(request), images=sized, score=not later
            )
            return Answer.of(200, _written(written))

        return act

    answer = await changed(request, caller, "post_annotations", prepare)
    if later:  # not before they are stored: who looks for them then finds them
        chores.score(caller.project.project_id)
    return answer


@audited("image_id", held)
@described(Removed, **ONCE)
async def delete_annotation(request: Request, caller: Ingester, query: Annotated[Place, Query()]) -> Response:
    """Takes one annotator's answer for an image back, with its revisions and reviews."""

    def act(connection: Connection, project: Project) -> Answer:
        found = remove_annotation(connection, project, query.image_id, query.annotator_id, now=_now(request))
        return Answer.of(200, Removed(found))

    return await done(request, caller, "delete_annotation", act)


@audited("image_id", held)
@described(Removed, **ONCE)
async def delete_image(request: Request, caller: Ingester, image_id: str) -> Response:
    """Deletes an image with every annotation of it, and its uploaded picture."""

    served, gone = services(request), set[str]()

    def act(connection: Connection, project: Project) -> Answer:
        number, _ = images.get(connection, project.number, known(image_id))
        gone.update(pictures.of(connection, project.number, [number]).values())
        return Answer.of(200, Removed(remove_image(connection, project, known(image_id), now=_now(request))))

    answer = await done(request, caller, "delete_image", act)
    await served.writing(lambda: tidy(served.store, served.gallery.cabinet, gone))
    return answer


def _now(request: Request) -> int:
    return services(request).clock()


def _check_once(images: Sequence[Image]) -> None:
    first: dict[str, int] = {}
    problems = []
    for i, image in enumerate(images):
        row = first.setdefault(image.image_id, i)
        if row != i:
            text = f"{shown(image.image_id)} is there twice; row {row} is the first"
            problems.append(Problem(f"/images/{i}/image_id", text))
    if problems:
        raise BadInput(f"nothing was stored: {problems[0].detail}", problems)


def _sized(images: Sequence[Image]) -> list[Image]:
    """The images of a batch, once each, with all that their rows tell; rows that tell different things are refused."""
    known: dict[str, Image] = {}
    told: dict[tuple[str, str], int] = {}
    for i, image in enumerate(images):
        held = known.setdefault(image.image_id, image)
        for first, second in (("width", "height"), ("video", "frame")):
            given = getattr(image, first), getattr(image, second)
            if given[0] is None:
                continue
            row = told.setdefault((image.image_id, first), i)
            before = getattr(held, first), getattr(held, second)
            if row != i and given != before:
                what = f"{first} {given[0]} and {second} {given[1]} here, {before[0]} and {before[1]} in row {row}"
                raise wrong(f"/annotations/{i}/{first}", f"image {quoted(image.image_id)} has {what}")
            held = known[image.image_id] = replace(held, **{first: given[0], second: given[1]})
    return list(known.values())


def _images(written: Written) -> ImageCounts:
    return ImageCounts(**_counts(written.images, ImageCounts))


def _counts(found: Mapping[str, int], kind: Any) -> dict[str, int]:
    return {name: found.get(name, 0) for name in kind.__slots__}


def _written(written: Written) -> AnnotationsWritten:
    return AnnotationsWritten(
        revision=written.revision,
        annotations=AnnotationCounts(**_counts(written.annotations, AnnotationCounts)),
        images=_images(written),
        reviews=written.reviews,
        warnings=list(written.warnings[:LISTED]),
        n_warnings=len(written.warnings),
    )


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects/{project_id}/images", post_images, methods=["POST"])
    v1.add_api_route("/projects/{project_id}/annotations", post_annotations, methods=["POST"])
    v1.add_api_route("/projects/{project_id}/annotations", delete_annotation, methods=["DELETE"])
    v1.add_api_route("/projects/{project_id}/images/{image_id:path}", delete_image, methods=["DELETE"])
