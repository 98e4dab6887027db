"""Who answered what in a COCO file: its entries gathered into one annotation per image and annotator.

COCO knows objects only. Who drew them, when, and that somebody found nothing in an image stands in dialects: see
`Gathering` for the order in which they are asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from labelqa.errors import BadInput, quoted
from labelqa.formats import values
from labelqa.formats.coco import boxes, shapes
from labelqa.formats.coco.images import Record, Records, identity
from labelqa.formats.format import BORDER, OUTSIDE, Hints, told
from labelqa.formats.values import under, wrong
from labelqa.model import KINDS, ORIGINS, Annotation, Kind, Object, Origin, Remark, Skipped


@dataclass(slots=True)
class Answer:
    """What one annotator said of one image, while it is gathered.

    `unread`: entries that draw nothing readable; `submitted`: it stands among the submissions, which `stated` its size.
    """

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
    submitted: bool = False
    stated: int | None = None


class Gathering:
    """The answers of one file as they come together.

    An entry's annotator is the first of: its own `annotator`, `annotator_id`, `rater` or `attributes.annotator`; its
    image record's `annotator`; `anonymous-k` for the k-th record of a file name; the one the user named; the file's
    own name.

    `notes` are the things left out and remarks on single places; `counts` the remarks on the file as a whole;
    `nameless`: how often nothing in the file says who drew; `present`: everyone who was asked or drew; `closed`: the
    file lists its submissions, so that nobody else answered.
    """

    def __init__(self, records: Records, hints: Hints) -> None:
        self.records, self.hints = records, hints
        self.classes: dict[str, str] = {}
        self.names: shapes.Names = {}
        self.answers: dict[tuple[str, str], Answer] = {}
        self.answered: set[int] = set()
        self.present: set[str] = set()
        self.kinds: dict[str, Kind] = {}
        self.scored: set[str] = set()
        self.closed = False
        self.notes: list[Skipped | Remark] = []
        self.counts: Counter[str] = Counter()
        self.unread: set[str] = set()
        self.nameless = 0
        self._any = self._in_pixels = False

    def submission(self, row: dict[str, Any], index: int) -> None:
        """Takes one of `submissions`; all of an image come before its entries."""
        try:
            self._submission(row, index)
        except BadInput as error:
            raise under(f"/submissions/{index}", error) from None

    def entries(self, rows: Iterable[tuple[int, dict[str, Any]]]) -> None:
        """Takes some of `annotations`, each with its index."""
        index = 0
        try:
            for index, row in rows:
                self._entry(row, index)
        except BadInput as error:
            raise under(f"/annotations/{index}", error) from None

    def hear(self, row: dict[str, Any], *, submitted: bool) -> Record:
        """Notes who says something, where all is read a second time; returns the image record it is about."""
        record = self._record(row)
        if submitted:
            who = identity(row.get("annotator"), "/annotator")
            self._note_kind(row, who)
        else:
            who = boxes.annotator(row) or record.annotator or self._unnamed(record)
        self.present.add(who)
        if row.get("score") is not None and not submitted:
            self.scored.add(who)
        return record

    def asked(self, records: Iterable[Record]) -> None:
        """Notes everyone who was asked."""
        for record in records:
            self.present.update(record.raters or ())

    def finish(self, records: Iterable[Record]) -> Iterator[Annotation]:
        """One annotation per annotator and image of these, in the order of their first mention, and forgets them."""
        records = list(records)
        self._raters(records)
        self._rest(records)
        answers, self.answers = self.answers, {}
        for answer in answers.values():
            annotation = self._annotation(answer)
            if annotation is not None:
                yield annotation

    def check_units(self) -> None:
        """After all: refuses a file in which no box leaves the first pixel."""
        if self._any and not self._in_pixels:
            text = "every box lies between 0 and 1, so they look like shares of the image's size; COCO holds pixels"
            raise wrong("/annotations", text)

    def _answer(self, record: Record, annotator: str, pointer: str) -> Answer:
        key = record.image.image_id, annotator
        answer = self.answers[key] = Answer(*key, pointer)
        self.present.add(annotator)
        return answer

    def _record(self, row: dict[str, Any]) -> Record:
        value = row.get("image_id")
        record = self.records.by_id.get(str(value) if type(value) is int else identity(value, "/image_id"))
        if record is None:
            raise wrong("/image_id", f"{values.shown(value)} is not the id of an image")
        return record

    def _submission(self, row: dict[str, Any], index: int) -> None:
        record = self._record(row)
        annotator = identity(row.get("annotator"), "/annotator")
        if (record.image.image_id, annotator) in self.answers:
            who = f"annotator {quoted(annotator)} answers image {quoted(record.image.image_id)}"
            raise wrong("", f"{who} a second time; keep one submission of the two")
        answer = self._answer(record, annotator, f"/submissions/{index}")
        self.answered.add(record.index)
        self._note_kind(row, annotator)
        if row.get("submitted_at") is not None:
            answer.submitted_at = values.moment(row["submitted_at"], "/submitted_at")
        if row.get("seconds") is not None:
            answer.seconds = values.seconds(row["seconds"], "/seconds")
        if row.get("origin") is not None:
            answer.origin = values.choice(row["origin"], "/origin", ORIGINS)
        if row.get("revision") is not None:
            answer.revision = values.whole(row["revision"], "/revision", 0, values.REVISION)
        answer.cancelled = row.get("cancelled") is True
        answer.stated = row["n_objects"] if type(row.get("n_objects")) is int else None
        answer.submitted = True

    def _note_kind(self, row: dict[str, Any], annotator: str) -> None:
        if row.get("kind") is not None:
            self.kinds[annotator] = values.choice(row["kind"], "/kind", KINDS)

    def _entry(self, row: dict[str, Any], index: int) -> None:
        record = self._record(row)
        plain = boxes.PLAIN.issuperset(row)
        annotator = (None if plain else boxes.annotator(row)) or record.annotator
        if annotator is None:
            annotator = self._unnamed(record)
            self.nameless += 1
        answer = self.answers.get((record.image.image_id, annotator))
        if answer is None:
            answer = self._answer(record, annotator, f"/annotations/{index}")
        self.answered.add(record.index)
        answer.entries += 1
        if not plain:
            self._more(row, answer)
        if boxes.crowd(row):
            self.notes.append(Skipped(boxes.CROWD, self._place(index)))
            return
        class_name = boxes.class_of(row, self.classes)
        bare = plain and not row.get("segmentation")
        found = (boxes.upright(row.get("bbox"), class_name) if bare else None) or boxes.drawn(
            row, class_name, self.names
        )
        if type(found) is Object:
            self._object(found, answer, record, index)
            if not bare:
                self.counts["contradicts"] += shapes.contradicts(row, found)
        else:
            self.notes.append(Skipped(str(found), self._place(index)))
            answer.unread += found in (shapes.SHAPELESS, shapes.UNREADABLE)

    def _more(self, row: dict[str, Any], answer: Answer) -> None:
        """What an entry says beside what it draws."""
        if not boxes.KNOWN.issuperset(row):
            self.unread.update(row.keys() - boxes.KNOWN)
        at = boxes.moment(row)
        if at is not None and not answer.submitted:
            answer.submitted_at = max(at, answer.submitted_at or at)
        if row.get("score") is not None:
            self.scored.add(answer.annotator)

    def _object(self, found: Object, answer: Answer, record: Record, index: int) -> None:
        answer.objects.append(found)
        self._any = True
        x, y, right, bottom = found.corners
        image = record.image
        if not self._in_pixels:
            self._in_pixels = x < 0 or y < 0 or right > 1 or bottom > 1
        if image.width is None or image.height is None:
            return
        if x < -BORDER or y < -BORDER or right > image.width + BORDER or bottom > image.height + BORDER:
            self.notes.append(Remark(OUTSIDE, self._place(index)))

    def _place(self, index: int) -> str:
        return f"{self.hints.name}, /annotations/{index}"

    def _unnamed(self, record: Record) -> str:
        if self.records.repeated:
            return f"anonymous-{record.turn}"
        return self._own_name if self.hints.annotator is None else self.hints.annotator

    @cached_property
    def _own_name(self) -> str:
        try:
            return values.text(self.hints.stem, "")
        except BadInput:
            raise wrong("", "nothing says who drew, and the file's name cannot be an id; give --annotator") from None

    def _raters(self, records: Iterable[Record]) -> None:
        """Whoever was asked and drew nothing found nothing."""
        for record in records:
            for rater in record.raters or ():
                if (record.image.image_id, rater) not in self.answers:
                    self._answer(record, rater, record.pointer)

    def _rest(self, records: Iterable[Record]) -> None:
        """Image records without an entry: empty answers only if the user says so and it is clear whose they are."""
        rest = [r for r in records if r.index not in self.answered and r.raters is None]
        if self.closed or self.hints.empty == "unlabelled":
            self.counts["unlisted" if self.closed else "unlabelled"] += len(rest)
            return
        for record in rest:
            annotator = self._finder(record)
            if annotator is None:
                self.counts["whose"] += 1
            else:
                key = record.image.image_id, annotator
                self.answers.setdefault(key, Answer(*key, record.pointer))

    def _finder(self, record: Record) -> str | None:
        """Who found nothing in an image; None when it could be any of several."""
        if record.annotator is not None:
            return record.annotator
        if self.records.repeated or not self.present:
            self.nameless += 1
            return self._unnamed(record)
        return next(iter(self.present)) if len(self.present) == 1 else None

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
