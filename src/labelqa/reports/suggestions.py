"""The audit of auto-labels: what persons did with a model's suggestions, and whether that made them better."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen
from typing_extensions import Doc

from labelqa.errors import BadInput, Problem, quoted
from labelqa.metrics import Figure
from labelqa.metrics.edit_gain import edit_gain
from labelqa.metrics.proportion import proportion
from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.figures import share
from labelqa.reports.parameters import Since, Until, window
from labelqa.reports.suggestions_annotator import AuditedAnnotator, audited_annotator
from labelqa.store import Connection, names, totals
from labelqa.tally import ONE

ModelId = Annotated[str | None, MaxLen(512), Doc("this model only")]
MinSeconds = Annotated[float, Ge(0), Le(60), Doc("seconds per suggested object below which nobody can have looked")]


@dataclass(frozen=True, slots=True)
class AuditedModel:
    """One model version: what became of its suggestions.

    `n_answers`: persons' answers that started from them, one per image and person; `n_suggested`: the objects in them,
    each one unchanged, moved, renamed, moved and renamed, or rejected; `added`: persons' objects beyond them.
    `edit_rate`: moved, renamed or both. `moved_iou`: mean IoU of suggested and kept box, over the `moved`.
    Against the truth: of `n_checked` suggestions `wrong` were wrong, of which persons left, mended or removed so many,
    the others were changed and are still wrong; `spoilt`: of `n_right` right ones, those that persons made wrong or
    took away. `iou_before`, `iou_after`: mean IoU with the truth of `n_weighed` suggestions whose box was changed,
    `iou_gain` the difference.
    """

    model_id: str
    n_answers: int
    n_suggested: int
    unchanged: int
    moved: int
    renamed: int
    moved_and_renamed: int
    rejected: int
    added: int
    accept_rate: float | None
    accept_rate_ci95: tuple[float, float] | None
    edit_rate: float | None
    edit_rate_ci95: tuple[float, float] | None
    reject_rate: float | None
    reject_rate_ci95: tuple[float, float] | None
    moved_iou: float | None
    n_checked: int
    n_answers_checked: int
    error_rate: float | None
    error_rate_ci95: tuple[float, float] | None
    wrong: int
    wrong_left: int
    wrong_mended: int
    wrong_removed: int
    spoilt: int
    spoilt_rate: float | None
    spoilt_rate_ci95: tuple[float, float] | None
    n_right: int
    iou_before: float | None
    iou_after: float | None
    iou_gain: float | None
    iou_gain_ci95: tuple[float, float] | None
    n_weighed: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Every model whose suggestions somebody was shown, and everybody who was.

    `recomputing`: images whose counts are still of an earlier threshold.
    """

    models: list[AuditedModel]
    annotators: list[AuditedAnnotator]
    iou_threshold: float
    min_seconds: float
    recomputing: int


@report(table="models")
def suggestions(
    connection: Connection,
    project: Project,
    *,
    since: Since = None,
    until: Until = None,
    model: ModelId = None,
    min_seconds: MinSeconds = 0.5,
    viewer: str | None = None,
) -> Suggestions:
    """What persons did with the suggestions they were shown, by model version and by person, and what that was worth.

    A person was shown the suggestions when their answer has the origin `ai_assisted` and the model had answered the
    image by then. Where several models had, each is counted, since an answer does not say which was on the screen. Days
    are those of the persons' answers. An annotator's own key sees their own row alone.
    """
    people = names.annotators(connection, project.number)
    days = window(since, until)
    where = _where(connection, project, model)
    models, annotators = (
        totals.rows(connection, project.number, "audit", window=days, by=(key,), where=where)
        for key in ("model", "annotator")
    )
    by_name = {people[row["annotator"]][0]: row for row in annotators}
    return Suggestions(
        models=[]
        if viewer is not None
        else sorted((_model(people[row["model"]][0], row) for row in models), key=lambda found: found.model_id),
        annotators=[
            audited_annotator(name, row, min_seconds) for name, row in sorted(by_name.items()) if viewer in (None, name)
        ],
        iou_threshold=project.iou_threshold,
        min_seconds=min_seconds,
        recomputing=project.recomputing,
    )


def _where(connection: Connection, project: Project, model: str | None) -> dict[str, int]:
    """The keys that pick one model; BadInput for one that is not in the project."""
    if model is None:
        return {}
    for number, (name, _, _) in names.annotators(connection, project.number, "model").items():
        if name == model:
            return {"model": number}
    text = f"there is no model {quoted(model)} in this project"
    raise BadInput(text, [Problem("/model", text)])


def _model(name: str, row: Mapping[str, int]) -> AuditedModel:
    edited = row["moved"] + row["renamed"] + row["both"]
    accept, edit, reject = (_of_suggested(row, part) for part in (row["unchanged"], edited, row["rejected"]))
    checked, gain = row["wrong"] + row["right"], edit_gain([row])
    error, spoilt = proportion(row["wrong"], checked), proportion(row["right_spoilt"], row["right"])
    return AuditedModel(
        model_id=name,
        n_answers=row["images"],
        n_suggested=row["suggested"],
        unchanged=row["unchanged"],
        moved=row["moved"],
        renamed=row["renamed"],
        moved_and_renamed=row["both"],
        rejected=row["rejected"],
        added=row["added"],
        accept_rate=accept.value,
        accept_rate_ci95=accept.ci95,
        edit_rate=edit.value,
        edit_rate_ci95=edit.ci95,
        reject_rate=reject.value,
        reject_rate_ci95=reject.ci95,
        moved_iou=share(row["moved_iou"], row["moved"] * ONE),
        n_checked=checked,
        n_answers_checked=row["checked"],
        error_rate=error.value,
        error_rate_ci95=error.ci95,
        wrong=row["wrong"],
        wrong_left=row["wrong_unchanged"],
        wrong_mended=row["wrong_mended"],
        wrong_removed=row["wrong_removed"],
        spoilt=row["right_spoilt"],
        spoilt_rate=spoilt.value,
        spoilt_rate_ci95=spoilt.ci95,
        n_right=row["right"],
        iou_before=gain.before,
        iou_after=gain.after,
        iou_gain=gain.gain,
        iou_gain_ci95=gain.ci95,
        n_weighed=gain.n,
    )


def _of_suggested(row: Mapping[str, int], part: int) -> Figure:
    return proportion(part, row["suggested"])
