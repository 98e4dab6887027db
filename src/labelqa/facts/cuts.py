"""All pairs of a sheet of images compared at once, and cut by class."""

from dataclasses import dataclass

import numpy as np

from labelqa.facts.cells import div
from labelqa.facts.comparison import SUMS
from labelqa.facts.entries import Longs, runs, starts_of
from labelqa.facts.sheet import Sheet
from labelqa.kernel.sweeping import ANY, FOUND, SCORE, Swept, pairs_within, sweep
from labelqa.tally import BANDS, ONE


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every two annotations of an image, by their places on the sheet; scores x 2^30; sums as in `tally.CELL`."""

    first: Longs
    second: Longs
    image: Longs
    score: Longs
    score_any: Longs
    sums: Longs


@dataclass(frozen=True, slots=True)
class Cuts:
    """What each class comes to in each pair: pair, class, score, sums."""

    pair: Longs
    label_class: Longs
    score: Longs
    sums: Longs


def paired(sheet: Sheet, threshold: int, threads: int) -> tuple[Pairs, Cuts]:
    """Compares every two annotations of each image; `threshold`: IoU x 2^30 from which objects count as the same."""
    first, second = pairs_within(sheet.image_of)
    found = sweep(sheet.drawings, first, second, threshold, SCORE | ANY | FOUND, threads)
    cuts = _cuts(sheet, found)
    sums = np.zeros((len(first), SUMS), np.int64)
    if len(cuts.pair):
        starts = starts_of(cuts.pair)
        sums[cuts.pair[starts]] = np.add.reduceat(cuts.sums, starts, axis=0)
    objects = sheet.boxes[first] + sheet.boxes[second]
    some = np.maximum(objects, 1)
    score, score_any = (np.where(objects, div(2 * total, some), ONE) for total in (found.total, found.total_any))
    return Pairs(first, second, sheet.image[first], score, score_any, sums), cuts


def _cuts(sheet: Sheet, found: Swept) -> Cuts:
    """Cuts of all pairs by class, in the order of pairs, then classes."""
    a, b = (_boxes_of(sheet, side) for side in (found.first, found.second))
    boxes = np.concatenate([a, b])
    pair = np.concatenate([np.repeat(np.arange(len(s)), sheet.boxes[s]) for s in (found.first, found.second)])
    quality = np.concatenate([found.quality_a, found.quality_b]).astype(np.int64)
    bands, classes = sheet.bands[boxes], sheet.drawings.classes[boxes]
    rows = np.zeros((len(boxes), 5 + 2 * len(BANDS)), np.int64)
    rows[: len(a), 0], rows[len(a) :, 1] = 1, 1
    rows[: len(a), 2], rows[: len(a), 3], rows[: len(a), 4] = found.quality_a, found.found >= 0, found.found_quality
    at = np.arange(len(boxes))
    rows[at, 5 + 2 * bands], rows[at, 6 + 2 * bands] = 1, quality
    order, starts = runs(pair, classes)
    cut = np.add.reduceat(rows[order], starts, axis=0) if len(starts) else rows[:0]
    places = order[starts]
    in_a, in_b, total, tp = cut[:, 0], cut[:, 1], cut[:, 2], cut[:, 3]
    sums = np.column_stack([tp, in_a - tp, in_b - tp, cut[:, 4:]])
    return Cuts(pair[places], classes[places], div(2 * total, in_a + in_b), sums)


def _boxes_of(sheet: Sheet, annotations: Longs) -> Longs:
    """Places of the boxes of annotations, one after the other."""
    sizes = sheet.boxes[annotations]
    before = np.cumsum(sizes) - sizes
    return np.repeat(sheet.drawings.box_of[annotations] - before, sizes) + np.arange(int(sizes.sum()))
