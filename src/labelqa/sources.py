"""Label files as they are handed in, and the summary of what was read from them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelqa import formats
from labelqa.errors import quoted
from labelqa.formats.format import Sizes, unknown
from labelqa.model import Annotation, Image, Item, Remark, Skipped

PLACES = 20
"""Places kept per reason."""


@dataclass(frozen=True, slots=True)
class Source:
    """What to read, and what its format cannot say (the keyword arguments of `labelqa.formats.read`)."""

    path: Path
    options: dict[str, Any] = field(default_factory=dict)

    def read(self, sizes: Sizes = unknown) -> Iterator[Item]:
        """Its items, read anew; `sizes` is asked where neither the file nor its options know the size of an image."""
        given: Sizes = self.options.get("sizes", unknown)
        return formats.read(self.path, **{**self.options, "sizes": lambda image_id: given(image_id) or sizes(image_id)})


@dataclass(slots=True)
class Summary:
    """What was taken, what was skipped and why, and what the formats could not tell.

    `effects`: annotations by what they changed (new, revised, same, older), when they were stored.
    """

    images: int = 0
    annotations: int = 0
    objects: int = 0
    annotators: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    revision: int = 0


def count(summary: Summary, item: Item, images: set[str]) -> None:
    """Adds one item of a file to a summary; `images` collects the ids."""
    if isinstance(item, Image):
        images.add(item.image_id)
    elif isinstance(item, Annotation):
        images.add(item.image_id)
        summary.annotations += 1
        summary.objects += len(item.objects or ())
        summary.kinds[item.kind] += 1
        summary.classes.update(o.class_name for o in item.objects or ())
    elif isinstance(item, Skipped):
        summary.skipped[item.reason] += item.count
        kept = summary.places.setdefault(item.reason, [])
        if len(kept) < PLACES:
            kept.append(item.place)
    elif isinstance(item, Remark):
        summary.remarks[item.text] += 1


def remark_alike(summary: Summary) -> None:
    """Remarks classes whose names differ in case or blanks alone: they stay two classes, which is rarely meant."""
    alike: dict[str, list[str]] = {}
    for name in sorted(summary.classes):
        alike.setdefault("".join(name.casefold().split()), []).append(name)
    for found in alike.values():
        if len(found) > 1:
            text = f"classes whose names differ in case or blanks alone: {', '.join(map(quoted, found))}"
            summary.remarks[text] = sum(summary.classes[name] for name in found)
