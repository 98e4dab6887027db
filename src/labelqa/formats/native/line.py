"""One line of the native form: from what JSON gave to an image, an annotation, and what is not taken."""

from dataclasses import dataclass, field
from typing import Any

from labelqa.errors import BadInput, Degenerate, quoted
from labelqa.formats import shapes, values
from labelqa.formats.border import OUTSIDE, beyond, border
from labelqa.formats.format import DEGENERATE, Hints
from labelqa.formats.values import COORDINATE, under, wrong
from labelqa.model import KINDS, ORIGINS, VERDICTS, Annotation, Image, Kind, Object, Remark, Review, Skipped, upright

LINE = frozenset(
    (
        *("image_id", "width", "height", "annotator_id", "kind", "submitted_at", "seconds", "origin", "revision"),
        *("cancelled", "objects", "labels", "reviews", "video", "frame"),
    )
)
OBJECT = shapes.KNOWN | {"class", "score", "object_id", "attributes", "track_id"}
REVIEW = frozenset(
    ("verdict", "reason", "reviewer_id", "at", "revision", "corrected_to", "undone_at", "undone_by", "sampled")
)


@dataclass(slots=True)
class Line:
    """What one line holds."""

    image: Image | None
    annotation: Annotation
    notes: list[Skipped | Remark] = field(default_factory=list)


def parse(row: Any, hints: Hints, place: str) -> Line:
    """Checks one line's value and takes it apart; BadInput names the first thing wrong by its pointer."""
    if type(row) is not dict:
        raise wrong("", f"{values.shown(row)} is not an object; each line holds one annotation in braces")
    _check_keys(row, LINE)
    image_id = values.text(_required(row, "image_id"), "/image_id")
    image = pictured(row, image_id)
    notes: list[Skipped | Remark] = []
    objects = _objects(row, image, notes, place)
    labels = _labels(row)
    cancelled = _cancelled(row, objects, labels)
    if objects is None and labels is None and not cancelled:
        raise wrong("", "neither /objects nor /labels is there; an empty list says that nothing is in the image")
    return Line(image, _annotation(row, image_id, objects, labels, cancelled, hints, place), notes)


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


def pictured(row: dict[str, Any], image_id: str) -> Image | None:
    """The image of a line, where it says something of it."""
    width, height, video, frame = (row.get(k) for k in ("width", "height", "video", "frame"))
    if (width is None) != (height is None):
        raise wrong("/width" if width is None else "/height", "is missing; give both sizes or none")
    if (video is None) != (frame is None):
        raise wrong("/video" if video is None else "/frame", "is missing; a frame of a video names both")
    if width is None and video is None:
        return None
    return Image(
        image_id,
        None if width is None else values.whole(width, "/width"),
        None if height is None else values.whole(height, "/height"),
        video=None if video is None else values.text(video, "/video"),
        frame=None if frame is None else values.whole(frame, "/frame", 0, values.FRAME),
    )


def _submitted_at(row: dict[str, Any], hints: Hints) -> int | None:
    if "submitted_at" in row:
        value = row["submitted_at"]
        return hints.submitted_at if value is None else values.moment(value, "/submitted_at")
    if hints.submitted_at is None:
        raise wrong("/submitted_at", "is missing; write it, or null when it is not known, or give --submitted-at")
    return hints.submitted_at


def _objects(
    row: dict[str, Any], image: Image | None, notes: list[Skipped | Remark], place: str
) -> tuple[Object, ...] | None:
    rows = row.get("objects")
    if rows is None:
        return None
    if type(rows) is not list:
        raise wrong("/objects", f"{values.shown(rows)} is not a list")
    edges = border(image)
    objects = []
    for i, item in enumerate(rows):
        if (plain := _plain(item)) is not None:
            name, x, y, width, height = plain
            objects.append(upright(name, x, y, width, height))
            if image is not None and beyond((x, y, x + width, y + height), *edges):
                notes.append(Remark(OUTSIDE, f"{place}, /objects/{i}"))
            continue
        try:
            found = _object(item)
        except Degenerate as error:
            notes.append(Skipped(error.reason, f"{place}, /objects/{i}"))
            continue
        except BadInput as error:
            raise under(f"/objects/{i}", error) from None
        if found.degenerate:
            notes.append(Skipped(DEGENERATE, f"{place}, /objects/{i}"))
            continue
        objects.append(found)
        if image is not None and beyond(found.corners, *edges):
            notes.append(Remark(OUTSIDE, f"{place}, /objects/{i}"))
    return tuple(objects)


_NAMED: set[str] = set()
"""Names of classes that were checked; a file has few."""
MANY = 10_000


def _plain(row: Any) -> tuple[str, float, float, float, float] | None:
    """Class and box of an upright box of a class seen before, with nothing else to say, as nearly all are; else None.

    It is checked here as it is elsewhere, in one go; whatever is amiss is left to `_object`, which says so.
    """
    if type(row) is not dict or len(row) != 2:
        return None
    name, box = row.get("class"), row.get("box")
    if type(name) is not str or name not in _NAMED or type(box) is not list or len(box) != 4:
        return None
    x, y, width, height = box
    if not (
        type(x) is type(y) is type(width) is type(height) is float
        and -COORDINATE <= x <= COORDINATE
        and -COORDINATE <= y <= COORDINATE
        and 0 < width <= COORDINATE
        and 0 < height <= COORDINATE
        and (x + width - x) * (y + height - y) > 0
    ):
        return None
    return name, x, y, width, height


def _known(name: str) -> str:
    if len(_NAMED) >= MANY:
        _NAMED.clear()
    _NAMED.add(name)
    return name


def _object(row: Any) -> Object:
    if type(row) is not dict:
        raise wrong("", f"{values.shown(row)} is not an object")
    if len(row) == 2 and "class" in row and "box" in row:  # nearly all of them
        return Object(_known(values.text(row["class"], "/class")), *values.box(row["box"], "/box"))
    _check_keys(row, OBJECT)
    class_name = values.text(_required(row, "class"), "/class")
    confidence, object_id, more, track = (row.get(k) for k in ("score", "object_id", "attributes", "track_id"))
    found = Object(
        class_name,
        *(0.0, 0.0, 0.0, 0.0),
        None if confidence is None else values.score(confidence, "/score"),
        None if object_id is None else values.text(object_id, "/object_id"),
        None if more is None else values.attributes(more, "/attributes"),
        track_id=None if track is None else values.text(track, "/track_id"),
    )
    return shapes.drawn(found, row)


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
        **_aftermath(row),
    )


def _aftermath(row: dict[str, Any]) -> dict[str, Any]:
    """The revision that a correction made, who took the verdict back when, and whether the image was drawn by lot."""
    sampled = row.get("sampled", False)
    if type(sampled) is not bool:
        raise wrong("/sampled", f"{values.shown(sampled)} is neither true nor false")
    made, at, by = row.get("corrected_to"), row.get("undone_at"), row.get("undone_by")
    if made is not None and row["verdict"] != "corrected":
        raise wrong("/corrected_to", f"is for the verdict corrected; this is {row['verdict']}")
    if by is not None and at is None:
        raise wrong("/undone_at", "is missing; a verdict that was taken back says when")
    return {
        "corrected_to": None if made is None else values.whole(made, "/corrected_to", 0, values.REVISION),
        "undone_at": None if at is None else values.moment(at, "/undone_at"),
        "undone_by": None if by is None else values.text(by, "/undone_by"),
        "sampled": sampled,
    }
