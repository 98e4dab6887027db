"""Learns the queue's model of a project from its labels and verdicts, and scores every image by it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from heapq import nsmallest

from labelqa.ingest.scoring import Rated, Scorer, keep_scores, rated, scorer
from labelqa.model import Project
from labelqa.queue import Ranking, Sight, sight
from labelqa.store import Connection, Store, annotations, names, projects, queue_models
from labelqa.store.judged import as_judged
from labelqa.store.queue_models import Fitted

MOST = 20_000
"""Images that a model is learnt from; half of them are shared or reviewed ones, where there are so many."""
BATCH = 200
"""Images scored in one transaction."""
SMALL = 2_000
"""Labelled images up to which every change is learnt from; above it must be a tenth more of them, or an hour later."""
HOUR_MS = 3_600_000
GROWTH = 1.1


@dataclass(frozen=True, slots=True)
class FitStep:
    """Progress: `learning` or `scoring`, images so far and in all."""

    phase: str
    done: int
    total: int


Progress = Callable[[FitStep], None]


def due(connection: Connection, project: Project, *, now: int) -> bool:
    """True when a project has changed enough since its model was learnt to learn it again."""
    fitted = queue_models.get(connection, project.number)
    labelled, verdicts = queue_models.extent(connection, project.number)
    if fitted is None:
        return labelled > 0
    if project.revision == fitted.revision:
        return False
    if labelled <= SMALL or now - fitted.fitted_at >= HOUR_MS:
        return True
    return labelled > GROWTH * fitted.images or verdicts > GROWTH * fitted.verdicts + 10


def learn_queue(
    store: Store, project_id: str, *, now: int, force: bool = False, progress: Progress = lambda step: None
) -> bool:
    """Learns a project's model where that is due, then scores all images that wait; True when a model was learnt.

    `force`: whether it is due or not. What is interrupted goes on at the next call.
    """
    with store.read() as connection:
        project = projects.get(connection, project_id)
        wanted = force or due(connection, project, now=now)
        ranking, extent = _learnt(connection, project, progress) if wanted else (None, (0, 0))
    if ranking is not None:
        _keep(store, project, ranking, extent, now=now)
    score_waiting(store, project_id, now=now, progress=progress)
    return wanted


def _learnt(connection: Connection, project: Project, progress: Progress) -> tuple[Ranking, tuple[int, int]]:
    """A model of the project as this snapshot has it."""
    chosen = _sample(connection, project)
    classes = names.classes(connection, project.number)
    sights, reviewed, sampled = list[Sight](), list[Sight](), set[tuple[str, str]]()
    for start in range(0, len(chosen), BATCH):
        progress(FitStep("learning", start, len(chosen)))
        numbers = chosen[start : start + BATCH]
        then = as_judged(connection, project.number, annotations.answers(connection, project.number, numbers))
        answers = then.answers
        named = names.image_names(connection, project.number, numbers)
        found = {i: sight(named[i], answers[i], classes) for i in sorted(numbers, key=lambda i: named[i])}
        sights += found.values()
        people = {a.annotator: a.name for i in numbers for a in answers[i]}
        sampled |= {(named[image], people[who]) for image, who in then.sampled}
        reviewed += [seen for seen in found.values() if any(s.verdict is not None for s in seen.sources)]
    learnt = Ranking.learnt(sights, reviewed, sampled, multi_label=project.label_type == "multi")
    return learnt, queue_models.extent(connection, project.number)


def _sample(connection: Connection, project: Project) -> list[int]:
    """Images to learn from, by a hash of their ids, so that it is the same sample whatever came first."""
    shared, others = list[tuple[bytes, int]](), list[tuple[bytes, int]]()
    for row in queue_models.labelled(connection, project.number):
        entry = blake2b(row.name.encode(), digest_size=8).digest(), row.image
        (shared if row.telling else others).append(entry)
    first = nsmallest(max(MOST // 2, MOST - len(others)), shared)
    return [image for _, image in (*first, *nsmallest(MOST - len(first), others))]


def _keep(store: Store, project: Project, ranking: Ranking, extent: tuple[int, int], *, now: int) -> None:
    with store.write(project.number) as connection:
        before = queue_models.get(connection, project.number)
        version = queue_models.NEVER + 1 if before is None else before.version + 1
        images, verdicts = extent
        fitted = Fitted(version, project.revision, now, images, verdicts, ranking.as_json())
        queue_models.put(connection, project.number, fitted)


def score_waiting(store: Store, project_id: str, *, now: int, progress: Progress = lambda step: None) -> None:
    """Scores the images that wait, or that an earlier model scored, a batch a transaction, until none is left.

    The scores of a batch are made from a snapshot, while others write; they are stored where nothing was changed since.
    """
    done = total = 0
    while True:
        with store.read() as connection:
            project = projects.get(connection, project_id)
            by = scorer(connection, project)
            numbers = queue_models.stale(connection, project.number, by.version, BATCH)
            if not numbers:
                return
            total = total or queue_models.waiting(connection, project.number, by.version)
            found = rated(connection, project, by, numbers)
        done += _keep_scores(store, project, by, found, now=now)
        progress(FitStep("scoring", done, max(total, done)))


def _keep_scores(store: Store, project: Project, by: Scorer, found: Rated, *, now: int) -> int:
    """Stores scores of a snapshot, where they still hold; how many."""
    with store.write(project.number) as connection:
        current = projects.get(connection, project.project_id)
        untouched = (current.number, current.revision) == (project.number, project.revision)
        if not untouched and not _same_terms(scorer(connection, current), by, current, project):
            return 0
        kept = keep_scores(connection, current, found, surely=untouched)
        if kept:
            _advance(connection, current, now=now)
        return kept


def _same_terms(one: Scorer, other: Scorer, current: Project, project: Project) -> bool:
    """Whether two scorers of a project make the same of the same answers."""
    return (current.number, one.version, one.multi_label) == (project.number, other.version, other.multi_label)


def _advance(connection: Connection, project: Project, *, now: int) -> None:
    """New scores are a new revision of the project, but nothing new to learn from."""
    revision = projects.advance(connection, project.number, now=now)
    fitted = queue_models.get(connection, project.number)
    if fitted is not None and fitted.revision == project.revision:
        queue_models.put(connection, project.number, replace(fitted, revision=revision))
