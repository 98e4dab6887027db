"""The kernel beside a slow and obvious twin on thousands of random images, and what drawing more or worse does."""

import random
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelqa.kernel import Compared, compare, confusion, errors
from labelqa.tally import ERRORS, ONE
from tests.kernel import obvious
from tests.kernel.obvious import Corners, Drawn

HALF, BACKGROUND = ONE // 2, (ONE + 5) // 10
Draw = Callable[[random.Random, int], list[Corners]]


def found(a: list[Drawn], b: list[Drawn], threshold: int = HALF) -> Compared:
    (columns_a, class_a), (columns_b, class_b) = obvious.side(a), obvious.side(b)
    return compare(columns_a, columns_b, class_a, class_b, threshold)


def few_places(r: random.Random, n: int) -> list[Corners]:
    """A handful of places and sizes: most overlaps are tied with another."""
    places = [(r.choice((0, 4, 8)), r.choice((0, 4)), r.choice((6, 8)), r.choice((4, 8))) for _ in range(n)]
    return [(x, y, x + w, y + h) for x, y, w, h in places]


def nested(r: random.Random, n: int) -> list[Corners]:
    """Each box inside the one before, all with the same centre."""
    return [(k, k, 40 - k, 40 - k) for k in (r.randrange(16) for _ in range(n))]


def identical(r: random.Random, n: int) -> list[Corners]:
    """One or two boxes, many times over."""
    return [r.choice(((5, 5, 25, 15), (5, 5, 25, 15), (5, 5, 25, 25))) for _ in range(n)]


def touching(r: random.Random, n: int) -> list[Corners]:
    """Tiles of a floor: neighbours share an edge or a corner, now and then one covers two."""
    tiles = [(10 * r.randrange(3), 10 * r.randrange(3), r.choice((10, 10, 20))) for _ in range(n)]
    return [(x, y, x + w, y + 10) for x, y, w in tiles]


def scattered(r: random.Random, n: int) -> list[Corners]:
    """Anywhere, any size."""
    boxes = [(r.randrange(-20, 90), r.randrange(-20, 90), r.randint(1, 60), r.randint(1, 60)) for _ in range(n)]
    return [(x, y, x + w, y + h) for x, y, w, h in boxes]


def crowded(r: random.Random, n: int) -> list[Corners]:
    """People in a row: every box overlaps its neighbours."""
    boxes = [(6 * k + r.randint(-3, 3), r.randint(0, 5), r.randint(10, 14), r.randint(28, 34)) for k in range(n)]
    return [(x, y, x + w, y + h) for x, y, w, h in boxes]


LAYOUTS: list[Draw] = [few_places, nested, identical, touching, scattered, crowded]
each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)


def pair(r: random.Random, layout: Draw, most: int, classes: int) -> tuple[list[Drawn], list[Drawn]]:
    a, b = (sorted((box, r.randint(1, classes)) for box in layout(r, r.randint(0, most))) for _ in range(2))
    return a, b


def same_as_obvious(a: list[Drawn], b: list[Drawn], threshold: int) -> None:
    (_, class_a), (_, class_b) = obvious.side(a), obvious.side(b)
    both = found(a, b, threshold)
    assert both == obvious.compared(a, b, threshold)
    assert confusion(both, class_a, class_b, threshold) == obvious.confused(a, b, threshold)
    named = [(ERRORS[name], k) for name, k in errors(both, class_a, class_b, threshold, BACKGROUND)]
    assert named == obvious.faults(a, b, threshold, BACKGROUND)


