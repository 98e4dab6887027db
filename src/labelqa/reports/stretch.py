"""The images from one to another in an order: what the link of an alert asks for."""

from collections.abc import Callable
from typing import Annotated, Literal

from annotated_types import MaxLen, MinLen
from typing_extensions import Doc

from labelqa.errors import BadInput, Problem, quoted
from labelqa.facts.series import ANNOTATOR, LABEL_CLASS, LABELS, PROJECT
from labelqa.model import Project
from labelqa.store import Connection, stretches
from labelqa.store.narrowing import Condition, Narrowing

Series = Annotated[
    Literal["comparable", "labels", "answered", "decided", "timed", "truth"] | None,
    Doc(
        "images of this order only: `comparable` (by the answer that made them so; of the annotator or class asked "
        "for), `labels` (the same for image-level labels), `answered` (by the first answer, or the annotator's own); "
        "of the annotator asked for `decided` (by the latest verdict), `timed` and `truth`"
    ),
]
First = Annotated[
    str | None, MinLen(1), MaxLen(512), Doc("first image, by its place in `series`; without, by image id")
]
Last = Annotated[str | None, MinLen(1), MaxLen(512), Doc("last image, included")]
_OWN: dict[str, Callable[[int, int], stretches.Order]] = {
    "answered": stretches.drawn,
    "decided": stretches.decided,
    "timed": stretches.timed,
    "truth": stretches.checked,
}


def asked(
    connection: Connection,
    project: Project,
    series: str | None,
    first: str | None,
    last: str | None,
    annotator: int | None,
    label_class: int | None,
) -> tuple[list[Narrowing], list[Condition]]:
    """What images are narrowed to; BadInput when an end is no image of the series, or the series needs an annotator."""
    if series is None:
        return [], stretches.named(first, last)
    order = _order(project.number, series, annotator, label_class)
    ends = [_place(connection, order, name, pointer, series) for name, pointer in ((first, "/first"), (last, "/last"))]
    return [stretches.between(order, ends[0], ends[1])], []


def _order(project: int, series: str, annotator: int | None, label_class: int | None) -> stretches.Order:
    if series == "labels":
        return stretches.of_series(project, LABELS, 0)
    if series == "comparable":
        line = (ANNOTATOR, annotator) if annotator is not None else (LABEL_CLASS, label_class)
        return stretches.of_series(project, *((PROJECT, 0) if line[1] is None else (line[0], line[1])))
    if annotator is not None:
        return _OWN[series](project, annotator)
    if series == "answered":
        return stretches.answered(project)
    text = f"the series {series} is of one annotator: name them with annotator="
    raise BadInput(text, [Problem("/annotator", text)])


def _place(
    connection: Connection, order: stretches.Order, name: str | None, pointer: str, series: str
) -> tuple[int, str] | None:
    if name is None:
        return None
    found = stretches.place(connection, order, name)
    if found is None:
        text = f"image {quoted(name)} is not in the series {series}"
        raise BadInput(text, [Problem(pointer, text)])
    return found
