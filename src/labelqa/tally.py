"""Tallies: the integers a project's figures are made of, and the bags that change them.

An image's facts are a *bag*: {(tally, key): counters}. The project's totals are the sum of its images' bags, so a
write adds *new bag - stored bag*. All counters are whole numbers, scores are integers times 2^30 (`ONE`): sums are
exact, free of order, and can be subtracted again.

In a tally whose first key is `day`, day 0 means "ever": a dated entry counts under its day and under day 0. Days
are UTC days since 1970. `n` in a key is the number of persons who answered the image.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import add as plus

ONE = 1 << 30
"""The integer that stands for 1.0."""
DAY_MS = 86_400_000
"""Milliseconds of a day."""
BANDS = ("small", "medium", "large")
"""Size bands of objects by area in px^2: below 32^2, below 96^2, larger (the bounds of COCO)."""
ERRORS = ("class", "localisation", "both", "duplicate", "spurious", "missed")
"""Names of errors against truth, after TIDE (Bolya et al. 2020)."""
BIASES = ("dx", "dy", "dw", "dh")
"""Box bias against truth: shift of the centre and log size ratio, relative to the truth box."""


def div(a: int, b: int) -> int:
    """a / b of non-negative integers, halves rounded up.

    >>> div(7, 2), div(5, 3), div(4, 3)
    (4, 2, 1)
    """
    return (2 * a + b) // (2 * b)


def square(value: int) -> int:
    """value^2 scaled down to 2^30, so that sums of squares stay below 2^63."""
    return div(value * value, ONE)


@dataclass(frozen=True, slots=True)
class Tally:
    """One table of totals: the names of its keys (after the project) and of its counters."""

    number: int
    name: str
    keys: tuple[str, ...]
    counters: tuple[str, ...]

    @property
    def dated(self) -> bool:
        """True when entries also count under their day."""
        return self.keys[0] == "day"


CELL = (
    "images", "empty", "s1", "s2", "s1_any", "tp", "fp", "fn", "sq",
    *[f"{what}_{band}" for band in BANDS for what in ("n", "iou")],
)  # fmt: skip
"""What a comparison adds up to. images: not all-empty; empty: all-empty; s1, s2: sum of the value and of its
square; s1_any: class ignored; tp, fp, fn, sq: matched at the threshold and the sum of their IoU; n, iou by size."""
WORK = (
    "annotations", "objects", "ai", "timed", "ms", "approved", "rejected", "corrected",
    "first_reviewed", "first_approved", "skipped",
)  # fmt: skip
BENCH = (
    "images", "empty", "s1", "s2", "tp", "fp", "fn", *[f"e_{name}" for name in ERRORS],
    "bias_n", *[f"{name}{power}" for name in BIASES for power in (1, 2)], "labels", "labels_right",
    "tp_tp", "tp_fp", "tp_fn", "fp_fp", "fp_fn", "fn_fn",
)  # fmt: skip
SPREAD = (
    "images", "tp_tp", "tp_miss", "miss_miss", "sq_sq", "sq_tp", "sq_miss", "gap", "gap2",
    *[f"{what}_{band}" for band in BANDS for what in ("n_n", "iou_n", "iou_iou")],
)  # fmt: skip
"""Squares and products of what an image adds to the pooled counts, for intervals of their ratios: miss = fp + fn; sums
of IoU in 64ths, so that squares of crowded images stay small. gap, gap2: by how much the value rises when classes are
ignored, and its square."""
AUDIT = (
    "images", "suggested", "unchanged", "moved", "renamed", "both", "rejected", "added", "moved_iou",
    "checked", "wrong", "wrong_unchanged", "wrong_mended", "wrong_removed", "right", "right_spoilt",
    "weighed", "before", "before2", "after", "after2", "gain2", "timed", "ms", "objects",
)  # fmt: skip
"""What became of a model's suggestions in the hands of a person who was shown them."""

