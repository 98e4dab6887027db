"""Attributes of a shape: those its label declares, as child elements, and those CVAT gives to every shape."""

from collections.abc import Mapping
from typing import Any

from labelqa.formats import attribute_text, decimals, values
from labelqa.formats.values import wrong
from labelqa.xmlio import Element, grown

OCCLUDED, Z_ORDER, GROUP = "occluded", "z_order", "group_id"
PREFIX = "cvat_"
"""Before a name of CVAT's own where a label declares an attribute of the same name: both are kept."""
_WHOLE = 1 << 53


def attributes(element: Element) -> dict[str, Any] | None:
    """All attributes of a shape by name; None without any. Those of a skeleton's point are named point/attribute.

    >>> attributes(Element("box", {"occluded": "1", "z_order": "2", "xtl": "4"}))
    {'occluded': True, 'z_order': 2}
    """
    found: dict[str, Any] = {}
    _declared(element, "", found)
    for point in element:
        if point.tag != "attribute":
            _declared(point, f"{point.get('label', '')}/", found)
    if found:
        values.attributes(found, "")
    return with_built_in(found, _built_in(element)) or None


def with_built_in(declared: Mapping[str, Any], built_in: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that a label declares, and CVAT's own beside them.

    >>> with_built_in({"occluded": "half"}, {"occluded": True, "z_order": 2})
    {'occluded': 'half', 'cvat_occluded': True, 'z_order': 2}
    """
    return {**declared, **{f"{PREFIX}{name}" if name in declared else name: v for name, v in built_in.items()}}


def _declared(element: Element, prefix: str, found: dict[str, Any]) -> None:
    for child in element.iterfind("attribute"):
        name = prefix + (child.get("name") or "")
        if name in found:
            raise wrong("", f"gives the attribute {values.shown(name)} twice")
        found[name] = attribute_text.decoded(child.text, child.get(attribute_text.MARK), f"/attribute {name}")


def _built_in(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if element.get(OCCLUDED) is not None:
        found[OCCLUDED] = decimals.flag(element.get(OCCLUDED), f"/@{OCCLUDED}")
    for name in (Z_ORDER, GROUP):
        if element.get(name):
            found[name] = decimals.whole(element.get(name), f"/@{name}", -_WHOLE, _WHOLE)
    return found


def write(element: Element, given: dict[str, Any]) -> None:
    """Puts attributes on an element, so that `attributes` gives them back."""
    for name, value in given.items():
        if (name == OCCLUDED and type(value) is bool) or (
            name in (Z_ORDER, GROUP) and type(value) is int and abs(value) <= _WHOLE
        ):
            element.set(name, str(int(value)))
        else:
            text, mark = attribute_text.coded(value)
            grown(element, "attribute", {"name": name, **mark}, text)
