"""Two annotations of one image side by side: partners, totals, and what counts as found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from labelqa.kernel import compilation
from labelqa.kernel.boxes import Columns, Edges, edges
from labelqa.kernel.matching import match, most_pairs

SAME_CLASS = (1 << 30) // 10
"""What an equal class is worth beside IoU when classes are confused: 0.1."""
Matcher = Callable[[int, int, Sequence[int], Sequence[int], Sequence[int]], list[int]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison of boxes A with boxes B found; every IoU is a whole number x 2^30.

    `ia, ib, q`: the overlapping pairs, class ignored. `partner_a`: for each box of A its partner of the same class
    in the matching with the largest total IoU, or -1, and `quality_a` their IoU, or 0; `partner_b`, `quality_b` the
    same seen from B. `total`: the sum; `total_any`: the largest total when classes are ignored. `ok`: pairs
    (a, b, IoU) of the same class at the threshold, most pairs first, then the largest total.
    """

    ia: list[int]
    ib: list[int]
    q: list[int]
    partner_a: list[int]
    quality_a: list[int]
    partner_b: list[int]
    quality_b: list[int]
    total: int
    total_any: int
    ok: list[tuple[int, int, int]]


def compare(a: Columns, b: Columns, class_a: Sequence[int], class_b: Sequence[int], threshold_q: int) -> Compared:
    """Compares two annotations of one image, box by box and class by class.

    `a` and `b` are columns of corners in canonical order (see `labelqa.kernel.boxes`), classes are numbers of which
    only equality counts, `threshold_q` is the IoU x 2^30 from which a pair counts as found.

    >>> pair = compare(([0.0], [0.0], [4.0], [4.0]), ([0.0], [0.0], [4.0], [2.0]), [1], [1], 1 << 29)
    >>> pair.total / 2**30, pair.partner_a, pair.ok
    (0.5, [0], [(0, 0, 536870912)])
    """
    if compilation.COMPILED:
        with compilation.scratch() as work:
            return Compared(*work.compare(a, b, class_a, class_b, threshold_q))
    return compare_edges(edges(*a, *b), class_a, class_b, threshold_q)


def compare_edges(overlaps: Edges, class_a: Sequence[int], class_b: Sequence[int], threshold_q: int) -> Compared:
    """The same as `compare`, of overlaps that are measured already: of shapes that are no upright boxes."""
    if compilation.COMPILED:
        with compilation.scratch() as work:
            return Compared(*work.compare_edges(overlaps, class_a, class_b, threshold_q))
    n_a, n_b = len(class_a), len(class_b)
    ia, ib, q = overlaps
    same = [k for k in range(len(q)) if class_a[ia[k]] == class_b[ib[k]]]
    best = _chosen(match, n_a, n_b, ia, ib, q, same)
    near = [k for k in same if q[k] >= threshold_q]
    ok = _chosen(most_pairs, n_a, n_b, ia, ib, q, near)
    partner_a, quality_a, partner_b, quality_b = [-1] * n_a, [0] * n_a, [-1] * n_b, [0] * n_b
    for k in best:
        i, j = ia[k], ib[k]
        partner_a[i], partner_b[j] = j, i
        quality_a[i] = quality_b[j] = q[k]
    total = total_any = sum(quality_a)
    if len(same) < len(q):
        total_any = sum(q[k] for k in match(n_a, n_b, ia, ib, q) if k >= 0)
    hits = [(ia[k], ib[k], q[k]) for k in ok]
    return Compared(ia, ib, q, partner_a, quality_a, partner_b, quality_b, total, total_any, hits)


def _chosen(
    matcher: Matcher, n_a: int, n_b: int, ia: Sequence[int], ib: Sequence[int], q: Sequence[int], keep: list[int]
) -> list[int]:
    """The edges among `keep` that are matched, by ascending a."""
    if not keep:
        return []
    if len(keep) < len(q):
        ia, ib, q = ([column[k] for k in keep] for column in (ia, ib, q))
    return [keep[k] for k in matcher(n_a, n_b, ia, ib, q) if k >= 0]


def confusion(
    compared: Compared, class_a: Sequence[int], class_b: Sequence[int], threshold_q: int
) -> list[tuple[int, int]]:
    """Pairs (a, b) of boxes that mean the same thing, whatever class they were given, by ascending a.

    One to one among pairs with IoU at the threshold: most pairs first, then the largest total of IoU + 0.1 per pair
    of the same class. Boxes in no pair were confused with nothing: they were missed, or are spurious.

    >>> box = ([0.0], [0.0], [4.0], [4.0])
    >>> confusion(compare(box, box, [1], [2], 1 << 29), [1], [2], 1 << 29)
    [(0, 0)]
    """
    keep = [k for k, value in enumerate(compared.q) if value >= threshold_q]
    ia, ib = [compared.ia[k] for k in keep], [compared.ib[k] for k in keep]
    worth = [
        compared.q[k] + (SAME_CLASS if class_a[i] == class_b[j] else 0) for k, i, j in zip(keep, ia, ib, strict=True)
    ]
    return [(ia[k], ib[k]) for k in most_pairs(len(class_a), len(class_b), ia, ib, worth) if k >= 0]