_LAYOUT: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("coverage", ("n",), ("images",)),
    ("content", ("label_class",), ("images", "objects", "labels")),
    ("agreement", ("day", "n"), CELL),
    ("class_agreement", ("day", "label_class", "n"), CELL),
    ("peer", ("day", "annotator", "n"), CELL),
    ("pair", ("day", "a", "b", "n"), CELL),
    ("work", ("day", "annotator"), WORK),
    ("seconds", ("annotator", "bucket"), ("annotations",)),
    ("truth", ("label_class",), ("images", "objects")),
    ("benchmark", ("day", "annotator", "label_class"), BENCH),
    ("confusion", ("annotator", "truth_class", "drawn_class"), ("objects",)),
    ("label", ("day", "n", "c1", "c2"), ("pairs",)),
    ("label_pair", ("day", "a", "b", "c1", "c2"), ("images",)),
    ("flag", ("flag",), ("images",)),
    ("spread", ("day", "label_class", "n"), SPREAD),
    ("audit", ("day", "model", "annotator"), AUDIT),
    ("label_share", ("day", "n"), ("images", "s1", "s2")),
    ("presence", ("day", "n", "yes"), ("images",)),
    ("choice", ("day", "n", "label_class", "yes"), ("images",)),
    ("choice_pair", ("day", "a", "b", "label_class"), ("images", "both", "first", "second")),
    ("iou_bin", ("day", "label_class", "n", "bin"), ("images",)),
    ("peer_iou_bin", ("day", "annotator", "n", "bin"), ("images",)),
)  # a packed bag holds positions in this list: append only

TALLIES: tuple[Tally, ...] = tuple(Tally(i, *entry) for i, entry in enumerate(_LAYOUT))
"""Every tally, by number."""
BY_NAME: Mapping[str, Tally] = {tally.name: tally for tally in TALLIES}
"""Every tally, by name."""

_PLACES: tuple[Mapping[str, int], ...] = tuple({name: i for i, name in enumerate(t.counters)} for t in TALLIES)
_DATED = tuple(tally.dated for tally in TALLIES)

Key = tuple[int, ...]
Bag = dict[tuple[int, Key], list[int]]
"""{(number of the tally, key): counters in the tally's order}."""


def count(bag: Bag, tally: Tally, key: Key, values: Mapping[str, int]) -> None:
    """Adds named counters to one entry of a bag, in place.

    >>> bag: Bag = {}
    >>> count(bag, BY_NAME["coverage"], (2,), {"images": 1})
    >>> bag
    {(0, (2,)): [1]}
    """
    place = _PLACES[tally.number]
    row = bag.setdefault((tally.number, key), [0] * len(place))
    for name, value in values.items():
        row[place[name]] += value


def add(total: Bag, bag: Bag, sign: int = 1) -> Bag:
    """total += sign * bag, in place; a dated entry also counts under day 0."""
    for place, row in bag.items():
        _add(total, place, row, sign)
        number, key = place
        if _DATED[number] and key[0]:
            _add(total, (number, (0, *key[1:])), row, sign)
    return total


def _add(total: Bag, place: tuple[int, Key], row: list[int], sign: int) -> None:
    old = total.get(place)
    if sign != 1:
        row = [sign * v for v in row]
    total[place] = [*row] if old is None else [*map(plus, old, row)]


def summed(bags: Iterable[Bag]) -> Bag:
    """What `add` makes of all these bags, in one go: each entry is summed once, and its day 0 once a day.

    >>> summed([{(0, (2,)): [1]}, {(0, (2,)): [4]}, {(2, (9, 2)): [1] * 15}])[2, (0, 2)] == [1] * 15
    True
    """
    groups: dict[tuple[int, Key], list[list[int]]] = {}
    for bag in bags:
        for place, row in bag.items():
            group = groups.get(place)
            if group is None:
                groups[place] = [row]
            else:
                group.append(row)
    return add({}, {place: [*map(sum, zip(*group, strict=True))] for place, group in groups.items()})


def merge(total: Bag, other: Bag) -> None:
    """total += other, in place, of two that have their day 0 already."""
    for place, row in other.items():
        _add(total, place, row, 1)


