"""Which image a file is the picture of, by their names."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from labelqa.formats.sizes import stem
from labelqa.pictures import SUFFIXES
from labelqa.store import Connection, names, pictures
from labelqa.store.schema import image


def is_picture(name: str) -> bool:
    """True for a name that ends as those of pictures do."""
    return PurePosixPath(name.lower()).suffix in SUFFIXES


def images_of(connection: Connection, project: int, files: Sequence[str]) -> dict[str, str]:
    """{file: image id} of the files that belong to an image of the project; no image gets two.

    The image whose id is the file's path goes first, then the one whose id is the path without its ending; else the
    only image of the file's own name, where it is the only file of that name too.
    """
    known = names.numbers(connection, image, project, {*files, *(_bare(f) for f in files)})
    found = {file: file for file in files if file in known}
    taken = set(found.values())
    for file in files:
        if file not in found and _bare(file) in known and _bare(file) not in taken:
            found[file] = _bare(file)
            taken.add(_bare(file))
    rest = {f for f in files if f not in found}
    counted = Counter(stem(f) for f in files)
    alone = {stem(f): f for f in rest if counted[stem(f)] == 1}
    if alone:
        for name, image_id in _only(pictures.image_ids(connection, project), alone).items():
            if image_id not in taken:
                found[alone[name]] = image_id
    return found


def _bare(file: str) -> str:
    """The path without the ending of a picture.

    >>> _bare("cam1/7.b.jpg"), _bare("cam1/7.b")
    ('cam1/7.b', 'cam1/7.b')
    """
    return file[: -len(PurePosixPath(file).suffix)] if is_picture(file) else file


def _only(image_ids: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """{name without folder and ending: the one image that is called so}."""
    looked_for, found = set(wanted), dict[str, str | None]()
    for image_id in image_ids:
        name = stem(image_id)
        if name in looked_for:
            found[name] = None if name in found else image_id
    return {name: image_id for name, image_id in found.items() if image_id is not None}
