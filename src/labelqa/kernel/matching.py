"""One-to-one matching of two sets of boxes: the largest total, exact, and always the same one of equals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labelqa.kernel import compilation
from labelqa.kernel.assignment import Assignment
from labelqa.kernel.canonical import make_canonical
from labelqa.kernel.dense import DenseAssignment

if TYPE_CHECKING:
    from labelqa.kernel import cython_shim as cython
else:
    try:
        import cython
    except ImportError:
        from labelqa.kernel import cython_shim as cython

CROWD = 2500
"""Edges in one component from which a full table is quicker, if a quarter of it is filled."""


def match(n_a: int, n_b: int, ia: Sequence[int], ib: Sequence[int], w: Sequence[int]) -> list[int]:
    """Gives every box of A at most one partner in B so that the total weight is the largest possible.

    Edge k ties box `ia[k]` of `n_a` to box `ib[k]` of `n_b` with the whole number `w[k]` > 0 (below 2^62 / n); edges
    ascend by (a, b), none twice. Returns for every a the position k of its edge, or -1. Among matchings of equal
    total the one whose sorted list of pairs (a, b) comes first is taken.

    >>> match(2, 2, [0, 0, 1], [0, 1, 0], [5, 4, 4])
    [1, 2]
    >>> match(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [7, 7, 7, 7])
    [0, 3]
    """
    if compilation.COMPILED:
        return _compiled(n_a, n_b, ia, ib, w, most=False)
    chosen = [-1] * n_a
    rest = _take_undisputed(chosen, n_b, ia, ib, w)
    if rest:
        for component in _components(n_a, n_b, ia, ib, rest):
            _settle(chosen, component, ia, ib, w)
    return chosen


def most_pairs(n_a: int, n_b: int, ia: Sequence[int], ib: Sequence[int], w: Sequence[int]) -> list[int]:
    """Like `match`, but as many pairs as possible come first, and the largest total weight second.

    Every weight is below 2^31.

    >>> match(2, 2, [0, 0, 1], [0, 1, 0], [9, 1, 1]), most_pairs(2, 2, [0, 0, 1], [0, 1, 0], [9, 1, 1])
    ([0, -1], [1, 2])
    """
    if compilation.COMPILED:
        return _compiled(n_a, n_b, ia, ib, w, most=True)
    # One pair more outweighs whatever all the others can gain.
    many = (min(n_a, n_b) + 1) << 31
    return match(n_a, n_b, ia, ib, [weight + many for weight in w])


def _compiled(n_a: int, n_b: int, ia: Sequence[int], ib: Sequence[int], w: Sequence[int], *, most: bool) -> list[int]:
    with compilation.scratch() as work:
        chosen: list[int] = work.match(n_a, n_b, ia, ib, w, most)
    return chosen


def _take_undisputed(
    chosen: list[int], n_b: int, ia: Sequence[int], ib: Sequence[int], w: Sequence[int]
) -> Sequence[int]:
    """Chooses, in place, edges that every best matching holds; returns those among which there is still a choice.

    An edge is undisputed when it weighs more than the best others of its two boxes together: whoever had those would
    gain by it. Lone edges always are, and in crowds most true partners are. What they leave is looked at again, as
    long as each look at least halves it.
    """
    k: cython.longlong
    if len(set(ia)) == len(ia) and len(set(ib)) == len(ib):
        for k in range(len(ia)):
            chosen[ia[k]] = k
        return []
    left: Sequence[int] = range(len(ia))
    while True:
        best_a, second_a = _two_best(len(chosen), left, ia, w)
        best_b, second_b = _two_best(n_b, left, ib, w)
        gone_b: set[int] = set()
        for k in left:
            if w[k] == best_a[ia[k]] == best_b[ib[k]] and w[k] > second_a[ia[k]] + second_b[ib[k]]:
                chosen[ia[k]] = k
                gone_b.add(ib[k])
        looked_at = len(left)
        left = [k for k in left if chosen[ia[k]] < 0 and ib[k] not in gone_b]
        if not left or 2 * len(left) > looked_at:
            return left


def _two_best(n: int, left: Sequence[int], ends: Sequence[int], w: Sequence[int]) -> tuple[list[int], list[int]]:
    """The largest and second largest weight at each of `n` boxes, 0 where there is none."""
    k: cython.longlong
    end: cython.longlong
    weight: cython.longlong
    best, second = [0] * n, [0] * n
    for k in left:
        end, weight = ends[k], w[k]
        if weight > best[end]:
            best[end], second[end] = weight, best[end]
        elif weight > second[end]:
            second[end] = weight
    return best, second


def _components(n_a: int, n_b: int, ia: Sequence[int], ib: Sequence[int], rest: Sequence[int]) -> list[list[int]]:
    """The edges in groups that share no box (union-find), each ascending."""
    k: cython.longlong
    a: cython.longlong
    b: cython.longlong
    parent = list(range(n_a + n_b))
    for k in rest:
        a, b = _root(parent, ia[k]), _root(parent, n_a + ib[k])
        if a != b:
            parent[b] = a
    groups: dict[int, list[int]] = {}
    for k in rest:
        groups.setdefault(_root(parent, ia[k]), []).append(k)
    return list(groups.values())


def _root(parent: list[int], x: int) -> int:
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


def _settle(chosen: list[int], component: list[int], ia: Sequence[int], ib: Sequence[int], w: Sequence[int]) -> None:
    """Chooses among the edges of one component, in place."""
    rows = {a: i for i, a in enumerate(sorted({ia[k] for k in component}))}
    columns = {b: j for j, b in enumerate(sorted({ib[k] for k in component}))}
    if len(rows) == 1 or len(columns) == 1:
        best = max(component, key=w.__getitem__)  # the first of equals
        chosen[ia[best]] = best
        return
    offers: list[list[tuple[int, int]]] = [[] for _ in rows]
    for k in component:
        offers[rows[ia[k]]].append((columns[ib[k]], w[k]))
    crowded = len(component) >= max(CROWD, len(rows) * len(columns) // 4)
    assignment = (DenseAssignment if crowded else Assignment)(offers, len(columns))
    make_canonical(assignment)
    for k in component:
        if assignment.column_of[rows[ia[k]]] == columns[ib[k]]:
            chosen[ia[k]] = k
