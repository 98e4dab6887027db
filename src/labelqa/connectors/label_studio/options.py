"""What of a Label Studio is taken."""

from collections.abc import Mapping
from typing import Any

from labelqa.errors import BadInput, Problem
from labelqa.formats.values import shown, text

IMAGE_IDS = ("path", "name", "stem", "task")
KNOWN = ("project", "image_id", "image_key")
LARGEST = 2**31 - 1


def options(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options in full. `project`: the number in the address of the project; BadInput names what is wrong.

    `image_id`: which part of what a task says of its image is the id; `image_key`: the key of the task's data that is
    the image, where the labelling configuration names several.

    >>> dict(options({"project": 7}))
    {'project': 7, 'image_id': 'path', 'image_key': None}
    """
    for name in given:
        if name not in KNOWN:
            raise _wrong(name, f"is no option of Label Studio, which has {', '.join(KNOWN)}")
    project = given.get("project")
    if type(project) is not int or not 1 <= project <= LARGEST:
        what = "is missing" if project is None else f"{shown(project)} is no number of a project"
        raise _wrong("project", f"{what}: give the one in the address of the project, as in /projects/7/data")
    image_id = given.get("image_id", "path")
    if image_id not in IMAGE_IDS:
        raise _wrong("image_id", f"{shown(image_id)} is none of {', '.join(IMAGE_IDS)}")
    image_key = given.get("image_key")
    if image_key is not None:
        image_key = text(image_key, "/options/image_key")
    return {"project": project, "image_id": image_id, "image_key": image_key}


def _wrong(name: str, detail: str) -> BadInput:
    pointer = f"/options/{name}"
    return BadInput(f"{pointer}: {detail}", [Problem(pointer, detail)])
