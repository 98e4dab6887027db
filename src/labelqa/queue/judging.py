"""The chance of error of every person's answer, and of the consensus, from a learnt model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from labelqa.queue.chance import Chance, Doubt, Judged
from labelqa.queue.columns import Columns, columns_of
from labelqa.queue.drawing import DRAWS, Belief, Beside, Held, believed, held, seed_of
from labelqa.queue.expected import Expected, expected
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.label_chances import LabelDoubt, label_doubts
from labelqa.queue.seeing import Sight

KEPT, ORDER = 0.98, 0.02
"""Shares of the chance and of 1 - score in what is served: zeros keep an order."""
TOGETHER = 500
"""Images looked at together."""


def chances(model: HiddenTruth, seen: Sight, *, draws: int = DRAWS) -> tuple[Chance, ...]:
    """How likely each person's answer for one image is wrong: one `Chance` per person, by name.

    An answer is wrong if its pair score with the truth would be below .5. The truth is drawn `draws` times from what
    all sources together suggest: which units are objects, their class and edges, and how many objects nobody drew. The
    draws depend on the image's id alone, so the same data give the same queue.

    >>> from labelqa.model import Answer, Boxes
    >>> from labelqa.queue.seeing import sight
    >>> box, nothing = Boxes([1], [0.0], [0.0], [90.0], [90.0]), Boxes((), (), (), (), ())
    >>> drew = {"ana": box, "bo": box, "cy": nothing}
    >>> given = [Answer(k, name, "person", boxes=boxes) for k, (name, boxes) in enumerate(drew.items())]
    >>> [c.annotator_id for c in chances(HiddenTruth(), sight("one.jpg", given)) if c.wrong > 0.5]
    ['cy']
    """
    return judge(model, [seen], draws=draws)[0].chances


def consensus_chance(model: HiddenTruth, seen: Sight, *, draws: int = DRAWS) -> Chance | None:
    """How likely the consensus of an image is wrong: what counts where three or more persons answered; else None."""
    return judge(model, [seen], draws=draws)[0].consensus


def judge(model: HiddenTruth, sights: Iterable[Sight], *, draws: int = DRAWS) -> list[Judged]:
    """`chances` and `consensus_chance` of many images, in their order: much quicker than one by one, and the same.

    Images of more than a thousand units are drawn fewer times, 80 for five thousand, at least 10 from forty thousand.
    """
    given = list(sights)
    found: list[Judged] = []
    for start in range(0, len(given), TOGETHER):
        found += _together(model, given[start : start + TOGETHER], draws)
    return found


def _together(model: HiddenTruth, sights: Sequence[Sight], draws: int) -> list[Judged]:
    rows = columns_of(sights)
    truths = believed(model, rows)
    seeds = [seed_of(seen) for seen in sights]
    own, agreed = (
        _Boxes(rows, held(rows, truths, given, seeds, draws), expected(rows, truths, given))
        for given in (_drawn(rows, truths), _agreed(sights, rows, truths))
    )
    answers, together = iter(range(len(rows.image))), iter(range(len(sights)))
    found = []
    for seen in sights:
        boxed = {place: next(answers) for place, source in enumerate(seen.sources) if source.n is not None}
        labels = label_doubts(model.labels, seen)
        persons = [_chance(model, seen, p, boxed.get(p), labels.get(p), own) for p in seen.persons]
        place = None if seen.agreed is None else next(together)
        consensus = _consensus(model, seen, place, labels.get(None), agreed)
        found.append(Judged(seen.image_id, tuple(c for c in persons if c is not None), consensus))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Boxes:
    """What is made of boxes: of every answer's, or of every consensus'."""

    rows: Columns
    beside: Held
    parts: Expected

    def into(self, found: Chance, k: int) -> Chance:
        """The chance, with what is made of the boxes of one answer."""
        score = float(self.beside.score[k])
        return replace(
            found,
            wrong=KEPT * float(self.beside.wrong[k]) + ORDER * (1 - score),
            score=score,
            missed=float(self.parts.missed[k]),
            spurious=float(self.parts.spurious[k]),
            misplaced=float(self.beside.misplaced[k]),
            wrong_class=float(self.parts.wrong_class[k]),
            true_objects=float(self.parts.objects[k]),
            classes=tuple((self.rows.classes[c], n) for c, n in self.parts.mend[k]),
        )


def _drawn(rows: Columns, truths: Belief) -> Beside:
    """Every answer's boxes, by answer."""
    order = np.argsort(rows.box_answer, kind="stable")
    return Beside(
        rows.image, rows.box_answer[order], rows.box_unit[order], truths.named.box_row[order], rows.corners[:, order]
    )


