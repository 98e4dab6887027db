"""Images by the pattern of image-level labels they got: images of one pattern are interchangeable in a bootstrap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.facts.agreement import day_of, nth_time
from labelqa.reports.cut import Cut
from labelqa.reports.ratings import MOST
from labelqa.store import Connection, image_labels, names, totals
from labelqa.store.image_labels import Given

Numbers = NDArray[np.int64]
Chosen = tuple[str, tuple[int, ...]]
"""An annotator's name and the places of the classes they chose."""
Pattern = tuple[int, tuple[tuple[int, int, int], ...]]
"""Answers; and of each class chosen its place, by how many, and by how many of them who come first by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """How many `images` have each pattern and of how many answers it is; then one entry per class chosen in a pattern.

    Entry i: `chosen[i]` of the `answers[pattern[i]]` answers chose the class at place `column[i]`, of `columns` in all;
    `first[i]` of them is by the annotator whose name comes first.
    """

    images: Numbers
    answers: Numbers
    pattern: Numbers
    column: Numbers
    chosen: Numbers
    first: Numbers
    columns: int


def patterns(connection: Connection, cut: Cut, ranks: Mapping[int, int] | None = None) -> Patterns | None:
    """Of the images in the cut's days with enough ratings; None above MOST answers, or MOST labels in them.

    Classes stand in the order of `ranks`, else of their names: numbers decide nothing.
    """
    given = image_labels.ratings(connection, cut.project.number, MOST)
    if given is None or sum(len(row.labels) for row in given) > MOST:
        return None
    people = {k: name for k, (name, _, _) in names.annotators(connection, cut.project.number, "person").items()}
    order = list(ranks or names.classes(connection, cut.project.number))
    used = {k for row in given for k in row.labels}
    place = {k: n for n, k in enumerate(k for k in order if k in used)}
    return counted([_chosen(rows, people, place, cut) for rows in _images(given, cut)])


def _images(given: Iterable[Given], cut: Cut) -> list[list[Given]]:
    """The ratings of each image that belongs to the cut: enough of them, the second in its days."""
    found: dict[int, list[Given]] = defaultdict(list)
    for row in given:
        if cut.project.label_type == "multi" or len(row.labels) == 1:
            found[row.image].append(row)
    enough = [rows for rows in found.values() if len(rows) >= cut.at_least]
    return enough if cut.window == totals.EVER else [rows for rows in enough if _within(rows, cut.window)]


def _within(rows: Sequence[Given], window: totals.Window) -> bool:
    day, (since, until) = day_of(nth_time([row.submitted_at for row in rows], 2)), window
    return day != 0 and (since is None or since <= day) and (until is None or day <= until)


def _chosen(rows: Sequence[Given], people: Mapping[int, str], place: Mapping[int, int], cut: Cut) -> list[Chosen]:
    wanted = None if cut.label_class is None else {cut.label_class}
    said = [(people[row.annotator], set(row.labels) if wanted is None else wanted & set(row.labels)) for row in rows]
    return [(name, tuple(sorted(0 if wanted else place[k] for k in labels))) for name, labels in sorted(said)]


def counted(images: Iterable[Sequence[Chosen]]) -> Patterns:
    """The patterns of some images, each the answers of two annotators or more in the order of their names.

    >>> found = counted([[("ana", (0,)), ("bo", (0, 1))], [("ana", (0,)), ("bo", (0, 1))], [("ana", ()), ("cy", ())]])
    >>> found.images.tolist(), found.column.tolist(), found.chosen.tolist(), found.first.tolist()
    ([1, 2], [0, 1], [2, 1], [1, 0])
    """
    times = Counter(_pattern(image) for image in images)
    ordered = sorted(times)
    entries = [(p, *entry) for p, (_, chosen) in enumerate(ordered) for entry in chosen]
    pattern, column, chosen, first = np.array(entries, np.int64).reshape(-1, 4).T
    return Patterns(
        images=np.array([times[key] for key in ordered], np.int64),
        answers=np.array([n for n, _ in ordered], np.int64),
        pattern=pattern,
        column=column,
        chosen=chosen,
        first=first,
        columns=int(column.max(initial=-1)) + 1,
    )


def _pattern(image: Sequence[Chosen]) -> Pattern:
    votes = Counter(k for _, chosen in image for k in chosen)
    first = set(image[0][1]) if len(image) == 2 else set()
    return len(image), tuple((k, count, int(k in first)) for k, count in sorted(votes.items()))
