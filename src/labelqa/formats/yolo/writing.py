"""Writes a YOLO dataset without its pictures: an archive of `data.yaml` and one label file per answer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from labelqa.archives import packing
from labelqa.formats.format import Size
from labelqa.formats.latest import sorted_out
from labelqa.formats.naming import file_name, hides
from labelqa.formats.yolo import answers, drawing
from labelqa.formats.yolo.description import NAMES, Task
from labelqa.model import Annotation, Image, Item

_LISTS = frozenset(PurePosixPath(name).stem for name in NAMES)


def write(items: Iterable[Item], out: BinaryIO, task: Task) -> dict[str, int]:
    """Writes label files of one sort of lines; classes have their numbers from `Classes`, all others the ones after.

    The files of several annotators lie in a folder each. `labelqa-answers.csv` beside them says what YOLO cannot: the
    image's id and size, annotator, kind and time. Returns how often something could not be held.
    """
    losses = Counter[str]()
    images, given, classes = _answers(items, losses)
    objects = [o for a in given for o in a.objects or ()]
    names = drawing.point_names(objects) if task == "pose" else {}
    for drawn in objects:
        classes.setdefault(drawn.class_name, len(classes))
    folders, files = _folders(given), dict[str, PurePosixPath]()
    taken, rows = set[str](), []
    with packing(out) as packed:
        for a in given:
            if a.image_id not in files:
                files[a.image_id] = PurePosixPath(_file(a.image_id, taken)).with_suffix("")
            size = _size(images[a.image_id])
            found = [
                text
                for o in a.objects or ()
                if size is not None
                and (text := drawing.line(classes[o.class_name], o, size, task, names, losses)) is not None
            ]
            name = f"{folders[a.annotator_id]}labels/{files[a.image_id]}.txt"
            packed.add(name, "".join(f"{text}\n" for text in found).encode())
            if hides(str(files[a.image_id]), a.image_id):
                packed.renamed[name] = a.image_id
            rows.append((name, a, size))
        packed.add("data.yaml", _description(task, list(classes), names, sorted(folders.values())))
        packed.add(answers.NAME, answers.written(rows))
    return {what: count for what, count in sorted(losses.items()) if count}


def _answers(items: Iterable[Item], losses: Counter[str]) -> tuple[dict[str, Image], list[Annotation], dict[str, int]]:
    """The images, per image and annotator the one answer a label file can hold, and the numbers of given classes."""
    images, found, classes = sorted_out(items, losses, _held)
    for a in found.values():
        _count(a, losses)
    answered = {image_id for image_id, _ in found}
    for image in images.values():
        losses["image without an answer"] += image.image_id not in answered
        losses["place of an image in its video"] += image.video is not None
    return images, list(found.values()), classes


def _held(answer: Annotation, images: Mapping[str, Image], losses: Counter[str]) -> bool:
    if answer.cancelled:
        losses["image that was passed over"] += 1
    elif answer.objects is None:
        losses["answer of image-level labels alone"] += 1
    elif answer.objects and _size(images[answer.image_id]) is None:
        losses["answer for an image of unknown size"] += 1
    else:
        return True
    return False


def _count(answer: Annotation, losses: Counter[str]) -> None:
    losses["image-level label"] += len(answer.labels or ())
    losses["review"] += len(answer.reviews)
    losses["time spent"] += answer.seconds is not None
    losses["origin"] += answer.origin is not None
    losses["number of a revision"] += answer.revision is not None
    for drawn in answer.objects or ():
        losses["attributes of an object"] += bool(drawn.attributes)
        losses["id of an object"] += drawn.object_id is not None
        losses["track of an object"] += drawn.track_id is not None


def _size(image: Image) -> Size | None:
    return None if image.width is None or image.height is None else (image.width, image.height)


def _file(image_id: str, taken: set[str]) -> str:
    """The file of an image, which must not be called as lists of classes are."""
    name = file_name(image_id, taken)
    return file_name(f"{image_id}_", taken) if PurePosixPath(name).stem.lower() in _LISTS else name


def _folders(given: Sequence[Annotation]) -> dict[str, str]:
    """The folder of each annotator, none where there is only one."""
    people = list(dict.fromkeys(a.annotator_id for a in given))
    if len(people) == 1:
        return {people[0]: ""}
    taken = set[str]()
    return {who: f"{file_name(who, taken)}/" for who in people}


def _description(task: Task, classes: Sequence[str], names: drawing.Names, folders: Sequence[str]) -> bytes:
    named = [_quoted(f"{folder}images") for folder in folders or [""]]
    images = named[0] if len(named) == 1 else f"[{', '.join(named)}]"  # other readers know no lists
    rows = ["path: .", f"train: {images}", f"val: {images}", f"task: {task}"]
    if task == "pose":
        rows.append(f"kpt_shape: [{max(map(len, names.values()), default=1)}, 3]")
        numbered = [f"  {k}: [{', '.join(map(_quoted, names[c]))}]" for k, c in enumerate(classes) if c in names]
        rows += ["kpt_names:", *numbered] if numbered else []
    rows += [f"nc: {len(classes)}", "names:" if classes else "names: {}"]
    rows += [f"  {number}: {_quoted(name)}" for number, name in enumerate(classes)]
    return ("\n".join(rows) + "\n").encode()


def _quoted(text: str) -> str:
    """A text between quotes as YAML reads it.

    >>> _quoted('no "car"')
    '"no \\\\"car\\\\""'
    """
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() and character != "\ufeff" else f"\\U{ord(character):08x}"
