"""Files of Label Studio: tasks one after the other, read with the label config that lies beside them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from labelqa.archives import Tree
from labelqa.errors import BadFile, BadInput
from labelqa.formats import detection, values
from labelqa.formats.called import once
from labelqa.formats.format import Format, Hints
from labelqa.formats.json_stream import gather, pieces
from labelqa.formats.label_studio.answers import TRUTH
from labelqa.formats.label_studio.config import LabelConfig, label_config
from labelqa.formats.label_studio.task import Settings, read_task
from labelqa.formats.parts import bad_file
from labelqa.formats.values import under, wrong
from labelqa.model import Annotation, Image, Item, Remark
from labelqa.xmlio import document, root_tag

SHARED = "image of two tasks: their answers meet on it"
TWICE = "image with two answers of the truth: the latest counts"
PIECES = 1_000_000
"""Most pieces of a file that holds one task."""
_CONFIG = "View"
"""The root of a label config."""
_ENDING = ".xml"

FileReader = Callable[[BinaryIO, Settings], Iterator[Item]]


def read_files(tree: Tree, hints: Hints, format: Format, read: FileReader) -> Iterator[Item]:
    """Reads every file of a format, each with the label config of its folder or the nearest one above it."""
    configs = _configs(tree)
    for entry, fits in detection.members(tree, format):
        place = tree.place(entry.name)
        if not fits:
            if entry.name not in configs:
                yield detection.foreign(format, place)
            continue
        settings = Settings(replace(hints, name=place, file=entry.name), _nearest(configs, entry.name, tree))
        with tree.stream(entry.name) as stream:
            yield from read(stream, settings)


def read_tasks(stream: BinaryIO, settings: Settings) -> Iterator[Item]:
    """The tasks of one file, in their order."""
    yield from once(_all(stream, settings))


def _all(stream: BinaryIO, settings: Settings) -> Iterator[Item]:
    seen = Seen()
    for pointer, task in _tasks(stream, settings.hints.name):
        yield from seen.noted(task, f"{settings.hints.name}, {pointer}", items(task, settings, pointer, pointer))


def items(task: Mapping[str, Any], settings: Settings, pointer: str, place: str) -> Iterator[Item]:
    """What a task holds; BadFile names the file, the place in it, and what is wrong there."""
    name = settings.hints.name
    try:
        yield from read_task(task, settings, f"{name}, {place}" if place else f"{name}, ")
    except BadFile:
        raise
    except BadInput as error:
        raise bad_file(under(pointer, error), name) from None


@dataclass(slots=True)
class Seen:
    """Which images a file has named so far, by which task, and which have a truth; hashes, as there may be millions."""

    tasks: dict[int, int] = field(default_factory=dict)
    truths: set[int] = field(default_factory=set)

    def noted(self, task: Mapping[str, Any], place: str, items: Iterator[Item]) -> Iterator[Item]:
        """The items of a task, and remarks where they meet those of another one."""
        own = hash(repr(task.get("id")))
        for item in items:
            yield item
            if isinstance(item, Image):
                if self.tasks.setdefault(hash(item.image_id), own) != own:
                    yield Remark(SHARED, place)
            elif isinstance(item, Annotation) and item.annotator_id == TRUTH:
                image = hash(item.image_id)
                if image in self.truths:
                    yield Remark(TWICE, item.place)
                self.truths.add(image)


def _tasks(stream: BinaryIO, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each task with its pointer in the file."""
    whole: dict[str, Any] = {}
    try:
        for count, piece in enumerate(pieces(stream)):
            if piece.key is None:
                yield piece.pointer, _task(piece.value, piece.pointer)
            elif count < PIECES:
                gather(whole, piece)
            else:
                raise wrong("", f"holds one object of more than {PIECES:,} parts; tasks come in a list")
        if whole:
            yield "", _task(whole, "")
    except BadFile:
        raise
    except BadInput as error:
        raise bad_file(error, name) from None


def _task(value: object, pointer: str) -> Mapping[str, Any]:
    """A task; of an answer with its task inside, as target storages hold it, that task with this answer."""
    if type(value) is not dict:
        raise wrong(pointer, f"{values.shown(value)} is not an object; a task holds data and annotations")
    inner = value.get("task")
    if type(inner) is dict and "result" in value and "data" not in value:
        return {**inner, "annotations": [{key: part for key, part in value.items() if key != "task"}]}
    return value


def _configs(tree: Tree) -> dict[str, LabelConfig]:
    """The label configs of a tree, by the names of their files."""
    found = {}
    for entry in tree.entries:
        if entry.name.lower().endswith(_ENDING) and root_tag(detection.head(tree, entry)) == _CONFIG:
            with tree.stream(entry.name) as stream:
                found[entry.name] = label_config(document(stream, tree.place(entry.name)))
    return found


def _nearest(configs: Mapping[str, LabelConfig], file: str, tree: Tree) -> LabelConfig | None:
    for folder in PurePosixPath(file).parents:
        here = [name for name in configs if PurePosixPath(name).parent == folder]
        if any(configs[name] != configs[here[0]] for name in here):
            texts = f"{tree.place(here[0])} and {tree.place(here[1])} are two label configs"
            raise BadFile(f"{texts}; keep the one of this export in the folder")
        if here:
            return configs[here[0]]
    return None
