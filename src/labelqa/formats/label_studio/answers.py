"""One answer of Label Studio: who gave it, when and how, what it holds, and what reviewers said of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from labelqa.formats import values
from labelqa.formats.format import NOTHING_READABLE, Hints, Size, told
from labelqa.formats.gaps import UNNAMED, UNTIMED, unnamed
from labelqa.formats.label_studio.names import KEY, Row
from labelqa.formats.label_studio.pages import Page, Pages
from labelqa.formats.label_studio.regions import SCORE, Drawn, Result
from labelqa.formats.label_studio.reviews import reviews
from labelqa.formats.label_studio.words import moment, user
from labelqa.model import ORIGINS, Annotation, Item, Kind, Origin, Remark, Skipped

TRUTH = "truth"
"""The annotator of answers that are marked as ground truth."""
MODEL = "model:"
"""Begins the annotator of predictions; the model's version follows."""
OF_SKIPPED = "region of an image that was skipped"
CHANGED = "names no annotator: taken as by who created or changed an answer last"
LONG = "time above one hour: it adds up over edits and breaks"
ENDLESS = "time of more than 115 days, left out"
SHARED = "time spent on several images together, left out"
HOUR = 3600.0
_FOREVER = 1e15
_ASSISTED = frozenset(("prediction", "prediction-changed"))


@dataclass(slots=True)
class Answer:
    """An answer that is read but for what was asked: `base` is its annotation without image, objects and labels."""

    base: Annotation
    hints: Hints
    drawn: dict[Page, Drawn]
    notes: list[Skipped | Remark] = field(default_factory=list)
    asked: tuple[bool, bool] | None = None

    def items(self, objects: bool | None, labels: bool) -> Iterator[Item]:
        """What it comes to: notes, and an annotation for each image.

        `objects`, `labels`: whether regions and classes of the image were asked for; None: nothing in the task tells.
        """
        yield from self.notes
        for page, drawn in self.drawn.items():
            if not drawn.objects and not drawn.labels and (drawn.unread or (drawn.asides and objects is None)):
                yield Skipped(NOTHING_READABLE, self.base.place)  # "nothing is there" would be a lie
                continue
            yield from self._annotation(page, drawn, *(self.asked or (objects is not False, labels)))

    def _annotation(self, page: Page, drawn: Drawn, objects: bool, labels: bool) -> Iterator[Item]:
        base = self.base
        found = replace(
            base,
            image_id=page.image_id,
            objects=tuple(drawn.objects) if objects and not base.cancelled else None,
            labels=tuple(drawn.labels or ()) if labels and not base.cancelled else None,
            reviews=tuple([replace(review, image_id=page.image_id) for review in base.reviews]),
        )
        if self.hints.kind is not None:
            found, remarks = told(found, self.hints.kind)
            yield from remarks
        yield found


def annotated(row: Row, shown: Pages, sizes: Mapping[Page, Size | None], hints: Hints, place: str) -> Answer:
    """The answer of a person, or of the truth. BadInput, with a pointer below it, says what is wrong."""
    notes: list[Skipped | Remark] = []
    truth = row.get("ground_truth") is True and hints.kind in (None, "truth")
    drawer = user(row.get("completed_by"), "/completed_by")
    origin = None if truth else _origin(row)
    result = Result(shown, sizes, place, origins=origin == "ai_assisted", drawer=drawer if truth else None)
    drawn = result.read(row.get("result", []))
    annotator = _own(row, "annotator_id") or (TRUTH if truth else drawer or _unnamed(row, hints, notes, place))
    seconds = _seconds(row, shown, notes, place)
    base = _base(row, annotator, "truth" if truth else "person", hints, notes, place, seconds=seconds, origin=origin)
    return Answer(base, hints, drawn, notes + result.notes, _asked(row))


def cancelled(row: Row, shown: Pages, sizes: Mapping[Page, Size | None], hints: Hints, place: str) -> Answer:
    """An image that a person skipped: no answer, whatever was drawn before."""
    notes: list[Skipped | Remark] = []
    rows = row.get("result")
    if type(rows) is list and rows:
        notes.append(Skipped(OF_SKIPPED, place, len(rows)))
    drawer = user(row.get("completed_by"), "/completed_by") or _unnamed(row, hints, notes, place)
    annotator, seconds = _own(row, "annotator_id") or drawer, _seconds(row, shown, notes, place)
    base = _base(row, annotator, "person", hints, notes, place, seconds=seconds, origin=_origin(row), cancelled=True)
    return Answer(base, hints, {page: Drawn() for page in shown.rows}, notes)


