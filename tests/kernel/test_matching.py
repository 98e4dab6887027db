"""One-to-one matching: the largest total, exactly, and the first of its equals."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from labelqa.kernel import match, matching, most_pairs
from labelqa.kernel.assignment import Assignment
from labelqa.kernel.dense import DenseAssignment

Best = Callable[..., list[tuple[int, int]]]
Graph = tuple[int, int, list[int], list[int], list[int]]


@st.composite
def graphs(draw: st.DrawFn, side: int = 4, top: int = 4) -> Graph:
    """Small graphs with many ties."""
    n_a, n_b = draw(st.integers(1, side)), draw(st.integers(1, side))
    weights = draw(st.lists(st.integers(0, top), min_size=n_a * n_b, max_size=n_a * n_b))
    edges = [(k // n_b, k % n_b, w) for k, w in enumerate(weights) if w]
    return n_a, n_b, [e[0] for e in edges], [e[1] for e in edges], [e[2] for e in edges]


def table(weights: NDArray[np.int64]) -> Graph:
    """The graph of a table of weights; 0 is no edge."""
    rows, columns = np.nonzero(weights)
    return *weights.shape, rows.tolist(), columns.tolist(), weights[rows, columns].tolist()


def pairs(graph: Graph, chosen: Sequence[int]) -> list[tuple[int, int]]:
    assert all(k < 0 or graph[2][k] == a for a, k in enumerate(chosen))
    found = [(graph[2][k], graph[3][k]) for k in chosen if k >= 0]
    assert len({b for _, b in found}) == len(found)
    return found


def total(graph: Graph, chosen: Sequence[int]) -> int:
    return sum(graph[4][k] for k in chosen if k >= 0)


@pytest.mark.parametrize("crowd", [0, 1 << 62], ids=["dense", "sparse"])
@given(graph=graphs())
def test_the_heaviest_matching_is_found_and_is_the_first_of_equals(best_pairs: Best, crowd: int, graph: Graph) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "CROWD", crowd)
        assert pairs(graph, match(*graph)) == best_pairs(*graph[2:])


@given(graph=graphs())
def test_most_pairs_come_first_and_the_total_second(best_pairs: Best, graph: Graph) -> None:
    assert pairs(graph, most_pairs(*graph)) == best_pairs(*graph[2:], count_first=True)


def heaviest(weights: NDArray[np.int64]) -> int:
    """The largest total, by scipy: exact below 2^53."""
    return int(weights[linear_sum_assignment(weights, maximize=True)].sum())


def first_of_equals(weights: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pair after pair: is the best still in reach with it?"""
    left, goal, found = weights.copy(), heaviest(weights), []
    for a in range(len(weights)):
        own = left[a].copy()
        left[a] = 0
        for b in np.flatnonzero(own).tolist():
            column = left[:, b].copy()
            left[:, b] = 0
            if own[b] + heaviest(left) == goal:
                goal -= int(own[b])
                found.append((a, b))
                break
            left[:, b] = column
    return found


@pytest.mark.parametrize("crowd", [0, 1 << 62], ids=["dense", "sparse"])
@pytest.mark.parametrize("top", [1, 2, 5, 1 << 30])
@pytest.mark.parametrize("share", [0.1, 0.4, 1.0])
def test_larger_crowds_are_settled_by_the_first_of_equals(
    monkeypatch: pytest.MonkeyPatch, share: float, top: int, crowd: int
) -> None:
    monkeypatch.setattr(matching, "CROWD", crowd)
    random = np.random.default_rng(top)
    for n_a, n_b in ((17, 17), (12, 30), (30, 12), (40, 40)):
        weights = random.integers(1, top + 1, (n_a, n_b)) * (random.random((n_a, n_b)) < share)
        graph = table(weights)
        assert pairs(graph, match(*graph)) == first_of_equals(weights)


@pytest.mark.parametrize(("n_a", "n_b"), [(50, 50), (80, 60), (60, 80), (300, 300)])
@pytest.mark.parametrize("top", [3, 1 << 30])
def test_totals_are_those_of_scipy(n_a: int, n_b: int, top: int) -> None:
    weights = np.random.default_rng(n_a + top).integers(1, top, (n_a, n_b))
    graph = table(weights)
    assert total(graph, match(*graph)) == heaviest(weights)
    assert total(graph, most_pairs(*graph)) == heaviest(weights)
    assert len(pairs(graph, most_pairs(*graph))) == min(n_a, n_b)


@pytest.mark.parametrize("solver", [Assignment, DenseAssignment])
@given(graph=graphs(side=7, top=9))
def test_prices_prove_that_nothing_better_exists(solver: type[Assignment], graph: Graph) -> None:
    _, n_b, ia, ib, w = graph
    rows = sorted(set(ia))
    offers = [[(b, v) for a, b, v in zip(ia, ib, w, strict=True) if a == row] for row in rows]
    found = solver(offers, n_b)
    assert min([*found.row_price, *found.column_price]) >= 0
    for row, offered in enumerate(offers):
        for column, weight in offered:
            slack = found.row_price[row] + found.column_price[column] - weight
            assert slack == 0 if found.column_of[row] == column else slack >= 0
    assert all(found.row_of[c] == r for r, c in enumerate(found.column_of) if c >= 0)
    assert not any(p for p, c in zip(found.row_price, found.column_of, strict=True) if c < 0)
    assert not any(p for p, r in zip(found.column_price, found.row_of, strict=True) if r < 0)


@given(graph=graphs(side=6, top=6))
def test_the_worth_does_not_depend_on_the_side(graph: Graph) -> None:
    n_a, n_b, ia, ib, w = graph
    turned = sorted(zip(ib, ia, w, strict=True))
    mirrored: Graph = n_b, n_a, [e[0] for e in turned], [e[1] for e in turned], [e[2] for e in turned]
    assert total(graph, match(*graph)) == total(mirrored, match(*mirrored))
    assert total(graph, most_pairs(*graph)) == total(mirrored, most_pairs(*mirrored))
    assert len(pairs(graph, most_pairs(*graph))) == len(pairs(mirrored, most_pairs(*mirrored)))


@pytest.mark.parametrize(("n_a", "n_b"), [(300, 300), (300, 200), (200, 300), (1000, 1000)])
def test_hundreds_of_equal_boxes_are_paired_in_order(n_a: int, n_b: int) -> None:
    graph = table(np.full((n_a, n_b), 1 << 30))
    in_order = [(i, i) for i in range(min(n_a, n_b))]
    assert pairs(graph, match(*graph)) == in_order
    assert pairs(graph, most_pairs(*graph)) == in_order


def test_a_long_chain_of_equal_shifts_is_settled() -> None:
    n = 2000
    ia, ib = [i // 2 for i in range(2 * n)], [(i + 1) // 2 for i in range(2 * n)]
    graph: Graph = n, n + 1, ia, ib, [5] * (2 * n)
    assert pairs(graph, match(*graph)) == [(i, i) for i in range(n)]
    heavier: Graph = n, n, ia[:-1], ib[:-1], [5, *[5, 9] * (n - 1)]
    assert len(pairs(heavier, most_pairs(*heavier))) == n


def test_weights_beyond_the_precision_of_a_double_are_exact() -> None:
    big = 1 << 58
    assert match(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [big, big + 1, big, big]) == [1, 2]
    assert match(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [big + 1, big, big, big]) == [0, 3]


def test_nothing_to_match_is_no_pair() -> None:
    assert match(0, 0, [], [], []) == []
    assert match(2, 0, [], [], []) == [-1, -1]
    assert most_pairs(0, 3, [], [], []) == []
