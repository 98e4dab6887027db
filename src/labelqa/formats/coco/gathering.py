"""The entries of a COCO file gathered into one annotation per image and annotator.

COCO knows objects only. Who drew them (see `speakers`), when, and that somebody found nothing in an image stands in
dialects.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from labelqa.errors import BadInput, quoted
from labelqa.formats import values
from labelqa.formats.border import OUTSIDE, RELATIVE, beyond, border
from labelqa.formats.coco import boxes, shapes
from labelqa.formats.coco.answers import Answer
from labelqa.formats.coco.images import Record, Records
from labelqa.formats.coco.speakers import Speakers
from labelqa.formats.format import NOTHING_READABLE, Hints, told
from labelqa.formats.ids import identity
from labelqa.formats.values import under, wrong
from labelqa.model import Annotation, Image, Kind, Object, Remark, Skipped

_ABOUT = itemgetter("image_id", "category_id", "bbox")
_NUMBER = re.compile("0|[1-9][0-9]{0,18}")
"""The text of an id that is a number."""


@dataclass(slots=True)
class Ready:
    """Where the plain entries of one image record go; `right` and `bottom` are its border, or as far as can be.

    `taken`: how many went there, which are counted when all did.
    """

    answer: Answer
    objects: list[Object]
    right: float
    bottom: float
    nameless: bool
    taken: int = 0


class Gathering:
    """The answers of one file as they come together.

    `notes` are the things left out and remarks on single places; `counts` the remarks on the file as a whole;
    `closed`: the file lists its submissions, so that nobody else answered.
    """

    def __init__(self, records: Records, hints: Hints) -> None:
        self.records, self.hints = records, hints
        self.speakers = Speakers(hints, records.repeated)
        self._classes: dict[str, str] = {}
        self._numbered: dict[int, str] = {}
        self._names: shapes.Names = {}
        self.answers: dict[tuple[str, str], Answer] = {}
        self.answered: set[int] = set()
        self.closed = False
        self.notes: list[Skipped | Remark] = []
        self.counts: Counter[str] = Counter()
        self.unread: set[str] = set()
        self._any = self._in_pixels = False
        self._ready: dict[int, Ready] = {}

    def know(self, classes: dict[str, str], names: shapes.Names) -> None:
        """Class names and those of their keypoints, by the text of a category's id; due before any entry."""
        self._classes, self._names = classes, names
        self._numbered = {int(key): name for key, name in classes.items() if _NUMBER.fullmatch(key)}

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
                if not (boxes.PLAIN.issuperset(row) and self._plain(row, index)):
                    self._entry(row, index)
        except BadInput as error:
            raise under(f"/annotations/{index}", error) from None

    def finish(self, records: Iterable[Record]) -> Iterator[Annotation]:
        """One annotation per annotator and image of these, in the order of their first mention, and forgets them."""
        records = list(records)
        self._compare_sizes(records)
        self._raters(records)
        self._rest(records)
        for ready in self._ready.values():
            ready.answer.entries += ready.taken
            self.speakers.nameless += ready.taken * ready.nameless
        answers, self.answers, self._ready = self.answers, {}, {}
        self.answered.clear()
        for key in list(answers):
            annotation = self._annotation(answers.pop(key))
            if annotation is not None:
                yield annotation

    def check_units(self) -> None:
        """After all: refuses a file in which no box leaves the first pixel."""
        if self._any and not self._in_pixels:
            raise wrong("/annotations", RELATIVE)

    def _answer(self, record: Record, annotator: str, pointer: str) -> Answer:
        key = record.image.image_id, annotator
        answer = self.answers[key] = Answer(*key, pointer)
        self.speakers.present.add(annotator)
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
        answer.kind = self.speakers.state_kind(row, annotator)
        answer.submit(row)

    def _plain(self, row: dict[str, Any], index: int) -> bool:
        """Takes an entry as most are, an upright box inside its image and no word of who drew; False for any other."""
        try:
            image, category, box = _ABOUT(row)
        except KeyError:
            return False
        if type(image) is not int or type(category) is not int or row.get("segmentation") or row.get("iscrowd"):
            return False
        ready, class_name = self._ready.get(image) or self._make_ready(image, index), self._numbered.get(category)
        if ready is None or class_name is None:
            return False
        found = boxes.upright(box, class_name, ready.right, ready.bottom)
        if found is None:
            return False
        ready.objects.append(found)
        ready.taken += 1
        if not self._in_pixels:
            self._measure(found)
        return True

    def _make_ready(self, image: int, index: int) -> Ready | None:
        record = self.records.by_id.get(str(image))
        if record is None:
            return None
        answer = self._find(record, record.annotator, index)
        ready = self._ready[image] = Ready(answer, answer.objects, *border(record.image), record.annotator is None)
        return ready

    def _find(self, record: Record, named: str | None, index: int) -> Answer:
        """The answer of whoever an entry names, or is taken to be by."""
        annotator = self.speakers.unnamed(record.turn) if named is None else named
        self.answered.add(record.index)
        known = self.answers.get((record.image.image_id, annotator))
        return known or self._answer(record, annotator, f"/annotations/{index}")

    def _entry(self, row: dict[str, Any], index: int) -> None:
        record = self._record(row)
        named = boxes.annotator(row) or record.annotator
        self.speakers.nameless += named is None
        answer = self._find(record, named, index)
        answer.entries += 1
        self._more(row, answer, named)
        if boxes.crowd(row):
            self.notes.append(Skipped(boxes.CROWD, self._place(index)))
            return
        found = boxes.drawn(row, boxes.class_of(row, self._classes), self._names)
        if isinstance(found, str):
            self.notes.append(Skipped(found, self._place(index)))
            answer.unread += found in (shapes.SHAPELESS, shapes.UNREADABLE)
            return
        answer.objects.append(found)
        self._measure(found)
        self.counts["contradicts"] += shapes.contradicts(row, found)
        if beyond(found.corners, *border(record.image)):
            self.notes.append(Remark(OUTSIDE, self._place(index)))

    def _more(self, row: dict[str, Any], answer: Answer, named: str | None) -> None:
        """What an entry says beside what it draws."""
        if not boxes.KNOWN.issuperset(row):
            self.unread.update(row.keys() - boxes.KNOWN)
        at = boxes.moment(row)
        if at is not None and not answer.submitted:
            answer.submitted_at = max(at, answer.submitted_at or at)
        if row.get("score") is not None:
            answer.scored = True
            self.speakers.note_score(named)

    def _measure(self, found: Object) -> None:
        x, y, right, bottom = found.corners
        self._any = True
        self._in_pixels = self._in_pixels or x < 0 or y < 0 or right > 1 or bottom > 1

    def _place(self, index: int) -> str:
        return f"{self.hints.name}, /annotations/{index}"

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
            annotator = self.speakers.finder(record)
            if annotator is None:
                self.counts["whose"] += 1
            else:
                key = record.image.image_id, annotator
                self.answers.setdefault(key, Answer(*key, record.pointer))

    def _annotation(self, answer: Answer) -> Annotation | None:
        place = f"{self.hints.name}, {answer.pointer}"
        if answer.unread and not answer.objects:  # "nothing is there" would be a lie
            self.notes.append(Skipped(NOTHING_READABLE, place))
            return None
        self.counts["miscounted"] += answer.stated is not None and answer.stated != answer.entries
        at = self.hints.submitted_at if answer.submitted_at is None else answer.submitted_at
        self.counts["untimed"] += at is None
        kind = self._kind(answer)
        annotation = answer.annotation(kind, at, place)
        if answer.scored or answer.origin is not None:
            annotation, remarks = told(annotation, kind)
            self.notes += remarks
        return annotation

    def _kind(self, answer: Answer) -> Kind:
        said = self.hints.kind or answer.kind or self.speakers.stated(answer.annotator)
        if said is not None:
            return said
        guess = self.speakers.guessed(answer.annotator)
        self.counts["guessed" if guess == "person" else "guessed model"] += 1
        return guess

    def _compare_sizes(self, records: Iterable[Record]) -> None:
        first: dict[int, Image] = {}
        for record in records:
            image = record.image
            self.counts["unsized"] += image.width is None
            if self.speakers.repeated:
                known = first.setdefault(record.first, image)
                self.counts["differing"] += (known.width, known.height) != (image.width, image.height)
