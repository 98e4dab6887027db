"""The parameters that reports share: their types, bounds and what they mean."""

from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, MaxLen
from typing_extensions import Doc

from labelqa.errors import BadInput, Problem, quoted
from labelqa.model import Project
from labelqa.store import Connection, names, schema
from labelqa.store.totals import Window

Limit = Annotated[int, Ge(1), Le(1000), Doc("rows on a page")]
Cursor = Annotated[str | None, MaxLen(4096), Doc("`next` of the page before")]
MinAnnotators = Annotated[int, Ge(2), Le(1000), Doc("count images that at least so many persons answered")]
ClassName = Annotated[str | None, MaxLen(512), Doc("this class only")]
AnnotatorId = Annotated[str | None, MaxLen(512), Doc("this annotator only")]
Since = Annotated[date | None, Doc("first UTC day, YYYY-MM-DD")]
Until = Annotated[date | None, Doc("last UTC day, included")]
Threshold = Annotated[
    float | None, Gt(0), Le(1), Doc("IoU from which an object counts as found; the project's by default")
]
Kind = Annotated[Literal["person", "model"], Doc("people, or models that suggest")]
Smoothing = Annotated[float, Ge(0), Le(1), Doc("added to every cell of the Dawid-Skene matrices of image-level labels")]

EPOCH = date(1970, 1, 1)


def window(since: date | None, until: date | None) -> Window:
    """The range of whole UTC days that both bounds stand for."""
    if since is not None and until is not None and since > until:
        raise BadInput(f"since {since} lies after until {until}", [Problem("/since", f"{since} is after until")])
    first, last = ((d - EPOCH).days if d is not None else None for d in (since, until))
    return first, last


def class_number(connection: Connection, project: Project, name: str | None) -> int | None:
    """The number of a class; None for None, BadInput for a class that the project does not have."""
    return _number(connection, project, "class", name)


def annotator_number(connection: Connection, project: Project, name: str | None) -> int | None:
    """The number of an annotator; None for None, BadInput for one who is not in the project."""
    return _number(connection, project, "annotator", name)


def viewer_number(connection: Connection, project: Project, viewer: str | None) -> int | None:
    """The number of the annotator whose own key asks; 0, which nobody has, while they have done nothing here."""
    if viewer is None:
        return None
    return names.numbers(connection, schema.annotator, project.number, [viewer]).get(viewer, 0)


def own(annotator: str | None, viewer: str | None) -> str | None:
    """The annotator asked for; BadInput, before anything is looked up, when an own key asks for somebody else."""
    if viewer is not None and annotator not in (None, viewer):
        text = "this key sees its own annotator only"
        raise BadInput(text, [Problem("/annotator", text)])
    return annotator


def _number(connection: Connection, project: Project, what: str, name: str | None) -> int | None:
    if name is None:
        return None
    table = schema.label_class if what == "class" else schema.annotator
    found = names.numbers(connection, table, project.number, [name]).get(name)
    if found is None:
        text = f"there is no {what} {quoted(name)} in this project"
        raise BadInput(text, [Problem(f"/{what}", text)])
    return found
