"""The images of a task: which key of its data names them, and the id that each one gets."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote

from labelqa.errors import listed, quoted
from labelqa.formats import values
from labelqa.formats.format import Hints
from labelqa.formats.ids import shortened, without_address
from labelqa.formats.label_studio.config import LabelConfig
from labelqa.formats.label_studio.names import KEY
from labelqa.formats.values import wrong
from labelqa.pictures import SUFFIXES

PAGES = 10_000
"""Most images of one task."""
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_LOCAL = "/data/local-files/"
_PROXIES = re.compile(r"/(?:tasks|projects)/\d+/(?:resolve|presign)/$")
_NUMBER = re.compile(r"(\d+)$")


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One image of a task: the `key` of its data and, where that holds a list, the place in it."""

    image_id: str
    key: str
    index: int | None


@dataclass(frozen=True, slots=True)
class Pages:
    """All images of a task, and which one a region is drawn on."""

    rows: tuple[Page, ...]
    config: LabelConfig | None

    def of(self, row: Mapping[str, Any]) -> Page | None:
        """The image of a region; None when it is on something else, or does not say on which."""
        name, config = row.get("to_name"), self.config
        key = None
        if config is not None and config.images and type(name) is str:
            key = config.key(name)
            if key is None:
                return None
        if len(self.rows) == 1:
            return self.rows[0] if key in (None, self.rows[0].key) else None
        number = _page_number(row, name)
        found = [page for page in self.rows if key in (None, page.key) and page.index in (None, number)]
        return found[0] if len(found) == 1 else None


def pages(task: Mapping[str, Any], hints: Hints, config: LabelConfig | None) -> Pages:
    """The images of a task; BadInput when nothing says which key of its data holds them."""
    data = task.get("data")
    if type(data) is not dict:
        raise wrong("/data", f"{values.shown(data)} is not an object; it holds the image of a task")
    found = []
    for key in _keys(data, hints, config):
        value = data[key]
        several = type(value) is list
        for i, address in enumerate(value if several else [value]):
            pointer = f"/data/{values.escaped(key)}" + (f"/{i}" if several else "")
            found.append(
                Page(_image_id(address, i if several else None, task, hints, pointer), key, i if several else None)
            )
    if not 1 <= len(found) <= PAGES:
        raise wrong("/data", f"names {len(found)} images; 1 to {PAGES:,} are read")
    return Pages(tuple(found), config)


def address_id(address: str) -> str | None:
    """The id of an image by its address: the path as written, without scheme, host, query and signature.

    None for one that holds the picture itself.

    >>> address_id("https://tool.example/data/local-files/?d=lot%201/a.jpg")
    'lot 1/a.jpg'
    >>> address_id("s3://bucket/cam1/17.jpg"), address_id("/data/upload/1/0a-17.jpg?v=2")
    ('cam1/17.jpg', '/data/upload/1/0a-17.jpg')
    """
    if address.startswith("data:"):
        return None
    path, _, query = address.partition("?")
    if query and _PROXIES.search(path):  # the server fetches it from a storage
        inner = _decoded(parse_qs(query).get("fileuri", [""])[0])
        return address_id(inner) if inner and not _PROXIES.search(inner.partition("?")[0]) else path
    if query.startswith("d=") and (path.startswith(_LOCAL) or (_ADDRESS.match(path) and path.endswith(_LOCAL))):
        return unquote(query[2:].partition("&")[0])
    return path if address.startswith("/") else without_address(address)


def looks_like_image(value: object) -> bool:
    """True for an address of a picture by its ending, or one that holds the picture, or a list of those."""
    if type(value) is list:
        return bool(value) and all(type(v) is str and looks_like_image(v) for v in value)
    if type(value) is not str:
        return False
    if value.startswith("data:"):
        return value.startswith("data:image/")
    return PurePosixPath((address_id(value) or "").lower()).suffix in SUFFIXES


def _keys(data: Mapping[str, Any], hints: Hints, config: LabelConfig | None) -> list[str]:
    """The keys of the images: those the user names, the config names, or the only one that can be meant."""
    if hints.image_key is not None:
        if hints.image_key not in data:
            raise wrong("/data", f"has no key {quoted(hints.image_key)}; it has {listed(data) or 'none'}")
        return [hints.image_key]
    own = data.get(KEY)
    if type(own) is dict and type(own.get("key")) is str and own["key"] in data:
        return [own["key"]]
    if config is not None:
        named = [key for key in dict.fromkeys(config.images.values()) if key in data]
        if named:
            return named
    found = [key for key, value in data.items() if looks_like_image(value)]
    found = found or [key for key, value in data.items() if _is_bare_path(value)]
    if len(found) != 1:
        text = f"has {'several keys' if found else 'no key'} whose value looks like an image"
        text = f"{text}; it has {listed(data) or 'none'}"
        raise wrong("/data", f"{text}. Name the key with --image-key, or put the label config (.xml) beside the file")
    return found


def _is_bare_path(value: object) -> bool:
    """True for the address of a file whose name has no ending."""
    if type(value) is not str or not (value.startswith("/") or _ADDRESS.match(value)):
        return False
    return not PurePosixPath(address_id(value) or "").suffix


def _image_id(address: object, page: int | None, task: Mapping[str, Any], hints: Hints, pointer: str) -> str:
    if type(address) is not str or not address:
        raise wrong(pointer, f"{values.shown(address)} is not the address of an image; see --image-key")
    path = None if hints.image_id in ("task", "id") else _own_id(task, page, hints) or address_id(address)
    if path is None:
        own = task_id(task)
        return own if page is None else f"{own}/{page}"
    return values.text(shortened(path, hints.image_id), pointer)


def _own_id(task: Mapping[str, Any], page: int | None, hints: Hints) -> str | None:
    own = task["data"].get(KEY)
    found = own.get("image_id") if type(own) is dict and page is None else None
    return found if type(found) is str and hints.image_id == "path" else None


def task_id(task: Mapping[str, Any]) -> str:
    """The id of a task as text."""
    found = task.get("id")
    if type(found) is int:
        return str(found)
    if found is None:
        raise wrong("/id", "is missing; a task whose picture stands in the file is known by its id")
    return values.text(found, "/id")


def _page_number(row: Mapping[str, Any], name: object) -> int | None:
    index = row.get("item_index")
    if type(index) is int:
        return index
    found = _NUMBER.search(name) if type(name) is str else None
    return int(found[1]) if found and len(found[1]) < 9 else None


def _decoded(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
