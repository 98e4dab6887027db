"""The facts of a whole sheet of images at once: what `labelqa.facts.image` finds image by image, as columns.

Equal to it in every integer; a test holds them against each other. Nothing here is another definition of a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.facts.agreement import AGREEMENT, BIN, CLASS, PAIR, PEER, PEER_BIN, PRESENCE
from labelqa.facts.bins import BINS, EDGES
from labelqa.facts.comparison import SUMS
from labelqa.facts.entries import Entries, Longs, runs, starts_of
from labelqa.facts.image import CONTENT, COVERAGE, FLAG, FLAGS, HALF, LOW, SECONDS, WORK
from labelqa.facts.sheet import UNKNOWN, Sheet
from labelqa.facts.spread import EVERY, PART, PRODUCTS
from labelqa.facts.spread import HALF as HALF_PART
from labelqa.kernel.sweeping import ANY, FOUND, SCORE, Swept, pairs_within, sweep
from labelqa.tally import BANDS, DAY_MS, ONE


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
class Classes:
    """Every class of an image: its objects, and its agreement x 2^30 (UNKNOWN with fewer than two persons)."""

    image: Longs
    label_class: Longs
    objects: Longs
    iou: Longs


@dataclass(frozen=True, slots=True)
class Peers:
    """What each person of an image with two or more comes to beside the others: place on the sheet, mean score."""

    annotation: Longs
    score: Longs


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """By image, as in `labelqa.facts.ImageFacts`, with UNKNOWN for None; pairs, classes, peers; entries of all bags."""

    n: Longs
    objects: Longs
    flags: Longs
    empty: Longs
    iou: Longs
    comparable_at: Longs
    answered_at: Longs
    updated_at: Longs
    day: Longs
    pairs: Pairs
    classes: Classes
    peers: Peers
    entries: Sequence[Entries]


def swept(sheet: Sheet, *, min_annotators: int = 2, threads: int = 1) -> SheetFacts:
    """The facts of all images of a sheet."""
    n, image, boxes = sheet.persons, sheet.image, sheet.boxes
    objects = np.add.reduceat(boxes, sheet.image_of[:-1])
    times = sheet.submitted_at[np.lexsort((sheet.submitted_at, image))]
    day = _days(_nth(times, sheet.image_of, 2))
    several, keys = np.flatnonzero(n >= 2), (day, n)
    pairs, cuts = _pairs(sheet, image, threads)
    classes, content = _content(sheet, image)
    entries = [*_own(sheet, image, n, boxes), content]
    iou, empty = np.full(len(n), UNKNOWN), (n >= 2) & (objects == 0)
    peers = Peers(np.empty(0, np.int64), np.empty(0, np.int64))
    if len(several):
        iou[several], found = _team(pairs, several, empty, keys)
        peers, met = _peers(sheet, pairs, empty, keys)
        class_iou, by_class = _classes(pairs, cuts, keys)
        classes.iou[n[classes.image] >= 2] = class_iou
        drew = np.add.reduceat((boxes > 0).astype(np.int64), sheet.image_of[:-1])[several]
        ones = np.ones(len(several), np.int64)
        presence = Entries.of(PRESENCE, several, [day[several], n[several], drew], ones)
        entries += [presence, *found, _met(sheet, pairs, empty, keys), *met, *by_class]
    low = np.flatnonzero((iou != UNKNOWN) & (iou < LOW))
    flag = FLAGS["low_agreement"]
    entries.append(Entries.of(FLAG, low, [np.full(len(low), flag)], np.ones(len(low), np.int64)))
    flags = np.zeros(len(n), np.int64)
    flags[low] = flag
    return SheetFacts(
        n=n,
        objects=objects,
        flags=flags,
        empty=empty.astype(np.int64),
        iou=iou,
        comparable_at=_nth(times, sheet.image_of, max(2, min_annotators)),
        answered_at=times[sheet.image_of[:-1]],
        updated_at=np.maximum(np.maximum.reduceat(sheet.submitted_at, sheet.image_of[:-1]), 0),
        day=day,
        pairs=pairs,
        classes=classes,
        peers=peers,
        entries=entries,
    )


def _div(a: Longs, b: Longs | int) -> Longs:
    """`labelqa.tally.div`."""
    return (2 * a + b) // (2 * b)


def _square(value: Longs) -> Longs:
    """`labelqa.tally.square`."""
    return _div(value * value, ONE)


def _nth(times: Longs, image_of: Longs, n: int) -> Longs:
    """The n-th time of each image, of times in order; UNKNOWN where there are fewer."""
    enough = np.flatnonzero(np.diff(image_of) >= n)
    found = np.full(len(image_of) - 1, UNKNOWN)
    found[enough] = times[image_of[enough] + n - 1]
    return found


def _days(at: Longs) -> Longs:
    return np.where(at < 0, 0, at // DAY_MS)


def _own(sheet: Sheet, image: Longs, n: Longs, boxes: Longs) -> list[Entries]:
    """Coverage, each annotator's work under the day of the annotation, and the time it took."""
    timed, ones = sheet.ms >= 0, np.ones(len(n), np.int64)
    work = np.zeros((len(image), len(WORK.counters)), np.int64)
    columns = (np.ones(len(image), np.int64), boxes, sheet.assisted, timed, np.where(timed, sheet.ms, 0))
    work[:, : len(columns)] = np.column_stack(columns)
    spent = np.flatnonzero(timed)
    seconds = [sheet.annotator[spent], sheet.buckets[spent]]
    return [
        Entries.of(COVERAGE, np.arange(len(n)), [n], ones),
        Entries.of(WORK, image, [_days(sheet.submitted_at), sheet.annotator], work),
        Entries.of(SECONDS, image[spent], seconds, np.ones(len(spent), np.int64)),
    ]


