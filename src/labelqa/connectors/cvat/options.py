"""What of CVAT is taken: which tasks and projects, and how their images are called."""

import re
from collections.abc import Mapping
from typing import Any

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.values import wrong

KINDS = ("annotation", "consensus_replica", "ground_truth")
"""The types of jobs."""
IMAGE_IDS = ("name", "task")
"""What an image is called after: its file name, or its task and file name."""
KNOWN = ("tasks", "projects", "org", "kinds", "image_id", "events", "page_size")
MOST = 50
"""Most tasks, and most projects, of one source: their ids stand in the address of a request."""
HIGHEST = (1 << 31) - 1
"""Highest id."""
PAGE = 100
LARGEST_PAGE = 500
_ORG = re.compile(r"[-A-Za-z0-9_]{1,64}")
_KEY = re.compile(r"[0-9a-f]{40}")
_TOKEN = re.compile(r"[!-~]{8,1024}")


def options(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """All options, checked and complete; BadInput names what is wrong.

    `tasks` and `projects` are ids; at least one of either. `org`: the short name of the organisation they belong to.
    `kinds`: the types of jobs that are read. `image_id`: `name`, or `task` where different tasks hold different
    pictures under one name. `events`: whether CVAT's log is asked who worked on a job, and for how long.

    >>> options({"projects": [3]})["kinds"]
    ('annotation', 'consensus_replica', 'ground_truth')
    """
    unknown = sorted(given.keys() - set(KNOWN))
    if unknown:
        raise wrong(f"/options/{values.escaped(unknown[0])}", f"is no option of CVAT; there are {', '.join(KNOWN)}")
    found = {
        "tasks": _ids(given.get("tasks"), "/options/tasks"),
        "projects": _ids(given.get("projects"), "/options/projects"),
        "org": _org(given.get("org")),
        "kinds": _kinds(given.get("kinds")),
        "image_id": values.choice(given.get("image_id", "name"), "/options/image_id", IMAGE_IDS),
        "events": _flag(given.get("events", True)),
        "page_size": values.whole(given.get("page_size", PAGE), "/options/page_size", 1, LARGEST_PAGE),
    }
    if not found["tasks"] and not found["projects"]:
        raise wrong(
            "/options/tasks", 'name at least one task or project of CVAT by its id, for example {"tasks": [23]}'
        )
    return found


def _ids(value: object, pointer: str) -> tuple[int, ...]:
    """Ids in ascending order, none twice; one alone may come without a list."""
    if value is None:
        return ()
    listed = value if isinstance(value, list | tuple) else [value]
    if len(listed) > MOST:
        raise wrong(pointer, f"names {len(listed)} ids; {MOST} is the most")
    found = {values.whole(v, f"{pointer}/{i}", 1, HIGHEST) for i, v in enumerate(listed)}
    return tuple(sorted(found))


def _org(value: object) -> str | None:
    if value in (None, ""):
        return None
    if type(value) is not str or not _ORG.fullmatch(value):
        raise wrong(
            "/options/org", f"{values.shown(value)} is no short name of an organisation: letters, digits, - and _"
        )
    return value


def _kinds(value: object) -> tuple[str, ...]:
    if value is None:
        return KINDS
    if not isinstance(value, list | tuple) or not value:
        raise wrong(
            "/options/kinds", f"{values.shown(value)} is no list of types of jobs; there are {', '.join(KINDS)}"
        )
    chosen = {values.choice(v, f"/options/kinds/{i}", KINDS) for i, v in enumerate(value)}
    return tuple(kind for kind in KINDS if kind in chosen)


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise wrong("/options/events", f"{values.shown(value)} is neither true nor false")
    return value


def authorization(token: str) -> str:
    """The header that carries an access token: the old keys have 40 hexadecimal digits, the personal tokens do not.

    >>> authorization("0123456789abcdef0123456789abcdef01234567")
    'Token 0123456789abcdef0123456789abcdef01234567'
    """
    if not _TOKEN.fullmatch(token):
        raise BadInput("the access token of CVAT must be 8 to 1024 letters, digits and signs, without blanks")
    return f"{'Token' if _KEY.fullmatch(token) else 'Bearer'} {token}"
