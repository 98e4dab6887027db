"""Comments on images: said, resolved, opened again and deleted, with the flag of the images that they escalate."""

import json
from dataclasses import dataclass

from labelqa.errors import Forbidden, NotFound, quoted
from labelqa.model import Project
from labelqa.queue import ESCALATED
from labelqa.store import Connection, annotations, comments, image_facts, images, names, projects
from labelqa.store.schema import annotator

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of an image, or of one annotator's answer on it; `box`: where, `[x, y, width, height]` in pixels.

    `key_id`: the key that it came with, which alone may delete it, under the same `author`.
    """

    comment_id: str
    image_id: str
    text: str
    author: str
    key_id: str
    annotator_id: str | None = None
    box: Box | None = None
    escalates: bool = False


def write_comment(connection: Connection, project: Project, said: Remark, *, now: int) -> None:
    """Stores a comment. NotFound for an image, or an answer, that is not there."""
    image, _ = images.get(connection, project.number, said.image_id)
    values = {name: getattr(said, name) for name in ("comment_id", "text", "author", "key_id", "escalates")}
    values |= {"project": project.number, "image": image, "at": now}
    values["annotator"] = None if said.annotator_id is None else _answering(connection, project, image, said)
    values["box"] = None if said.box is None else json.dumps(said.box)
    comments.add(connection, values)
    _settled(connection, project, image, now)


def resolve_comment(connection: Connection, project: Project, comment_id: str, *, by: str, now: int) -> None:
    """Says that a comment is dealt with; NotFound. A second time changes nothing."""
    row = comments.get(connection, project.number, comment_id)
    if row.resolved_at is None:
        comments.settle(connection, row.id, at=now, by=by)
        _settled(connection, project, row.image, now)


def reopen_comment(connection: Connection, project: Project, comment_id: str, *, now: int) -> None:
    """Opens a resolved comment again; NotFound. An open one stays as it is."""
    row = comments.get(connection, project.number, comment_id)
    if row.resolved_at is not None:
        comments.settle(connection, row.id, at=None, by=None)
        _settled(connection, project, row.image, now)


def remove_comment(
    connection: Connection, project: Project, comment_id: str, *, own: tuple[str, str] | None, now: int
) -> None:
    """Deletes a comment; NotFound. `own`: (author, id of the key), Forbidden when it is not theirs; None: anyone's."""
    row = comments.get(connection, project.number, comment_id)
    if own is not None and own != (row.author, row.key_id):
        raise Forbidden("only who wrote a comment deletes it, with the same key and author_id; or a key with admin")
    comments.remove(connection, row.id)
    _settled(connection, project, row.image, now)


def _answering(connection: Connection, project: Project, image: int, said: Remark) -> int:
    """The number of the annotator whose answer is meant."""
    who = str(said.annotator_id)
    number = names.numbers(connection, annotator, project.number, [who]).get(who)
    if number is None or (image, number) not in annotations.stored(connection, project.number, [image]):
        raise NotFound(f"{quoted(who)} has no annotation of image {quoted(said.image_id)}")
    return number


def _settled(connection: Connection, project: Project, image: int, now: int) -> None:
    """The image's flag as its comments have it now; what was answered before is stale."""
    raised = bool(comments.standing(connection, project.number, [image]))
    image_facts.set_flag(connection, project.number, image, ESCALATED, raised=raised)
    projects.advance(connection, project.number, now=now)
