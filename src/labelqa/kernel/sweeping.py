"""All pairs of annotations of many images at once: whole columns in, whole columns out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import compilation
from labelqa.kernel.boxes import Columns
from labelqa.kernel.comparison import Compared, compare, confusion

SCORE, ANY, FOUND, CONFUSED = 1, 2, 4, 8
"""What may be wanted: the score, its total with classes ignored (with SCORE), pairs at the threshold, confusions."""
EVERYTHING = SCORE | ANY | FOUND | CONFUSED
CHUNK = 4096
"""Pairs that a thread takes at once."""
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Drawings:
    """Boxes of many annotations: columns x1, y1, x2, y2 (float64) and classes (int64), annotation after annotation.

    Annotation s has the boxes `box_of[s]` up to `box_of[s + 1]`, in canonical order: ascending by x1, y1, x2, y2.
    """

    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    x2: NDArray[np.float64]
    y2: NDArray[np.float64]
    classes: Longs
    box_of: Longs


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found; every IoU is a whole number x 2^30, and what was not wanted is empty.

    Pair p are the annotations `first[p]` and `second[p]`. Its boxes of A lie at `at_a[p]` up to `at_a[p + 1]` in
    `partner_a`, `quality_a`, `found`, `found_quality` and `confused`, those of B at `at_b` in `partner_b` and
    `quality_b`. Partners are positions within the other annotation, -1 for none; all as in `labelqa.kernel.Compared`,
    where `ok` is what `found` and `found_quality` say (their number and sum: `found_pairs`, `found_total`), and
    `confused` as `labelqa.kernel.confusion`.
    """

    first: Longs
    second: Longs
    at_a: Longs
    at_b: Longs
    total: Longs
    total_any: Longs
    found_pairs: Longs
    found_total: Longs
    partner_a: Ints
    quality_a: Ints
    partner_b: Ints
    quality_b: Ints
    found: Ints
    found_quality: Ints
    confused: Ints


def pairs_within(image_of: Sequence[int] | Longs) -> tuple[Longs, Longs]:
    """Every two annotations of an image, where image i has the annotations `image_of[i]` up to `image_of[i + 1]`.

    >>> [side.tolist() for side in pairs_within([0, 3, 4, 6])]
    [[0, 0, 1, 4], [1, 2, 2, 5]]
    """
    starts = np.asarray(image_of, dtype=np.int64)
    annotations = np.arange(starts[0], starts[-1])
    partners = np.repeat(starts[1:], np.diff(starts)) - annotations - 1
    first = np.repeat(annotations, partners)
    before = np.cumsum(partners) - partners
    return first, first + 1 + np.arange(len(first)) - np.repeat(before, partners)


def sweep(
    drawings: Drawings, first: Longs, second: Longs, threshold_q: int, wanted: int = EVERYTHING, threads: int = 1
) -> Swept:
    """Compares the annotations `first[p]` and `second[p]` for every p.

    `threads`: how many share the work; compiled, they run side by side. The answers do not depend on it.

    >>> one = [np.array([v, v]) for v in (0.0, 0.0, 4.0, 4.0)]
    >>> two = Drawings(*one, np.array([7, 7]), np.array([0, 1, 2]))
    >>> sweep(two, *pairs_within([0, 2]), 1 << 29).total.tolist()
    [1073741824]
    """
    given = _required(drawings)
    first, second = (np.require(side, np.int64, ("C", "W")) for side in (first, second))
    answer = _room(given, first, second, wanted)
    chunks = [(k, min(k + CHUNK, len(first))) for k in range(0, len(first), CHUNK)]
    work = _compiled if compilation.COMPILED else _plain
    if threads == 1 or len(chunks) < 2:
        work(given, answer, threshold_q, wanted, chunks)
        return answer
    with ThreadPoolExecutor(threads) as pool:
        shares = [chunks[k::threads] for k in range(threads)]
        list(pool.map(lambda share: work(given, answer, threshold_q, wanted, share), shares))
    return answer


def confusions(drawings: Drawings, found: Swept, classes: int) -> Longs:
    """How often which class of A met which of B in a sweep that wanted CONFUSED: [class of A, class of B].

    The last row and column are for boxes without a partner. ValueError where a class is not below `classes`, or the
    sweep did not want CONFUSED.

    >>> one = [np.array([v, v]) for v in (0.0, 0.0, 4.0, 4.0)]
    >>> two = Drawings(*one, np.array([0, 1]), np.array([0, 1, 2]))
    >>> confusions(two, sweep(two, *pairs_within([0, 2]), 1 << 29), 2).tolist()
    [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    """
    given, width = _required(drawings), classes + 1
    low, high = given.classes.min(initial=0), given.classes.max(initial=-1)
    if low < 0 or high >= classes:
        raise ValueError(f"class {low if low < 0 else high} is none of the {classes} classes from 0")
    if len(found.confused) != int(found.at_a[-1]):
        raise ValueError("the sweep was not asked for confusions: let it want CONFUSED")
    if not compilation.COMPILED:
        return _confusions(given, found, width)
    cells = np.zeros(width * width, np.int64)
    drawn = given.classes, given.box_of
    compilation.count_confused(*drawn, found.first, found.second, found.at_a, found.confused, cells, width)
    return cells.reshape(width, width)


