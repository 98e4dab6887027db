"""Annotations in: the one write path that everything goes through, one transaction a batch."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from labelqa.errors import Problem, quoted
from labelqa.facts import ImageFacts
from labelqa.ingest.alerts import evaluate
from labelqa.ingest.bare import check_bare
from labelqa.ingest.checking import check
from labelqa.ingest.labelled import Labelled
from labelqa.ingest.reviews import Judgement, judge
from labelqa.ingest.revising import resolve
from labelqa.ingest.rows import class_numbers, row_of
from labelqa.ingest.touch import touch
from labelqa.model import Annotation, Called, Image, Project, Review
from labelqa.store import Connection, names, projects
from labelqa.store import annotations as stored_annotations
from labelqa.store import images as stored_images
from labelqa.store import reviews as stored_reviews
from labelqa.store.reviews import NONE_NUMBERED, Place
from labelqa.store.schema import annotator

Elsewhere = Callable[[Mapping[int, str]], Mapping[int, ImageFacts]]
"""From {number: id} of new images to the facts of those that were measured elsewhere."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch changed: counts by effect, the project's revision after it, and what a user should know."""

    revision: int
    images: Mapping[str, int] = field(default_factory=dict)
    annotations: Mapping[str, int] = field(default_factory=dict)
    reviews: int = 0
    warnings: tuple[Problem, ...] = ()


def write_annotations(
    connection: Connection,
    project: Project,
    annotations: Sequence[Annotation],
    *,
    now: int,
    images: Sequence[Image] = (),
    called: Sequence[Called] = (),
    once: bool = True,
    score: bool = True,
    elsewhere: Elsewhere | None = None,
) -> Written:
    """Stores images and annotations with their reviews, updates facts, totals and alerts, inside the transaction given.

    One annotation per image and annotator counts: the newest revision. The same again changes nothing, the revision
    included. `called`: names for display of annotators that exist then. `once`: two rows of one annotator for one image
    are refused (else they are revisions). `score`: images are scored for the review queue at once (else by
    `learn_queue`). `elsewhere`: gives the facts of new images that were measured elsewhere, from these very answers.
    Raises BadInput.
    """
    check(connection, project, annotations, once=once)
    numbers, sizes, effect, fresh = _images(connection, project, annotations, images)
    places = _places(connection, project, annotations, numbers)
    classes = class_numbers(connection, project, annotations)
    effects, judgements, changed = _revise(connection, project, annotations, places, classes, fresh)
    judged = judge(connection, project, judgements, changed, now=now, fresh=fresh)
    touched = fresh.keys() | {image for image, _ in (*changed, *judged.places)}
    stored_annotations.put(connection, list(changed.values()))
    warnings = _outside(annotations, sizes) + _unrated(connection, project, annotations)
    renamed = bool(called) and names.call(connection, project.number, {c.annotator_id: c.name for c in called})
    if touched or effect["changed"] or renamed:
        new = _new(annotations, places, fresh, changed)
        given = {} if elsewhere is None else elsewhere(fresh)
        found = touch(connection, project, touched, changed, score=score, fresh=new, given=given)
        evaluate(connection, project, found, now=now)
        revision = projects.advance(connection, project.number, now=now)
    else:
        revision = project.revision
    return Written(revision, effect, effects, judged.count, warnings)


def _images(
    connection: Connection, project: Project, annotations: Sequence[Annotation], images: Sequence[Image]
) -> tuple[dict[str, int], dict[str, tuple[int, int]], Counter[str], dict[int, str]]:
    """Numbers and known sizes of the images by id, what became of them, and {number: id} of the new ones."""
    told: dict[str, Image | None] = dict.fromkeys([a.image_id for a in annotations])
    for image in images:
        told[image.image_id] = _with(told.get(image.image_id), image)
    wanted = {name: image or Image(name) for name, image in told.items()}
    numbers, new, changed = stored_images.put(connection, project.number, wanted)
    effect = Counter({"new": len(new), "changed": len(changed), "known": len(wanted) - len(new)})
    fresh = {numbers[name]: name for name in new}
    known = {name: number for name, number in numbers.items() if number not in fresh}
    sizes = stored_images.sizes(connection, project.number, known)
    sizes |= {name: (i.width, i.height) for name in new if (i := wanted[name]).width and i.height}
    return numbers, sizes, effect, fresh


def _new(
    annotations: Sequence[Annotation],
    places: Sequence[Place],
    fresh: Mapping[int, str],
    changed: Mapping[Place, Mapping[str, Any]],
) -> dict[int, Labelled]:
    """The new images with their answers as they are about to be stored."""
    who = {place: (a.annotator_id, a.kind) for a, place in zip(annotations, places, strict=True)}
    found = {image: Labelled(name, fresh=True) for image, name in fresh.items()}
    for place, row in changed.items():
        if place[0] in found:
            found[place[0]].given.append((row, *who[place]))
    return found


def _with(held: Image | None, image: Image) -> Image:
    """All that two records tell of one image; where both tell the same thing, the later one."""
    if held is None or held == image:
        return image
    told = {f.name: value for f in fields(image) if (value := getattr(image, f.name)) is not None}
    return replace(held, **told)


