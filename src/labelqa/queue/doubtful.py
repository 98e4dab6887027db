"""Objects of one image to check, the most doubtful first: drawn ones that may be wrong, and what may be missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from labelqa.queue.columns import Columns, columns_of
from labelqa.queue.drawing import Belief, believed
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.seeing import Corners, Sight

Fault = Literal["missed", "spurious", "wrong_class"]
MENTIONED = 0.1
"""Chance from which an object is worth a look."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One object: whose answer it is about, what may be wrong, how likely, and where to look: x1, y1, x2, y2 in pixels.

    `class_name`: what it was called; of a missed one, what it probably is.
    """

    annotator_id: str
    fault: Fault
    chance: float
    class_name: str
    corners: Corners


def doubtful(model: HiddenTruth, seen: Sight) -> list[Doubtful]:
    """What to look at in the persons' answers for an image, worst first; at most fifty objects.

    >>> from labelqa.model import Answer, Boxes
    >>> from labelqa.queue.seeing import sight
    >>> box, nothing = Boxes([1], [0.0], [0.0], [90.0], [90.0]), Boxes((), (), (), (), ())
    >>> drew = {"ana": box, "bo": box, "cy": nothing}
    >>> given = [Answer(k, name, "person", boxes=boxes) for k, (name, boxes) in enumerate(drew.items())]
    >>> [found] = doubtful(HiddenTruth(), sight("one.jpg", given, {1: "car"}))
    >>> found.annotator_id, found.fault, found.class_name, found.chance > 0.9
    ('cy', 'missed', 'car', True)
    """
    if not seen.boxes:
        return []
    rows = columns_of([seen])
    truths = believed(model, rows)
    found = [d for d in (*_drawn(seen, truths), *_missing(seen, rows, truths)) if d.chance >= MENTIONED]
    return sorted(found, key=lambda d: (-round(d.chance, 6), d.annotator_id, d.corners, d.fault))[:MOST]


def _people(seen: Sight) -> Mapping[int, str]:
    """{place: name} of the persons who were asked for boxes and whose answer is not judged yet."""
    return {
        k: s.name for k, s in enumerate(seen.sources) if s.kind == "person" and s.n is not None and s.verdict is None
    }


def _drawn(seen: Sight, truths: Belief) -> Iterator[Doubtful]:
    people = _people(seen)
    for k, box in enumerate(seen.boxes):
        if box.owner in people:
            real = float(truths.real[box.unit])
            name = people[box.owner]
            yield Doubtful(name, "spurious", 1 - real, box.class_name, box.corners)
            renamed = real * (1 - float(truths.named.chance[truths.named.box_row[k]]))
            yield Doubtful(name, "wrong_class", renamed, box.class_name, box.corners)


def _missing(seen: Sight, rows: Columns, truths: Belief) -> Iterator[Doubtful]:
    people = _people(seen)
    drew = {(box.owner, box.unit) for box in seen.boxes}
    likely = _likely(rows, truths)
    for unit in range(rows.units):
        x1, y1, x2, y2 = truths.mean[:, unit].tolist()
        for place, name in people.items():
            if (place, unit) not in drew:
                yield Doubtful(name, "missed", float(truths.real[unit]), likely[unit], (x1, y1, x2, y2))


def _likely(rows: Columns, truths: Belief) -> dict[int, str]:
    """The likeliest class of each unit, the first by name of equals."""
    named = truths.named
    best: dict[int, tuple[float, str]] = {}
    for unit, k, chance in zip(named.unit.tolist(), named.label_class.tolist(), named.chance.tolist(), strict=True):
        if unit not in best or chance > best[unit][0]:
            best[unit] = chance, rows.classes[k]
    return {unit: name for unit, (_, name) in best.items()}