def _agreed(sights: Sequence[Sight], rows: Columns, truths: Belief) -> Beside:
    """The consensus of each image that has one, as if it were an answer."""
    first = np.searchsorted(rows.unit_image, np.arange(len(sights)))
    place = {name: k for k, name in enumerate(rows.classes)}
    row_of = {
        (unit, label_class): k
        for k, (unit, label_class) in enumerate(
            zip(truths.named.unit.tolist(), truths.named.label_class.tolist(), strict=True)
        )
    }
    images = [k for k, seen in enumerate(sights) if seen.agreed is not None]
    boxes: list[tuple[int, int, int]] = []
    corners: list[tuple[float, float, float, float]] = []
    for answer, k in enumerate(images):
        for box in sights[k].agreed or ():
            unit = box.unit if box.unit < 0 else int(first[k]) + box.unit
            boxes.append((answer, unit, row_of.get((unit, place[box.class_name]), -1)))
            corners.append(box.corners)
    box_answer, box_unit, box_row = np.array(boxes, np.int64).reshape(-1, 3).T
    return Beside(
        np.array(images, np.int64), box_answer, box_unit, box_row, np.array(corners, np.float64).reshape(-1, 4).T
    )


def _consensus(
    model: HiddenTruth, seen: Sight, place: int | None, labels: LabelDoubt | None, agreed: _Boxes
) -> Chance | None:
    """What is made of what most persons say; None where boxes were asked for and too few drew any to agree."""
    boxed = any(seen.sources[k].n is not None for k in seen.persons)
    if place is None and (boxed or labels is None):
        return None
    n = None if seen.agreed is None else len(seen.agreed)
    found = Chance(seen.image_id, None, 0.0, 1.0, n, usual_seconds=model.team.usual_seconds(n or 0))
    if place is not None:
        found = agreed.into(found, place)
    return found if labels is None else _with_labels(found, labels, alone=place is None)


def _chance(
    model: HiddenTruth,
    seen: Sight,
    place: int,
    answer: int | None,
    labels: LabelDoubt | None,
    boxes: _Boxes,
) -> Chance | None:
    """What is made of one person's answer; None where it holds nothing that can be judged."""
    if answer is None and labels is None:
        return None
    source, team = seen.sources[place], model.team
    record = team.records.get(source.name)
    found = Chance(
        seen.image_id,
        source.name,
        0.0,
        1.0,
        source.n,
        seconds=source.seconds,
        usual_seconds=team.usual_seconds(source.n or 0),
        time_z=team.time_z(source.name, source.seconds),
        agreement=record.agreement if record and record.shared else None,
        skill=team.skill(source.name),
        shared=record.shared if record else 0,
        doubts=_doubts(seen, place),
        verdict=source.verdict,
    )
    if answer is not None:
        found = boxes.into(found, answer)
    return found if labels is None else _with_labels(found, labels, alone=answer is None)


def _with_labels(found: Chance, labels: LabelDoubt, *, alone: bool) -> Chance:
    """Labels beside boxes: the answer is right if both are."""
    score = 1 - labels.expected / max(labels.said, labels.expected, 1) if alone else found.score
    wrong = 1 - (1 - found.wrong) * (1 - labels.wrong)
    return replace(found, wrong=wrong, score=score, labels=labels.expected, likelier=labels.likelier)


def _doubts(seen: Sight, place: int) -> tuple[Doubt, ...]:
    """How many objects of each model the person did not draw."""
    if seen.sources[place].n is None:
        return ()
    mine = {box.unit for box in seen.boxes if box.owner == place}
    found = []
    for k, source in enumerate(seen.sources):
        if source.kind == "model" and source.n is not None:
            unmatched = sum(box.owner == k and box.unit not in mine for box in seen.boxes)
            found.append(Doubt(source.name, unmatched, source.n))
    return tuple(found)
