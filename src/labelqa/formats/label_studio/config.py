"""The label config of a Label Studio project: which key of a task is its image, and what annotators are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.xmlio import Element

CHOICES = frozenset(("choices", "taxonomy"))
"""Tags, in small letters, that ask for classes."""
_SHAPES = ("rectangle", "polygon", "keypoint", "brush", "ellipse")
REGIONS = frozenset((*_SHAPES, *(f"{shape}labels" for shape in _SHAPES)))
"""Tags, in small letters, that ask for regions of an image."""
_MARK = "{{"
"""Begins the number of a page in names that a Repeater makes."""


@dataclass(frozen=True, slots=True)
class LabelConfig:
    """What is read of it.

    `images`: {name of an Image tag: key of a task's data}; a name ends in `{{` where a Repeater makes several of it.
    `controls`: {name of a control: its tag in small letters}. `objects`, `labels`: whether annotators are asked for
    regions, and for classes of the whole image.
    """

    images: Mapping[str, str]
    controls: Mapping[str, str]
    objects: bool
    labels: bool

    def key(self, name: str) -> str | None:
        """The key of the image that a region's `to_name` means; None when that is no image.

        >>> LabelConfig({"page_{{": "pages"}, {}, True, False).key("page_3")
        'pages'
        """
        found = self.images.get(name)
        if found is not None:
            return found
        stem = name.rstrip("0123456789")
        return self.images.get(stem + _MARK)


def label_config(root: Element) -> LabelConfig:
    """Takes the tags of a config that say something of images; a `value` that names no key is left out."""
    images, controls = {}, {}
    objects = labels = False
    for tag in root.iter():
        name, kind = tag.get("name", ""), tag.tag.lower()
        if kind == "image":
            key = _key(tag.get("value") or tag.get("valueList") or "")
            if key:
                images[_stem(name)] = key
        elif tag.get("toName") is not None:
            controls[name] = kind
            objects |= kind in REGIONS
            labels |= kind in CHOICES and tag.get("perRegion", "").lower() != "true"
    return LabelConfig(images, controls, objects, labels)


def _key(value: str) -> str:
    """The key of `$image` or `$pages[{{idx}}]`."""
    return value[1:].partition("[")[0] if value.startswith("$") else ""


def _stem(name: str) -> str:
    before, mark, _ = name.partition(_MARK)
    return before + mark