def _content(sheet: Sheet, image: Longs) -> tuple[Classes, Entries]:
    """Objects of every image by class."""
    at, drawn = np.repeat(image, sheet.boxes), sheet.drawings.classes
    order, starts = runs(at, drawn)
    places = order[starts]
    images, classes = at[places], drawn[places]
    objects = np.diff(np.append(starts, len(order)))
    counters = np.column_stack([np.ones(len(places), np.int64), objects, np.zeros(len(places), np.int64)])
    found = Classes(images, classes, objects, np.full(len(places), UNKNOWN))
    return found, Entries.of(CONTENT, images, [classes], counters)


@dataclass(frozen=True, slots=True)
class _Cuts:
    """What each class comes to in each pair: pair, class, score, sums."""

    pair: Longs
    label_class: Longs
    score: Longs
    sums: Longs


def _pairs(sheet: Sheet, image: Longs, threads: int) -> tuple[Pairs, _Cuts]:
    first, second = pairs_within(sheet.image_of)
    found = sweep(sheet.drawings, first, second, HALF, SCORE | ANY | FOUND, threads)
    cuts = _cuts(sheet, found)
    sums = np.zeros((len(first), SUMS), np.int64)
    if len(cuts.pair):
        starts = starts_of(cuts.pair)
        sums[cuts.pair[starts]] = np.add.reduceat(cuts.sums, starts, axis=0)
    objects = sheet.boxes[first] + sheet.boxes[second]
    some = np.maximum(objects, 1)
    score, score_any = (np.where(objects, _div(2 * total, some), ONE) for total in (found.total, found.total_any))
    return Pairs(first, second, image[first], score, score_any, sums), cuts


def _cuts(sheet: Sheet, found: Swept) -> _Cuts:
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
    return _Cuts(pair[places], classes[places], _div(2 * total, in_a + in_b), sums)


def _boxes_of(sheet: Sheet, annotations: Longs) -> Longs:
    """Places of the boxes of annotations, one after the other."""
    sizes = sheet.boxes[annotations]
    before = np.cumsum(sizes) - sizes
    return np.repeat(sheet.drawings.box_of[annotations] - before, sizes) + np.arange(int(sizes.sum()))


Keys = tuple[Longs, Longs]
"""By image: its day and its number of persons."""


def _cells(value: Longs, value_any: Longs, sums: Longs, empty: Longs) -> Longs:
    """Counters as in `labelqa.tally.CELL`; what is all-empty only counts."""
    row = np.column_stack([np.ones(len(value), np.int64), np.zeros(len(value), np.int64), value, _square(value)])
    row = np.column_stack([row, value_any, sums])
    row[empty] = 0
    row[empty, 1] = 1
    return row


def _bins(value: Longs) -> Longs:
    return np.minimum(np.searchsorted(np.array(EDGES), value, "right"), BINS) - 1


