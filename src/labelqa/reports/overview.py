"""How far the project is: what is labelled, reviewed and by whom."""

from dataclasses import dataclass

from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.figures import share, time, value
from labelqa.store import Connection, names, totals


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
class Overview:
    """Counts of persons' work. The three rates are over annotations with a verdict and add to 1."""

    project_id: str
    revision: int
    as_of: str
    labelled: int
    unlabelled: int
    approval_rate: float | None
    rejection_rate: float | None
    correction_rate: float | None
    reviewed: int
    ai_assisted_share: float | None
    images: int
    annotations: int
    objects: int
    annotators: int
    overlap: Overlap
    classes: list[ClassShare]
    skipped: int
    recomputing: int


@report(table="classes")
def overview(connection: Connection, project: Project, *, viewer: str | None = None) -> Overview:
    """How much is labelled, how much was reviewed and approved, and which classes there are.

    `labelled`: images with at least one person's annotation. `recomputing`: images whose figures are still of earlier
    settings.
    """
    number = project.number
    covered = {row["n"]: row["images"] for row in totals.rows(connection, number, "coverage", by=("n",))}
    people = list(names.annotators(connection, number, "person"))
    work = totals.rows(connection, number, "work", where={"annotator": people})
    total = work[0] if work else {}
    working = totals.rows(connection, number, "work", by=("annotator",), where={"annotator": people})
    labelled = sum(n for k, n in covered.items() if k)
    overlap = sum(n for k, n in covered.items() if k >= 2)
    classes = _classes(connection, project)
    return Overview(
        project_id=project.project_id,
        revision=project.revision,
        as_of=time(project.changed_at) or "",
        labelled=labelled,
        unlabelled=covered.get(0, 0),
        approval_rate=value("approval_rate", work),
        rejection_rate=value("rejection_rate", work),
        correction_rate=value("correction_rate", work),
        reviewed=sum(total.get(k, 0) for k in ("approved", "rejected", "corrected")),
        ai_assisted_share=share(total.get("ai", 0), total.get("annotations", 0)),
        images=sum(covered.values()),
        annotations=total.get("annotations", 0),
        objects=total.get("objects", 0),
        annotators=sum(row["annotations"] > 0 for row in working),
        overlap=Overlap(overlap, share(overlap, labelled)),
        classes=classes,
        skipped=total.get("skipped", 0),
        recomputing=project.recomputing,
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
