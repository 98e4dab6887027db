"""File names made of image ids: the only way by which an id, which is data, becomes part of a path we write.

What the files of an export are called lies in its manifest, so every id is found again.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, MutableSet
from itertools import count
from pathlib import PurePosixPath

from labelqa.pictures import SUFFIXES as PICTURES

PART = 120
"""Most bytes of one part of a name, in UTF-8."""
WHOLE = 400
"""Most bytes of a whole name."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\\<>:"|?*\u2028\u2029\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""What some system forbids in a file name, or what makes a name look like another."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/*")
_DEVICE = re.compile(r"(__macosx|con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)


def file_name(image_id: str, taken: MutableSet[str]) -> str:
    """A path below any folder for the file of an image, parts between `/`; `taken` holds those given out, and grows.

    An ordinary path stays as it is. Whatever could lead elsewhere, be hidden or be unknown to some system becomes
    `_`, and what is too long is cut. No two are alike without their endings, whatever the case of their letters, and
    none is a folder of another: `a.jpg` and `a.png` can both become `.txt`. The later one of two that would be alike
    gets a hash of its id. The same ids in the same order give the same names.

    >>> taken = set()
    >>> file_name("cam1/000017.jpg", taken), file_name("../../etc/passwd", taken)
    ('cam1/000017.jpg', '_/_/etc/passwd')
    >>> file_name("cam1/000017.png", taken)
    'cam1/000017-138cba6aa4cdbddd.png'
    """
    return next(name for name in _candidates(image_id) if _take(name, taken))


def hides(path: str, image_id: str) -> bool:
    """True when a path without its ending does not tell the id, be it with the ending of a picture or without.

    >>> hides("cam1/17", "cam1/17.jpg"), hides("_/17", "../17.jpg"), hides("v1", "v1.2")
    (False, True, True)
    """
    ending = image_id.removeprefix(path)
    return ending != "" and (ending == image_id or ending.lower() not in PICTURES)


def _candidates(image_id: str) -> Iterator[str]:
    plain = _safe(image_id)
    if plain is not None:
        yield plain
    path = PurePosixPath(plain or _part(image_id.rpartition("/")[2]))
    for attempt in count():
        mark = hashlib.sha256(f"{image_id}\0{attempt}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = f"{_cut(path.stem, PART - 40)}-{mark}{_cut(path.suffix, 20)}"
        if plain is not None:
            yield str(path.with_name(name))
        yield name  # where a folder of it is the file of another


def _safe(image_id: str) -> str | None:
    """The id as a path; None where that would be too long."""
    parts = [_part(p) for p in _ADDRESS.sub("", image_id, count=1).split("/") if p]
    name = "/".join(parts or ["_"])
    return name if len(name.encode()) <= WHOLE else None


def _part(written: str) -> str:
    plain = unicodedata.normalize("NFC", written.encode("utf-8", "replace").decode())
    plain = _UNFIT.sub("_", plain)
    ending = PurePosixPath(plain).suffix
    if len(plain.encode()) > PART:
        plain = _cut(plain.removesuffix(ending), PART - 20) + _cut(ending, 20)
    if plain.startswith(".") or _DEVICE.match(plain):  # hidden, the folder above, or the name of a device
        plain = "_" + plain.lstrip(".")
    stem = plain.rstrip(". ")
    return stem + "_" * (len(plain) > len(stem)) or "_"


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")


def _take(written: str, taken: MutableSet[str]) -> bool:
    """Takes the name and its folders, unless one of them is what another file is called, or may be."""
    path = PurePosixPath(unicodedata.normalize("NFC", written.casefold()))
    own = str(path.with_suffix(""))
    folders = [f"{folder.with_suffix('')}/" for folder in path.parents if folder.name]
    if own in taken or f"{own}/" in taken or any(folder[:-1] in taken for folder in folders if folder != "/"):
        return False
    for name in (own, *folders):
        taken.add(name)
    return True
