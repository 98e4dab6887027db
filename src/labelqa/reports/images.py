"""The review queue, and every list of images: what to look at, and why."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MaxLen, MinLen
from typing_extensions import Doc

from labelqa.errors import BadInput, Problem, quoted
from labelqa.facts import FLAGS, STATUSES
from labelqa.model import Project
from labelqa.queue import ESCALATED, IMAGE_FLAGS, REASONS
from labelqa.reports import cursor, report, stretch
from labelqa.reports.figures import score, time
from labelqa.reports.parameters import (
    AnnotatorId,
    ClassName,
    Cursor,
    Limit,
    annotator_number,
    class_number,
    own,
    viewer_number,
)
from labelqa.reports.stretch import First, Last, Series
from labelqa.rules.suggestion_outlier import outlier_severity
from labelqa.store import Connection, Row, comments, image_list, narrowing
from labelqa.store.comments import Said
from labelqa.store.image_list import Way
from labelqa.store.narrowing import Narrowing
from labelqa.tally import ONE

Status = Annotated[
    Literal["unlabelled", "unreviewed", "approved", "rejected", "corrected", "mixed"] | None, Doc("review status")
]
Flag = Annotated[
    Literal[
        "low_agreement",
        "suggestion_outlier",
        "truth_mismatch",
        "label_disagreement",
        "conflicting_verdicts",
        "likely_missed",
        "likely_spurious",
        "likely_misplaced",
        "likely_wrong_class",
        "rushed",
        "annotator_record",
        "escalated",
    ]
    | None,
    Doc("images with this flag only"),
]
Sort = Annotated[
    Literal["priority", "qa_score", "-qa_score", "updated_at"],
    Doc("`priority`: the queue, most urgent first; scores worst or best first; newest first"),
]
MinScore = Annotated[float | None, Ge(0), Le(1), Doc("lowest QA score")]
MaxScore = Annotated[float | None, Ge(0), Le(1), Doc("highest QA score")]
Part = Annotated[str | None, MinLen(1), MaxLen(512), Doc("text that the image id contains; capitals do not matter")]

TOLD = 120
"""Characters of an escalating comment that its flag repeats."""


@dataclass(frozen=True, slots=True)
class ImageFlag:
    """Why an image deserves a look, with the figures behind it."""

    reason: str
    severity: str
    detail: str


@dataclass(frozen=True, slots=True)
class ImageRow:
    """One image. `qa_score`: the chance that its labels are right; lower is worse. Without reviews: that no answer is
    wrong as a whole (a pair score with the truth below .5); the project's reviews make it the chance that a careful
    reviewer would leave them as they are.

    `priority`: what a review is expected to mend, 0..1; 0 for images already approved, put right or rejected. Both are
    null where nobody has labelled, while a new image waits for its score, and for labels of classes not met before.
    """

    image_id: str
    qa_score: float | None
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


@dataclass(frozen=True, slots=True)
class Images:
    """A page of images; `count` is exact up to 10,000, else null."""

    images: list[ImageRow]
    count: int | None
    next: str | None


@report(table="images")
def images(
    connection: Connection,
    project: Project,
    *,
    status: Status = None,
    flag: Flag = None,
    annotator: AnnotatorId = None,
    class_: ClassName = None,
    min_score: MinScore = None,
    max_score: MaxScore = None,
    q: Part = None,
    series: Series = None,
    first: First = None,
    last: Last = None,
    sort: Sort = "priority",
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Images:
    """Images with their QA score, flags and review status; by default the review queue, most urgent first."""
    query = [project.project_id, "images", status, flag, annotator, class_, min_score, max_score, q, sort, viewer]
    query += [series, first, last]
    _check_own(flag, viewer)
    who, label_class = (
        annotator_number(connection, project, own(annotator, viewer)),
        class_number(connection, project, class_),
    )
    narrowings, conditions = stretch.asked(connection, project, series, first, last, who, label_class)
    narrowings += _narrowings(
        project.number, status, flag, who, viewer_number(connection, project, viewer), label_class
    )
    if min_score is not None or max_score is not None:
        narrowings.append(narrowing.of_scores(project.number, _units(min_score), _units(max_score)))
    named = [] if q is None else narrowing.named(connection, project.number, q)
    if named is None and q is not None:
        conditions.append(narrowing.holds_text(connection, q))
    elif q is not None:
        narrowings.append(narrowing.of_numbers(connection, named or []))
    wanted = image_list.asked(connection, project.number, narrowings, conditions)
    place = cursor.decode(cursor_, query, "is")
    after = (None if place[0] is None else int(place[0]), str(place[1])) if place else None
    rows, count = image_list.page(connection, wanted, Way(sort, after, limit + 1))
    following = cursor.encode([rows[limit - 1].value, rows[limit - 1].fact.name], query) if len(rows) > limit else None
    facts = [row.fact for row in rows[:limit]]
    said = escalations(connection, project, facts) if viewer is None else {}
    shown = [row_of(fact, viewer, said.get(fact.image)) for fact in facts]
    return Images(shown, count, following)


def _narrowings(
    project: int,
    status: str | None,
    flag: str | None,
    annotator: int | None,
    viewer: int | None,
    label_class: int | None,
) -> list[Narrowing]:
    """The sets that these filters stand for."""
    found = [] if status is None else [narrowing.of_status(project, STATUSES.index(status))]
    found += [] if flag is None else [narrowing.of_flag(project, IMAGE_FLAGS[flag])]
    found += [] if annotator is None else [narrowing.of_annotator(project, annotator)]
    found += [] if viewer is None else [narrowing.of_viewer(project, viewer)]
    return found + ([] if label_class is None else [narrowing.of_class(project, label_class)])


def escalations(connection: Connection, project: Project, rows: Sequence[Row[Any]]) -> dict[int, Said]:
    """{image: the newest open comment that escalates it} of fact rows."""
    return comments.standing(connection, project.number, [row.image for row in rows if row.flags & ESCALATED])


def _units(given: float | None) -> int | None:
    return None if given is None else round(given * ONE)


def row_of(row: Row[Any], viewer: str | None = None, escalation: Said | None = None) -> ImageRow:
    """A fact row as it is served; to a viewer without what is about others. `escalation`: the comment to tell."""
    return ImageRow(
        image_id=row.name,
        qa_score=score(row.qa),
        priority=score(-row.place) if row.place <= 0 else None,
        review_status=STATUSES[row.status],
        flags=([] if escalation is None else [_escalated(escalation)]) + _flags(row, viewer),
        n_annotators=row.n,
        iou=score(row.iou),
        truth_iou=score(row.truth_iou),
        suggestion_iou=score(row.suggestion_iou),
        label_agreement=score(row.label_agreement),
        objects=row.objects,
        updated_at=time(row.updated_at or None),
    )


def _check_own(flag: str | None, viewer: str | None) -> None:
    """A flag of the queue, or a comment, may be about somebody else's answer: who raises it is not for an own key."""
    if viewer is not None and (flag in REASONS or flag == "escalated"):
        text = f"{quoted(flag)} may be about others, and this key sees its own annotator only; leave it out"
        raise BadInput(text, [Problem("/flag", text)])


