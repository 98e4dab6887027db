"""Every shared image of a window with its consensus: what the consensus report adds up, image by image."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from labelqa.consensus import Consensus, Terms, as_boxes
from labelqa.consensus.merging import merged
from labelqa.consensus.pool import CROWDED, hulls, pool
from labelqa.errors import BadInput, Problem
from labelqa.facts.benchmark import products, truth_of
from labelqa.facts.comparison import Comparison, Drawn, compared, drawn
from labelqa.kernel import confusion
from labelqa.model import Answer, Boxes, Project
from labelqa.store import Connection, annotations, listing, names, schema
from labelqa.store.chunks import chunks
from labelqa.store.totals import Window
from labelqa.tally import ONE, square

MOST = 20_000
"""Images that one answer finds the consensus of."""
OTHERS = 2
"""Other persons an image needs for a consensus to score somebody against."""


@dataclass(slots=True)
class Sums:
    """Comparisons added up, under the names of the benchmark tally, so that its metrics read them."""

    counters: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("images", "empty", "s1", "s2", "tp", "fp", "fn", *products(0, 0, 0)), 0)
    )

    def add(self, pair: Comparison) -> None:
        """One image more."""
        if pair.both_empty:
            self.counters["empty"] += 1
            return
        tp, fp, fn = pair.sums[:3]
        found = {"images": 1, "s1": pair.score, "s2": square(pair.score), "tp": tp, "fp": fp, "fn": fn}
        for name, value in (found | products(tp, fp, fn)).items():
            self.counters[name] += value


@dataclass(slots=True)
class Seen:
    """What the images of a window come to: per annotator beside the consensus of the others, and that of all.

    `crowded`: images left out because too many boxes lie on each other (`labelqa.consensus.pool.CROWDED`).
    """

    images: int = 0
    crowded: int = 0
    objects: int = 0
    disputed: int = 0
    left_out: int = 0
    annotators: dict[str, Sums] = field(default_factory=dict)
    truth: Sums = field(default_factory=Sums)


def seen(connection: Connection, project: Project, window: Window, terms: Terms) -> Seen:
    """Every image of the window that two or more persons drew on; BadInput above MOST of them."""
    found = Seen()
    for some in chunks(_names(connection, project, window)):
        numbers = names.numbers(connection, schema.image, project.number, some)
        for answers in annotations.answers(connection, project.number, numbers.values()).values():
            _see(found, [a for a in answers if not a.cancelled], terms, int(project.iou_threshold * ONE + 0.5))
    return found


def _names(connection: Connection, project: Project, window: Window) -> list[str]:
    rows = listing.by_agreement(connection, project.number, at_least=2, order="image_id", window=window, limit=MOST + 1)
    if len(rows) > MOST:
        text = f"a consensus is found for up to {MOST:,} images; ask for a window of days with since and until"
        raise BadInput(text, [Problem("/since", text)])
    return [row.name for row in rows]


def _see(found: Seen, answers: Sequence[Answer], terms: Terms, threshold: int) -> None:
    together = pool(answers)
    if len(together.overlaps) > CROWDED:
        found.crowded += 1
        return
    team, own = merged(together, terms), {a.name: a for a in answers}
    found.images += 1
    found.objects += len(team.objects)
    found.disputed += len(team.disputed)
    found.left_out += len(team.left_out)
    truth = truth_of(answers)
    if truth is not None and truth.boxes is not None:
        found.truth.add(compared(_upright(as_boxes(team.settled)), _upright(hulls(truth)), threshold))
    if len(together.annotators) <= OTHERS:
        return
    for name in together.annotators:
        pair = beside(hulls(own[name]), merged(together.without(name), terms), threshold)
        if pair is not None:
            found.annotators.setdefault(name, Sums()).add(pair)


def beside(own: Boxes, others: Consensus, threshold: int) -> Comparison | None:
    """An answer compared with the consensus of the others, without what they leave open; None if that is all.

    Where their votes do not say whether an object is there, or which class it has, neither it nor the box drawn for it
    is counted: not as right and not as wrong.
    """
    mine, every = _upright(own), _upright(as_boxes(others.objects))
    unsure = {k for k, o in enumerate(others.objects) if o.open}
    if not unsure:
        return compared(mine, every, threshold)
    pairs = confusion(compared(mine, every, threshold).compared, mine.classes, every.classes, threshold)
    gone = {i for i, k in pairs if k in unsure}
    left = [i for i in range(len(mine)) if i not in gone]
    sure = [o for o in others.objects if not o.open]
    if not left and not sure:
        return None
    return compared(_upright(_chosen(own, left)), _upright(as_boxes(sure)), threshold)


def _chosen(boxes: Boxes, places: Sequence[int]) -> Boxes:
    columns = (boxes.classes, boxes.x, boxes.y, boxes.width, boxes.height)
    classes, x, y, width, height = ([column[i] for i in places] for column in columns)
    return Boxes([int(k) for k in classes], x, y, width, height)


def _upright(boxes: Boxes) -> Drawn:
    return drawn(Answer(0, "", "person", boxes=boxes))
