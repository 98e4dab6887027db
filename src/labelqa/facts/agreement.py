"""What persons' boxes on one image add to the agreement tallies (metrics, section 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from labelqa.facts.comparison import Comparison, Drawn, compared, plus
from labelqa.tally import BY_NAME, CELL, DAY_MS, Bag, Tally, div, square

AGREEMENT, CLASS, PEER, PAIR = (BY_NAME[n] for n in ("agreement", "class_agreement", "peer", "pair"))


def day_of(at: int | None) -> int:
    """The UTC day of a time; 0, "ever", for an unknown one."""
    return 0 if at is None else at // DAY_MS


def nth_time(times: Sequence[int | None], n: int) -> int | None:
    """The n-th time in order, unknown ones first; None when it is unknown or there are fewer."""
    ordered = sorted(times, key=lambda t: -1 if t is None else t)
    return ordered[n - 1] if len(ordered) >= n else None


def cell(
    bag: Bag,
    tally: Tally,
    key: tuple[int, ...],
    value: int,
    value_any: int,
    sums: Sequence[int],
    *,
    empty: bool = False,
) -> None:
    """Adds one image's value and sums to an entry whose counters are CELL; an all-empty image only counts."""
    row = bag.setdefault((tally.number, key), [0] * len(CELL))
    if empty:
        row[1] += 1
        return
    row[0] += 1
    for i, v in enumerate((value, square(value), value_any, *sums), start=2):
        row[i] += v


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the persons on one image: its value x 2^30 (None: fewer than two), and the pairs behind it."""

    n: int
    value: int | None
    empty: bool
    pairs: tuple[Comparison, ...]
    class_values: dict[int, int]


NONE = Agreement(0, None, False, (), {})


def agreement(bag: Bag, people: Sequence[Drawn], threshold: int) -> Agreement:
    """Compares every two persons, in the order of their names, and adds what they come to."""
    n = len(people)
    if n < 2:
        return Agreement(n, None, False, (), {})
    day = day_of(nth_time([p.answer.submitted_at for p in people], 2))
    pairs = tuple(compared(a, b, threshold) for a, b in combinations(people, 2))
    empty = not any(len(p) for p in people)
    value, value_any = (
        div(sum(scores), len(pairs)) for scores in zip(*[(p.score, p.score_any) for p in pairs], strict=True)
    )
    cell(bag, AGREEMENT, (day, n), value, value_any, plus(p.sums for p in pairs), empty=empty)
    for p in pairs:
        key = (day, p.a.answer.annotator, p.b.answer.annotator, n)
        cell(bag, PAIR, key, p.score, p.score_any, p.sums, empty=empty)
    _peers(bag, people, pairs, day, empty)
    return Agreement(n, value, empty, pairs, _classes(bag, people, pairs, day))


def _peers(bag: Bag, people: Sequence[Drawn], pairs: Sequence[Comparison], day: int, empty: bool) -> None:
    for person in people:
        own = [p for p in pairs if p.a is person or p.b is person]
        value, value_any = (div(sum(s), len(own)) for s in zip(*[(p.score, p.score_any) for p in own], strict=True))
        key = (day, person.answer.annotator, len(people))
        cell(bag, PEER, key, value, value_any, plus(p.sums for p in own), empty=empty)


def _classes(bag: Bag, people: Sequence[Drawn], pairs: Sequence[Comparison], day: int) -> dict[int, int]:
    values = {}
    for label_class in sorted({k for p in people for k in p.classes}):
        value = values[label_class] = div(sum(p.class_score(label_class) for p in pairs), len(pairs))
        sums = plus(p.class_sums(label_class) for p in pairs)
        cell(bag, CLASS, (day, label_class, len(people)), value, 0, sums)
    return values
