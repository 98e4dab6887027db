"""What a change comes from: annotators, classes and batches, each by share and by its own figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from labelqa.changes.change import FigureChange
from labelqa.changes.days import Periods
from labelqa.changes.period import AT_LEAST, MOST
from labelqa.changes.shares import NONE, Names, Shares, add_agreement, add_labels, add_truth
from labelqa.metrics.shift_share import Groups, Part, Weighed, shift_share, whole
from labelqa.model import Project
from labelqa.store import Connection, names, periods, totals
from labelqa.store.totals import Window
from labelqa.tally import ONE, unpack

TOP = 5
"""Groups that are named; the others are added up."""
TOO_MANY = f"more than {MOST:,} images or answers in a period: these are looked at one by one; ask for fewer days"
NO_CLASS = "a verdict is on a whole answer, and not on a class of it"
EMPTY = "nothing to compare in one of the periods"
KINDS = ("annotator", "class", "batch")


@dataclass(frozen=True, slots=True)
class Driver:
    """One group's part in a change: `mix` by its share, `within` by its own figure, `total` both.

    `key` null: images without a batch, or no class. `n`: images, or for accuracy objects and for rates answers.
    """

    key: str | None
    first_n: int
    second_n: int
    first_share: float
    second_share: float
    first_value: float | None
    second_value: float | None
    mix: float
    within: float
    total: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """A change taken apart by one thing, the largest parts first: `top`, and the sum of the rest.

    All `n_groups` parts add up to `explained`; `remainder` is what the figure changed beyond that: rounding; of labels
    also where images may have several, or have boxes of other days. By annotator an image counts once, shared out
    equally among those who answered it: a person's part holds what their partners did there. `top` null: `note` says
    why.
    """

    figure: str
    by: str
    explained: float | None
    remainder: float | None
    n_groups: int
    top: list[Driver] | None
    rest_mix: float | None
    rest_within: float | None
    note: str | None


Pair = tuple[Groups, Groups]
"""The groups of both periods."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads groups of one project in two periods; None where there are too many to look at."""

    connection: Connection
    project: Project
    windows: tuple[Window, Window]
    named: Names

    def both(self, read: Callable[[Window], Groups | None]) -> Pair | None:
        first, second = (read(window) for window in self.windows)
        return None if first is None or second is None else (first, second)

    def peers(self, window: Window) -> Groups:
        """Of `mean_iou`: with n persons on an image each has an n-th of it."""
        found = Shares()
        for row in self._rows("peer", window, by=("annotator", "n"), at_least=AT_LEAST):
            key, n = self.named.people[row["annotator"]], row["n"]
            found.add("annotator", key, row["images"] / n, row["s1"] / ONE / n, row["images"])
        return found.of("annotator")

    def right(self, window: Window) -> Groups:
        """Of `accuracy`."""
        return {
            self.named.people[row["annotator"]]: Weighed(n, row["tp"], n)
            for row in self._rows("benchmark", window, by=("annotator",), label_class=0)
            if (n := row["tp"] + row["fp"] + row["fn"])
        }

    def approved(self, window: Window) -> Groups:
        """Of `approval_rate`."""
        return {
            self.named.people[row["annotator"]]: Weighed(n, row["approved"], n)
            for row in self._rows("work", window, by=("annotator",))
            if (n := row["approved"] + row["rejected"] + row["corrected"])
        }

    def approved_by_batch(self, window: Window) -> Groups | None:
        found = periods.verdicts_by_batch(self.connection, self.project.number, window, MOST)
        return None if found is None else {batch or NONE: Weighed(n, approved, n) for batch, approved, n in found}

    def images(self) -> Mapping[str, tuple[Shares, Shares] | None]:
        """What is read of single images, by figure."""
        seen = [self._compared(window) for window in self.windows]
        boxes, labels = ([None if found is None else found[k] for found in seen] for k in (0, 1))
        return {"mean_iou": _whole(boxes), "label_agreement": _whole(labels), "accuracy": self._checked()}

    def _compared(self, window: Window) -> tuple[Shares, Shares] | None:
        """Of boxes and of labels."""
        number, multi = self.project.number, self.project.label_type == "multi"
        timely = self.project.min_annotators <= AT_LEAST
        found = periods.compared_images(self.connection, number, window, MOST, by_second_answer=timely)
        if found is None:
            return None
        boxes, labels = Shares(), Shares()
        for row in found:
            bag = unpack(row.bag)
            add_agreement(boxes, row, bag, window, self.named)
            add_labels(labels, row, bag, window, self.named, multi=multi)
        return boxes, labels

    def _checked(self) -> tuple[Shares, Shares] | None:
        """Against the truth, in both periods."""
        found = periods.truth_images(self.connection, self.project.number, MOST)
        if found is None:
            return None
        both = Shares(), Shares()
        for row in found:
            bag = unpack(row.bag)
            for shares, window in zip(both, self.windows, strict=True):
                add_truth(shares, row, bag, window, self.named)
        return both

    def _rows(
        self, name: str, window: Window, *, by: tuple[str, ...], at_least: int = 0, **where: int
    ) -> list[dict[str, int]]:
        keys: dict[str, int | Sequence[int]] = {"annotator": list(self.named.people), **where}
        return totals.rows(
            self.connection, self.project.number, name, window=window, by=by, where=keys, at_least=at_least
        )


