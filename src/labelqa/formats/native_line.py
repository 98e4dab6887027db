"""One line of the native form: from what JSON gave to an image, an annotation, and what is not taken."""

from dataclasses import dataclass, field
from typing import Any

from labelqa.errors import BadInput, quoted
from labelqa.formats import values
from labelqa.formats.format import BORDER, DEGENERATE, NOT_COMPARED, OUTSIDE, Hints
from labelqa.formats.values import under, wrong
from labelqa.model import KINDS, ORIGINS, VERDICTS, Annotation, Image, Kind, Object, Remark, Review, Skipped

LINE = frozenset(
    (
        *("image_id", "width", "height", "annotator_id", "kind", "submitted_at", "seconds", "origin", "revision"),
        *("cancelled", "objects", "labels", "reviews"),
    )
)
OBJECT = frozenset(
    ("class", "box", "score", "object_id", "attributes", "rotation", "polygon", "rle", "keypoints"),
)
REVIEW = frozenset(("verdict", "reason", "reviewer_id", "at", "revision"))


@dataclass(slots=True)
class Line:
    """What one line holds; `annotation` is None when nothing of it can be compared yet."""

    image: Image | None = None
    annotation: Annotation | None = None
    notes: list[Skipped | Remark] = field(default_factory=list)


def parse(row: Any, hints: Hints, place: str) -> Line:
    """Checks one line's value and takes it apart; BadInput names the first thing wrong by its pointer."""
    if type(row) is not dict:
        raise wrong("", f"{values.shown(row)} is not an object; each line holds one annotation in braces")
    _check_keys(row, LINE)
    line = Line()
    image_id = values.text(_required(row, "image_id"), "/image_id")
    line.image = _image(row, image_id)
    objects, shapes = _objects(row, line, place)
    labels = _labels(row)
    cancelled = _cancelled(row, objects or shapes, labels)
    if objects is None and labels is None and not shapes and not cancelled:
        raise wrong("", "neither /objects nor /labels is there; an empty list says that nothing is in the image")
    boxes = None if shapes and not objects else objects  # an empty list would say that nothing is there
    annotation = _annotation(row, image_id, boxes, labels, cancelled, hints, place)
    if shapes and boxes is None and labels is None:
        line.notes.append(Skipped(f"answer of other shapes alone: {NOT_COMPARED}", place))
    else:
        line.annotation = annotation
    return line


def _annotation(
    row: dict[str, Any],
    image_id: str,
    objects: tuple[Object, ...] | None,
    labels: tuple[str, ...] | None,
    cancelled: bool,
    hints: Hints,
    place: str,
) -> Annotation:
    annotator_id = values.text(_required(row, "annotator_id", hints.annotator, "annotator"), "/annotator_id")
    kind: Kind = values.choice(_required(row, "kind", hints.kind, "kind"), "/kind", KINDS)
    spent = row.get("seconds")
    origin = row.get("origin")
    if origin is not None and kind != "person":
        raise wrong("/origin", f"is for persons only; this is a {kind}")
    revision = row.get("revision")
    revision = None if revision is None else values.whole(revision, "/revision", 0, values.REVISION)
    return Annotation(
        image_id,
        annotator_id,
        kind,
        _submitted_at(row, hints),
        objects,
        labels,
        None if spent is None else values.seconds(spent, "/seconds"),
        None if origin is None else values.choice(origin, "/origin", ORIGINS),
        revision,
        cancelled,
        _reviews(row, image_id, annotator_id, revision) if "reviews" in row else (),
        place,
    )


def _required(row: dict[str, Any], key: str, hint: object = None, option: str = "") -> object:
    value = row.get(key, hint)
    if value is None and key not in row:
        how = f"; write it, or give --{option}" if option else ""
        raise wrong(f"/{key}", f"is missing{how}")
    return value


def _check_keys(row: dict[str, Any], known: frozenset[str]) -> None:
    values.count_keys(row, "")
    if not known.issuperset(row):
        key = next(key for key in row if key not in known)
        raise wrong("", f"the key {quoted(key)} is not known; known are {', '.join(sorted(known))}")


def _image(row: dict[str, Any], image_id: str) -> Image | None:
    width, height = row.get("width"), row.get("height")
    if width is None and height is None:
        return None
    if width is None or height is None:
        raise wrong("/width" if width is None else "/height", "is missing; give both sizes or none")
    return Image(image_id, values.whole(width, "/width"), values.whole(height, "/height"))


def _submitted_at(row: dict[str, Any], hints: Hints) -> int | None:
    if "submitted_at" in row:
        value = row["submitted_at"]
        return hints.submitted_at if value is None else values.moment(value, "/submitted_at")
    if hints.submitted_at is None:
        raise wrong("/submitted_at", "is missing; write it, or null when it is not known, or give --submitted-at")
    return hints.submitted_at


