"""The classes of a task as CVAT holds them: by id, those of a skeleton's points under it, and attributes by id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from labelqa.connectors.cvat.rest import Row, number, rows
from labelqa.formats import values
from labelqa.formats.cvat.attributes import GROUP, OCCLUDED, Z_ORDER, with_built_in


@dataclass(frozen=True, slots=True)
class Label:
    """A class. `attributes`: their names by id; `points`: a skeleton's points and their places by the ids of these."""

    name: str
    kind: str
    attributes: Mapping[int, str] = field(default_factory=dict)
    points: "Mapping[int, tuple[int, Label]]" = field(default_factory=dict)

    def named(self, drawn: Iterable[Row], pointer: str) -> dict[str, Any]:
        """Attributes by their names, in the order of those; one that is not declared goes by its id."""
        found = {}
        for i, row in enumerate(drawn):
            spec = number(row, "spec_id", f"{pointer}/{i}")
            found[self.attributes.get(spec, str(spec))] = row.get("value")
        return dict(sorted(found.items()))


def labels(found: Iterable[Row]) -> dict[int, Label]:
    """Labels by id, out of what CVAT lists: the points of skeletons come within theirs, or beside it."""
    listed = list(found)
    nested: dict[int, list[Row]] = {}
    for row in listed:
        if row.get("parent_id") is not None:
            nested.setdefault(number(row, "parent_id"), []).append(row)
    return {
        number(row, "id"): _label(row, rows(row.get("sublabels"), "/sublabels") or nested.get(row["id"], []))
        for row in listed
        if row.get("parent_id") is None
    }


def _label(row: Row, points: list[Row]) -> Label:
    kind = row.get("type")
    return Label(
        values.text(row.get("name"), "/name"),
        kind if type(kind) is str else "any",
        {number(a, "id"): values.text(a.get("name"), "/name") for a in rows(row.get("attributes"), "/attributes")},
        {number(point, "id"): (i, _label(point, [])) for i, point in enumerate(points)},
    )


def described(row: Mapping[str, Any], named: dict[str, Any]) -> dict[str, Any] | None:
    """All attributes of a shape: its own, and what CVAT says of every shape where that is no matter of course.

    A built-in whose name one of its own has, as happens, is prefixed.
    """
    built_in = {OCCLUDED: row.get("occluded"), Z_ORDER: row.get("z_order"), GROUP: row.get("group")}
    return with_built_in(named, {name: value for name, value in built_in.items() if value}) or None
