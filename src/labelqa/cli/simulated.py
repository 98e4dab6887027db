"""The simulated project as rows of a database, written like any other labels."""

from collections import defaultdict
from collections.abc import Callable

from labelqa.cli.progress import progress
from labelqa.demo import Demo, simulate
from labelqa.demo.album import Album
from labelqa.errors import NotFound
from labelqa.ingest import create_project, learn_queue, write_annotations
from labelqa.model import Annotation
from labelqa.reports import REPORTS
from labelqa.store import Store, alert_markers, projects
from labelqa.store.alert_markers import Marker
from labelqa.tally import DAY_MS

PROJECT = "demo"
IMAGES = 1400
SEED = 7
BATCH = 100
"""Images of one transaction."""
_ALBUM = Album(seed=SEED, images=IMAGES)


def fill(store: Store, *, now: int) -> None:
    """Makes the project, whose last day is the one before it is made; completes it when that was interrupted."""
    made_at, held = _state(store, now)
    with progress(quiet=False) as watch:
        if held is None or held < IMAGES:
            _write(store, made_at, watch, begun=held is not None, now=now)
        learn_queue(store, PROJECT, now=now, progress=lambda step: watch(step.phase, step.done, step.total))


def _write(store: Store, made_at: int, watch: Callable[[str, int, int | None], None], *, begun: bool, now: int) -> None:
    """Makes the project with its images, or goes on with them."""
    demo = simulate(seed=SEED, end=made_at - made_at % DAY_MS, images=IMAGES)
    if not begun:
        with store.write() as connection:
            project = create_project(connection, {"project_id": PROJECT, "name": demo.title}, now=made_at)
            for k, note in enumerate(demo.notes):
                alert_markers.add(
                    connection, project.number, Marker(f"mrk_{PROJECT}_{k}", note.at, note.kind, note.text, None)
                )
    _write_images(store, demo, watch, now=now)


def paint(project_id: str, image_id: str) -> Callable[[], bytes] | None:
    """What paints the picture of an image of the project, as JPEG; None for one of another project."""
    return _ALBUM.painting(image_id) if project_id == PROJECT else None


def _state(store: Store, now: int) -> tuple[int, int | None]:
    """When the project was made (or is: now), and how many images it holds, None where there is none."""
    with store.read() as connection:
        try:
            project = projects.get(connection, PROJECT)
        except NotFound:
            return now, None
        return project.created_at, REPORTS["overview"].build(connection, project).images


def _write_images(store: Store, demo: Demo, watch: Callable[[str, int, int | None], None], *, now: int) -> None:
    """An image goes in with all its answers, so that the number of images says how far this has come."""
    answers: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in demo.annotations:
        answers[annotation.image_id].append(annotation)
    with store.read() as connection:
        number = projects.get(connection, PROJECT).number
    for start in range(0, len(demo.images), BATCH):
        images = demo.images[start : start + BATCH]
        rows = [annotation for image in images for annotation in answers[image.image_id]]
        with store.write(number) as connection:
            project = projects.get(connection, PROJECT)
            write_annotations(connection, project, rows, now=now, images=images, score=False)
        watch("simulated images", start + len(images), len(demo.images))
