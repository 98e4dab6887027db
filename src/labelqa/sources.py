"""Label files as they are handed in, and the summary of what was read from them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelqa import formats
from labelqa.errors import quoted
from labelqa.formats.format import Sizes, unknown
from labelqa.model import Annotation, Image, Item, Kind, Remark, Skipped

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


UNTOLD = ("seconds", "origin", "reviews")
"""What persons' answers may come with and many formats cannot say; that a time is missing, readers remark."""


@dataclass(slots=True)
class Summary:
    """What was taken, what was skipped and why, and what the formats could not tell.

    `effects`: annotations by what they changed (new, revised, same, older), and `image_effects`: images by whether
    they are new or known, when they were stored. `places`: the first of each reason and remark. `classes`: objects of
    each; `new_classes`: those the project did not have. `told`: what of `UNTOLD` some person's answer came with;
    `untold`: the rest, when there are such answers.
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
    labels: Counter[str] = field(default_factory=Counter)
    annotators_by_kind: Counter[str] = field(default_factory=Counter)
    image_effects: Counter[str] = field(default_factory=Counter)
    new_classes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
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
        summary.labels.update(item.labels or ())
        if item.kind == "person" and len(summary.told) < len(UNTOLD):
            summary.told += [what for what in UNTOLD if what not in summary.told and getattr(item, what)]
    elif isinstance(item, Skipped):
        summary.skipped[item.reason] += item.count
        _keep(summary, item.reason, item.place)
    elif isinstance(item, Remark):
        summary.remarks[item.text] += item.count
        _keep(summary, item.text, item.place)


def _keep(summary: Summary, what: str, place: str) -> None:
    kept = summary.places.setdefault(what, [])
    if place and len(kept) < PLACES:
        kept.append(place)


def complete(summary: Summary, images: Collection[str], kinds: Iterable[Kind], known: Iterable[str] = ()) -> None:
    """Adds what only the whole can tell: `kinds` has one for each annotator, `known` are the project's classes."""
    summary.annotators_by_kind.update(kinds)
    summary.images, summary.annotators = len(images), summary.annotators_by_kind.total()
    used, before = {*summary.classes, *summary.labels}, set(known)
    summary.new_classes = sorted(used - before)
    if summary.kinds["person"]:
        summary.untold = [what for what in UNTOLD if what not in summary.told]
    for names in alike(used | before):
        if not used.isdisjoint(names):
            listed = ", ".join(quoted(name) for name in names)
            summary.remarks[f"classes that differ in case or blanks alone are not the same class: {listed}"] += 1


def alike(names: Iterable[str]) -> list[list[str]]:
    """Groups of names that differ in case or blanks alone.

    >>> alike(["car", "Butterfly", "butterfly", "traffic light", "trafficlight"])
    [['Butterfly', 'butterfly'], ['traffic light', 'trafficlight']]
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault("".join(name.casefold().split()), []).append(name)
    return [group for group in groups.values() if len(group) > 1]