def _flags(row: Row[Any], viewer: str | None) -> list[ImageFlag]:
    """What was measured on the image, then what the queue makes of its answers; a viewer is told of their own alone."""
    measured = [_flag(name, row) for name, bit in FLAGS.items() if row.flags & bit]
    told = [reason for reason in json.loads(row.reasons or "[]") if viewer in (None, reason[0])]
    several = row.n > 1 and viewer is None
    return measured + [
        ImageFlag(name, severity, f"{who}: {detail}" if several else detail) for who, name, severity, detail in told
    ]


def _escalated(said: Said) -> ImageFlag:
    return ImageFlag("escalated", "warning", f"{said.author}: {said.text[:TOLD]}")


def _flag(name: str, row: Row[Any]) -> ImageFlag:
    """A flag in words, with the figures behind it."""
    if name == "low_agreement":
        return ImageFlag(name, "warning", f"IoU {row.iou / ONE:.2f} between {row.n_boxes} annotators")
    if name == "suggestion_outlier":
        detail = f"{row.objects} drawn objects match none of the {row.suggested} suggestions"
        return ImageFlag(name, outlier_severity(row.n_boxes, row.iou), detail)
    if name == "truth_mismatch":
        return ImageFlag(name, "error", f"IoU {row.truth_iou / ONE:.2f} with the truth")
    if name == "conflicting_verdicts":
        return ImageFlag(
            name, "warning", "reviewers differ on whether an annotation is right; the latest verdict stands"
        )
    return ImageFlag(name, "warning", f"{row.label_agreement / ONE:.0%} of the pairs agree on the label")
