"""Where a write of several images changed the orders that rules look at: at their ends alone, as it mostly does."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

from labelqa.ingest.touched import Changes
from labelqa.model import Project
from labelqa.rules import ANSWERED, OWN
from labelqa.store import Connection, mixture, recent, series
from labelqa.store.chunks import CHUNK

Own = tuple[int, int | None]
"""The image of an answer, and its time."""
MOST = CHUNK
"""Images up to which it is worth a look: among more, each order has one at which it is judged."""


def note_added(connection: Connection, project: Project, new: Sequence[series.Entry], changes: Changes) -> None:
    """Notes the entries that series have gained, or that changed in them."""
    own: dict[series.Line, list[series.Entry]] = defaultdict(list)
    for entry in new:
        own[entry.line, entry.subject].append(entry)
    images = {entry.image for entry in new}
    if len(images) > MOST:
        followed = set(own)
    else:
        first = {line: min((e.at, e.name) for e in entries) for line, entries in own.items()}
        followed = series.followed_by_others(connection, project.number, first, images)
    for line, entries in own.items():
        changes.added(line, frozenset([e.name for e in entries]), line not in followed)


def note_many(
    connection: Connection,
    project: Project,
    named: Mapping[int, str],
    moved: Mapping[int, int | None],
    old: Container[int],
    own: Mapping[int, Sequence[Own]],
    changes: Changes,
) -> None:
    """Notes where images `moved` in the order of first answers ({image: its time now}), and whose own work is another.

    `old`: images that were measured before. `own`: each annotator's answers that are others than before.
    """
    _note_answered(connection, project, named, moved, old, changes)
    times = {who: [at for image, at in given if at is not None and image not in old] for who, given in own.items()}
    added = {who for who, known in times.items() if len(known) == len(own[who])}
    late = set(own) - added
    if added and len(named) <= MOST:
        first = min(at for who in added for at in times[who])
        late |= recent.later_than(connection, project.number, added, first, named)
    else:
        late |= added
    for who, given in own.items():
        changes.added((OWN, who), frozenset([named[image] for image, _ in given]), who not in late)


def _note_answered(
    connection: Connection,
    project: Project,
    named: Mapping[int, str],
    moved: Mapping[int, int | None],
    old: Container[int],
    changes: Changes,
) -> None:
    if not moved:
        return
    times = [at for image, at in moved.items() if at is not None and image not in old]
    newest = len(times) == len(moved) <= MOST and not mixture.later_than(connection, project.number, min(times), moved)
    changes.added((ANSWERED, 0), frozenset([named[image] for image in moved]), newest)
