"""Agreement by day, ISO week, class or size of the objects."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from labelqa.errors import BadInput, Problem
from labelqa.metrics import METRICS
from labelqa.reports.cut import Cut
from labelqa.reports.figures import share
from labelqa.reports.parameters import EPOCH
from labelqa.store import Connection, names, totals
from labelqa.tally import BANDS, ONE


@dataclass(frozen=True, slots=True)
class Group:
    """One group. By size, `mean_iou` is over objects (each once per pair it is in) and has no interval over images."""

    key: str
    n_images: int
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    n_objects: int
    object_iou: float | None


def grouped(connection: Connection, cut: Cut, group_by: str) -> list[Group]:
    """The groups, in the order of their keys."""
    if group_by == "size":
        return _by_size(connection, cut)
    return _by_class(connection, cut) if group_by == "class" else _by_day(connection, cut, group_by)


def _group(key: str, rows: list[Mapping[str, int]]) -> Group:
    mean = METRICS["mean_iou"].measure(rows)
    n, iou = (sum(row[f"{what}_{band}"] for row in rows for band in BANDS) for what in ("n", "iou"))
    images = sum(row["images"] + row["empty"] for row in rows)
    return Group(key, images, mean.value, mean.ci95, n, share(iou, n * ONE))


def _by_day(connection: Connection, cut: Cut, group_by: str) -> list[Group]:
    window = cut.window if cut.window != totals.EVER else (totals.FIRST_DAY, totals.LAST_DAY)
    found: dict[str, list[Mapping[str, int]]] = defaultdict(list)
    for row in cut.rows(connection, by=("day",), window=window):
        day = EPOCH + timedelta(days=row["day"])
        iso = day.isocalendar()
        found[day.isoformat() if group_by == "day" else f"{iso.year}-W{iso.week:02}"].append(row)
    return [_group(key, rows) for key, rows in sorted(found.items())]


def _by_class(connection: Connection, cut: Cut) -> list[Group]:
    if cut.annotator is not None:
        text = "class and annotator together are not kept as a total; group by day, week or size"
        raise BadInput(text, [Problem("/group_by", text)])
    named = names.classes(connection, cut.project.number)
    rows = totals.rows(
        connection,
        cut.project.number,
        "class_agreement",
        window=cut.window,
        by=("label_class",),
        where=cut.where,
        at_least=cut.at_least,
    )
    return sorted((_group(named[row["label_class"]], [row]) for row in rows), key=lambda g: g.key)


def _by_size(connection: Connection, cut: Cut) -> list[Group]:
    rows = cut.rows(connection)
    images = sum(row["images"] for row in rows)
    found = []
    for band in BANDS:
        n, iou = (sum(row[f"{what}_{band}"] for row in rows) for what in ("n", "iou"))
        mean = share(iou, n * ONE)
        found.append(Group(band, images, mean, None, n, mean))
    return found
