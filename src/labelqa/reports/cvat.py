"""The truth images compared by the definitions of CVAT's quality reports (metrics, section 3.4), and their counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from labelqa.errors import Problem
from labelqa.facts.benchmark import truth_of
from labelqa.facts.cvat import NONE, CvatImage, cvat_image
from labelqa.model import Project
from labelqa.reports.truth import MOST, truth_images
from labelqa.store import Connection
from labelqa.tally import ONE, square

MOST_CLASSES = 100
"""Classes that a matrix shows: those with the most objects."""


@dataclass(frozen=True, slots=True)
class CvatConfusion:
    """Objects and labels by class: row k of `rows` is what was drawn as `classes[k]`, column k what the truth calls so.

    The last row holds what nothing drawn was matched with, the last column what no truth was matched with.
    `truncated`: there are more classes than are shown.
    """

    classes: list[str]
    rows: list[list[int]]
    truncated: bool


@dataclass(frozen=True, slots=True)
class CvatCounts:
    """Objects and image-level labels as CVAT counts them, over `images` compared.

    `valid`: pairs of one class; `mismatching_label`: pairs of two; `missing`: of the truth, in no pair; `extra`: drawn,
    in no pair. `low_overlap`: pairs with an IoU below 0.8. `left_out`: polygons, masks and keypoints on either side,
    which this profile does not compare.
    """

    images: int
    valid: int
    missing: int
    extra: int
    mismatching_label: int
    low_overlap: int
    left_out: int
    confusion: CvatConfusion

    @property
    def total(self) -> int:
        """What accuracy is over: pairs, and what is in none."""
        return self.drawn + self.missing

    @property
    def drawn(self) -> int:
        """What precision is over."""
        return self.valid + self.mismatching_label + self.extra

    @property
    def truth(self) -> int:
        """What recall is over."""
        return self.valid + self.mismatching_label + self.missing


@dataclass(slots=True)
class CvatSums:
    """What the images of one annotator, or of several, add up to; `s1`, `s2` as in `labelqa.tally`, over `boxed`."""

    images: int = 0
    boxed: int = 0
    empty: int = 0
    labelled: int = 0
    low: int = 0
    left_out: int = 0
    s1: int = 0
    s2: int = 0
    cells: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, image: CvatImage) -> None:
        """Takes one image in."""
        self.images += 1
        self.empty += image.empty
        self.labelled += image.labelled
        self.low += image.low
        self.left_out += image.left_out
        if image.overlap is not None:
            self.boxed += 1
            self.s1 += image.overlap
            self.s2 += square(image.overlap)
        self.cells.update(image.cells)


def scan(connection: Connection, project: Project, iou_threshold: float) -> dict[int, CvatSums]:
    """{annotator: sums} over the truth images that they answered; BadInput above MOST truth images."""
    text = f"profile cvat is compared anew for up to {MOST:,} truth images, and this project has more"
    threshold, found = int(iou_threshold * ONE + 0.5), dict[int, CvatSums]()
    for answers in truth_images(connection, project, Problem("/profile", text)):
        given = [a for a in answers if not a.cancelled]
        truth = truth_of(given)
        for answer in given:
            if truth is None or answer.kind == "truth":
                continue
            image = cvat_image(answer, truth, threshold)
            if image.compared:
                found.setdefault(answer.annotator, CvatSums()).add(image)
    return found


def pooled(several: Iterable[CvatSums]) -> CvatSums:
    """The sums of several annotators together, over their images.

    >>> pooled([CvatSums(images=2, boxed=2, s1=5), CvatSums(images=1, low=3)])
    CvatSums(images=3, boxed=2, empty=0, labelled=0, low=3, left_out=0, s1=5, s2=0, cells=Counter())
    """
    total = CvatSums()
    for sums in several:
        for name in ("images", "boxed", "empty", "labelled", "low", "left_out", "s1", "s2"):
            setattr(total, name, getattr(total, name) + getattr(sums, name))
        total.cells.update(sums.cells)
    return total


def counts(sums: CvatSums, classes: Mapping[int, str]) -> CvatCounts:
    """The counts to be served; `classes` are the names of the project's classes.

    >>> found = counts(CvatSums(images=1, cells=Counter({(1, 1): 2, (1, 2): 1, (0, 2): 3})), {1: "cat", 2: "dog"})
    >>> found.valid, found.mismatching_label, found.missing, found.confusion.rows
    (2, 1, 3, [[2, 1, 0], [0, 0, 0], [0, 3, 0]])
    """
    by_name = Counter[str]()
    for (drawn, truth), n in sums.cells.items():
        sort = "extra" if truth == NONE else "missing" if drawn == NONE else "valid" if drawn == truth else "wrong"
        by_name[sort] += n
    return CvatCounts(
        images=sums.images,
        valid=by_name["valid"],
        missing=by_name["missing"],
        extra=by_name["extra"],
        mismatching_label=by_name["wrong"],
        low_overlap=sums.low,
        left_out=sums.left_out,
        confusion=_confusion(sums.cells, classes),
    )


def _confusion(cells: Mapping[tuple[int, int], int], classes: Mapping[int, str]) -> CvatConfusion:
    objects = Counter[int]()
    for cell, n in cells.items():
        objects.update({number: n for number in cell if number != NONE})
    often = sorted(objects, key=lambda number: (-objects[number], classes[number]))[:MOST_CLASSES]
    shown = sorted(often, key=lambda number: classes[number])
    places = [*shown, NONE]
    rows = [[cells.get((drawn, truth), 0) for truth in places] for drawn in places]
    return CvatConfusion([classes[number] for number in shown], rows, len(objects) > len(shown))
