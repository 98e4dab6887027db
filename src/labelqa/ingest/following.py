"""What a write changed in the orders that rules look at, written down and noted: series, mixtures, own work."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from labelqa.facts import ImageFacts
from labelqa.facts import series as facts_series
from labelqa.ingest.many import Own, note_added, note_many
from labelqa.ingest.touched import Behind, Changes
from labelqa.model import Answer, Project
from labelqa.rules import ANSWERED, CONTENT, OWN
from labelqa.store import Connection, image_facts, mixture, recent, series
from labelqa.store.reviews import Place
from labelqa.tally import BY_NAME, Bag


def follow(
    connection: Connection,
    project: Project,
    named: dict[int, str],
    found: dict[int, ImageFacts],
    changes: Changes,
    fresh: Container[int] = frozenset(),
) -> None:
    """Writes what changed in the series, and notes it; `fresh`: images that have no entry yet."""
    known = [image for image in named if image not in fresh]
    follow_entries(connection, project, known, entries_of(named, found), changes)


def follow_entries(
    connection: Connection, project: Project, known: Iterable[int], after: Sequence[series.Entry], changes: Changes
) -> None:
    """The same of entries at hand; those of the `known` images that are not among them are taken out."""
    number = project.number
    before = set(series.of_images(connection, number, known, facts_series.RAISED))
    gone = sorted(before.difference(after)) if before else []
    new = sorted(entry for entry in after if entry not in before)
    series.change(connection, number, gone, new)
    held = {(e.line, e.subject, e.at, e.name) for e in gone} & {(e.line, e.subject, e.at, e.name) for e in new}
    for entry in gone:
        if (entry.line, entry.subject, entry.at, entry.name) not in held:
            changes.anywhere(entry.line, entry.subject)
    if changes.single and new:
        followed = series.followed(connection, number, new[0].image, facts_series.RAISED)
        for entry in new:
            line = entry.line, entry.subject
            changes.note(line, Behind(entry.at, entry.name), line not in followed)
    else:
        note_added(connection, project, new, changes)


def entries_of(named: dict[int, str], found: dict[int, ImageFacts]) -> list[series.Entry]:
    """What images add to the series."""
    return [
        series.Entry(v.line, v.subject, v.at, named[image], image, v.value)
        for image, fact in found.items()
        for v in facts_series.values(fact)
    ]


def note_work(
    connection: Connection,
    project: Project,
    named: Mapping[int, str],
    found: Mapping[int, ImageFacts],
    old: Mapping[int, image_facts.Held],
    answers: Mapping[int, Sequence[Answer]],
    changed: set[Place],
    changes: Changes,
) -> None:
    """Notes what persons drew, when images were first answered, and whose own work is another than before."""
    moved = [i for i, fact in found.items() if _mixture(connection, project, (i, named[i]), old.get(i), fact, changes)]
    if not changes.single:
        own: dict[int, list[Own]] = defaultdict(list)
        for image in found:
            for answer in answers[image]:
                if (image, answer.annotator) in changed and answer.kind == "person":
                    own[answer.annotator].append((image, answer.submitted_at))
        note_many(connection, project, named, {i: found[i].answered_at for i in moved}, old, own, changes)
        return
    for image in found:
        for answer in answers[image]:
            if (image, answer.annotator) in changed and answer.kind == "person":
                _own(connection, project, (image, named[image]), answer.annotator, answer.submitted_at, changes)


def _mixture(
    connection: Connection,
    project: Project,
    image: tuple[int, str],
    old: image_facts.Held | None,
    fact: ImageFacts,
    changes: Changes,
) -> bool:
    """Notes a change of what persons drew, or of when the image was first answered.

    True where it moved in the order of first answers, which is noted here for a single image alone.
    """
    was, at = None if old is None else old.answered_at, fact.answered_at
    same = not fact.classes if old is None else content_of(fact.bag) == content_of(old.bag)
    if not same:
        changes.anywhere(CONTENT, 0)
    if (was, at) == (None, None) or (same and was == at):
        return False
    if not changes.single:
        return True
    if at is None or was not in (None, at):
        changes.anywhere(ANSWERED, 0)
    else:
        place = Behind(at, image[1])
        changes.note((ANSWERED, 0), place, not mixture.followed(connection, project.number, place))
    return True


_CONTENT = BY_NAME["content"].number


def content_of(bag: Bag) -> Bag:
    """What persons drew, by class."""
    return {key: row for key, row in bag.items() if key[0] == _CONTENT}


def _own(
    connection: Connection, project: Project, image: tuple[int, str], annotator: int, at: int | None, changes: Changes
) -> None:
    """Notes another answer of an annotator; one that took the place of earlier answers may have moved from there."""
    number, name = image
    if at is None:
        changes.anywhere(OWN, annotator)
        return
    earlier = recent.superseded(connection, project.number, number, annotator)
    newest = not earlier and not recent.overtaken(connection, project.number, annotator, number, at)
    changes.note((OWN, annotator), Behind(max([at, *earlier]), name), newest)
