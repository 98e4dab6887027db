"""How each report looks in the terminal: its figures, and the columns of its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure: what it is called, where it stands in the answer, what kind of number it is.

    `n` is where the number of things it is over stands, `ci` its interval.
    """

    label: str
    at: str
    kind: str = "count"
    n: str = ""
    ci: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, where the cell stands in a row, what kind of value it is."""

    header: str
    at: str
    kind: str = "text"

    @property
    def right(self) -> bool:
        """True for numbers."""
        return self.kind not in ("text", "names", "time")


@dataclass(frozen=True, slots=True)
class View:
    """A report in the terminal: figures on top, below them the table that stands at `table` in the answer."""

    figures: Sequence[Shown]
    columns: Sequence[Column]


VIEWS: Mapping[str, View] = {
    "history": View(
        [Shown("answers without a time", "n_undated")],
        [
            Column("week", "week"),
            Column("labelled", "n_labelled", "count"),
            Column("so far", "n_labelled_total", "count"),
            Column("IoU", "mean_iou", "score"),
            Column("labels alike", "label_agreement", "share"),
            Column("approved", "approval_rate", "share"),
            Column("truth", "benchmark_accuracy", "score"),
            Column("seconds", "avg_seconds_per_image", "seconds"),
        ],
    ),
    "reviewers": View(
        [Shown("reviews that name nobody", "n_unnamed")],
        [
            Column("reviewer", "reviewer_id"),
            Column("reviews", "n_reviews", "count"),
            Column("approved", "approved", "count"),
            Column("rejected", "rejected", "count"),
            Column("corrected", "corrected", "count"),
            Column("seconds", "median_seconds", "seconds"),
            Column("overturned", "overturn_rate", "share"),
            Column("right by truth", "truth_agreement", "share"),
            Column("last active", "last_active", "time"),
        ],
    ),
    "queue": View(
        [
            Shown("learnt from images", "images"),
            Shown("and verdicts", "verdicts"),
            Shown("images that wait", "waiting"),
            Shown("objects per image", "objects_per_image", "number"),
            Shown("calibration error", "calibration_error", "score"),
            Shown("wrong, drawn at random", "sampled.share_wrong", "share", n="sampled.n", ci="sampled.wrong_ci95"),
        ],
        [
            Column("annotator", "annotator_id"),
            Column("kind", "kind"),
            Column("misses", "misses", "share"),
            Column("invents per image", "spurious_per_image", "score"),
            Column("wrong class", "wrong_class", "share"),
            Column("edge error", "edge_error", "share"),
            Column("wrong label", "wrong_label", "share"),
            Column("agreement", "agreement", "score"),
            Column("shared", "shared", "count"),
        ],
    ),
    "overview": View(
        [
            Shown("images", "images"),
            Shown("labelled", "labelled"),
            Shown("unlabelled", "unlabelled"),
            Shown("annotations", "annotations"),
            Shown("objects", "objects"),
            Shown("annotators", "annotators"),
            Shown("labelled by two or more", "overlap.images"),
            Shown("approved", "approval_rate", "share", n="reviewed"),
            Shown("rejected", "rejection_rate", "share", n="reviewed"),
            Shown("corrected", "correction_rate", "share", n="reviewed"),
            Shown("started from suggestions", "ai_assisted_share", "share", n="annotations"),
        ],
        [
            Column("class", "class"),
            Column("objects", "objects", "count"),
            Column("share", "share", "share"),
            Column("images", "images", "count"),
            Column("labels", "labels", "count"),
        ],
    ),
    "agreement": View(
        [
            Shown("mean IoU", "mean_iou", "score", n="counts.n", ci="mean_iou_ci95"),
            Shown(
                "  with images all left empty",
                "mean_iou_incl_empty",
                "score",
                n="n_images",
                ci="mean_iou_incl_empty_ci95",
            ),
            Shown("  classes ignored", "mean_iou_class_agnostic", "score", n="counts.n"),
            Shown("verdict on boxes", "verdict", "text"),
            Shown("F1 at IoU 0.5", "f1_50", "score", n="counts.n", ci="f1_50_ci95"),
            Shown("agreement of labels", "labels.percent_agreement", "share", n="labels.n_images"),
            Shown("kappa of labels", "labels.kappa", "score", n="labels.n_images", ci="labels.kappa_ci95"),
            Shown("  by", "labels.coefficient", "text"),
            Shown("verdict on labels", "labels.verdict", "text"),
        ],
        [Column("image", "image_id"), Column("IoU", "iou", "score"), Column("annotators", "n", "count")],
    ),
    "annotators": View(
        [],
        [
            Column("annotator", "annotator_id"),
            Column("labelled", "n_labelled", "count"),
            Column("approved", "approval_rate", "share"),
            Column("of", "n_reviewed", "count"),
            Column("IoU", "mean_iou", "score"),
            Column("shared", "n_shared", "count"),
            Column("truth", "benchmark_accuracy", "score"),
            Column("s/image", "avg_seconds_per_image", "seconds"),
            Column("kappa", "kappa", "score"),
            Column("flags", "flags", "names"),
        ],
    ),
    "images": View(
        [Shown("images", "count")],
        [
            Column("image", "image_id"),
            Column("QA score", "qa_score", "score"),
            Column("status", "review_status"),
            Column("n", "n_annotators", "count"),
            Column("IoU", "iou", "score"),
            Column("truth", "truth_iou", "score"),
            Column("suggestion", "suggestion_iou", "score"),
            Column("flags", "flags", "names"),
        ],
    ),
    "benchmark": View(
        [
            Shown("images of the truth", "n_images"),
            Shown("team accuracy", "team.accuracy", "score", ci="team.accuracy_ci95"),
            Shown("team precision", "team.precision", "score"),
            Shown("team recall", "team.recall", "score"),
            Shown("team mean IoU", "team.mean_iou", "score"),
        ],
        [
            Column("annotator", "annotator_id"),
            Column("images", "n_images", "count"),
            Column("accuracy", "accuracy", "score"),
            Column("IoU", "mean_iou", "score"),
            Column("missed", "errors.missed", "count"),
            Column("class", "errors.class", "count"),
            Column("width", "bias.dw.mean", "signed"),
            Column("height", "bias.dh.mean", "signed"),
            Column("spurious", "errors.spurious", "count"),
            Column("recall", "recall", "score"),
            Column("to team", "delta_vs_team", "signed"),
        ],
    ),
    "alerts": View(
        [],
        [
            Column("severity", "severity"),
            Column("type", "type"),
            Column("what", "message"),
            Column("what to do", "recommended_action"),
        ],
    ),
    "suggestions": View(
        [],
        [
            Column("model", "model_id"),
            Column("answers", "n_answers", "count"),
            Column("suggested", "n_suggested", "count"),
            Column("kept", "accept_rate", "share"),
            Column("edited", "edit_rate", "share"),
            Column("rejected", "reject_rate", "share"),
            Column("added", "added", "count"),
            Column("wrong", "error_rate", "share"),
            Column("of", "n_checked", "count"),
            Column("left", "wrong_left", "count"),
            Column("spoilt", "spoilt", "count"),
            Column("gain", "iou_gain", "signed"),
        ],
    ),
    "consensus": View(
        [
            Shown("images", "n_images"),
            Shown("objects agreed on", "n_objects"),
            Shown("  of them disputed", "n_disputed"),
            Shown("objects below the quorum", "n_below_quorum"),
            Shown("consensus against truth", "truth.accuracy", "score", n="truth.n_images", ci="truth.accuracy_ci95"),
        ],
        [
            Column("annotator", "annotator_id"),
            Column("images", "n_images", "count"),
            Column("precision", "precision", "score"),
            Column("recall", "recall", "score"),
            Column("F1", "f1", "score"),
            Column("IoU", "mean_iou", "score"),
            Column("skill", "skill", "score"),
        ],
    ),
    "tracks": View(
        [
            Shown("videos", "n_videos"),
            Shown("frames", "n_frames"),
            Shown("identity switches", "switches", n="matched"),
            Shown("IDF1", "idf1", "score", n="n_objects"),
        ],
        [
            Column("video", "video"),
            Column("a", "a"),
            Column("b", "b"),
            Column("frames", "frames", "count"),
            Column("matched", "matched", "count"),
            Column("switches of a", "switches_a", "count"),
            Column("of b", "switches_b", "count"),
            Column("IDF1", "idf1", "score"),
        ],
    ),
}
"""By name of the report; one without a view shows all it has."""


def found(answer: Any, at: str) -> Any:
    """The value at a dotted place; None where there is none. A list of flags gives their reasons.

    >>> found({"bias": {"dw": {"mean": 0.1}}}, "bias.dw.mean")
    0.1
    """
    for name in at.split("."):
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    if isinstance(answer, list) and answer and isinstance(answer[0], Mapping):
        return [item.get("reason", "") for item in answer]
    return answer


def view_of(name: str, rows: Sequence[Answer], answer: Answer) -> View:
    """The view of a report; of one that has none, every single value and every single column."""
    if name in VIEWS:
        return VIEWS[name]
    figures = [Shown(k.replace("_", " "), k, _kind(v)) for k, v in answer.items() if not isinstance(v, list | Mapping)]
    first = rows[0] if rows else {}
    columns = [Column(k.replace("_", " "), k, _kind(v)) for k, v in first.items() if not isinstance(v, list | Mapping)]
    return View(figures, columns)


def _kind(value: object) -> str:
    match value:
        case bool() | str() | None:
            return "text"
        case int():
            return "count"
        case _:
            return "score"
