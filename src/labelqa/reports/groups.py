"""Agreement by day, ISO week, class or size of the objects."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from labelqa.metrics import Rows
from labelqa.metrics.ratio import by_size, interval
from labelqa.reports.counts import Source, cells
from labelqa.reports.cut import Cut
from labelqa.reports.figures import figure, share
from labelqa.reports.parameters import EPOCH
from labelqa.reports.weeks import EVERY_DAY, week_of
from labelqa.store import Connection, names, totals
from labelqa.tally import BANDS, ONE


@dataclass(frozen=True, slots=True)
class Group:
    """One group. By size, `mean_iou` is over objects (each once per pair it is in), its interval still over images.

    `f1` and `sq` are at `iou_threshold`, `f1_50` at 0.5; `n_objects` is what `f1` is over, `n_matched` what `sq` is.
    They are not kept by size. `n_images` counts images that everybody left empty too, `n_empty` of them, as for the
    whole: figures are over the others.
    """

    key: str
    n_images: int
    n_empty: int
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    n_objects: int
    object_iou: float | None
    f1_50: float | None = None
    f1_50_ci95: tuple[float, float] | None = None
    f1: float | None = None
    f1_ci95: tuple[float, float] | None = None
    sq: float | None = None
    sq_ci95: tuple[float, float] | None = None
    n_matched: int | None = None


Named = dict[str, list[Mapping[str, int]]]
"""{key of a group: its rows}."""


def grouped(connection: Connection, cut: Cut, group_by: str, half: Source, at: Source) -> list[Group]:
    """The groups, in the order of their keys; `half` counts at IoU 0.5, `at` at the threshold asked for."""
    if group_by == "size":
        return _by_size(cells(half, cut))
    named = _by_class(connection, cut) if group_by == "class" else _by_day(cut, group_by)
    found = named(half)
    found_at = found if at is half else named(at)
    return [_group(key, rows, found_at[key]) for key, rows in sorted(found.items())]


def _group(key: str, rows: Rows, rows_at: Rows) -> Group:
    n, iou = (sum(row[f"{what}_{band}"] for row in rows for band in BANDS) for what in ("n", "iou"))
    images, empty = (sum(row[what] for row in rows) for what in ("images", "empty"))
    mean, f1_50 = figure("mean_iou", rows), figure("f1_50", rows)
    f1, sq = figure("f1_50", rows_at), figure("sq", rows_at)
    return Group(
        key=key,
        n_images=images + empty,
        n_empty=empty,
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        n_objects=n,
        object_iou=share(iou, n * ONE),
        f1_50=f1_50.value,
        f1_50_ci95=f1_50.ci95,
        f1=f1.value,
        f1_ci95=f1.ci95,
        sq=sq.value,
        sq_ci95=sq.ci95,
        n_matched=sq.n,
    )


def _by_day(cut: Cut, group_by: str) -> Callable[[Source], Named]:
    window = cut.window if cut.window != totals.EVER else EVERY_DAY

    def named(source: Source) -> Named:
        found: Named = defaultdict(list)
        for row in cells(source, cut, by=("day",), window=window):
            day = row["day"]
            found[(EPOCH + timedelta(days=day)).isoformat() if group_by == "day" else week_of(day)].append(row)
        return found

    return named


def _by_class(connection: Connection, cut: Cut) -> Callable[[Source], Named]:
    classes = names.classes(connection, cut.project.number)
    return lambda source: {classes[row["label_class"]]: [row] for row in cells(source, cut, by=("label_class",))}


def _by_size(rows: Rows) -> list[Group]:
    images = sum(row["images"] for row in rows)
    found = []
    for band in BANDS:
        n, iou = (sum(row[f"{what}_{band}"] for row in rows) for what in ("n", "iou"))
        mean = share(iou, n * ONE)
        found.append(Group(band, images, 0, mean, interval(rows, by_size(band)) if rows else None, n, mean))
    return found
