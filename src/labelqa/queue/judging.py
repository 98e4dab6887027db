"""The chance of error of every person's answer, and of the consensus, from a learnt model."""

from collections.abc import Iterable, Sequence

import numpy as np

from labelqa.queue.chance import Chance, Doubt
from labelqa.queue.columns import Columns, Values, columns_of, sums
from labelqa.queue.drawing import DRAWS, Drawn, Held, Truths, believed, held, seed_of
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.sight import Sight

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
    >>> from labelqa.queue.sight import sight
    >>> box, nothing = Boxes([1], [0.0], [0.0], [90.0], [90.0]), Boxes((), (), (), (), ())
    >>> given = [Answer(k, n, "person", boxes=b) for k, (n, b) in enumerate([("ana", box), ("bo", box), ("cy", nothing)])]
    >>> [c.annotator_id for c in chances(HiddenTruth(), sight("one.jpg", given)) if c.wrong > 0.5]
    ['cy']
    """
    return chances_of(model, [seen], draws=draws)[0]


def chances_of(model: HiddenTruth, sights: Iterable[Sight], *, draws: int = DRAWS) -> list[tuple[Chance, ...]]:
    """`chances` of many images, in their order: several times quicker than one by one, and the same."""
    given = list(sights)
    found: list[tuple[Chance, ...]] = []
    for start in range(0, len(given), TOGETHER):
        found += _together(model, given[start : start + TOGETHER], draws)
    return found


def consensus_chance(model: HiddenTruth, seen: Sight, *, draws: int = DRAWS) -> Chance | None:
    """How likely the consensus of an image is wrong: what counts where three or more persons answered; else None."""
    return consensus_chances(model, [seen], draws=draws)[0]


def consensus_chances(model: HiddenTruth, sights: Iterable[Sight], *, draws: int = DRAWS) -> list[Chance | None]:
    """`consensus_chance` of many images, in their order."""
    return []


def _together(model: HiddenTruth, sights: Sequence[Sight], draws: int) -> list[tuple[Chance, ...]]:
    rows = columns_of(sights)
    truths = believed(model, rows)
    beside = held(rows, truths, _all_boxes(rows, truths), [seed_of(seen) for seen in sights], draws)
    parts = _parts(rows, truths)
    answer = iter(range(len(rows.image)))
    found: list[tuple[Chance, ...]] = []
    for k, seen in enumerate(sights):
        boxed = {place: next(answer) for place, source in enumerate(seen.sources) if source.n is not None}
        found.append(
            tuple(
                _chance(model, seen, place, boxed[place], beside, parts, k) for place in seen.persons if place in boxed
            )
        )
    return found


def _all_boxes(rows: Columns, truths: Truths) -> Drawn:
    """Every answer's boxes, by answer."""
    order = np.argsort(rows.box_answer, kind="stable")
    return Drawn(
        rows.image, rows.box_answer[order], rows.box_unit[order], truths.named.box_row[order], rows.corners[:, order]
    )


def _parts(rows: Columns, truths: Truths) -> dict[str, Values]:
    """Expected numbers per answer and image, in closed form."""
    n = len(rows.image)
    real = truths.real[rows.box_unit]
    spurious, drawn = sums(rows.box_answer, 1 - real, n), sums(rows.box_answer, real, n)
    renamed = sums(rows.box_answer, real * (1 - truths.named.chance[truths.named.box_row]), n)
    objects = sums(rows.unit_image, truths.real, rows.images) + truths.unseen
    return {"spurious": spurious, "wrong_class": renamed, "missed": objects[rows.image] - drawn, "objects": objects}


def _chance(
    model: HiddenTruth, seen: Sight, place: int, answer: int, beside: Held, parts: dict[str, Values], image: int
) -> Chance:
    source = seen.sources[place]
    score = float(beside.score[answer])
    team = model.team
    own = team.records.get(source.name)
    return Chance(
        seen.image_id,
        source.name,
        KEPT * float(beside.wrong[answer]) + ORDER * (1 - score),
        score,
        source.n,
        missed=max(float(parts["missed"][answer]), 0.0),
        spurious=float(parts["spurious"][answer]),
        misplaced=float(beside.misplaced[answer]),
        wrong_class=float(parts["wrong_class"][answer]),
        true_objects=float(parts["objects"][image]),
        seconds=source.seconds,
        usual_seconds=team.usual_seconds(source.n or 0),
        time_z=team.time_z(source.name, source.seconds),
        skill=team.skill(source.name),
        shared=own.shared if own else 0,
        doubts=_doubts(seen, place),
        verdict=source.verdict,
    )


def _doubts(seen: Sight, place: int) -> tuple[Doubt, ...]:
    mine = {box.unit for box in seen.boxes if box.owner == place}
    found = []
    for k, source in enumerate(seen.sources):
        if source.kind == "model" and source.n is not None:
            unmatched = sum(box.owner == k and box.unit not in mine for box in seen.boxes)
            found.append(Doubt(source.name, unmatched, source.n))
    return tuple(found)
