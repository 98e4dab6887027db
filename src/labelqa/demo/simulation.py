"""The simulated project: twenty weeks of labelling a car park, with known habits and exact truth.

Everything here is invented. It shows what labelqa finds, and it lets tests compare a report with what was put in.
"""

from dataclasses import dataclass
from random import Random

from labelqa.demo.answers import answers
from labelqa.demo.jobs import DETECTOR_FROM, Job, assign
from labelqa.demo.scene import HEIGHT, WIDTH, Scene, lay_out
from labelqa.demo.timetable import Timetable
from labelqa.model import Annotation, Image

TITLE = "Car park (simulated)"


@dataclass(frozen=True, slots=True)
class Note:
    """A dated remark beside the charts: what changed (`guideline` or `model`) and when, in ms UTC."""

    at: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Demo:
    """A whole simulated project: images, answers with their reviews, dated notes; `scenes` run parallel to `images`."""

    title: str
    images: tuple[Image, ...]
    annotations: tuple[Annotation, ...]
    notes: tuple[Note, ...]
    scenes: tuple[Scene, ...]


def simulate(*, seed: int = 7, end: int, images: int = 1400) -> Demo:
    """Twenty weeks of simulated labelling that end at `end` (ms UTC); the same arguments give the same project.

    The alerts that it is made to raise need about a thousand images or more.

    >>> demo = simulate(end=1_764_000_000_000, images=60)
    >>> demo.title, demo.images[3].image_id, len(demo.images)
    ('Car park (simulated)', 'lot_0003.jpg', 60)
    """
    timetable = Timetable.until(end)
    jobs = assign(Random(f"{seed}:jobs"), images)
    scenes = tuple(lay_out(seed_of(seed, job), empty=job.empty) for job in jobs)
    named = tuple(_image(job, timetable) for job in jobs)
    given: list[Annotation] = []
    for job, image, scene in zip(jobs, named, scenes, strict=True):
        given += answers(f"{scene.seed}:answers", job, image.image_id, scene, timetable)
    return Demo(TITLE, named, tuple(given), _notes(timetable), scenes)


def image_id_of(job: Job) -> str:
    """The id of the image of a job."""
    return f"lot_{job.index:04d}.jpg"


def seed_of(seed: int, job: Job) -> str:
    """What the scene of a job is drawn from."""
    return f"{seed}:{job.index}"


def _image(job: Job, timetable: Timetable) -> Image:
    week = timetable.week(timetable.moment(job.share))
    return Image(image_id_of(job), WIDTH, HEIGHT, batch=f"simulated-{week:02d}")


def _notes(timetable: Timetable) -> tuple[Note, ...]:
    guideline = "Simulated: guideline v3, boxes include mirrors and load"
    return (
        Note(timetable.moment(DETECTOR_FROM), "model", "Simulated: detector-4 suggests boxes from here on"),
        Note(timetable.guideline_from, "guideline", guideline),
    )
