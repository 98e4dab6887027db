"""Images compared anew for one answer: what no total is kept of."""

from collections.abc import Sequence
from dataclasses import dataclass

from labelqa.errors import BadInput, Problem
from labelqa.facts.agreement import agreement, persons
from labelqa.reports.cut import Cut
from labelqa.store import Connection, annotations, listing, names, schema
from labelqa.store.chunks import chunks
from labelqa.tally import ONE, Bag, add

MOST = 20_000
"""Images that one answer compares anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One image that was compared: its value x 2^30 in the cut, and how many persons answered."""

    value: int
    name: str
    n: int
    empty: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The images of a cut, and their bags added up, one total for each threshold."""

    images: list[Seen]
    totals: list[Bag]


def scan(connection: Connection, cut: Cut, only: int | None, thresholds: Sequence[float], pointer: str) -> Scan:
    """Compares the images of a cut at these thresholds; with `only`, nothing but that annotator's pairs.

    Raises BadInput, which points at the parameter that needs it, above MOST images.
    """
    found = Scan([], [{} for _ in thresholds])
    for some in chunks(_names(connection, cut, only, pointer)):
        numbers = names.numbers(connection, schema.image, cut.project.number, some)
        answers = annotations.answers(connection, cut.project.number, numbers.values())
        for name, number in numbers.items():
            people = persons(answers[number], cut.project.sigmas)
            for threshold, total in zip(thresholds, found.totals, strict=True):
                bag: Bag = {}
                team = agreement(bag, people, int(threshold * ONE + 0.5), only=only)
                add(total, bag)
            value = team.value if cut.label_class is None else team.class_values.get(cut.label_class)
            if value is not None:
                found.images.append(Seen(value, name, team.n, int(team.empty)))
    return found


def _names(connection: Connection, cut: Cut, only: int | None, pointer: str) -> list[str]:
    rows = listing.by_agreement(
        connection,
        cut.project.number,
        at_least=cut.at_least,
        order="image_id",
        window=cut.window,
        label_class=cut.label_class if only is None else None,
        annotator=only,
        limit=MOST + 1,
    )
    if len(rows) > MOST:
        text = f"this is compared anew for up to {MOST:,} images; narrow since and until, or leave a filter out"
        raise BadInput(text, [Problem(pointer, text)])
    return [row.name for row in rows]