def _spread(image: Longs, label_class: Longs, keys: Keys, sums: Longs, gap: Longs) -> Entries:
    """Squares and products, in the order of `labelqa.tally.SPREAD`."""
    tp, miss, *_ = sums[:, 0], sums[:, 1] + sums[:, 2]
    sq, q1, q2, q3 = ((sums[:, k] + HALF_PART) // PART for k in (3, 5, 7, 9))
    n1, n2, n3 = (sums[:, k] for k in (4, 6, 8))
    products = [tp * tp, tp * miss, miss * miss, sq * sq, sq * tp, sq * miss, gap, _square(gap)]
    for n, q in ((n1, q1), (n2, q2), (n3, q3)):
        products += [n * n, q * n, q * q]
    counters = np.column_stack([np.ones(len(image), np.int64), *products])
    return Entries.of(PRODUCTS, image, [keys[0][image], label_class, keys[1][image]], counters)


def _team(pairs: Pairs, several: Longs, empty: Longs, keys: Keys) -> tuple[Longs, list[Entries]]:
    """The value of every image with two persons or more, and what images add as a whole."""
    starts = starts_of(pairs.image)
    number = np.diff(np.append(starts, len(pairs.image)))
    value, value_any = (_div(np.add.reduceat(s, starts), number) for s in (pairs.score, pairs.score_any))
    sums, none = np.add.reduceat(pairs.sums, starts, axis=0), empty[several]
    day, n = (key[several] for key in keys)
    drawn, every = several[~none], np.full(int((~none).sum()), EVERY)
    ones = np.ones(len(drawn), np.int64)
    return value, [
        Entries.of(AGREEMENT, several, [day, n], _cells(value, value_any, sums, none)),
        _spread(drawn, every, keys, sums[~none], (value_any - value)[~none]),
        Entries.of(BIN, drawn, [keys[0][drawn], every, keys[1][drawn], _bins(value[~none])], ones),
    ]


def _met(sheet: Sheet, pairs: Pairs, empty: Longs, keys: Keys) -> Entries:
    """Every two annotators."""
    cells = _cells(pairs.score, pairs.score_any, pairs.sums, empty[pairs.image])
    who = [sheet.annotator[side] for side in (pairs.first, pairs.second)]
    return Entries.of(PAIR, pairs.image, [keys[0][pairs.image], *who, keys[1][pairs.image]], cells)


def _peers(sheet: Sheet, pairs: Pairs, empty: Longs, keys: Keys) -> tuple[Peers, list[Entries]]:
    """Each annotator beside all others of the image."""
    own = np.concatenate([pairs.first, pairs.second])
    order, starts = runs(own)
    number = np.diff(np.append(starts, len(own)))

    def total(column: Longs) -> Longs:
        return np.add.reduceat(np.concatenate([column, column])[order], starts, axis=0)

    value, value_any = (_div(total(column), number) for column in (pairs.score, pairs.score_any))
    annotation = own[order[starts]]
    image = np.concatenate([pairs.image, pairs.image])[order[starts]]
    none, who = empty[image], sheet.annotator[annotation]
    key = [keys[0][image], who, keys[1][image]]
    cells = Entries.of(PEER, image, key, _cells(value, value_any, total(pairs.sums), none))
    binned = [*[column[~none] for column in key], _bins(value[~none])]
    ones = np.ones(int((~none).sum()), np.int64)
    return Peers(annotation[~none], value[~none]), [cells, Entries.of(PEER_BIN, image[~none], binned, ones)]


def _classes(pairs: Pairs, cuts: _Cuts, keys: Keys) -> tuple[Longs, list[Entries]]:
    """The agreement of every class of an image with two persons or more, in the order of images, then classes."""
    image = pairs.image[cuts.pair]
    order, starts = runs(image, cuts.label_class)
    if not len(starts):
        return np.empty(0, np.int64), []
    drew = np.diff(np.append(starts, len(order)))
    images, classes = image[order[starts]], cuts.label_class[order[starts]]
    every = keys[1][images] * (keys[1][images] - 1) // 2
    agreeing = ONE * (every - drew)  # who did not draw the class agrees with everybody else who did not
    value = _div(agreeing + np.add.reduceat(cuts.score[order], starts), every)
    sums = np.add.reduceat(cuts.sums[order], starts, axis=0)
    nothing = np.zeros(len(value), np.int64)
    day, n = (key[images] for key in keys)
    return value, [
        Entries.of(CLASS, images, [day, classes, n], _cells(value, nothing, sums, nothing.astype(bool))),
        _spread(images, classes, keys, sums, nothing),
        Entries.of(BIN, images, [day, classes, n, _bins(value)], np.ones(len(value), np.int64)),
    ]