def clean(total: Bag) -> Bag:
    """The bag without entries that are all zero."""
    return {key: row for key, row in total.items() if any(row)}


def rows(total: Bag, tally: Tally) -> list[dict[str, int]]:
    """One tally of a bag as rows {key and counter names: integer}, in the order of the keys.

    >>> rows({(0, (2,)): [5], (0, (1,)): [7]}, BY_NAME["coverage"])
    [{'n': 1, 'images': 7}, {'n': 2, 'images': 5}]
    """
    found = sorted((key, row) for (number, key), row in total.items() if number == tally.number)
    return [dict(zip(tally.keys + tally.counters, (*key, *row), strict=True)) for key, row in found]


def grouped(found: Iterable[Mapping[str, int]], tally: Tally, by: Sequence[str]) -> list[dict[str, int]]:
    """Rows of one tally, summed over every key that is not in `by`, in the order of `by`.

    >>> grouped([{"n": 2, "images": 5}, {"n": 3, "images": 7}], BY_NAME["coverage"], ())
    [{'images': 12}]
    """
    sums: dict[Key, dict[str, int]] = {}
    for row in found:
        key = tuple(row[k] for k in by)
        total = sums.setdefault(key, dict(zip(by, key, strict=True)) | dict.fromkeys(tally.counters, 0))
        for counter in tally.counters:
            total[counter] += row[counter]
    return [sums[key] for key in sorted(sums)]


def _varint(value: int) -> bytes:
    out = bytearray()
    value = value << 1 if value >= 0 else (-value << 1) - 1
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


_PAIRS = tuple([bytes((k & 127 | 128, k >> 7 | 128)) for k in range(1 << 14)])
_LAST = tuple([bytes((k,)) for k in range(128)])
_LOW, _HIGH = 1 << 27, 1 << 34
HELD = 1 << 15
"""Numbers whose bytes are held."""


class _Varints(dict[int, bytes]):
    """The bytes of numbers, held for a while: keys and counts come again and again, sums several times in a bag."""

    def __missing__(self, value: int) -> bytes:
        if _LOW <= value < _HIGH:  # most sums of scores: five bytes
            found = _PAIRS[value << 1 & 16383] + _PAIRS[value >> 13 & 16383] + _LAST[value >> 27]
        else:
            found = _varint(value)
        if len(self) >= HELD:
            self.clear()
        self[value] = found
        return found


_VARINT = _Varints().__getitem__
_BITS = tuple([1 << i for i in range(max(len(tally.counters) for tally in TALLIES))])


def pack(bag: Bag) -> bytes:
    """A bag as bytes: per entry the tally's number, the key, a mask of counters that are not 0, and those.

    >>> unpack(pack({(0, (2,)): [1]}))
    {(0, (2,)): [1]}
    """
    values: list[int] = []
    for (number, key), row in sorted(bag.items()):
        mask = sum(compress(_BITS, row))
        if mask:
            values += (number, *key, mask, *filter(None, row))
    return b"".join(map(_VARINT, values))


def unpack(blob: bytes) -> Bag:
    """The bag that `pack` made bytes of."""
    values, at, bag = _varints(blob), 0, {}
    while at < len(values):
        number = values[at]
        tally = TALLIES[number]
        after = at + 1 + len(tally.keys)
        mask, row = values[after], [0] * len(tally.counters)
        bag[number, tuple(values[at + 1 : after])] = row
        at, place = after + 1, 0
        while mask:
            if mask & 1:
                row[place] = values[at]
                at += 1
            mask >>= 1
            place += 1
    return bag


def _varints(blob: bytes) -> list[int]:
    """All numbers of a packed bag. Reports unpack bags by the ten thousand: this is plain for speed."""
    found: list[int] = []
    value = shift = 0
    for byte in blob:
        if byte > 127:
            value |= (byte & 127) << shift
            shift += 7
        else:
            value |= byte << shift
            found.append(-(value + 1 >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return found
