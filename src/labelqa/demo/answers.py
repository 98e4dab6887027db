"""What everybody hands in for one simulated image: truth, suggestions, and the persons' answers with their reviews."""

from random import Random

from labelqa.demo.habits import DETECTOR, Habit, draw, habit_of, light_seen
from labelqa.demo.jobs import Job
from labelqa.demo.reviews import judge
from labelqa.demo.scene import Scene, lay_out
from labelqa.demo.timetable import HOUR_MS, Timetable
from labelqa.model import Annotation, Object

TRUTH = "truth"
STARTED_FROM_SUGGESTION = 0.8
"""Share of the answers that start from the suggestions where there are some."""
ASSISTED_PACE = 0.6
"""Their time compared with drawing everything by hand."""
SECOND_OPINION = 0.01
"""Share of the project within which the next answer follows: one working day."""
APART = 0.3
"""Largest overlap (IoU) of a lost detector's box with anything that is really there."""


def answers(seed: str, job: Job, image_id: str, scene: Scene, timetable: Timetable) -> list[Annotation]:
    """Every annotation of one image, the persons' in the order in which they come in."""
    random = Random(seed)
    share, given = job.share, []
    if job.role == "truth":
        given.append(_truth(image_id, scene, timetable.moment(share)))
    if job.suggested:
        given.append(_suggestions(random, job, image_id, scene, timetable.moment(share) - HOUR_MS))
    for annotator_id in random.sample(job.persons, len(job.persons)):
        at = timetable.moment(share)
        habit = habit_of(annotator_id, tired=at >= timetable.tired_from, new_guideline=at >= timetable.guideline_from)
        given.append(_person(random, habit, image_id, scene, at, timetable.end, suggested=job.suggested))
        share += random.uniform(0, min(SECOND_OPINION, 1 - share))
    return given


def _truth(image_id: str, scene: Scene, at: int) -> Annotation:
    objects = tuple(Object(thing.class_name, *thing.box) for thing in scene.things)
    return Annotation(image_id, TRUTH, "truth", at, tuple(sorted(objects, key=lambda o: o.order)), (scene.light,))


def _suggestions(random: Random, job: Job, image_id: str, scene: Scene, at: int) -> Annotation:
    seen = lay_out(f"{scene.seed}:elsewhere") if job.lost else scene
    objects, _ = draw(seen, DETECTOR, random)
    if job.lost:
        there = [Object(thing.class_name, *thing.box) for thing in scene.things]
        objects = tuple(o for o in objects if all(_iou(o, other) <= APART for other in there))
    return Annotation(image_id, DETECTOR.annotator_id, "model", at, objects)


def _person(
    random: Random, habit: Habit, image_id: str, scene: Scene, at: int, end: int, *, suggested: bool
) -> Annotation:
    objects, faults = draw(scene, habit, random)
    assisted = suggested and random.random() < STARTED_FROM_SUGGESTION
    seconds = (5 + habit.pace * len(objects)) * random.lognormvariate(0, 0.3) * (ASSISTED_PACE if assisted else 1)
    return Annotation(
        image_id,
        habit.annotator_id,
        "person",
        at,
        objects,
        (light_seen(scene, habit, random),),
        seconds=round(seconds, 1),
        origin="ai_assisted" if assisted else "manual",
        reviews=judge(random, image_id, habit.annotator_id, faults, at, end),
    )


def _iou(a: Object, b: Object) -> float:
    ax1, ay1, ax2, ay2 = a.corners
    bx1, by1, bx2, by2 = b.corners
    shared = max(0.0, min(ax2, bx2) - max(ax1, bx1)) * max(0.0, min(ay2, by2) - max(ay1, by1))
    return shared / (a.width * a.height + b.width * b.height - shared)
