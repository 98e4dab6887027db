"""The facts of a whole sheet of images at once: what `labelqa.facts.image` finds image by image, as columns.

Equal to it in every integer; a test holds them against each other. Nothing here is another definition of a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.facts.agreement import AGREEMENT, BIN, CLASS, PAIR, PEER, PEER_BIN, PRESENCE
from labelqa.facts.cells import Keys, bins, cells, div, spread
from labelqa.facts.cuts import Cuts, Pairs, paired
from labelqa.facts.entries import Entries, Longs, runs, starts_of
from labelqa.facts.image import CONTENT, COVERAGE, FLAG, FLAGS, HALF, LOW, SECONDS, WORK
from labelqa.facts.sheet import UNKNOWN, Sheet
from labelqa.facts.spread import EVERY
from labelqa.tally import DAY_MS, ONE


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
    pairs, cuts = paired(sheet, HALF, threads)
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


def _team(pairs: Pairs, several: Longs, empty: Longs, keys: Keys) -> tuple[Longs, list[Entries]]:
    """The value of every image with two persons or more, and what images add as a whole."""
    starts = starts_of(pairs.image)
    number = np.diff(np.append(starts, len(pairs.image)))
    value, value_any = (div(np.add.reduceat(s, starts), number) for s in (pairs.score, pairs.score_any))
    sums, none = np.add.reduceat(pairs.sums, starts, axis=0), empty[several]
    day, n = (key[several] for key in keys)
    drawn, every = several[~none], np.full(int((~none).sum()), EVERY)
    ones = np.ones(len(drawn), np.int64)
    return value, [
        Entries.of(AGREEMENT, several, [day, n], cells(value, value_any, sums, none)),
        spread(drawn, every, keys, sums[~none], (value_any - value)[~none]),
        Entries.of(BIN, drawn, [keys[0][drawn], every, keys[1][drawn], bins(value[~none])], ones),
    ]


def _met(sheet: Sheet, pairs: Pairs, empty: Longs, keys: Keys) -> Entries:
    """Every two annotators."""
    counters = cells(pairs.score, pairs.score_any, pairs.sums, empty[pairs.image])
    who = [sheet.annotator[side] for side in (pairs.first, pairs.second)]
    return Entries.of(PAIR, pairs.image, [keys[0][pairs.image], *who, keys[1][pairs.image]], counters)


def _peers(sheet: Sheet, pairs: Pairs, empty: Longs, keys: Keys) -> tuple[Peers, list[Entries]]:
    """Each annotator beside all others of the image."""
    own = np.concatenate([pairs.first, pairs.second])
    order, starts = runs(own)
    number = np.diff(np.append(starts, len(own)))

    def total(column: Longs) -> Longs:
        return np.add.reduceat(np.concatenate([column, column])[order], starts, axis=0)

    value, value_any = (div(total(column), number) for column in (pairs.score, pairs.score_any))
    annotation = own[order[starts]]
    image = np.concatenate([pairs.image, pairs.image])[order[starts]]
    none, who = empty[image], sheet.annotator[annotation]
    key = [keys[0][image], who, keys[1][image]]
    met = Entries.of(PEER, image, key, cells(value, value_any, total(pairs.sums), none))
    binned = [*[column[~none] for column in key], bins(value[~none])]
    ones = np.ones(int((~none).sum()), np.int64)
    return Peers(annotation[~none], value[~none]), [met, Entries.of(PEER_BIN, image[~none], binned, ones)]


def _classes(pairs: Pairs, cuts: Cuts, keys: Keys) -> tuple[Longs, list[Entries]]:
    """The agreement of every class of an image with two persons or more, in the order of images, then classes."""
    image = pairs.image[cuts.pair]
    order, starts = runs(image, cuts.label_class)
    if not len(starts):
        return np.empty(0, np.int64), []
    drew = np.diff(np.append(starts, len(order)))
    images, classes = image[order[starts]], cuts.label_class[order[starts]]
    every = keys[1][images] * (keys[1][images] - 1) // 2
    agreeing = ONE * (every - drew)  # who did not draw the class agrees with everybody else who did not
    value = div(agreeing + np.add.reduceat(cuts.score[order], starts), every)
    sums = np.add.reduceat(cuts.sums[order], starts, axis=0)
    nothing = np.zeros(len(value), np.int64)
    day, n = (key[images] for key in keys)
    return value, [
        Entries.of(CLASS, images, [day, classes, n], cells(value, nothing, sums, nothing.astype(bool))),
        spread(images, classes, keys, sums, nothing),
        Entries.of(BIN, images, [day, classes, n, bins(value)], np.ones(len(value), np.int64)),
    ]