def boxes_of(drawings: Drawings, sides: Longs, at: Longs) -> Longs:
    """The box behind each entry of one side of a sweep.

    >>> two = Drawings(*[np.zeros(5)] * 4, np.zeros(5, np.int64), np.array([0, 2, 5]))
    >>> boxes_of(two, np.array([1, 0]), np.array([0, 3, 5])).tolist()
    [2, 3, 4, 0, 1]
    """
    boxes: Longs = np.arange(at[-1]) + np.repeat(drawings.box_of[sides] - at[:-1], np.diff(at))
    return boxes


def _confusions(drawings: Drawings, found: Swept, width: int) -> Longs:
    """The same in whole arrays."""
    a = drawings.classes[boxes_of(drawings, found.first, found.at_a)]
    met = found.confused >= 0
    starts = np.repeat(drawings.box_of[found.second], np.diff(found.at_a))
    b = np.full(len(a), width - 1)
    b[met] = drawings.classes[starts[met] + found.confused[met]]
    matrix = np.bincount(a * width + b, minlength=width * width).reshape(width, width)
    drawn = np.bincount(drawings.classes[boxes_of(drawings, found.second, found.at_b)], minlength=width - 1)
    matrix[-1, :-1] = drawn - matrix[:-1, :-1].sum(axis=0)
    return matrix


def _required(drawings: Drawings) -> Drawings:
    """The columns as the compiled code wants them, copied only where they are not so already."""
    corners = (np.require(c, np.float64, ("C", "W")) for c in (drawings.x1, drawings.y1, drawings.x2, drawings.y2))
    return Drawings(*corners, *(np.require(c, np.int64, ("C", "W")) for c in (drawings.classes, drawings.box_of)))


def _room(drawings: Drawings, first: Longs, second: Longs, wanted: int) -> Swept:
    sizes = np.diff(drawings.box_of)
    at_a, at_b = (np.concatenate([[0], np.cumsum(sizes[side])]) for side in (first, second))
    a, b = int(at_a[-1]), int(at_b[-1])

    def ints(n: int, want: int) -> Ints:
        return np.empty(n if wanted & want else 0, np.int32)

    totals = [np.zeros(len(first) if wanted & want else 0, np.int64) for want in (SCORE, ANY, FOUND, FOUND)]
    scores = ints(a, SCORE), ints(a, SCORE), ints(b, SCORE), ints(b, SCORE)
    others = ints(a, FOUND), ints(a, FOUND), ints(a, CONFUSED)
    return Swept(first, second, at_a, at_b, totals[0], totals[1], totals[2], totals[3], *scores, *others)


def _compiled(drawings: Drawings, answer: Swept, threshold_q: int, wanted: int, chunks: list[tuple[int, int]]) -> None:
    columns = drawings.x1, drawings.y1, drawings.x2, drawings.y2, drawings.classes
    with compilation.scratch() as work:
        for begin, stop in chunks:
            work.sweep(columns, drawings.box_of, answer.first, answer.second, begin, stop, threshold_q, wanted, answer)


def _plain(drawings: Drawings, answer: Swept, threshold_q: int, wanted: int, chunks: list[tuple[int, int]]) -> None:
    """Pair by pair in plain Python; more may be worked out than is wanted."""
    corners = [c.tolist() for c in (drawings.x1, drawings.y1, drawings.x2, drawings.y2)]
    classes, starts = drawings.classes.tolist(), drawings.box_of.tolist()

    def side(s: int) -> tuple[Columns, list[int]]:
        x1, y1, x2, y2 = (column[starts[s] : starts[s + 1]] for column in corners)
        return (x1, y1, x2, y2), classes[starts[s] : starts[s + 1]]

    for begin, stop in chunks:
        for p in range(begin, stop):
            (a, class_a), (b, class_b) = side(int(answer.first[p])), side(int(answer.second[p]))
            compared = compare(a, b, class_a, class_b, threshold_q)
            pairs = confusion(compared, class_a, class_b, threshold_q) if wanted & CONFUSED else []
            _write(answer, p, compared, pairs, wanted)


def _write(answer: Swept, p: int, compared: Compared, confused: list[tuple[int, int]], wanted: int) -> None:
    a, b = (slice(int(at[p]), int(at[p + 1])) for at in (answer.at_a, answer.at_b))
    if wanted & SCORE:
        answer.total[p] = compared.total
        answer.partner_a[a], answer.quality_a[a] = compared.partner_a, compared.quality_a
        answer.partner_b[b], answer.quality_b[b] = compared.partner_b, compared.quality_b
    if wanted & ANY:
        answer.total_any[p] = compared.total_any
    if wanted & FOUND:
        answer.found[a], answer.found_quality[a] = -1, 0
        answer.found_pairs[p], answer.found_total[p] = len(compared.ok), sum(q for *_, q in compared.ok)
        for i, j, quality in compared.ok:
            answer.found[a][i], answer.found_quality[a][i] = j, quality
    if wanted & CONFUSED:
        answer.confused[a] = -1
        for i, j in confused:
            answer.confused[a][i] = j