def predicted(row: Row, shown: Pages, sizes: Mapping[Page, Size | None], hints: Hints, place: str) -> Answer:
    """The answer of a model; where its regions claim to come from does not matter."""
    notes: list[Skipped | Remark] = []
    score = row.get("score")
    if score is not None and not (type(score) in (int, float) and 0 <= score <= 1):
        notes.append(Remark(SCORE, place))
        score = None
    result = Result(shown, sizes, place, predicted=True, score=None if score is None else float(score))
    drawn = result.read(row.get("result", []))
    version = row.get("model_version")
    version = "unknown" if version is None or version == "" else str(version) if type(version) is int else version
    annotator = _own(row, "annotator_id") or MODEL + values.text(version, "/model_version", values.TEXT - len(MODEL))
    base = _base(row, annotator, "model", hints, notes, place)
    return Answer(base, hints, drawn, notes + result.notes, _asked(row))


def _base(
    row: Row, annotator: str, kind: Kind, hints: Hints, notes: list[Skipped | Remark], place: str, **more: Any
) -> Annotation:
    created, changed = moment(row.get("created_at"), "/created_at"), moment(row.get("updated_at"), "/updated_at")
    at = hints.submitted_at if created is None else created
    if at is None:
        notes.append(Remark(UNTIMED, place))
    own = row.get(KEY)
    revision = own.get("revision", changed) if type(own) is dict else changed
    if revision is not None:
        revision = values.whole(revision, f"/{KEY}/revision", 0, values.REVISION)
    judged = reviews(row, annotator, created if changed is None else changed, notes, place)
    return Annotation("", annotator, kind, at, revision=revision, reviews=judged, place=place, **more)


def _unnamed(row: Row, hints: Hints, notes: list[Skipped | Remark], place: str) -> str:
    """Who is taken for the annotator where an answer does not say who completed it."""
    for key in ("last_created_by", "updated_by"):
        found = user(row.get(key), f"/{key}")
        if found is not None:
            notes.append(Remark(CHANGED, place))
            return found
    if hints.annotator is None:
        notes.append(Remark(UNNAMED, place))
    return unnamed(hints)


def _origin(row: Row) -> Origin | None:
    """Whether an answer began as a suggestion: by what it refers to, or by where any of its regions comes from."""
    own, rows = row.get(KEY), row.get("result")
    if type(own) is dict and "origin" in own:
        return None if own["origin"] is None else values.choice(own["origin"], f"/{KEY}/origin", ORIGINS)
    suggested = row.get("parent_prediction") is not None or bool(row.get("prediction"))
    origins = [r.get("origin") for r in (rows if type(rows) is list else ()) if type(r) is dict]
    taken_over = any(type(origin) is str and origin in _ASSISTED for origin in origins)
    return "ai_assisted" if suggested or taken_over else "manual"


def _seconds(row: Row, shown: Pages, notes: list[Skipped | Remark], place: str) -> float | None:
    spent = row.get("lead_time")
    if spent is None or spent == 0:
        return None
    seconds = values.number(spent, "/lead_time", 0, _FOREVER)
    if len(shown.rows) > 1:
        notes.append(Remark(SHARED, place))
    elif seconds > values.SECONDS:
        notes.append(Remark(ENDLESS, place))
    else:
        if seconds > HOUR:
            notes.append(Remark(LONG, place))
        return seconds
    return None


def _own(row: Row, key: str) -> str | None:
    own = row.get(KEY)
    found = own.get(key) if type(own) is dict else None
    return None if found is None else values.text(found, f"/{KEY}/{key}")


def _asked(row: Row) -> tuple[bool, bool] | None:
    """Whether regions and classes of the image were asked for, where the answer itself says so."""
    own = row.get(KEY)
    asked: Any = own.get("asked") if type(own) is dict else None
    return ("objects" in asked, "labels" in asked) if type(asked) is list else None