def _objects(row: dict[str, Any], line: Line, place: str) -> tuple[tuple[Object, ...] | None, int]:
    """The boxes, and how many shapes of another sort stood among them."""
    rows = row.get("objects")
    if rows is None:
        return None, 0
    if type(rows) is not list:
        raise wrong("/objects", f"{values.shown(rows)} is not a list")
    image = line.image
    right = float("inf") if image is None or image.width is None else image.width + BORDER
    bottom = float("inf") if image is None or image.height is None else image.height + BORDER
    objects = []
    shapes = 0
    for i, item in enumerate(rows):
        try:
            found = _object(item, line, place, i)
        except BadInput as error:
            raise under(f"/objects/{i}", error) from None
        if found is None:
            shapes += 1
        elif found.degenerate:
            line.notes.append(Skipped(DEGENERATE, f"{place}, /objects/{i}"))
        else:
            objects.append(found)
            if image is not None and _beyond(found, right, bottom):
                line.notes.append(Remark(OUTSIDE, f"{place}, /objects/{i}"))
    return tuple(objects), shapes


def _beyond(found: Object, right: float, bottom: float) -> bool:
    x, y = found.x, found.y
    return x < -BORDER or y < -BORDER or x + found.width > right or y + found.height > bottom


def _object(row: Any, line: Line, place: str, index: int) -> Object | None:
    """One object; None for a shape that is not compared yet, which is noted."""
    if type(row) is not dict:
        raise wrong("", f"{values.shown(row)} is not an object")
    if len(row) == 2 and "class" in row and "box" in row:  # nearly all of them
        return Object(values.text(row["class"], "/class"), *values.box(row["box"], "/box"))
    _check_keys(row, OBJECT)
    class_name = values.text(_required(row, "class"), "/class")
    confidence, object_id, more = row.get("score"), row.get("object_id"), row.get("attributes")
    found = Object(
        class_name,
        *(values.box(row["box"], "/box") if row.get("box") is not None else (0.0, 0.0, 0.0, 0.0)),
        None if confidence is None else values.score(confidence, "/score"),
        None if object_id is None else values.text(object_id, "/object_id"),
        None if more is None else values.attributes(more, "/attributes"),
    )
    shape = _other_shape(row)
    if shape is not None:
        line.notes.append(Skipped(f"{shape}: {NOT_COMPARED}", f"{place}, /objects/{index}"))
        return None
    if row.get("keypoints") is not None:
        line.notes.append(Remark(f"keypoints beside a box: left out, {NOT_COMPARED}", f"{place}, /objects/{index}"))
    return found


def _other_shape(row: dict[str, Any]) -> str | None:
    """The name of an object's shape when it is no upright box."""
    shapes = [key for key in ("box", "polygon", "rle") if row.get(key) is not None]
    if len(shapes) > 1:
        raise wrong("", f"has both {shapes[0]} and {shapes[1]}; one object has one shape")
    turn = row.get("rotation")
    turned = turn is not None and values.number(turn, "/rotation", -360, 360) % 360 != 0
    if not shapes:
        if row.get("keypoints") is None:
            raise wrong("/box", "is missing; write [x, y, width, height]")
        return "keypoints without a box"
    if shapes[0] != "box":
        return shapes[0]
    return "rotated box" if turned else None


def _labels(row: dict[str, Any]) -> tuple[str, ...] | None:
    rows = row.get("labels")
    if rows is None:
        return None
    if type(rows) is not list:
        raise wrong("/labels", f"{values.shown(rows)} is not a list")
    return tuple([values.text(name, f"/labels/{i}") for i, name in enumerate(rows)])


def _cancelled(row: dict[str, Any], objects: object, labels: object) -> bool:
    value = row.get("cancelled", False)
    if type(value) is not bool:
        raise wrong("/cancelled", f"{values.shown(value)} is neither true nor false")
    if value and (objects or labels):
        raise wrong("/cancelled", "a skipped image has neither objects nor labels")
    return value


def _reviews(row: dict[str, Any], image_id: str, annotator_id: str, revision: int | None) -> tuple[Review, ...]:
    rows = row["reviews"]
    if type(rows) is not list:
        raise wrong("/reviews", f"{values.shown(rows)} is not a list")
    reviews = []
    for i, item in enumerate(rows):
        try:
            reviews.append(_review(item, image_id, annotator_id, revision))
        except BadInput as error:
            raise under(f"/reviews/{i}", error) from None
    return tuple(reviews)


def _review(row: Any, image_id: str, annotator_id: str, revision: int | None) -> Review:
    if type(row) is not dict:
        raise wrong("", f"{values.shown(row)} is not an object")
    _check_keys(row, REVIEW)
    judged = row.get("revision", revision)
    reviewer, reason, at = row.get("reviewer_id"), row.get("reason"), row.get("at")
    return Review(
        image_id,
        annotator_id,
        values.choice(_required(row, "verdict"), "/verdict", VERDICTS),
        None if judged is None else values.whole(judged, "/revision", 0, values.REVISION),
        None if reviewer is None else values.text(reviewer, "/reviewer_id"),
        None if reason is None else values.prose(reason, "/reason"),
        None if at is None else values.moment(at, "/at"),
    )
