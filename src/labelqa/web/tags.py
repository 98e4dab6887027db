"""Entity tags: what an answer hangs on, so that a client can ask whether the one it has still holds."""

from hashlib import blake2b

from labelqa import __version__
from labelqa.model import Project


def tag_of(project: Project, *asked: object) -> str:
    """The revision, and a hash of all else that an answer depends on.

    A project that was deleted and made again under its id, or taken back from a backup, begins with an earlier revision
    again; when it was made and last changed tells them apart.
    """
    state = (project.project_id, project.number, project.created_at, project.changed_at)
    parts = repr((*state, *asked, __version__)).encode("utf-8", "backslashreplace")
    return f'"{project.revision}-{blake2b(parts, digest_size=12).hexdigest()}"'


def holds(given: str, tag: str) -> bool:
    """True when If-None-Match names this tag, weakly or not, or any."""
    named = {part.strip().removeprefix("W/") for part in given.split(",")}
    return tag in named or "*" in named