@each_layout
def test_a_slow_obvious_twin_agrees_on_thousands_of_images(layout: Draw) -> None:
    r = random.Random(layout.__name__)
    for _ in range(500):
        a, b = pair(r, layout, most=r.choice((2, 4, 6)), classes=r.choice((1, 2, 3)))
        same_as_obvious(a, b, r.choice((HALF, HALF, ONE // 3, 7 * ONE // 10, ONE)))


@each_layout
def test_a_slow_obvious_twin_agrees_on_crowds(layout: Draw) -> None:
    r = random.Random(f"crowd of {layout.__name__}")
    for _ in range(3):
        same_as_obvious(*pair(r, layout, most=18, classes=2), HALF)


@pytest.mark.parametrize("classes", [1, 2])
@each_layout
def test_totals_of_three_hundred_boxes_are_those_of_scipy(layout: Draw, classes: int) -> None:
    r = random.Random(classes)
    a, b = (sorted((box, r.randint(1, classes)) for box in layout(r, 300)) for _ in range(2))
    both = found(a, b)
    same = obvious.table(a, b, lambda q, same: q if same else 0)
    near = obvious.table(a, b, lambda q, same: (1 << 40) + q if same and q >= HALF else 0)
    assert both.total == obvious.best(same)
    assert both.total_any == obvious.best(obvious.table(a, b, lambda q, same: q))
    assert sum((1 << 40) + q for *_, q in both.ok) == obvious.best(near)


spot, extent = st.integers(0, 30), st.integers(1, 20)
boxes = st.tuples(spot, spot, extent, extent).map(lambda v: (v[0], v[1], v[0] + v[2], v[1] + v[3]))
annotations = st.lists(st.tuples(boxes, st.integers(1, 3)), max_size=10).map(sorted)
AWAY: Corners = (1000, 1000, 1010, 1010)


def score(a: list[Drawn], b: list[Drawn]) -> float:
    """The pair score; 1 of nothing."""
    return 2 * found(a, b).total / (len(a) + len(b)) if a or b else float(ONE)


@given(annotations, annotations)
def test_an_object_more_never_lowers_the_total_and_is_worth_one_at_most(a: list[Drawn], b: list[Drawn]) -> None:
    assume(a)
    whole = found(a, b)
    for k in range(len(a)):
        less = found(a[:k] + a[k + 1 :], b)
        assert 0 <= whole.total - less.total <= ONE
        assert 0 <= whole.total_any - less.total_any <= ONE
        assert 0 <= len(whole.ok) - len(less.ok) <= 1


@given(annotations, annotations)
def test_a_spurious_object_never_raises_the_score_and_is_one_fault_more(a: list[Drawn], b: list[Drawn]) -> None:
    more = sorted([*a, (AWAY, 1)])
    before, after = found(a, b), found(more, b)
    assert (after.total, len(after.ok)) == (before.total, len(before.ok))
    assert score(more, b) < score(a, b) or score(a, b) == 0


@given(annotations)
def test_an_object_left_out_of_a_perfect_answer_lowers_the_score(a: list[Drawn]) -> None:
    assume(a)
    assert score(a, a) == ONE
    for k in range(len(a)):
        assert score(a[:k] + a[k + 1 :], a) < ONE


@given(boxes, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_the_further_a_perfect_box_shrinks_the_smaller_its_overlap(box: Corners, steps: list[int]) -> None:
    x1, y1, x2, y2 = box[0], box[1], box[0] + 4 * (box[2] - box[0]), box[1] + 4 * (box[3] - box[1])
    whole, before = [((x1, y1, x2, y2), 1)], ONE
    for step in steps:
        x2, y1 = max(x1 + 1, x2 - step), min(y2 - 1, y1 + step)
        now = found([((x1, y1, x2, y2), 1)], whole).total
        assert now <= before
        assert now == before or step
        before = now


@given(boxes, st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_the_further_a_box_is_moved_the_smaller_its_overlap(box: Corners, steps: list[int]) -> None:
    moved, before = box, ONE
    for step in steps:
        moved = (moved[0] + step, moved[1], moved[2] + step, moved[3])
        now = found([(moved, 1)], [(box, 1)]).total
        assert now < before or now == 0
        before = now


@given(annotations, annotations, st.lists(st.integers(1, ONE), min_size=2, max_size=5).map(sorted))
def test_a_higher_threshold_never_finds_more(a: list[Drawn], b: list[Drawn], thresholds: list[int]) -> None:
    counts = [len(found(a, b, threshold).ok) for threshold in thresholds]
    assert counts == sorted(counts, reverse=True)


@given(annotations, annotations, st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(0, 4))
def test_moving_or_doubling_the_whole_picture_changes_nothing(
    a: list[Drawn], b: list[Drawn], dx: int, dy: int, power: int
) -> None:
    def placed(drawn: list[Drawn]) -> list[Drawn]:
        return [(tuple((v + d) << power for v, d in zip(box, (dx, dy) * 2, strict=True)), k) for box, k in drawn]  # type: ignore[misc]

    assert found(placed(a), placed(b)) == found(a, b)


@given(annotations, annotations)
def test_a_mirrored_or_turned_picture_has_the_same_scores(a: list[Drawn], b: list[Drawn]) -> None:
    def mirrored(drawn: list[Drawn]) -> list[Drawn]:
        return sorted(((-x2, y1, -x1, y2), k) for (x1, y1, x2, y2), k in drawn)

    def turned(drawn: list[Drawn]) -> list[Drawn]:
        return sorted(((-y2, x1, -y1, x2), k) for (x1, y1, x2, y2), k in drawn)

    plain = found(a, b)
    for change in (mirrored, turned):
        other = found(change(a), change(b))
        assert (other.total, other.total_any, len(other.ok)) == (plain.total, plain.total_any, len(plain.ok))


@given(annotations, annotations)
def test_classes_that_are_drawn_apart_add_up_to_the_whole(a: list[Drawn], b: list[Drawn]) -> None:
    whole = found(a, b)
    parts = [found([o for o in a if o[1] == k], [o for o in b if o[1] == k]) for k in (1, 2, 3)]
    assert whole.total == sum(part.total for part in parts)
    assert sorted(q for *_, q in whole.ok) == sorted(q for part in parts for *_, q in part.ok)
