"""Files in: read twice, so that a file that breaks in the middle stores nothing of it.

The first pass reads everything, checks every value and asks the store about kinds and classes; the second writes
batches. Whatever is written is written whole, and the same files again change nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from labelqa.collector import collecting_rarely
from labelqa.errors import BadFile, Problem, quoted
from labelqa.formats.border import OUTSIDE
from labelqa.formats.format import Size, Sizes
from labelqa.ingest import learn_queue, write_annotations
from labelqa.ingest.checking import check
from labelqa.model import Annotation, Called, Image
from labelqa.sources import Source, Summary, complete, count
from labelqa.store import Store, names, projects
from labelqa.store import images as stored_images

BATCH = 4_000
"""Images and annotations written in one transaction: many share its reads, its totals and its fsync, and other writers
wait for about a second (more at once is no quicker: 352 us an image here, 345 with 10,000)."""


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: which pass, annotations so far and in all (None while the first pass counts them)."""

    phase: str
    done: int
    total: int | None


Progress = Callable[[Step], None]


@collecting_rarely()
def import_files(
    store: Store, project_id: str, sources: Sequence[Source], *, now: int, progress: Progress = lambda step: None
) -> Summary:
    """Imports files into a project, then learns its review queue anew and scores all images by it.

    Raises BadFile or BadInput naming the place; nothing is stored then.
    """
    summary = survey(store, project_id, sources, progress=progress)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    done = outside = 0
    items = (item for source in sources for item in source.read(_sizes(store, number)))
    while batch := list(islice(items, BATCH)):
        images = [i for i in batch if isinstance(i, Image)]
        annotations = [a for a in batch if isinstance(a, Annotation)]
        called = [c for c in batch if isinstance(c, Called)]
        with store.write(number) as connection:
            project = projects.get(connection, project_id)
            written = write_annotations(
                connection, project, annotations, now=now, images=images, called=called, once=False, score=False
            )
        summary.effects.update(written.annotations)
        summary.image_effects["new"] += written.images.get("new", 0)
        outside += len(written.warnings)
        summary.revision = written.revision
        done += len(annotations)
        progress(Step("storing", done, summary.annotations))
    summary.image_effects["known"] = summary.images - summary.image_effects["new"]
    learn_queue(store, project_id, now=now, progress=lambda step: progress(Step(step.phase, step.done, step.total)))
    with store.read() as connection:
        summary.revision = projects.get(connection, project_id).revision
    if outside:  # the store knows the sizes of more images than the file may say
        summary.remarks[OUTSIDE] = outside
    return summary


def survey(
    store: Store, project_id: str, sources: Sequence[Source], *, progress: Progress = lambda step: None
) -> Summary:
    """The first pass: reads and checks everything, stores nothing."""
    summary = Summary()
    images, annotators, answers = set[str](), dict[str, Annotation](), dict[int, int]()
    undated = {None, *(source.options.get("submitted_at") for source in sources)}
    with store.read() as connection:
        project = projects.get(connection, project_id)
        known = names.classes(connection, project.number).values()
        items = (item for source in sources for item in source.read(_sizes(store, project.number)))
        while batch := list(islice(items, BATCH)):
            annotations = [a for a in batch if isinstance(a, Annotation)]
            _one_kind_each(annotations, annotators)
            _one_answer_each((a for a in annotations if a.submitted_at in undated), answers)
            check(connection, project, annotations, once=False)
            for item in batch:
                count(summary, item, images)
            progress(Step("reading", summary.annotations, None))
    complete(summary, images, (first.kind for first in annotators.values()), known)
    return summary


def _sizes(store: Store, project: int) -> Sizes:
    """Asks the project for the sizes of images."""

    @lru_cache(BATCH)
    def size(image_id: str) -> Size | None:
        with store.read() as connection:
            return stored_images.size(connection, project, image_id)

    return size


def _one_kind_each(annotations: Sequence[Annotation], seen: dict[str, Annotation]) -> None:
    for a in annotations:
        first = seen.setdefault(a.annotator_id, a)
        if first.kind != a.kind:
            text = f"{a.place}: annotator {a.annotator_id!r} is a {a.kind} here, and a {first.kind} at {first.place}"
            raise BadFile(text, [Problem(a.place, f"kind is {a.kind!r} here, {first.kind!r} before")])


def _one_answer_each(undated: Iterable[Annotation], seen: dict[int, int]) -> None:
    """Refuses two answers of one annotator for one image of which nothing tells the later.

    The order of the files would decide between them, and each import of the same files would store both anew. `seen`
    maps a hash of who answered what to one of the answer: both are numbers, as there are millions.
    """
    for a in undated:
        answer = hash((a.objects, a.labels, a.cancelled))
        if seen.setdefault(hash((a.image_id, a.annotator_id, a.revision)), answer) != answer:
            who = f"a second answer of {quoted(a.annotator_id)} for {quoted(a.image_id)}"
            text = f"{who}, and no time tells which is the later. If others drew it, import the files one by one, each"
            text += " with its --annotator; if it is another image, give it another name"
            raise BadFile(f"{a.place}: {text}", [Problem(a.place, who)])
