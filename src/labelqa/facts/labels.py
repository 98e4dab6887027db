"""What persons' image-level labels on one image add to the label tallies (metrics, section 2)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TypeVar

from labelqa.facts.agreement import day_of, nth_time
from labelqa.facts.partners import partners
from labelqa.model import Answer
from labelqa.tally import BY_NAME, ONE, Bag, count, div, square

LABEL, LABEL_PAIR, LABEL_SHARE = BY_NAME["label"], BY_NAME["label_pair"], BY_NAME["label_share"]
Said = TypeVar("Said")
CHOICE, CHOICE_PAIR = BY_NAME["choice"], BY_NAME["choice_pair"]


def rating(answer: Answer) -> int | None:
    """The one image-level class of an answer; None when it was not asked, or is not exactly one."""
    return answer.labels[0] if answer.labels is not None and len(answer.labels) == 1 else None


def same_labels(own: Answer, right: Answer, multi: bool = False) -> bool | None:
    """Whether two answers name the same image-level labels; None when one of them is no rating.

    `multi`: the sets of classes must be equal, two empty ones are. Otherwise each must be exactly one class.

    >>> ana, gt = Answer(1, "ana", "person", labels=(4, 2)), Answer(2, "gt", "truth", labels=(2, 4, 4))
    >>> same_labels(ana, gt, multi=True), same_labels(ana, gt)
    (True, None)
    """
    if multi:
        return None if own.labels is None or right.labels is None else set(own.labels) == set(right.labels)
    one, other = rating(own), rating(right)
    return None if one is None or other is None else one == other


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Share of agreeing pairs x 2^30 (None: fewer than two ratings) and when each of the n ratings came."""

    n: int
    value: int | None
    times: tuple[int | None, ...]


def label_agreement(bag: Bag, people: Sequence[Answer], multi: bool = False) -> LabelAgreement:
    """Adds the ratings of an image to the tallies, under the day of the second one; `people` in order of their names.

    A rating is exactly one class; with `multi` any list of classes is one, the empty one too, and each class is a yes
    or no question. The value is then the mean, over the classes that anybody chose, of the share of pairs who answered
    alike; 1 where nobody chose any. Of two annotators that is the Jaccard index of their sets.

    >>> ana, bo = Answer(1, "ana", "person", labels=(4, 5)), Answer(2, "bo", "person", labels=(5, 6))
    >>> round(label_agreement({}, [ana, bo], multi=True).value / ONE, 3)  # one of three classes
    0.333
    """
    rated = [p for p in people if (p.labels is not None if multi else rating(p) is not None)]
    times = tuple(p.submitted_at for p in rated)
    if len(rated) < 2:
        return LabelAgreement(len(rated), None, times)
    day = day_of(nth_time(times, 2))
    value = _chosen(bag, day, rated) if multi else _named(bag, day, rated)
    count(bag, LABEL_SHARE, (day, len(rated)), {"images": 1, "s1": value, "s2": square(value)})
    return LabelAgreement(len(rated), value, times)


def _named(bag: Bag, day: int, rated: Sequence[Answer]) -> int:
    """Adds every two ratings once, under the number of ratings and the two classes; the share that are equal.

    Pairs of annotators are those who are partners.
    """
    said = [(p.annotator, k) for p in rated if (k := rating(p)) is not None]
    votes = Counter(k for _, k in said)
    for x, y in combinations_with_replacement(sorted(votes), 2):
        pairs = votes[x] * votes[y] if x != y else votes[x] * (votes[x] - 1) // 2
        if pairs:
            count(bag, LABEL, (day, len(said), x, y), {"pairs": pairs})
    for (a, x), (b, y) in _compared(said):
        count(bag, LABEL_PAIR, (day, a, b, x, y), {"images": 1})
    agreeing = sum(votes[k] * (votes[k] - 1) // 2 for k in votes)
    return div(agreeing * ONE, len(said) * (len(said) - 1) // 2)


def _compared(said: Sequence[Said]) -> list[tuple[Said, Said]]:
    """Every two answers, but see `partners`."""
    return [(said[i], said[j]) for i, j in partners(len(said))]


def _chosen(bag: Bag, day: int, rated: Sequence[Answer]) -> int:
    """Adds how many chose each class, and every two sets of classes; the mean share of pairs who answer alike."""
    said = [(p.annotator, frozenset(p.labels or ())) for p in rated]
    n, votes = len(said), Counter(k for _, chosen in said for k in chosen)
    count(bag, CHOICE, (day, n, 0, 0), {"images": 1})
    for label_class, yes in sorted(votes.items()):
        count(bag, CHOICE, (day, n, label_class, yes), {"images": 1})
    for (a, first), (b, second) in _compared(said):
        count(bag, CHOICE_PAIR, (day, a, b, 0), {"images": 1})
        for label_class in sorted(first | second):
            what = "both" if label_class in first & second else "first" if label_class in first else "second"
            count(bag, CHOICE_PAIR, (day, a, b, label_class), {what: 1})
    pairs = n * (n - 1) // 2
    agreeing = sum(pairs - yes * (n - yes) for yes in votes.values())
    return div(agreeing * ONE, pairs * len(votes)) if votes else ONE
