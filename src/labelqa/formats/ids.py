"""Ids out of files: whatever a tool writes for one as text, and images by the part of a path that is their id."""

import re

from labelqa.formats import values
from labelqa.formats.format import ImageId
from labelqa.formats.values import wrong

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*/+([^?#]+)")
_STEPS = re.compile(r"[/\\]")


def identity(value: object, pointer: str) -> str:
    """An id as text: COCO writes numbers, text, and numbers as text, and 0 is as good as any.

    >>> identity(0, "/id"), identity("0", "/id"), identity(7.0, "/id")
    ('0', '0', '7')
    """
    if type(value) is int and abs(value) < 1 << 64:
        return str(value)
    if type(value) is str:
        return values.text(value, pointer)
    if type(value) is float and abs(value) < 1 << 53 and value.is_integer():
        return str(int(value))
    raise wrong(pointer, f"{values.shown(value)} is not an id; write a whole number below 2^64 or a text")


def without_address(file: str) -> str:
    """A path without scheme, host, query and signature; one that is no address stays as written.

    >>> without_address("https://pics.example/cam1/17.jpg?sig=abc"), without_address("cam1/a?b.jpg")
    ('cam1/17.jpg', 'cam1/a?b.jpg')
    """
    found = _ADDRESS.match(file) if "://" in file else None
    return found[1] if found else file


def shortened(path: str, image_id: ImageId) -> str:
    """What of a path is the id of an image: all of it, or the `name` or the `stem` of the file alone.

    >>> shortened("cam1/17.jpg", "path"), shortened("cam1\\\\17.jpg", "name"), shortened("cam1/17.jpg", "stem")
    ('cam1/17.jpg', '17.jpg', '17')
    """
    name = _STEPS.split(path)[-1] or path
    return {"name": name, "stem": name.rpartition(".")[0] or name}.get(image_id, path)
