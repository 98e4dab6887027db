"""What a YOLO dataset says of itself: names of the classes, sort of the labels, where its pictures lie.

`data.yaml` and its like, else `classes.txt` or `obj.names`: one name a line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Literal, get_args

from labelqa.archives import Tree
from labelqa.errors import BadFile, BadInput, quoted
from labelqa.formats import parts, values, yaml_document
from labelqa.formats.values import wrong

Task = Literal["detect", "segment", "obb", "pose"]
"""The sorts of labels, in the words of Ultralytics."""
YAML = (".yaml", ".yml")
OWN_YAML = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")
"""Names a description usually has; other YAML files are taken for one when they name classes."""
NAMES = ("classes.txt", "obj.names", "predefined_classes.txt")
"""Files of one class name a line."""
PLACES = ("train", "val", "test")
"""Keys that name folders of pictures, or lists of them."""


@dataclass(frozen=True, slots=True)
class Description:
    """What holds for the files in `folder` and below.

    `points`: number of keypoints and of values each. `places`: (key, path as written) of pictures, below `root`.
    `count`: how many classes it says there are.
    """

    folder: str = ""
    file: str = ""
    classes: Mapping[int, str] = field(default_factory=dict)
    task: Task | None = None
    points: tuple[int, int] | None = None
    point_names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[tuple[str, str], ...] = ()
    root: str = ""
    count: int | None = None


class Descriptions:
    """All descriptions of a tree: for each file the nearest one above it counts, a YAML file before a list of names."""

    def __init__(self, tree: Tree) -> None:
        self.found = [d for e in tree.entries if not tree.single for d in _described(tree, e.name)]
        usual = sorted(self.found, key=lambda d: PurePosixPath(d.file.lower()).name not in OWN_YAML)
        self._yaml = {d.folder: d for d in reversed(usual) if d.file.lower().endswith(YAML)}
        self._names = {d.folder: d for d in reversed(self.found) if not d.file.lower().endswith(YAML)}
        self._of: dict[str, Description] = {}

    def passed(self) -> Iterator[tuple[Description, Description]]:
        """YAML files that name other classes than the one beside them, which counts."""
        for about in self.found:
            counts = self._yaml.get(about.folder, about)
            if about.file.lower().endswith(YAML) and about.classes != counts.classes:
                yield about, counts

    def of(self, name: str) -> Description:
        """The description for one file; a YAML file that names no classes takes them from the list of names."""
        folder = name.rpartition("/")[0]
        if folder not in self._of:
            self._of[folder] = self._found(name)
        return self._of[folder]

    def _found(self, name: str) -> Description:
        about, named = _nearest(self._yaml, name), _nearest(self._names, name)
        if about is None or named is None:
            return about or named or Description()
        return about if about.classes else replace(about, classes=named.classes)


def _nearest(known: Mapping[str, Description], name: str) -> Description | None:
    if len(known) == 1:
        return next(iter(known.values()))
    return next((known[str(f)] for f in PurePosixPath(name).parents if str(f) in known), None)


def _described(tree: Tree, name: str) -> Iterator[Description]:
    """The description a file is; nothing when it is none."""
    path = PurePosixPath(name.lower() if name.lower().endswith((*YAML, *NAMES)) else "")
    try:
        if path.suffix in YAML:
            value = yaml_document.parse(_content(tree, name))
            if type(value) is dict and ("names" in value or path.name in OWN_YAML):
                yield _of_yaml(name, value)
        elif path.name in NAMES:
            lines = [line.removesuffix("\r") for line in _content(tree, name).decode("utf-8-sig").split("\n")]
            classes = {i: values.text(text, f"line {i + 1}") for i, text in enumerate(lines) if text.strip()}
            yield Description(str(PurePosixPath(name).parent), name, classes)
    except UnicodeDecodeError:
        raise BadFile(f"{tree.place(name)}: is not UTF-8; save the file as UTF-8") from None
    except BadFile:
        raise
    except BadInput as error:
        if path.suffix in YAML and path.name not in OWN_YAML:  # settings of a training run, and the like
            return
        raise parts.bad_file(error, tree.place(name)) from None


def _content(tree: Tree, name: str) -> bytes:
    with tree.stream(name) as stream:
        return stream.read(yaml_document.LARGEST + 1)


def _of_yaml(name: str, value: dict[str, Any]) -> Description:
    task = value.get("task")
    if task is not None:
        task = values.choice(task, "/task", get_args(Task))
    count = value.get("nc")
    return Description(
        str(PurePosixPath(name).parent),
        name,
        _classes(value.get("names")),
        "pose" if task is None and value.get("kpt_shape") else task,
        None if value.get("kpt_shape") is None else _points(value["kpt_shape"]),
        _point_names(value.get("kpt_names")),
        tuple((key, text) for key in PLACES for text in _texts(value.get(key))),
        root if isinstance(root := value.get("path"), str) else "",
        int(count) if isinstance(count, str) and count.isdecimal() and len(count) < 9 else None,
    )


def _classes(names: object) -> dict[int, str]:
    """Names by number, from a list or from a map."""
    if names is None:
        return {}
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict):
        raise wrong("/names", f"{values.shown(names)} is neither a list of names nor a map from numbers to names")
    found = {}
    for key, name in names.items():
        number = class_number(str(key))
        if number is None:
            raise wrong("/names", f"{quoted(key)} is not the number of a class")
        found[number] = values.text(name, f"/names/{number}")
    return found


def class_number(text: str) -> int | None:
    """The number of a class; tools that keep numbers as floats write `2.0` or `2.000000e+00`.

    >>> class_number("2"), class_number("2.0"), class_number("car"), class_number("-1"), class_number("1.5")
    (2, 2, None, None, None)
    """
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 10 else None
    try:
        found = float(text)
    except ValueError:
        return None
    return int(found) if 0 <= found < 1e9 and found.is_integer() and "_" not in text else None


def _points(value: object) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) and v.isdecimal() for v in value):
        count, each = (int(v[:9]) for v in value)
        if 1 <= count <= 1000 and each in (2, 3):
            return count, each
    raise wrong("/kpt_shape", "must be [number of keypoints, 2 or 3]: 3 where each is x, y and whether it is seen")


def _point_names(value: object) -> dict[int, tuple[str, ...]]:
    """Names of the keypoints by class, where the file gives them."""
    if not isinstance(value, dict):
        return {}
    found = {}
    for key, names in value.items():
        number = class_number(str(key))
        if number is not None and isinstance(names, list) and all(isinstance(name, str) and name for name in names):
            found[number] = tuple(values.text(name, f"/kpt_names/{number}") for name in names)
    return found


def _texts(value: object) -> list[str]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str) and v]
