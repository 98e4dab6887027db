"""How far the project is: what is labelled, reviewed and by whom."""

from dataclasses import dataclass, fields

from labelqa.metrics.proportion import proportion
from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.figures import figure, share, time
from labelqa.reports.parameters import Since, Until, window
from labelqa.store import Connection, names, totals
from labelqa.store.totals import Window
from labelqa.tally import WORK

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Images that two or more persons answered, and their share of the labelled ones."""

    images: int
    share: float | None


@dataclass(frozen=True, slots=True)
class ClassShare:
    """One class: objects that persons drew, images that hold it, share of all objects; image-level labels."""

    class_: str
    objects: int
    images: int
    share: float | None
    labels: int


@dataclass(frozen=True, slots=True)
class PeriodWork:
    """Persons' answers of the days asked for, by the time of each; the three rates are over the `reviewed` of them.

    Verdicts count with the answer they judge, whenever they were given. Answers without a time are in no period.
    """

    annotations: int
    objects: int
    annotators: int
    skipped: int
    reviewed: int
    approval_rate: float | None
    approval_rate_ci95: Interval | None
    rejection_rate: float | None
    rejection_rate_ci95: Interval | None
    correction_rate: float | None
    correction_rate_ci95: Interval | None
    ai_assisted_share: float | None
    ai_assisted_share_ci95: Interval | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of persons' work. The three rates are over annotations with a verdict and add to 1.

    `period`: what was done in the days asked for; null without `since` and `until`, which narrow nothing else.
    """

    project_id: str
    revision: int
    as_of: str
    labelled: int
    unlabelled: int
    approval_rate: float | None
    approval_rate_ci95: Interval | None
    rejection_rate: float | None
    rejection_rate_ci95: Interval | None
    correction_rate: float | None
    correction_rate_ci95: Interval | None
    reviewed: int
    ai_assisted_share: float | None
    ai_assisted_share_ci95: Interval | None
    images: int
    annotations: int
    objects: int
    annotators: int
    overlap: Overlap
    classes: list[ClassShare]
    skipped: int
    recomputing: int
    period: PeriodWork | None


@report(table="classes")
def overview(
    connection: Connection, project: Project, *, since: Since = None, until: Until = None, viewer: str | None = None
) -> Overview:
    """How much is labelled, how much was reviewed and approved, and which classes there are.

    `labelled`: images with at least one person's annotation. `recomputing`: images whose figures are still of earlier
    settings.
    """
    number, days = project.number, window(since, until)
    covered = {row["n"]: row["images"] for row in totals.rows(connection, number, "coverage", by=("n",))}
    work = _work(connection, project, totals.EVER)
    labelled = sum(n for k, n in covered.items() if k)
    overlap = sum(n for k, n in covered.items() if k >= 2)
    values = {field.name: getattr(work, field.name) for field in fields(work)}
    return Overview(
        **values,
        project_id=project.project_id,
        revision=project.revision,
        as_of=time(project.changed_at) or "",
        labelled=labelled,
        unlabelled=covered.get(0, 0),
        images=sum(covered.values()),
        overlap=Overlap(overlap, share(overlap, labelled)),
        classes=_classes(connection, project),
        recomputing=project.recomputing,
        period=None if days == totals.EVER else _work(connection, project, days),
    )


def _work(connection: Connection, project: Project, days: Window) -> PeriodWork:
    """What all persons did in these days, undated answers included where that is ever."""
    where = {"annotator": list(names.annotators(connection, project.number, "person"))}
    rows = totals.rows(connection, project.number, "work", window=days, by=("annotator",), where=where)
    total = {counter: sum(row[counter] for row in rows) for counter in WORK}
    approved, rejected, corrected = (figure(f"{name}_rate", rows) for name in ("approval", "rejection", "correction"))
    assisted = proportion(total["ai"], total["annotations"])
    return PeriodWork(
        annotations=total["annotations"],
        objects=total["objects"],
        annotators=sum(row["annotations"] > 0 for row in rows),
        skipped=total["skipped"],
        reviewed=approved.n,
        approval_rate=approved.value,
        approval_rate_ci95=approved.ci95,
        rejection_rate=rejected.value,
        rejection_rate_ci95=rejected.ci95,
        correction_rate=corrected.value,
        correction_rate_ci95=corrected.ci95,
        ai_assisted_share=assisted.value,
        ai_assisted_share_ci95=assisted.ci95,
    )


def _classes(connection: Connection, project: Project) -> list[ClassShare]:
    """Every declared class and every class that was used, the most frequent first."""
    named = names.classes(connection, project.number)
    rows = {r["label_class"]: r for r in totals.rows(connection, project.number, "content", by=("label_class",))}
    declared = set(names.declared(connection, project.number))
    total = sum(row["objects"] for row in rows.values())
    found = [
        ClassShare(name, row["objects"], row["images"], share(row["objects"], total), row["labels"])
        for number, name in named.items()
        if (row := rows.get(number))
        or (name in declared and (row := dict.fromkeys(("objects", "images", "labels"), 0)))
    ]
    return sorted(found, key=lambda c: (-c.objects, -c.labels, c.class_))
