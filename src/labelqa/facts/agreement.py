"""What persons' boxes on one image add to the agreement tallies (metrics, section 1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add

from labelqa.facts.bins import binned
from labelqa.facts.comparison import SUMS, Comparison, Cut, Drawn, alone, compared, drawn, plus
from labelqa.facts.partners import partners
from labelqa.facts.spread import EVERY, spread
from labelqa.model import Answer
from labelqa.tally import BY_NAME, CELL, DAY_MS, ONE, Bag, Tally, count, div, square

AGREEMENT, CLASS, PEER, PAIR = (BY_NAME[n] for n in ("agreement", "class_agreement", "peer", "pair"))
PRESENCE = BY_NAME["presence"]
BIN, PEER_BIN = BY_NAME["iou_bin"], BY_NAME["peer_iou_bin"]

NOTHING = (0,) * (len(CELL) - 2)


def day_of(at: int | None) -> int:
    """The UTC day of a time; 0, "ever", for an unknown one."""
    return 0 if at is None else at // DAY_MS


def nth_time(times: Sequence[int | None], n: int) -> int | None:
    """The n-th time in order, unknown ones first; None when it is unknown or there are fewer."""
    if len(times) < n:
        return None
    return sorted(times, key=lambda t: -1 if t is None else t)[n - 1] if len(times) > 1 else times[0]


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
    place = tally.number, key
    found = [0, 1, *NOTHING] if empty else [1, 0, value, square(value), value_any, *sums]
    held = bag.get(place)
    bag[place] = found if held is None else [*map(add, held, found)]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the persons on one image: its value x 2^30 (None: fewer than two), and the pairs behind it."""

    n: int
    value: int | None
    empty: bool
    pairs: tuple[Comparison, ...]
    class_values: dict[int, int]


NONE = Agreement(0, None, False, (), {})


def persons(answers: Sequence[Answer], sigmas: Mapping[str, float] | None = None) -> list[Drawn]:
    """Who is compared on an image: persons who answered and were asked for boxes, in the order of their names."""
    asked = [a for a in answers if a.kind == "person" and not a.cancelled and a.boxes is not None]
    if len(answers) == 1:
        return [alone(a) for a in asked]
    return [drawn(a, sigmas) for a in sorted(asked, key=lambda a: a.name)]


def agreement(bag: Bag, people: Sequence[Drawn], threshold: int, *, only: int | None = None) -> Agreement:
    """Compares persons, in the order of their names, and adds what they come to: every two, but see `partners`.

    `threshold`: IoU x 2^30 from which two objects count as the same. `only`: the number of one annotator; then the
    pairs without them count nowhere and all that is added is theirs (presence, which has no pairs, is left out). The
    images that count, and their classes, are the same.
    """
    n = len(people)
    places = [p.answer.annotator for p in people]
    sides = [(people[i], people[j]) for i, j in partners(n) if only is None or only in (places[i], places[j])]
    if not sides:
        return Agreement(n, None, False, (), {})
    day = day_of(nth_time([p.answer.submitted_at for p in people], 2))
    pairs = tuple(compared(a, b, threshold) for a, b in sides)
    empty = not any(len(p) for p in people)
    if only is None:
        count(bag, PRESENCE, (day, n, sum(len(p) > 0 for p in people)), {"images": 1})
    value = _team(bag, pairs, day, n, empty)
    for p in pairs:
        key = (day, p.a.answer.annotator, p.b.answer.annotator, n)
        cell(bag, PAIR, key, p.score, p.score_any, p.sums, empty=empty)
    for annotator, own in _by_person(pairs).items():
        if only is None or annotator == only:
            _peer(bag, annotator, own, day, n, empty)
    return Agreement(n, value, empty, pairs, _classes(bag, people, pairs, day))


def _team(bag: Bag, pairs: Sequence[Comparison], day: int, n: int, empty: bool) -> int:
    """Adds the image as a whole; its value."""
    sums = plus(p.sums for p in pairs)
    value, value_any = (div(sum(s), len(pairs)) for s in zip(*[(p.score, p.score_any) for p in pairs], strict=True))
    cell(bag, AGREEMENT, (day, n), value, value_any, sums, empty=empty)
    if not empty:
        spread(bag, (day, EVERY, n), sums, value_any - value)
        binned(bag, BIN, (day, EVERY, n), value)
    return value


def _by_person(pairs: Sequence[Comparison]) -> dict[int, list[Comparison]]:
    own: dict[int, list[Comparison]] = defaultdict(list)
    for p in pairs:
        own[p.a.answer.annotator].append(p)
        own[p.b.answer.annotator].append(p)
    return own


def _peer(bag: Bag, annotator: int, own: Sequence[Comparison], day: int, n: int, empty: bool) -> None:
    value, value_any = (div(sum(s), len(own)) for s in zip(*[(p.score, p.score_any) for p in own], strict=True))
    key = (day, annotator, n)
    cell(bag, PEER, key, value, value_any, plus(p.sums for p in own), empty=empty)
    if not empty:
        binned(bag, PEER_BIN, key, value)


def _classes(bag: Bag, people: Sequence[Drawn], pairs: Sequence[Comparison], day: int) -> dict[int, int]:
    cuts: dict[int, list[Cut]] = {label_class: [] for label_class in sorted({k for p in people for k in p.classes})}
    for p in pairs:
        for label_class, cut in p.cuts.items():
            cuts[label_class].append(cut)
    values, n = {}, len(people)
    for label_class, drew in cuts.items():
        # who did not draw the class agrees with everybody else who did not
        agreeing = ONE * (len(pairs) - len(drew))
        value = values[label_class] = div(agreeing + sum(cut.score for cut in drew), len(pairs))
        sums = plus(cut.sums for cut in drew) or [0] * SUMS
        cell(bag, CLASS, (day, label_class, n), value, 0, sums)
        spread(bag, (day, label_class, n), sums)
        binned(bag, BIN, (day, label_class, n), value)
    return values
