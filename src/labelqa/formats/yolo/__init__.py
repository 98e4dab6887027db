"""YOLO: one text file per image, one line per object: the number of a class, then shares of the image's size.

Columns tell boxes, polygons and keypoints apart, but not a turned box from a polygon of four corners: the description
of the dataset says which, or the user does by one of the names `yolo-obb`, `yolo-seg` and `yolo-pose`.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from labelqa.archives import Tree
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.yolo import files, reading, remarks, writing
from labelqa.formats.yolo.description import NAMES, OWN_YAML, Task
from labelqa.model import Item, Skipped

_TELLING = frozenset((*OWN_YAML, *NAMES, "obj.data"))


def sniff(head: bytes) -> bool:
    """True for a line of YOLO's numbers, and for a description, which the reader explains."""
    return files.is_label(head[:4096]) or reading.is_description(head[:4096])


def layout(tree: Tree) -> bool:
    """True when a description lies beside texts, or texts lie in a folder named labels."""
    names = [e.name for e in tree.entries]
    texts = any(files.may_hold_labels(e) for e in tree.entries)
    told = any(PurePosixPath(name.lower()).name in _TELLING for name in names)
    return texts and (told or any(files.in_labels(e.name) for e in tree.entries if files.may_hold_labels(e)))


def read_tree(tree: Tree, hints: Hints, task: Task | None = None) -> Iterator[Item]:
    """Yields images with their annotations, then pictures without a label file, then what the files did not say.

    `task`: the sort of labels as the user says it; else the description of the dataset is asked.
    """
    reading.refuse_description(tree)
    dataset = reading.Reading(tree, hints, task)
    for found in files.label_files(tree):
        if isinstance(found, Skipped):
            yield found
        else:
            yield from dataset.answer(found)
    yield from dataset.unlabelled()
    yield from remarks.of(dataset)


_DOCS: dict[str, tuple[Task | None, str]] = {
    "yolo": (None, "YOLO label files: boxes, polygons and keypoints as their columns and data.yaml say"),
    "yolo-obb": ("obb", "YOLO label files of turned boxes, by their four corners"),
    "yolo-seg": ("segment", "YOLO label files of polygons"),
    "yolo-pose": ("pose", "YOLO label files of keypoints"),
}

for _name, (_task, _doc) in _DOCS.items():
    FORMATS.add(
        _name,
        Format(
            name=_name,
            extensions=(".txt",),
            sniff=sniff if _task is None else lambda head: False,
            read=None,
            write=partial(writing.write, task=_task or "detect"),
            doc=_doc,
            read_tree=partial(read_tree, task=_task),
            layout=layout if _task is None else None,
            packs=True,
        ),
    )
