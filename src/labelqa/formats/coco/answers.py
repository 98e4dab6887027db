"""Who answered what in a COCO file: its entries gathered into one annotation per image and annotator.

COCO knows objects only. Who drew them, when, and that somebody found nothing in an image stands in dialects: see
`gather` for the order in which they are asked.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from labelqa.errors import BadInput, quoted
from labelqa.formats import values
from labelqa.formats.coco import boxes, shapes
from labelqa.formats.coco.images import Record, identity, listed
from labelqa.formats.format import BORDER, OUTSIDE, Hints, told
from labelqa.formats.values import wrong
from labelqa.model import KINDS, ORIGINS, Annotation, Kind, Object, Origin, Remark, Skipped


@dataclass(slots=True)
class Answer:
    """What one annotator said of one image, while it is gathered. `unread`: entries that draw nothing readable."""

    image_id: str
    annotator: str
    pointer: str
    objects: list[Object] = field(default_factory=list)
    unread: int = 0
    entries: int = 0
    submitted_at: int | None = None
    seconds: float | None = None
    origin: Origin | None = None
    revision: int | None = None
    cancelled: bool = False
    stated: int | None = None


class Gathering:
    """The answers of one file as they come together.

    `notes` are the things left out and remarks on single places; `counts` the remarks on the file as a whole.
    """

    def __init__(self, records: dict[str, Record], classes: dict[str, str], names: shapes.Names, hints: Hints) -> None:
        self.records, self.classes, self.names, self.hints = records, classes, names, hints
        self.anonymous = any(record.turn > 1 for record in records.values())
        self.answers: dict[tuple[str, str], Answer] = {}
        self.answered: set[str] = set()
        self.kinds: dict[str, Kind] = {}
        self.scored: set[str] = set()
        self.notes: list[Skipped | Remark] = []
        self.counts: Counter[str] = Counter()
        self.unread: set[str] = set()

    def gather(self, document: dict[str, Any]) -> tuple[list[Skipped | Remark], list[Annotation]]:
        """What was left out, and one annotation per image and annotator in the order of their first mention.

        An entry's annotator is the first of: its own `annotator`, `annotator_id`, `rater` or `attributes.annotator`;
        its image record's `annotator`; `anonymous-k` for the k-th record of a file name; the one the user named;
        the file's own name.
        """
        for i, row in enumerate(listed(document, "submissions")):
            self._submission(row, f"/submissions/{i}")
        for i, row in enumerate(listed(document, "annotations")):
            self._entry(row, f"/annotations/{i}")
        self._raters()
        self._rest(closed=bool(document.get("submissions")))
        self._check_units()
        annotations = [a for answer in self.answers.values() if (a := self._annotation(answer)) is not None]
        return self.notes, annotations

    def _answer(self, record: Record, annotator: str, pointer: str) -> Answer:
        key = record.image.image_id, annotator
        answer = self.answers.get(key)
        if answer is None:
            answer = self.answers[key] = Answer(*key, pointer)
        self.answered.add(record.key)
        return answer

    def _record(self, row: dict[str, Any], pointer: str) -> Record:
        record = self.records.get(identity(row.get("image_id"), f"{pointer}/image_id"))
        if record is None:
            raise wrong(f"{pointer}/image_id", f"{values.shown(row['image_id'])} is not the id of an image")
        return record

    def _submission(self, row: dict[str, Any], pointer: str) -> None:
        record = self._record(row, pointer)
        annotator = identity(row.get("annotator"), f"{pointer}/annotator")
        if (record.image.image_id, annotator) in self.answers:
            who = f"annotator {quoted(annotator)} answers image {quoted(record.image.image_id)}"
            raise wrong(pointer, f"{who} a second time; keep one submission of the two")
        answer = self._answer(record, annotator, pointer)
        if row.get("kind") is not None:
            self.kinds[annotator] = values.choice(row["kind"], f"{pointer}/kind", KINDS)
        if row.get("submitted_at") is not None:
            answer.submitted_at = values.moment(row["submitted_at"], f"{pointer}/submitted_at")
        if row.get("seconds") is not None:
            answer.seconds = values.seconds(row["seconds"], f"{pointer}/seconds")
        if row.get("origin") is not None:
            answer.origin = values.choice(row["origin"], f"{pointer}/origin", ORIGINS)
        if row.get("revision") is not None:
            answer.revision = values.whole(row["revision"], f"{pointer}/revision", 0, values.REVISION)
        answer.cancelled = row.get("cancelled") is True
        answer.stated = row["n_objects"] if type(row.get("n_objects")) is int else None

    def _entry(self, row: dict[str, Any], pointer: str) -> None:
        if not boxes.KNOWN.issuperset(row):
            self.unread.update(row.keys() - boxes.KNOWN)
        record = self._record(row, pointer)
        named = boxes.annotator(row, pointer) or record.annotator
        answer = self._answer(record, named or self._unnamed(record), pointer)
        answer.entries += 1
        at = boxes.moment(row, pointer)
        if at is not None and not answer.pointer.startswith("/submissions"):
            answer.submitted_at = max(at, answer.submitted_at or at)
        place = f"{self.hints.name}, {pointer}"
        if boxes.crowd(row):
            self.notes.append(Skipped(boxes.CROWD, place))
        else:
            self._object(row, answer, record, pointer, place)

    def _object(self, row: dict[str, Any], answer: Answer, record: Record, pointer: str, place: str) -> None:
        found = boxes.drawn(row, self.classes, self.names, pointer)
        if isinstance(found, str):
            self.notes.append(Skipped(found, place))
            answer.unread += found in (shapes.SHAPELESS, shapes.UNREADABLE)
            return
        answer.objects.append(found)
        if found.score is not None:
            self.scored.add(answer.annotator)
        if _beyond(found, record):
            self.notes.append(Remark(OUTSIDE, place))
        self.counts["contradicts"] += shapes.contradicts(row, found)

    def _unnamed(self, record: Record) -> str:
        if self.anonymous:
            self.counts["anonymous"] += 1
            return f"anonymous-{record.turn}"
        if self.hints.annotator is not None:
            return self.hints.annotator
        self.counts["unnamed"] += 1
        return self._own_name()

    def _own_name(self) -> str:
        try:
            return values.text(self.hints.stem, "")
        except BadInput:
            raise wrong("", "nothing says who drew, and the file's name cannot be an id; give --annotator") from None

    def _raters(self) -> None:
        """Whoever was asked and drew nothing found nothing."""
        for record in self.records.values():
            for rater in record.raters or ():
                self._answer(record, rater, record.pointer)

    def _rest(self, *, closed: bool) -> None:
        """Image records without an entry: empty answers only if the user says so and it is clear whose they are."""
        rest = [r for r in self.records.values() if r.key not in self.answered and r.raters is None]
        if closed or self.hints.empty == "unlabelled":
            self.counts["unlabelled" if not closed else "unlisted"] += len(rest)
            return
        present = sorted({annotator for _, annotator in self.answers})
        for record in rest:
            if record.annotator is not None:
                self._answer(record, record.annotator, record.pointer)
            elif self.anonymous or not present:
                self._answer(record, self._unnamed(record), record.pointer)
            elif len(present) == 1:
                self._answer(record, present[0], record.pointer)
            else:
                self.counts["whose"] += 1

    def _check_units(self) -> None:
        boxes = [o for answer in self.answers.values() for o in answer.objects]
        if boxes and all(min(o.corners) >= 0 and max(o.corners) <= 1 for o in boxes):
            text = "every box lies between 0 and 1, so they look like shares of the image's size; COCO holds pixels"
            raise wrong("/annotations", text)

    def _annotation(self, answer: Answer) -> Annotation | None:
        place = f"{self.hints.name}, {answer.pointer}"
        if answer.unread and not answer.objects:  # "nothing is there" would be a lie
            self.notes.append(Skipped("answer that draws nothing readable", place))
            return None
        self.counts["miscounted"] += answer.stated is not None and answer.stated != answer.entries
        at = self.hints.submitted_at if answer.submitted_at is None else answer.submitted_at
        self.counts["untimed"] += at is None
        kind = self._kind(answer.annotator)
        annotation = Annotation(
            answer.image_id,
            answer.annotator,
            kind,
            at,
            tuple(answer.objects),
            seconds=answer.seconds,
            origin=answer.origin,
            revision=answer.revision,
            cancelled=answer.cancelled and not answer.objects,
            place=place,
        )
        if answer.annotator in self.scored or answer.origin is not None:
            annotation, remarks = told(annotation, kind)
            self.notes += remarks
        return annotation

    def _kind(self, annotator: str) -> Kind:
        if self.hints.kind is not None:
            return self.hints.kind
        if annotator in self.kinds:
            return self.kinds[annotator]
        guess: Kind = "model" if annotator in self.scored else "person"
        self.counts[f"guessed {guess}"] += 1
        return guess


def _beyond(found: Object, record: Record) -> bool:
    width, height = record.image.width, record.image.height
    if width is None or height is None:
        return False
    x1, y1, x2, y2 = found.corners
    return x1 < -BORDER or y1 < -BORDER or x2 > width + BORDER or y2 > height + BORDER
