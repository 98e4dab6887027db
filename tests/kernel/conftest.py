"""Slow and obvious twins of the kernel, to hold it against."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from labelqa.kernel import compilation
from tests.conftest import IN_CI

Pairs = list[tuple[int, int]]


NOT_BUILT = "the kernel is not compiled here; `make kernel` does so"


@pytest.fixture(scope="module", params=["python", "compiled"], autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every test of the kernel runs in plain Python and compiled; CI must have the latter."""
    if request.param == "compiled" and not compilation.BUILT:
        pytest.fail(NOT_BUILT) if IN_CI else pytest.skip(NOT_BUILT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compilation, "COMPILED", request.param == "compiled")
        yield request.param


def every_matching(pairs: Sequence[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """All one-to-one subsets of (a, b, weight), the empty one included."""
    if not pairs:
        yield []
        return
    (a, b, _), rest = pairs[0], pairs[1:]
    yield from every_matching(rest)
    for others in every_matching([e for e in rest if e[0] != a and e[1] != b]):
        yield [pairs[0], *others]


@pytest.fixture(scope="session")
def best_pairs() -> Callable[..., Pairs]:
    """The pairs (a, b) of the heaviest matching, the first of equals, by trying all."""

    def best(ia: Sequence[int], ib: Sequence[int], w: Sequence[int], *, count_first: bool = False) -> Pairs:
        def worth(chosen: list[tuple[int, int, int]]) -> tuple[int, int]:
            return (len(chosen) if count_first else 0), sum(e[2] for e in chosen)

        found = list(every_matching(list(zip(ia, ib, w, strict=True))))
        top = max(map(worth, found))
        return min(sorted((a, b) for a, b, _ in chosen) for chosen in found if worth(chosen) == top)

    return best


@pytest.fixture(scope="session")
def overlap() -> Callable[[Sequence[float], Sequence[float]], int]:
    """IoU x 2^30 of two boxes by their corners, straight from the definition."""

    def iou(a: Sequence[float], b: Sequence[float]) -> int:
        width = min(a[2], b[2]) - max(a[0], b[0])
        height = min(a[3], b[3]) - max(a[1], b[1])
        if width <= 0 or height <= 0:
            return 0
        inter = width * height
        return int(inter / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter) * 2**30 + 0.5)

    return iou