def _places(
    connection: Connection, project: Project, annotations: Sequence[Annotation], images: Mapping[str, int]
) -> list[Place]:
    kinds = {a.annotator_id: {"kind": a.kind} for a in annotations}
    people, _ = names.ensure(connection, annotator, project.number, kinds)
    return [(images[a.image_id], people[a.annotator_id]) for a in annotations]


def _revise(
    connection: Connection,
    project: Project,
    annotations: Sequence[Annotation],
    places: Sequence[Place],
    classes: Mapping[str, int],
    fresh: Container[int],
) -> tuple[Counter[str], list[Judgement], dict[Place, dict[str, Any]]]:
    """Resolves every row against what is stored; writes superseded ones; returns the current rows that changed."""
    known = {image for image, _ in places if image not in fresh}
    current = stored_annotations.stored(connection, project.number, known)
    check_bare(connection, project, known - {image for image, _ in current})
    corrected = stored_reviews.corrections(connection, project.number, known)
    effects, judgements, changed = Counter[str](), list[Judgement](), dict[Place, dict[str, Any]]()
    kept = defaultdict[Place, list[dict[str, Any]]](list)  # those of earlier rows are yet to be stored
    for annotation, place in zip(annotations, places, strict=True):
        row = row_of(project, place, annotation, classes)
        numbers = corrected.get(place, NONE_NUMBERED)
        mended = place in current and current[place]["revision"] in numbers.standing
        earlier = _superseded(connection, project, place, current.get(place), row, annotation.revision, mended)
        earlier += kept[place]
        outcome = resolve(
            current.get(place), earlier, row, annotation.revision, corrected=mended, taken=numbers.highest
        )
        effects[outcome.effect] += 1
        if outcome.effect in ("new", "revised"):
            current[place] = changed[place] = outcome.current
        if outcome.kept is not None:
            kept[place].append(outcome.kept)
        if annotation.reviews:
            judgements += [judgement(place, annotation, r, outcome.revision) for r in annotation.reviews]
    stored_annotations.keep(connection, [row for rows in kept.values() for row in rows])
    return effects, judgements, changed


def judgement(place: Place, annotation: Annotation, review: Review, revision: int) -> Judgement:
    """A verdict is on the revision it names, unless that is the row's own, which may be stored as another."""

    def stored(named: int | None) -> int | None:
        return revision if named == annotation.revision else named

    judged = revision if review.revision is None else stored(review.revision)
    corrected_to = None if review.corrected_to is None else stored(review.corrected_to)
    return Judgement(place, revision if judged is None else judged, review, corrected_to)


def _superseded(
    connection: Connection,
    project: Project,
    place: Place,
    current: dict[str, Any] | None,
    row: Mapping[str, Any],
    given: int | None,
    mended: bool,
) -> list[dict[str, Any]]:
    """Superseded revisions, looked up only for a row that may be older than the current one, or be behind it."""
    newer = given is None and not mended and current is not None
    if current is None or (newer and (row["submitted_at"] or -1) >= (current["submitted_at"] or -1)):
        return []
    if given is not None and given > current["revision"]:
        return []
    rows = stored_annotations.kept(connection, project.number, place[0])
    return [dict(r._mapping) for r in rows if r.annotator == place[1]]


def _outside(annotations: Sequence[Annotation], sizes: Mapping[str, tuple[int, int]]) -> tuple[Problem, ...]:
    """Boxes that reach over the border of their image: kept as drawn, and named."""
    found = []
    for i, a in enumerate(annotations):
        width, height = sizes.get(a.image_id, (None, None))
        if width is None or height is None:
            continue
        for k, o in enumerate(a.objects or ()):
            if o.x < 0 or o.y < 0 or o.x + o.width > width or o.y + o.height > height:
                pointer = f"{a.place}, /objects/{k}/box" if a.place else f"/annotations/{i}/objects/{k}/box"
                found.append(
                    Problem(pointer, f"the box reaches outside the image of {width} x {height} px; kept as drawn")
                )
    return tuple(found)


def _unrated(connection: Connection, project: Project, annotations: Sequence[Annotation]) -> tuple[Problem, ...]:
    """Image-level labels that no coefficient of this project can use: kept as given, and named."""
    if project.label_type == "multi":
        return ()
    declared = set(names.declared(connection, project.number)) if project.label_type == "ordinal" else None
    found = []
    for i, a in enumerate(annotations):
        given = set(a.labels or ())
        pointer = f"{a.place}, /labels" if a.place else f"/annotations/{i}/labels"
        if len(given) > 1:
            text = f"{len(given)} classes, where the project's label_type {project.label_type} compares answers of one"
            found.append(Problem(pointer, f"{text}; kept, and in no agreement of labels"))
        elif declared is not None and not given <= declared:
            text = f"class {quoted(min(given))} is not declared, so it has no place in the order"
            found.append(Problem(pointer, f"{text}; kept, and no ordinal coefficient can be served"))
    return tuple(found)