def _whole(found: list[Shares | None]) -> tuple[Shares, Shares] | None:
    first, second = found
    return None if first is None or second is None else (first, second)


def drivers(
    connection: Connection, project: Project, asked: Periods, changes: Mapping[str, FigureChange]
) -> list[Drivers]:
    """What `mean_iou`, `label_agreement`, `accuracy` and `approval_rate` changed by, each taken apart three ways.

    By annotator of boxes, truth and verdicts from totals; all else from the images, or answers, of the periods one by
    one, up to 20,000 in each and as many with a truth.
    """
    people = {k: name for k, (name, _, _) in names.annotators(connection, project.number, "person").items()}
    named = Names(people, names.classes(connection, project.number))
    reader = _Reader(connection, project, (asked.first.window, asked.second.window), named)
    seen = reader.images()
    found: list[Drivers] = []
    for figure in ("mean_iou", "label_agreement", "accuracy", "approval_rate"):
        groups: dict[str, Pair | None] = {by: _of(seen.get(figure), by) for by in KINDS}
        if figure == "mean_iou":
            groups["annotator"] = reader.both(reader.peers)
        elif figure == "accuracy":
            groups["annotator"] = reader.both(reader.right)
        elif figure == "approval_rate":
            groups["annotator"], groups["batch"] = reader.both(reader.approved), reader.both(reader.approved_by_batch)
        for by in KINDS:
            note = NO_CLASS if (figure, by) == ("approval_rate", "class") else TOO_MANY
            found.append(_drivers(changes[figure], by, groups[by], note))
    return found


def _of(seen: tuple[Shares, Shares] | None, by: str) -> Pair | None:
    return None if seen is None else (seen[0].of(by), seen[1].of(by))


def _drivers(change: FigureChange, by: str, groups: Pair | None, note: str) -> Drivers:
    parts = [] if groups is None else shift_share(*groups)
    if groups is None or change.change is None or not parts:
        unknown = EMPTY if change.change is None else note
        return Drivers(change.figure, by, None, None, 0, None, None, None, unknown)
    first, second = (whole(side).value or 0.0 for side in groups)
    return Drivers(
        figure=change.figure,
        by=by,
        explained=second - first,
        remainder=change.change - (second - first),
        n_groups=len(parts),
        top=[_driver(part) for part in parts[:TOP]],
        rest_mix=sum(part.mix for part in parts[TOP:]),
        rest_within=sum(part.within for part in parts[TOP:]),
        note=None,
    )


def _driver(part: Part) -> Driver:
    return Driver(
        key=part.key or None,
        first_n=part.first.n,
        second_n=part.second.n,
        first_share=part.first_share,
        second_share=part.second_share,
        first_value=part.first.value,
        second_value=part.second.value,
        mix=part.mix,
        within=part.within,
        total=part.total,
    )
